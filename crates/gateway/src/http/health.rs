//! What anybody may ask.

use crate::{Services, server};
use axum::{Json, extract::State};
use steadydesk_wire::Hello;

/// Serving.
#[utoipa::path(get, path = "/healthz", tag = "health", responses((status = 200, body = String)))]
pub(super) async fn healthz() -> &'static str {
    "ok"
}

/// What may be known before signing in.
#[utoipa::path(get, path = "/api/hello", tag = "health", responses((status = 200, body = Hello)))]
pub(super) async fn hello(State(services): State<Services>) -> Json<Hello> {
    let sandbox_accounts = if services.config.sandbox.is_some() {
        server::sandbox_accounts()
    } else {
        Vec::new()
    };
    Json(Hello {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        now: services.clock.now(),
        sandbox_accounts,
    })
}
