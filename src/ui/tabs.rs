//! Tabs.

use crate::i18n::{Pick, text};
use crate::ui::live::memo;
use crate::ui::view;
use leptos::prelude::*;

/// One tab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab<T> {
    pub value: T,
    pub name: String,
    /// Behind the name; nothing while it is not known.
    pub count: Option<String>,
}

/// A row of tabs over the panel with the id `panel`. Arrow keys, Home and End move between them.
pub fn tabs<T>(
    label: Pick,
    panel: &'static str,
    tabs: impl Fn() -> Vec<Tab<T>> + Send + Sync + 'static,
    chosen: Memo<T>,
    choose: impl Fn(T) + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    row(
        label,
        panel,
        Callback::new(move |()| tabs()),
        chosen,
        Callback::new(choose),
    )
}

fn row<T>(
    label: Pick,
    panel: &'static str,
    tabs: Callback<(), Vec<Tab<T>>>,
    chosen: Memo<T>,
    choose: Callback<T>,
) -> AnyView
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let list = NodeRef::<leptos::html::Div>::new();
    let on_key = move |event: web_sys::KeyboardEvent| {
        let all = tabs.run(());
        let Some(at) = all
            .iter()
            .position(|tab| chosen.with_untracked(|value| *value == tab.value))
        else {
            return;
        };
        let to = match event.key().as_str() {
            "ArrowRight" => (at + 1) % all.len(),
            "ArrowLeft" => (at + all.len() - 1) % all.len(),
            "Home" => 0,
            "End" => all.len() - 1,
            _ => return,
        };
        event.prevent_default();
        if let Some(tab) = all.into_iter().nth(to) {
            choose.run(tab.value);
        }
        let focus = list
            .get_untracked()
            .and_then(|list| list.children().item(u32::try_from(to).unwrap_or(0)));
        if let Some(tab) = focus.and_then(|tab| wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(tab).ok()) {
            let _ = tab.focus();
        }
    };
    let draw = move |index: usize| {
        let tab = memo(move || tabs.run(()).into_iter().nth(index));
        let selected = memo(move || tab.get().is_some_and(|tab| chosen.get() == tab.value));
        view! {
            <button
                type="button"
                role="tab"
                class="tab"
                aria-controls=panel
                aria-selected=move || selected.get().to_string()
                tabindex=move || if selected.get() { "0" } else { "-1" }
                on:click=move |_| {
                    if let Some(tab) = tab.get_untracked() {
                        choose.run(tab.value);
                    }
                }
            >
                {move || tab.get().map(|tab| tab.name)}
                " "
                <span class="count">{move || tab.get().and_then(|tab| tab.count)}</span>
            </button>
        }
        .into_any()
    };
    let count = untrack(|| tabs.run(())).len();
    view! {
        <div node_ref=list role="tablist" class="tabs" aria-label=text(label) on:keydown=on_key>
            {(0..count).map(draw).collect_view()}
        </div>
    }
    .into_any()
}
