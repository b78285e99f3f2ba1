//! Measures the lists on a filled database of its own.

use crate::db::{
    Db, Read, Scope,
    accounts::{self, AccountRow},
    fill::{self, Size},
    lists, sessions, stores,
};
use anyhow::{Context as _, Result};
use clap::Args;
use serde_json::json;
use std::{io::Write as _, time::Instant};
use steadydesk_wire::{Platform, Region, Role, SessionFilter, SessionSort, StoreFilter, UserId};

/// What is measured.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// Messages over all sessions; there are a tenth as many sessions and a hundredth as many stores
    #[arg(long, default_value_t = 1_000_000)]
    pub messages: u32,
    /// How often each question is asked; the slowest answer counts
    #[arg(long, default_value_t = 7)]
    pub times: u32,
}

/// Fills a database, asks the questions, prints one JSON object: milliseconds by question.
///
/// # Errors
/// When the database refuses.
pub async fn run(options: &Options) -> Result<()> {
    let folder = std::env::temp_dir().join(format!("steadydesk-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let report = measure(&folder, options).await;
    std::fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    writeln!(std::io::stdout(), "{:#}", report?)?;
    Ok(())
}

async fn measure(folder: &std::path::Path, options: &Options) -> Result<serde_json::Value> {
    let clock = crate::clock::Clock::default();
    let now = clock.now();
    let path = folder.join("bench.db");
    let db = Db::sqlite(&path).await?;
    let size = Size {
        stores: (options.messages / 100).max(1),
        sessions: (options.messages / 10).max(1),
        messages: options.messages,
    };
    let begun = Instant::now();
    fill::fill(&db, size, now).await?;
    let filled_s = begun.elapsed().as_secs_f64();
    let operator = grant_hundred(&db).await?;
    let mut times = serde_json::Map::new();
    let mut slowest: (f64, String) = (0.0, String::new());
    for (name, question) in questions(size) {
        for (who, scope) in [("all", &Scope::All), ("100 stores", &operator)] {
            let mut worst: f64 = 0.0;
            for _ in 0..options.times {
                let begun = Instant::now();
                question.ask(&mut db.read().await?, scope, now).await?;
                worst = worst.max(begun.elapsed().as_secs_f64() * 1000.0);
            }
            let name = format!("{name}, {who}");
            times.insert(name.clone(), json!((worst * 100.0).round() / 100.0));
            if worst > slowest.0 {
                slowest = (worst, name);
            }
        }
    }
    let bytes = path.metadata()?.len();
    db.close().await;
    Ok(json!({
        "stores": size.stores, "sessions": size.sessions, "messages": size.messages,
        "filled_s": filled_s.round(), "database_mb": bytes / 1_000_000,
        "slowest_ms": (slowest.0 * 100.0).round() / 100.0, "slowest": slowest.1, "ms": times,
    }))
}

/// An operator with a hundred stores.
async fn grant_hundred(db: &Db) -> Result<Scope> {
    let id = UserId::try_from("bench")?;
    let account = AccountRow {
        id: id.clone(),
        name: "bench".into(),
        password_hash: String::new(),
        role: Role::Operator,
        all_stores: false,
        created_at: steadydesk_wire::Millis(0),
    };
    let mut tx = db.write().await?;
    let granted: Vec<_> = stores::all(&mut tx)
        .await?
        .into_iter()
        .step_by(97)
        .take(100)
        .map(|store| store.id)
        .collect();
    accounts::save(&mut tx, &account).await?;
    accounts::set_grants(&mut tx, &id, &granted).await?;
    tx.commit().await?;
    Ok(Scope::Granted(id))
}

enum Question {
    Sessions(SessionFilter),
    Stores(StoreFilter),
    Unread,
    Thread,
}

impl Question {
    async fn ask(&self, read: &mut Read, scope: &Scope, now: steadydesk_wire::Millis) -> Result<()> {
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
                let page = lists::sessions(
                    read,
                    scope,
                    &SessionFilter {
                        limit: 1,
                        ..Default::default()
                    },
                    now,
                )
                .await?;
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

fn questions(size: Size) -> Vec<(String, Question)> {
    let mut all = Vec::new();
    let base = SessionFilter::default;
    let deep = u64::from(size.sessions.saturating_sub(50));
    for (sort, name) in [
        (SessionSort::Newest, "newest"),
        (SessionSort::LongestWaiting, "longest waiting"),
    ] {
        let filters = [
            ("first page", base()),
            ("last page", SessionFilter { offset: deep, ..base() }),
            (
                "platform",
                SessionFilter {
                    platform: Some(Platform::Lazada),
                    ..base()
                },
            ),
            (
                "platform, deep",
                SessionFilter {
                    platform: Some(Platform::Lazada),
                    offset: deep / 4,
                    ..base()
                },
            ),
            (
                "region",
                SessionFilter {
                    region: Some(Region::from("TH")),
                    ..base()
                },
            ),
            ("unread", SessionFilter { unread: true, ..base() }),
            (
                "unread, deep",
                SessionFilter {
                    unread: true,
                    offset: deep / 5,
                    ..base()
                },
            ),
            (
                "unanswered",
                SessionFilter {
                    unanswered: true,
                    ..base()
                },
            ),
            (
                "unread, unanswered, platform, region",
                SessionFilter {
                    unread: true,
                    unanswered: true,
                    platform: Some(Platform::Shopee),
                    region: Some(Region::from("MY")),
                    ..base()
                },
            ),
            (
                "store",
                SessionFilter {
                    store: "shopee-220000000".try_into().ok(),
                    ..base()
                },
            ),
        ];
        for (filter, wanted) in filters {
            all.push((
                format!("sessions, {name}, {filter}"),
                Question::Sessions(SessionFilter { sort, ..wanted }),
            ));
        }
        for q in [
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
        ] {
            let wanted = SessionFilter {
                q: Some(q.into()),
                sort,
                ..base()
            };
            all.push((format!("sessions, {name}, search {q}"), Question::Sessions(wanted)));
        }
    }
    let deep = u64::from(size.stores.saturating_sub(25));
    for (name, wanted) in [
        ("first page", StoreFilter::default()),
        (
            "last page",
            StoreFilter {
                offset: deep,
                ..Default::default()
            },
        ),
        (
            "platform",
            StoreFilter {
                platform: Some(Platform::Tiktok),
                ..Default::default()
            },
        ),
        (
            "region",
            StoreFilter {
                region: Some(Region::from("TH")),
                ..Default::default()
            },
        ),
        (
            "status",
            StoreFilter {
                status: Some("login_expired".into()),
                ..Default::default()
            },
        ),
        (
            "search 好",
            StoreFilter {
                q: Some("好".into()),
                ..Default::default()
            },
        ),
        (
            "search 00777",
            StoreFilter {
                q: Some("00777".into()),
                ..Default::default()
            },
        ),
    ] {
        all.push((format!("stores, {name}"), Question::Stores(wanted)));
    }
    all.push(("unread counts".into(), Question::Unread));
    all.push(("newest messages of the newest session".into(), Question::Thread));
    all
}
