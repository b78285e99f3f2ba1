//! The store list.

use super::{
    extract::{Address, Id, Params},
    session::{Admin, SignedIn},
};
use crate::{
    Services,
    db::{audit, lists},
    error::Error,
    service,
};
use axum::{Json, extract::State, http::StatusCode};
use steadydesk_wire::{Problem, Store, StoreFilter, StoreId, StorePage};

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
