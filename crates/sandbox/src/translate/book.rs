//! The sandbox's texts side by side in all their languages.
//!
//! A text is looked up by its words alone: numbers, emoji and `{placeholders}`
//! are holes, and what stands in them is carried over.

use crate::world::World;
use std::collections::HashMap;

/// Codes of the languages, as newer LibreTranslate servers have them, and as the world's files are called.
const LANGUAGES: [(&str, &str); 10] = [
    ("en", "en"),
    ("es", "es"),
    ("id", "id"),
    ("ms", "ms"),
    ("pt", "pt"),
    ("th", "th"),
    ("tl", "tl"),
    ("vi", "vi"),
    ("zh-Hans", "zh-CN"),
    ("zh-Hant", "zh-TW"),
];
const HOLE: char = '\u{fffc}';

/// A translated text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub(super) text: String,
    /// The language that it was in.
    pub(super) language: &'static str,
    /// In per cent; 0 where it is only a guess.
    pub(super) confidence: f64,
}

/// All texts of all languages.
#[derive(Debug)]
pub(crate) struct Book {
    /// By language; the same place says the same thing.
    texts: Vec<Vec<String>>,
    /// By their words: language and place.
    places: HashMap<String, Vec<(usize, usize)>>,
}

impl Book {
    pub(crate) fn new(world: &World) -> Self {
        let texts: Vec<Vec<String>> = LANGUAGES.iter().map(|(_, file)| world.sayings(file)).collect();
        let mut places: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
        for (language, texts) in texts.iter().enumerate() {
            for (place, text) in texts.iter().enumerate() {
                places.entry(apart(text).0).or_default().push((language, place));
            }
        }
        Self { texts, places }
    }

    pub(super) fn codes(&self) -> Vec<&'static str> {
        LANGUAGES.iter().map(|(code, _)| *code).collect()
    }

    /// Translates from a language, or from whichever knows the text.
    pub(super) fn translate(&self, text: &str, source: Option<&str>, target: &str) -> Entry {
        let number = |code: &str| LANGUAGES.iter().position(|(known, _)| *known == code);
        let (words, holes) = apart(text.trim());
        let places = self.places.get(&words).map(Vec::as_slice).unwrap_or_default();
        let wanted = source.and_then(number);
        let found = places
            .iter()
            .find(|(language, _)| wanted.is_none_or(|wanted| wanted == *language));
        if let (Some((language, place)), Some(target)) = (found, number(target))
            && let Some(translated) = self.texts[target].get(*place)
        {
            let known = apart(&self.texts[*language][*place]).1;
            return Entry {
                text: fill(translated, &known, &holes),
                language: LANGUAGES[*language].0,
                confidence: 100.0,
            };
        }
        let is_there = wanted.is_none() && target == "en" && reads_english(text);
        Entry {
            text: if is_there {
                text.to_owned()
            } else {
                format!("[{target}: {text}]")
            },
            language: wanted.map_or("en", |wanted| LANGUAGES[wanted].0),
            confidence: 0.0,
        }
    }
}

/// Whether a text that the book does not have is English by its small words, as a third of any English text is.
fn reads_english(text: &str) -> bool {
    const SMALL: [&str; 40] = [
        "a", "an", "and", "are", "as", "at", "be", "can", "do", "does", "for", "from", "have", "how", "i", "in", "is",
        "it", "me", "my", "no", "not", "of", "on", "please", "so", "that", "the", "this", "to", "was", "we", "what",
        "when", "where", "will", "with", "yes", "you", "your",
    ];
    let words = text.split(|c: char| !c.is_ascii_alphabetic() && c != '\'');
    let (mut small, mut all) = (0, 0);
    for word in words.filter(|word| !word.is_empty()) {
        all += 1;
        small += usize::from(SMALL.contains(&word.to_ascii_lowercase().as_str()));
    }
    all > 2 && small * 3 >= all && !text.contains(|c: char| c.is_alphabetic() && !c.is_ascii())
}

/// Puts into a text's holes what stood in the holes of the asked one: those that hold the same in both templates.
fn fill(template: &str, known: &[String], asked: &[String]) -> String {
    let (words, own) = apart(template);
    let mut own = own.into_iter();
    let mut left: Vec<Option<(&String, &String)>> = known.iter().zip(asked).map(Some).collect();
    let mut text = String::new();
    for c in words.chars() {
        if c != HOLE {
            text.push(c);
            continue;
        }
        let hole = own.next().unwrap_or_default();
        let same = left
            .iter_mut()
            .find(|pair| pair.is_some_and(|(known, _)| *known == hole));
        match same.and_then(Option::take) {
            Some((_, asked)) => text.push_str(asked),
            None => text.push_str(&hole),
        }
    }
    text
}

/// A text's words, with a sign for each hole, and what stands in the holes.
fn apart(text: &str) -> (String, Vec<String>) {
    let (mut words, mut holes) = (String::new(), Vec::new());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = hole(rest);
        if length > 0 {
            words.push(HOLE);
            holes.push(rest[..length].to_owned());
            rest = &rest[length..];
            continue;
        }
        let length = word(rest).max(first.len_utf8());
        words.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    (words, holes)
}

/// The length of the hole that a text begins with; 0 when it begins with none.
fn hole(rest: &str) -> usize {
    if let Some(inner) = rest.strip_prefix('{') {
        let name = inner.bytes().take_while(u8::is_ascii_alphanumeric).count();
        return if name > 0 && inner[name..].starts_with('}') {
            name + 2
        } else {
            0
        };
    }
    let emoji = |c: char| matches!(u32::from(c), 0x1F000..=0x1FAFF | 0x2600..=0x27BF | 0xFE0F | 0x200D);
    let emojis = rest.find(|c| !emoji(c)).unwrap_or(rest.len());
    if emojis > 0 {
        return emojis;
    }
    let word = word(rest);
    if rest[..word].contains(|c: char| c.is_ascii_digit()) {
        word
    } else {
        0
    }
}

/// The length of a word of Latin letters and digits, with the signs inside it.
fn word(rest: &str) -> usize {
    let whole = rest
        .find(|c: char| !c.is_ascii_alphanumeric() && !"/_:.,-".contains(c))
        .unwrap_or(rest.len());
    rest[..whole].trim_end_matches(['/', '_', ':', '.', ',', '-']).len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Plan;

    fn book() -> Book {
        let plan = Plan {
            seed: 1,
            stores: 1,
            sessions: 1,
            messages: 1,
            anchor_ms: 0,
            data_texts: None,
        };
        Book::new(&World::new(plan).unwrap())
    }

    #[test]
    fn what_is_said_is_known_in_every_language() {
        let book = book();
        for texts in &book.texts {
            assert_eq!(texts.len(), book.texts[0].len());
        }
        for (text, target, expected) in [
            (
                "Pesanan 261122ABC kapan dikirim ya kak?",
                "en",
                "When will my order 261122ABC be shipped?",
            ),
            (
                "Pesanan {0} kapan dikirim ya kak?",
                "zh-Hans",
                "请问我的订单{0}什么时候发货？",
            ),
            (
                "Halo kak, Botol Minum Termos {0} ml masih ready?",
                "en",
                "Hi, is the Insulated Water Bottle {0} ml still available?",
            ),
            ("I'm {1} cm", "th", "[th: I'm {1} cm]"),
            ("Is the blue one for me?", "th", "[th: Is the blue one for me?]"),
            ("Is the blue one for me?", "en", "Is the blue one for me?"),
            ("Bisa kirim hari ini kak?", "en", "[en: Bisa kirim hari ini kak?]"),
            (
                "What size should I take? I'm {0} cm and {1} kg",
                "zh-Hant",
                "我 {0} 公分 {1} 公斤，要選什麼尺寸？",
            ),
            ("我要兩個，有黑色最好", "zh-Hans", "我要两个，最好是黑色"),
        ] {
            assert_eq!(book.translate(text, None, target).text, expected);
        }
        let found = book.translate("Butuh 2, kalau bisa yang hitam", None, "en");
        assert_eq!((found.language, found.confidence), ("id", 100.0));
    }
}
