//! The calls under `/control`, with which tests look behind the marketplaces
//! and move them. Only from this machine.

mod messages;
mod problem;
mod stores;

use crate::{clock::machine_ms, fault::Order, shared::Shared};
use axum::{
    Json, Router,
    extract::{ConnectInfo, DefaultBodyLimit, Path, Query, Request, State},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{delete, get, post, put},
};
use problem::{Problem, Read};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{net::SocketAddr, sync::Arc};

/// The routes, to be nested under `/control`.
pub(crate) fn routes(shared: Arc<Shared>) -> Router<Arc<Shared>> {
    Router::new()
        .route("/apps", get(apps))
        .route("/stores", get(stores::list))
        .route("/stores/{id}/state", post(stores::set_state))
        .route("/buyer-messages", post(messages::write))
        .route("/faults", post(arm).get(faults).delete(end_all))
        .route("/faults/{id}", delete(end))
        .route("/sent", get(sent))
        .route("/requests", get(requests))
        .route("/push", put(set_push))
        .route("/clock", put(set_clock).get(clock))
        .layer(DefaultBodyLimit::max(16 * 1024 * 1024))
        .layer(middleware::from_fn(only_loopback))
        .with_state(shared)
}

async fn only_loopback(ConnectInfo(peer): ConnectInfo<SocketAddr>, request: Request, next: Next) -> Response {
    if !peer.ip().is_loopback() {
        return Problem::forbidden("control calls are taken from this machine only").into_response();
    }
    next.run(request).await
}

async fn apps(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(json!(shared.apps))
}

async fn arm(State(shared): State<Arc<Shared>>, Read(order): Read<Order>) -> Json<Value> {
    let id = shared.faults().arm(order);
    Json(json!({"id": id}))
}

async fn faults(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(shared.faults().list())
}

async fn end_all(State(shared): State<Arc<Shared>>) -> Json<Value> {
    shared.faults().end_all();
    Json(json!({}))
}

async fn end(State(shared): State<Arc<Shared>>, Path(id): Path<u64>) -> Result<Json<Value>, Problem> {
    if shared.faults().end(id) {
        Ok(Json(json!({})))
    } else {
        Err(Problem::unknown("no fault of this id is in force"))
    }
}

async fn sent(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(json!(shared.market().sent()))
}

#[derive(Debug, Deserialize)]
struct Since {
    #[serde(default)]
    since: u64,
}

async fn requests(State(shared): State<Arc<Shared>>, Query(Since { since }): Query<Since>) -> Json<Value> {
    let requests = shared.requests().since(since);
    Json(json!(requests))
}

#[derive(Debug, Deserialize)]
struct PushTo {
    url: String,
}

async fn set_push(State(shared): State<Arc<Shared>>, Read(to): Read<PushTo>) -> Result<Json<Value>, Problem> {
    let url = url::Url::parse(&to.url).map_err(|_| Problem::invalid("url is not an address"))?;
    if url.scheme() != "http" && url.scheme() != "https" {
        return Err(Problem::invalid("url is not a web address"));
    }
    shared.set_gateway(&to.url);
    Ok(Json(json!({"url": shared.gateway()})))
}

#[derive(Debug, Deserialize)]
struct Offset {
    offset_ms: i64,
}

/// Offsets of up to ten years, either way.
const MOST_OFFSET_MS: i64 = 10 * 365 * 24 * 3_600_000;

async fn set_clock(State(shared): State<Arc<Shared>>, Read(to): Read<Offset>) -> Result<Json<Value>, Problem> {
    if to.offset_ms.abs() > MOST_OFFSET_MS {
        return Err(Problem::invalid("offset_ms is more than ten years"));
    }
    shared.clock.move_to(to.offset_ms);
    Ok(clock(State(shared)).await)
}

async fn clock(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let now = shared.clock.now_ms();
    Json(json!({"now": now, "offset_ms": now - machine_ms()}))
}
