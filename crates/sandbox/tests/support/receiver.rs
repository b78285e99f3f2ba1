//! A gateway that only takes pushes.

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
};
use serde_json::Value;
use std::{
    sync::{
        Arc,
        atomic::{AtomicU16, Ordering},
    },
    time::Duration,
};
use tokio::{net::TcpListener, sync::mpsc, time::timeout};

#[derive(Debug)]
pub(crate) struct Push {
    pub(crate) path: String,
    pub(crate) authorization: String,
    pub(crate) body: Bytes,
    pub(crate) json: Value,
}

#[derive(Debug)]
pub(crate) struct Receiver {
    pub(crate) url: String,
    status: Arc<AtomicU16>,
    pushes: mpsc::UnboundedReceiver<Push>,
}

type Shared = (mpsc::UnboundedSender<Push>, Arc<AtomicU16>);

impl Receiver {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (sender, pushes) = mpsc::unbounded_channel();
        let status = Arc::new(AtomicU16::new(200));
        let router = Router::new().fallback(take).with_state((sender, status.clone()));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, status, pushes }
    }

    /// What pushes are answered from now on.
    pub(crate) fn answer(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }

    /// The next push; fails when none comes.
    pub(crate) async fn next(&mut self) -> Push {
        timeout(Duration::from_secs(10), self.pushes.recv())
            .await
            .expect("a push")
            .unwrap()
    }
}

async fn take(State((sender, status)): State<Shared>, uri: Uri, headers: HeaderMap, body: Bytes) -> StatusCode {
    let authorization = headers["authorization"].to_str().unwrap().to_owned();
    let json = serde_json::from_slice(&body).unwrap();
    sender
        .send(Push {
            path: uri.path().to_owned(),
            authorization,
            body,
            json,
        })
        .unwrap();
    StatusCode::from_u16(status.load(Ordering::SeqCst)).unwrap()
}
