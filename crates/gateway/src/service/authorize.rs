//! Asking sellers for the permission to speak for their stores.

use crate::{Services, error::Error};
use steadydesk_wire::{Authorization, NewAuthorization, Platform, StoreId, UserId};

/// How an authorisation ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// This store is ours to speak for.
    Authorized(StoreId),
    /// The seller or the platform said no, or the link was used or too old.
    Refused,
}

/// Begins: where the seller says yes.
///
/// # Errors
/// When no app is configured for the platform.
pub async fn begin(_: &Services, _by: &UserId, asked: &NewAuthorization) -> Result<Authorization, Error> {
    Err(Error::Platform(format!("no {} app is configured", asked.platform.name())))
}

/// Ends: the platform's page came back with `query`.
///
/// # Errors
/// When the database is away.
pub async fn finish(_: &Services, _: Platform, _query: &[(String, String)]) -> Result<Outcome, Error> {
    Ok(Outcome::Refused)
}
