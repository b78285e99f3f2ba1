//! A gateway for tests, with people who can sign in.

use super::world;
use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use http_body_util::BodyExt as _;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::Arc;
use steadydesk_gateway::{
    Services,
    clock::Clock,
    config::{Config, Given},
    db::{Db, accounts::AccountRow, stores::StoreRow},
    marketplace::Marketplaces,
    people::SignInGuard,
    secret::Seal,
};
use steadydesk_wire::Role;
use tower::ServiceExt as _;

/// The origin of the console's own pages.
pub(crate) const ORIGIN: &str = "http://desk.test";
/// Everybody's password.
pub(crate) const PASSWORD: &str = "correct horse battery";

pub(crate) struct Desk {
    pub(crate) services: Services,
    pub(crate) router: Router,
    folder: tempfile::TempDir,
}

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.bytes)))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The status and the stable code of a problem.
    pub(crate) fn problem(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem: Value = self.json();
        assert_eq!(problem["status"], self.status.as_u16());
        (
            self.status.as_u16(),
            problem["code"].as_str().expect("a code").to_owned(),
        )
    }

    /// The cookie that was set, as the next request sends it.
    pub(crate) fn cookie(&self) -> String {
        self.header("set-cookie")
            .split(';')
            .next()
            .expect("a cookie")
            .to_owned()
    }
}

impl Desk {
    pub(crate) async fn new() -> Self {
        Self::with(Given::default()).await
    }

    /// With a configuration of one's own; folder, address and origin are set here.
    pub(crate) async fn with(given: Given) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let given = given.or(Given {
            data: Some(folder.path().to_owned()),
            listen: Some(([127, 0, 0, 1], 0).into()),
            public_url: Some(ORIGIN.parse().expect("a URL")),
            ..Given::default()
        });
        let config = Config::new(given).expect("a configuration");
        let services = Services {
            translations: steadydesk_gateway::service::translate::connect(&config).expect("a client"),
            config: Arc::new(config),
            db: Db::sqlite(&folder.path().join("test.db")).await.expect("opens"),
            seal: Arc::new(Seal::from_text(&"07".repeat(32)).expect("a key")),
            clock: Clock::default(),
            marketplaces: Marketplaces::default(),
            work: Arc::default(),
            sign_in: Arc::new(SignInGuard::new().expect("a guard")),
            stop: tokio_util::sync::CancellationToken::new(),
        };
        let router = steadydesk_gateway::app(services.clone()).expect("a router");
        Self {
            services,
            router,
            folder,
        }
    }

    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    pub(crate) async fn person(&self, name: &str, role: Role, granted: &[&StoreRow]) -> AccountRow {
        let hash = self.services.sign_in.hash(PASSWORD.into()).await.expect("a hash");
        world::person(&self.services.db, name, role, &hash, granted).await
    }

    pub(crate) async fn ask(&self, request: Request<Body>) -> Answer {
        let answer = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = answer.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes().to_vec();
        Answer {
            status: parts.status,
            headers: parts.headers,
            bytes,
        }
    }

    pub(crate) async fn get(&self, cookie: &str, path: &str) -> Answer {
        self.ask(
            Request::get(path)
                .header(header::COOKIE, cookie)
                .body(Body::empty())
                .expect("a request"),
        )
        .await
    }

    /// A write as the console makes it.
    pub(crate) async fn write(&self, cookie: &str, method: &str, path: &str, body: Value) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, cookie)
            .header(header::ORIGIN, ORIGIN)
            .header(header::CONTENT_TYPE, "application/json")
            .body(if body.is_null() {
                Body::empty()
            } else {
                Body::from(body.to_string())
            });
        self.ask(request.expect("a request")).await
    }

    pub(crate) async fn try_sign_in(&self, name: &str, password: &str) -> Answer {
        self.write(
            "",
            "POST",
            "/api/sign-in",
            serde_json::json!({ "name": name, "password": password }),
        )
        .await
    }

    /// Signs in; the cookie.
    pub(crate) async fn sign_in(&self, name: &str) -> String {
        let answer = self.try_sign_in(name, PASSWORD).await;
        assert_eq!(answer.status, StatusCode::OK);
        answer.cookie()
    }
}
