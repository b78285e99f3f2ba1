//! What people write: names, products and dialogues, a file a language.
//!
//! The dialogues of all files run parallel: the same line of the same dialogue
//! says the same thing. The English line is therefore the translation that a
//! platform attaches for sellers across a border.

use super::Side;
use crate::dice::Dice;
use anyhow::Context;
use std::{collections::BTreeMap, path::Path};

/// What is known of one language.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    pub(super) stores: Vec<String>,
    pub(super) buyers: Vec<String>,
    pub(super) products: Vec<String>,
    notice: String,
    auto_reply: String,
    dialogues: Vec<Vec<(Side, String)>>,
    /// Real buyers' words from a folder, where one is given.
    collected: Vec<String>,
}

/// All languages.
#[derive(Debug)]
pub(super) struct Library {
    languages: BTreeMap<&'static str, Phrases>,
}

/// A line of a dialogue and what it says in English.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) side: Side,
    pub(super) text: &'a str,
    pub(super) english: Option<&'a str>,
}

const FILES: [(&str, &str); 14] = [
    ("en", include_str!("texts/en.txt")),
    ("th", include_str!("texts/th.txt")),
    ("vi", include_str!("texts/vi.txt")),
    ("id", include_str!("texts/id.txt")),
    ("ms", include_str!("texts/ms.txt")),
    ("tl", include_str!("texts/tl.txt")),
    ("pt", include_str!("texts/pt.txt")),
    ("es", include_str!("texts/es.txt")),
    ("zh-TW", include_str!("texts/zh-TW.txt")),
    ("zh-CN", include_str!("texts/zh-CN.txt")),
    ("de", include_str!("texts/de.txt")),
    ("fr", include_str!("texts/fr.txt")),
    ("it", include_str!("texts/it.txt")),
    ("ja", include_str!("texts/ja.txt")),
];

impl Library {
    /// Reads the built-in files, and the collected texts of a folder.
    pub(super) fn new(folder: Option<&Path>) -> anyhow::Result<Self> {
        let mut languages: BTreeMap<_, _> = FILES.into_iter().map(|(tag, file)| (tag, parse(file))).collect();
        if let Some(folder) = folder {
            for (tag, texts) in collected(folder)? {
                languages.entry(tag).or_default().collected = texts;
            }
        }
        Ok(Self { languages })
    }

    /// A language's phrases; English where there are none.
    pub(super) fn of(&self, language: &str) -> &Phrases {
        // English is one of FILES.
        self.languages.get(language).unwrap_or_else(|| &self.languages["en"])
    }

    pub(super) fn notice(&self, language: &str) -> String {
        self.of(language).notice.clone()
    }

    pub(super) fn auto_reply(&self, language: &str) -> String {
        self.of(language).auto_reply.clone()
    }

    /// A dialogue; the buyers' lines are collected ones half of the time, where there are any.
    pub(super) fn dialogue<'a>(&'a self, language: &str, dice: &mut Dice) -> Vec<Line<'a>> {
        let phrases = self.of(language);
        let which = usize::try_from(dice.below(phrases.dialogues.len() as u64)).unwrap_or(0);
        let english = if language == "en" {
            None
        } else {
            self.of("en").dialogues.get(which)
        };
        let lines = phrases.dialogues[which].iter().enumerate();
        lines
            .map(|(n, (side, text))| {
                if *side == Side::Buyer && !phrases.collected.is_empty() && dice.chance(50) {
                    return Line {
                        side: *side,
                        text: dice.pick(&phrases.collected).as_str(),
                        english: None,
                    };
                }
                Line {
                    side: *side,
                    text,
                    english: english.and_then(|lines| lines.get(n)).map(|(_, text)| text.as_str()),
                }
            })
            .collect()
    }

    /// Everything that is said in a language, with every product in it; the same place says the same in each.
    pub(super) fn sayings(&self, language: &str) -> Vec<String> {
        let phrases = self.of(language);
        let lines = phrases.dialogues.iter().flatten().map(|(_, text)| text);
        let mut sayings = Vec::new();
        for text in [&phrases.notice, &phrases.auto_reply].into_iter().chain(lines) {
            if !text.contains("{product}") {
                sayings.push(text.clone());
                continue;
            }
            for product in &phrases.products {
                for variant in ["", " ", " V2", " Pro", " XL", " Mini"] {
                    sayings.push(text.replace("{product}", &format!("{product}{variant}")));
                }
            }
        }
        // The collected texts of these two are translations of each other.
        if ["id", "en"].contains(&language) {
            sayings.extend(phrases.collected.iter().cloned());
        }
        sayings
    }

    /// A single line of a buyer.
    pub(super) fn buyer_line<'a>(&'a self, language: &str, dice: &mut Dice) -> Line<'a> {
        let lines = self.dialogue(language, dice);
        let buyers: Vec<_> = lines.into_iter().filter(|line| line.side == Side::Buyer).collect();
        *dice.pick(&buyers)
    }
}

/// Reads a language's file: `T` a store, `N` a buyer, `P` a product, `X` a
/// notice, `A` an automatic answer, `B` and `S` what buyer and seller say; an
/// empty line ends a dialogue.
fn parse(file: &str) -> Phrases {
    let mut phrases = Phrases::default();
    let mut dialogue = Vec::new();
    for line in file.lines().chain([""]) {
        let Some((kind, text)) = line.split_once(": ") else {
            if !dialogue.is_empty() {
                phrases.dialogues.push(std::mem::take(&mut dialogue));
            }
            continue;
        };
        let list = || text.split(" | ").map(str::to_owned);
        match kind {
            "T" => phrases.stores.extend(list()),
            "N" => phrases.buyers.extend(list()),
            "P" => phrases.products.extend(list()),
            "X" => text.clone_into(&mut phrases.notice),
            "A" => text.clone_into(&mut phrases.auto_reply),
            "B" => dialogue.push((Side::Buyer, text.to_owned())),
            _ => dialogue.push((Side::Seller, text.to_owned())),
        }
    }
    phrases
}

/// The texts of a folder: `buyers-th.txt`, a text a line, and
/// `buyers-id-en.csv`, Indonesian and English side by side.
fn collected(folder: &Path) -> anyhow::Result<Vec<(&'static str, Vec<String>)>> {
    let read = |name: &str| {
        let path = folder.join(name);
        std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
    };
    let thai = read("buyers-th.txt")?
        .lines()
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect();
    let rows = rows_of_csv(&read("buyers-id-en.csv")?);
    let column = |n: usize| rows.iter().skip(1).filter_map(|row| row.get(n).cloned()).collect();
    Ok(vec![("th", thai), ("id", column(0)), ("en", column(1))])
}

/// Rows and fields of a CSV text; quotes may hold commas, line ends and doubled quotes.
fn rows_of_csv(text: &str) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut row = vec![String::new()];
    let mut quoted = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                if let Some(field) = row.last_mut() {
                    field.push('"');
                }
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(String::new()),
            '\r' if !quoted => {}
            '\n' if !quoted => rows.push(std::mem::replace(&mut row, vec![String::new()])),
            other => {
                if let Some(field) = row.last_mut() {
                    field.push(other);
                }
            }
        }
    }
    if row.iter().any(|field| !field.is_empty()) {
        rows.push(row);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_says_the_same_dialogues() {
        let library = Library::new(None).unwrap();
        let english: Vec<Vec<_>> = library
            .of("en")
            .dialogues
            .iter()
            .map(|lines| lines.iter().map(|(side, _)| *side).collect())
            .collect();
        for (tag, phrases) in &library.languages {
            let shape: Vec<Vec<_>> = phrases
                .dialogues
                .iter()
                .map(|lines| lines.iter().map(|(side, _)| *side).collect())
                .collect();
            assert_eq!(shape, english[..shape.len()], "{tag}");
            let buyers = phrases
                .dialogues
                .iter()
                .flatten()
                .filter(|(side, _)| *side == Side::Buyer)
                .count();
            let least = if ["de", "fr", "it", "ja"].contains(tag) { 10 } else { 25 };
            assert!(buyers >= least, "{tag} has {buyers} buyer texts");
            assert!(
                phrases.stores.len() >= 4 && phrases.buyers.len() >= 8 && phrases.products.len() >= 6,
                "{tag}"
            );
            assert!(!phrases.notice.is_empty() && !phrases.auto_reply.is_empty(), "{tag}");
        }
    }

    #[test]
    fn csv_fields_may_hold_commas_quotes_and_line_ends() {
        let rows = rows_of_csv("a,b\r\n\"x, \"\"y\"\"\",\"1\n2\"\n");
        assert_eq!(rows, [["a", "b"], ["x, \"y\"", "1\n2"]]);
    }
}
