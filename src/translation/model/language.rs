//! Which language a text is in, as far as that can be seen from here.
//!
//! Most texts are left to the provider, which looks at the words. Two words of
//! a Latin alphabet say too little: for them counts what the operator said of
//! the session once, what its longer texts turned out to be, and last what is
//! spoken where the store sells.

/// The languages that can be chosen, as the gateway names them (BCP 47).
pub const ALL: [&str; 10] = ["en", "zh-Hans", "zh-Hant", "id", "ms", "th", "vi", "tl", "pt-BR", "es"];

/// Fewer words than this, and fewer letters than that, say too little.
const WORDS: usize = 4;
const LETTERS: usize = 20;

/// The tag of a language as the gateway writes it.
#[must_use]
pub fn tag(text: &str) -> String {
    let lower = text.replace('_', "-").to_ascii_lowercase();
    let base = lower.split('-').next().unwrap_or_default();
    let has = |wanted: &[&str]| lower.split('-').skip(1).any(|part| wanted.contains(&part));
    match base {
        "zh" if has(&["hant", "tw", "hk", "mo"]) => "zh-Hant".to_owned(),
        "zh" => "zh-Hans".to_owned(),
        "pt" if has(&["pt"]) => "pt-PT".to_owned(),
        "pt" => "pt-BR".to_owned(),
        "fil" => "tl".to_owned(),
        base => base.to_owned(),
    }
}

/// Whether somebody who reads the one reads the other: the same language, and of Chinese the same script.
#[must_use]
pub fn reads_as(one: &str, other: &str) -> bool {
    let (one, other) = (tag(one), tag(other));
    let base = |tag: &str| tag.split('-').next().map(str::to_owned);
    one == other || (base(&one) == base(&other) && !one.starts_with("zh"))
}

/// The language that is spoken where a store sells.
#[must_use]
pub fn of_site(region: &str) -> Option<&'static str> {
    Some(match region.to_ascii_uppercase().as_str() {
        "TH" => "th",
        "ID" => "id",
        "MY" => "ms",
        "VN" => "vi",
        "PH" => "tl",
        "TW" => "zh-Hant",
        "CN" => "zh-Hans",
        "BR" => "pt-BR",
        "MX" | "CL" | "CO" | "AR" | "ES" => "es",
        "SG" | "US" | "GB" => "en",
        _ => return None,
    })
}

/// What the letters themselves say.
fn of_letters(text: &str) -> Option<&'static str> {
    let mut chinese = false;
    for letter in text.chars() {
        match u32::from(letter) {
            0x0E01..=0x0E5B => return Some("th"),
            0x3041..=0x30FF => return Some("ja"),
            0xAC00..=0xD7A3 => return Some("ko"),
            // Letters that of all these only Vietnamese has.
            0x1EA0..=0x1EF9 | 0x01A0 | 0x01A1 | 0x01AF | 0x01B0 | 0x0110 | 0x0111 => return Some("vi"),
            0x3400..=0x9FFF => chinese = true,
            _ => {}
        }
    }
    chinese.then_some("zh")
}

/// What is known of a session's language.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a> {
    /// What the operator said.
    pub told: Option<&'a str>,
    /// What most of its texts turned out to be.
    pub history: Option<&'a str>,
    /// What is spoken at the store's site.
    pub site: Option<&'a str>,
}

impl Known<'_> {
    /// The buyer's language, as far as anything is known of it.
    #[must_use]
    pub fn of_buyer(&self) -> Option<String> {
        self.told.or(self.history).or(self.site).map(tag)
    }

    /// Whether a text is in the language that the operator reads, as far as that is certain.
    #[must_use]
    pub fn is_read(&self, text: &str, to: &str) -> bool {
        let certain = self
            .told
            .or_else(|| of_letters(text).filter(|letters| *letters != "zh"));
        certain.is_some_and(|from| reads_as(from, to))
    }

    /// The language to be told to the provider; nothing where it had better find
    /// out. A guess that would make the text one that needs no translation is none.
    #[must_use]
    pub fn from(&self, text: &str, to: &str) -> Option<String> {
        self.of_text(text).filter(|from| !reads_as(from, to))
    }

    fn of_text(&self, text: &str) -> Option<String> {
        if let Some(told) = self.told {
            return Some(tag(told));
        }
        match of_letters(text) {
            Some("zh") => Some(
                self.of_buyer()
                    .filter(|known| known.starts_with("zh"))
                    .unwrap_or_else(|| tag("zh")),
            ),
            Some(letters) => Some(tag(letters)),
            None if is_short(text) => self.of_buyer(),
            None => None,
        }
    }
}

fn is_short(text: &str) -> bool {
    text.split_whitespace().count() < WORDS && text.chars().filter(|c| c.is_alphabetic()).count() < LETTERS
}

/// Whether a text can be of that language, by its letters alone: a translation
/// that a platform attached may be in any.
#[must_use]
pub fn may_be(text: &str, language: &str) -> bool {
    match (of_letters(text), tag(language).as_str()) {
        (Some("zh"), wanted) => wanted.starts_with("zh") || wanted == "ja",
        (Some(found), wanted) => found == wanted,
        (None, wanted) => !["th", "ja", "ko", "zh-Hans", "zh-Hant"].contains(&wanted),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_have_one_tag() {
        for (text, expected) in [
            ("zh-CN", "zh-Hans"),
            ("zh_TW", "zh-Hant"),
            ("en-GB", "en"),
            ("pt", "pt-BR"),
            ("fil", "tl"),
        ] {
            assert_eq!(tag(text), expected);
        }
        assert!(ALL.iter().all(|one| tag(one) == *one));
        assert!(reads_as("pt-PT", "pt-BR") && !reads_as("zh-TW", "zh-CN") && !reads_as("id", "ms"));
    }

    #[test]
    fn tc_15_two_words_are_taken_for_the_sessions_language_and_then_for_the_sites() {
        let site = Known {
            site: of_site("ID"),
            ..Known::default()
        };
        assert_eq!(site.of_text("bisa kak").as_deref(), Some("id"));
        let history = Known {
            history: Some("ms"),
            ..site
        };
        assert_eq!(history.of_text("boleh tak").as_deref(), Some("ms"));
        let told = Known {
            told: Some("en"),
            ..history
        };
        assert_eq!(
            told.of_text("boleh tak").as_deref(),
            Some("en"),
            "once corrected it stays"
        );
        assert_eq!(told.of_text("ได้ไหม").as_deref(), Some("en"), "whatever is written");
        assert_eq!(
            history.of_text("ได้ไหม").as_deref(),
            Some("th"),
            "letters say more than a site"
        );
        assert_eq!(
            history.of_text("when will my order be sent please"),
            None,
            "the provider looks at the words"
        );
        assert_eq!(Known::default().of_text("ok"), None);
        assert_eq!(site.from("bisa kak", "id"), None, "a guess hides nothing");
        assert!(told.is_read("boleh tak", "en") && !site.is_read("bisa kak", "id") && site.is_read("ได้ไหม", "th"));
        let taiwan = Known {
            site: of_site("TW"),
            ..Known::default()
        };
        assert_eq!(
            [taiwan.of_text("可以嗎"), site.of_text("可以吗")].map(Option::unwrap),
            ["zh-Hant", "zh-Hans"]
        );
    }

    #[test]
    fn tc_04_what_a_platform_attached_is_not_taken_for_another_language() {
        assert!(may_be("Is it there?", "en") && may_be("有货吗", "zh-Hans") && may_be("Ada?", "id"));
        assert!(!may_be("有货吗", "en") && !may_be("Is it there?", "zh-Hans") && !may_be("มีของไหม", "en"));
    }
}
