//! Getting a text through a provider and back with every protected part byte
//! for byte as it was, or not at all.
//!
//! The parts leave as placeholders. When they do not all come back, exactly
//! once each and standing apart, the words between them are translated one by
//! one and put together here.

use super::scan;
use std::ops::Range;

/// How placeholders look to a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marks {
    /// `{0}`, as programs' texts have them.
    Braces,
    /// `<x id="0"/>` in a text that is XML.
    Xml,
}

impl Marks {
    fn mark(self, n: usize) -> String {
        match self {
            Self::Braces => format!("{{{n}}}"),
            Self::Xml => format!("<x id=\"{n}\"/>"),
        }
    }

    /// A text without placeholders as the provider reads it.
    #[must_use]
    pub(crate) fn encode(self, text: &str) -> String {
        match self {
            Self::Braces => text.to_owned(),
            Self::Xml => text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"),
        }
    }

    /// The provider's text as people read it; nothing when it is not what was agreed.
    fn decode(self, text: &str) -> Option<String> {
        match self {
            Self::Braces => Some(text.to_owned()),
            Self::Xml if text.contains('<') => None,
            Self::Xml => Some(
                text.replace("&lt;", "<")
                    .replace("&gt;", ">")
                    .replace("&quot;", "\"")
                    .replace("&apos;", "'")
                    .replace("&amp;", "&"),
            ),
        }
    }

    /// The first placeholder in a provider's text: where it stands, and its number.
    /// Spaces that were added to it are forgiven.
    fn find(self, text: &str) -> Option<(Range<usize>, usize)> {
        let (open, closings): (&str, &[&str]) = match self {
            Self::Braces => ("{", &["}"]),
            Self::Xml => ("<x id=\"", &["\"/>", "\" />", "\"></x>"]),
        };
        text.match_indices(open).find_map(|(start, _)| {
            let inner = text[start + open.len()..].trim_start_matches(' ');
            let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
            let number = inner[..digits].parse().ok()?;
            let behind = inner[digits..].trim_start_matches(' ');
            let closing = closings.iter().find(|closing| behind.starts_with(**closing))?;
            let end = text.len() - behind.len() + closing.len();
            Some((start..end, number))
        })
    }
}

/// A stretch of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Stretch {
    Words(String),
    Part(String),
}

/// A text taken apart.
#[derive(Debug, Clone)]
pub(crate) struct Protected {
    stretches: Vec<Stretch>,
    marks: Marks,
}

impl Protected {
    pub(crate) fn new(text: &str, marks: Marks) -> Self {
        let mut stretches = Vec::new();
        let mut at = 0;
        for part in scan::parts(text) {
            if at < part.start {
                stretches.push(Stretch::Words(text[at..part.start].to_owned()));
            }
            stretches.push(Stretch::Part(text[part.clone()].to_owned()));
            at = part.end;
        }
        if at < text.len() {
            stretches.push(Stretch::Words(text[at..].to_owned()));
        }
        Self { stretches, marks }
    }

    /// The text with placeholders, for the provider.
    pub(crate) fn masked(&self) -> String {
        let mut n = 0;
        let stretch = |stretch: &Stretch| match stretch {
            Stretch::Words(words) => self.marks.encode(words),
            Stretch::Part(_) => {
                n += 1;
                self.marks.mark(n - 1)
            }
        };
        self.stretches.iter().map(stretch).collect()
    }

    fn parts(&self) -> Vec<&str> {
        let mut parts = Vec::new();
        for stretch in &self.stretches {
            if let Stretch::Part(part) = stretch {
                parts.push(part.as_str());
            }
        }
        parts
    }

    /// Whether there is anything to keep apart: without, its pieces are the text itself.
    pub(crate) fn has_parts(&self) -> bool {
        self.stretches.len() > 1
    }

    /// The translation with the parts back in it. Nothing when one is missing,
    /// doubled, unknown, or has grown into the words beside it.
    pub(crate) fn restore(&self, translated: &str) -> Option<String> {
        let parts = self.parts();
        let mut used = vec![false; parts.len()];
        let mut stretches = Vec::new();
        let mut rest = translated;
        while let Some((range, number)) = self.marks.find(rest) {
            if std::mem::replace(used.get_mut(number)?, true) {
                return None;
            }
            stretches.push(Stretch::Words(self.marks.decode(&rest[..range.start])?));
            stretches.push(Stretch::Part(parts[number].to_owned()));
            rest = &rest[range.end..];
        }
        stretches.push(Stretch::Words(self.marks.decode(rest)?));
        if used.contains(&false) {
            return None;
        }
        put_together(&stretches)
    }

    /// The words between the parts, one by one, for the provider.
    pub(crate) fn pieces(&self) -> Vec<String> {
        let piece = |stretch: &Stretch| match stretch {
            Stretch::Words(words) if words.contains(char::is_alphabetic) => Some(self.marks.encode(words.trim())),
            _ => None,
        };
        self.stretches.iter().filter_map(piece).collect()
    }

    /// The text with these translations of its [pieces](Self::pieces). Nothing
    /// when even so a part does not stand as it was.
    pub(crate) fn assemble(&self, translated: &[String]) -> Option<String> {
        let mut translated = translated.iter();
        let mut stretches = Vec::new();
        for stretch in &self.stretches {
            stretches.push(match stretch {
                Stretch::Words(words) if words.contains(char::is_alphabetic) => {
                    let core = self.marks.decode(translated.next()?)?;
                    let lead = &words[..words.len() - words.trim_start().len()];
                    let trail = &words[words.trim_end().len()..];
                    Stretch::Words([lead, core.trim(), trail].concat())
                }
                other => other.clone(),
            });
        }
        put_together(&stretches)
    }
}

/// Joins the stretches so that each part is found again as what it is: as they
/// stand, or else, where one would grow into its neighbour, with spaces around them.
fn put_together(stretches: &[Stretch]) -> Option<String> {
    join(stretches, false).or_else(|| join(stretches, true))
}

fn join(stretches: &[Stretch], with_spaces: bool) -> Option<String> {
    let mut text = String::new();
    let mut expected = Vec::new();
    let mut behind_part = false;
    for stretch in stretches {
        let (piece, is_part) = match stretch {
            Stretch::Words(words) if words.is_empty() => continue,
            Stretch::Words(words) => (words, false),
            Stretch::Part(part) => (part, true),
        };
        let is_free = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let touches = !is_free(text.chars().next_back()) && !is_free(piece.chars().next());
        if with_spaces && touches && (is_part || behind_part) {
            text.push(' ');
        }
        let start = text.len();
        text.push_str(piece);
        if is_part {
            expected.push(start..text.len());
        }
        behind_part = is_part;
    }
    let found = scan::parts(&text);
    expected.iter().all(|part| found.contains(part)).then_some(text)
}

#[cfg(test)]
#[path = "protect_tests.rs"]
mod tests;
