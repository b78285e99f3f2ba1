//! What keeps the session list true: the stream, and a look at the gateway now and then.

use super::{Inner, Part, SessionList};
use crate::api::live::Notice;
use crate::browser::{clock, visibility};
use crate::inbox::model::list::{belongs, found};
use crate::list::model::Query;
use crate::list::window::model::Event;
use leptos::prelude::*;
use std::time::Duration;
use steadydesk_wire::{self as wire, Change};

/// How often what is in sight is asked for again without any hint.
const REFRESH_EVERY: Duration = Duration::from_secs(60);
/// Milliseconds in which hints that something was missed are collected.
const REFRESH_SOON: u32 = 1_000;

impl SessionList {
    pub(super) fn follow_stream(self) {
        self.live.subscribe(move |notice| match notice {
            Notice::Change(event) => {
                let shift = self.inner.try_update_value(|inner| inner.change(&event.change));
                if let Some(Some(shift)) = shift {
                    self.publish(shift);
                }
            }
            Notice::Resync(seq) => {
                let older = self.base.answer(|_, answer| answer.page.seq < *seq);
                if older == Some(true) {
                    self.inner
                        .try_update_value(|inner| inner.doubt = inner.doubt.or(Some(0)));
                    self.look_again_soon();
                }
            }
        });
    }

    /// Takes in what the stream has told since the answer was true; by how
    /// many places the rows in sight have moved.
    pub(super) fn catch_up(self, seq: i64) -> i32 {
        let Some(events) = self.live.since(seq) else {
            self.look_again_soon();
            return 0;
        };
        self.take_in(&events)
    }

    /// Takes in changes; by how many places the rows in sight have moved.
    pub(super) fn take_in(self, events: &[wire::Event]) -> i32 {
        let moved = |inner: &mut Inner| events.iter().filter_map(|event| inner.change(&event.change)).sum();
        self.inner.try_update_value(moved).unwrap_or(0)
    }

    /// Asks for what is in sight again: every minute while the page is in
    /// front, and when it comes back to the front; ends with the owner.
    pub(super) fn keep_fresh(self) {
        let fresh = move || {
            if visibility::visible() {
                self.look_again();
            }
        };
        if let Ok(interval) = set_interval_with_handle(fresh, REFRESH_EVERY) {
            on_cleanup(move || interval.clear());
        }
        visibility::on_change(move |_| fresh());
    }

    pub(super) fn look_again_soon(self) {
        self.inner.try_update_value(|inner| {
            if inner.soon.is_none() {
                inner.soon = Some(clock::after(REFRESH_SOON, move || {
                    self.inner.try_update_value(|inner| inner.soon = None);
                    self.look_again();
                }));
            }
        });
    }

    pub(super) fn look_again(self) {
        self.inner.try_update_value(|inner| {
            let (from, end) = inner.window.screen();
            let page = |place: u32| inner.window.source(place) / Part::ROWS;
            inner.again = (page(from)..=page(end.saturating_sub(1).max(from))).collect();
            inner.barren = None;
        });
        self.publish(0);
    }
}

impl Inner {
    /// Takes in one change; by how many places the rows in sight have moved, if it is one of this list.
    fn change(&mut self, change: &Change) -> Option<i32> {
        let event = match change {
            Change::Session { session } => Event::Changed {
                belongs: belongs(&self.filter, session),
                comes: found(&self.filter.search, session),
                row: (**session).clone(),
            },
            Change::SessionGone { session, .. } => Event::Gone(vec![session.to_string()]),
            Change::StoreGone { store } => Event::Gone(self.window.ids(&|row| row.store == *store)),
            _ => return None,
        };
        Some(self.window.apply(event))
    }
}
