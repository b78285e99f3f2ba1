//! What time alone brings: statuses that end, and what may be forgotten.

use crate::{Services, db, service::presence::model::Event};
use std::time::Duration;
use steadydesk_wire::Millis;

/// Repetitions of a push are known for so long.
const PUSHES_MS: i64 = 72 * 3_600_000;
/// Copies of buyers' pictures, and uploads that nobody sent, are kept for so long.
const PICTURES_MS: i64 = 30 * 24 * 3_600_000;
/// Translations are remembered for so long since they were made or renewed, and so many of them.
const TRANSLATIONS_MS: i64 = 365 * 24 * 3_600_000;
const TRANSLATIONS_KEPT: i64 = 500_000;
/// Rows forgotten in one go.
const BATCH: i64 = 2_000;

pub(crate) async fn run(services: Services) {
    let mut forgotten_at = Millis(0);
    loop {
        let now = services.clock.now();
        services.moves(Event::Tick);
        if let Err(error) = tell_what_time_changed(&services).await {
            tracing::error!(%error, "statuses could not be brought up to date");
        }
        if now.since(forgotten_at) > 3_600_000 {
            forgotten_at = now;
            if let Err(error) = forget(&services).await {
                tracing::error!(%error, "old rows could not be forgotten");
            }
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// A pause that is over, a permission that ends in a day less.
async fn tell_what_time_changed(services: &Services) -> db::Result<()> {
    let now = services.clock.now();
    let changed = {
        let mut conn = services.db.read().await?;
        db::stores::changed_by_time(&mut conn, now).await?
    };
    for store in changed {
        let mut tx = services.db.write().await?;
        if let Some(mut row) = db::stores::get(&mut tx, &store.id).await? {
            row.slowed_until = row.slowed_until.filter(|until| *until > now);
            db::stores::save(&mut tx, &mut row, now).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

async fn forget(services: &Services) -> db::Result<()> {
    let now = services.clock.now();
    crate::http::session::prune(services).await?;
    let mut tx = services.db.write().await?;
    db::pushes::prune(&mut tx, now.plus(-PUSHES_MS)).await?;
    db::pictures::prune(&mut tx, now.plus(-PICTURES_MS)).await?;
    tx.commit().await?;
    db::search::merge(&services.db).await?;
    loop {
        let mut tx = services.db.write().await?;
        let before = now.plus(-TRANSLATIONS_MS);
        let gone = db::translations::prune(&mut tx, before, TRANSLATIONS_KEPT, BATCH).await?;
        tx.commit().await?;
        if gone == 0 {
            break;
        }
    }
    loop {
        let mut tx = services.db.write().await?;
        let before = now.plus(-services.config.changes_hours * 3_600_000);
        let gone = db::changes::prune(&mut tx, before, services.config.changes_kept, BATCH).await?;
        tx.commit().await?;
        if gone == 0 {
            return Ok(());
        }
    }
}
