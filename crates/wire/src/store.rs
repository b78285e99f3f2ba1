//! Stores and the permission to speak for them.

use crate::{Millis, Platform, Region, StoreId};
use serde::{Deserialize, Serialize};

/// One row of the store list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Store {
    pub id: StoreId,
    pub platform: Platform,
    /// The platform's own id of the shop.
    pub shop_id: String,
    pub name: String,
    pub region: Region,
    pub status: StoreStatus,
    /// Unread buyer messages.
    pub unread: u32,
    /// Orders waiting to be shipped; `None` while nobody has asked the platform yet.
    pub to_ship: Option<u32>,
    /// Red prompts that are open for this store.
    pub alerts: u32,
    /// The proxy through which its traffic goes, by name.
    pub proxy: Option<String>,
    /// When the platform last answered for this store.
    pub as_of: Option<Millis>,
    /// Until when the seller's permission lasts, where the platform says.
    pub authorized_until: Option<Millis>,
    /// The sequence number of this row's last change: a row with a lower one is older.
    pub version: i64,
}

/// How a store is, worst first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum StoreStatus {
    /// The platform has closed the shop.
    Banned,
    /// The platform has suspended the shop.
    Frozen,
    /// The permission is gone: authorise again.
    LoginExpired,
    /// Its proxy has expired: its traffic rests.
    ProxyExpired,
    /// Calls keep failing since then.
    SyncFailing {
        since: Millis,
        reason: String,
    },
    /// The platform has asked for slower calls, until then.
    Slowed {
        until: Millis,
    },
    /// The permission ends soon.
    LoginExpires {
        days: u32,
    },
    Normal,
}

impl StoreStatus {
    /// Whether it is a red prompt: something that an operator has to see to.
    #[must_use]
    pub fn is_red(&self) -> bool {
        match self {
            Self::Banned | Self::Frozen | Self::LoginExpired | Self::ProxyExpired | Self::SyncFailing { .. } => true,
            Self::Slowed { .. } | Self::LoginExpires { .. } | Self::Normal => false,
        }
    }

    /// The word for it in filters and storage.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Banned => "banned",
            Self::Frozen => "frozen",
            Self::LoginExpired => "login_expired",
            Self::ProxyExpired => "proxy_expired",
            Self::SyncFailing { .. } => "sync_failing",
            Self::Slowed { .. } => "slowed",
            Self::LoginExpires { .. } => "login_expires",
            Self::Normal => "normal",
        }
    }
}

/// What `GET /api/stores` takes in its query.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct StoreFilter {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platform>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
    /// A word of [`StoreStatus::as_str`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// A part of the name or of the shop id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// Rows to pass over.
    #[serde(default)]
    pub offset: u64,
    /// Rows wanted: 1 to 100; 0 or nothing means 25.
    #[serde(default)]
    pub limit: u32,
}

/// Asks how stores are that were selected on other pages: `POST /api/stores/standings`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StandingsQuestion {
    /// At most 500.
    pub ids: Vec<StoreId>,
    pub platform: Option<Platform>,
    pub region: Option<Region>,
    pub status: Option<String>,
    pub q: Option<String>,
}

/// How they are, in the order of the question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StoreStandings {
    pub items: Vec<StoreStanding>,
}

/// How one of them is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StoreStanding {
    pub id: StoreId,
    pub standing: Standing,
    /// The store, while the account may see it.
    pub store: Option<Store>,
}

/// Where a store stands that was selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Under the filter.
    Listed,
    /// Not under the filter.
    Outside,
    Deleted,
    /// It is not among the stores of this account, or never was.
    NotYours,
}

/// A tab over the store list and how many stores stand behind it (under the
/// other filters in force).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StoreTab {
    pub platform: Platform,
    pub count: u64,
}

/// Asks for permission to speak for a store: `POST /api/authorizations`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewAuthorization {
    pub platform: Platform,
    /// The store to authorise again; nothing adds a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store: Option<StoreId>,
}

/// Where the seller gives the permission: the browser goes there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Authorization {
    pub url: String,
}
