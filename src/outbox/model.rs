//! What has been written and not yet taken by the gateway. Pure.
//!
//! An item lives here from the moment of "Send" until the gateway has its id:
//! from then on the message itself says what becomes of it
//! ([`Outgoing`]), and the item is gone. Repeating a request is safe, because
//! the gateway takes an id once, for ever; so a lost answer is simply asked
//! for again. Each session has one line: its items are posted one at a time,
//! in the order in which they were written, and one that was refused holds up
//! those behind it.

pub mod item;
pub mod row;
pub mod tray;

use item::{Event, Illegal, Item, State, Why};
use std::collections::VecDeque;
use steadydesk_wire::{
    Author, ClientId, Code, Content, FailReason, Failure, Message, MessageId, Millis, NewContent, Outgoing, Problem,
    SessionId,
};

/// Versions of what the outbox shows lie below all of the gateway's, so that
/// the gateway's word always stands.
const FIRST_VERSION: i64 = i64::MIN / 2;

/// Milliseconds after which a message that has waited is shown to the operator before it goes out.
const OLD: i64 = 15 * 60_000;

/// How many that have come to their end are remembered: a late word of another tab brings none of them back.
const ENDED: usize = 200;

/// All items of one operator, in the order in which they were written: that of their ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outbox {
    items: Vec<Item>,
    version: i64,
    ended: VecDeque<ClientId>,
    /// Where somebody else wrote last, in sessions that have a line.
    others: Vec<(SessionId, i64)>,
}

impl Default for Outbox {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            version: FIRST_VERSION,
            ended: VecDeque::new(),
            others: Vec::new(),
        }
    }
}

impl Outbox {
    /// Puts an item into its session's line. One that is here already, or has come to its end, changes nothing.
    /// Whether it is new.
    pub fn add(&mut self, item: Item) -> bool {
        if self.get(&item.id).is_some() || self.has_ended(&item.id) {
            return false;
        }
        let at = self.items.partition_point(|other| other.id < item.id);
        self.items.insert(at, item);
        self.version += 1;
        true
    }

    /// Takes another tab's word for how an item is; whether that is news.
    pub fn hear(&mut self, item: Item) -> bool {
        if self.has_ended(&item.id) {
            return false;
        }
        match self.items.iter_mut().find(|known| known.id == item.id) {
            None => self.add(item),
            Some(known) if *known == item => false,
            Some(known) => {
                *known = item;
                self.version += 1;
                true
            }
        }
    }

    /// Another tab says that an item is no more; whether it was here.
    pub fn leave(&mut self, id: &ClientId) -> bool {
        self.end(id);
        let before = self.items.len();
        self.items.retain(|item| item.id != *id);
        self.version += 1;
        self.items.len() < before
    }

    /// Whether an item has come to its end here.
    #[must_use]
    pub fn has_ended(&self, id: &ClientId) -> bool {
        self.ended.contains(id)
    }

    fn end(&mut self, id: &ClientId) {
        self.ended.push_back(id.clone());
        if self.ended.len() > ENDED {
            self.ended.pop_front();
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

    /// All items, in order.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.items.iter()
    }

    /// The item that was written last: the next one's id lies behind its.
    #[must_use]
    pub fn newest(&self) -> Option<&ClientId> {
        self.items.last().map(|item| &item.id)
    }

    /// Moves an item. One that has come to its end is let go; `None` for one that is not here (any more).
    pub fn apply(&mut self, id: &ClientId, event: Event) -> Option<Result<State, Illegal>> {
        let at = self.items.iter().position(|item| item.id == *id)?;
        let taken_at = if let Event::Take { position } = event {
            Some(position)
        } else {
            None
        };
        let anyway = event == Event::Anyway;
        let moved = self.items[at].state.clone().apply(event);
        if let Ok(state) = &moved {
            self.version += 1;
            if matches!(state, State::Taken | State::Cancelled) {
                let gone = self.items.remove(at);
                self.end(&gone.id);
                if let Some(position) = taken_at {
                    self.stand_behind(&gone.session, position);
                }
                if !self.items.iter().any(|item| item.session == gone.session) {
                    self.others.retain(|(session, _)| *session != gone.session);
                }
            } else {
                let item = &mut self.items[at];
                item.state = state.clone();
                if anyway {
                    item.anyway = true;
                    item.seen = None;
                }
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

    /// Somebody else wrote in a session, at this position.
    pub fn others_wrote(&mut self, session: &SessionId, position: i64) {
        if self.line(session).next().is_none() {
            return;
        }
        match self.others.iter_mut().find(|(of, _)| of == session) {
            Some((_, last)) => *last = position.max(*last),
            None => self.others.push((session.clone(), position)),
        }
    }

    /// What may be asked for now in this session: the head of its line, unless
    /// a request for it is on the wire or it waits for the operator.
    #[must_use]
    pub fn due(&self, session: &SessionId) -> Option<&Item> {
        let head = self.items.iter().find(|item| item.session == *session);
        head.filter(|item| matches!(item.state, State::Queued | State::Resting { .. }))
    }

    /// Whether the operator is to be asked before an item goes out for the first time.
    #[must_use]
    pub fn is_stale(&self, item: &Item, now: Millis) -> bool {
        let later = |seen: i64| self.others.iter().any(|(of, last)| *of == item.session && seen < *last);
        !item.anyway && !item.state.is_asked() && (now.since(item.at) > OLD || item.seen.is_some_and(later))
    }

    fn line<'a>(&'a self, session: &'a SessionId) -> impl Iterator<Item = &'a Item> {
        self.items.iter().filter(move |item| item.session == *session)
    }

    /// How many messages the gateway does not have yet.
    #[must_use]
    pub fn unsent(&self) -> usize {
        self.items.len()
    }

    /// The session's items as messages of its thread, in order. Unless requests rest, the first is as good as on its way.
    pub fn messages(&self, session: &SessionId, rest: bool) -> Vec<Message> {
        let (mut first, mut stuck) = (true, false);
        let mut messages = Vec::new();
        for item in self.line(session).filter(|item| item.state != State::Writing) {
            messages.push(self.message(item, first && !rest, stuck));
            first = false;
            stuck |= item.state.is_stuck();
        }
        messages
    }

    fn message(&self, item: &Item, goes: bool, behind_failed: bool) -> Message {
        let outgoing = match &item.state {
            State::Queued if goes => Outgoing::Sending,
            State::Queued | State::Resting { asked: false, .. } if behind_failed => Outgoing::Waiting,
            State::Queued => Outgoing::Queued {
                retry_at: None,
                failure: None,
            },
            State::Resting {
                asked: false, until, ..
            } => Outgoing::Queued {
                retry_at: *until,
                failure: None,
            },
            State::Posting { asked: true, .. } | State::Resting { .. } => Outgoing::Checking { failure: None },
            state => match state.failure() {
                Some(failure) => Outgoing::Failed { failure },
                None => Outgoing::Sending,
            },
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
            withheld: false,
            outgoing: Some(outgoing),
            version: self.version,
        }
    }
}

/// Whether a message is somebody else's word: what the stale-reply guard looks for. What the platform itself says to
/// both is nobody's.
#[must_use]
pub fn is_others(message: &Message, me: &str) -> bool {
    match message.author {
        Author::Buyer | Author::Robot => true,
        Author::Seller => message.operator.as_deref() != Some(me) && !is_local(message.version),
        Author::System => false,
    }
}

/// Whether a version is one of the outbox's own: the gateway does not have the message.
#[must_use]
pub fn is_local(version: i64) -> bool {
    version < 0
}

/// What an answer that is no success means for an item.
#[must_use]
pub fn meaning(problem: &Problem, now: Millis) -> Event {
    let reason = match problem.code {
        Code::Stale => return Event::Pause(Why::NewMessages),
        Code::NotFound => FailReason::Gone,
        Code::IdTaken | Code::WrongState | Code::BadRequest | Code::Invalid => FailReason::Refused,
        Code::NotAllowed => FailReason::NoPermission,
        Code::TooLarge => FailReason::TooLong,
        // A proxy's word, or the gateway's own trouble: it may have the message all the same.
        _ if problem.status >= 500 => return Event::Lost,
        // Signed out, slowed down, or a code of a newer gateway: nothing was taken, and none of them is about the message.
        _ => {
            let until = problem.retry_after.map(|seconds| now.plus(i64::from(seconds) * 1_000));
            return Event::Later { until };
        }
    };
    Event::Refuse(Failure {
        reason,
        detail: (reason != FailReason::Gone).then(|| problem.detail.clone().unwrap_or_else(|| problem.title.clone())),
    })
}

/// How long to rest after attempt number `attempt` before the next, in
/// milliseconds: 2, 4, 8, 16 s and no more, of which a random half; until
/// `left` milliseconds are over, where the gateway says so. `random` is in 0..1.
#[must_use]
pub fn rest_after(attempt: u32, left: Option<i64>, random: f64) -> u32 {
    let full = 1_000_u32 << attempt.clamp(1, 4);
    // In 0..8000: no truncation can happen.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let part = (f64::from(full / 2) * random.clamp(0.0, 1.0)) as u32;
    left.map_or(full / 2 + part, |left| {
        u32::try_from(left.max(0)).unwrap_or(u32::MAX) + part / 8
    })
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
#[path = "model/tests.rs"]
mod tests;

#[cfg(test)]
#[path = "model/laws.rs"]
mod laws;
