//! Scripted faults and pushes.

mod support;

use serde_json::{Value, json};
use std::time::{Duration, Instant};
use steadydesk_sandbox::{Options, Sandbox};
use support::{
    clients::{Lazada, Shopee, Tiktok, hmac_hex},
    receiver::Receiver,
    *,
};

const SEND: &str = "/sellerchat/send_message";

/// A shop and what a text to its newest buyer looks like.
async fn writer(sandbox: &Sandbox) -> (Shopee, Value) {
    let id = stores(sandbox, "shopee", None).await[0].clone();
    let shop = Shopee::authorised(sandbox, &id).await;
    let asked = post(sandbox, "buyer-messages", &json!({"store": id, "text": "?"})).await;
    let one = shop
        .get(
            "/sellerchat/get_one_conversation",
            &[("conversation_id", asked["session"].as_str().unwrap())],
        )
        .await;
    let to = one["response"]["to_id"].clone();
    (
        shop,
        json!({"to_id": to, "message_type": "text", "content": {"text": "hello"}}),
    )
}

async fn committed(sandbox: &Sandbox) -> usize {
    read(sandbox, "sent").await.as_array().unwrap().len()
}

/// Asks until it is so; fails after ten seconds.
async fn until(what: &str, is_so: impl AsyncFn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(10);
    while !is_so().await {
        assert!(Instant::now() < deadline, "not so in time: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_connection_drops_before_or_after_the_commit() {
    let sandbox = start().await;
    let (shop, hello) = writer(&sandbox).await;
    for (name, times) in [("drop_before", 0), ("drop_after_commit", 1)] {
        fault(&sandbox, json!({"where": {"platform": "shopee", "path": "/api/v2/sellerchat/send_message"}, "fault": name, "times": 1})).await;
        let lost = shop.try_post(SEND, hello.clone()).await.unwrap_err();
        assert!(
            !lost.is_timeout() && lost.status().is_none(),
            "no answer at all: {lost:?}"
        );
        assert_eq!(committed(&sandbox).await, times, "{name}");
    }
    assert_eq!(shop.post(SEND, hello).await["error"], "");
    assert_eq!(committed(&sandbox).await, 2);
}

#[tokio::test]
async fn an_answer_is_cut_or_replaced_after_the_commit() {
    let sandbox = start().await;
    let (shop, hello) = writer(&sandbox).await;
    fault(&sandbox, json!({"fault": "truncate", "times": 1})).await;
    let response = shop.try_post(SEND, hello.clone()).await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(response.bytes().await.is_err(), "the body ends early");
    fault(&sandbox, json!({"fault": "garbage", "times": 1})).await;
    let response = shop.try_post(SEND, hello).await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(response.text().await.unwrap().starts_with("<!doctype html>"));
    assert_eq!(committed(&sandbox).await, 2);
}

#[tokio::test]
async fn latency_status_and_a_hung_up_caller() {
    let sandbox = start().await;
    let (shop, hello) = writer(&sandbox).await;
    let id = fault(&sandbox, json!({"fault": "latency", "ms": 300})).await;
    fault(
        &sandbox,
        json!({"fault": "status", "code": 503, "body": "away", "times": 1}),
    )
    .await;
    let begun = Instant::now();
    let response = shop.try_post(SEND, hello.clone()).await.unwrap();
    assert!(begun.elapsed() >= Duration::from_millis(300));
    assert_eq!(
        (response.status().as_u16(), response.text().await.unwrap().as_str()),
        (503, "away")
    );
    assert_eq!(committed(&sandbox).await, 0);

    // Who hangs up while waiting has still sent.
    let before = read(&sandbox, "requests").await.as_array().unwrap().len();
    let caller = tokio::spawn({
        let (shop, hello) = (shop.clone(), hello);
        async move { shop.try_post(SEND, hello).await }
    });
    until("the request has arrived", async || {
        !read(&sandbox, &format!("requests?since={before}"))
            .await
            .as_array()
            .unwrap()
            .is_empty()
    })
    .await;
    caller.abort();
    until("it is committed", async || committed(&sandbox).await == 1).await;
    let (status, _) = tell(&sandbox, reqwest::Method::DELETE, &format!("faults/{id}"), &json!({})).await;
    assert_eq!(status, 200);
    assert_eq!(read(&sandbox, "faults").await, json!([]));
}

#[tokio::test]
async fn limits_and_expired_tokens_speak_each_platforms_language() {
    let sandbox = start().await;
    let (shop, hello) = writer(&sandbox).await;
    let lazada = Lazada::authorised(&sandbox, &stores(&sandbox, "lazada", None).await[0]).await;
    let tiktok = Tiktok::authorised(&sandbox, &stores(&sandbox, "tiktok", None).await[0]).await;
    let lists = "/customer_service/202309/conversations";

    fault(
        &sandbox,
        json!({"fault": "rate_limited", "retry_after_s": 7, "times": 3}),
    )
    .await;
    let response = shop.try_post(SEND, hello).await.unwrap();
    assert_eq!(
        (
            response.status().as_u16(),
            response.headers()["retry-after"].to_str().unwrap()
        ),
        (429, "7")
    );
    let limited = lazada.get("/seller/get", &[]).await;
    assert_eq!(limited["code"], "ApiCallLimit");
    assert!(limited["message"].as_str().unwrap().contains("will last 7 seconds"));
    let (status, limited) = tiktok.call("GET", lists, &[("page_size", "1")], None).await;
    assert_eq!((status, &limited["code"]), (429, &json!(36_009_002)));

    fault(&sandbox, json!({"fault": "token_expired", "times": 3})).await;
    assert_eq!(
        shop.get("/shop/get_shop_info", &[]).await["error"],
        "invalid_acceess_token"
    );
    assert_eq!(lazada.get("/seller/get", &[]).await["code"], "IllegalAccessToken");
    let (status, expired) = tiktok.call("GET", lists, &[("page_size", "1")], None).await;
    assert_eq!((status, &expired["code"]), (401, &json!(105_002)));
    assert_eq!(shop.get("/shop/get_shop_info", &[]).await["error"], "");
}

#[tokio::test]
async fn a_send_is_refused_where_it_was_ordered_and_reading_goes_on() {
    let sandbox = start().await;
    let (shop, hello) = writer(&sandbox).await;
    let place = json!({"store": format!("shopee-{}", shop.shop)});
    fault(
        &sandbox,
        json!({"where": place, "fault": "refuse_send", "reason": "window_closed", "times": 1}),
    )
    .await;
    assert_eq!(shop.get("/shop/get_shop_info", &[]).await["error"], "");
    assert_eq!(shop.post(SEND, hello.clone()).await["error"], "user_is_forbidden");
    assert_eq!(shop.post(SEND, hello).await["error"], "");
    assert_eq!(committed(&sandbox).await, 1);
}

#[tokio::test]
async fn a_shop_that_asks_too_often_is_slowed() {
    let sandbox = Sandbox::start(Options {
        requests_a_second: 2,
        ..options()
    })
    .await
    .unwrap();
    let id = stores(&sandbox, "shopee", None).await[0].clone();
    let shop = Shopee::authorised(&sandbox, &id).await;
    let mut errors = Vec::new();
    for _ in 0..8 {
        errors.push(
            shop.get("/shop/get_shop_info", &[]).await["error"]
                .as_str()
                .unwrap()
                .to_owned(),
        );
    }
    assert_eq!(errors[0], "");
    assert!(errors.contains(&"error_rate_limit".to_owned()), "{errors:?}");
}

/// A sandbox that pushes to a receiver, and one authorised shop a platform.
async fn pushing() -> (Sandbox, Receiver, [String; 3]) {
    let receiver = Receiver::start().await;
    let sandbox = Sandbox::start(Options {
        gateway: receiver.url.clone(),
        ..options()
    })
    .await
    .unwrap();
    let mut ids = Vec::new();
    for platform in ["shopee", "lazada", "tiktok"] {
        ids.push(stores(&sandbox, platform, None).await[0].clone());
    }
    let ids: [String; 3] = ids.try_into().unwrap();
    (sandbox, receiver, ids)
}

async fn ask(sandbox: &Sandbox, store: &str, text: &str) -> Value {
    post(
        sandbox,
        "buyer-messages",
        &json!({"store": store, "text": text, "buyer": "Ayu"}),
    )
    .await
}

#[tokio::test]
async fn shopee_pushes_buyers_words_and_a_notice_for_our_own() {
    let (sandbox, mut receiver, [id, ..]) = pushing().await;
    let shop = Shopee::authorised(&sandbox, &id).await;
    let asked = ask(&sandbox, &id, "hi").await;
    let push = receiver.next().await;
    let base = [format!("{}/push/shopee|", receiver.url).as_bytes(), &push.body].concat();
    assert_eq!(
        (push.path.as_str(), push.authorization),
        ("/push/shopee", hmac_hex(&shop.key, &base))
    );
    let content = &push.json["data"]["content"];
    assert_eq!(
        (&push.json["code"], &push.json["data"]["type"]),
        (&json!(10), &json!("message"))
    );
    assert_eq!(
        (&content["message_id"], &content["content"]["text"]),
        (&asked["message"], &json!("hi"))
    );

    let body = json!({"to_id": content["from_id"], "message_type": "text", "content": {"text": "hello"}});
    assert_eq!(shop.post(SEND, body).await["error"], "");
    let own = receiver.next().await.json;
    assert_eq!(
        (&own["data"]["type"], &own["data"]["content"]["type"]),
        (&json!("notification"), &json!("mark_as_replied"))
    );
    assert_eq!(own["data"]["content"]["conversation_id"], asked["session"]);

    receiver.answer(500);
    ask(&sandbox, &id, "lost").await;
    receiver.next().await;
    let lost = async || {
        let answer = shop
            .public("GET", "/api/v2/push/get_lost_push_message", &[], None)
            .await;
        answer["response"]["push_message_list"].as_array().unwrap().clone()
    };
    until("it is in the list", async || !lost().await.is_empty()).await;
    assert!(lost().await[0]["data"].as_str().unwrap().contains("\"lost\""));
    let confirm = json!({"last_message_id": 1});
    shop.public(
        "POST",
        "/api/v2/push/confirm_consumed_lost_push_message",
        &[],
        Some(confirm),
    )
    .await;
    assert!(lost().await.is_empty());
}

#[tokio::test]
async fn os_20_lazada_pushes_again_every_half_hour_twelve_times() {
    let (sandbox, mut receiver, [_, id, _]) = pushing().await;
    let client = Lazada::authorised(&sandbox, &id).await;
    receiver.answer(503);
    let asked = ask(&sandbox, &id, "hi").await;
    let first = receiver.next().await;
    let base = [client.key.as_bytes(), &first.body].concat();
    assert_eq!(
        (first.path.as_str(), &first.authorization),
        ("/push/lazada", &hmac_hex(&client.secret, &base))
    );
    assert_eq!(
        (&first.json["message_type"], &first.json["data"]["message_id"]),
        (&json!(2), &asked["message"])
    );
    let session = receiver.next().await.json;
    assert_eq!(
        (&session["message_type"], &session["data"]["unread_count"]),
        (&json!(19), &json!(1))
    );
    for again in 1..=12 {
        let offset = again * 31 * 60_000;
        move_clock(&sandbox, offset).await;
        let mut same = Vec::new();
        while same.len() < 2 {
            same.push(receiver.next().await.body);
        }
        assert!(same.contains(&first.body), "delivery {again} carries the same bytes");
    }
    receiver.answer(200);
    move_clock(&sandbox, 13 * 31 * 60_000).await;
    ask(&sandbox, &id, "a later one").await;
    assert_eq!(
        receiver.next().await.json["data"]["content"],
        json!("{\"txt\":\"a later one\"}")
    );
}

#[tokio::test]
async fn tiktok_pushes_our_own_messages_too() {
    let (sandbox, mut receiver, [.., id]) = pushing().await;
    let client = Tiktok::authorised(&sandbox, &id).await;
    let asked = ask(&sandbox, &id, "hi").await;
    assert_eq!(receiver.next().await.json["type"], 13);
    let push = receiver.next().await;
    let base = [client.key.as_bytes(), &push.body].concat();
    assert_eq!(push.authorization, hmac_hex(&client.secret, &base));
    assert_eq!(
        (&push.json["type"], &push.json["data"]["message_id"]),
        (&json!(14), &asked["message"])
    );
    let (_, sent) = client.say(asked["session"].as_str().unwrap(), "hello").await;
    let own = receiver.next().await.json;
    assert_eq!(own["data"]["message_id"], sent["data"]["message_id"]);
    assert_eq!(own["data"]["sender"]["role"], "CUSTOMER_SERVICE");
}

#[tokio::test]
async fn pushes_are_doubled_overtaken_and_lost() {
    let (sandbox, mut receiver, [_, _, id]) = pushing().await;
    Tiktok::authorised(&sandbox, &id).await;
    ask(&sandbox, &id, "zero").await;
    receiver.next().await;
    receiver.next().await;
    let mut texts = async |count: usize| {
        let mut texts = Vec::new();
        for _ in 0..count {
            let content = receiver.next().await.json["data"]["content"]
                .as_str()
                .unwrap()
                .to_owned();
            texts.push(
                content
                    .trim_start_matches("{\"content\":\"")
                    .trim_end_matches("\"}")
                    .to_owned(),
            );
        }
        texts
    };
    let place = json!({"store": id, "platform": "tiktok"});
    fault(
        &sandbox,
        json!({"where": place, "fault": "duplicate_push", "copies": 2, "every_ms": 0, "times": 1}),
    )
    .await;
    ask(&sandbox, &id, "three").await;
    assert_eq!(texts(3).await, ["three", "three", "three"]);

    fault(
        &sandbox,
        json!({"where": place, "fault": "reorder_push", "by": 1, "times": 1}),
    )
    .await;
    ask(&sandbox, &id, "first").await;
    ask(&sandbox, &id, "second").await;
    assert_eq!(texts(2).await, ["second", "first"]);

    fault(&sandbox, json!({"where": place, "fault": "lose_push", "times": 1})).await;
    ask(&sandbox, &id, "lost").await;
    ask(&sandbox, &id, "kept").await;
    assert_eq!(texts(1).await, ["kept"]);
}
