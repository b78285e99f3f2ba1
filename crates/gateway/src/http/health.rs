//! What anybody may ask.

use super::session;
use crate::{Services, error::Error, server};
use axum::{Json, extract::State, http::HeaderMap};
use steadydesk_wire::Hello;

/// Serving.
#[utoipa::path(get, path = "/healthz", tag = "health", responses((status = 200, body = String)))]
pub(super) async fn healthz() -> &'static str {
    "ok"
}

/// What may be known before signing in, and who is signed in already.
#[utoipa::path(get, path = "/api/hello", tag = "health", responses((status = 200, body = Hello)))]
pub(super) async fn hello(State(services): State<Services>, headers: HeaderMap) -> Result<Json<Hello>, Error> {
    let signed_in = session::of(&services, &headers).await?;
    let sandbox_accounts = if services.config.sandbox.is_some() {
        server::sandbox_accounts()
    } else {
        Vec::new()
    };
    let now = services.clock.now();
    Ok(Json(Hello {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        now,
        account: signed_in.map(|signed_in| signed_in.to_wire(now)),
        sandbox_accounts,
    }))
}
