//! The event stream (`GET /api/events`, server-sent events).
//!
//! The stream's events and their `data`:
//!
//! | `event:` | `data:` | `id:` |
//! |---|---|---|
//! | `hello` | [`Greeting`], once, first | none |
//! | `change` | [`Event`] | its `seq` |
//! | `caught_up` | [`Caught`]: what was missed has all been sent; live from here | `seq` |
//! | `beat` | [`Caught`], every 15 s | `seq` |
//! | `presence` | [`Presence`]: who else is where; no change, so without a number | none |
//! | `too_old` | [`Greeting`]: the cursor cannot be served; fetch everything, then connect anew | none |
//!
//! A client connects with `Last-Event-ID` (or `?after=`) and gets every change
//! after it that it may see. `prev` of each change is the `seq` of the one
//! sent or passed over before it: when it is higher than the client's own
//! cursor, something is missing.

use crate::{Message, MessageId, Millis, Presence, Session, SessionId, Store, StoreId};
use serde::{Deserialize, Serialize};

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Event {
    pub seq: i64,
    /// The cursor before it: of the change sent before, or the one connected with.
    pub prev: i64,
    pub at: Millis,
    pub change: Change,
}

/// What changed, with the row as it is now. A row whose `version` is not
/// higher than the one at hand says nothing new.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Change {
    Store { store: Box<Store> },
    StoreGone { store: StoreId },
    Session { session: Box<Session> },
    SessionGone { store: StoreId, session: SessionId },
    Message { message: Box<Message> },
    MessageGone { session: SessionId, message: MessageId },
}

/// The first word of a stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Greeting {
    /// The newest sequence number at the moment of connecting.
    pub newest: i64,
    /// The oldest cursor that can still be served.
    pub oldest: i64,
    pub now: Millis,
    /// The gateway's version, so that an old console knows to reload.
    pub version: String,
}

/// A sign of life, with the cursor up to which this client has everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Caught {
    pub seq: i64,
    pub now: Millis,
}

/// All that a stream can say, once its text is parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StreamItem {
    Hello(Greeting),
    Change(Box<Event>),
    CaughtUp(Caught),
    Beat(Caught),
    Presence(Presence),
    TooOld(Greeting),
}
