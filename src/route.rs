//! Every address of the console, parsed and printed. Nobody else writes a path
//! or a query string.
//!
//! What a list shows (filter, page, sort) and which row is open stand in the
//! address, so that Back, Forward, reload and a copied link find the same view.

mod query;

pub use query::Pairs;
use std::fmt;
use steadydesk_wire::{Platform, Region, SessionId, SessionSort, StoreId};

/// A page of the console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    Inbox(InboxPlace),
    Stores(StoresPlace),
    Settings,
    /// A room of the navigation that this version does not have yet.
    Later(Room),
    /// An address that leads nowhere.
    Unknown,
}

/// The rooms of the main navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Room {
    Inbox,
    Stores,
    Orders,
    Inventory,
    Health,
    Coupons,
    Proxies,
    Checklist,
    Replies,
    Settings,
    Help,
}

impl Room {
    /// All of them, in the order of the navigation.
    pub const ALL: [Self; 11] = [
        Self::Inbox,
        Self::Stores,
        Self::Orders,
        Self::Inventory,
        Self::Health,
        Self::Coupons,
        Self::Proxies,
        Self::Checklist,
        Self::Replies,
        Self::Settings,
        Self::Help,
    ];

    /// The room's word: its path without the slash.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Inbox => "inbox",
            Self::Stores => "stores",
            Self::Orders => "orders",
            Self::Inventory => "inventory",
            Self::Health => "health",
            Self::Coupons => "coupons",
            Self::Proxies => "proxies",
            Self::Checklist => "checklist",
            Self::Replies => "replies",
            Self::Settings => "settings",
            Self::Help => "help",
        }
    }

    /// The room as one enters it from the navigation: without filter or selection.
    #[must_use]
    pub fn route(self) -> Route {
        match self {
            Self::Inbox => Route::Inbox(InboxPlace::default()),
            Self::Stores => Route::Stores(StoresPlace::default()),
            Self::Settings => Route::Settings,
            other => Route::Later(other),
        }
    }
}

/// Where somebody is in the inbox.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InboxPlace {
    pub query: SessionsQuery,
    /// The open session.
    pub session: Option<SessionId>,
}

/// What the session list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SessionsQuery {
    pub platform: Option<Platform>,
    pub store: Option<StoreId>,
    pub region: Option<Region>,
    pub unread: bool,
    pub unanswered: bool,
    /// Without space at its ends; empty searches nothing.
    pub search: String,
    pub sort: SessionSort,
}

/// Where somebody is in the store list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoresPlace {
    pub query: StoresQuery,
    /// The store that is pointed out.
    pub store: Option<StoreId>,
    /// What the platform's authorise page sent back, once, on the way in.
    pub authorization: Option<Returned>,
}

/// How an authorisation ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Returned {
    Authorized(StoreId),
    Refused,
}

/// What the store list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoresQuery {
    pub platform: Option<Platform>,
    pub region: Option<Region>,
    /// A word of `wire::StoreStatus::as_str`.
    pub status: Option<String>,
    /// Without space at its ends; empty searches nothing.
    pub search: String,
    /// From 0; the address counts from 1.
    pub page: u32,
}

/// Whether a path of this origin is the console's to show; the gateway answers the others itself.
#[must_use]
pub fn is_page(path: &str) -> bool {
    !path.starts_with("/api/") && !path.starts_with("/oauth/")
}

impl Route {
    /// Reads a path (`/stores`) and a query string (`?platform=shopee`, its mark optional).
    /// Parameters that make no sense are passed over, never an error.
    #[must_use]
    pub fn parse(path: &str, query: &str) -> Self {
        let pairs = Pairs::parse(query);
        match path.trim_matches('/') {
            "" | "inbox" => Self::Inbox(InboxPlace::read(&pairs)),
            "stores" => Self::Stores(StoresPlace::read(&pairs)),
            "settings" => Self::Settings,
            word => Room::ALL
                .into_iter()
                .find(|room| room.word() == word)
                .map_or(Self::Unknown, Self::Later),
        }
    }

    /// The room of the navigation that this page belongs to.
    #[must_use]
    pub fn room(&self) -> Option<Room> {
        match self {
            Self::Inbox(_) => Some(Room::Inbox),
            Self::Stores(_) => Some(Room::Stores),
            Self::Settings => Some(Room::Settings),
            Self::Later(room) => Some(*room),
            Self::Unknown => None,
        }
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (word, pairs) = match self {
            Self::Inbox(place) => ("inbox", place.write()),
            Self::Stores(place) => ("stores", place.write()),
            Self::Settings => ("settings", Pairs::default()),
            Self::Later(room) => (room.word(), Pairs::default()),
            Self::Unknown => ("not-found", Pairs::default()),
        };
        write!(f, "/{word}{pairs}")
    }
}

impl InboxPlace {
    fn read(pairs: &Pairs) -> Self {
        Self {
            query: SessionsQuery {
                platform: pairs.get("platform").and_then(Platform::from_word),
                store: pairs.get("store").and_then(|id| id.parse().ok()),
                region: pairs.get("country").map(Region::from),
                unread: pairs.flag("unread"),
                unanswered: pairs.flag("unanswered"),
                search: pairs.get("q").unwrap_or_default().trim().to_owned(),
                sort: match pairs.get("sort") {
                    Some("longest_waiting") => SessionSort::LongestWaiting,
                    _ => SessionSort::Newest,
                },
            },
            session: pairs.get("session").and_then(|id| id.parse().ok()),
        }
    }

    fn write(&self) -> Pairs {
        let query = &self.query;
        let mut pairs = Pairs::default();
        pairs.put("platform", query.platform.map(Platform::as_str));
        pairs.put("store", query.store.as_ref().map(StoreId::as_str));
        pairs.put("country", query.region.as_ref().map(Region::as_str));
        pairs.put("unread", query.unread.then_some("1"));
        pairs.put("unanswered", query.unanswered.then_some("1"));
        pairs.put("q", Some(query.search.as_str()));
        pairs.put(
            "sort",
            (query.sort == SessionSort::LongestWaiting).then_some("longest_waiting"),
        );
        pairs.put("session", self.session.as_ref().map(SessionId::as_str));
        pairs
    }
}

impl StoresPlace {
    fn read(pairs: &Pairs) -> Self {
        Self {
            query: StoresQuery {
                platform: pairs.get("platform").and_then(Platform::from_word),
                region: pairs.get("country").map(Region::from),
                status: pairs.get("status").map(str::to_owned),
                search: pairs.get("q").unwrap_or_default().trim().to_owned(),
                page: read_page(pairs),
            },
            store: pairs.get("store").and_then(|id| id.parse().ok()),
            authorization: match pairs.get("authorized").map(str::parse) {
                Some(Ok(store)) => Some(Returned::Authorized(store)),
                _ => (pairs.get("authorization") == Some("refused")).then_some(Returned::Refused),
            },
        }
    }

    fn write(&self) -> Pairs {
        let query = &self.query;
        let page = write_page(query.page);
        let mut pairs = Pairs::default();
        pairs.put("platform", query.platform.map(Platform::as_str));
        pairs.put("country", query.region.as_ref().map(Region::as_str));
        pairs.put("status", query.status.as_deref());
        pairs.put("q", Some(query.search.as_str()));
        pairs.put("page", page.as_deref());
        pairs.put("store", self.store.as_ref().map(StoreId::as_str));
        match &self.authorization {
            Some(Returned::Authorized(store)) => pairs.put("authorized", Some(store.as_str())),
            Some(Returned::Refused) => pairs.put("authorization", Some("refused")),
            None => {}
        }
        pairs
    }
}

fn read_page(pairs: &Pairs) -> u32 {
    pairs
        .get("page")
        .and_then(|page| page.parse::<u32>().ok())
        .unwrap_or(1)
        .saturating_sub(1)
}

fn write_page(page: u32) -> Option<String> {
    (page > 0).then(|| (u64::from(page) + 1).to_string())
}

impl From<InboxPlace> for Route {
    fn from(place: InboxPlace) -> Self {
        Self::Inbox(place)
    }
}

impl From<StoresPlace> for Route {
    fn from(place: StoresPlace) -> Self {
        Self::Stores(place)
    }
}

#[cfg(test)]
mod tests;
