//! TikTok Shop: what the platform gives, and what it refuses.

mod support;

use serde_json::{Value, json};
use support::{clients::Tiktok, *};

const CONVERSATIONS: &str = "/customer_service/202309/conversations";

async fn shop(sandbox: &steadydesk_sandbox::Sandbox) -> (String, Tiktok) {
    let id = stores(sandbox, "tiktok", None).await[0].clone();
    let client = Tiktok::authorised(sandbox, &id).await;
    (id, client)
}

async fn all(client: &Tiktok, path: &str, what: &str, size: &str, more: &[(&str, &str)]) -> Vec<Value> {
    let (mut list, mut token) = (Vec::new(), String::new());
    loop {
        let mut query = vec![("page_size", size)];
        query.extend(more);
        if !token.is_empty() {
            query.push(("page_token", &token));
        }
        let answer = client.get(path, &query).await;
        assert_eq!(answer["code"], 0, "{answer}");
        list.extend(answer["data"][what].as_array().unwrap().clone());
        token = answer["data"]["next_page_token"].as_str().unwrap().to_owned();
        if token.is_empty() {
            return list;
        }
    }
}

#[tokio::test]
async fn conversations_and_messages_page_by_token() {
    let sandbox = start().await;
    let (_, client) = shop(&sandbox).await;
    let conversations = all(&client, CONVERSATIONS, "conversations", "20", &[]).await;
    assert_eq!(conversations.len(), 25);
    let id = conversations[0]["id"].as_str().unwrap();
    let path = format!("{CONVERSATIONS}/{id}/messages");
    let down = all(&client, &path, "messages", "10", &[]).await;
    let mut up = all(
        &client,
        &path,
        "messages",
        "7",
        &[("sort_order", "ASC"), ("sort_field", "index")],
    )
    .await;
    up.reverse();
    assert_eq!((down.len(), &down), (40, &up));
    assert_eq!(down[0]["id"], conversations[0]["latest_message"]["id"]);
    assert!(down[0]["content"].is_string());
    let indexes: Vec<u64> = down
        .iter()
        .map(|one| one["index"].as_str().unwrap().parse().unwrap())
        .collect();
    assert!(indexes.is_sorted_by(|a, b| a > b));
    let one = client
        .get(&format!("/customer_service/202601/conversations/{id}"), &[])
        .await;
    assert_eq!(one["data"]["conversation"]["id"], id);
}

#[tokio::test]
async fn limits_and_odd_requests_are_refused() {
    let sandbox = start().await;
    let (_, client) = shop(&sandbox).await;
    let conversations = client.get(CONVERSATIONS, &[("page_size", "1")]).await;
    let id = conversations["data"]["conversations"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let messages = format!("{CONVERSATIONS}/{id}/messages");
    for (path, query) in [
        (CONVERSATIONS, &[("page_size", "21")][..]),
        (CONVERSATIONS, &[]),
        (CONVERSATIONS, &[("page_size", "5"), ("page_token", "odd")]),
        (&messages, &[("page_size", "11")]),
        (&messages, &[("page_size", "5"), ("sort_order", "UP")]),
        (
            "/customer_service/202309/conversations/12/messages",
            &[("page_size", "5")],
        ),
    ] {
        let (status, answer) = client.call("GET", path, query, None).await;
        assert_eq!((status, &answer["code"]), (400, &json!(36_009_004)), "{path} {query:?}");
    }
    let (status, answer) = client
        .call("GET", "/customer_service/209999/conversations", &[], None)
        .await;
    assert_eq!((status, &answer["code"]), (404, &json!(36_009_009)));
}

#[tokio::test]
async fn texts_are_sent_up_to_2000_characters() {
    let sandbox = start().await;
    let (_, client) = shop(&sandbox).await;
    let list = client.get(CONVERSATIONS, &[("page_size", "1")]).await;
    let id = list["data"]["conversations"][0]["id"].as_str().unwrap();
    let longest = "ก".repeat(2000);
    let (status, sent) = client.say(id, &longest).await;
    assert_eq!((status, &sent["code"]), (200, &json!(0)), "{sent}");
    assert_eq!(client.say(id, &format!("{longest}.")).await.0, 400);
    let newest = client.get(CONVERSATIONS, &[("page_size", "1")]).await;
    assert_eq!(
        newest["data"]["conversations"][0]["latest_message"]["id"],
        sent["data"]["message_id"]
    );
    let committed = read(&sandbox, "sent").await;
    assert_eq!(
        (committed.as_array().unwrap().len(), &committed[0]["text"]),
        (1, &json!(longest))
    );

    let named = format!("/customer_service/202606/conversations/{id}/messages");
    let body = |role| json!({"type": "TEXT", "content": "{\"content\":\"x\"}", "sender_role": role});
    assert_eq!(client.call("POST", &named, &[], Some(body("ROBOT"))).await.0, 200);
    assert_eq!(client.call("POST", &named, &[], Some(body("CAT"))).await.0, 400);
    let object = json!({"type": "TEXT", "content": {"content": "x"}});
    assert_eq!(
        client
            .call("POST", &format!("{CONVERSATIONS}/{id}/messages"), &[], Some(object))
            .await
            .0,
        400
    );
}

#[tokio::test]
async fn a_picture_is_uploaded_unsigned_sent_and_served() {
    let sandbox = start().await;
    let (_, client) = shop(&sandbox).await;
    let bytes = a_png(&sandbox).await;
    let uploaded = client.upload(bytes.clone()).await;
    assert_eq!(uploaded["data"]["width"], 160, "{uploaded}");
    let url = uploaded["data"]["url"].as_str().unwrap();
    assert_eq!(http().get(url).send().await.unwrap().bytes().await.unwrap(), bytes);
    let padded = |size: usize| [bytes.clone(), vec![0; size]].concat();
    assert_eq!(client.upload(padded(9 * 1024 * 1024)).await["code"], 0);
    assert_ne!(
        client.upload(padded(10 * 1024 * 1024)).await["code"],
        0,
        "larger than 10 MB"
    );
    let list = client.get(CONVERSATIONS, &[("page_size", "1")]).await;
    let id = list["data"]["conversations"][0]["id"].as_str().unwrap();
    let content = json!({"url": url, "width": "160", "height": "120"}).to_string();
    let body = json!({"type": "IMAGE", "content": content});
    let sent = client
        .call("POST", &format!("{CONVERSATIONS}/{id}/messages"), &[], Some(body))
        .await
        .1;
    assert_eq!(sent["code"], 0, "{sent}");
}

#[tokio::test]
async fn marking_as_read_takes_no_body() {
    let sandbox = start().await;
    let (id, client) = shop(&sandbox).await;
    let asked = post(&sandbox, "buyer-messages", &json!({"store": id, "text": "?"})).await;
    let session = asked["session"].as_str().unwrap();
    let first = async || client.get(CONVERSATIONS, &[("page_size", "1")]).await["data"]["conversations"][0].clone();
    assert_eq!(
        (&first().await["id"], &first().await["unread_count"]),
        (&json!(session), &json!(1))
    );
    assert_eq!(
        client
            .call("POST", &format!("{CONVERSATIONS}/{session}/messages/read"), &[], None)
            .await
            .1["code"],
        0
    );
    assert_eq!(first().await["unread_count"], 0);
    let buyer = first().await["participants"][0]["user_id"].clone();
    let opened = client
        .call("POST", CONVERSATIONS, &[], Some(json!({"buyer_user_id": buyer})))
        .await
        .1;
    assert_eq!(opened["data"]["conversation_id"], session);
}

#[tokio::test]
async fn requests_with_wrong_credentials_are_refused() {
    let sandbox = start().await;
    let (_, client) = shop(&sandbox).await;
    let path = "/order/202309/orders/search";
    let query = [("page_size", "1")];
    let now = now_ms() / 1000;
    let code = async |client: &Tiktok, at: i64, signed_body: &str, body: &str| {
        let (status, answer) = client
            .send(
                "POST",
                path,
                &client.signed(path, &query, signed_body, at),
                body.to_owned(),
            )
            .await;
        (status, answer["code"].as_u64().unwrap())
    };
    assert_eq!(code(&client, now, "{}", "{}").await, (200, 0));
    assert_eq!(
        code(&client, now, "", "{}").await,
        (401, 106_001),
        "the body is signed as it is sent"
    );
    assert_eq!(code(&client, now - 301, "", "").await, (400, 36_009_004));
    assert_eq!(code(&client, now + 40, "", "").await, (400, 36_009_004));
    let other = |change: fn(&mut Tiktok)| {
        let mut other = client.clone();
        change(&mut other);
        other
    };
    assert_eq!(
        code(&other(|one| one.key = "1".to_owned()), now, "", "").await,
        (400, 36_009_004)
    );
    assert_eq!(
        code(&other(|one| one.cipher = String::new()), now, "", "").await,
        (400, 106_013)
    );
    assert_eq!(
        code(&other(|one| one.access = "ROW_1".to_owned()), now, "", "").await,
        (400, 36_009_004)
    );
    let second = Tiktok::authorised(&sandbox, &stores(&sandbox, "tiktok", None).await[1]).await;
    let mut mixed = client.clone();
    mixed.cipher.clone_from(&second.cipher);
    assert_eq!(code(&mixed, now, "", "").await, (401, 101_000));
    move_clock(&sandbox, 8 * 24 * 3_600_000).await;
    assert_eq!(code(&client, now, "", "").await, (401, 105_002));
}

#[tokio::test]
async fn a_seller_brings_all_its_shops() {
    let sandbox = start().await;
    let mut client = Tiktok::authorised(&sandbox, "all").await;
    let shops = client.get("/authorization/202309/shops", &[]).await["data"]["shops"].clone();
    assert_eq!(shops.as_array().unwrap().len(), 3);
    let refreshed = client
        .token(
            "refresh",
            &[("refresh_token", &client.refresh), ("grant_type", "refresh_token")],
        )
        .await;
    let until = refreshed["data"]["access_token_expire_in"].as_i64().unwrap();
    assert!(
        (until - now_ms() / 1000 - 604_800).abs() < 10,
        "a moment, not a duration"
    );
    client.access = refreshed["data"]["access_token"].as_str().unwrap().to_owned();
    let id = shops[0]["id"].as_str().unwrap();
    let state = async |state: &str| {
        post(&sandbox, &format!("stores/{id}/state"), &json!({"state": state})).await;
        let (status, answer) = client.call("GET", CONVERSATIONS, &[("page_size", "1")], None).await;
        let active = client.get("/seller/202309/shops", &[]).await["data"]["shops"]
            .as_array()
            .unwrap()
            .len();
        (status, answer["code"].as_u64().unwrap(), active)
    };
    assert_eq!(state("normal").await.2, 3);
    assert_eq!(state("frozen").await, (401, 36_009_043, 2));
    assert_eq!(state("banned").await, (401, 36_009_044, 2));
    assert_eq!(state("expired").await, (401, 105_002, 3));
    assert_ne!(
        client
            .token("get", &[("auth_code", "x"), ("grant_type", "authorized_code")])
            .await["code"],
        0
    );
}

#[tokio::test]
async fn orders_are_counted_and_the_window_closes() {
    let sandbox = start().await;
    let (_, client) = shop(&sandbox).await;
    let path = "/order/202309/orders/search";
    let found = client
        .call(
            "POST",
            path,
            &[("page_size", "1")],
            Some(json!({"order_status": "AWAITING_SHIPMENT"})),
        )
        .await
        .1;
    assert!(found["data"]["total_count"].as_u64().unwrap() > 0, "{found}");
    let odd = client
        .call(
            "POST",
            path,
            &[("page_size", "1")],
            Some(json!({"order_status": "ODD"})),
        )
        .await;
    assert_eq!(odd.0, 400);

    let id = stores(&sandbox, "tiktok", None).await[0].clone();
    move_clock(&sandbox, 90 * 24 * 3_600_000).await;
    let client = Tiktok::authorised(&sandbox, &id).await;
    let list = client.get(CONVERSATIONS, &[("page_size", "1")]).await["data"]["conversations"][0].clone();
    assert_eq!(list["can_send_message"], false);
    let (_, refused) = client.say(list["id"].as_str().unwrap(), "late").await;
    assert_eq!(refused["code"], 45_109_001);
}
