//! What the store list asks for and how a store is shown.

use crate::list::model::{Query, Row};
use crate::route::StoresQuery;
use steadydesk_wire::{Platform, Region, Store, StoreFilter, StoreStatus, StoreTab};

impl Query for StoresQuery {
    const ROWS: u32 = 25;

    fn page(&self) -> u32 {
        self.page
    }

    fn at_page(&self, page: u32) -> Self {
        Self { page, ..self.clone() }
    }
}

impl Row for Store {
    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn version(&self) -> i64 {
        self.version
    }
}

/// What else comes with a page of stores.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Around {
    pub tabs: Vec<StoreTab>,
    /// The sites that the team's stores are on.
    pub regions: Vec<Region>,
}

impl Around {
    /// How many stores stand behind a tab; `None` is the tab of all of them.
    #[must_use]
    pub fn count(&self, platform: Option<Platform>) -> u64 {
        let behind = self
            .tabs
            .iter()
            .filter(|tab| platform.is_none_or(|platform| tab.platform == platform));
        behind.map(|tab| tab.count).sum()
    }
}

/// What the gateway is asked.
#[must_use]
pub fn filter(query: &StoresQuery) -> StoreFilter {
    StoreFilter {
        platform: query.platform,
        region: query.region.clone(),
        status: query.status.clone(),
        q: (!query.search.is_empty()).then(|| query.search.clone()),
        offset: u64::from(query.page) * u64::from(StoresQuery::ROWS),
        limit: StoresQuery::ROWS,
    }
}

/// Whether anything but the page narrows the list.
#[must_use]
pub fn is_narrowed(query: &StoresQuery) -> bool {
    query.at_page(0) != StoresQuery::default()
}

/// The words of the status filter, worst first.
pub const STATUSES: [&str; 8] = [
    "banned",
    "frozen",
    "login_expired",
    "proxy_expired",
    "sync_failing",
    "slowed",
    "login_expires",
    "normal",
];

/// How loudly a status is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Good,
    Warn,
    Bad,
}

/// How loudly this status is said.
#[must_use]
pub fn tone(status: &StoreStatus) -> Tone {
    match status {
        StoreStatus::Banned
        | StoreStatus::Frozen
        | StoreStatus::LoginExpired
        | StoreStatus::ProxyExpired
        | StoreStatus::SyncFailing { .. } => Tone::Bad,
        StoreStatus::Slowed { .. } | StoreStatus::LoginExpires { .. } => Tone::Warn,
        StoreStatus::Normal => Tone::Good,
    }
}

/// Whether authorising again is the way out of this status.
#[must_use]
pub fn wants_authorization(status: &StoreStatus) -> bool {
    matches!(status, StoreStatus::LoginExpired | StoreStatus::LoginExpires { .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_becomes_a_filter() {
        let query = StoresQuery {
            platform: Some(Platform::Lazada),
            page: 2,
            ..StoresQuery::default()
        };
        let filter = filter(&query);
        assert_eq!(
            (filter.platform, filter.offset, filter.limit, filter.q),
            (Some(Platform::Lazada), 50, 25, None)
        );
        assert!(is_narrowed(&query));
        assert!(
            !is_narrowed(&StoresQuery {
                page: 2,
                ..StoresQuery::default()
            }),
            "a page is no filter"
        );
    }

    #[test]
    fn the_tab_of_all_counts_them_all() {
        let tab = |platform, count| StoreTab { platform, count };
        let around = Around {
            tabs: vec![tab(Platform::Shopee, 9), tab(Platform::Tiktok, 3)],
            regions: Vec::new(),
        };
        let counts = [None, Some(Platform::Shopee), Some(Platform::Lazada)].map(|platform| around.count(platform));
        assert_eq!(counts, [12, 9, 0]);
    }

    #[test]
    fn every_status_has_words_in_every_language() {
        for locale in crate::i18n::Locale::ALL {
            let messages = &locale.messages().stores;
            let unknown = (messages.status_word)("?");
            for word in STATUSES {
                assert_ne!((messages.status_word)(word), unknown, "{word}");
            }
        }
    }
}
