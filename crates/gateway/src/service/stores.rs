//! Stores.

use crate::{Services, db, error::Error};
use steadydesk_wire::StoreId;

/// Deletes a store with all that is its.
///
/// # Errors
/// When there is none.
pub async fn delete(services: &Services, id: &StoreId) -> Result<(), Error> {
    let mut tx = services.db.write().await?;
    if !db::stores::delete(&mut tx, id, services.clock.now()).await? {
        return Err(Error::NotFound);
    }
    Ok(tx.commit().await?)
}
