//! Stores: one row each, with the sealed tokens and what the status is made of.

use super::{Conn, Error, Result, Write, changes, storable};
use crate::marketplace::ShopState;
use sqlx::{Row as _, any::AnyRow};
use steadydesk_wire::{Change, Millis, Platform, Region, Store, StoreId, StoreStatus};

/// The permission's end is announced this many days before it.
const EXPIRES_SOON_DAYS: i64 = 14;
const DAY_MS: i64 = 86_400_000;

/// One store as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreRow {
    pub id: StoreId,
    pub platform: Platform,
    pub shop_id: String,
    pub name: String,
    pub region: Region,
    /// TikTok's `cipher`; empty elsewhere.
    pub cipher: String,
    /// Sealed, see [`crate::secret`]; nothing when the permission is gone.
    pub tokens: Option<Vec<u8>>,
    pub access_until: Millis,
    pub refresh_until: Option<Millis>,
    pub authorized_until: Option<Millis>,
    pub shop_state: ShopState,
    pub login_expired: bool,
    /// Since when calls keep failing, and why.
    pub failing: Option<(Millis, String)>,
    pub slowed_until: Option<Millis>,
    /// Kept by [`super::sessions::save`]; saving the store does not change it.
    pub unread: u32,
    pub to_ship: Option<u32>,
    /// Alerts beside its own status, which counts as one where it is red.
    pub alerts: u32,
    pub proxy: Option<String>,
    pub proxy_expired: bool,
    pub as_of: Option<Millis>,
    /// Where its synchronisation stands; opaque here.
    pub sync_state: Option<String>,
    pub created_at: Millis,
    pub version: i64,
}

impl StoreRow {
    /// A store that nobody has asked anything of yet.
    #[must_use]
    pub fn new(id: StoreId, platform: Platform, shop_id: String, region: Region, now: Millis) -> Self {
        Self {
            id,
            platform,
            name: shop_id.clone(),
            shop_id,
            region,
            cipher: String::new(),
            tokens: None,
            access_until: Millis(0),
            refresh_until: None,
            authorized_until: None,
            shop_state: ShopState::Normal,
            login_expired: false,
            failing: None,
            slowed_until: None,
            unread: 0,
            to_ship: None,
            alerts: 0,
            proxy: None,
            proxy_expired: false,
            as_of: None,
            sync_state: None,
            created_at: now,
            version: 0,
        }
    }

    /// The worst that is true of it now.
    #[must_use]
    pub fn status(&self, now: Millis) -> StoreStatus {
        let days_left = self.authorized_until.map(|until| until.since(now).div_euclid(DAY_MS));
        match (self.shop_state, &self.failing, self.slowed_until, days_left) {
            (ShopState::Banned, ..) => StoreStatus::Banned,
            (ShopState::Frozen, ..) => StoreStatus::Frozen,
            _ if self.login_expired || days_left.is_some_and(|days| days < 0) => StoreStatus::LoginExpired,
            _ if self.proxy_expired => StoreStatus::ProxyExpired,
            (_, Some((since, reason)), ..) => StoreStatus::SyncFailing {
                since: *since,
                reason: reason.clone(),
            },
            (_, _, Some(until), _) if until > now => StoreStatus::Slowed { until },
            (.., Some(days)) if days < EXPIRES_SOON_DAYS => StoreStatus::LoginExpires {
                days: u32::try_from(days).unwrap_or(0),
            },
            _ => StoreStatus::Normal,
        }
    }

    /// As the console sees it.
    #[must_use]
    pub fn to_wire(&self, now: Millis) -> Store {
        let status = self.status(now);
        Store {
            id: self.id.clone(),
            platform: self.platform,
            shop_id: self.shop_id.clone(),
            name: self.name.clone(),
            region: self.region.clone(),
            unread: self.unread,
            to_ship: self.to_ship,
            alerts: self.alerts + u32::from(status.is_red()),
            status,
            proxy: self.proxy.clone(),
            as_of: self.as_of,
            authorized_until: self.authorized_until,
            version: self.version,
        }
    }

    pub(super) fn read(row: &AnyRow) -> Result<Self> {
        let millis =
            |column: &str| -> Result<Option<Millis>> { Ok(row.try_get::<Option<i64>, _>(column)?.map(Millis)) };
        let platform: &str = row.try_get("platform")?;
        let failing = match (
            millis("failing_since")?,
            row.try_get::<Option<String>, _>("failing_reason")?,
        ) {
            (Some(since), reason) => Some((since, reason.unwrap_or_default())),
            _ => None,
        };
        Ok(Self {
            id: row.try_get::<String, _>("id")?.try_into()?,
            platform: platform_from(platform)?,
            shop_id: row.try_get("shop_id")?,
            name: row.try_get("name")?,
            region: Region::from(row.try_get::<&str, _>("region")?),
            cipher: row.try_get("cipher")?,
            tokens: row.try_get("tokens")?,
            access_until: Millis(row.try_get("access_until")?),
            refresh_until: millis("refresh_until")?,
            authorized_until: millis("authorized_until")?,
            shop_state: match row.try_get("shop_state")? {
                "banned" => ShopState::Banned,
                "frozen" => ShopState::Frozen,
                _ => ShopState::Normal,
            },
            login_expired: flag(row, "login_expired")?,
            failing,
            slowed_until: millis("slowed_until")?,
            unread: count(row, "unread")?,
            to_ship: row
                .try_get::<Option<i64>, _>("to_ship")?
                .map(|n| u32::try_from(n).unwrap_or(0)),
            alerts: count(row, "alerts")?,
            proxy: row.try_get("proxy")?,
            proxy_expired: flag(row, "proxy_expired")?,
            as_of: millis("as_of")?,
            sync_state: row.try_get("sync_state")?,
            created_at: Millis(row.try_get("created_at")?),
            version: row.try_get("version")?,
        })
    }
}

pub(super) fn platform_from(word: &str) -> Result<Platform> {
    Platform::from_word(word).ok_or_else(|| Error::Row(format!("platform {word}")))
}

pub(super) fn flag(row: &AnyRow, column: &str) -> Result<bool> {
    Ok(row.try_get::<i64, _>(column)? != 0)
}

pub(super) fn count(row: &AnyRow, column: &str) -> Result<u32> {
    Ok(u32::try_from(row.try_get::<i64, _>(column)?).unwrap_or(0))
}

/// The store with this id.
///
/// # Errors
/// When the database is away.
pub async fn get(conn: &mut Conn, id: &StoreId) -> Result<Option<StoreRow>> {
    let row = sqlx::query("SELECT * FROM stores WHERE id = $1")
        .bind(id.as_str())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(StoreRow::read).transpose()
}

/// The store that is this shop of this platform.
///
/// # Errors
/// When the database is away.
pub async fn by_shop(conn: &mut Conn, platform: Platform, shop_id: &str) -> Result<Option<StoreRow>> {
    let row = sqlx::query("SELECT * FROM stores WHERE platform = $1 AND shop_id = $2")
        .bind(platform.as_str())
        .bind(storable(shop_id).into_owned())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(StoreRow::read).transpose()
}

/// All stores, by id: for the jobs.
///
/// # Errors
/// When the database is away.
pub async fn all(conn: &mut Conn) -> Result<Vec<StoreRow>> {
    let rows = sqlx::query("SELECT * FROM stores ORDER BY id").fetch_all(conn).await?;
    rows.iter().map(StoreRow::read).collect()
}

/// Stores whose status the clock alone has changed since it was last saved:
/// save each, and the change is told.
///
/// # Errors
/// When the database is away.
pub async fn changed_by_time(conn: &mut Conn, now: Millis) -> Result<Vec<StoreRow>> {
    let rows = sqlx::query(
        "SELECT * FROM stores WHERE (status = 'slowed' AND slowed_until <= $1) \
         OR (authorized_until IS NOT NULL AND authorized_until < $2 AND status IN ('normal', 'slowed', 'login_expires'))",
    )
    .bind(now.0)
    .bind(now.plus((EXPIRES_SOON_DAYS + 1) * DAY_MS).0)
    .fetch_all(&mut *conn)
    .await?;
    let mut stores = Vec::new();
    for row in &rows {
        let store = StoreRow::read(row)?;
        let word: &str = row.try_get("status")?;
        if store.status(now).as_str() != word {
            stores.push(store);
        }
    }
    Ok(stores)
}

/// Saves a store, new or known (by its id), and tells the change. Tells
/// nothing of what the console cannot see: use [`save_quietly`] for tokens
/// and the state of the synchronisation.
///
/// # Errors
/// When the database refuses.
pub async fn save(tx: &mut Write, store: &mut StoreRow, now: Millis) -> Result<()> {
    let known = get(tx, &store.id).await?;
    store.unread = known.as_ref().map_or(0, |known| known.unread);
    if known.is_none() {
        // Grants outlive a deleted store only so that its end can be told.
        sqlx::query("DELETE FROM grants WHERE store_id = $1")
            .bind(store.id.as_str())
            .execute(&mut **tx)
            .await?;
    }
    let seq = tx.next_seq();
    store.version = seq;
    write(tx, store, now).await?;
    if known.is_some_and(|known| known.name != store.name || known.region != store.region) {
        sqlx::query("UPDATE sessions SET store_name = $1, region = $2 WHERE store_id = $3")
            .bind(storable(&store.name).into_owned())
            .bind(store.region.as_str())
            .bind(store.id.as_str())
            .execute(&mut **tx)
            .await?;
    }
    let change = Change::Store {
        store: Box::new(store.to_wire(now)),
    };
    changes::append(tx, seq, now, &store.id, &change).await
}

/// Saves a known store without telling anybody.
///
/// # Errors
/// When the database refuses.
pub async fn save_quietly(tx: &mut Write, store: &StoreRow, now: Millis) -> Result<()> {
    write(tx, store, now).await
}

async fn write(tx: &mut Write, store: &StoreRow, now: Millis) -> Result<()> {
    let name = storable(&store.name).into_owned();
    sqlx::query(
        "INSERT INTO stores (id, platform, shop_id, name, name_key, region, cipher, tokens, access_until, \
         refresh_until, authorized_until, shop_state, login_expired, failing_since, failing_reason, slowed_until, \
         status, unread, to_ship, alerts, proxy, proxy_expired, as_of, sync_state, created_at, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 0, $18, $19, $20, $21, \
         $22, $23, $24, $25) \
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_key = excluded.name_key, region = excluded.region, \
         cipher = excluded.cipher, tokens = excluded.tokens, access_until = excluded.access_until, \
         refresh_until = excluded.refresh_until, authorized_until = excluded.authorized_until, \
         shop_state = excluded.shop_state, login_expired = excluded.login_expired, \
         failing_since = excluded.failing_since, failing_reason = excluded.failing_reason, \
         slowed_until = excluded.slowed_until, status = excluded.status, to_ship = excluded.to_ship, \
         alerts = excluded.alerts, proxy = excluded.proxy, proxy_expired = excluded.proxy_expired, \
         as_of = excluded.as_of, sync_state = excluded.sync_state, version = excluded.version",
    )
    .bind(store.id.as_str())
    .bind(store.platform.as_str())
    .bind(storable(&store.shop_id).into_owned())
    .bind(name.clone())
    .bind(name.to_lowercase())
    .bind(store.region.as_str())
    .bind(storable(&store.cipher).into_owned())
    .bind(store.tokens.clone())
    .bind(store.access_until.0)
    .bind(store.refresh_until.map(|at| at.0))
    .bind(store.authorized_until.map(|at| at.0))
    .bind(match store.shop_state {
        ShopState::Normal => "normal",
        ShopState::Frozen => "frozen",
        ShopState::Banned => "banned",
    })
    .bind(i64::from(store.login_expired))
    .bind(store.failing.as_ref().map(|(since, _)| since.0))
    .bind(store.failing.as_ref().map(|(_, reason)| storable(reason).into_owned()))
    .bind(store.slowed_until.map(|at| at.0))
    .bind(store.status(now).as_str())
    .bind(store.to_ship.map(i64::from))
    .bind(i64::from(store.alerts))
    .bind(store.proxy.clone())
    .bind(i64::from(store.proxy_expired))
    .bind(store.as_of.map(|at| at.0))
    .bind(store.sync_state.clone())
    .bind(store.created_at.0)
    .bind(store.version)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Deletes a store with its sessions, messages, pictures and search terms, and tells it.
/// Answers whether there was one.
///
/// # Errors
/// When the database refuses.
pub async fn delete(tx: &mut Write, id: &StoreId, now: Millis) -> Result<bool> {
    sqlx::query(
        "DELETE FROM pictures WHERE kind = 'message' AND id IN (SELECT m.id FROM messages m \
         JOIN sessions s ON s.n = m.session_n WHERE s.store_id = $1)",
    )
    .bind(id.as_str())
    .execute(&mut **tx)
    .await?;
    let gone = sqlx::query("DELETE FROM stores WHERE id = $1")
        .bind(id.as_str())
        .execute(&mut **tx)
        .await?;
    if gone.rows_affected() == 0 {
        return Ok(false);
    }
    // What the log still holds of it must not be read back by anybody.
    sqlx::query("DELETE FROM changes WHERE store_id = $1")
        .bind(id.as_str())
        .execute(&mut **tx)
        .await?;
    let seq = tx.next_seq();
    changes::append(tx, seq, now, id, &Change::StoreGone { store: id.clone() }).await?;
    Ok(true)
}
