//! Pictures, to and from the browser.

use super::{extract::Id, session::SignedIn};
use crate::{Services, db::messages, error::Error, service::pictures};
use axum::{
    Json,
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use steadydesk_wire::{MessageId, Problem, Uploaded};

/// The largest picture that is taken; the platforms take 10 MB at most.
const PICTURE_BYTES: usize = 10 << 20;
/// Kinds that a browser shows as a picture and never as a page.
const SHOWN: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/// The picture of a message.
#[utoipa::path(get, path = "/api/messages/{id}/picture", tag = "pictures", params(("id" = String, Path)), responses(
    (status = 200, description = "the picture's bytes", content_type = "image/*"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn get(
    State(services): State<Services>,
    signed_in: SignedIn,
    Id(id): Id<MessageId>,
) -> Result<Response, Error> {
    let message = messages::get(&mut *services.db.read().await?, &signed_in.scope, &id).await?;
    let picture = pictures::fetch_for_message(&services, &message.ok_or(Error::NotFound)?).await?;
    let shown = SHOWN.into_iter().find(|kind| *kind == picture.media_type);
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static(shown.unwrap_or("application/octet-stream")),
        ),
        // It never changes; but whoever signs out must not leave it to others.
        (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600")),
        (HeaderName::from_static("vary"), HeaderValue::from_static("cookie")),
    ];
    Ok((headers, picture.bytes).into_response())
}

/// Takes a picture that is to be sent.
#[utoipa::path(post, path = "/api/pictures", tag = "pictures",
    request_body(content = Vec<u8>, content_type = "image/*"), responses(
        (status = 200, body = Uploaded),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    ))]
pub(super) async fn upload(
    State(services): State<Services>,
    signed_in: SignedIn,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Uploaded>, Error> {
    let media_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let bytes = axum::body::to_bytes(body, PICTURE_BYTES)
        .await
        .map_err(|_| Error::TooLarge)?;
    Ok(Json(
        pictures::store_upload(&services, &signed_in.account.id, media_type, bytes).await?,
    ))
}
