//! The gateway's order, as far as it is at hand.

use super::{Open, Window, count};
use crate::list::model::Row;
use std::cmp::Ordering;
use std::rc::Rc;

impl<R: Row> Window<R> {
    pub(super) fn lay(&mut self, offset: u32, rows: Vec<R>, total: u32, seq: i64) {
        self.total = total;
        self.truth.keep(0, total);
        let end = offset.saturating_add(count(rows.len())).min(total);
        // What has changed since then is not where the page has it: it is given its place again.
        let mut newer: Vec<_> = (offset..end).filter_map(|at| self.truth.get(at).cloned()).collect();
        newer.retain(|row| row.version() > seq);
        for (at, row) in (offset..end).zip(rows) {
            let row = Rc::new(row);
            if let Some(place) = self.truth_of(row.id()) {
                if let Some(here) = self.truth.get(place).filter(|here| here.version() > row.version())
                    && !newer.iter().any(|other| other.id() == row.id())
                {
                    newer.push(Rc::clone(here));
                }
                // Whatever else was thought of its old place is wrong: it is asked for when it is seen.
                self.truth.forget(place);
            }
            self.say(&row);
            self.truth.put(at, row);
        }
        for row in newer {
            if let Some(at) = self.truth_of(row.id()) {
                self.truth.remove(at);
                self.stand(&row);
            } else {
                self.come(&row);
            }
        }
    }

    pub(super) fn change(&mut self, row: &Rc<R>, belongs: bool, comes: bool) {
        let newer = |known: &Rc<R>| known.version() < row.version();
        let Some(at) = self.truth_of(row.id()) else {
            let pinned = self.pin().filter(|(_, pinned)| pinned.id() == row.id());
            let pinned = pinned.map(|(_, pinned)| newer(pinned));
            if pinned == Some(false) {
                return;
            }
            self.say(row);
            match (pinned.is_some(), self.extra(), belongs) {
                (true, true, true) => {
                    self.set_extra(false);
                    self.total += 1;
                    self.stand(row);
                }
                (true, false, false) => {
                    self.set_extra(true);
                    self.total = self.total.saturating_sub(1);
                }
                (true, true, false) => {}
                _ if belongs && (comes || pinned.is_some()) => self.come(row),
                _ => {}
            }
            return;
        };
        if !self.truth.get(at).is_some_and(newer) {
            return;
        }
        self.truth.remove(at);
        self.say(row);
        if !belongs {
            self.total = self.total.saturating_sub(1);
            if self.is_open(row.id()) && self.pin().is_some() {
                self.set_extra(true);
            }
            self.touch(row.id());
            return;
        }
        if self.stand(row) != Some(at) {
            self.touch(row.id());
        }
    }

    /// Gives a row its place by the order; tells it where the row is at hand there.
    fn stand(&mut self, row: &Rc<R>) -> Option<u32> {
        let (place, exact) = self.locate(row);
        self.truth.insert(place, exact.then(|| Rc::clone(row)));
        exact.then_some(place)
    }

    /// A row comes in of which nothing was known.
    pub(super) fn come(&mut self, row: &Rc<R>) {
        let (place, exact) = self.locate(row);
        if !exact {
            return;
        }
        // If there are rows that are not at hand it was, most likely, one of them.
        let from = self.truth.last_empty(self.total);
        self.truth.insert(place, Some(Rc::clone(row)));
        match from {
            Some(from) => {
                self.truth.remove(from + u32::from(place <= from));
            }
            None => self.total += 1,
        }
        self.touch(row.id());
    }

    pub(super) fn leave(&mut self, id: &str) {
        if let Some(at) = self.truth_of(id) {
            self.truth.remove(at);
            self.total = self.total.saturating_sub(1);
            self.touch(id);
        } else if self.is_open(id) {
            self.touch(id);
        }
    }

    /// Where a row stands by its order; whether that is between two rows, or
    /// somewhere in a stretch that is not at hand.
    fn locate(&self, row: &R) -> (u32, bool) {
        let items = self.truth.items();
        let next = items
            .iter()
            .position(|(_, other)| other.id() != row.id() && (self.order)(row, other) == Ordering::Less)
            .unwrap_or(items.len());
        let behind = next.checked_sub(1).map_or(0, |before| items[before].0 + 1);
        let place = items.get(next).map_or(self.total.max(behind), |(at, _)| *at);
        // At the very end there is nothing that could stand between.
        let end = items.get(next).is_none() && behind + 1 >= self.total;
        if place == behind || end {
            (behind, true)
        } else {
            (place, false)
        }
    }

    /// Where a row stands, at hand or by its order.
    pub(super) fn stands(&self, row: &Rc<R>) -> Option<u32> {
        self.truth_of(row.id()).or_else(|| Some(self.locate(row).0))
    }

    pub(super) fn truth_of(&self, id: &str) -> Option<u32> {
        self.truth.find(&|row| row.id() == id)
    }

    /// Lets the place of a row say what the row says now.
    fn say(&mut self, row: &Rc<R>) {
        if let Some(at) = self.place_of(row.id())
            && self.shown.get(at).is_some_and(|shown| shown.version() <= row.version())
        {
            self.shown.put(at, Rc::clone(row));
        }
        if let Some(Open {
            pinned: Some((_, pinned)),
            ..
        }) = self.open.as_mut().filter(|open| open.id == row.id())
        {
            *pinned = Rc::clone(row);
        }
    }

    fn touch(&mut self, id: &str) {
        let stays = self.is_open(id) && self.pin().is_some();
        if !stays && !self.touched.iter().any(|touched| touched == id) {
            self.touched.push(id.to_owned());
        }
    }
}
