//! Asking a seller for the permission to speak for a shop, and taking it.

use crate::{
    Services,
    db::{self, authorizations::Pending, stores::StoreRow},
    error::Error,
    jobs,
    marketplace::{CallError, Granted, digest_hex},
    service::{outbox, tokens::keep_tokens},
};
use anyhow::anyhow;
use steadydesk_wire::{Authorization, NewAuthorization, Platform, StoreId, UserId};

/// How an authorisation ended, for the address that the browser is sent to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The permission was given; the first of its stores.
    Authorized(StoreId),
    /// The seller said no, the page was too old, or the platform did not confirm it.
    Refused,
}

/// The id of a platform's shop as a store.
///
/// # Errors
/// When the platform's id is none that an address can hold.
pub fn store_id(platform: Platform, shop_id: &str) -> Result<StoreId, Error> {
    Ok(StoreId::try_from(format!("{platform}-{shop_id}"))?)
}

/// Begins: answers the platform's page, which comes back with a secret that is
/// good once, for half an hour.
///
/// # Errors
/// When the platform has no app here, or the store to authorise again does not exist.
pub async fn begin(services: &Services, account: &UserId, wanted: &NewAuthorization) -> Result<Authorization, Error> {
    let Some(marketplace) = services.marketplaces.get(wanted.platform) else {
        let name = wanted.platform.name();
        return Err(Error::Invalid(format!(
            "no {name} app is configured; see the gateway's --help"
        )));
    };
    let now = services.clock.now();
    let state = hex::encode(rand::random::<[u8; 32]>());
    let pending = Pending {
        platform: wanted.platform,
        account: account.clone(),
        store: wanted.store.clone(),
    };
    let mut tx = services.db.write().await?;
    if let Some(store) = &wanted.store {
        let known = db::stores::get(&mut tx, store).await?.ok_or(Error::NotFound)?;
        if known.platform != wanted.platform {
            return Err(Error::Invalid("the store is on another platform".to_owned()));
        }
    }
    db::authorizations::begin(&mut tx, &digest_hex(state.as_bytes()), &pending, now).await?;
    tx.commit().await?;
    let mut callback = services.config.callback(wanted.platform);
    if wanted.platform == Platform::Shopee {
        // Its older page passes no state on; the address itself carries it.
        callback.query_pairs_mut().append_pair("state", &state);
    }
    Ok(Authorization {
        url: marketplace.authorize_url(&callback, &state).into(),
    })
}

/// Ends: takes what the platform's page sent the browser back with.
///
/// # Errors
/// When the database is away. What the seller or the platform did wrong is [`Outcome::Refused`].
pub async fn finish(services: &Services, platform: Platform, query: &[(String, String)]) -> Result<Outcome, Error> {
    let of = |key: &str| {
        query
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.as_str())
    };
    let Some(state) = of("state") else {
        return Ok(Outcome::Refused);
    };
    let mut tx = services.db.write().await?;
    let pending =
        db::authorizations::take(&mut tx, &digest_hex(state.as_bytes()), platform, services.clock.now()).await?;
    tx.commit().await?;
    let Some(pending) = pending else {
        return Ok(Outcome::Refused);
    };
    let Some(marketplace) = services.marketplaces.get(platform) else {
        return Ok(Outcome::Refused);
    };
    let granted = match marketplace.exchange(query).await {
        Ok(granted) => granted,
        Err(error) => {
            tracing::warn!(%platform, %error, "the platform did not confirm an authorisation");
            return Ok(Outcome::Refused);
        }
    };
    let mut first = None;
    for grant in granted {
        let id = store_id(platform, &grant.shop.shop_id)?;
        // Asked for one store, only that one is taken: another shop's permission was not wanted.
        if pending.store.as_ref().is_some_and(|store| *store != id) {
            tracing::warn!(%platform, store = %id, "another shop than the one asked for was authorised; passed over");
            continue;
        }
        take(services, &id, platform, grant).await?;
        first.get_or_insert(id);
    }
    Ok(first.map_or(Outcome::Refused, Outcome::Authorized))
}

/// Writes a granted shop down as a store and sets its work going.
async fn take(services: &Services, id: &StoreId, platform: Platform, grant: Granted) -> Result<(), Error> {
    let marketplace = services
        .marketplaces
        .get(platform)
        .ok_or_else(|| Error::Internal(anyhow!("no connector")))?;
    let info = marketplace.shop(&grant.shop).await;
    let now = services.clock.now();
    let mut tx = services.db.write().await?;
    let mut row = match db::stores::get(&mut tx, id).await? {
        Some(row) => row,
        None => StoreRow::new(
            id.clone(),
            platform,
            grant.shop.shop_id.clone(),
            grant.shop.region.clone(),
            now,
        ),
    };
    if !grant.name.is_empty() {
        row.name.clone_from(&grant.name);
    }
    row.cipher.clone_from(&grant.shop.cipher);
    row.login_expired = false;
    row.failing = None;
    row.authorized_until = None;
    keep_tokens(services, &mut row, &grant.shop.tokens);
    match info {
        Ok(info) => {
            if !info.name.is_empty() {
                row.name = info.name;
            }
            row.region = info.region;
            row.shop_state = info.state;
            row.authorized_until = info.authorized_until;
            row.as_of = Some(now);
        }
        Err(CallError::Suspended { state, .. }) => row.shop_state = state,
        // The permission is given all the same; the regular look asks again.
        Err(error) => tracing::warn!(store = %id, %error, "a new store does not say how it is yet"),
    }
    db::stores::save(&mut tx, &mut row, now).await?;
    tx.commit().await?;
    tracing::info!(store = %id, "a store is authorised");
    outbox::free(services, id).await?;
    jobs::sync::begin(services, id);
    Ok(())
}
