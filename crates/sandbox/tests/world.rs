//! The seeded world, and the control calls over it.

mod support;

use serde_json::{Value, json};
use std::{collections::BTreeMap, time::Instant};
use steadydesk_sandbox::{Options, Sandbox};
use support::{
    clients::{Lazada, Shopee, Tiktok},
    *,
};

async fn with(options: Options) -> Sandbox {
    Sandbox::start(options).await.unwrap()
}

/// The stores, and one store's whole inbox with the messages of one session.
async fn portrait(sandbox: &Sandbox) -> (Value, String) {
    let all = read(sandbox, "stores").await;
    let id = all
        .as_array()
        .unwrap()
        .iter()
        .find(|store| store["platform"] == "lazada")
        .unwrap()["id"]
        .as_str()
        .unwrap();
    let client = Lazada::authorised(sandbox, id).await;
    let now = now_ms().to_string();
    let list = client
        .get("/im/session/list", &[("start_time", &now), ("page_size", "20")])
        .await["data"]
        .clone();
    let session = list["session_list"][3]["session_id"].as_str().unwrap();
    let own = [
        ("session_id", session),
        ("start_time", now.as_str()),
        ("page_size", "20"),
    ];
    let messages = client.get("/im/message/list", &own).await["data"].clone();
    let stores = read(sandbox, "stores").await;
    (stores, format!("{list}{messages}").replace(&sandbox.url(), "URL"))
}

#[tokio::test]
async fn a_seed_decides_the_world() {
    let same = options();
    let one = portrait(&with(same.clone()).await).await;
    let again = portrait(&with(same.clone()).await).await;
    let other = portrait(&with(Options { seed: 8, ..same }).await).await;
    assert_eq!(one, again);
    assert_ne!(one.1, other.1);
}

#[tokio::test]
async fn twenty_four_stores_have_every_site_kind_and_state() {
    for seed in 1..20 {
        let sandbox = with(Options { seed, ..options() }).await;
        let all = read(&sandbox, "stores").await;
        let mut states = BTreeMap::<String, usize>::new();
        let mut ids = BTreeMap::<String, usize>::new();
        for store in all.as_array().unwrap() {
            *states.entry(store["state"].as_str().unwrap().to_owned()).or_default() += 1;
            *ids.entry(store["id"].as_str().unwrap().to_owned()).or_default() += 1;
            assert!(!store["name"].as_str().unwrap().is_empty());
        }
        assert_eq!(ids.len(), 24, "all ids differ");
        let odd: usize = states
            .iter()
            .filter(|(state, _)| *state != "normal")
            .map(|(_, count)| count)
            .sum();
        assert_eq!((states.len(), odd), (5, 4), "{states:?}");
        sandbox.stop().await;
    }
}

#[tokio::test]
async fn ten_thousand_stores_and_a_hundred_thousand_sessions_start_at_once() {
    let begun = Instant::now();
    let sandbox = with(Options {
        stores: 10_000,
        sessions: 10,
        ..options()
    })
    .await;
    let started = begun.elapsed();
    assert!(started.as_secs_f64() < 2.0, "{started:?}");
    assert_eq!(read(&sandbox, "stores").await.as_array().unwrap().len(), 10_000);
    let last = stores(&sandbox, "tiktok", None).await.pop().unwrap();
    let client = Tiktok::authorised(&sandbox, &last).await;
    let list = client
        .get("/customer_service/202309/conversations", &[("page_size", "20")])
        .await;
    assert_eq!(list["data"]["conversations"].as_array().unwrap().len(), 10);
}

#[tokio::test]
async fn hostile_text_arrives_byte_for_byte() {
    let sandbox = start().await;
    let long = "0123456789".repeat(10_000);
    let texts = [
        "<img src=x onerror=alert(1)>",
        "\u{0}NUL\u{0}",
        "\u{202e}right to left",
        "zero\u{200b}width\u{feff}",
        "\u{378}\u{10ffff}",
        "line\n".repeat(10_000).as_str(),
        long.as_str(),
        "",
    ]
    .map(str::to_owned);
    let shopee = stores(&sandbox, "shopee", None).await[0].clone();
    let lazada = stores(&sandbox, "lazada", None).await[0].clone();
    let tiktok = stores(&sandbox, "tiktok", None).await[0].clone();
    let a = Shopee::authorised(&sandbox, &shopee).await;
    let b = Lazada::authorised(&sandbox, &lazada).await;
    let c = Tiktok::authorised(&sandbox, &tiktok).await;
    let write = async |store: &str, text: &str| {
        let written = post(&sandbox, "buyer-messages", &json!({"store": store, "text": text})).await;
        written["session"].as_str().unwrap().to_owned()
    };
    for text in &texts {
        let session = write(&shopee, text).await;
        let one = a.get("/sellerchat/get_message", &[("conversation_id", &session)]).await;
        assert_eq!(one["response"]["messages"][0]["content"]["text"], text.as_str());
        let session = write(&lazada, text).await;
        let query = [
            ("session_id", session.as_str()),
            ("start_time", "9999999999999"),
            ("page_size", "1"),
        ];
        let one = b.get("/im/message/list", &query).await["data"]["message_list"][0]["content"].clone();
        let content: Value = serde_json::from_str(one.as_str().unwrap()).unwrap();
        assert_eq!(content["txt"], text.as_str());
        let session = write(&tiktok, text).await;
        let path = format!("/customer_service/202309/conversations/{session}/messages");
        let one = c.get(&path, &[("page_size", "1")]).await["data"]["messages"][0]["content"].clone();
        let content: Value = serde_json::from_str(one.as_str().unwrap()).unwrap();
        assert_eq!(content["content"], text.as_str());
    }
}

#[tokio::test]
async fn requests_are_numbered_with_their_signatures_verdict() {
    let sandbox = start().await;
    let id = stores(&sandbox, "shopee", None).await[0].clone();
    let mut shop = Shopee::authorised(&sandbox, &id).await;
    let before = read(&sandbox, "requests").await.as_array().unwrap().len();
    shop.get("/shop/get_shop_info", &[]).await;
    shop.key = "wrong".to_owned();
    shop.get("/shop/get_shop_info", &[]).await;
    let new = read(&sandbox, &format!("requests?since={before}")).await;
    let verdicts: Vec<_> = new
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["n"].as_u64().unwrap(), one["sign_ok"].clone(), one["store"].clone()))
        .collect();
    let n = before as u64;
    assert_eq!(
        verdicts,
        [(n + 1, json!(true), json!(id)), (n + 2, json!(false), json!(id))]
    );
}

#[tokio::test]
async fn tokens_outlive_a_restart() {
    let settings = options();
    let sandbox = with(settings.clone()).await;
    let id = stores(&sandbox, "shopee", None).await[0].clone();
    let mut shop = Shopee::authorised(&sandbox, &id).await;
    sandbox.stop().await;
    let sandbox = with(settings).await;
    shop.base = sandbox.url();
    assert_eq!(shop.get("/shop/get_shop_info", &[]).await["error"], "");
    assert_eq!(
        read(&sandbox, "stores")
            .await
            .as_array()
            .unwrap()
            .iter()
            .filter(|one| one["authorized"] == true)
            .count(),
        1
    );
}

#[tokio::test]
async fn a_person_finds_the_shops_on_the_authorise_page() {
    let sandbox = start().await;
    let app = Tiktok::app(&sandbox).await;
    let url = format!(
        "{}/open/authorize?service_id={}&state=a%22b",
        sandbox.url(),
        app.service
    );
    let page = http().get(url).send().await.unwrap().text().await.unwrap();
    for id in stores(&sandbox, "tiktok", None).await {
        assert!(page.contains(&format!("value=\"{id}\"")), "{id}");
    }
    assert!(page.contains("a&quot;b") && !page.contains("a\"b"));
    let odd = http()
        .get(format!("{}/open/authorize?service_id=1", sandbox.url()))
        .send()
        .await
        .unwrap();
    assert_eq!(odd.status(), 400);
}

#[tokio::test]
async fn an_expired_store_begins_nearly_over_and_is_renewed_by_the_seller() {
    let sandbox = with(Options {
        stores: 240,
        ..options()
    })
    .await;
    let all = read(&sandbox, "stores").await;
    let expired = all
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["platform"] == "shopee" && one["state"] == "expired");
    let id = expired.unwrap()["id"].as_str().unwrap();
    let shop = Shopee::authorised(&sandbox, id).await;
    assert_eq!(shop.get("/shop/get_shop_info", &[]).await["error"], "");
    move_clock(&sandbox, 61_000).await;
    assert_eq!(
        shop.get("/shop/get_shop_info", &[]).await["error"],
        "invalid_acceess_token"
    );
    let shop = Shopee::authorised(&sandbox, id).await;
    move_clock(&sandbox, 600_000).await;
    assert_eq!(shop.get("/shop/get_shop_info", &[]).await["error"], "");
}
