//! The veil over rows that wait for newer ones.

use super::kind::{Kind, List};
use super::model::Why;
use super::state::Cover;
use crate::i18n::use_i18n;
use crate::ui::button::button;
use crate::ui::live::{live, memo};
use crate::ui::view;
use leptos::prelude::*;
use std::sync::Arc;

/// What a way out of the veil does.
type Way = Arc<dyn Fn() + Send + Sync>;

/// The rows with the veil over them. Under a veil they take no click, no key and no focus.
pub fn veiled<K: Kind>(list: List<K>, rows: AnyView) -> AnyView {
    cover(
        list.cover(),
        Arc::new(move || list.retry()),
        Arc::new(move || list.cancel()),
        rows,
    )
}

fn cover(cover: ReadSignal<Cover>, retry: Way, cancel: Way, rows: AnyView) -> AnyView {
    let i18n = use_i18n();
    let covered = memo(move || cover.get() != Cover::Open);
    let why = live(move || match cover.get() {
        Cover::Open => String::new(),
        Cover::Loading => i18n.messages().common.loading.to_owned(),
        Cover::Explained { why: Why::Slow, .. } => i18n.messages().common.slow.to_owned(),
        Cover::Explained {
            why: Why::Failed(error),
            ..
        } => (i18n.messages().common.error)(&error),
    });
    let ways_out = live(move || match cover.get() {
        Cover::Explained { can_cancel, .. } => {
            let (retry, cancel) = (Arc::clone(&retry), Arc::clone(&cancel));
            let ways = view! {
                <div class="veil-ways">
                    {button("primary", |m| m.common.retry, move || retry())}
                    {can_cancel.then(|| button("", |m| m.common.cancel, move || cancel()))}
                </div>
            };
            Some(ways.into_any())
        }
        _ => None,
    });
    view! {
        <div class="veiled" class:covered=move || covered.get()>
            <div class="veiled-rows" inert=move || covered.get() aria-busy=move || covered.get().then_some("true")>{rows}</div>
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
