//! Taking a store out of the desk.

use crate::{Services, db, error::Error};
use steadydesk_wire::StoreId;

/// Deletes a store with its sessions, messages and tokens. What was still to
/// be sent for it is not sent.
///
/// # Errors
/// [`Error::NotFound`] where there is no such store.
pub async fn delete(services: &Services, store: &StoreId) -> Result<(), Error> {
    let mut tx = services.db.write().await?;
    if !db::stores::delete(&mut tx, store, services.clock.now()).await? {
        return Err(Error::NotFound);
    }
    tx.commit().await?;
    // Whoever waits for it wakes, finds it gone and ends.
    let state = services.work.store_state(store);
    state.to_sync.notify_one();
    state.to_send.notify_one();
    tracing::info!(%store, "a store is deleted");
    Ok(())
}
