//! Reading a request to its end.

use super::call::{Call, Part};
use crate::shared::Shared;
use axum::{
    body::Body,
    extract::{DefaultBodyLimit, FromRequest, Multipart, Request},
    http::{HeaderMap, StatusCode, header},
};
use bytes::Bytes;

/// The largest body that is read: the largest picture that a platform takes, and some room.
const MOST_BYTES: usize = 12 * 1024 * 1024;

/// Turns a request into plain data.
///
/// # Errors
/// The status to answer with when the body is too large or broken.
pub(super) async fn call(shared: &Shared, request: Request) -> Result<Call, StatusCode> {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, MOST_BYTES)
        .await
        .map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?;
    let media_type = media_type(&head.headers);
    let parts = if media_type == "multipart/form-data" {
        parts(&head.headers, body.clone()).await?
    } else {
        Vec::new()
    };
    let form = if media_type == "application/x-www-form-urlencoded" {
        pairs(&body)
    } else {
        Vec::new()
    };
    Ok(Call {
        method: head.method,
        path: head.uri.path().to_owned(),
        query: pairs(head.uri.query().unwrap_or_default().as_bytes()),
        form,
        headers: head.headers,
        body,
        parts,
        origin: shared.url.clone(),
        now_ms: shared.clock.now_ms(),
    })
}

/// The body's media type without its parameters, in small letters.
pub(crate) fn media_type(headers: &HeaderMap) -> String {
    let whole = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    whole.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn pairs(encoded: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(encoded).into_owned().collect()
}

async fn parts(headers: &HeaderMap, body: Bytes) -> Result<Vec<Part>, StatusCode> {
    let mut request = Request::new(Body::from(body));
    *request.headers_mut() = headers.clone();
    // The body has been held against the limit already.
    DefaultBodyLimit::disable().apply(&mut request);
    let mut multipart = Multipart::from_request(request, &())
        .await
        .map_err(|_| StatusCode::BAD_REQUEST)?;
    let mut parts = Vec::new();
    while let Some(field) = multipart.next_field().await.map_err(|_| StatusCode::BAD_REQUEST)? {
        let name = field.name().unwrap_or_default().to_owned();
        let file = field.file_name().is_some();
        let bytes = field.bytes().await.map_err(|_| StatusCode::BAD_REQUEST)?;
        parts.push(Part { name, file, bytes });
    }
    Ok(parts)
}
