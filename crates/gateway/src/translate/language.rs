//! Languages, by one tag each, however somebody spells them.

use std::fmt;

/// A language: a BCP 47 tag in its shortest form. Chinese is always told by
/// its script, `zh-Hans` or `zh-Hant`; of other languages a region counts only
/// where providers know the difference (`pt-BR`, `pt-PT`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Language(String);

/// Languages that a provider may call by three letters, or by an old or wider
/// name (ISO 639-1, -2 and -3).
const NAMES: [(&str, &str); 24] = [
    ("ind", "id"),
    ("in", "id"),
    ("zlm", "ms"),
    ("zsm", "ms"),
    ("msa", "ms"),
    ("may", "ms"),
    ("eng", "en"),
    ("spa", "es"),
    ("por", "pt"),
    ("pb", "pt-br"),
    ("tha", "th"),
    ("vie", "vi"),
    ("tgl", "tl"),
    ("fil", "tl"),
    ("zho", "zh"),
    ("cmn", "zh"),
    ("chi", "zh"),
    ("zt", "zh-hant"),
    ("jpn", "ja"),
    ("deu", "de"),
    ("fra", "fr"),
    ("ita", "it"),
    ("nob", "nb"),
    ("nno", "nn"),
];

impl Language {
    /// Reads a tag: `en`, `EN-US`, `zh_TW`, `ind`, `fil`. Nothing for what is no tag.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let lower = text.trim().replace('_', "-").to_ascii_lowercase();
        let first = lower.split('-').next().unwrap_or_default();
        let is_tag = (2..=3).contains(&first.len())
            && first.bytes().all(|byte| byte.is_ascii_lowercase())
            && lower.len() <= 35
            && lower
                .split('-')
                .all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        if !is_tag {
            return None;
        }
        let renamed = NAMES.iter().find(|(name, _)| *name == first).map(|(_, tag)| *tag);
        let whole = [renamed.unwrap_or(first), &lower[first.len()..]].concat();
        let mut subtags = whole.split('-');
        let base = subtags.next().unwrap_or_default();
        let has = |wanted: &[&str]| whole.split('-').skip(1).any(|subtag| wanted.contains(&subtag));
        Some(Self(match base {
            "zh" if has(&["hant", "tw", "hk", "mo"]) => "zh-Hant".to_owned(),
            "zh" => "zh-Hans".to_owned(),
            "pt" if has(&["br"]) => "pt-BR".to_owned(),
            "pt" if has(&["pt"]) => "pt-PT".to_owned(),
            base => base.to_owned(),
        }))
    }

    /// The tag.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language without script and region.
    #[must_use]
    pub fn base(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }

    /// Whether somebody who reads the other one reads this: the same language, and of Chinese the same script.
    #[must_use]
    pub fn is_read_as(&self, other: &Self) -> bool {
        self == other || (self.base() == other.base() && self.base() != "zh")
    }

    /// Whether `code`, as a provider writes it, is this language; better ones first: its very tag, then the language
    /// in another region.
    #[must_use]
    pub(super) fn fits(&self, code: &str) -> Option<u8> {
        let other = Self::parse(code)?;
        if other == *self {
            Some(0)
        } else {
            other.is_read_as(self).then_some(1)
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("EN_us", Some("en"))]
    #[case(" th ", Some("th"))]
    #[case("zh", Some("zh-Hans"))]
    #[case("zh-CN", Some("zh-Hans"))]
    #[case("ZH-HANT", Some("zh-Hant"))]
    #[case("zh_TW", Some("zh-Hant"))]
    #[case("zt", Some("zh-Hant"))]
    #[case("pb", Some("pt-BR"))]
    #[case("pt-br", Some("pt-BR"))]
    #[case("fil", Some("tl"))]
    #[case("ind", Some("id"))]
    #[case("eng_US", Some("en"))]
    #[case("auto", None)]
    #[case("", None)]
    #[case("e", None)]
    #[case("en us", None)]
    #[case("../en", None)]
    fn a_language_has_one_tag(#[case] text: &str, #[case] tag: Option<&str>) {
        assert_eq!(Language::parse(text).as_ref().map(Language::as_str), tag);
    }

    #[test]
    fn regions_are_read_alike_and_scripts_are_not() {
        let language = |text| Language::parse(text).expect("a tag");
        assert!(language("pt-BR").is_read_as(&language("pt")));
        assert!(!language("zh-TW").is_read_as(&language("zh-CN")));
        assert!(!language("id").is_read_as(&language("ms")));
    }
}
