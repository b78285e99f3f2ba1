//! The open row, which stays where it was opened; and how the order shown,
//! which is another one for its sake or because it is frozen, leads to the true one.

use super::Window;
use crate::list::model::Row;
use std::rc::Rc;

/// The row that is open.
#[derive(Debug, Clone)]
pub(super) struct Open<R> {
    pub(super) id: String,
    /// Where it is shown, and as what; nothing while it is not at hand.
    pub(super) pinned: Option<(u32, Rc<R>)>,
    /// The filter would not let it stay: it is shown beyond the list's total.
    pub(super) extra: bool,
}

impl<R: Row> Window<R> {
    /// The list's own place of a shown one.
    #[must_use]
    pub fn source(&self, place: u32) -> u32 {
        if self.frozen {
            return self.frozen_source(place);
        }
        let Some((pin, row)) = self.pin() else {
            return place;
        };
        let without = place - u32::from(place > pin);
        match self.stands(row) {
            Some(true_place) if !self.extra() => without + u32::from(true_place <= without),
            _ => without,
        }
    }

    /// While frozen, the order shown is an older one: what has come in or left
    /// above since is told by the nearest row that has not moved.
    pub(super) fn frozen_source(&self, place: u32) -> u32 {
        let drift = |(at, row): &(u32, Rc<R>)| {
            let still = !self.touched.iter().any(|id| id == row.id()) && !self.is_open(row.id());
            let now = still.then(|| self.truth_of(row.id())).flatten()?;
            Some(i64::from(now) - i64::from(*at))
        };
        let items = self.shown.items();
        let behind = items.partition_point(|(at, _)| *at < place);
        let drift = items[..behind]
            .iter()
            .rev()
            .find_map(drift)
            .or_else(|| items[behind..].iter().find_map(drift));
        u32::try_from(i64::from(place) + drift.unwrap_or(0)).unwrap_or(0)
    }

    pub(super) fn open_row(&mut self, id: Option<String>) {
        self.open = id.map(|id| {
            let at = self.shown.find(&|row| row.id() == id);
            Open {
                pinned: at.and_then(|at| Some((at, self.shown.get(at).cloned()?))),
                id,
                extra: false,
            }
        });
    }

    pub(super) fn is_open(&self, id: &str) -> bool {
        self.open.as_ref().is_some_and(|open| open.id == id)
    }

    pub(super) fn pin(&self) -> Option<(u32, &Rc<R>)> {
        self.open.as_ref()?.pinned.as_ref().map(|(at, row)| (*at, row))
    }

    pub(super) fn extra(&self) -> bool {
        self.open.as_ref().is_some_and(|open| open.extra)
    }

    pub(super) fn set_extra(&mut self, extra: bool) {
        if let Some(open) = &mut self.open {
            open.extra = extra;
        }
    }
}
