//! Session lists that Back and Forward bring back as they were, without a request.

use super::{Inner, Part, SessionList, Sessions};
use crate::browser::clock;
use crate::list::Kind;
use crate::list::model::Answer;
use crate::list::window::model::{Event, Window};
use crate::route::SessionsQuery;
use leptos::prelude::*;
use steadydesk_wire::Session;

/// Milliseconds for which a list that was left is shown again as it was,
/// brought up to date by what the stream has told meanwhile. After that, or
/// where the stream had a gap, it is asked for; its scroll position still holds.
const FRESH_FOR: f64 = 30_000.0;
/// Lists kept.
const MOST: usize = 8;

/// The lists that were left last. They belong to one person and end with the desk.
#[derive(Debug, Clone, Copy)]
pub(super) struct KeptSessions {
    lists: StoredValue<Vec<Kept>, LocalStorage>,
}

#[derive(Debug)]
struct Kept {
    filter: SessionsQuery,
    window: Window<Session>,
    part: Part,
    answer: Answer<Session, <Sessions as Kind>::Extra>,
    top: f64,
    at: f64,
    /// Up to which change the window is true.
    seq: Option<i64>,
}

/// Puts the kept lists into context, for as long as the owner lives.
pub fn provide_kept_sessions() {
    provide_context(KeptSessions {
        lists: StoredValue::new_local(Vec::new()),
    });
}

impl SessionList {
    /// Keeps the list that is shown.
    pub(super) fn keep(self) {
        let Some(kept) = self.kept else { return };
        let Some((part, answer)) = self.base.answer(|part, answer| (part.clone(), answer.clone())) else {
            return;
        };
        let seq = self.live.cursor();
        let list = self.inner.try_with_value(|inner| {
            let Inner {
                filter, window, top, ..
            } = inner;
            let mut window = window.clone();
            window.apply(Event::Thawed);
            window.apply(Event::Opened(None));
            Kept {
                filter: filter.clone(),
                window,
                part,
                answer,
                top: *top,
                at: clock::monotonic(),
                seq,
            }
        });
        let Some(list) = list else { return };
        kept.lists.try_update_value(|lists| {
            lists.retain(|other| other.filter != list.filter);
            lists.insert(0, list);
            lists.truncate(MOST);
        });
    }

    /// How far a list was scrolled when it was left.
    pub(super) fn kept_top(self, filter: &SessionsQuery) -> f64 {
        let top = |lists: &Vec<Kept>| lists.iter().find(|list| list.filter == *filter).map(|list| list.top);
        self.kept
            .and_then(|kept| kept.lists.try_with_value(top).flatten())
            .unwrap_or(0.0)
    }

    /// Shows a kept list again, if it is still fresh.
    pub(super) fn restore(self, filter: &SessionsQuery) -> bool {
        let Some(kept) = self.kept else { return false };
        let list = kept.lists.try_update_value(|lists| {
            let at = lists.iter().position(|list| list.filter == *filter)?;
            Some(lists.remove(at))
        });
        let Some(list) = list.flatten() else { return false };
        let Some(seq) = list.seq.filter(|_| clock::monotonic() - list.at < FRESH_FOR) else {
            return false;
        };
        if self.live.since(seq).is_none() {
            return false;
        }
        let top = list.top;
        self.inner.try_update_value(|inner| {
            inner.window = inner.window.replaced_by(list.window);
            inner.filter = list.filter;
            (inner.again, inner.barren, inner.then) = (Vec::new(), None, 0.0);
        });
        let shift = self.catch_up(seq);
        self.base.restore(list.part, list.answer);
        self.go_to(top, shift);
        true
    }
}
