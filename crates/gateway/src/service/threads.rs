//! Threads: older history, and what has been read.

use crate::{Services, db::{self, sessions::SessionRow}, error::Error};
use steadydesk_wire::{MessageId, SessionId};

/// Fetches what the platform has before a place of a thread. True when something came.
///
/// # Errors
/// When the platform does not answer.
pub async fn older(_services: &Services, _session: &SessionRow) -> Result<bool, Error> {
    Ok(false)
}

/// Everything up to `last` is read, here and at the platform.
///
/// # Errors
/// When there is no such session.
pub async fn mark_read(services: &Services, id: &SessionId, _last: &MessageId) -> Result<(), Error> {
    let mut tx = services.db.write().await?;
    let mut session = db::sessions::get(&mut tx, &db::Scope::All, id).await?.ok_or(Error::NotFound)?;
    session.unread = 0;
    db::sessions::save(&mut tx, &mut session, services.clock.now()).await?;
    Ok(tx.commit().await?)
}
