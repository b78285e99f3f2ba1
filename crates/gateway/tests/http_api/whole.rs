//! What holds for the interface as a whole.

use crate::support::desk::Desk;
use axum::http::StatusCode;
use serde_json::Value;
use std::collections::BTreeSet;
use steadydesk_gateway::http::{ROUTES, document};
use steadydesk_wire::Hello;

#[tokio::test]
async fn every_route_is_described_and_nothing_else() {
    let document: Value = serde_json::to_value(document()).expect("JSON");
    let mut described = BTreeSet::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("methods") {
            described.insert((method.clone(), path.clone()));
            assert!(operation["summary"].is_string(), "{method} {path} says what it does");
        }
    }
    let routes: BTreeSet<_> = ROUTES
        .iter()
        .map(|(method, path)| ((*method).to_owned(), (*path).to_owned()))
        .collect();
    assert_eq!(described, routes);
    let text = document.to_string();
    let schemas = document["components"]["schemas"].as_object().expect("schemas");
    for name in text
        .split("#/components/schemas/")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
    {
        assert!(schemas.contains_key(name), "{name} is named but not described");
    }
    let desk = Desk::new().await;
    let served: Value = desk.get("", "/api/openapi.json").await.json();
    assert_eq!(served, document);
}

#[tokio::test]
async fn every_route_stands_in_the_documentation() {
    let text = include_str!("../../../../docs/api.md");
    for (method, path) in ROUTES {
        let call = format!("`{} {path}", method.to_uppercase());
        assert!(text.contains(&call), "docs/api.md lacks {call}");
    }
}

#[tokio::test]
async fn hello_offers_accounts_only_while_the_sandbox_is_there() {
    let desk = Desk::new().await;
    let hello: Hello = desk.get("", "/api/hello").await.json();
    assert_eq!(hello.sandbox_accounts, []);
    let health = desk.get("", "/healthz").await;
    assert_eq!((health.status, health.bytes.as_slice()), (StatusCode::OK, &b"ok"[..]));
}

#[tokio::test]
async fn a_database_that_is_away_is_told_without_its_reasons() {
    let desk = Desk::new().await;
    desk.services.db.close().await;
    let answer = desk.get("steadydesk=00", "/api/me").await;
    assert_eq!(answer.problem(), (503, "unavailable".into()));
    assert!(!String::from_utf8_lossy(&answer.bytes).to_lowercase().contains("pool"));
}

#[tokio::test]
async fn answers_of_the_api_are_kept_by_nobody() {
    let desk = Desk::new().await;
    assert_eq!(desk.get("", "/api/hello").await.header("cache-control"), "no-store");
    assert_eq!(desk.get("", "/api/me").await.header("cache-control"), "no-store");
}
