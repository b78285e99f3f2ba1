//! What is asked for as the list is scrolled.

use super::{Part, SessionList};
use crate::browser::clock;
use crate::list::model::Query;
use leptos::prelude::*;

/// Milliseconds between two requests for rows that come into sight: a list
/// that is flung passes by more than it is worth asking for.
const BETWEEN: f64 = 80.0;

impl SessionList {
    /// Asks for what is in sight and not at hand; takes back what has been left.
    pub(super) fn look(self, from: u32, end: u32) {
        let next = self.inner.try_update_value(|inner| {
            let around = (from.saturating_sub(10), end.saturating_add(10));
            let mut pages: Vec<_> = [(from, end), around]
                .into_iter()
                .flat_map(|(from, end)| inner.window.wanted(from, end))
                .map(|source| source / Part::ROWS)
                .filter(|page| inner.barren != Some(*page))
                .collect();
            pages.extend(&inner.again);
            let filter = inner.filter.clone();
            let wait = inner.looked_at + BETWEEN - clock::monotonic();
            (pages, filter, wait)
        });
        let Some((pages, filter, wait)) = next else { return };
        let running = self.base.looked().map(|part| part.page);
        if running.is_some_and(|page| pages.contains(&page)) {
            return;
        }
        let Some(page) = pages.first().copied() else {
            if running.is_some() {
                self.base.look(None);
            }
            return;
        };
        if wait > 0.0 {
            // What has been left is taken back at once all the same.
            if running.is_some() {
                self.base.look(None);
            }
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "at most `BETWEEN`"
            )]
            let later = clock::after(wait.ceil() as u32, move || {
                self.inner.try_update_value(|inner| inner.later = None);
                self.publish(0);
            });
            self.inner.try_update_value(|inner| {
                if inner.later.is_none() {
                    inner.later = Some(later);
                }
            });
            return;
        }
        self.inner
            .try_update_value(|inner| inner.looked_at = clock::monotonic());
        self.base.look(Some(Part { filter, page }));
    }
}
