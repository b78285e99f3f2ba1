//! The veil over rows that wait for newer ones.

use super::model::Why;
use super::state::{Cover, Kind, List};
use crate::i18n::{text, use_i18n};
use leptos::prelude::*;

/// The rows with the veil over them. Under a veil they take no click, no key and no focus.
pub fn veiled<K: Kind>(list: List<K>, rows: AnyView) -> AnyView {
    let i18n = use_i18n();
    let cover = list.cover();
    let covered = Memo::new(move |_| cover.get() != Cover::Open);
    let why = move || match cover.get() {
        Cover::Open => String::new(),
        Cover::Loading => i18n.messages().common.loading.to_owned(),
        Cover::Explained { why: Why::Slow, .. } => i18n.messages().common.slow.to_owned(),
        Cover::Explained {
            why: Why::Failed(error),
            ..
        } => (i18n.messages().common.error)(&error),
    };
    let ways_out = move || match cover.get() {
        Cover::Explained { can_cancel, .. } => Some(view! {
            <div class="veil-ways">
                <button type="button" class="button primary" on:click=move |_| list.retry()>{text(|m| m.common.retry)}</button>
                <Show when=move || can_cancel>
                    <button type="button" class="button" on:click=move |_| list.cancel()>{text(|m| m.common.cancel)}</button>
                </Show>
            </div>
        }),
        _ => None,
    };
    view! {
        <div class="veiled" class:covered=covered>
            <div class="veiled-rows" inert=covered aria-busy=move || covered.get().then_some("true")>{rows}</div>
            <div class="veil">
                <div class="veil-card">
                    <p role="status">{why}</p>
                    {ways_out}
                </div>
            </div>
        </div>
    }
    .into_any()
}
