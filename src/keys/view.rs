//! The sheet of all keys.

use super::model::{Place, Stroke, TABLE};
use super::state::use_keys;
use crate::browser::page;
use crate::i18n::{text, use_i18n};
use crate::ui::dialog::dialog;
use crate::ui::live::{live, shown};
use crate::ui::view;
use leptos::prelude::*;

const PLACES: [Place; 4] = [Place::Everywhere, Place::Page, Place::List, Place::Composer];

/// The dialog.
pub fn key_sheet() -> AnyView {
    let keys = use_keys();
    let content = move || {
        let off = move || view! { <p class="hint">{text(|m| m.keys.letters_are_off)}</p> }.into_any();
        view! {
            {shown(move || !keys.letters().get(), off)}
            {PLACES.map(group).collect_view()}
        }
        .into_any()
    };
    dialog(keys.sheet(), |m| m.keys.sheet, content)
}

fn group(place: Place) -> AnyView {
    let i18n = use_i18n();
    let line = |key: &super::model::Key| {
        let action = key.action;
        let strokes = key.strokes.iter().enumerate().map(|(index, stroke)| {
            let or = (index > 0).then(|| view! { <span class="hint">{text(|m| m.keys.or)}</span> }.into_any());
            view! { {or} {key_names(*stroke)} }.into_any()
        });
        view! {
            <div class="key-line">
                <dt>{live(move || (i18n.messages().keys.action)(action))}</dt>
                <dd>{strokes.collect_view()}</dd>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="key-group">
            <h3>{live(move || (i18n.messages().keys.place)(place))}</h3>
            <dl>{TABLE.iter().filter(|key| key.place == place).map(line).collect_view()}</dl>
        </section>
    }
    .into_any()
}

/// A stroke as it stands on the keyboard.
pub fn key_names(stroke: Stroke) -> AnyView {
    let cap = |name: &'static str| view! { <kbd>{label(name)}</kbd> }.into_any();
    match stroke {
        Stroke::Command(name) => {
            let command = if page::is_mac() { "⌘" } else { "Ctrl" };
            view! { {cap(command)} " " <kbd>{name.to_ascii_uppercase()}</kbd> }.into_any()
        }
        Stroke::Key(name) => cap(name),
        Stroke::Shift(name) => view! { {cap("Shift")} " " {cap(name)} }.into_any(),
        Stroke::Then(first, second) => view! { {cap(first)} " " {cap(second)} }.into_any(),
    }
}

fn label(name: &'static str) -> &'static str {
    match name {
        "Escape" => "Esc",
        "ArrowDown" => "↓",
        "ArrowUp" => "↑",
        other => other,
    }
}
