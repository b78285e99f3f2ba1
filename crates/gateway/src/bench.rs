//! Measures the lists on a filled database, and fills such databases for
//! measuring the console.

mod filled;
mod questions;

use crate::db::{
    Db, Scope,
    accounts::{self, AccountRow},
    fill, stores,
};
use anyhow::Result;
use clap::Args;
use filled::Filling;
use questions::questions;
use serde_json::json;
use std::{io::Write as _, time::Instant};
use steadydesk_wire::{Role, UserId};

/// What is measured.
#[derive(Debug, Clone, Args)]
pub struct Options {
    #[command(flatten)]
    filling: Filling,
    /// How often each question is asked; the slowest answer counts
    #[arg(long, default_value_t = 9)]
    times: u32,
    /// Ask only the questions whose names have this in them
    #[arg(long, default_value = "")]
    only: String,
}

/// What is filled.
#[derive(Debug, Clone, Args)]
pub struct FillOptions {
    #[command(flatten)]
    filling: Filling,
    /// End the login of every store: a gateway that serves this data calls no marketplace for them
    #[arg(long)]
    asleep: bool,
}

/// Fills a database and prints one JSON object: how much is in it, and its long threads,
/// and a buyer's name with the session that it finds.
///
/// # Errors
/// When the database refuses.
pub async fn run_fill(options: &FillOptions) -> Result<()> {
    let now = crate::clock::Clock::default().now();
    let size = options.filling.size();
    let (db, _) = options.filling.open(now).await?;
    if options.asleep {
        let mut tx = db.write().await?;
        for mut store in stores::all(&mut tx).await? {
            store.login_expired = true;
            stores::save(&mut tx, &mut store, now).await?;
        }
        tx.commit().await?;
    }
    db.close().await;
    let threads: Vec<_> = (0_u32..)
        .zip(size.threads)
        .map(|(n, messages)| {
            let session = fill::session_id(size, n)?;
            Ok(json!({ "session": session, "messages": messages, "newest": fill::message_id(&session, messages - 1)? }))
        })
        .collect::<Result<_>>()?;
    // Behind every first page.
    let n = size.sessions / 4 * 3;
    let find = json!({ "text": fill::buyer_name(n), "session": fill::session_id(size, n)? });
    let report = json!({
        "stores": size.stores, "sessions": size.sessions, "messages": size.messages, "threads": threads, "find": find,
    });
    writeln!(std::io::stdout(), "{report:#}")?;
    Ok(())
}

/// Asks the questions and prints one JSON object: milliseconds by question.
///
/// # Errors
/// When the database refuses.
pub async fn run(options: &Options) -> Result<()> {
    let now = crate::clock::Clock::default().now();
    let size = options.filling.size();
    let (db, filled_s) = options.filling.open(now).await?;
    let operator = grant_hundred(&db).await?;
    let mut times = serde_json::Map::new();
    let mut slowest: (f64, String) = (0.0, String::new());
    for (name, question) in questions(size) {
        if !name.contains(&options.only) {
            continue;
        }
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
    let bytes = options.filling.file().metadata()?.len();
    db.close().await;
    let report = json!({
        "stores": size.stores, "sessions": size.sessions, "messages": size.messages,
        "filled_s": filled_s.map(f64::round), "database_mb": bytes / 1_000_000, "times": options.times,
        "slowest_ms": (slowest.0 * 100.0).round() / 100.0, "slowest": slowest.1, "ms": times,
    });
    writeln!(std::io::stdout(), "{report:#}")?;
    Ok(())
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
