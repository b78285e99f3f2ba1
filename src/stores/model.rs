//! What the store list asks for and how a store is shown.

use crate::list::model::{Line, Query, Row, Standing, WhyLeft};
use crate::route::StoresQuery;
use steadydesk_wire::{
    self as wire, Platform, Region, StandingsQuestion, Store, StoreFilter, StoreStanding, StoreStatus, StoreTab,
};

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

    fn name(&self) -> &str {
        &self.name
    }

    fn takes(&self) -> u8 {
        // Nobody can be asked about a store whose permission is gone.
        let check = if self.status == StoreStatus::LoginExpired {
            0
        } else {
            1 << CHECK
        };
        let authorize = if wants_authorization(&self.status) {
            1 << AUTHORIZE
        } else {
            0
        };
        check | authorize | 1 << DELETE
    }
}

/// The bulk actions' places in the bar.
pub const CHECK: u8 = 0;
pub const AUTHORIZE: u8 = 1;
pub const DELETE: u8 = 2;

/// What the gateway is asked about selected stores that are not on the page.
#[must_use]
pub fn question(query: &StoresQuery, ids: &[String]) -> StandingsQuestion {
    let filter = filter(query);
    StandingsQuestion {
        // What is no id was never selected.
        ids: ids.iter().filter_map(|id| id.parse().ok()).collect(),
        platform: filter.platform,
        region: filter.region,
        status: filter.status,
        q: filter.q,
    }
}

/// What it answers about one of them.
#[must_use]
pub fn standing(told: StoreStanding) -> Standing {
    let why = match (told.standing, told.store) {
        (standing, Some(store)) => {
            return Standing::There {
                line: Line::new(store),
                listed: standing == wire::Standing::Listed,
            };
        }
        (wire::Standing::Deleted, None) => WhyLeft::Deleted,
        (_, None) => WhyLeft::NotYours,
    };
    Standing::Left {
        id: told.id.to_string(),
        why,
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
