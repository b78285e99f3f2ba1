//! The dialog: a field, and the lines that fit it.

use super::model::{Item, Target};
use super::state::Palette;
use crate::i18n::{text, use_i18n};
use crate::ui::dialog::bare_dialog;
use crate::ui::live::{each, effect, live, memo};
use crate::ui::view;
use leptos::html::Input;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

/// What browsers give as the key's code while an input method composes.
const COMPOSING: u32 = 229;
const LIST: &str = "palette-lines";

/// The palette, closed until its key is pressed.
pub fn palette() -> AnyView {
    let palette = Palette::new();
    bare_dialog(
        palette.open,
        "dialog palette",
        |m| m.palette.title,
        move || content(palette),
    )
}

fn content(palette: Palette) -> AnyView {
    let i18n = use_i18n();
    let keys = memo(move || {
        palette
            .lines
            .with(|lines| lines.iter().map(Item::key).collect::<Vec<_>>())
    });
    let status = live(move || {
        let texts = &i18n.messages().palette;
        match keys.with(Vec::len) {
            _ if palette.search.is_running() => texts.searching.to_owned(),
            0 => texts.nothing.to_owned(),
            count => (texts.count)(u32::try_from(count).unwrap_or(u32::MAX)),
        }
    });
    view! {
        {field(palette)}
        <ul id=LIST class="palette-lines" role="listbox" aria-label=text(|m| m.palette.lines)>
            {each(move || keys.get(), move |key| line(palette, key))}
        </ul>
        <p class="hint palette-status" role="status">{status}</p>
    }
    .into_any()
}

fn field(palette: Palette) -> AnyView {
    let node = NodeRef::<Input>::new();
    let composing = StoredValue::new(false);
    effect(move || {
        if let Some(input) = node.get() {
            let _ = input.focus();
        }
    });
    let take = move || {
        if let Some(input) = node.get_untracked() {
            palette.typed_now(input.value());
        }
    };
    let pressed = move |event: KeyboardEvent| {
        if event.is_composing() || event.key_code() == COMPOSING || composing.get_value() {
            return;
        }
        match event.key().as_str() {
            "ArrowDown" => palette.step(true),
            "ArrowUp" => palette.step(false),
            "Enter" => palette.enter(),
            _ => return,
        }
        event.prevent_default();
    };
    let active = live(move || palette.marked().map(|key| id(&key)));
    view! {
        <input
            node_ref=node
            class="field palette-field"
            type="text"
            role="combobox"
            aria-expanded="true"
            aria-haspopup="listbox"
            aria-autocomplete="list"
            aria-controls=LIST
            aria-activedescendant=active
            aria-label=text(|m| m.palette.field)
            placeholder=text(|m| m.palette.field)
            autocomplete="off"
            spellcheck="false"
            autofocus
            on:compositionstart=move |_| composing.set_value(true)
            on:compositionend=move |_| {
                composing.set_value(false);
                take();
            }
            on:input=move |_| {
                if !composing.get_value() {
                    take();
                }
            }
            on:keydown=pressed
        />
    }
    .into_any()
}

/// A line's id in the page. Keys hold no space but one.
fn id(key: &str) -> String {
    format!("palette-{}", key.replace(' ', "-"))
}

fn line(palette: Palette, key: String) -> AnyView {
    let i18n = use_i18n();
    let find = |lines: &Vec<Item>| lines.iter().find(|item| item.key() == key).cloned();
    let Some(item) = palette.lines.with_untracked(find) else {
        return ().into_any();
    };
    let marked = memo({
        let key = key.clone();
        move || palette.marked().as_ref() == Some(&key)
    });
    let node = NodeRef::<leptos::html::Li>::new();
    effect(move || {
        if marked.get()
            && let Some(line) = node.get()
        {
            let near = web_sys::ScrollIntoViewOptions::new();
            near.set_block(web_sys::ScrollLogicalPosition::Nearest);
            line.scroll_into_view_with_scroll_into_view_options(&near);
        }
    });
    // The language cannot change while the palette is open.
    let texts = &i18n.messages_now().palette;
    let kind = match item.target {
        Target::Page(_) => texts.page,
        Target::Store(_) => texts.store,
        Target::Session(_) => texts.session,
        Target::Deed(_) => texts.action,
    };
    view! {
        <li
            node_ref=node
            id=id(&key)
            role="option"
            class="palette-line"
            aria-selected=move || marked.get().to_string()
            on:click=move |_| palette.choose(&key)
        >
            <bdi class="palette-title">{item.title}</bdi>
            <bdi class="hint palette-about">{item.about}</bdi>
            <span class="hint">{kind}</span>
        </li>
    }
    .into_any()
}
