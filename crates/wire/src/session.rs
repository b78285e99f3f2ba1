//! Customer-service sessions: one buyer, one store.

use crate::{Author, Content, MessageId, Millis, Platform, Region, SessionId, StoreId};
use serde::{Deserialize, Serialize};

/// One row of the session list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    pub id: SessionId,
    pub store: StoreId,
    pub store_name: String,
    pub platform: Platform,
    pub region: Region,
    pub buyer: Buyer,
    pub last: Option<LastMessage>,
    /// Buyer messages nobody has read.
    pub unread: u32,
    /// When the first message came that still waits for an answer.
    pub waiting_since: Option<Millis>,
    /// Whether the platform takes a message now.
    pub can_send: bool,
    /// The store's unread total at this version, so that counters follow without a request.
    pub store_unread: u32,
    /// The sequence number of this row's last change: a row with a lower one is older.
    pub version: i64,
}

/// The other side of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Buyer {
    /// The platform's id of the buyer.
    pub id: String,
    /// As the buyer wrote it; text, never markup. May be empty.
    pub name: String,
}

/// What a session row says of its newest message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LastMessage {
    pub id: MessageId,
    pub author: Author,
    /// Texts are cut to 200 characters here.
    pub content: Content,
    pub at: Millis,
}

/// In which order sessions are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SessionSort {
    /// Newest message first.
    #[default]
    Newest,
    /// Longest waiting for an answer first; answered ones behind, newest first.
    LongestWaiting,
}

/// What `GET /api/sessions` takes in its query.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct SessionFilter {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platform>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store: Option<StoreId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
    /// Only sessions with unread messages.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unread: bool,
    /// Only sessions whose buyer waits for an answer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unanswered: bool,
    /// A part of the buyer's name, the store's name or a message's text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    #[serde(default)]
    pub sort: SessionSort,
    /// Rows to pass over.
    #[serde(default)]
    pub offset: u64,
    /// Rows wanted: 1 to 100; 0 or nothing means 50.
    #[serde(default)]
    pub limit: u32,
}

/// Unread messages by store (`GET /api/unread`); stores without any are left
/// out. Totals by platform and over all are sums of these.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnreadCounts {
    pub stores: Vec<StoreUnread>,
    /// The sequence number at which the counts are true.
    pub seq: i64,
}

/// One store's unread messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StoreUnread {
    pub store: StoreId,
    pub platform: Platform,
    pub unread: u32,
}
