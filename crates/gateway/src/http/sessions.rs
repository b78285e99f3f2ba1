//! The session list and the unread counts.

use super::{
    extract::{Id, Params},
    session::SignedIn,
};
use crate::{
    Services,
    db::{lists, sessions},
    error::Error,
};
use axum::{Json, extract::State};
use steadydesk_wire::{Problem, Session, SessionFilter, SessionId, SessionPage, UnreadCounts};

/// Sessions of the stores granted to the account.
#[utoipa::path(get, path = "/api/sessions", tag = "sessions", params(SessionFilter),
    responses((status = 200, body = SessionPage)))]
pub(super) async fn list(
    State(services): State<Services>,
    signed_in: SignedIn,
    Params(filter): Params<SessionFilter>,
) -> Result<Json<SessionPage>, Error> {
    let mut read = services.db.read().await?;
    Ok(Json(
        lists::sessions(&mut read, &signed_in.scope, &filter, services.clock.now()).await?,
    ))
}

/// One session.
#[utoipa::path(get, path = "/api/sessions/{id}", tag = "sessions", params(("id" = String, Path)), responses(
    (status = 200, body = Session),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn get(
    State(services): State<Services>,
    signed_in: SignedIn,
    Id(id): Id<SessionId>,
) -> Result<Json<Session>, Error> {
    let mut read = services.db.read().await?;
    let session = sessions::get(&mut read, &signed_in.scope, &id)
        .await?
        .ok_or(Error::NotFound)?;
    Ok(Json(session.to_wire()))
}

/// Unread messages by store.
#[utoipa::path(get, path = "/api/unread", tag = "sessions", responses((status = 200, body = UnreadCounts)))]
pub(super) async fn unread(State(services): State<Services>, signed_in: SignedIn) -> Result<Json<UnreadCounts>, Error> {
    let mut read = services.db.read().await?;
    Ok(Json(sessions::unread(&mut read, &signed_in.scope).await?))
}
