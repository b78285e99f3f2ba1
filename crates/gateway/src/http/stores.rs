//! The store list.

use super::{
    extract::{Address, Body, Id, Params},
    session::{Admin, SignedIn},
};
use crate::{
    Services,
    db::{audit, lists},
    error::Error,
    service,
};
use axum::{Json, extract::State, http::StatusCode};
use steadydesk_wire::{Problem, StandingsQuestion, Store, StoreFilter, StoreId, StorePage, StoreStandings};

/// Stores that may be asked about at once.
const MOST_STANDINGS: usize = 500;

/// Stores granted to the account.
#[utoipa::path(get, path = "/api/stores", tag = "stores", params(StoreFilter), responses((status = 200, body = StorePage)))]
pub(super) async fn list(
    State(services): State<Services>,
    signed_in: SignedIn,
    Params(filter): Params<StoreFilter>,
) -> Result<Json<StorePage>, Error> {
    let mut read = services.db.read().await?;
    Ok(Json(
        lists::stores(&mut read, &signed_in.scope, &filter, services.clock.now()).await?,
    ))
}

/// How stores are that were selected: under that filter, elsewhere, or gone.
#[utoipa::path(post, path = "/api/stores/standings", tag = "stores", request_body = StandingsQuestion, responses(
    (status = 200, body = StoreStandings),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn standings(
    State(services): State<Services>,
    signed_in: SignedIn,
    Body(question): Body<StandingsQuestion>,
) -> Result<Json<StoreStandings>, Error> {
    if question.ids.len() > MOST_STANDINGS {
        return Err(Error::Invalid(format!("ask about {MOST_STANDINGS} stores at most")));
    }
    if question.ids.is_empty() {
        return Ok(Json(StoreStandings { items: Vec::new() }));
    }
    let filter = StoreFilter {
        platform: question.platform,
        region: question.region,
        status: question.status,
        q: question.q,
        ..StoreFilter::default()
    };
    let mut read = services.db.read().await?;
    let items = lists::standings(
        &mut read,
        &signed_in.scope,
        &question.ids,
        &filter,
        services.clock.now(),
    )
    .await?;
    Ok(Json(StoreStandings { items }))
}

/// Has the platform asked about a store now, and not when its turn comes.
#[utoipa::path(post, path = "/api/stores/{id}/sync", tag = "stores", params(("id" = String, Path)), responses(
    (status = 202),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn sync(
    State(services): State<Services>,
    signed_in: SignedIn,
    Id(id): Id<StoreId>,
) -> Result<StatusCode, Error> {
    let mut read = services.db.read().await?;
    lists::store(&mut read, &signed_in.scope, &id)
        .await?
        .ok_or(Error::NotFound)?;
    services.work.store_state(&id).to_sync.notify_one();
    Ok(StatusCode::ACCEPTED)
}

/// One store.
#[utoipa::path(get, path = "/api/stores/{id}", tag = "stores", params(("id" = String, Path)), responses(
    (status = 200, body = Store),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn get(
    State(services): State<Services>,
    signed_in: SignedIn,
    Id(id): Id<StoreId>,
) -> Result<Json<Store>, Error> {
    let mut read = services.db.read().await?;
    let store = lists::store(&mut read, &signed_in.scope, &id)
        .await?
        .ok_or(Error::NotFound)?;
    Ok(Json(store.to_wire(services.clock.now())))
}

/// Deletes a store with its sessions and messages.
#[utoipa::path(delete, path = "/api/stores/{id}", tag = "stores", params(("id" = String, Path)), responses(
    (status = 204),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn delete(
    State(services): State<Services>,
    Address(address): Address,
    Admin(admin): Admin,
    Id(id): Id<StoreId>,
) -> Result<StatusCode, Error> {
    service::stores::delete(&services, &id).await?;
    let mut tx = services.db.write().await?;
    audit::write(
        &mut tx,
        services.clock.now(),
        &admin.account.name,
        "store_delete",
        id.as_str(),
        "",
        &address,
    )
    .await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
