//! Pictures: uploads on their way out, and copies of what buyers sent.

use super::{Conn, Result, Write, stores};
use sqlx::Row as _;
use steadydesk_wire::{Millis, UserId};

/// What a picture is here for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Uploaded in a console, to be sent; its id is the upload's.
    Upload,
    /// Fetched from a platform; its id is the message's.
    Message,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Upload => "upload",
            Self::Message => "message",
        }
    }
}

/// A picture with its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureRow {
    pub id: String,
    /// Who uploaded it.
    pub account: Option<UserId>,
    pub media_type: String,
    pub width: u32,
    pub height: u32,
    pub bytes: Vec<u8>,
}

/// The picture of this kind and id.
///
/// # Errors
/// When the database is away.
pub async fn get(conn: &mut Conn, kind: Kind, id: &str) -> Result<Option<PictureRow>> {
    let row = sqlx::query(
        "SELECT id, account_id, media_type, width, height, bytes FROM pictures WHERE id = $1 AND kind = $2",
    )
    .bind(id)
    .bind(kind.word())
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        let account: Option<String> = row.try_get(1)?;
        Ok(PictureRow {
            id: row.try_get(0)?,
            account: account.map(UserId::try_from).transpose()?,
            media_type: row.try_get(2)?,
            width: stores::count(&row, "width")?,
            height: stores::count(&row, "height")?,
            bytes: row.try_get(5)?,
        })
    })
    .transpose()
}

/// Keeps a picture; one of the same id is replaced.
///
/// # Errors
/// When the database refuses.
pub async fn put(tx: &mut Write, kind: Kind, picture: &PictureRow, now: Millis) -> Result<()> {
    sqlx::query(
        "INSERT INTO pictures (id, kind, account_id, media_type, width, height, bytes, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO UPDATE SET media_type = excluded.media_type, \
         width = excluded.width, height = excluded.height, bytes = excluded.bytes, created_at = excluded.created_at",
    )
    .bind(picture.id.as_str())
    .bind(kind.word())
    .bind(picture.account.as_ref().map(|account| account.as_str().to_owned()))
    .bind(picture.media_type.as_str())
    .bind(i64::from(picture.width))
    .bind(i64::from(picture.height))
    .bind(picture.bytes.clone())
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Forgets copies made before, and uploads of then that no message carries.
///
/// # Errors
/// When the database refuses.
pub async fn prune(tx: &mut Write, before: Millis) -> Result<u64> {
    let gone = sqlx::query(
        "DELETE FROM pictures WHERE created_at < $1 AND id NOT IN \
         (SELECT out_upload FROM messages WHERE out_upload IS NOT NULL \
         AND out_state IN ('queued', 'waiting', 'sending', 'checking', 'failed'))",
    )
    .bind(before.0)
    .execute(&mut **tx)
    .await?;
    Ok(gone.rows_affected())
}
