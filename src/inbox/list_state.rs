//! The session list: the list base, with changes merged in their place.

use super::model::list::{Merged, merge};
use crate::api::client;
use crate::api::live::{Notice, use_live};
use crate::api::sessions;
use crate::list::model::{Answer, Query, Row};
use crate::list::{Kind, List};
use crate::route::{InboxPlace, SessionsQuery};
use crate::ui::live::{effect, memo};
use leptos::prelude::*;
use steadydesk_wire::{Change, Event, Session, SessionFilter, SessionId, SessionPage};
use web_sys::AbortSignal;

/// The kind of list that this is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sessions;

impl Query for SessionsQuery {
    const ROWS: u32 = 50;

    fn page(&self) -> u32 {
        self.page
    }

    fn at_page(&self, page: u32) -> Self {
        Self { page, ..self.clone() }
    }

    fn same_identity(&self, other: &Self) -> bool {
        self.store == other.store
    }
}

impl Row for Session {
    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn version(&self) -> i64 {
        self.version
    }
}

impl Kind for Sessions {
    type Query = SessionsQuery;
    type Row = Session;
    type Extra = bool;

    type Wire = SessionPage;

    fn ask(query: &SessionsQuery, signal: Option<&AbortSignal>) -> client::Answer<SessionPage> {
        let filter = SessionFilter {
            platform: query.platform,
            store: query.store.clone(),
            region: query.region.clone(),
            unread: query.unread,
            unanswered: query.unanswered,
            q: Some(query.search.clone()).filter(|search| !search.is_empty()),
            sort: query.sort,
            offset: u64::from(query.page) * u64::from(SessionsQuery::ROWS),
            limit: SessionsQuery::ROWS,
        };
        sessions::list(&filter, signal)
    }

    fn page(page: SessionPage) -> Answer<Session, bool> {
        let more = page.more_than_total;
        Answer { page, extra: more }
    }
}

/// The session list of the address: subscribes first, then asks, and follows the address from there.
/// `moved` is told where the list went by itself.
pub(super) fn session_list(place: Memo<InboxPlace>, moved: impl Fn(SessionsQuery) + 'static) -> List<Sessions> {
    let list = List::<Sessions>::new(moved);
    let open = move || place.with_untracked(|place| place.session.clone());
    use_live().subscribe(move |notice| match notice {
        Notice::Change(event) => change(list, event, open().as_ref()),
        Notice::Resync(seq) => list.missed(*seq),
    });
    let query = memo(move || place.with(|place| place.query.clone()));
    effect(move || list.ask(query.get()));
    // Changes keep the rows right; the total, and what moved on other pages, come with a fresh answer.
    list.keep_fresh();
    list
}

fn change(list: List<Sessions>, event: &Event, open: Option<&SessionId>) {
    if !matches!(
        event.change,
        Change::Session { .. } | Change::SessionGone { .. } | Change::StoreGone { .. }
    ) {
        return;
    }
    list.merge(event.seq, |query, rows, total| {
        let complete = query.page == 0 && u64::try_from(rows.len()).is_ok_and(|rows| rows >= total);
        // What comes in or moves up on another page than the first is seen when that page is fetched again.
        if query.page > 0 {
            let known = |session: &Session| rows.iter().any(|row| row.id == session.id);
            if matches!(&event.change, Change::Session { session } if !known(session)) {
                return None;
            }
        }
        let mut merged = rows.to_vec();
        let total = match merge(&mut merged, &event.change, query, open, complete) {
            Merged::Nothing => return None,
            Merged::Changed => total,
            Merged::Came if complete => total + 1,
            Merged::Came => total,
            Merged::Left => total.saturating_sub(u64::try_from(rows.len() - merged.len()).unwrap_or(0)),
        };
        Some((merged, total))
    });
}
