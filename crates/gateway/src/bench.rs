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

/// Asks the questions and prints one JSON object: the slowest answer to each, in milliseconds by the clock (`ms`) and of
/// work (`cpu_ms`).
///
/// # Errors
/// When the database refuses.
pub async fn run(options: &Options) -> Result<()> {
    let now = crate::clock::Clock::default().now();
    let size = options.filling.size();
    let (db, filled_s) = options.filling.open(now).await?;
    let operator = grant_hundred(&db).await?;
    let mut times = serde_json::Map::new();
    let mut works = serde_json::Map::new();
    let mut slowest: (f64, String) = (0.0, String::new());
    let mut hardest: (f64, String) = (0.0, String::new());
    for (name, question) in questions(size) {
        if !name.contains(&options.only) {
            continue;
        }
        for (who, scope) in [("all", &Scope::All), ("100 stores", &operator)] {
            let (mut time, mut work): (f64, f64) = (0.0, 0.0);
            // Once for the connection's caches: a gateway that serves has asked before.
            question.ask(&mut db.read().await?, scope, now).await?;
            for _ in 0..options.times {
                let (begun, worked) = (Instant::now(), worked_ms());
                question.ask(&mut db.read().await?, scope, now).await?;
                time = time.max(begun.elapsed().as_secs_f64() * 1000.0);
                work = work.max(worked_ms() - worked);
            }
            let name = format!("{name}, {who}");
            times.insert(name.clone(), json!(rounded(time)));
            works.insert(name.clone(), json!(rounded(work)));
            if time > slowest.0 {
                slowest = (time, name.clone());
            }
            if work > hardest.0 {
                hardest = (work, name);
            }
        }
    }
    let bytes = options.filling.file().metadata()?.len();
    db.close().await;
    let report = json!({
        "stores": size.stores, "sessions": size.sessions, "messages": size.messages,
        "filled_s": filled_s.map(f64::round), "database_mb": bytes / 1_000_000, "times": options.times,
        "slowest_ms": rounded(slowest.0), "slowest": slowest.1, "ms": times,
        "hardest_cpu_ms": rounded(hardest.0), "hardest": hardest.1, "cpu_ms": works,
    });
    writeln!(std::io::stdout(), "{report:#}")?;
    Ok(())
}

fn rounded(ms: f64) -> f64 {
    (ms * 100.0).round() / 100.0
}

/// The milliseconds that all threads of this program have worked: what an answer costs, however busy the machine is with
/// other things. 0 where the system does not tell.
fn worked_ms() -> f64 {
    let Ok(threads) = std::fs::read_dir("/proc/self/task") else {
        return 0.0;
    };
    let worked = threads.flatten().filter_map(|thread| {
        let text = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<f64>().ok()
    });
    worked.sum::<f64>() / 1e6
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
