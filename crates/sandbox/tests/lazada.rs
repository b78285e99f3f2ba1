//! Lazada: what the platform gives, and what it refuses.

mod support;

use serde_json::{Value, json};
use support::{clients::Lazada, *};

async fn seller(sandbox: &steadydesk_sandbox::Sandbox) -> (String, Lazada) {
    let id = stores(sandbox, "lazada", None).await[0].clone();
    let client = Lazada::authorised(sandbox, &id).await;
    (id, client)
}

async fn sessions(client: &Lazada) -> Vec<Value> {
    let list = client
        .get(
            "/im/session/list",
            &[("start_time", &now_ms().to_string()), ("page_size", "20")],
        )
        .await;
    assert_eq!(list["success"], true, "{list}");
    list["data"]["session_list"].as_array().unwrap().clone()
}

async fn everything(
    client: &Lazada,
    path: &str,
    what: &str,
    last: &str,
    own: &[(&str, &str)],
    keep_last: bool,
) -> Vec<Value> {
    let mut all = Vec::new();
    let (mut start, mut cursor) = (now_ms().to_string(), String::new());
    for _ in 0..10 {
        let mut query = vec![("start_time", start.as_str()), ("page_size", "10")];
        query.extend(own);
        if keep_last && !cursor.is_empty() {
            query.push((last, &cursor));
        }
        let data = client.get(path, &query).await["data"].clone();
        all.extend(data[what].as_array().unwrap().clone());
        if data["has_more"] == false {
            break;
        }
        (start, cursor) = (
            data["next_start_time"].to_string(),
            data[last].as_str().unwrap().to_owned(),
        );
    }
    all
}

#[tokio::test]
async fn sessions_and_messages_page_backwards_by_time_and_last_id() {
    let sandbox = start().await;
    let (_, client) = seller(&sandbox).await;
    let all = everything(
        &client,
        "/im/session/list",
        "session_list",
        "last_session_id",
        &[],
        true,
    )
    .await;
    assert_eq!(all.len(), 25);
    assert!(all.is_sorted_by(|a, b| a["last_message_time"].as_i64() >= b["last_message_time"].as_i64()));
    let id = all[0]["session_id"].as_str().unwrap();
    let messages = everything(
        &client,
        "/im/message/list",
        "message_list",
        "last_message_id",
        &[("session_id", id)],
        true,
    )
    .await;
    assert_eq!(messages.len(), 40);
    assert_eq!(messages[0]["message_id"], all[0]["last_message_id"]);
    let content: Value = serde_json::from_str(messages[0]["content"].as_str().unwrap()).unwrap();
    assert!(content.is_object(), "content is text that holds an object");
    let careless = everything(
        &client,
        "/im/session/list",
        "session_list",
        "last_session_id",
        &[],
        false,
    )
    .await;
    assert!(
        careless.len() > 25,
        "without last_session_id the last of each page comes again"
    );
}

#[tokio::test]
async fn lists_refuse_what_the_platform_refuses() {
    let sandbox = start().await;
    let (_, client) = seller(&sandbox).await;
    let now = now_ms().to_string();
    let large = client
        .get("/im/session/list", &[("start_time", &now), ("page_size", "21")])
        .await;
    assert_eq!((&large["code"], &large["success"]), (&json!("0"), &json!(false)));
    assert_ne!(large["err_code"], "0");
    assert_eq!(
        client.get("/im/session/list", &[("page_size", "20")]).await["code"],
        "MissingParameter"
    );
    assert_eq!(
        client.get("/im/session/get", &[("session_id", "1_2_3_1_103")]).await["success"],
        false
    );
    assert_eq!(client.get("/im/nothing", &[]).await["code"], "InvalidApi");
    assert_eq!(
        client.get("/im/message/send", &[]).await["code"],
        "InvalidApi",
        "send is POST"
    );
}

#[tokio::test]
async fn messages_are_sent_from_form_and_query_and_recalled() {
    let sandbox = start().await;
    let (_, client) = seller(&sandbox).await;
    let list = sessions(&client).await;
    let id = list[0]["session_id"].as_str().unwrap();
    let text = "สวัสดีค่ะ สินค้าพร้อมส่ง & more=1";
    let sent = client
        .post(
            "/im/message/send",
            &[("session_id", id), ("template_id", "1"), ("txt", text)],
        )
        .await;
    assert_eq!(sent["success"], true, "{sent}");
    assert_eq!(
        sessions(&client).await[0]["last_message_id"],
        sent["data"]["message_id"]
    );
    let committed = read(&sandbox, "sent").await;
    assert_eq!(
        (&committed[0]["text"], committed.as_array().unwrap().len()),
        (&json!(text), 1)
    );

    let own = [("session_id", id), ("template_id", "1"), ("txt", "in the query")];
    let query = client.signed("/im/message/send", &own, now_ms());
    let url = format!("{}/rest/im/message/send", client.base);
    let answer: Value = http()
        .post(url)
        .query(&query)
        .json(&json!({"txt": "copy"}))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(answer["success"], true);
    assert_eq!(read(&sandbox, "sent").await[1]["text"], "in the query");

    let message = sent["data"]["message_id"].as_str().unwrap();
    let recall = [("session_id", id), ("message_id", message)];
    assert_eq!(client.post("/im/message/recall", &recall).await["success"], true);
    let newest = client
        .get(
            "/im/message/list",
            &[
                ("session_id", id),
                ("start_time", &(now_ms() + 1000).to_string()),
                ("page_size", "2"),
            ],
        )
        .await;
    assert_eq!(newest["data"]["message_list"][1]["status"], 1);
    move_clock(&sandbox, 180_000).await;
    assert_eq!(
        client.post("/im/message/recall", &recall).await["success"],
        false,
        "later than two minutes"
    );
}

#[tokio::test]
async fn a_silent_buyer_gets_five_messages_and_no_sixth() {
    let sandbox = start().await;
    let (id, client) = seller(&sandbox).await;
    let asked = post(&sandbox, "buyer-messages", &json!({"store": id, "text": "?"})).await;
    let session = asked["session"].as_str().unwrap();
    move_clock(&sandbox, 25 * 3_600_000).await;
    for n in 1..=6 {
        let own = [("session_id", session), ("template_id", "1"), ("txt", "answer")];
        let sent = client.post("/im/message/send", &own).await;
        assert_eq!(sent["success"], n <= 5, "{n}: {sent}");
    }
    assert_eq!(read(&sandbox, "sent").await.as_array().unwrap().len(), 5);
}

#[tokio::test]
async fn a_picture_is_uploaded_sent_and_served() {
    let sandbox = start().await;
    let (_, client) = seller(&sandbox).await;
    let bytes = a_png(&sandbox).await;
    let uploaded = client.upload(bytes.clone()).await;
    assert_eq!(uploaded["code"], "0", "{uploaded}");
    let url = uploaded["data"]["image"]["url"].as_str().unwrap();
    assert_eq!(http().get(url).send().await.unwrap().bytes().await.unwrap(), bytes);
    let list = sessions(&client).await;
    let id = list[0]["session_id"].as_str().unwrap();
    let own = [
        ("session_id", id),
        ("template_id", "3"),
        ("img_url", url),
        ("width", "160"),
        ("height", "120"),
    ];
    assert_eq!(client.post("/im/message/send", &own).await["success"], true);
    assert_eq!(
        client.post("/im/message/send", &own[..3]).await["code"],
        "MissingParameter"
    );
    assert_ne!(client.upload(b"GIF89a\x01\0\x01\0".to_vec()).await["code"], "0");
}

#[tokio::test]
async fn reading_needs_the_last_message_read() {
    let sandbox = start().await;
    let (id, client) = seller(&sandbox).await;
    let asked = post(
        &sandbox,
        "buyer-messages",
        &json!({"store": format!("lazada-{id}"), "text": "?"}),
    )
    .await;
    let (session, message) = (asked["session"].as_str().unwrap(), asked["message"].as_str().unwrap());
    let unread =
        async || client.get("/im/session/get", &[("session_id", session)]).await["data"]["unread_count"].clone();
    assert_eq!(unread().await, 1);
    assert_eq!(
        client.post("/im/session/read", &[("session_id", session)]).await["code"],
        "MissingParameter"
    );
    let own = [("session_id", session), ("last_read_message_id", message)];
    assert_eq!(client.post("/im/session/read", &own).await["success"], true);
    assert_eq!(unread().await, 0);
}

#[tokio::test]
async fn requests_with_wrong_credentials_are_refused() {
    let sandbox = start().await;
    let (_, client) = seller(&sandbox).await;
    let code = async |all: Vec<(String, String)>| {
        client.ask("/seller/get", &all).await["code"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let with = |name: &str, value: &str| {
        let mut all = client.signed("/seller/get", &[], now_ms());
        all.iter_mut()
            .filter(|(key, _)| key == name)
            .for_each(|(_, old)| value.clone_into(old));
        all
    };
    assert_eq!(code(client.signed("/seller/get", &[], now_ms())).await, "0");
    assert_eq!(code(with("sign", "00")).await, "IncompleteSignature");
    assert_eq!(code(with("app_key", "1")).await, "InvalidAppKey");
    assert_eq!(
        code(client.signed("/seller/get", &[], now_ms() - 7_300_000)).await,
        "InvalidTimestamp"
    );
    assert_eq!(code(vec![]).await, "MissingParameter");
    let other = Lazada {
        access: "50000201ff".to_owned(),
        ..client.clone()
    };
    assert_eq!(other.get("/seller/get", &[]).await["code"], "IllegalAccessToken");
}

#[tokio::test]
async fn a_refresh_keeps_the_refresh_token_and_its_end() {
    let sandbox = start().await;
    let (id, mut client) = seller(&sandbox).await;
    let refreshed = client
        .post("/auth/token/refresh", &[("refresh_token", &client.refresh)])
        .await;
    assert_eq!(
        (&refreshed["code"], refreshed["refresh_token"].as_str()),
        (&json!("0"), Some(client.refresh.as_str()))
    );
    assert_eq!(refreshed["country_user_info_list"][0]["seller_id"], id);
    move_clock(&sandbox, 11 * 24 * 3_600_000).await;
    assert_eq!(client.get("/seller/get", &[]).await["code"], "IllegalAccessToken");
    let refreshed = client
        .post("/auth/token/refresh", &[("refresh_token", &client.refresh)])
        .await;
    let left = refreshed["refresh_expires_in"].as_i64().unwrap();
    assert!(left <= 39 * 24 * 3600, "not extended: {left}");
    client.access = refreshed["access_token"].as_str().unwrap().to_owned();
    assert_eq!(client.get("/seller/get", &[]).await["code"], "0");
    move_clock(&sandbox, 51 * 24 * 3_600_000).await;
    let over = client
        .post("/auth/token/refresh", &[("refresh_token", &client.refresh)])
        .await;
    assert_eq!(over["code"], "IllegalRefreshToken");
    assert_eq!(
        client.get("/auth/token/create", &[("code", "0_x")]).await["code"],
        "InvalidCode"
    );
}

#[tokio::test]
async fn one_code_is_for_one_seller() {
    let sandbox = start().await;
    let key = Lazada::app(&sandbox).await.key;
    let url = format!(
        "{}/oauth/authorize?response_type=code&client_id={key}&redirect_uri=http://127.0.0.1:9/b&approve=all",
        sandbox.url()
    );
    let answer = http().get(url).send().await.unwrap();
    assert_eq!(answer.status(), 400);
    assert!(answer.text().await.unwrap().contains("one seller account"));
}

#[tokio::test]
async fn states_and_orders_are_told_in_the_platforms_words() {
    let sandbox = start().await;
    let (id, client) = seller(&sandbox).await;
    for (state, status, im) in [
        ("frozen", "INACTIVE", "0"),
        ("banned", "DELETED", "SellerNotVerified"),
        ("normal", "ACTIVE", "0"),
    ] {
        post(&sandbox, &format!("stores/{id}/state"), &json!({"state": state})).await;
        assert_eq!(client.get("/seller/get", &[]).await["data"]["status"], status);
        let list = client
            .get("/im/session/list", &[("start_time", "1"), ("page_size", "1")])
            .await;
        assert_eq!(list["code"], im, "{state}");
    }
    let after = ("created_after", "2020-01-01T00:00:00+08:00");
    let pending = client
        .get("/orders/get", &[after, ("status", "pending"), ("limit", "2")])
        .await;
    assert!(pending["data"]["countTotal"].as_u64().unwrap() > 0, "{pending}");
    assert!(pending["data"]["count"].as_u64().unwrap() <= 2);
    assert_ne!(
        client.get("/orders/get", &[("status", "pending")]).await["code"],
        "0",
        "needs a time"
    );
    assert_ne!(
        client.get("/orders/get", &[after, ("status", "odd")]).await["code"],
        "0"
    );
}
