//! What moves a list, and what it wants done outside.

use super::Answer;
use crate::api::error::ApiError;

/// What happens to a list. Times are milliseconds on a monotonic clock.
#[derive(Debug, Clone, PartialEq)]
pub enum Event<Q, R, X> {
    /// The operator wants to see this.
    Asked(Q),
    /// The rows at hand may be old; ask for them again without a veil.
    Refreshed,
    Answered {
        generation: u64,
        answer: Answer<R, X>,
        now: f64,
    },
    Failed {
        generation: u64,
        error: ApiError,
    },
    VeilDue {
        generation: u64,
        now: f64,
    },
    VeilMayGo {
        generation: u64,
    },
    Overdue {
        generation: u64,
        online: bool,
    },
    /// The operator wants the same once more.
    Retried,
    /// The operator wants what was there before.
    Cancelled,
    /// A row is now so, wherever it stands.
    Changed(R),
    /// A row is no more.
    Gone {
        id: String,
        version: i64,
    },
    /// The list's own rules have merged a change of that version into the rows
    /// shown: so they are now, with that total. Nothing where it is not among them.
    Merged {
        rows: Option<(Vec<R>, u64)>,
        version: i64,
    },
    /// Changes up to that version may have been missed.
    Missed(i64),
    /// Somebody else looks at the list now: nothing of before may be seen.
    Forgotten,
}

/// What has to be done outside. A `Fetch` takes back the request before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command<Q> {
    Fetch {
        generation: u64,
        query: Q,
    },
    Abort,
    /// Send the event that this timer stands for, so many milliseconds from now.
    Wait {
        milliseconds: u32,
        timer: Timer,
        generation: u64,
    },
    /// The list has gone to another query by itself: the address must follow.
    Moved(Q),
    /// Rows may be missing or out of place: refresh soon.
    RefreshSoon,
}

/// The three timers of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timer {
    Veil,
    Least,
    Explain,
}
