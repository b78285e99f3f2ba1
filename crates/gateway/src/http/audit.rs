//! The audit log, for administrators.

use super::{extract::Params, session::Admin};
use crate::{Services, db::audit, error::Error};
use axum::{Json, extract::State};
use serde::Deserialize;
use steadydesk_wire::AuditEntry;

/// What is asked for.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub(super) struct Asked {
    /// Entries before this number; without it the newest.
    before: Option<i64>,
    /// 1 to 200; nothing means 50.
    #[serde(default)]
    limit: u32,
}

/// Who did what, newest first.
#[utoipa::path(get, path = "/api/audit", tag = "people", params(Asked), responses((status = 200, body = Vec<AuditEntry>)))]
pub(super) async fn list(
    State(services): State<Services>,
    Admin(_): Admin,
    Params(asked): Params<Asked>,
) -> Result<Json<Vec<AuditEntry>>, Error> {
    let limit = if asked.limit == 0 { 50 } else { asked.limit.min(200) };
    let mut read = services.db.read().await?;
    Ok(Json(audit::page(&mut read, asked.before, i64::from(limit)).await?))
}
