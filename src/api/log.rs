//! The last requests, for whoever looks into a slow or failing desk. Pure.
//!
//! What is kept can be shown to anybody: no texts, no ids, no search words.

use std::collections::VecDeque;

/// How many requests are kept.
pub const KEPT: usize = 50;

/// How a request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Ok,
    /// The gateway said no.
    Refused,
    /// We took it back ourselves.
    Aborted,
    TimedOut,
    /// No answer.
    Failed,
}

impl Outcome {
    /// What an answer's status means; nothing is no answer.
    #[must_use]
    pub fn of(status: Option<u16>) -> Self {
        match status {
            Some(200..=299) => Self::Ok,
            Some(408 | 504) => Self::TimedOut,
            Some(_) => Self::Refused,
            None => Self::Failed,
        }
    }
}

/// A request that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub method: &'static str,
    /// As [`shape`] gives it.
    pub path: String,
    pub status: Option<u16>,
    /// Milliseconds from sending to the answer's last byte.
    pub took: u32,
    pub outcome: Outcome,
}

/// The last requests, oldest first.
#[derive(Debug, Default)]
pub struct Log {
    entries: VecDeque<Entry>,
}

impl Log {
    /// Notes a request, and forgets the oldest where there are more than are kept.
    pub fn note(&mut self, entry: Entry) {
        // Said every few seconds: it would leave no room for anything else.
        if entry.path == "/api/presence" && entry.outcome == Outcome::Ok {
            return;
        }
        if self.entries.len() == KEPT {
            self.entries.pop_front();
        }
        self.entries.push_back(entry);
    }

    /// The newest first.
    #[must_use]
    pub fn newest_first(&self) -> Vec<Entry> {
        self.entries.iter().rev().cloned().collect()
    }
}

/// Every word that the gateway's paths are made of. Whatever else stands in a
/// path names somebody or something, and is left out.
const WORDS: [&str; 28] = [
    "api",
    "audit",
    "authorizations",
    "budget",
    "events",
    "hello",
    "languages",
    "me",
    "messages",
    "openapi.json",
    "picture",
    "pictures",
    "presence",
    "read",
    "retry",
    "send-again",
    "sessions",
    "sign-in",
    "sign-out",
    "standings",
    "stores",
    "sync",
    "translate",
    "unread",
    "unsent",
    "users",
    "healthz",
    "settings",
];

/// The parameters of the gateway's queries.
const PARAMETERS: [&str; 12] = [
    "platform",
    "store",
    "region",
    "status",
    "unread",
    "unanswered",
    "q",
    "sort",
    "offset",
    "limit",
    "after",
    "before",
];

/// A request's address without what could be personal: `/api/sessions/{id}/messages?before&limit`.
#[must_use]
pub fn shape(address: &str) -> String {
    let address = address.split('#').next().unwrap_or_default();
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let mut shape = String::new();
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        shape.push('/');
        shape.push_str(WORDS.iter().find(|word| **word == segment).unwrap_or(&"{id}"));
    }
    let mut mark = '?';
    for pair in query.split('&') {
        let name = pair.split('=').next().unwrap_or_default();
        if let Some(name) = PARAMETERS.iter().find(|known| **known == name) {
            shape.push(mark);
            shape.push_str(name);
            mark = '&';
        }
    }
    shape
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn entry(took: u32) -> Entry {
        Entry {
            method: "GET",
            path: shape("/api/unread"),
            status: Some(200),
            took,
            outcome: Outcome::Ok,
        }
    }

    #[test]
    fn the_newest_fifty_are_kept() {
        let mut log = Log::default();
        for took in 0..10_000 {
            log.note(entry(took));
        }
        let kept: Vec<u32> = log.newest_first().iter().map(|entry| entry.took).collect();
        assert_eq!(kept, (9_950..10_000).rev().collect::<Vec<_>>());
        assert!(log.entries.capacity() <= 2 * KEPT);
    }

    #[test]
    fn addresses_keep_their_shape_and_nothing_else() {
        for (address, expected) in [
            (
                "/api/sessions?platform=shopee&q=somchai%20jaidee&offset=0&limit=50",
                "/api/sessions?platform&q&offset&limit",
            ),
            (
                "/api/sessions/shopee-1~88%2F..%2Fread/messages?before=88",
                "/api/sessions/{id}/messages?before",
            ),
            ("/api/stores/lazada-2", "/api/stores/{id}"),
            ("/api/users/Nguyễn Văn An", "/api/users/{id}"),
            (
                "/api/stores/../../etc/passwd?somchai&token=t#frag",
                "/api/stores/{id}/{id}/{id}/{id}",
            ),
            ("/api/sessions/a?b?q=c&&=&q=;q=x", "/api/sessions/{id}?q"),
            ("//api//hello", "/api/hello"),
            ("", ""),
        ] {
            assert_eq!(shape(address), expected, "{address}");
        }
    }

    #[test]
    fn every_path_of_the_api_is_known() {
        let document = include_str!("../../docs/api.md");
        let paths = document.split('`').filter_map(|code| {
            let path = code.split_whitespace().find(|word| word.starts_with("/api/"))?;
            Some(path)
        });
        let mut count = 0;
        for path in paths {
            let (path, query) = path.split_once('?').unwrap_or((path, ""));
            let known = shape(path);
            let expected: Vec<&str> = path
                .split('/')
                .map(|part| if part.starts_with('{') { "{id}" } else { part })
                .collect();
            assert_eq!(
                known,
                expected.join("/"),
                "a word is missing in WORDS of src/api/log.rs"
            );
            // A name in capitals is a type, whose fields the console writes.
            for name in query
                .split('&')
                .filter(|name| name.starts_with(|first: char| first.is_ascii_lowercase()))
            {
                let name = name.trim_end_matches('=');
                assert!(PARAMETERS.contains(&name), "{name} is missing in PARAMETERS");
            }
            count += 1;
        }
        assert!(count > 20, "only {count} paths found");
    }

    #[test]
    fn statuses_say_how_it_ended() {
        for (status, outcome) in [
            (Some(204), Outcome::Ok),
            (Some(401), Outcome::Refused),
            (Some(504), Outcome::TimedOut),
            (Some(502), Outcome::Refused),
            (None, Outcome::Failed),
        ] {
            assert_eq!(Outcome::of(status), outcome, "{status:?}");
        }
    }

    proptest! {
        #[test]
        fn nothing_but_known_words_comes_through(address in "[/?&=#%.a-zé{}~ -]{0,60}") {
            let shape = shape(&address);
            for word in shape.split(['/', '?', '&']).filter(|word| !word.is_empty()) {
                prop_assert!(word == "{id}" || WORDS.contains(&word) || PARAMETERS.contains(&word), "{word}");
            }
        }
    }
}
