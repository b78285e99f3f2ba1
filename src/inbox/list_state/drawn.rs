//! The rows that are in the page.

use super::{Cell, EMPTY, Inner};
use leptos::prelude::*;
use std::ops::Range;

impl Inner {
    /// A row that has the focus stays in the page while it is in the list, wherever that is scrolled to.
    pub(super) fn stays(&self, id: &str, drawn: &mut Vec<String>, range: &Range<u32>) {
        let Some((_, cell)) = self.cells.iter().find(|(known, _)| known == id) else {
            return;
        };
        let before = cell.at.get_untracked();
        // Forgotten for being far, and not fetched again yet, it stands where it stood.
        let forgotten = || self.window.at(before).is_none().then_some(before);
        let Some(at) = self.window.place_of(id).or_else(forgotten) else {
            return;
        };
        if at < range.start {
            drawn.insert(0, id.to_owned());
        } else if at >= range.end {
            drawn.push(id.to_owned());
        } else if let Some(empty) = drawn.get_mut((at - range.start) as usize) {
            id.clone_into(empty);
        }
    }

    /// Lets the rows that are drawn say what they say now.
    pub(super) fn fill_cells(&mut self, drawn: &[String], range: &Range<u32>) {
        self.cells.retain(|(id, _)| drawn.contains(id));
        for id in drawn.iter().filter(|id| !id.starts_with(EMPTY)) {
            let cell = self.cells.iter().find(|(known, _)| known == id).map(|(_, cell)| cell);
            let Some(at) = self.window.place_of(id) else {
                // Not at hand: it says what it said.
                if let Some(cell) = cell {
                    put_arc(&cell.away, !range.contains(&cell.at.get_untracked()));
                }
                continue;
            };
            let Some(row) = self.window.at(at) else { continue };
            let away = !range.contains(&at);
            if let Some(cell) = cell {
                if cell.row.with_untracked(|shown| shown != row) {
                    cell.row.set(row.clone());
                }
                put_arc(&cell.at, at);
                put_arc(&cell.away, away);
            } else {
                let cell = Cell {
                    row: ArcRwSignal::new(row.clone()),
                    at: ArcRwSignal::new(at),
                    away: ArcRwSignal::new(away),
                };
                self.cells.push((id.clone(), cell));
            }
        }
    }
}

fn put_arc<T: PartialEq + Send + Sync + 'static>(signal: &ArcRwSignal<T>, value: T) {
    if signal.with_untracked(|present| *present != value) {
        signal.set(value);
    }
}
