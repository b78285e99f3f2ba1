//! Who did what: sign-ins, stores, people, grants. Entries are never changed.

use super::{Conn, Result, Write, sql::Sql, storable};
use sqlx::Row as _;
use steadydesk_wire::{AuditEntry, Millis};

/// Writes an entry. `detail` never holds a secret or a message's text.
///
/// # Errors
/// When the database refuses.
pub async fn write(
    tx: &mut Write,
    now: Millis,
    name: &str,
    action: &'static str,
    target: &str,
    detail: &str,
    address: &str,
) -> Result<()> {
    sqlx::query("INSERT INTO audit (at, name, action, target, detail, address) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(now.0)
        .bind(storable(name).into_owned())
        .bind(action)
        .bind(storable(target).into_owned())
        .bind(storable(detail).into_owned())
        .bind(storable(address).into_owned())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Up to `limit` entries before number `before` (or the newest), newest first.
///
/// # Errors
/// When the database is away.
pub async fn page(conn: &mut Conn, before: Option<i64>, limit: i64) -> Result<Vec<AuditEntry>> {
    let mut sql = Sql::new("SELECT n, at, name, action, target, detail, address FROM audit");
    if let Some(before) = before {
        sql.condition().push("n < ").value(before);
    }
    sql.push(" ORDER BY n DESC LIMIT ").value(limit);
    sql.rows(conn)
        .await?
        .iter()
        .map(|row| {
            Ok(AuditEntry {
                n: row.try_get(0)?,
                at: Millis(row.try_get(1)?),
                name: row.try_get(2)?,
                action: row.try_get(3)?,
                target: row.try_get(4)?,
                detail: row.try_get(5)?,
                address: row.try_get(6)?,
            })
        })
        .collect()
}
