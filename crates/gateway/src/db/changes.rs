//! The log of changes: what the event stream reads.

use super::{Conn, Result, Scope, Write, sql::Sql};
use sqlx::Row as _;
use steadydesk_wire::{Change, Millis, StoreId};

/// One entry of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Logged {
    pub seq: i64,
    pub at: Millis,
    pub change: Change,
}

/// The newest sequence number.
///
/// # Errors
/// When the database is away.
pub async fn newest(conn: &mut Conn) -> Result<i64> {
    counter(conn, "seq").await
}

/// The oldest cursor that can still be served: everything after it is in the log.
///
/// # Errors
/// When the database is away.
pub async fn oldest(conn: &mut Conn) -> Result<i64> {
    counter(conn, "pruned").await
}

async fn counter(conn: &mut Conn, name: &'static str) -> Result<i64> {
    let row = sqlx::query("SELECT value FROM counters WHERE name = $1")
        .bind(name)
        .fetch_one(conn)
        .await?;
    Ok(row.try_get(0)?)
}

pub(super) async fn set_newest(conn: &mut Conn, seq: i64) -> Result<()> {
    sqlx::query("UPDATE counters SET value = $1 WHERE name = 'seq'")
        .bind(seq)
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes `change` down under `seq`, which [`Write::next_seq`] gave.
pub(super) async fn append(tx: &mut Write, seq: i64, at: Millis, store: &StoreId, change: &Change) -> Result<()> {
    let (kind, session) = match change {
        Change::Store { .. } => ("store", None),
        Change::StoreGone { .. } => ("store_gone", None),
        Change::Session { session } => ("session", Some(session.id.as_str())),
        Change::SessionGone { session, .. } => ("session_gone", Some(session.as_str())),
        Change::Message { message } => ("message", Some(message.session.as_str())),
        Change::MessageGone { session, .. } => ("message_gone", Some(session.as_str())),
    };
    sqlx::query("INSERT INTO changes (seq, at, store_id, kind, session_id, payload) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(seq)
        .bind(at.0)
        .bind(store.as_str())
        .bind(kind)
        .bind(session)
        .bind(serde_json::to_string(change)?)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Up to `limit` entries after `after` that `scope` may see, in order.
///
/// # Errors
/// When the database is away or an entry is unreadable.
pub async fn since(conn: &mut Conn, scope: &Scope, after: i64, limit: i64) -> Result<Vec<Logged>> {
    let mut sql = Sql::new("SELECT seq, at, payload FROM changes");
    sql.condition().push("seq > ").value(after);
    sql.granted("store_id", scope);
    sql.push(" ORDER BY seq LIMIT ").value(limit);
    let rows = sql.rows(conn).await?;
    rows.iter()
        .map(|row| {
            let payload: &str = row.try_get(2)?;
            Ok(Logged {
                seq: row.try_get(0)?,
                at: Millis(row.try_get(1)?),
                change: serde_json::from_str(payload)?,
            })
        })
        .collect()
}

/// Forgets entries older than `before` and all but the newest `keep`; at most
/// `batch` at a time, so that writers behind it do not wait. Answers how many went.
///
/// # Errors
/// When the database is away.
pub async fn prune(tx: &mut Write, before: Millis, keep: i64, batch: i64) -> Result<u64> {
    let oldest = oldest(tx).await?;
    let by_number = tx.seq().saturating_sub(keep);
    let row = sqlx::query("SELECT COALESCE(MAX(seq), 0) FROM changes WHERE seq <= $1 AND at < $2")
        .bind(oldest.saturating_add(batch))
        .bind(before.0)
        .fetch_one(&mut **tx)
        .await?;
    let by_age: i64 = row.try_get(0)?;
    let upto = by_number.max(by_age).min(oldest.saturating_add(batch));
    if upto <= oldest {
        return Ok(0);
    }
    let gone = sqlx::query("DELETE FROM changes WHERE seq <= $1")
        .bind(upto)
        .execute(&mut **tx)
        .await?;
    sqlx::query("UPDATE counters SET value = $1 WHERE name = 'pruned'")
        .bind(upto)
        .execute(&mut **tx)
        .await?;
    // Grants to stores of which nothing is left to tell.
    sqlx::query(
        "DELETE FROM grants WHERE store_id NOT IN (SELECT id FROM stores) \
         AND store_id NOT IN (SELECT store_id FROM changes WHERE kind = 'store_gone')",
    )
    .execute(&mut **tx)
    .await?;
    Ok(gone.rows_affected())
}
