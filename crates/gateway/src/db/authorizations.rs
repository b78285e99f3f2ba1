//! Permissions that a seller is being asked for: each known by the hash of a
//! secret `state`, good for one use and half an hour.

use super::{Result, Write};
use sqlx::Row as _;
use steadydesk_wire::{Millis, Platform, StoreId, UserId};

/// A `state` is good for so long.
pub const LIFE_MS: i64 = 30 * 60 * 1000;

/// What is being asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    pub platform: Platform,
    pub account: UserId,
    /// The store to authorise again; nothing adds a new one.
    pub store: Option<StoreId>,
}

/// Begins one, and forgets those of yesterday.
///
/// # Errors
/// When the database refuses.
pub async fn begin(tx: &mut Write, state_hash: &str, pending: &Pending, now: Millis) -> Result<()> {
    sqlx::query("DELETE FROM authorizations WHERE created_at < $1")
        .bind(now.plus(-86_400_000).0)
        .execute(&mut **tx)
        .await?;
    sqlx::query(
        "INSERT INTO authorizations (state_hash, platform, account_id, store_id, created_at) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(state_hash)
    .bind(pending.platform.as_str())
    .bind(pending.account.as_str())
    .bind(pending.store.as_ref().map(|store| store.as_str().to_owned()))
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Uses one up. Nothing when it is unknown, used, too old or of another platform.
///
/// # Errors
/// When the database refuses.
pub async fn take(tx: &mut Write, state_hash: &str, platform: Platform, now: Millis) -> Result<Option<Pending>> {
    let row = sqlx::query(
        "UPDATE authorizations SET used_at = $1 \
         WHERE state_hash = $2 AND platform = $3 AND used_at IS NULL AND created_at > $4 RETURNING account_id, store_id",
    )
    .bind(now.0)
    .bind(state_hash)
    .bind(platform.as_str())
    .bind(now.plus(-LIFE_MS).0)
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| {
        let store: Option<String> = row.try_get(1)?;
        Ok(Pending {
            platform,
            account: row.try_get::<String, _>(0)?.try_into()?,
            store: store.map(StoreId::try_from).transpose()?,
        })
    })
    .transpose()
}
