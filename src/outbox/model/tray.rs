//! What stands in the tray of unsent messages, in which order, and what can be
//! done about each.

use super::is_local;
use crate::inbox::model::reading::is_paused;
use steadydesk_wire::{Change, Content, FailReason, Message, Outgoing, SessionId, StoreId, Unsent};

/// The groups of the tray, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// The operator has to decide.
    Paused,
    Failed,
    Unknown,
    Waiting,
    /// They go out by themselves.
    Queued,
}

impl Group {
    /// The group of a message that is not out; nothing for one that is just on its way.
    #[must_use]
    pub fn of(message: &Message) -> Option<Self> {
        Some(match message.outgoing.as_ref()? {
            Outgoing::Failed { failure } if is_paused(failure.reason) => Self::Paused,
            Outgoing::Failed { .. } => Self::Failed,
            Outgoing::Checking { .. } => Self::Unknown,
            Outgoing::Waiting => Self::Waiting,
            // At the gateway its turn comes at once, unless it says why not.
            Outgoing::Queued { retry_at, failure }
                if is_local(message.version) || retry_at.is_some() || failure.is_some() =>
            {
                Self::Queued
            }
            Outgoing::Queued { .. } | Outgoing::Sending | Outgoing::Sent => return None,
        })
    }
}

/// What an operator can have done with a message that is not out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    Retry,
    Anyway,
    SendAgain,
    Edit,
    TakeBack,
    Delete,
    Discard,
}

/// What can be done with a message as it is.
#[must_use]
pub fn deeds(message: &Message) -> Vec<Deed> {
    let mut deeds = match &message.outgoing {
        Some(Outgoing::Failed { failure }) if is_paused(failure.reason) => {
            vec![Deed::Anyway, Deed::Edit, Deed::Discard]
        }
        // There is nowhere to send it to.
        Some(Outgoing::Failed { failure }) if failure.reason == FailReason::Gone => vec![Deed::Delete],
        Some(Outgoing::Failed { .. }) => vec![Deed::Retry, Deed::Edit, Deed::Delete],
        Some(Outgoing::Queued { .. } | Outgoing::Waiting) => vec![Deed::Edit, Deed::TakeBack],
        Some(Outgoing::Checking { failure: Some(_) }) => vec![Deed::SendAgain, Deed::Delete],
        _ => Vec::new(),
    };
    if !matches!(message.content, Content::Text { .. }) {
        deeds.retain(|deed| *deed != Deed::Edit);
    }
    deeds
}

/// What the gateway has of this operator's and is not out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Held {
    all: Vec<Unsent>,
}

/// What a change means for what is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn {
    Nothing,
    Changed,
    /// One that nobody here knows the store of: the list is asked for anew.
    Unknown,
    /// These are there no more, and were not out.
    Lost(Vec<Unsent>),
}

impl Held {
    #[must_use]
    pub fn all(&self) -> &[Unsent] {
        &self.all
    }

    /// Takes the gateway's list in place of what was known.
    pub fn replace(&mut self, all: Vec<Unsent>) {
        self.all = all;
    }

    fn is_held(message: &Message) -> bool {
        message
            .outgoing
            .as_ref()
            .is_some_and(|outgoing| *outgoing != Outgoing::Sent)
    }

    /// Takes a change of the stream. `me` is the name under which this operator writes.
    pub fn change(&mut self, change: &Change, me: &str) -> Turn {
        let before = self.all.len();
        match change {
            Change::Message { message } if message.operator.as_deref() == Some(me) => {
                let at = self.all.iter().position(|known| known.message.id == message.id);
                match at {
                    Some(at) if !Self::is_held(message) => {
                        self.all.remove(at);
                    }
                    Some(at) if self.all[at].message.version < message.version => {
                        self.all[at].message = (**message).clone();
                    }
                    // One on its way is no matter; one in trouble is.
                    None if Group::of(message).is_some() => return Turn::Unknown,
                    _ => return Turn::Nothing,
                }
                Turn::Changed
            }
            Change::MessageGone { message, .. } => {
                self.all.retain(|known| known.message.id != *message);
                if self.all.len() < before {
                    Turn::Changed
                } else {
                    Turn::Nothing
                }
            }
            Change::SessionGone { session, .. } => self.lose(Some(session), None),
            Change::StoreGone { store } => self.lose(None, Some(store)),
            _ => Turn::Nothing,
        }
    }

    fn lose(&mut self, session: Option<&SessionId>, store: Option<&StoreId>) -> Turn {
        let is_lost = |known: &Unsent| session == Some(&known.message.session) || store == Some(&known.store);
        let (lost, left): (Vec<_>, Vec<_>) = std::mem::take(&mut self.all).into_iter().partition(is_lost);
        self.all = left;
        if lost.is_empty() {
            Turn::Nothing
        } else {
            Turn::Lost(lost)
        }
    }
}

/// The tray's rows: by group, in each in the order of writing.
#[must_use]
pub fn rows(local: Vec<Unsent>, held: &[Unsent]) -> Vec<(Group, Unsent)> {
    let known = |unsent: &&Unsent| local.iter().all(|other| other.message.id != unsent.message.id);
    let held: Vec<_> = held.iter().filter(known).cloned().collect();
    let all = local.into_iter().chain(held);
    let mut rows: Vec<_> = all
        .filter_map(|unsent| Some((Group::of(&unsent.message)?, unsent)))
        .collect();
    rows.sort_by(|(group, one), (other_group, other)| (group, &one.message.id).cmp(&(other_group, &other.message.id)));
    rows
}

#[cfg(test)]
#[path = "tray_tests.rs"]
mod tests;
