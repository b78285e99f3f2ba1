//! The sessions whose translations are in memory, the one used last at the end.

use super::model::entry::{Damaged, Entry};
use super::model::key::{id, pair};
use super::model::language::{Known, of_site};
use super::model::lru::{IN_MEMORY, Weight, surplus};
use super::persist::{Loaded, weight};
use std::collections::HashMap;

/// One session's translations, in all languages that were asked for.
#[derive(Debug, Default)]
pub(super) struct Book {
    pub(super) session: String,
    /// Where the store sells.
    pub(super) region: String,
    /// The language that the operator said the buyer writes.
    pub(super) told: Option<String>,
    /// Whether the disk's are here.
    pub(super) loaded: bool,
    entries: HashMap<String, Entry>,
    pub(super) bytes: u64,
    /// Rows on disk that could not be read.
    pub(super) damaged: u64,
}

impl Book {
    /// Takes the disk's rows over. What came meanwhile is newer.
    pub(super) fn fill(&mut self, loaded: Loaded) {
        for row in loaded.rows {
            match row {
                Ok(entry) => {
                    self.entries.entry(entry.id()).or_insert(entry);
                }
                Err(Damaged) => self.damaged += 1,
            }
        }
        self.bytes += loaded.bytes;
        if self.told.is_none() {
            self.told = loaded.told;
        }
        self.loaded = true;
    }

    pub(super) fn insert(&mut self, entry: Entry) {
        self.bytes += weight(&entry.row());
        if let Some(before) = self.entries.insert(entry.id(), entry) {
            self.bytes = self.bytes.saturating_sub(weight(&before.row()));
        }
    }

    pub(super) fn pair(&self, to: &str) -> String {
        pair(to, self.told.as_deref())
    }

    pub(super) fn entry(&self, pair: &str, hash: &str) -> Option<&Entry> {
        self.entries.get(&id(pair, hash))
    }

    pub(super) fn count(&self) -> u64 {
        self.entries.len() as u64
    }

    /// What most of its texts turned out to be.
    fn history(&self) -> Option<&str> {
        let mut counts: HashMap<&str, u32> = HashMap::new();
        for entry in self.entries.values().filter(|entry| !entry.from.is_empty()) {
            *counts.entry(&entry.from).or_default() += 1;
        }
        // Of equally many always the same one.
        counts
            .into_iter()
            .max_by_key(|(from, count)| (*count, *from))
            .map(|(from, _)| from)
    }

    pub(super) fn known(&self) -> Known<'_> {
        Known {
            told: self.told.as_deref(),
            history: self.history(),
            site: of_site(&self.region),
        }
    }
}

/// The books in memory.
#[derive(Debug, Default)]
pub(super) struct Books(Vec<Book>);

impl Books {
    pub(super) fn get(&self, session: &str) -> Option<&Book> {
        self.0.iter().find(|book| book.session == session)
    }

    pub(super) fn get_mut(&mut self, session: &str) -> Option<&mut Book> {
        self.0.iter_mut().find(|book| book.session == session)
    }

    /// Opens a session's; whether it has to be loaded. Those that were not used for longest go.
    pub(super) fn open(&mut self, session: &str, region: &str) -> bool {
        if let Some(at) = self.0.iter().position(|book| book.session == session) {
            let mut book = self.0.remove(at);
            region.clone_into(&mut book.region);
            self.0.push(book);
            return false;
        }
        self.0.push(Book {
            session: session.to_owned(),
            region: region.to_owned(),
            ..Book::default()
        });
        let last = self.0.len() - 1;
        let weights = self.0.iter().enumerate().map(|(at, book)| Weight {
            at,
            bytes: book.bytes,
            used: i64::try_from(at).unwrap_or(0),
            open: at == last,
        });
        for at in surplus(weights.collect(), IN_MEMORY).into_iter().rev() {
            self.0.remove(at);
        }
        true
    }

    /// The session that was opened last.
    pub(super) fn current(&self) -> Option<&str> {
        self.0.last().map(|book| book.session.as_str())
    }

    /// What any session has of a text.
    pub(super) fn find(&self, pair: &str, hash: &str) -> Option<Entry> {
        self.0.iter().find_map(|book| book.entry(pair, hash)).cloned()
    }

    pub(super) fn retain(&mut self, stays: impl Fn(&str) -> bool) {
        self.0.retain(|book| stays(&book.session));
    }

    /// The books' sessions and regions.
    pub(super) fn empty(&mut self) -> Vec<(String, String)> {
        std::mem::take(&mut self.0)
            .into_iter()
            .map(|book| (book.session, book.region))
            .collect()
    }
}
