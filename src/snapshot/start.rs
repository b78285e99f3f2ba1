//! The last view, before the gateway has said anything.

use super::model::{Freshness, View};
use super::persist::{Whose, whose};
use crate::browser::clock;

/// A view that a start has found.
#[derive(Debug)]
pub struct Left {
    pub view: View,
    pub worth: Freshness,
    /// It is this tab's own, and not the one that was used last.
    pub own: bool,
    pub(super) whose: Whose,
}

impl Left {
    /// When the gateway was last known to answer, on the monotonic clock.
    #[must_use]
    pub fn contact(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a day at most")]
        let age = (clock::wall() - self.view.times.known) as f64;
        clock::monotonic() - age
    }

    /// Up to which change what is in it can be believed; nothing where it is too old for that.
    #[must_use]
    pub fn heard(&self) -> Option<i64> {
        (self.worth == Freshness::Fresh).then_some(self.view.times.seq)
    }
}

/// Whether somebody has a view here; [`early`] brings it.
#[must_use]
pub fn is_there() -> bool {
    whose().is_some()
}

/// This tab's view; for a new tab the one that was used last. From here on it counts as being shown.
pub async fn early() -> Option<Left> {
    let (own, last) = whose()?;
    for whose in own.iter().chain([&last]) {
        if let Some((view, worth)) = whose.load().await {
            whose.showing();
            clock::suppose_ahead(view.times.ahead);
            return Some(Left {
                view,
                worth,
                own: own.as_ref() == Some(whose),
                whose: whose.clone(),
            });
        }
    }
    None
}
