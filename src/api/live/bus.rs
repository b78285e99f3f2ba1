//! Changes as they happen: everybody who wants to know of them subscribes here.

use super::cursor::{Heard, Recent};
use super::subscribers::Subscribers;
use crate::browser::clock;
use crate::presence::model::Others;
use leptos::prelude::*;
use std::rc::Rc;
use steadydesk_wire::{Event, Millis, StreamItem};

/// What the stream tells its subscribers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// Something changed.
    Change(Rc<Event>),
    /// From this sequence number on every change is told. Data that is true at
    /// a lower one may have missed some: whoever shows such fetches it anew.
    Resync(i64),
}

/// How the connection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connection {
    /// Not asked for, or given up because nobody is signed in.
    Closed,
    /// On the way to the first answer.
    Connecting,
    /// The gateway speaks.
    Open,
    /// Lost; tried again by itself at that time on the gateway's clock.
    Lost { next_try: Millis },
}

/// The stream of changes, from context.
#[derive(Debug, Clone, Copy)]
pub struct Live {
    subscribers: Subscribers<Notice>,
    recent: StoredValue<Recent>,
    connection: RwSignal<Connection>,
    history: StoredValue<History>,
    others: RwSignal<Others>,
    first: StoredValue<bool>,
}

/// How the connection has fared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct History {
    /// Since when it is open, on the gateway's clock.
    pub open_since: Option<Millis>,
    /// How often it was lost.
    pub losses: u32,
}

/// Puts the stream of changes into context, for as long as the owner lives.
/// `heard` is up to where an earlier page of this browser has heard, where what it has shown is shown again.
pub fn provide_live(heard: Option<i64>) -> Live {
    let live = Live::new();
    if let Some(seq) = heard {
        live.recent.set_value(Recent::from(seq));
    }
    provide_context(live);
    live
}

/// The stream of changes; one that never says anything where none was provided.
#[must_use]
pub fn use_live() -> Live {
    use_context().unwrap_or_else(Live::new)
}

impl Live {
    fn new() -> Self {
        Self {
            subscribers: Subscribers::default(),
            recent: StoredValue::default(),
            connection: RwSignal::new(Connection::Closed),
            history: StoredValue::default(),
            others: RwSignal::default(),
            first: StoredValue::new(false),
        }
    }

    /// How the connection is; follows changes.
    #[must_use]
    pub fn connection(self) -> Connection {
        self.connection.get()
    }

    /// How the connection is now.
    #[must_use]
    pub fn connection_now(self) -> Connection {
        self.connection.try_get_untracked().unwrap_or(Connection::Closed)
    }

    /// Who else is where, by the stream's last words.
    #[must_use]
    pub fn others(self) -> ReadSignal<Others> {
        self.others.read_only()
    }

    /// Whether this tab holds the connection: what is to be done once for all tabs is done by this one.
    #[must_use]
    pub fn is_first_to_hear(self) -> bool {
        self.first.try_get_value() == Some(true)
    }

    /// Says whether this tab holds the connection.
    pub fn set_first_to_hear(self, first: bool) {
        self.first.try_set_value(first);
    }

    /// How the connection has fared.
    #[must_use]
    pub fn history(self) -> History {
        self.history.get_value()
    }

    /// Says how the connection is.
    pub fn set_connection(self, connection: Connection) {
        // The owner may have ended while an answer was under way.
        let before = self.connection.try_get_untracked();
        if before.is_some_and(|before| before != connection) {
            let lost = before == Some(Connection::Open) && connection != Connection::Closed;
            self.history.update_value(|history| {
                history.open_since = (connection == Connection::Open).then(clock::gateway_now);
                history.losses += u32::from(lost);
            });
            self.connection.set(connection);
        }
    }

    /// Calls `then` with every notice, until the owner ends.
    pub fn subscribe(self, then: impl Fn(&Notice) + 'static) {
        self.subscribers.add(then);
    }

    /// What a page that is true at `seq` has missed while it was on its way;
    /// nothing where that is no longer known and the page has to be fetched again.
    #[must_use]
    pub fn since(self, seq: i64) -> Option<Vec<Event>> {
        self.recent.try_with_value(|recent| recent.since(seq)).flatten()
    }

    /// The sequence number up to which everything has been told.
    #[must_use]
    pub fn cursor(self) -> Option<i64> {
        self.recent.try_with_value(Recent::cursor).flatten()
    }

    /// Takes one word of the stream and tells the subscribers what follows from
    /// it. Whether the stream has begun anew, so that pages are fetched.
    pub fn hear(self, item: StreamItem) -> bool {
        if let StreamItem::Presence(presence) = item {
            self.others.try_maybe_update(|others| (others.hear(presence), ()));
            return false;
        }
        let heard = self.recent.try_update_value(|recent| recent.hear(item));
        let anew = matches!(heard, Some(Heard::Joined(_) | Heard::JoinedBy(_)));
        match heard {
            None | Some(Heard::Nothing) => {}
            Some(Heard::Change(event)) => self.publish(&Notice::Change(Rc::new(*event))),
            Some(Heard::Joined(seq)) => self.publish(&Notice::Resync(seq)),
            Some(Heard::JoinedBy(event)) => {
                self.publish(&Notice::Resync(event.prev));
                self.publish(&Notice::Change(Rc::new(*event)));
            }
        }
        anew
    }

    /// Tells every subscriber, in the order of subscription.
    pub fn publish(self, notice: &Notice) {
        self.subscribers.tell(notice);
    }
}
