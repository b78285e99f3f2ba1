//! What moves a list, and what it wants done outside.

use super::{Anchor, Asked, Line, Loaded, Standing};
use crate::api::error::ApiError;

/// What happens to a list. Times are milliseconds on a monotonic clock.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The operator wants to see this.
    Asked(Asked),
    /// Back, Forward or a link has led here: a view that is still fresh needs no request.
    Travelled {
        asked: Asked,
        now: f64,
    },
    /// The room has been entered again; the list has been kept meanwhile.
    Entered {
        asked: Asked,
        now: f64,
    },
    /// The rows shown are scrolled to here.
    Scrolled(Option<Anchor>),
    /// A part of the same list has come into sight: fetch it in place of the part
    /// before, without a veil. Nothing: no part is wanted any more.
    Looked(Option<Asked>),
    /// What was shown a while ago is shown again.
    Restored {
        asked: Asked,
        loaded: Loaded,
        now: f64,
    },
    /// The rows at hand may be old; ask for them again without a veil.
    Refreshed,
    Answered {
        generation: u64,
        loaded: Loaded,
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
    Changed(Line),
    /// A row is no more.
    Gone {
        id: String,
        version: i64,
    },
    /// Changes up to that version may have been missed.
    Missed(i64),
    /// Somebody else looks at the list now: nothing of before may be seen.
    Forgotten,
    /// A row of the page is selected or taken out; with `range` all up to it, from the one before.
    Picked {
        id: String,
        on: bool,
        range: bool,
    },
    /// All rows of the page are selected or taken out.
    PagePicked(bool),
    /// Nothing is to be selected any more.
    Unpicked,
    /// These were selected before the page was left. How they are is still to be asked.
    Repicked(Vec<String>),
    /// A bulk action has taken this row along: it leaves the selection without a word.
    Done(String),
    /// How the selected rows are that are not on the page.
    Checked(Vec<Standing>),
    /// The operator has read what left the selection.
    Acknowledged,
}

/// What has to be done outside. A `Fetch` takes back the request before it.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Fetch {
        generation: u64,
        asked: Asked,
    },
    Abort,
    /// Send the event that this timer stands for, so many milliseconds from now.
    Wait {
        milliseconds: u32,
        timer: Timer,
        generation: u64,
    },
    /// The list has gone to another query by itself: the address must follow.
    Moved(Asked),
    /// Rows may be missing or out of place: refresh soon.
    RefreshSoon,
    /// Other rows are shown: scroll to here, or to the top.
    Scroll(Option<Anchor>),
    /// Ask how these selected rows are, under that query. Takes back the question before it.
    Check {
        asked: Asked,
        ids: Vec<String>,
    },
}

/// The three timers of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timer {
    Veil,
    Least,
    Explain,
}
