//! What is asked of the lists: every kind of page of the console, first, in the
//! middle (where a list flung by hand stops) and last.

use crate::db::{Read, Scope, fill::Size, lists, sessions};
use anyhow::Result;
use steadydesk_wire::{Millis, Platform, Region, SessionFilter, SessionSort, StoreFilter};

pub(super) enum Question {
    Sessions(SessionFilter),
    Stores(StoreFilter),
    Unread,
    Thread,
}

impl Question {
    pub(super) async fn ask(&self, read: &mut Read, scope: &Scope, now: Millis) -> Result<()> {
        match self {
            Self::Sessions(filter) => {
                lists::sessions(read, scope, filter, now).await?;
            }
            Self::Stores(filter) => {
                lists::stores(read, scope, filter, now).await?;
            }
            Self::Unread => {
                sessions::unread(read, scope).await?;
            }
            Self::Thread => {
                let newest = SessionFilter {
                    limit: 1,
                    ..Default::default()
                };
                let page = lists::sessions(read, scope, &newest, now).await?;
                if let Some(first) = page.items.first()
                    && let Some(session) = sessions::get(read, scope, &first.id).await?
                {
                    lists::messages(read, &session, None, 50, now).await?;
                }
            }
        }
        Ok(())
    }
}

/// Every question with its name.
pub(super) fn questions(size: Size) -> Vec<(String, Question)> {
    let mut all = Vec::new();
    let sorts = [
        (SessionSort::Newest, "newest"),
        (SessionSort::LongestWaiting, "longest waiting"),
    ];
    for (sort, sorted) in sorts {
        for (name, wanted) in session_pages(size).into_iter().chain(searches()) {
            let question = Question::Sessions(SessionFilter { sort, ..wanted });
            all.push((format!("sessions, {sorted}, {name}"), question));
        }
    }
    for (name, wanted) in store_pages(size) {
        all.push((format!("stores, {name}"), Question::Stores(wanted)));
    }
    all.push(("unread counts".into(), Question::Unread));
    all.push(("newest messages of the newest session".into(), Question::Thread));
    all
}

/// Each filter at its first page, in its middle and at its end; an operator of
/// few stores asks far behind the end of theirs.
fn session_pages(size: Size) -> Vec<(String, SessionFilter)> {
    let all = f64::from(size.sessions);
    let base = SessionFilter::default;
    let lazada = SessionFilter {
        platform: Some(Platform::Lazada),
        ..base()
    };
    let thai = SessionFilter {
        region: Some(Region::from("TH")),
        ..base()
    };
    let unread = SessionFilter { unread: true, ..base() };
    let unanswered = SessionFilter {
        unanswered: true,
        ..base()
    };
    let narrow = SessionFilter {
        unread: true,
        unanswered: true,
        platform: Some(Platform::Shopee),
        region: Some(Region::from("MY")),
        ..base()
    };
    let store = SessionFilter {
        store: "shopee-220000000".try_into().ok(),
        ..base()
    };
    // With the part of all sessions that it lets through, as `fill` makes them.
    let filters = [
        ("all", base(), 1.0),
        ("platform", lazada, 1.0 / 3.0),
        ("region", thai, 0.15),
        ("unread", unread, 0.25),
        ("unanswered", unanswered, 0.25),
        ("unread, unanswered, platform, region", narrow, 0.0),
        ("store", store, 0.0),
    ];
    let mut pages = Vec::new();
    for (name, filter, part) in filters {
        pages.push((format!("{name}, first page"), filter.clone()));
        for (place, depth) in [("middle", 0.5), ("last page", 1.0)] {
            // Whole rows of a positive number of at most 32 bits.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let offset = (all * part * depth) as u64 / 50 * 50;
            let offset = if depth < 1.0 { offset } else { offset.saturating_sub(50) };
            if offset > 0 {
                pages.push((
                    format!("{name}, {place}"),
                    SessionFilter {
                        offset,
                        ..filter.clone()
                    },
                ));
            }
        }
    }
    pages
}

/// Common words, rare ones, single characters, names of buyers and of stores.
fn searches() -> impl Iterator<Item = (String, SessionFilter)> {
    let words = [
        "退貨",
        "สินค้า",
        "refund",
        "zebrafish",
        "e",
        "貨",
        "an",
        "Somchai",
        "Sunny",
        "nowhere to be found",
    ];
    words.into_iter().map(|q| {
        let wanted = SessionFilter {
            q: Some(q.into()),
            ..Default::default()
        };
        (format!("search {q}"), wanted)
    })
}

fn store_pages(size: Size) -> Vec<(&'static str, StoreFilter)> {
    let base = StoreFilter::default;
    let search = |q: &str| StoreFilter {
        q: Some(q.into()),
        ..base()
    };
    let last = StoreFilter {
        offset: u64::from(size.stores.saturating_sub(25)),
        ..base()
    };
    let platform = StoreFilter {
        platform: Some(Platform::Tiktok),
        ..base()
    };
    let region = StoreFilter {
        region: Some(Region::from("TH")),
        ..base()
    };
    let status = StoreFilter {
        status: Some("login_expired".into()),
        ..base()
    };
    vec![
        ("first page", base()),
        ("last page", last),
        ("platform", platform),
        ("region", region),
        ("status", status),
        ("search 好", search("好")),
        ("search 00777", search("00777")),
    ]
}
