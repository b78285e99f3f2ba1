//! Every text that an operator reads, in every language of the console.
//!
//! A room's texts are one struct with one constant a language, in the file
//! named after the room: a text that is missing in a language does not
//! compile. Texts with something put in are functions.

pub mod account;
pub mod common;
pub mod inbox;
pub mod stores;

#[cfg(target_arch = "wasm32")]
mod context;
#[cfg(target_arch = "wasm32")]
pub mod format;

#[cfg(target_arch = "wasm32")]
pub use context::{I18n, provide_i18n, text, use_i18n};

/// A language of the console.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Locale {
    #[default]
    English,
    SimplifiedChinese,
}

impl Locale {
    /// All of them, in the order of the menu.
    pub const ALL: [Self; 2] = [Self::English, Self::SimplifiedChinese];

    /// The BCP 47 tag, for `lang` and `Intl`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::SimplifiedChinese => "zh-CN",
        }
    }

    /// Its name in itself.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::SimplifiedChinese => "简体中文",
        }
    }

    /// The language that fits a browser's wish (`zh`, `zh-Hans-SG`, `en-GB`, …) best.
    #[must_use]
    pub fn for_tag(tag: &str) -> Self {
        if tag.to_ascii_lowercase().starts_with("zh") {
            Self::SimplifiedChinese
        } else {
            Self::English
        }
    }

    /// The texts in this language.
    #[must_use]
    pub fn messages(self) -> &'static Messages {
        match self {
            Self::English => &EN,
            Self::SimplifiedChinese => &ZH_CN,
        }
    }
}

/// All texts in one language.
#[derive(Debug)]
pub struct Messages {
    pub common: common::Messages,
    pub account: account::Messages,
    pub stores: stores::Messages,
    pub inbox: inbox::Messages,
}

static EN: Messages = Messages {
    common: common::EN,
    account: account::EN,
    stores: stores::EN,
    inbox: inbox::EN,
};

static ZH_CN: Messages = Messages {
    common: common::ZH_CN,
    account: account::ZH_CN,
    stores: stores::ZH_CN,
    inbox: inbox::ZH_CN,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browsers_wish_finds_its_language() {
        for (tag, locale) in [
            ("en-GB", Locale::English),
            ("zh", Locale::SimplifiedChinese),
            ("zh-Hans-SG", Locale::SimplifiedChinese),
            ("th", Locale::English),
            ("", Locale::English),
        ] {
            assert_eq!(Locale::for_tag(tag), locale, "{tag}");
        }
        for locale in Locale::ALL {
            assert_eq!(Locale::for_tag(locale.tag()), locale);
        }
    }
}
