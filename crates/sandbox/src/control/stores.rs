//! Stores: listing them and changing how they stand.

use super::problem::{Problem, Read};
use crate::{
    shared::Shared,
    world::{Platform, StoreState},
};
use axum::{
    Json,
    extract::{Path, State},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Debug, Serialize)]
pub(super) struct Row {
    platform: Platform,
    /// The platform's own id of the shop.
    id: String,
    name: String,
    region: &'static str,
    state: StoreState,
    /// Whether its seller has allowed the app in this run.
    authorized: bool,
}

/// `GET /control/stores`.
pub(super) async fn list(State(shared): State<Arc<Shared>>) -> Json<Vec<Row>> {
    let market = shared.market();
    let stores = market.world.stores().filter_map(|no| market.world.store(no));
    let rows = stores.map(|store| Row {
        platform: store.platform,
        id: store.id().to_string(),
        region: store.site.country,
        state: market.state(&store),
        authorized: market.authorized(store.no),
        name: store.name,
    });
    Json(rows.collect())
}

#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    state: StoreState,
}

/// `POST /control/stores/{id}/state`.
pub(super) async fn set_state(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    Read(wanted): Read<Wanted>,
) -> Result<Json<Value>, Problem> {
    let now_ms = shared.clock.now_ms();
    let mut market = shared.market();
    let store = market
        .named_store(&id)
        .ok_or_else(|| Problem::unknown(format!("there is no store {id}")))?;
    market.set_state(&store, wanted.state, now_ms);
    Ok(Json(json!({"state": wanted.state})))
}
