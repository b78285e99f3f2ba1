//! Session lists that were left: Back, Forward and coming back into the room
//! show them as they were in the next frame.

use super::{Inner, Part, SessionList, Sessions, order_of};
use crate::api::live::Connection;
use crate::browser::clock;
use crate::list::Kind;
use crate::list::model::Answer;
use crate::list::window::model::{Event, Window};
use crate::route::{InboxPlace, SessionsQuery};
use crate::snapshot::model::{FRESH_FOR, List, list_lines};
use crate::snapshot::{self, Snapshot, use_snapshot};
use leptos::prelude::*;
use steadydesk_wire::{Page, Session};

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
    seq: i64,
}

/// Rows on each side of the screen that are kept on disk.
const AROUND: u32 = 15;

/// Puts the kept lists into context, for as long as the owner lives: at first the one that the disk had.
pub fn provide_kept_sessions() {
    provide_context(KeptSessions {
        lists: StoredValue::new_local(use_snapshot().and_then(found).into_iter().collect()),
    });
}

fn found(snapshot: Snapshot) -> Option<Kept> {
    let (filter, list) = (snapshot.place()?.query, snapshot.take_list()?);
    let page = list.page;
    let total = u32::try_from(page.total).unwrap_or(u32::MAX);
    let mut window = Window::default();
    window.apply(Event::Replaced {
        rows: Vec::new(),
        total,
        order: order_of(filter.sort),
    });
    window.apply(Event::Laid {
        offset: u32::try_from(page.offset).unwrap_or(u32::MAX),
        rows: page.items,
        total,
        seq: page.seq,
    });
    #[expect(clippy::cast_precision_loss, reason = "pixels of a page")]
    let top = list.top as f64;
    Some(Kept {
        part: Part {
            filter: filter.clone(),
            page: 0,
        },
        filter,
        window,
        answer: Answer {
            page: Page {
                items: Vec::new(),
                ..page
            },
            extra: page.more_than_total,
        },
        top,
        at: snapshot.known_at(),
        seq: page.seq,
    })
}

impl SessionList {
    /// Keeps the list that is shown.
    pub(super) fn keep(self) {
        let Some(kept) = self.kept else { return };
        let Some((part, answer)) = self.base.answer(|part, answer| (part.clone(), answer.clone())) else {
            return;
        };
        let seq = self.true_at().unwrap_or(answer.page.seq);
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

    /// Up to which change the rows at hand are true.
    fn true_at(self) -> Option<i64> {
        self.read(|inner| inner.doubt).flatten().or_else(|| self.live.cursor())
    }

    /// The list's part of the view on disk: the rows about the screen.
    pub(super) fn part(self) -> Option<snapshot::Part> {
        let read =
            |part: &Part, answer: &Answer<Session, bool>| (part.filter.clone(), answer.page.as_of, answer.page.seq);
        let (filter, mut as_of, seq) = self.base.answer(read)?;
        let seq = self.true_at().unwrap_or(seq);
        if untrack(move || self.live.connection()) == Connection::Open && self.read(|inner| inner.doubt)?.is_none() {
            as_of = clock::gateway_now().max(as_of);
        }
        let more_than_total = self.base.answer(|_, answer| answer.extra)?;
        let lines = self.inner.try_with_value(|inner| {
            let mut window = inner.window.clone();
            window.apply(Event::Thawed);
            window.apply(Event::Opened(None));
            let (first, end) = window.screen();
            let begin = first.saturating_sub(AROUND);
            let begin = (begin..first).rev().take_while(|at| window.at(*at).is_some()).last();
            let begin = begin.unwrap_or(first);
            let rows = (begin..end.saturating_add(AROUND)).map_while(|at| window.at(at).cloned());
            #[expect(clippy::cast_possible_truncation, reason = "pixels of a page")]
            let top = inner.top as i64;
            list_lines(&List {
                top,
                page: Page {
                    items: rows.collect(),
                    total: window.total().into(),
                    more_than_total,
                    offset: begin.into(),
                    seq,
                    as_of,
                },
            })
        })?;
        Some(snapshot::Part {
            of: snapshot::list_of(InboxPlace {
                query: filter,
                session: None,
            }),
            seq,
            lines,
        })
    }

    /// How far a list was scrolled when it was left.
    pub(super) fn kept_top(self, filter: &SessionsQuery) -> f64 {
        let top = |lists: &Vec<Kept>| lists.iter().find(|list| list.filter == *filter).map(|list| list.top);
        self.kept
            .and_then(|kept| kept.lists.try_with_value(top).flatten())
            .unwrap_or(0.0)
    }

    /// Shows a kept list again. While it is fresh, what the stream has told
    /// meanwhile is all that it needs, or, where the stream had a gap, a quiet
    /// look at what is in sight. An older one stands under the veil until the
    /// newest sessions are here; without a network it is looked at quietly too.
    pub(super) fn restore(self, filter: &SessionsQuery) -> bool {
        let Some(kept) = self.kept else { return false };
        let list = kept.lists.try_update_value(|lists| {
            let at = lists.iter().position(|list| list.filter == *filter)?;
            Some(lists.remove(at))
        });
        let Some(list) = list.flatten() else { return false };
        let fresh = clock::monotonic() - list.at < FRESH_FOR;
        let missed = fresh.then(|| self.live.since(list.seq)).flatten();
        let top = list.top;
        self.inner.try_update_value(|inner| {
            inner.window = inner.window.replaced_by(list.window);
            inner.filter = list.filter;
            (inner.again, inner.barren, inner.then) = (Vec::new(), None, 0.0);
            inner.doubt = None;
        });
        let shift = missed.as_ref().map_or(0, |missed| self.take_in(missed));
        // Asked for again, the list begins at its begin.
        self.base.restore(Part { page: 0, ..list.part }, list.answer);
        self.go_to(top, shift);
        if missed.is_none() {
            let ask = !fresh && untrack(move || self.live.connection()) == Connection::Open;
            self.inner.try_update_value(|inner| {
                inner.doubt = Some(list.seq);
                // Where nobody knows what was missed, only what is in sight is shown until it has been asked for.
                inner.window.apply(Event::Doubted);
                (inner.then, inner.reveal) = (top, ask);
            });
            if ask {
                self.base.retry();
            } else {
                self.look_again();
            }
        }
        true
    }
}
