//! Who is at which session just now: told while it lasts, and kept nowhere.

use crate::{ClientId, SessionId};
use serde::{Deserialize, Serialize};

/// Where one tab of an operator is: `POST /api/presence`. Whoever says nothing
/// for 30 seconds is there no longer, so it is said again every ten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Here {
    /// The tab, by a name of its own making: several tabs of an operator count once.
    pub tab: ClientId,
    /// The session that it has open; nothing when it has none any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionId>,
    /// Whether the operator is writing there; holds for 8 seconds.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub typing: bool,
}

/// What the event stream tells of it (`event: presence`): the others, as far
/// as one may see their sessions. It is no change: it has no number and is not
/// told again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Presence {
    /// These are all: nobody is at any other session.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub anew: bool,
    pub sessions: Vec<Attended>,
}

/// A session, and everybody else who is there now; who came first stands first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Attended {
    pub session: SessionId,
    pub people: Vec<Person>,
}

/// A colleague who has a session open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Person {
    pub name: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub typing: bool,
}
