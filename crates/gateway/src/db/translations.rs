//! The team's memory of translations, and the count of what was asked for.

use super::{Conn, Result, Write, sql::Sql};
use sqlx::Row as _;
use steadydesk_wire::{Millis, TranslationProvider};

/// A translation that has been paid for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TranslationRow {
    /// SHA-256 of the text and the two languages, hex.
    pub text_hash: String,
    pub provider: TranslationProvider,
    pub translated: String,
    /// The language that the text was in, where that is known.
    pub language: Option<String>,
}

/// Everything known of these texts, the newest first.
///
/// # Errors
/// When the database is away.
pub async fn find(conn: &mut Conn, text_hashes: &[String]) -> Result<Vec<TranslationRow>> {
    if text_hashes.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new("SELECT text_hash, provider, version, translated, language FROM translations");
    sql.condition().push("text_hash IN (");
    for (n, hash) in text_hashes.iter().enumerate() {
        sql.push(if n == 0 { "" } else { ", " }).value(hash.as_str());
    }
    sql.push(") ORDER BY created_at DESC, version DESC");
    let row = |row: &sqlx::any::AnyRow| {
        Ok(TranslationRow {
            text_hash: row.try_get(0)?,
            provider: TranslationProvider {
                name: row.try_get(1)?,
                version: row.try_get(2)?,
            },
            translated: serde_json::from_str(&row.try_get::<String, _>(3)?)?,
            language: row.try_get(4)?,
        })
    };
    sql.rows(conn).await?.iter().map(row).collect()
}

/// Keeps a translation; the one of the same provider and version is replaced.
///
/// # Errors
/// When the database refuses.
pub async fn put(tx: &mut Write, row: &TranslationRow, now: Millis) -> Result<()> {
    sqlx::query(
        "INSERT INTO translations (text_hash, provider, version, translated, language, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (text_hash, provider, version) DO UPDATE SET \
         translated = excluded.translated, language = excluded.language, created_at = excluded.created_at",
    )
    .bind(row.text_hash.as_str())
    .bind(row.provider.name.as_str())
    .bind(row.provider.version.as_str())
    .bind(serde_json::to_string(&row.translated)?)
    .bind(row.language.clone())
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Forgets translations made before `before`, and the oldest beyond `keep` of
/// them; about `batch` at a time, so that writers behind it do not wait. Answers
/// how many went.
///
/// # Errors
/// When the database refuses.
pub async fn prune(tx: &mut Write, before: Millis, keep: i64, batch: i64) -> Result<u64> {
    // The newest of those that are too many.
    let row = sqlx::query("SELECT created_at FROM translations ORDER BY created_at DESC LIMIT 1 OFFSET $1")
        .bind(keep)
        .fetch_optional(&mut **tx)
        .await?;
    let too_many: Option<i64> = row.map(|row| row.try_get(0)).transpose()?;
    let upto = too_many.map_or(before.0 - 1, |at| at.max(before.0 - 1));
    let row = sqlx::query(
        "SELECT MAX(created_at) FROM (SELECT created_at FROM translations WHERE created_at <= $1 \
         ORDER BY created_at LIMIT $2) AS oldest",
    )
    .bind(upto)
    .bind(batch)
    .fetch_one(&mut **tx)
    .await?;
    let Some(last) = row.try_get::<Option<i64>, _>(0)? else {
        return Ok(0);
    };
    let gone = sqlx::query("DELETE FROM translations WHERE created_at <= $1")
        .bind(last)
        .execute(&mut **tx)
        .await?;
    Ok(gone.rows_affected())
}

/// Characters that were asked for on this day.
///
/// # Errors
/// When the database is away.
pub async fn used(conn: &mut Conn, day: &str) -> Result<i64> {
    let row = sqlx::query("SELECT characters FROM translation_days WHERE day = $1")
        .bind(day)
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?.unwrap_or(0))
}

/// Adds to the day's count; takes from it what turned out not to be asked for.
///
/// # Errors
/// When the database refuses.
pub async fn spend(tx: &mut Write, day: &str, characters: i64) -> Result<()> {
    sqlx::query(
        "INSERT INTO translation_days (day, characters) VALUES ($1, $2) ON CONFLICT (day) DO UPDATE SET \
         characters = translation_days.characters + excluded.characters",
    )
    .bind(day)
    .bind(characters)
    .execute(&mut **tx)
    .await?;
    Ok(())
}
