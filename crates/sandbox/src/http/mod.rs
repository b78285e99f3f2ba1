//! The server: connections, the way of a request, and the routes that are not
//! a marketplace's.
//!
//! A request is read to its end, noted, struck by the faults that await it, and
//! then answered by its service. The answering runs in a task of its own: a
//! caller who hangs up does not undo what the marketplace has begun.

pub(crate) mod call;
pub(crate) mod log;
pub(crate) mod pace;
pub(crate) mod page;
pub(crate) mod read;
mod service;
mod strike;

use crate::{control, fault::Target, picture, shared::Shared};
use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Path, Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use call::{Answer, Call, Payload};
use hyper_util::rt::TokioIo;
use service::Service;
use std::{convert::Infallible, net::SocketAddr, sync::Arc};
use tokio::{net::TcpListener, task::JoinSet};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

/// The sandbox's HTTP server.
#[derive(Debug)]
pub(crate) struct Server {
    router: Router,
}

impl Server {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        let router = Router::new()
            .nest("/control", control::routes(shared.clone()))
            .route("/healthz", get(|| async { "ok" }))
            .route("/pictures/{name}", get(serve_picture))
            .fallback(serve_service)
            .with_state(shared);
        Self { router }
    }

    /// Accepts connections until told to stop, and then drops those still open.
    pub(crate) async fn run(self, listener: TcpListener, stop: CancellationToken) {
        let mut connections = JoinSet::new();
        loop {
            let accepted = tokio::select! {
                () = stop.cancelled() => break,
                accepted = listener.accept() => accepted,
            };
            while connections.try_join_next().is_some() {}
            match accepted {
                Ok((stream, peer)) => {
                    // Small answers must not wait for more to come.
                    if let Err(error) = stream.set_nodelay(true) {
                        tracing::debug!(%error, "cannot set nodelay");
                    }
                    connections.spawn(serve_connection(self.router.clone(), stream, peer));
                }
                Err(error) => {
                    tracing::warn!(%error, "cannot accept a connection");
                    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                }
            }
        }
        connections.shutdown().await;
    }
}

/// Marks a response that must never be sent: the connection closes instead.
#[derive(Debug, Clone, Copy)]
struct HangUp;

#[derive(Debug)]
struct HungUp;

impl std::fmt::Display for HungUp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a fault closes this connection")
    }
}

impl std::error::Error for HungUp {}

async fn serve_connection(router: Router, stream: tokio::net::TcpStream, peer: SocketAddr) {
    let service = hyper::service::service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let router = router.clone();
        async move {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            let response = router
                .oneshot(request)
                .await
                .unwrap_or_else(|never: Infallible| match never {});
            if response.extensions().get::<HangUp>().is_some() {
                Err(HungUp)
            } else {
                Ok(response)
            }
        }
    });
    let connection = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    if let Err(error) = connection.await {
        tracing::debug!(%error, "a connection ended");
    }
}

async fn serve_picture(State(shared): State<Arc<Shared>>, Path(name): Path<String>) -> Response {
    let uploaded = shared
        .market()
        .upload(&name)
        .map(|upload| (upload.media_type, upload.bytes.clone()));
    match uploaded.or_else(|| picture::seeded(&name).map(|bytes| ("image/png", bytes.into()))) {
        Some((media_type, bytes)) => ([(header::CONTENT_TYPE, media_type)], bytes).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn serve_service(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let call = match read::call(&shared, request).await {
        Ok(call) => call,
        Err(status) => return status.into_response(),
    };
    let task = tokio::spawn(serve_call(shared, call));
    task.await.unwrap_or_else(|error| {
        tracing::error!(%error, "answering failed");
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    })
}

async fn serve_call(shared: Arc<Shared>, mut call: Call) -> Response {
    let service = Service::of(&call.path);
    let seen = service.inspect(&shared, &call);
    let store = seen
        .store
        .and_then(|no| shared.market().world.store(no))
        .map(|store| store.id().to_string());
    shared.requests().note(log::Request {
        n: 0,
        platform: service.platform(),
        store: store.clone(),
        method: call.method.to_string(),
        path: call.path.clone(),
        sign_ok: seen.sign_ok,
        at: call.now_ms,
    });
    let target = Target {
        platform: service.platform(),
        store: store.as_deref(),
        path: &call.path,
        method: call.method.as_str(),
        sends: sends_message(&call),
    };
    let strike = shared.faults().strike_request(target);
    if strike.latency_ms > 0 {
        tokio::time::sleep(std::time::Duration::from_millis(strike.latency_ms)).await;
        call.now_ms = shared.clock.now_ms();
    }
    let paced = seen.sign_ok == Some(true)
        && seen
            .store
            .is_some_and(|store| !shared.pace().allows(store, crate::clock::machine_ms()));
    if paced {
        return into_response(service.rate_limited(&call, 1));
    }
    strike::carry_out(&shared, service, &call, strike.fault)
}

/// Whether a request would put a message into a session.
fn sends_message(call: &Call) -> bool {
    let path = call.path.as_str();
    call.method == axum::http::Method::POST
        && (path.ends_with("/sellerchat/send_message")
            || path.ends_with("/sellerchat/send_autoreply_message")
            || path.ends_with("/im/message/send")
            || (path.starts_with("/customer_service/") && path.ends_with("/messages")))
}

fn into_response(answer: Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let mut response = match answer.payload {
        Payload::Json(value) => (status, axum::Json(value)).into_response(),
        Payload::Html(page) => (status, axum::response::Html(page)).into_response(),
        Payload::Redirect(url) => (status, [(header::LOCATION, url)]).into_response(),
    };
    if let Some(seconds) = answer.retry_after_s {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}
