//! Where an operator is.

use super::{extract::Body, session::SignedIn};
use crate::{
    Services,
    db::sessions,
    error::Error,
    service::presence::model::{Event, Tab},
};
use axum::{extract::State, http::StatusCode};
use steadydesk_wire::{Here, Problem};

/// A tab says which session it has open, and whether its operator is writing. The others learn it by the event stream.
#[utoipa::path(post, path = "/api/presence", tag = "sessions", request_body = Here, responses(
    (status = 204),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
    (status = 429, body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn here(
    State(services): State<Services>,
    signed_in: SignedIn,
    Body(here): Body<Here>,
) -> Result<StatusCode, Error> {
    services.work.presence.admit(&signed_in.account.id)?;
    let tab = Tab {
        fingerprint: signed_in.fingerprint,
        name: here.tab,
        account: signed_in.account.id,
        operator: signed_in.account.name,
    };
    let place = match &here.session {
        None => None,
        Some(id) => {
            let found = sessions::get(&mut *services.db.read().await?, &signed_in.scope, id).await?;
            let Some(session) = found else {
                // It was taken away under the tab: the tab is not where it was, either.
                services.moves(Event::Left(tab));
                return Err(Error::NotFound);
            };
            Some((session.store, session.id))
        }
    };
    services.is_here(tab, place, here.typing)?;
    Ok(StatusCode::NO_CONTENT)
}
