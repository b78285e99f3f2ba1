//! What every answer carries for the browser's safety, which writes are taken,
//! and how long an answer may take.

use super::session;
use crate::{Services, error::Error};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use std::time::Duration;

/// No answer takes longer, but the event stream.
const TIME: Duration = Duration::from_secs(60);

const HEADERS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

pub(super) async fn guard(State(services): State<Services>, request: Request, next: Next) -> Response {
    let is_stream = request.uri().path() == "/api/events";
    let is_api = request.uri().path().starts_with("/api/");
    let mut response = if let Err(error) = check_origin(&services, &request) {
        error.into_response()
    } else if is_stream {
        next.run(request).await
    } else {
        match tokio::time::timeout(TIME, next.run(request)).await {
            Ok(response) => response,
            Err(_) => {
                tracing::error!("an answer took too long");
                Error::Unavailable.into_response()
            }
        }
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // A page brings its own, with the hashes of its scripts.
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
        ));
    if is_api {
        headers
            .entry(header::CACHE_CONTROL)
            .or_insert(HeaderValue::from_static("no-store"));
    }
    if services.config.is_https() {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000"),
        );
    }
    response
}

/// A write must come from the console's own pages. Pushes bear no cookie and
/// prove themselves by their signature.
fn check_origin(services: &Services, request: &Request) -> Result<(), Error> {
    let is_write = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if !is_write || request.uri().path().starts_with("/push/") {
        return Ok(());
    }
    let headers = request.headers();
    // Browsers that know this header tell it themselves; no page can set it.
    if let Some(site) = headers.get("sec-fetch-site") {
        return if site == "same-origin" {
            Ok(())
        } else {
            Err(Error::CrossSite)
        };
    }
    match headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok()) {
        Some(origin) if is_ours(services, headers, origin) => Ok(()),
        Some(_) => Err(Error::CrossSite),
        // No browser: harmless without a cookie, and with one it must say where it is.
        None if headers.contains_key(header::ORIGIN) || session::cookie(services, headers).is_some() => {
            Err(Error::CrossSite)
        }
        None => Ok(()),
    }
}

fn is_ours(services: &Services, headers: &HeaderMap, origin: &str) -> bool {
    if origin == services.config.public_url.origin().ascii_serialization() {
        return true;
    }
    // Reached under another name (localhost, a second host name): the origin is the host asked.
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let own = origin.split_once("://").map(|(_, authority)| authority);
    own.is_some() && own == host
}
