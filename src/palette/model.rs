//! What the palette offers, and in which order.

use crate::i18n::Locale;
use crate::route::Room;
use steadydesk_wire::{Platform, SessionId, StoreId};

/// How many lines are shown at most.
const MOST: usize = 40;
/// How many of the things chosen last are remembered.
const RECENT: usize = 5;

/// What is done when a line is chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    Page(Room),
    /// The store's sessions.
    Store(StoreId),
    Session(SessionId),
    Deed(Deed),
}

/// An action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    MarkRead,
    AddStore(Platform),
    Diagnostics,
    Keys,
    Language(Locale),
    LightTheme,
    DarkTheme,
    SystemTheme,
    SignOut,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub target: Target,
    pub title: String,
    /// What tells it from others of the same title.
    pub about: String,
    /// Its title in the console's other languages: whoever types without an input method finds it too.
    pub also: String,
    /// The word that the gateway found it for, perhaps in a message.
    pub found_for: Option<String>,
}

impl Item {
    /// Tells it from every other.
    #[must_use]
    pub fn key(&self) -> String {
        match &self.target {
            Target::Page(room) => format!("page {}", room.word()),
            Target::Store(id) => format!("store {id}"),
            Target::Session(id) => format!("session {id}"),
            Target::Deed(deed) => match deed {
                Deed::MarkRead => "mark-read".to_owned(),
                Deed::AddStore(platform) => format!("add {platform}"),
                Deed::Diagnostics => "diagnostics".to_owned(),
                Deed::Keys => "keys".to_owned(),
                Deed::Language(locale) => format!("language {}", locale.tag()),
                Deed::LightTheme => "light".to_owned(),
                Deed::DarkTheme => "dark".to_owned(),
                Deed::SystemTheme => "system".to_owned(),
                Deed::SignOut => "sign-out".to_owned(),
            },
        }
    }
}

/// How well a word fits, the better the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// Its letters stand in this order, the first at a word's begin.
    Letters,
    /// Only the gateway knows why.
    Found,
    /// Somewhere within.
    Within,
    WordStart,
    Start,
    Whole,
}

/// The lines for what is typed, best first; with nothing typed, what was
/// chosen last and then all that is known, in its order. Lines that fit
/// equally well keep the order in which they are given.
#[must_use]
pub fn rank(typed: &str, recent: &[Item], known: &[Item], found: &[Item]) -> Vec<Item> {
    let typed = fold(typed);
    let words: Vec<&str> = typed.split_whitespace().collect();
    let mut lines: Vec<(Fit, &Item)> = Vec::new();
    for item in recent.iter().chain(known).chain(found) {
        let fits = if words.is_empty() {
            Some(Fit::Whole)
        } else {
            fit(&words, item, &typed)
        };
        if let Some(fit) = fits.filter(|_| lines.iter().all(|(_, other)| other.target != item.target)) {
            lines.push((fit, item));
        }
    }
    // Stable: equals stay in their order.
    lines.sort_by(|(one, _), (other, _)| other.cmp(one));
    lines.into_iter().take(MOST).map(|(_, item)| item.clone()).collect()
}

fn fit(words: &[&str], item: &Item, typed: &str) -> Option<Fit> {
    let texts = [fold(&item.title), fold(&item.also), fold(&item.about)];
    // Each word may fit somewhere else; the line fits as its worst word does.
    let of_word = |word: &&str| texts.iter().filter_map(|text| fit_in(word, text)).max();
    let by_words = words.iter().map(of_word).min().flatten();
    let whole = texts.iter().filter_map(|text| fit_in(typed.trim(), text)).max();
    let found = item
        .found_for
        .as_ref()
        .is_some_and(|word| fold(word).trim() == typed.trim());
    by_words.max(whole).max(found.then_some(Fit::Found))
}

fn fit_in(word: &str, text: &str) -> Option<Fit> {
    if text == word {
        return Some(Fit::Whole);
    }
    let mut fit = None;
    for (at, _) in text.match_indices(word) {
        let before = text[..at].chars().next_back();
        fit = fit.max(Some(match before {
            None => Fit::Start,
            Some(before) if !before.is_alphanumeric() => Fit::WordStart,
            Some(_) => Fit::Within,
        }));
    }
    fit.or_else(|| letters_in_order(word, text).then_some(Fit::Letters))
}

fn letters_in_order(word: &str, text: &str) -> bool {
    let Some(first) = word.chars().next().filter(|_| word.chars().count() > 1) else {
        return false;
    };
    text.char_indices().any(|(at, char)| {
        let begins = !text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        let mut rest = text[at..].chars();
        char == first && begins && word.chars().all(|wanted| rest.any(|char| char == wanted))
    })
}

/// Small letters; the wide forms that East Asian input methods make become plain ones.
fn fold(text: &str) -> String {
    let narrow = |char: char| match char {
        '\u{3000}' => ' ',
        // Each wide form stands this far behind its plain one.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(char) - 0xfee0).unwrap_or(char),
        other => other,
    };
    text.chars().map(narrow).flat_map(char::to_lowercase).collect()
}

/// The line that is marked: the one that was marked while it is still there, else the first.
#[must_use]
pub fn marked<'a>(lines: &'a [Item], key: &str) -> Option<&'a Item> {
    lines.iter().find(|item| item.key() == key).or(lines.first())
}

/// The key of the line so many below the marked one, around the ends.
#[must_use]
pub fn step(lines: &[Item], key: &str, down: bool) -> Option<String> {
    let count = lines.len();
    let at = lines.iter().position(|item| item.key() == key).unwrap_or(0);
    let to = if down { at + 1 } else { at + count.max(1) - 1 };
    lines.get(to % count.max(1)).map(Item::key)
}

/// Remembers what was chosen, the newest first. What is done once is no place to come back to.
pub fn remember(recent: &mut Vec<Item>, item: &Item) {
    if matches!(item.target, Target::Deed(_)) {
        return;
    }
    recent.retain(|other| other.target != item.target);
    recent.insert(
        0,
        Item {
            found_for: None,
            ..item.clone()
        },
    );
    recent.truncate(RECENT);
}

#[cfg(test)]
mod tests;
