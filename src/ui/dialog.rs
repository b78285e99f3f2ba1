//! A dialog that takes the focus and gives it back.

use crate::i18n::text;
use crate::ui::icon::{Icon, icon};
use leptos::html::Dialog;
use leptos::prelude::*;

/// A modal dialog, open while `open` is true. Escape and its close button set `open` to false.
/// The content is made when the dialog opens.
pub fn dialog(
    open: RwSignal<bool>,
    title: impl Fn() -> String + Copy + Send + Sync + 'static,
    content: impl Fn() -> AnyView + Copy + Send + Sync + 'static,
) -> AnyView {
    let node = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
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
        <dialog node_ref=node class="dialog" aria-label=title on:close=closed>
            <Show when=move || open.get()>
                <header class="dialog-head">
                    <h2>{title}</h2>
                    <button type="button" class="button icon-only quiet" aria-label=text(|m| m.common.close) on:click=move |_| open.set(false)>
                        {icon(Icon::Close)}
                    </button>
                </header>
                <div class="dialog-body">{content()}</div>
            </Show>
        </dialog>
    }
    .into_any()
}
