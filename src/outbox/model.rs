//! What has been written and not yet taken by the gateway. Pure.
//!
//! An item lives here from the moment of "Send" until the gateway has its id:
//! from then on the message itself says what becomes of it
//! ([`Outgoing`]), and the item is gone. Repeating a request is safe, because
//! the gateway takes an id once, for ever; so a lost answer is simply asked
//! for again. Each session has one line: its items are posted one at a time,
//! in the order in which they were written, and one that was refused holds up
//! those behind it.

use std::fmt;
use steadydesk_wire::{
    Author, ClientId, Code, Content, FailReason, Failure, Message, MessageId, Millis, NewContent, Outgoing, Problem,
    SessionId,
};

/// One message on its way to the gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub id: ClientId,
    /// The session in which it was written, for good.
    pub session: SessionId,
    pub content: NewContent,
    /// Width and height in pixels, for a picture.
    pub size: Option<(u32, u32)>,
    /// When it was written, by the gateway's clock as this console knows it.
    pub at: Millis,
    /// The position of the thread's newest message at that moment: it stands behind that one.
    pub behind: i64,
    pub state: State,
}

/// Where an item is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Its turn has not come.
    Queued,
    /// A request is on the wire; `attempt` counts from 1.
    Posting { attempt: u32 },
    /// The answer was lost or put off; asked again by itself.
    Resting { attempt: u32 },
    /// The gateway will not have it: the operator decides.
    Refused { failure: Failure },
    /// The gateway has it. An end.
    Taken,
    /// The operator took it back before the gateway had it. An end.
    Cancelled,
}

/// What can happen to an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A request for it goes out.
    Post,
    /// No answer, or one that says "later".
    Lost,
    /// An answer that will not change by asking again.
    Refuse(Failure),
    /// The gateway has it, at this position: by the answer, or by the event stream.
    Take { position: i64 },
    /// The operator wants it tried again.
    Retry,
    /// The operator takes it back.
    Cancel,
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
            (Self::Queued, Event::Post) => Self::Posting { attempt: 1 },
            (Self::Resting { attempt }, Event::Post) => Self::Posting {
                attempt: attempt.saturating_add(1),
            },
            (Self::Posting { attempt }, Event::Lost) => Self::Resting { attempt },
            (Self::Posting { .. }, Event::Refuse(failure)) => Self::Refused { failure },
            (Self::Posting { .. } | Self::Resting { .. } | Self::Refused { .. }, Event::Take { .. }) => Self::Taken,
            (Self::Refused { .. }, Event::Retry) => Self::Queued,
            (Self::Queued | Self::Refused { .. }, Event::Cancel) => Self::Cancelled,
            (from, event) => return Err(Illegal { from, event }),
        })
    }
}

/// Versions of what the outbox shows lie below all of the gateway's, so that
/// the gateway's word always stands.
const FIRST_VERSION: i64 = i64::MIN / 2;

/// All items of one operator, in the order in which they were written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outbox {
    items: Vec<Item>,
    version: i64,
}

impl Default for Outbox {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            version: FIRST_VERSION,
        }
    }
}

impl Outbox {
    /// Puts a new item at the end of its session's line. An id that is here already changes nothing.
    pub fn add(&mut self, item: Item) {
        if self.get(&item.id).is_none() {
            self.items.push(item);
            self.version += 1;
        }
    }

    #[must_use]
    pub fn get(&self, id: &ClientId) -> Option<&Item> {
        self.items.iter().find(|item| item.id == *id)
    }

    /// The item behind a message, while the gateway does not have it.
    #[must_use]
    pub fn find(&self, id: &MessageId) -> Option<&Item> {
        self.items.iter().find(|item| item.id.as_str() == id.as_str())
    }

    /// Moves an item. One that has come to its end is let go; `None` for one that is not here (any more).
    pub fn apply(&mut self, id: &ClientId, event: Event) -> Option<Result<State, Illegal>> {
        let at = self.items.iter().position(|item| item.id == *id)?;
        let taken_at = if let Event::Take { position } = event {
            Some(position)
        } else {
            None
        };
        let moved = self.items[at].state.clone().apply(event);
        if let Ok(state) = &moved {
            self.version += 1;
            if matches!(state, State::Taken | State::Cancelled) {
                let gone = self.items.remove(at);
                if let Some(position) = taken_at {
                    self.stand_behind(&gone.session, position);
                }
            } else {
                self.items[at].state = state.clone();
            }
        }
        Some(moved)
    }

    /// Those that wait in this line stay behind the one before them, now that its place is known.
    fn stand_behind(&mut self, session: &SessionId, position: i64) {
        for item in self.items.iter_mut().filter(|item| item.session == *session) {
            item.behind = if item.behind == i64::MAX {
                position
            } else {
                item.behind.max(position)
            };
        }
    }

    /// What may be posted now in this session: the head of its line, unless a
    /// request for it is on the wire, it rests, or it was refused.
    #[must_use]
    pub fn due(&self, session: &SessionId) -> Option<&Item> {
        self.items
            .iter()
            .find(|item| item.session == *session)
            .filter(|item| item.state == State::Queued)
    }

    /// The items whose answer was lost: to be asked for again once the gateway is back.
    pub fn resting(&self) -> impl Iterator<Item = &Item> {
        self.items
            .iter()
            .filter(|item| matches!(item.state, State::Resting { .. }))
    }

    fn line<'a>(&'a self, session: &'a SessionId) -> impl Iterator<Item = &'a Item> {
        self.items.iter().filter(move |item| item.session == *session)
    }

    /// How many messages the gateway does not have yet.
    #[must_use]
    pub fn unsent(&self) -> usize {
        self.items.len()
    }

    /// The session's items as messages of its thread, in order.
    pub fn messages(&self, session: &SessionId) -> Vec<Message> {
        let stuck = self
            .line(session)
            .next()
            .is_some_and(|item| matches!(item.state, State::Refused { .. }));
        self.line(session)
            .enumerate()
            .map(|(index, item)| self.message(item, stuck && index > 0))
            .collect()
    }

    fn message(&self, item: &Item, behind_failed: bool) -> Message {
        let outgoing = match &item.state {
            State::Queued if behind_failed => Outgoing::Waiting,
            State::Queued => Outgoing::Queued {
                retry_at: None,
                failure: None,
            },
            State::Refused { failure } => Outgoing::Failed {
                failure: failure.clone(),
            },
            _ => Outgoing::Sending,
        };
        Message {
            id: item.id.clone().into(),
            session: item.session.clone(),
            author: Author::Seller,
            operator: None,
            content: match &item.content {
                NewContent::Text { text } => Content::Text { text: text.clone() },
                NewContent::Image { .. } => Content::Image {
                    width: item.size.map(|(width, _)| width),
                    height: item.size.map(|(_, height)| height),
                },
            },
            platform_text: None,
            at: item.at,
            position: item.behind,
            recalled: false,
            outgoing: Some(outgoing),
            version: self.version,
        }
    }
}

/// Whether a version is one of the outbox's own: the gateway does not have the message.
#[must_use]
pub fn is_local(version: i64) -> bool {
    version < 0
}

/// What an answer that is no success means for an item. `None` for one to be asked again.
#[must_use]
pub fn refusal(problem: &Problem) -> Option<Failure> {
    let reason = match problem.code {
        Code::IdTaken | Code::NotFound | Code::WrongState | Code::BadRequest | Code::Invalid => FailReason::Refused,
        Code::NotAllowed => FailReason::NoPermission,
        Code::TooLarge => FailReason::TooLong,
        // Signed out, slowed down, the gateway restarting or a code of a newer one: none of them is about the message.
        _ => return None,
    };
    Some(Failure {
        reason,
        detail: Some(problem.detail.clone().unwrap_or_else(|| problem.title.clone())),
    })
}

/// How long to rest after attempt number `attempt` before the next, in
/// milliseconds: 1, 2, 4, … 30 s, of which a random half; what the gateway
/// asks for (`retry_after`, seconds) if that is longer. `random` is in 0..1.
#[must_use]
pub fn rest_after(attempt: u32, retry_after: Option<u32>, random: f64) -> u32 {
    let full = (500_u32 << attempt.min(6)).min(30_000);
    // In 0..15000: no truncation can happen.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let part = (f64::from(full / 2) * random.clamp(0.0, 1.0)) as u32;
    (full / 2 + part).max(retry_after.unwrap_or(0).saturating_mul(1_000))
}

/// Cuts what the operator wrote and attached into messages that a platform
/// takes, one attachment each, in order: the pictures first, then the text.
#[must_use]
pub fn split(text: &str, pictures: Vec<String>) -> Vec<NewContent> {
    let pictures = pictures.into_iter().map(|upload| NewContent::Image { upload });
    let text = (!text.trim().is_empty()).then(|| NewContent::Text { text: text.to_owned() });
    pictures.chain(text).collect()
}

#[cfg(test)]
#[path = "model_tests.rs"]
mod tests;
