//! What may become of a message that an operator sent: one table of moves.
//!
//! ```text
//! queued ──Start──▶ sending ──Taken/Echoed──▶ sent
//!   ▲  ▲ ◀─NotDone/Slowed/Held─┤   └─Refused──▶ failed ──Retry──▶ queued
//!   │  └──Missing/SendAgain── checking ◀─Lost─┘
//! waiting (behind a failed one) ──Release──▶ queued
//! ```
//!
//! No platform takes an idempotency key, so a lost answer (`checking`) goes
//! back to `queued` only when reading the session back has shown that the
//! message is not there, or by the operator's word.

use std::time::Duration;
use steadydesk_wire::{FailReason, Failure, Millis, Outgoing};

/// A message on its way, apart from what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub state: Outgoing,
    /// Attempts that ended without the platform's doing, since it was last queued by a person.
    pub attempts: u32,
    /// When the attempt left whose outcome is not known for certain; nothing
    /// when every attempt is known to have done nothing.
    pub started_at: Option<Millis>,
    /// When its next step is due.
    pub due_at: Option<Millis>,
}

/// Milliseconds after which a message that has waited is shown to its operator before it goes out.
const OLD: i64 = 15 * 60_000;

/// What happens to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// It leaves for the platform.
    Start { now: Millis },
    /// The platform has it.
    Taken,
    /// It was seen at the platform, before or without an answer.
    Echoed,
    /// Nothing was done, another try may help; it comes after `wait`.
    NotDone {
        failure: Failure,
        wait: Duration,
        now: Millis,
    },
    /// Nothing was done because of too many calls: no attempt is counted.
    Slowed { until: Millis },
    /// Nothing was done and nothing can be before the store is mended.
    Held { failure: Failure },
    /// The store is mended: what was held goes on.
    Freed,
    /// The platform says no and will say no again.
    Refused { failure: Failure },
    /// The answer was lost; the session is to be read back at `due`.
    Lost { due: Millis },
    /// Reading back found nothing yet, or could not be done (`failure`): again at `due`.
    Unsettled { failure: Option<Failure>, due: Millis },
    /// Reading back has shown that the platform does not have it.
    Missing { now: Millis },
    /// One before it failed for good.
    Block,
    /// Nothing before it is failed any more.
    Release,
    /// The operator has it tried again.
    Retry { now: Millis },
    /// The operator has it sent again although its outcome is unknown.
    SendAgain { now: Millis },
    /// The operator takes it back.
    Cancel,
}

/// Where an event leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// It is so now.
    Item(Item),
    /// It is taken back: no longer there.
    Gone,
}

/// The event does not apply in this state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not in this state")]
pub struct Illegal;

impl Item {
    /// Just accepted.
    #[must_use]
    pub fn queued() -> Self {
        Self {
            state: queued(None, None),
            attempts: 0,
            started_at: None,
            due_at: None,
        }
    }

    /// Whether the platform may have it without our knowing.
    #[must_use]
    pub fn may_be_out(&self) -> bool {
        self.started_at.is_some() && !matches!(self.state, Outgoing::Sent)
    }

    /// Applies an event. `tries` is how many attempts without the platform's
    /// doing it takes to give up.
    ///
    /// # Errors
    /// Where the event does not apply in this state; nothing has changed then.
    pub fn apply(self, event: Event, tries: u32) -> Result<Next, Illegal> {
        use Outgoing::{Checking, Failed, Queued, Sending, Sent, Waiting};
        let to = |state: Outgoing, due_at: Option<Millis>| Self {
            state,
            due_at,
            ..self.clone()
        };
        let item = match (&self.state, event) {
            (Queued { .. }, Event::Start { now }) => Self {
                started_at: Some(now),
                ..to(Sending, None)
            },
            (Sending | Checking { .. }, Event::Taken | Event::Echoed) => to(Sent, None),
            // An attempt that was given up as missing, or after a restart, turns up late.
            (Queued { .. } | Waiting | Failed { .. }, Event::Echoed) if self.may_be_out() => to(Sent, None),

            (Sending, Event::NotDone { failure, wait, now }) => {
                let attempts = self.attempts + 1;
                if attempts >= tries {
                    Self {
                        attempts,
                        started_at: None,
                        ..to(Failed { failure }, None)
                    }
                } else {
                    let at = now.plus(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX));
                    Self {
                        attempts,
                        started_at: None,
                        ..to(queued(Some(at), Some(failure)), Some(at))
                    }
                }
            }
            (Sending, Event::Slowed { until }) => {
                let failure = Failure {
                    reason: FailReason::RateLimited,
                    detail: None,
                };
                Self {
                    started_at: None,
                    ..to(queued(Some(until), Some(failure)), Some(until))
                }
            }
            (Sending, Event::Held { failure }) => Self {
                started_at: None,
                ..to(queued(None, Some(failure)), None)
            },
            (Queued { .. }, Event::Held { failure }) => to(queued(None, Some(failure)), None),
            (
                Queued {
                    failure: Some(failure), ..
                },
                Event::Freed,
            ) if holds(failure.reason) => to(queued(None, None), None),
            (Sending, Event::Refused { failure }) => Self {
                started_at: None,
                ..to(Failed { failure }, None)
            },
            // Nothing has left yet: a text that is too long, a picture that cannot be taken.
            (Queued { .. }, Event::Refused { failure }) => to(Failed { failure }, None),

            (Sending, Event::Lost { due }) => to(Checking { failure: None }, Some(due)),
            (Checking { .. }, Event::Unsettled { failure, due }) => to(Checking { failure }, Some(due)),
            // It keeps `started_at`: should the message turn up after all, it is known as this one.
            (Checking { .. }, Event::Missing { now }) => {
                let attempts = self.attempts + 1;
                if attempts >= tries {
                    let failure = Failure {
                        reason: FailReason::Unreachable,
                        detail: None,
                    };
                    Self {
                        attempts,
                        ..to(Failed { failure }, None)
                    }
                } else {
                    Self {
                        attempts,
                        ..to(queued(None, None), Some(now))
                    }
                }
            }
            (Queued { .. }, Event::Block) => to(Waiting, None),
            (Waiting, Event::Release) => to(queued(None, None), None),
            (Failed { .. }, Event::Retry { now }) => Self {
                attempts: 0,
                ..to(queued(None, None), Some(now))
            },
            (Checking { failure: Some(_) }, Event::SendAgain { now }) => Self {
                attempts: 0,
                ..to(queued(None, None), Some(now))
            },
            // Of one that cannot be found out about, the operator may believe that the buyer has it: should it turn up,
            // it is known as one that the store has written.
            (Queued { .. } | Waiting | Failed { .. } | Checking { failure: Some(_) }, Event::Cancel) => {
                return Ok(Next::Gone);
            }
            _ => return Err(Illegal),
        };
        Ok(Next::Item(item))
    }
}

fn queued(retry_at: Option<Millis>, failure: Option<Failure>) -> Outgoing {
    Outgoing::Queued { retry_at, failure }
}

/// What a session's line needs next: the first unsettled message decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// The message at this place of the line is sent now.
    Send(usize),
    /// The message at this place was lost: the session is read back now.
    Check(usize),
    /// The message at this place left, and what came of it was never written down.
    Forsaken(usize),
    /// Nothing before then.
    Wait(Millis),
    /// Nothing until something happens.
    Rest,
}

/// Whose turn it is in a session's line of unsettled messages, in their order.
/// To be asked only of a session in which nothing is under way.
#[must_use]
pub fn turn(line: &[Item], now: Millis) -> Turn {
    let Some(head) = line.first() else { return Turn::Rest };
    match &head.state {
        Outgoing::Queued {
            failure: Some(failure), ..
        } if holds(failure.reason) && head.due_at.is_none() => Turn::Rest,
        Outgoing::Queued { .. } => match head.due_at.filter(|due| *due > now) {
            Some(due) => Turn::Wait(due),
            None => Turn::Send(0),
        },
        Outgoing::Checking { .. } => match head.due_at.filter(|due| *due > now) {
            Some(due) => Turn::Wait(due),
            None => Turn::Check(0),
        },
        // Whoever had it in hand was stopped, or could not write down what came of it.
        Outgoing::Sending => Turn::Forsaken(0),
        // A failed one holds its line; a waiting one is released by whoever removes what it waits for.
        Outgoing::Failed { .. } | Outgoing::Waiting | Outgoing::Sent => Turn::Rest,
    }
}

/// Which messages of a line must change so that exactly those behind a failed
/// one wait.
#[must_use]
pub fn line_up(line: &[Item]) -> Vec<(usize, Event)> {
    let mut blocked = false;
    let mut moves = Vec::new();
    for (place, item) in line.iter().enumerate() {
        match &item.state {
            Outgoing::Failed { .. } => blocked = true,
            Outgoing::Queued { .. } if blocked => moves.push((place, Event::Block)),
            Outgoing::Waiting if !blocked => moves.push((place, Event::Release)),
            _ => {}
        }
    }
    moves
}

/// Whether a message has waited for so long, without a try or an operator's word, that it is not to go out unseen.
#[must_use]
pub fn is_old(item: &Item, at: Millis, now: Millis) -> bool {
    item.due_at.is_none() && item.started_at.is_none() && now.since(at) > OLD
}

/// Reasons that the store itself must get rid of.
#[must_use]
pub fn holds(reason: FailReason) -> bool {
    matches!(reason, FailReason::LoginExpired | FailReason::StoreSuspended)
}

#[cfg(test)]
#[path = "model_tests.rs"]
mod tests;
