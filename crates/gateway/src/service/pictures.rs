//! Pictures: uploads on their way out, and what buyers sent, fetched by the
//! gateway so that no browser ever asks an address that a stranger chose.

mod fetch;
mod sniff;

use crate::{
    Services,
    db::{
        self,
        messages::MessageRow,
        pictures::{Kind, PictureRow},
    },
    error::Error,
};
use steadydesk_wire::{Uploaded, UserId};

pub use sniff::{Sniffed, sniff};

/// The largest picture, in and out.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;

/// Keeps a picture until it is sent.
///
/// # Errors
/// [`Error::TooLarge`], or [`Error::Invalid`] for what is no PNG, JPEG, GIF or WebP.
///
/// What the browser calls it (`media_type`) counts for nothing.
pub async fn store_upload(
    services: &Services,
    account: &UserId,
    media_type: &str,
    bytes: bytes::Bytes,
) -> Result<Uploaded, Error> {
    if bytes.len() > MAX_BYTES {
        return Err(Error::TooLarge);
    }
    let seen = sniff(&bytes).ok_or_else(|| {
        tracing::debug!(media_type, "an upload is no picture");
        Error::Invalid("pictures are PNG, JPEG, GIF or WebP".to_owned())
    })?;
    let row = PictureRow {
        id: uuid::Uuid::now_v7().to_string(),
        account: Some(account.clone()),
        media_type: seen.media_type.to_owned(),
        width: seen.width,
        height: seen.height,
        bytes: bytes.to_vec(),
    };
    let mut tx = services.db.write().await?;
    db::pictures::put(&mut tx, Kind::Upload, &row, services.clock.now()).await?;
    tx.commit().await?;
    Ok(Uploaded {
        upload: row.id,
        width: row.width,
        height: row.height,
    })
}

/// The picture of a message: our upload, the copy kept here, or fetched now.
///
/// # Errors
/// [`Error::NotFound`] where the message has none, [`Error::Platform`] where it cannot be fetched.
pub async fn fetch_for_message(services: &Services, message: &MessageRow) -> Result<PictureRow, Error> {
    {
        let mut conn = services.db.read().await?;
        if let Some(upload) = &message.out_upload
            && let Some(picture) = db::pictures::get(&mut conn, Kind::Upload, upload).await?
        {
            return Ok(picture);
        }
        if let Some(picture) = db::pictures::get(&mut conn, Kind::Message, message.id.as_str()).await? {
            return Ok(picture);
        }
    }
    let url = message.picture_url.as_deref().ok_or(Error::NotFound)?;
    let bytes = fetch::fetch(services.config.sandbox.as_ref(), url)
        .await
        .map_err(|why| Error::Platform(format!("the picture cannot be fetched: {why}")))?;
    let seen = sniff(&bytes).ok_or_else(|| Error::Platform("what the platform sent is no picture".to_owned()))?;
    let picture = PictureRow {
        id: message.id.to_string(),
        account: None,
        media_type: seen.media_type.to_owned(),
        width: seen.width,
        height: seen.height,
        bytes,
    };
    let mut tx = services.db.write().await?;
    db::pictures::put(&mut tx, Kind::Message, &picture, services.clock.now()).await?;
    tx.commit().await?;
    Ok(picture)
}
