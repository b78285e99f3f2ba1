//! A dialog that takes the focus and gives it back.

use crate::i18n::{Pick, text};
use crate::ui::button::icon_button;
use crate::ui::icon::Icon;
use crate::ui::live::{effect, shown};
use crate::ui::view;
use leptos::html::Dialog;
use leptos::prelude::*;

/// A modal dialog, open while `open` is true. Escape and its close button set `open` to false.
/// The content is made when the dialog opens.
pub fn dialog(open: RwSignal<bool>, title: Pick, content: impl Fn() -> AnyView + Send + Sync + 'static) -> AnyView {
    let opened = move || {
        view! {
            <header class="dialog-head">
                <h2>{text(title)}</h2>
                {icon_button("icon-only quiet", Icon::Close, |m| m.common.close, move || open.set(false))}
            </header>
            <div class="dialog-body">{content()}</div>
        }
        .into_any()
    };
    bare_dialog(open, "dialog", title, opened)
}

/// The same with nothing in it but the content.
pub fn bare_dialog(
    open: RwSignal<bool>,
    class: &'static str,
    title: Pick,
    content: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let node = NodeRef::<Dialog>::new();
    effect(move || {
        let Some(dialog) = node.get() else { return };
        if open.get() {
            if !dialog.open() {
                // Fails only for a dialog that is open or not in the page.
                let _ = dialog.show_modal();
            }
        } else {
            dialog.close();
        }
    });
    // The event comes a little after the closing; the dialog may have been opened again meanwhile.
    let closed = move |_| {
        if node.get_untracked().is_some_and(|dialog| !dialog.open()) {
            open.set(false);
        }
    };
    view! {
        <dialog node_ref=node class=class aria-label=text(title) on:close=closed>
            {shown(move || open.get(), content)}
        </dialog>
    }
    .into_any()
}
