//! Pushes: verified, written down and answered at once, worked off later (see
//! [`crate::jobs::pushes`]).

use crate::{Services, db, error::Error, marketplace::digest_hex};
use steadydesk_wire::Platform;

/// What became of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    /// New: it is on disk.
    New,
    /// It was here before.
    Known,
    /// Its signature is not the platform's: 401, and nothing is kept.
    NotGenuine,
}

/// Receives a delivery. `authorization` is the header's value, empty where there is none.
///
/// # Errors
/// When the database is away: the platform will deliver again.
pub async fn receive(
    services: &Services,
    platform: Platform,
    authorization: &str,
    body: &[u8],
) -> Result<Received, Error> {
    let Some(marketplace) = services.marketplaces.get(platform) else {
        return Ok(Received::NotGenuine);
    };
    if !marketplace.verify_push(&services.config.push(platform), authorization, body) {
        return Ok(Received::NotGenuine);
    }
    // What cannot be read is kept as well, for the worker to say so in the log, once.
    let key = match marketplace.read_push(body) {
        Ok(push) => format!("{}:{}", push.shop_id, push.dedup_key),
        Err(_) => format!("?:{}", digest_hex(body)),
    };
    let mut tx = services.db.write().await?;
    let is_new = db::pushes::receive(&mut tx, platform, &key, body, services.clock.now()).await?;
    tx.commit().await?;
    if !is_new {
        return Ok(Received::Known);
    }
    services.work.push_came.notify_one();
    Ok(Received::New)
}
