//! Pages of lists. Each carries the sequence number at which it is true, so
//! that the event stream can be joined to it without a gap.

use crate::{Message, Millis, Region, Session, Store, StoreTab};
use serde::{Deserialize, Serialize};

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    pub items: Vec<T>,
    /// How many rows the whole list has under this filter.
    pub total: u64,
    /// True where counting stopped at `total` and there may be more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more_than_total: bool,
    /// Rows passed over before the first item.
    pub offset: u64,
    /// The change log's sequence number at which this is true.
    pub seq: i64,
    /// The gateway's time at which this is true.
    pub as_of: Millis,
}

/// The answer of `GET /api/sessions`.
pub type SessionPage = Page<Session>;

/// The answer of `GET /api/stores`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StorePage {
    pub page: Page<Store>,
    /// Counts by platform under the other filters; all of them together are their sum.
    pub tabs: Vec<StoreTab>,
    /// The sites that the team's stores are on, for the country filter.
    pub regions: Vec<Region>,
}

/// The answer of `GET /api/sessions/{id}/messages`: a stretch of a thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MessagePage {
    /// Oldest first.
    pub items: Vec<Message>,
    /// What to pass as `before` for the stretch before this one; nothing at the thread's begin.
    pub before: Option<String>,
    pub seq: i64,
    pub as_of: Millis,
}
