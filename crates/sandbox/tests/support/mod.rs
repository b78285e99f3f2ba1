//! What the sandbox's tests share: a sandbox of their own, clients that sign by
//! the platforms' rules (written apart from the sandbox's), and a receiver of pushes.
#![allow(dead_code, reason = "each test file uses its part")]

pub(crate) mod clients;
pub(crate) mod receiver;

use serde_json::{Value, json};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use steadydesk_sandbox::{Options, Sandbox};

/// A fixed moment would close every buyer's window in the end: two hours ago.
pub(crate) fn options() -> Options {
    Options {
        port: 0,
        gateway: "http://127.0.0.1:9".to_owned(),
        seed: 7,
        quiet_buyers: true,
        anchor_ms: Some(now_ms() - 2 * 3_600_000),
        requests_a_second: 0,
        ..Options::default()
    }
}

pub(crate) async fn start() -> Sandbox {
    Sandbox::start(options()).await.unwrap()
}

pub(crate) fn now_ms() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap()
}

pub(crate) fn http() -> reqwest::Client {
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(20))
        .build()
        .unwrap()
}

pub(crate) async fn read(sandbox: &Sandbox, path: &str) -> Value {
    http()
        .get(format!("{}/control/{path}", sandbox.url()))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap()
}

pub(crate) async fn tell(sandbox: &Sandbox, method: reqwest::Method, path: &str, body: &Value) -> (u16, Value) {
    let url = format!("{}/control/{path}", sandbox.url());
    let response = http().request(method, url).json(body).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

pub(crate) async fn post(sandbox: &Sandbox, path: &str, body: &Value) -> Value {
    let (status, answer) = tell(sandbox, reqwest::Method::POST, path, body).await;
    assert_eq!(status, 200, "{answer}");
    answer
}

pub(crate) async fn fault(sandbox: &Sandbox, order: Value) -> u64 {
    post(sandbox, "faults", &order).await["id"].as_u64().unwrap()
}

pub(crate) async fn move_clock(sandbox: &Sandbox, offset_ms: i64) {
    let (status, _) = tell(sandbox, reqwest::Method::PUT, "clock", &json!({"offset_ms": offset_ms})).await;
    assert_eq!(status, 200);
}

/// Ids of a platform's normal stores, in order.
pub(crate) async fn stores(sandbox: &Sandbox, platform: &str, region: Option<&str>) -> Vec<String> {
    let all = read(sandbox, "stores").await;
    let wanted = all.as_array().unwrap().iter().filter(|store| {
        store["platform"] == platform
            && store["state"] == "normal"
            && region.is_none_or(|region| store["region"] == region)
    });
    wanted.map(|store| store["id"].as_str().unwrap().to_owned()).collect()
}

/// A picture that every platform takes.
pub(crate) async fn a_png(sandbox: &Sandbox) -> Vec<u8> {
    let url = format!("{}/pictures/00f1e2d3c4b5a697-160x120.png", sandbox.url());
    http().get(url).send().await.unwrap().bytes().await.unwrap().to_vec()
}

/// Follows an authorise address without a person: the parameters of the way back.
pub(crate) async fn approve(url: &str) -> std::collections::HashMap<String, String> {
    let response = http().get(url).send().await.unwrap();
    assert_eq!(response.status(), 302, "{}", response.text().await.unwrap());
    let back = reqwest::Url::parse(response.headers()["location"].to_str().unwrap()).unwrap();
    back.query_pairs().into_owned().collect()
}
