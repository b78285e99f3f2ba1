//! The session list's rows: which belong into it, and in which order.

use std::cmp::{Ordering, Reverse};
use steadydesk_wire::{Content, Session, SessionSort};

use crate::route::SessionsQuery;

/// Whether the session belongs into the list under this filter. The search
/// looks here into what the row shows; the gateway also looks into the thread,
/// so a row that the gateway found is never taken out for the search's sake.
#[must_use]
pub fn belongs(query: &SessionsQuery, session: &Session) -> bool {
    query.platform.is_none_or(|platform| platform == session.platform)
        && query.store.as_ref().is_none_or(|store| *store == session.store)
        && query.region.as_ref().is_none_or(|region| *region == session.region)
        && (!query.unread || session.unread > 0)
        && (!query.unanswered || session.waiting_since.is_some())
}

/// Whether the search finds it in what its row shows.
#[must_use]
pub fn found(search: &str, session: &Session) -> bool {
    if search.is_empty() {
        return true;
    }
    let search = folded(search);
    let last = match session.last.as_ref().map(|last| &last.content) {
        Some(Content::Text { text }) => text.as_str(),
        _ => "",
    };
    [session.buyer.name.as_str(), session.store_name.as_str(), last]
        .iter()
        .any(|text| folded(text).contains(&search))
}

/// Small letters, sign by sign: `str::to_lowercase` would tell a sigma at a word's end from others.
fn folded(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// The gateway's order of rows; equal ones by id, so that it is total.
#[must_use]
pub fn order(sort: SessionSort, left: &Session, right: &Session) -> Ordering {
    let newest = |session: &Session| Reverse(session.last.as_ref().map(|last| last.at));
    let by_time = newest(left).cmp(&newest(right)).then_with(|| right.id.cmp(&left.id));
    match sort {
        SessionSort::Newest => by_time,
        SessionSort::LongestWaiting => {
            let waiting = |session: &Session| (session.waiting_since.is_none(), session.waiting_since);
            waiting(left).cmp(&waiting(right)).then(by_time)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inbox::model::fixture::session;
    use steadydesk_wire::{Millis, Platform};

    #[test]
    fn each_filter_keeps_others_out() {
        let plain = session("b", 20);
        let strict = [
            SessionsQuery {
                platform: Some(Platform::Tiktok),
                ..SessionsQuery::default()
            },
            SessionsQuery {
                store: Some("shopee-2".parse().unwrap()),
                ..SessionsQuery::default()
            },
            SessionsQuery {
                region: Some("TH".into()),
                ..SessionsQuery::default()
            },
            SessionsQuery {
                unread: true,
                ..SessionsQuery::default()
            },
            SessionsQuery {
                unanswered: true,
                ..SessionsQuery::default()
            },
        ];
        assert!(belongs(&SessionsQuery::default(), &plain));
        for query in strict {
            assert!(!belongs(&query, &plain), "{query:?}");
        }
    }

    #[test]
    fn the_search_looks_into_what_the_row_shows() {
        let row = session("b", 20);
        for (word, finds) in [
            ("", true),
            ("HALO", true),
            ("toko s", true),
            ("B", true),
            ("nobody", false),
        ] {
            assert_eq!(found(word, &row), finds, "{word}");
        }
    }

    #[test]
    fn longest_waiting_first_then_the_answered_by_time() {
        let waiting = |id, at, since| Session {
            waiting_since: Some(Millis(since)),
            ..session(id, at)
        };
        let mut rows = [
            session("answered", 90),
            waiting("late", 50, 40),
            waiting("early", 60, 20),
            session("old", 1),
        ];
        rows.sort_by(|left, right| order(SessionSort::LongestWaiting, left, right));
        assert_eq!(rows.map(|row| row.buyer.name), ["early", "late", "answered", "old"]);
    }
}
