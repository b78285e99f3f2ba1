//! Page by page.

use super::kind::{Kind, List};
use super::model::{Pager, Query};
use crate::i18n::{format, text, use_i18n};
use crate::ui::icon::{Icon, icon};
use crate::ui::live::live;
use crate::ui::view;
use leptos::prelude::*;
use std::sync::Arc;

/// Goes from the present page to the one that the function makes of it.
type Turn = Arc<dyn Fn(fn(u32) -> u32) + Send + Sync>;

/// Buttons to the page before and behind. `go` gets the query at the wanted page.
pub fn pager<K: Kind>(list: List<K>, go: impl Fn(K::Query) + Copy + Send + Sync + 'static) -> AnyView {
    let turn = move |to: fn(u32) -> u32| {
        if let Some(query) = list.wanted_now() {
            let page = to(query.page());
            go(query.at_page(page));
        }
    };
    pages(list.pager(), Arc::new(turn))
}

fn pages(state: ReadSignal<Pager>, turn: Turn) -> AnyView {
    let i18n = use_i18n();
    let place = live(move || {
        let locale = i18n.locale();
        let pager = state.get();
        let number = |value: u32| format::number(locale, u64::from(value));
        (i18n.messages().common.page_of)(&number(pager.page.saturating_add(1)), &number(pager.pages.max(1)))
    });
    let back = Arc::clone(&turn);
    view! {
        <nav class="pager" aria-label=text(|m| m.common.pages)>
            <button
                type="button"
                class="button icon-only"
                aria-label=text(|m| m.common.previous_page)
                disabled=move || !state.get().previous
                on:click=move |_| back(|page| page.saturating_sub(1))
            >
                {icon(Icon::Left)}
            </button>
            <span class="pager-place">{place}</span>
            <button
                type="button"
                class="button icon-only"
                aria-label=text(|m| m.common.next_page)
                disabled=move || !state.get().next
                on:click=move |_| turn(|page| page.saturating_add(1))
            >
                {icon(Icon::Right)}
            </button>
        </nav>
    }
    .into_any()
}
