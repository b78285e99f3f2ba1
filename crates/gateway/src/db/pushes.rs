//! Pushes: written down as they come, worked off later, remembered so that a
//! repetition is known.

use super::{Conn, Result, Write, storable, stores};
use sqlx::Row as _;
use steadydesk_wire::{Millis, Platform};

/// A push that is to be worked off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushRow {
    pub n: i64,
    pub platform: Platform,
    pub body: Vec<u8>,
    pub received_at: Millis,
    pub attempts: u32,
}

/// Writes a push down. False when it was here before.
///
/// # Errors
/// When the database refuses.
pub async fn receive(tx: &mut Write, platform: Platform, dedup_key: &str, body: &[u8], now: Millis) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO pushes (platform, dedup_key, body, received_at, attempts) VALUES ($1, $2, $3, $4, 0) \
         ON CONFLICT DO NOTHING",
    )
    .bind(platform.as_str())
    .bind(storable(dedup_key).into_owned())
    .bind(body.to_vec())
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Up to `limit` pushes that are not worked off, oldest first.
///
/// # Errors
/// When the database is away.
pub async fn due(conn: &mut Conn, limit: i64) -> Result<Vec<PushRow>> {
    let rows = sqlx::query(
        "SELECT n, platform, body, received_at, attempts FROM pushes WHERE done_at IS NULL ORDER BY n LIMIT $1",
    )
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(PushRow {
                n: row.try_get(0)?,
                platform: stores::platform_from(row.try_get(1)?)?,
                body: row.try_get(2)?,
                received_at: Millis(row.try_get(3)?),
                attempts: stores::count(row, "attempts")?,
            })
        })
        .collect()
}

/// A push is worked off: only its key is kept.
///
/// # Errors
/// When the database refuses.
pub async fn done(tx: &mut Write, n: i64, now: Millis) -> Result<()> {
    sqlx::query("UPDATE pushes SET done_at = $1, body = $2 WHERE n = $3")
        .bind(now.0)
        .bind(Vec::<u8>::new())
        .bind(n)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Working a push off failed once more.
///
/// # Errors
/// When the database refuses.
pub async fn failed(tx: &mut Write, n: i64) -> Result<()> {
    sqlx::query("UPDATE pushes SET attempts = attempts + 1 WHERE n = $1")
        .bind(n)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Forgets pushes received before.
///
/// # Errors
/// When the database refuses.
pub async fn prune(tx: &mut Write, before: Millis) -> Result<u64> {
    let gone = sqlx::query("DELETE FROM pushes WHERE received_at < $1")
        .bind(before.0)
        .execute(&mut **tx)
        .await?;
    Ok(gone.rows_affected())
}
