//! The room.

use super::choices::{language_choice, theme_choice};
use super::diagnostics_view::diagnostics_section;
use crate::i18n::text;
use crate::keys::use_keys;
use crate::notifications::notifications_section;
use crate::translation::{cache_section, translation_section};
use crate::ui::button::button;
use crate::ui::view;
use leptos::prelude::*;

/// The settings.
pub fn settings_room() -> AnyView {
    let keys = use_keys();
    let letters = keys.letters();
    view! {
        <div class="settings">
            <h1>{text(|m| m.settings.title)}</h1>
            <section class="card" data-part="language">{language_choice("settings")}</section>
            <section class="card" data-part="theme">{theme_choice("settings")}</section>
            <section class="card" aria-labelledby="settings-keys">
                <h2 id="settings-keys">{text(|m| m.settings.keys)}</h2>
                <label class="choice">
                    <input
                        type="checkbox"
                        prop:checked=move || letters.get()
                        on:change=move |_| letters.update(|on| *on = !*on)
                    />
                    <span>{text(|m| m.settings.letters)}</span>
                </label>
                <p class="hint">{text(|m| m.settings.letters_hint)}</p>
                <div>{button("", |m| m.settings.show_keys, move || keys.sheet().set(true))}</div>
            </section>
            {notifications_section()}
            {translation_section()}
            {cache_section()}
            {diagnostics_section()}
        </div>
    }
    .into_any()
}
