//! One translated text, as it stands in the cache.
//!
//! A row is lines: the form's number, the checksum of all that follows, the
//! source text's hash, the languages, the language it was in, who translated
//! it, and the translation, which may have lines of its own. The empty
//! translation says that there is nothing to translate.

use super::hash::checksum;
use super::key::id;

const FORM: &str = "1";

/// Who translated, where it was the browser itself.
pub const BROWSER: &str = "browser";

/// A translated text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub hash: String,
    /// See [`pair`](super::key::pair).
    pub pair: String,
    /// The language that the text was in, as told or as found out; may be empty.
    pub from: String,
    /// Provider and version.
    pub maker: String,
    /// Empty where the text stays as it is.
    pub text: String,
}

/// A row that is not what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Damaged;

impl Entry {
    /// What it is known by within its session.
    #[must_use]
    pub fn id(&self) -> String {
        id(&self.pair, &self.hash)
    }

    /// The row.
    #[must_use]
    pub fn row(&self) -> String {
        let content = [
            self.hash.as_str(),
            "\n",
            &self.pair,
            "\n",
            &self.from,
            "\n",
            // A configuration may hold anything.
            &self.maker.replace('\n', " "),
            "\n",
            &self.text,
        ]
        .concat();
        [FORM, "\n", &checksum(&content), "\n", &content].concat()
    }

    /// Reads a row.
    pub fn read(row: &str) -> Result<Self, Damaged> {
        let mut head = row.splitn(3, '\n');
        let (Some(FORM), Some(sum), Some(content)) = (head.next(), head.next(), head.next()) else {
            return Err(Damaged);
        };
        let mut lines = content.splitn(5, '\n').map(str::to_owned);
        let mut next = || lines.next().ok_or(Damaged);
        let entry = Self {
            hash: next()?,
            pair: next()?,
            from: next()?,
            maker: next()?,
            text: next()?,
        };
        if sum == checksum(content) {
            Ok(entry)
        } else {
            Err(Damaged)
        }
    }
}

#[cfg(test)]
pub(super) fn entry(hash: &str, text: &str) -> Entry {
    Entry {
        hash: hash.to_owned(),
        pair: "en".to_owned(),
        from: "th".to_owned(),
        maker: "sandbox 1".to_owned(),
        text: text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_form_is_pinned() {
        assert_eq!(
            entry("00ff", "two\nlines").row(),
            "1\n47fdd136103bcb05\n00ff\nen\nth\nsandbox 1\ntwo\nlines"
        );
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(text in "(?s).*", maker in "[^\n]*") {
            let entry = Entry { maker, ..entry("aa", &text) };
            prop_assert_eq!(Entry::read(&entry.row()), Ok(entry));
        }

        #[test]
        fn tc_07_no_flipped_byte_and_no_cut_goes_unnoticed(text in ".{1,40}", at in any::<prop::sample::Index>(), bit in 0u8..7) {
            let row = entry("aa", &text).row();
            let mut bytes = row.clone().into_bytes();
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
            if let Ok(flipped) = String::from_utf8(bytes) {
                prop_assert_eq!(Entry::read(&flipped), Err(Damaged));
            }
            if let Some(cut) = row.get(..at) {
                prop_assert_eq!(Entry::read(cut), Err(Damaged));
            }
        }
    }
}
