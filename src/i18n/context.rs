//! The language in force, as a signal that every text follows.

use super::{Locale, Messages};
use crate::browser::{page, preferences};
use leptos::prelude::*;

const KEY: &str = "language";

/// A handle to the language in force.
#[derive(Debug, Clone, Copy)]
pub struct I18n {
    locale: RwSignal<Locale>,
}

impl I18n {
    /// The language; follows changes.
    #[must_use]
    pub fn locale(self) -> Locale {
        self.locale.get()
    }

    /// The texts; follows changes.
    #[must_use]
    pub fn messages(self) -> &'static Messages {
        self.locale.get().messages()
    }

    /// The texts of this moment, for handlers.
    #[must_use]
    pub fn messages_now(self) -> &'static Messages {
        self.locale.get_untracked().messages()
    }

    /// Switches the language, for this browser.
    pub fn set(self, locale: Locale) {
        preferences::set(KEY, locale.tag());
        self.locale.set(locale);
    }
}

/// Puts the language into context: the one chosen in this browser before, else what the browser asks for.
pub fn provide_i18n() -> I18n {
    let chosen = preferences::get(KEY).unwrap_or_else(page::preferred_language);
    let i18n = I18n {
        locale: RwSignal::new(Locale::for_tag(&chosen)),
    };
    provide_context(i18n);
    Effect::new(move || page::set_language(i18n.locale().tag()));
    i18n
}

/// The language in force.
#[must_use]
pub fn use_i18n() -> I18n {
    // Each mount begins with `provide_i18n`; English stands in where a part is mounted alone.
    use_context().unwrap_or_else(|| I18n {
        locale: RwSignal::new(Locale::English),
    })
}

/// Which of the texts: `|m| m.common.retry`.
pub type Pick = fn(&'static Messages) -> &'static str;

/// One text, following the language: `text(|m| m.common.retry)`.
pub fn text(pick: Pick) -> impl Fn() -> &'static str + Copy + Send + Sync + 'static {
    let i18n = use_i18n();
    move || pick(i18n.messages())
}
