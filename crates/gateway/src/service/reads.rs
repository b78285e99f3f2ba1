//! Marking a session read, here at once and at the platform quietly.

use crate::{
    Services,
    db::{self, Scope},
    error::Error,
    marketplace::CallError,
};
use steadydesk_wire::{MessageId, SessionId, StoreId};

/// Marks everything up to `last` read.
///
/// # Errors
/// When there is no such session or message.
pub async fn mark_read(services: &Services, session: &SessionId, last: &MessageId) -> Result<(), Error> {
    let now = services.clock.now();
    let mut tx = services.db.write().await?;
    let mut row = db::sessions::get(&mut tx, &Scope::All, session)
        .await?
        .ok_or(Error::NotFound)?;
    let message = db::messages::get(&mut tx, &Scope::All, last)
        .await?
        .ok_or(Error::NotFound)?;
    if message.session != *session {
        return Err(Error::NotFound);
    }
    let unread = db::ingest::buyer_messages_behind(&mut tx, row.n, message.position).await?;
    let newest = db::ingest::platform_id_upto(&mut tx, row.n, message.position).await?;
    if row.unread <= unread {
        return Ok(());
    }
    row.unread = unread;
    db::sessions::save(&mut tx, &mut row, now).await?;
    tx.commit().await?;
    if let Some(newest) = newest {
        let work = pass_on(services.clone(), row.store, row.platform_session_id, newest);
        services.spawn(work);
    }
    Ok(())
}

/// Tells the platform, and keeps at it for a while: nobody waits for it.
async fn pass_on(services: Services, store: StoreId, session: String, last: String) {
    for n in 0..services.work.settings.quiet_tries {
        let done = services
            .call(&store, |marketplace, shop| {
                let (session, last) = (session.clone(), last.clone());
                async move { marketplace.mark_read(&shop, &session, &last).await }
            })
            .await;
        let wait = match done {
            Ok(()) => return,
            Err(CallError::RateLimited { retry_after }) => {
                retry_after.unwrap_or_default() + services.work.settings.wait(n)
            }
            Err(CallError::LoginExpired(_) | CallError::Suspended { .. } | CallError::Refused { .. }) => break,
            Err(_) => services.work.settings.wait(n),
        };
        tokio::time::sleep(wait).await;
    }
    tracing::info!(%store, "the platform was not told that a session is read");
}
