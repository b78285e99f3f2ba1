//! The session list's rows: filter, order, and changes merged in place.

use std::cmp::{Ordering, Reverse};
use steadydesk_wire::{Change, Content, Session, SessionId, SessionSort};

use crate::route::SessionsQuery;

/// What a change did to the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merged {
    /// Nothing: older than what is here, or about another row.
    Nothing,
    /// A row says something else, or stands elsewhere.
    Changed,
    /// A row came in.
    Came,
    /// A row left.
    Left,
}

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

fn found(search: &str, session: &Session) -> bool {
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

/// Merges one change. `complete` says that no row lies beyond the loaded ones;
/// otherwise a row that would stand behind the last one stays out until its
/// page is loaded. The open session's row stays where it is, whatever changes.
pub fn merge(
    rows: &mut Vec<Session>,
    change: &Change,
    query: &SessionsQuery,
    open: Option<&SessionId>,
    complete: bool,
) -> Merged {
    let session = match change {
        Change::Session { session } => session,
        Change::SessionGone { session, .. } => return leave(rows, |row| row.id == *session),
        Change::StoreGone { store } => return leave(rows, |row| row.store == *store),
        _ => return Merged::Nothing,
    };
    let Some(at) = rows.iter().position(|row| row.id == session.id) else {
        if !belongs(query, session) || !found(&query.search, session) {
            return Merged::Nothing;
        }
        let place = place(rows, session, query.sort, open);
        if place == rows.len() && !complete {
            return Merged::Nothing;
        }
        rows.insert(place, (**session).clone());
        return Merged::Came;
    };
    if rows[at].version >= session.version {
        return Merged::Nothing;
    }
    if open == Some(&session.id) {
        rows[at] = (**session).clone();
        return Merged::Changed;
    }
    rows.remove(at);
    if !belongs(query, session) {
        return Merged::Left;
    }
    let place = place(rows, session, query.sort, open);
    rows.insert(place, (**session).clone());
    Merged::Changed
}

fn leave(rows: &mut Vec<Session>, goes: impl Fn(&Session) -> bool) -> Merged {
    let before = rows.len();
    rows.retain(|row| !goes(row));
    if rows.len() == before {
        Merged::Nothing
    } else {
        Merged::Left
    }
}

/// Before which row the session stands. The open row keeps its place and so
/// says nothing about the order.
fn place(rows: &[Session], session: &Session, sort: SessionSort, open: Option<&SessionId>) -> usize {
    rows.iter()
        .position(|row| open != Some(&row.id) && order(sort, session, row) == Ordering::Less)
        .unwrap_or(rows.len())
}

/// Adds the next page's rows behind the ones at hand; those already here stay as they are unless the page's are newer.
pub fn append(rows: &mut Vec<Session>, page: Vec<Session>) {
    for session in page {
        match rows.iter_mut().find(|row| row.id == session.id) {
            Some(row) if row.version < session.version => *row = session,
            Some(_) => {}
            None => rows.push(session),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inbox::model::fixture::session;
    use steadydesk_wire::{Millis, Platform};

    fn changed(session: Session) -> Change {
        Change::Session {
            session: Box::new(session),
        }
    }

    fn names(rows: &[Session]) -> Vec<&str> {
        rows.iter().map(|row| row.buyer.name.as_str()).collect()
    }

    fn rows() -> Vec<Session> {
        vec![session("c", 30), session("b", 20), session("a", 10)]
    }

    #[test]
    fn a_newer_message_brings_its_row_to_the_top() {
        let mut rows = rows();
        let query = SessionsQuery::default();
        assert_eq!(
            merge(&mut rows, &changed(session("a", 40)), &query, None, true),
            Merged::Changed
        );
        assert_eq!(names(&rows), ["a", "c", "b"]);
    }

    #[test]
    fn os_20_a_repeated_or_stale_change_does_nothing() {
        let mut rows = rows();
        let query = SessionsQuery::default();
        for at in [20, 19] {
            let mut stale = session("b", at);
            stale.unread = 12;
            assert_eq!(merge(&mut rows, &changed(stale), &query, None, true), Merged::Nothing);
        }
        assert_eq!(rows[1].unread, 0);
    }

    #[test]
    fn aj_11_the_open_row_keeps_its_place_and_its_filter() {
        let mut rows = rows();
        let query = SessionsQuery {
            unread: true,
            ..SessionsQuery::default()
        };
        let open = rows[1].id.clone();
        let mut read = session("b", 50);
        read.unread = 0;
        assert_eq!(
            merge(&mut rows, &changed(read.clone()), &query, Some(&open), true),
            Merged::Changed
        );
        assert_eq!(names(&rows), ["c", "b", "a"]);
        read.version += 1;
        assert_eq!(merge(&mut rows, &changed(read), &query, None, true), Merged::Left);
        assert_eq!(names(&rows), ["c", "a"]);
    }

    #[test]
    fn rows_beyond_the_loaded_ones_stay_out() {
        let mut rows = rows();
        let query = SessionsQuery::default();
        assert_eq!(
            merge(&mut rows, &changed(session("old", 5)), &query, None, false),
            Merged::Nothing
        );
        assert_eq!(
            merge(&mut rows, &changed(session("old", 5)), &query, None, true),
            Merged::Came
        );
        assert_eq!(
            merge(&mut rows, &changed(session("new", 25)), &query, None, false),
            Merged::Came
        );
        assert_eq!(names(&rows), ["c", "new", "b", "a", "old"]);
    }

    #[test]
    fn other_filters_keep_strangers_out() {
        let stranger = session("d", 99);
        let strict = [
            SessionsQuery {
                platform: Some(Platform::Tiktok),
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
            SessionsQuery {
                search: "nobody".into(),
                ..SessionsQuery::default()
            },
        ];
        for query in strict {
            assert_eq!(
                merge(&mut rows(), &changed(stranger.clone()), &query, None, true),
                Merged::Nothing,
                "{query:?}"
            );
        }
        let query = SessionsQuery {
            search: "HALO".into(),
            ..SessionsQuery::default()
        };
        assert_eq!(merge(&mut rows(), &changed(stranger), &query, None, true), Merged::Came);
    }

    #[test]
    fn what_the_gateway_found_is_not_taken_out_for_the_search() {
        let query = SessionsQuery {
            search: "a word of an older message".into(),
            ..SessionsQuery::default()
        };
        assert_eq!(
            merge(&mut rows(), &changed(session("b", 60)), &query, None, true),
            Merged::Changed
        );
    }

    #[test]
    fn a_gone_store_takes_its_rows() {
        let mut rows = rows();
        let store = rows[0].store.clone();
        assert_eq!(
            merge(
                &mut rows,
                &Change::StoreGone { store },
                &SessionsQuery::default(),
                None,
                true
            ),
            Merged::Left
        );
        assert!(rows.is_empty());
    }

    #[test]
    fn longest_waiting_first_then_the_answered_by_time() {
        let waiting = |id, at, since| Session {
            waiting_since: Some(Millis(since)),
            ..session(id, at)
        };
        let mut rows = vec![
            session("answered", 90),
            waiting("late", 50, 40),
            waiting("early", 60, 20),
            session("old", 1),
        ];
        rows.sort_by(|left, right| order(SessionSort::LongestWaiting, left, right));
        assert_eq!(names(&rows), ["early", "late", "answered", "old"]);
    }

    #[test]
    fn a_next_page_doubles_nothing() {
        let mut rows = rows();
        append(&mut rows, vec![session("a", 10), session("z", 5)]);
        assert_eq!(names(&rows), ["c", "b", "a", "z"]);
    }
}
