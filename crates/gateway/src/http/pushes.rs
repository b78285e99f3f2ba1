//! Where the platforms' pushes come in.

use super::{authorizations::PlatformWord, extract::Id};
use crate::{
    Services,
    error::Error,
    service::pushes::{self, Received},
};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
};
use bytes::Bytes;
use steadydesk_wire::{Platform, Problem};

/// A signed push: checked, written down, answered, worked off later.
#[utoipa::path(post, path = "/push/{platform}", tag = "pushes", params(("platform" = Platform, Path)), responses(
    (status = 200),
    (status = 403, body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn receive(
    State(services): State<Services>,
    Id(PlatformWord(platform)): Id<PlatformWord>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Error> {
    let authorization = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    match pushes::receive(&services, platform, authorization, &body).await? {
        Received::New | Received::Known => Ok(StatusCode::OK),
        Received::NotGenuine => Err(Error::NotAllowed),
    }
}
