//! One message on its way to the gateway: what it is, and its table of moves.

use serde::{Deserialize, Serialize};
use std::fmt;
use steadydesk_wire::{ClientId, FailReason, Failure, Millis, NewContent, SessionId, StoreId};

/// One message on its way to the gateway.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    pub id: ClientId,
    /// The session in which it was written, for good.
    pub session: SessionId,
    pub store: StoreId,
    /// What the operator saw beside the composer, for when the session is there no more.
    pub store_name: String,
    pub buyer: String,
    pub content: NewContent,
    /// Width and height in pixels, for a picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<(u32, u32)>,
    /// When it was written, by the gateway's clock as this console knows it.
    pub at: Millis,
    /// The position of the thread's newest message at that moment: it stands behind that one.
    pub behind: i64,
    /// The position of the newest message that the operator had before them on beginning to write it.
    /// Nothing where nobody is to look any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<i64>,
    /// The operator has said to send it whatever has come since.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub anyway: bool,
    pub state: State,
}

/// Where an item is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Kept", into = "Kept")]
pub enum State {
    /// It is being written to the disk, and is in no thread yet.
    Writing,
    /// Its turn has not come.
    Queued,
    /// A request is on the wire; `attempt` counts from 1.
    Posting { attempt: u32, asked: bool },
    /// To be asked again by itself, after an answer that was lost (`asked`: the gateway may have it) or one that
    /// said "later".
    Resting {
        attempt: u32,
        asked: bool,
        until: Option<Millis>,
    },
    /// It waits for the operator's word.
    Paused(Why),
    /// The gateway will not have it: the operator decides.
    Refused { failure: Failure },
    /// The gateway has it. An end.
    Taken,
    /// The operator took it back before the gateway had it. An end.
    Cancelled,
}

/// Why an item is paused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Somebody else has written since, or may have: it is old.
    NewMessages,
    /// Others on this disk are damaged, perhaps some that were to go first.
    Damage,
}

/// What can happen to an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The disk has it, or will not.
    Written,
    /// A request for it goes out.
    Post,
    /// No answer.
    Lost,
    /// An answer that says "later".
    Later { until: Option<Millis> },
    /// An answer that will not change by asking again; or its session is gone.
    Refuse(Failure),
    /// It is to wait for the operator's word.
    Pause(Why),
    /// The operator's word: send it, whatever has come since.
    Anyway,
    /// The gateway has it, at this position: by the answer, or by the event stream.
    Take { position: i64 },
    /// The operator wants it tried again.
    Retry,
    /// The operator takes it back.
    Cancel,
    /// The tab that had it is gone, and another one has found it on the disk.
    Found,
}

/// A move that the table does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Illegal {
    pub from: State,
    pub event: Event,
}

impl fmt::Display for Illegal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is no move for an item that is {:?}", self.event, self.from)
    }
}

impl State {
    /// The table of moves. Taking back is legal only while the gateway cannot
    /// have it: an item whose answer was lost may already be on its way.
    pub fn apply(self, event: Event) -> Result<Self, Illegal> {
        Ok(match (self, event) {
            (Self::Writing, Event::Written | Event::Found) | (Self::Queued, Event::Found) => Self::Queued,
            (Self::Queued, Event::Post) => Self::Posting {
                attempt: 1,
                asked: false,
            },
            (Self::Resting { attempt, asked, .. }, Event::Post) => Self::Posting {
                attempt: attempt.saturating_add(1),
                asked,
            },
            (Self::Posting { attempt, .. }, Event::Lost | Event::Found) => Self::Resting {
                attempt,
                asked: true,
                until: None,
            },
            // Of an earlier request nobody knows more than before.
            (Self::Posting { attempt, asked }, Event::Later { until }) => Self::Resting { attempt, asked, until },
            (rests @ Self::Resting { .. }, Event::Found) => rests,
            // The gateway knows its ids before it looks at anything else: a "no" says that it does not have it.
            (Self::Posting { .. }, Event::Pause(why)) => Self::Paused(why),
            (Self::Posting { .. }, Event::Refuse(failure)) => Self::Refused { failure },
            (Self::Queued | Self::Resting { asked: false, .. }, Event::Pause(why)) => Self::Paused(why),
            // What may be at the gateway is found out by asking; only a damaged disk stops that, too.
            (Self::Resting { .. }, Event::Pause(Why::Damage)) => Self::Paused(Why::Damage),
            (Self::Queued | Self::Resting { asked: false, .. } | Self::Paused(_), Event::Refuse(failure)) => {
                Self::Refused { failure }
            }
            (Self::Paused(_), Event::Anyway) | (Self::Refused { .. }, Event::Retry) => Self::Queued,
            (held @ (Self::Paused(_) | Self::Refused { .. }), Event::Found) => held,
            (
                Self::Writing
                | Self::Queued
                | Self::Posting { .. }
                | Self::Resting { .. }
                | Self::Paused(_)
                | Self::Refused { .. },
                Event::Take { .. },
            ) => Self::Taken,
            (
                Self::Queued | Self::Resting { asked: false, .. } | Self::Paused(_) | Self::Refused { .. },
                Event::Cancel,
            ) => Self::Cancelled,
            (from, event) => return Err(Illegal { from, event }),
        })
    }

    /// Whether the gateway may have it without our knowing.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        matches!(self, Self::Posting { .. } | Self::Resting { asked: true, .. })
    }

    /// Whether it holds up those behind it until the operator decides.
    #[must_use]
    pub fn is_stuck(&self) -> bool {
        matches!(self, Self::Refused { .. } | Self::Paused(_))
    }

    /// Why it is stuck, as a message tells it.
    #[must_use]
    pub fn failure(&self) -> Option<Failure> {
        let reason = match self {
            Self::Refused { failure } => return Some(failure.clone()),
            Self::Paused(Why::NewMessages) => FailReason::NewMessages,
            Self::Paused(Why::Damage) => FailReason::Damage,
            _ => return None,
        };
        Some(Failure { reason, detail: None })
    }
}

/// A state on the disk: what another tab has to know of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    is: Word,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    failure: Option<Failure>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<Millis>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Word {
    Queued,
    Posting,
    /// Asked for, the answer lost.
    Asked,
    Later,
    NewMessages,
    Damage,
    Refused,
    Over,
}

impl From<State> for Kept {
    fn from(state: State) -> Self {
        let (is, failure, until) = match state {
            State::Writing | State::Queued => (Word::Queued, None, None),
            State::Posting { asked: false, .. } => (Word::Posting, None, None),
            State::Posting { .. } | State::Resting { asked: true, .. } => (Word::Asked, None, None),
            State::Resting { until, .. } => (Word::Later, None, until),
            State::Paused(Why::NewMessages) => (Word::NewMessages, None, None),
            State::Paused(Why::Damage) => (Word::Damage, None, None),
            State::Refused { failure } => (Word::Refused, Some(failure), None),
            State::Taken | State::Cancelled => (Word::Over, None, None),
        };
        Self { is, failure, until }
    }
}

impl From<Kept> for State {
    fn from(kept: Kept) -> Self {
        let attempt = 1;
        match kept.is {
            Word::Queued => Self::Queued,
            Word::Posting => Self::Posting { attempt, asked: false },
            Word::Asked => Self::Resting {
                attempt,
                asked: true,
                until: None,
            },
            Word::Later => Self::Resting {
                attempt,
                asked: false,
                until: kept.until,
            },
            Word::NewMessages => Self::Paused(Why::NewMessages),
            Word::Damage => Self::Paused(Why::Damage),
            Word::Refused => Self::Refused {
                failure: kept.failure.unwrap_or(Failure {
                    reason: FailReason::Refused,
                    detail: None,
                }),
            },
            Word::Over => Self::Cancelled,
        }
    }
}
