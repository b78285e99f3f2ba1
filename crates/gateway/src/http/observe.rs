//! Every request gets an id and a log line, and a panic becomes an answer.

use crate::error::Error;
use axum::{
    extract::{MatchedPath, Request},
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use futures_util::FutureExt as _;
use std::{panic::AssertUnwindSafe, time::Instant};
use tracing::Instrument as _;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

pub(super) async fn observe(request: Request, next: Next) -> Response {
    let id = uuid::Uuid::new_v4().simple().to_string();
    // The route, not the address: queries hold OAuth codes and searched texts.
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("(console)", MatchedPath::as_str)
        .to_owned();
    let method = request.method().clone();
    let span = tracing::info_span!("request", %id, %method, route);
    async move {
        let begun = Instant::now();
        // Safe to go on after a panic: what handlers share is the database, whose
        // transactions roll back, and values written in one step.
        let result = AssertUnwindSafe(next.run(request)).catch_unwind().await;
        let mut response =
            result.unwrap_or_else(|_| Error::Internal(anyhow::anyhow!("a handler panicked")).into_response());
        let (status, ms) = (response.status().as_u16(), begun.elapsed().as_millis());
        if status >= 500 {
            tracing::warn!(status, ms, "answered");
        } else {
            tracing::debug!(status, ms, "answered");
        }
        if let Ok(value) = HeaderValue::from_str(&id) {
            response.headers_mut().insert(REQUEST_ID, value);
        }
        response
    }
    .instrument(span)
    .await
}
