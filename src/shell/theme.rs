//! Light, dark, or as the operating system has it.

use crate::browser::{page, preferences};
use crate::ui::live::effect;
use leptos::prelude::*;

const KEY: &str = "theme";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The word in storage and in `data-theme`; nothing follows the system.
    fn word(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }
}

/// Puts the theme into context, as it was chosen in this browser before.
pub fn provide_theme() {
    let kept = preferences::get(KEY);
    let theme = Theme::ALL
        .into_iter()
        .find(|theme| theme.word() == kept.as_deref())
        .unwrap_or_default();
    let theme = RwSignal::new(theme);
    effect(move || {
        let word = theme.get().word();
        page::set_theme(word);
        match word {
            Some(word) => preferences::set(KEY, word),
            None => preferences::remove(KEY),
        }
    });
    provide_context(theme);
}

/// The theme.
#[must_use]
pub fn use_theme() -> RwSignal<Theme> {
    use_context().unwrap_or_default()
}
