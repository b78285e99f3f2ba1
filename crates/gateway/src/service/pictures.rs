//! Pictures on their way out and in.

use crate::{Services, db::{messages::MessageRow, pictures::PictureRow}, error::Error};
use bytes::Bytes;
use steadydesk_wire::{Uploaded, UserId};

/// Takes a picture that is to be sent.
///
/// # Errors
/// When it is none that a platform takes.
pub async fn store_upload(_: &Services, _by: &UserId, _media_type: &str, _bytes: Bytes) -> Result<Uploaded, Error> {
    Err(Error::Invalid("pictures cannot be taken yet".into()))
}

/// The picture of a message, from the copy here or from the platform.
///
/// # Errors
/// When it has none, or the platform does not give it.
pub async fn fetch_for_message(_: &Services, _message: &MessageRow) -> Result<PictureRow, Error> {
    Err(Error::NotFound)
}
