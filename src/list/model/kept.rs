//! Views that Back and Forward bring back without a request.

use super::{Asked, Line, Loaded};

/// Milliseconds for which an answer counts as fresh: until the list would have refreshed by itself.
pub const FRESH_FOR: f64 = 60_000.0;
/// Views that are kept beside the one shown.
const MOST: usize = 8;

/// Where a list is scrolled to: the first row in sight and how many pixels it begins below the frame's top.
#[derive(Debug, Clone, PartialEq)]
pub struct Anchor {
    pub id: String,
    pub pixels: f64,
}

/// An answer and what it answers.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    pub asked: Asked,
    pub loaded: Loaded,
    /// When it came, on the monotonic clock.
    pub at: f64,
    pub anchor: Option<Anchor>,
    /// The highest version heard of that it may lack.
    pub missed: i64,
}

/// The views of before, newest first.
#[derive(Debug, Clone, Default)]
pub(super) struct Kept {
    views: Vec<View>,
}

impl Kept {
    pub(super) fn put(&mut self, view: View) {
        self.views.retain(|known| known.asked != view.asked);
        self.views.insert(0, view);
        self.views.truncate(MOST);
    }

    /// Takes the view that answers this out, if it is still fresh.
    pub(super) fn take(&mut self, asked: &Asked, now: f64) -> Option<View> {
        self.views.retain(|view| now - view.at < FRESH_FOR);
        let at = self.views.iter().position(|view| view.asked == *asked)?;
        Some(self.views.remove(at))
    }

    pub(super) fn changed(&mut self, line: &Line) {
        for view in &mut self.views {
            if !view.loaded.change(line) {
                view.missed = view.missed.max(line.version);
            }
        }
    }

    pub(super) fn gone(&mut self, id: &str, version: i64) {
        for view in &mut self.views {
            view.loaded.remove(id);
        }
        self.missed(version);
    }

    pub(super) fn missed(&mut self, version: i64) {
        for view in &mut self.views {
            view.missed = view.missed.max(version);
        }
    }
}
