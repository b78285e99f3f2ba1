//! What operators send.

use crate::{Services, error::Error};
use steadydesk_wire::{Message, MessageId, NewMessage, SessionId};

/// Takes a message for sending.
///
/// # Errors
/// When its id is taken.
pub async fn accept(_: &Services, _operator: &str, _: &SessionId, _: &NewMessage) -> Result<Message, Error> {
    Err(Error::Unavailable)
}

/// Tries a failed one again.
///
/// # Errors
/// When it has not failed.
pub async fn retry(_: &Services, _: &MessageId) -> Result<Message, Error> {
    Err(Error::Unavailable)
}

/// Sends an unknown outcome again.
///
/// # Errors
/// When it is none.
pub async fn send_again(_: &Services, _: &MessageId) -> Result<Message, Error> {
    Err(Error::Unavailable)
}

/// Takes one back that is not out.
///
/// # Errors
/// When it is out.
pub async fn cancel(_: &Services, _: &MessageId) -> Result<(), Error> {
    Err(Error::Unavailable)
}
