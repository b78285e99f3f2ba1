//! Language and theme, as the settings and the account menu offer them.

use crate::i18n::{I18n, Locale, text, use_i18n};
use crate::shell::{Theme, use_theme};
use crate::ui::live::live;
use crate::ui::view;
use leptos::prelude::*;

/// The languages. `group` tells one set of buttons on a page from another.
pub fn language_choice(group: &'static str) -> AnyView {
    let i18n = use_i18n();
    let choice = |locale: Locale| {
        let checked = live(move || i18n.locale() == locale);
        view! {
            <label class="choice" lang=locale.tag()>
                <input type="radio" name=format!("{group}-language") prop:checked=checked on:change=move |_| i18n.set(locale) />
                <span>{locale.name()}</span>
            </label>
        }
        .into_any()
    };
    view! {
        <fieldset>
            <legend>{text(|m| m.common.language)}</legend>
            {Locale::ALL.map(choice).collect_view()}
        </fieldset>
    }
    .into_any()
}

/// The themes.
pub fn theme_choice(group: &'static str) -> AnyView {
    let i18n = use_i18n();
    let theme = use_theme();
    let choice = |choice: Theme| {
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name=format!("{group}-theme")
                    prop:checked=move || theme.get() == choice
                    on:change=move |_| theme.set(choice)
                />
                <span>{move || theme_name(i18n, choice)}</span>
            </label>
        }
        .into_any()
    };
    view! {
        <fieldset>
            <legend>{text(|m| m.common.theme)}</legend>
            {Theme::ALL.map(choice).collect_view()}
        </fieldset>
    }
    .into_any()
}

/// The theme's name; follows the language.
#[must_use]
pub fn theme_name(i18n: I18n, theme: Theme) -> &'static str {
    let common = &i18n.messages().common;
    match theme {
        Theme::System => common.theme_system,
        Theme::Light => common.theme_light,
        Theme::Dark => common.theme_dark,
    }
}
