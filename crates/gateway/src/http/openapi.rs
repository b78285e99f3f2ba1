//! The API, described from the code.

use super::{
    accounts, audit, authorizations, events, health, messages, pictures, presence, pushes, sessions, stores, translate,
    users,
};
use axum::Json;
use steadydesk_wire::{Caught, Event, Greeting, Presence, SessionSort};
use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Steadydesk gateway",
        description = "What the console, and any other program of the team, may ask."
    ),
    paths(
        health::healthz,
        health::hello,
        openapi,
        accounts::sign_in,
        accounts::sign_out,
        accounts::me,
        stores::list,
        stores::standings,
        stores::get,
        stores::sync,
        stores::delete,
        authorizations::begin,
        authorizations::callback,
        sessions::list,
        sessions::get,
        messages::list,
        messages::send,
        messages::read,
        messages::retry,
        messages::send_again,
        messages::cancel,
        messages::unsent,
        pictures::get,
        pictures::upload,
        sessions::unread,
        presence::here,
        events::events,
        translate::translate,
        translate::budget,
        translate::languages,
        users::list,
        users::add,
        users::change,
        users::delete,
        audit::list,
        pushes::receive,
    ),
    components(schemas(Event, Greeting, Caught, Presence, SessionSort))
)]
struct Document;

/// The description of the whole API.
#[must_use]
pub fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// This API, described.
#[utoipa::path(get, path = "/api/openapi.json", tag = "health", responses((status = 200, description = "OpenAPI 3.1")))]
pub(super) async fn openapi() -> Json<utoipa::openapi::OpenApi> {
    Json(document())
}
