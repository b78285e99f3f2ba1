//! A long list of which a window is at hand, shown so that nothing jumps.
//!
//! There are two orders. The *true* one is the gateway's, kept by what the
//! stream tells and by the pages that are fetched. The *shown* one follows it,
//! with two exceptions: while it is frozen no row moves in it, and the open row
//! stays where it was opened. What the rows say is always the newest.

mod open;
mod truth;

use super::Sparse;
use crate::list::model::Row;
use open::Open;
use std::cmp::Ordering;
use std::rc::Rc;

/// Rows kept on each side of those on the screen.
pub const KEPT: u32 = 500;
/// Rows about the screen that may be drawn.
const NEAR: u32 = 64;

/// What happens to the list.
#[derive(Debug, Clone)]
pub enum Event<R> {
    /// Another list is shown: its first rows, how many it has, and its order.
    Replaced {
        rows: Vec<R>,
        total: u32,
        order: fn(&R, &R) -> Ordering,
    },
    /// A page of the same list, true at that sequence number.
    Laid {
        offset: u32,
        rows: Vec<R>,
        total: u32,
        seq: i64,
    },
    /// A row is now so. `belongs`: the filter lets it stay; `comes`: the filter lets it in.
    Changed { row: R, belongs: bool, comes: bool },
    /// These rows are no more.
    Gone(Vec<String>),
    /// This row is open now; none is.
    Opened(Option<String>),
    /// These places are on the screen, from `first` to before `end`. `held`:
    /// the rows there must stay where they are when others come in above.
    Looked { first: u32, end: u32, held: bool },
    /// No row may move from here.
    Froze,
    /// Rows may move again.
    Thawed,
    /// Whoever froze it wants to see the new order.
    Applied,
    /// Changes may have been missed: only what is on the screen is kept until it has been fetched again.
    Doubted,
}

/// What a frozen list holds back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct News {
    /// Rows that are not shown yet.
    pub new: u32,
    /// Rows that stand elsewhere now, or are gone.
    pub moved: u32,
}

/// The list.
#[derive(Debug, Clone)]
pub struct Window<R> {
    order: fn(&R, &R) -> Ordering,
    total: u32,
    truth: Sparse<Rc<R>>,
    shown: Sparse<Rc<R>>,
    open: Option<Open<R>>,
    screen: (u32, u32),
    held: bool,
    frozen: bool,
    /// How many places are shown while frozen.
    frozen_total: u32,
    /// Rows that have moved, come or gone while frozen.
    touched: Vec<String>,
}

impl<R> Default for Window<R> {
    fn default() -> Self {
        Self {
            order: |_, _| Ordering::Equal,
            total: 0,
            truth: Sparse::default(),
            shown: Sparse::default(),
            open: None,
            screen: (0, 0),
            held: false,
            frozen: false,
            frozen_total: 0,
            touched: Vec::new(),
        }
    }
}

impl<R: Row> Window<R> {
    /// How many places are shown.
    #[must_use]
    pub fn places(&self) -> u32 {
        if self.frozen {
            self.frozen_total
        } else {
            self.total + u32::from(self.extra())
        }
    }

    /// How many rows the list has.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.total
    }

    /// The row at a place; nothing where it is not at hand.
    #[must_use]
    pub fn at(&self, place: u32) -> Option<&R> {
        self.shown.get(place).map(Rc::as_ref)
    }

    /// The places on the screen, from the first to before the second.
    #[must_use]
    pub fn screen(&self) -> (u32, u32) {
        self.screen
    }

    /// The open row.
    #[must_use]
    pub fn open(&self) -> Option<&str> {
        self.open.as_ref().map(|open| open.id.as_str())
    }

    /// Another list in place of this one, for the same hand and with the same row open.
    #[must_use]
    pub fn replaced_by(&self, mut other: Self) -> Self {
        other.frozen = self.frozen;
        other.open_row(self.open.as_ref().map(|open| open.id.clone()));
        other.show(0);
        other
    }

    /// Where a row is shown.
    #[must_use]
    pub fn place_of(&self, id: &str) -> Option<u32> {
        self.shown.find(&|row| row.id() == id)
    }

    /// The ids at hand of rows that are so.
    #[must_use]
    pub fn ids(&self, are: &dyn Fn(&R) -> bool) -> Vec<String> {
        let both = self.truth.items().iter().chain(self.shown.items());
        let mut ids: Vec<_> = both
            .filter(|(_, row)| are(row))
            .map(|(_, row)| row.id().to_owned())
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// How many rows are at hand.
    #[must_use]
    pub fn at_hand(&self) -> usize {
        self.truth.items().len().max(self.shown.items().len())
    }

    /// What waits to be applied.
    #[must_use]
    pub fn news(&self) -> News {
        let (moved, new): (Vec<_>, Vec<_>) = self.touched.iter().partition(|id| self.place_of(id).is_some());
        News {
            // One that came and went meanwhile is no news.
            new: count(new.iter().filter(|id| self.truth_of(id).is_some()).count()),
            moved: count(moved.len()),
        }
    }

    /// The list's own places (the gateway's offsets) of the empty ones among
    /// these shown ones, as far as nothing is known of them.
    #[must_use]
    pub fn wanted(&self, from: u32, end: u32) -> Vec<u32> {
        (from..end.min(self.places()))
            .filter(|place| self.shown.get(*place).is_none())
            .map(|place| self.source(place).min(self.total.saturating_sub(1)))
            .filter(|source| self.truth.get(*source).is_none())
            .collect()
    }

    /// Moves the list; gives by how many places the rows held on the screen
    /// have moved, so that the scroll position can follow them.
    pub fn apply(&mut self, event: Event<R>) -> i32 {
        let hold = self.hold();
        let asked = matches!(event, Event::Applied);
        match event {
            Event::Replaced { rows, total, order } => {
                let open = self.open.take();
                *self = Self {
                    order,
                    total,
                    frozen: self.frozen,
                    ..Self::default()
                };
                for (at, row) in (0..total).zip(rows) {
                    self.truth.put(at, Rc::new(row));
                }
                self.open_row(open.map(|open| open.id));
                self.show(0);
                return 0;
            }
            Event::Laid {
                offset,
                rows,
                total,
                seq,
            } => self.lay(offset, rows, total, seq),
            Event::Changed { row, belongs, comes } => self.change(&Rc::new(row), belongs, comes),
            Event::Gone(ids) => {
                for id in ids {
                    self.leave(&id);
                    if self.is_open(&id) {
                        self.open = None;
                    }
                }
            }
            Event::Opened(id) => {
                if self.open.as_ref().map(|open| &open.id) == id.as_ref() {
                    return 0;
                }
                self.open_row(id);
            }
            Event::Looked { first, end, held } => {
                (self.screen, self.held) = ((first, end), held);
                let (from, to) = (first.saturating_sub(KEPT), end.saturating_add(KEPT));
                self.shown.keep(from, to);
                // At the top nothing stands above, however much has come in since it was frozen.
                let (from, to) = (if from == 0 { 0 } else { self.source(from) }, self.source(to));
                self.truth.keep(from, to.max(from));
                return 0;
            }
            Event::Froze => {
                if self.frozen {
                    return 0;
                }
                self.frozen_total = self.places();
                self.frozen = true;
                return 0;
            }
            Event::Doubted => {
                let (first, end) = self.screen;
                let (from, to) = (self.source(first), self.source(end));
                self.shown.keep(first, end);
                self.truth.keep(from, to.max(from));
                return 0;
            }
            Event::Thawed => self.frozen = false,
            Event::Applied => {}
        }
        if self.frozen && !asked {
            self.fill();
            return 0;
        }
        self.settle(hold)
    }

    /// The rows on the screen, by which the shift is told.
    fn hold(&self) -> Vec<(u32, String)> {
        if !self.held {
            return Vec::new();
        }
        let items = self.shown.items().iter();
        let on_screen =
            items.filter(|(at, row)| (self.screen.0..self.screen.1).contains(at) && !self.is_open(row.id()));
        on_screen.map(|(at, row)| (*at, row.id().to_owned())).collect()
    }

    /// Brings the shown order in line with the true one.
    fn settle(&mut self, hold: Vec<(u32, String)>) -> i32 {
        let touched = std::mem::take(&mut self.touched);
        let mut still = hold.into_iter().filter(|(_, id)| !touched.contains(id));
        let found = still.find_map(|(at, id)| Some((at, self.truth_of(&id)?)));
        let Some((before, now)) = found else {
            self.show(0);
            return 0;
        };
        // Counted without the open row, which stands between the others as it likes.
        let pin = self.pin().map_or(u32::MAX, |(pin, _)| pin);
        let before_alone = before - u32::from(before > pin);
        let true_place = self
            .pin()
            .filter(|_| !self.extra())
            .and_then(|(_, row)| self.stands(row));
        let now_alone = now - u32::from(true_place.is_some_and(|open| open < now));
        let shift = i32::try_from(i64::from(now_alone) - i64::from(before_alone)).unwrap_or(0);
        self.show(if pin >= self.screen.0 { shift } else { 0 });
        shift
    }

    /// The true order with the open row at its place, moved by so many.
    fn show(&mut self, shift: i32) {
        let total = self.total + u32::from(self.extra());
        let truth = self.open.as_ref().and_then(|open| self.truth_of(&open.id));
        let pinned = match &mut self.open {
            Some(open) => {
                let row = truth.and_then(|at| self.truth.get(at).cloned());
                let place = open
                    .pinned
                    .as_ref()
                    .map(|(at, _)| at.saturating_add_signed(shift))
                    .or(truth);
                let row = row.or_else(|| open.pinned.take().map(|(_, row)| row));
                open.pinned = place.map(|at| at.min(total.saturating_sub(1))).zip(row);
                open.pinned.clone()
            }
            None => None,
        };
        self.frozen_total = total;
        let Some((pin, row)) = pinned else {
            self.shown = self.truth.clone();
            return;
        };
        let mut shown = self.truth.clone();
        let stands = if self.extra() { None } else { self.stands(&row) };
        if let Some(at) = stands {
            shown.remove(at);
        }
        shown.insert(pin, Some(row));
        self.shown = shown;
    }

    /// Fills empty places of the frozen order.
    fn fill(&mut self) {
        for at in self.screen.0.saturating_sub(NEAR)..self.screen.1.saturating_add(NEAR).min(self.frozen_total) {
            if self.shown.get(at).is_some() {
                continue;
            }
            let source = self.frozen_source(at);
            if let Some(row) = self.truth.get(source).cloned()
                && self.place_of(row.id()).is_none()
            {
                self.shown.put(at, row);
            }
        }
    }
}

fn count(rows: usize) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
