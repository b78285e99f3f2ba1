//! What the session list asks its gateway for.

use crate::api::{client, sessions};
use crate::inbox::model::list::order;
use crate::list::Kind;
use crate::list::model::{Answer, Query, Row};
use crate::route::SessionsQuery;
use std::cmp::Ordering;
use steadydesk_wire::{Session, SessionFilter, SessionPage, SessionSort};
use web_sys::AbortSignal;

/// The kind of list that this is.
#[derive(Debug, Clone, Copy)]
pub(in crate::inbox) struct Sessions;

/// A part of a session list. Which one is in sight is not in the address: the list is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::inbox) struct Part {
    pub(super) filter: SessionsQuery,
    /// From 0.
    pub(super) page: u32,
}

impl Query for Part {
    const ROWS: u32 = 50;

    fn page(&self) -> u32 {
        self.page
    }

    fn at_page(&self, page: u32) -> Self {
        Self { page, ..self.clone() }
    }

    fn same_identity(&self, other: &Self) -> bool {
        self.filter.store == other.filter.store
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
    type Query = Part;
    type Row = Session;
    type Extra = bool;

    type Wire = SessionPage;

    fn ask(part: &Part, signal: Option<&AbortSignal>) -> client::Answer<SessionPage> {
        let query = &part.filter;
        let filter = SessionFilter {
            platform: query.platform,
            store: query.store.clone(),
            region: query.region.clone(),
            unread: query.unread,
            unanswered: query.unanswered,
            q: Some(query.search.clone()).filter(|search| !search.is_empty()),
            sort: query.sort,
            offset: u64::from(part.page) * u64::from(Part::ROWS),
            limit: Part::ROWS,
        };
        sessions::list(&filter, signal)
    }

    fn page(page: SessionPage) -> Answer<Session, bool> {
        let more = page.more_than_total;
        Answer { page, extra: more }
    }
}

pub(super) fn newest(left: &Session, right: &Session) -> Ordering {
    order(SessionSort::Newest, left, right)
}

pub(super) fn waiting(left: &Session, right: &Session) -> Ordering {
    order(SessionSort::LongestWaiting, left, right)
}
