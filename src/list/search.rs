//! The search field of a list.

use crate::browser::clock;
use crate::i18n::{Pick, text};
use crate::ui::icon::{Icon, icon};
use crate::ui::live::effect;
use crate::ui::view;
use leptos::html::Input;
use leptos::prelude::*;

/// Milliseconds between the last key and the search.
const PAUSE: u32 = 250;
/// What browsers give as the key's code while an input method composes.
const COMPOSING: u32 = 229;

/// A field that searches 250 ms after the last key, at once on Enter, and not
/// at all while an input method composes. `word` is the word in force; `go`
/// gets the new one, without space at its ends.
pub fn search(label: Pick, word: Memo<String>, go: impl Fn(String) + Send + Sync + 'static) -> AnyView {
    field(label, word, Callback::new(go))
}

fn field(label: Pick, word: Memo<String>, go: Callback<String>) -> AnyView {
    let field = NodeRef::<Input>::new();
    let pause = StoredValue::new_local(None::<clock::Timer>);
    let composing = StoredValue::new(false);
    // The word that this field has just asked for: what was typed since stands.
    let asked = StoredValue::new(None::<String>);
    let typed = move || {
        field
            .get_untracked()
            .map(|input| input.value().trim().to_owned())
            .unwrap_or_default()
    };
    let now = move || {
        pause.set_value(None);
        let text = typed();
        if word.with_untracked(|word| *word != text) {
            asked.set_value(Some(text.clone()));
            go.run(text);
        }
    };
    let soon = move || pause.set_value(Some(clock::after(PAUSE, now)));
    // Back, Forward and Cancel change the word from outside; typing must not be written over.
    effect(move || {
        let word = word.get();
        let Some(input) = field.get() else { return };
        if asked.try_update_value(Option::take).flatten().as_ref() == Some(&word) {
            return;
        }
        if input.value().trim() != word && !composing.get_value() {
            pause.set_value(None);
            input.set_value(&word);
        }
    });
    view! {
        <div class="search">
            {icon(Icon::Search)}
            <input
                node_ref=field
                type="search"
                class="field"
                aria-label=text(label)
                placeholder=text(label)
                autocomplete="off"
                spellcheck="false"
                on:compositionstart=move |_| {
                    composing.set_value(true);
                    pause.set_value(None);
                }
                on:compositionend=move |_| {
                    composing.set_value(false);
                    soon();
                }
                on:input=move |_| {
                    if !composing.get_value() {
                        soon();
                    }
                }
                on:keydown=move |event| {
                    let enter = event.key() == "Enter";
                    if enter && !event.is_composing() && event.key_code() != COMPOSING && !composing.get_value() {
                        event.prevent_default();
                        now();
                    }
                }
            />
        </div>
    }
    .into_any()
}
