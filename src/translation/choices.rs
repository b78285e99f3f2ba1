//! What an operator chooses, for this browser.

use super::model::language::tag;
use crate::browser::preferences;
use crate::i18n::use_i18n;
use crate::ui::live::memo;
use leptos::prelude::*;

const ON: &str = "translation";
const TO: &str = "translation-language";
const BROWSER: &str = "browser-translator";

/// A handle to the choices.
#[derive(Debug, Clone, Copy)]
pub(super) struct Choices {
    on: RwSignal<bool>,
    /// A tag; empty is the language of the console.
    to: RwSignal<String>,
    browser: RwSignal<bool>,
    target: Memo<String>,
}

pub(super) fn choices() -> Choices {
    let i18n = use_i18n();
    let to = RwSignal::new(preferences::get(TO).unwrap_or_default());
    let target = memo(move || {
        let chosen = to.get();
        tag(if chosen.is_empty() {
            i18n.locale().tag()
        } else {
            &chosen
        })
    });
    Choices {
        on: RwSignal::new(preferences::get(ON).as_deref() != Some("off")),
        to,
        browser: RwSignal::new(preferences::get(BROWSER).as_deref() == Some("on")),
        target,
    }
}

impl Choices {
    /// Whether messages are translated by themselves; follows changes.
    pub(super) fn on(self) -> bool {
        // A row may be told of a change once more while everything ends.
        self.on.try_get() == Some(true)
    }

    pub(super) fn set_on(self, on: bool) {
        preferences::set(ON, if on { "on" } else { "off" });
        self.on.set(on);
    }

    /// The language that messages are translated into; follows changes.
    pub(super) fn target(self) -> String {
        self.target.try_get().unwrap_or_default()
    }

    /// What was chosen: the empty one is the language of the console; follows changes.
    pub(super) fn to(self) -> String {
        self.to.get()
    }

    pub(super) fn set_to(self, tag: String) {
        preferences::set(TO, &tag);
        self.to.set(tag);
    }

    /// Whether the browser itself may translate where the gateway cannot; follows changes.
    pub(super) fn browser(self) -> bool {
        self.browser.try_get() == Some(true)
    }

    pub(super) fn set_browser(self, may: bool) {
        preferences::set(BROWSER, if may { "on" } else { "off" });
        self.browser.set(may);
    }
}
