//! The languages.

use super::messages::{EN, Messages, ZH_CN};

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
