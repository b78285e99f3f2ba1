//! Shopee's chat: what the platform gives, and what it refuses.

mod support;

use serde_json::{Value, json};
use support::{clients::Shopee, *};

const LIST: &str = "/sellerchat/get_conversation_list";

async fn page(shop: &Shopee, query: &[(&str, &str)]) -> (Vec<Value>, Value) {
    let answer = shop.get(LIST, query).await;
    assert_eq!(answer["error"], "", "{answer}");
    let response = &answer["response"];
    (
        response["conversations"].as_array().unwrap().clone(),
        response["page_result"].clone(),
    )
}

fn times(list: &[Value]) -> Vec<i64> {
    list.iter()
        .map(|one| one["last_message_timestamp"].as_i64().unwrap())
        .collect()
}

#[tokio::test]
async fn conversations_page_down_from_the_newest() {
    let sandbox = start().await;
    let shop = Shopee::first(&sandbox).await;
    let mut seen = Vec::new();
    let mut cursor = None::<String>;
    loop {
        let mut query = vec![("direction", "older"), ("type", "all"), ("page_size", "10")];
        if let Some(cursor) = &cursor {
            query.push(("next_timestamp_nano", cursor));
        }
        let (list, result) = page(&shop, &query).await;
        seen.extend(list);
        if result["more"] == false {
            break;
        }
        cursor = Some(
            result["next_cursor"]["next_message_time_nano"]
                .as_str()
                .unwrap()
                .to_owned(),
        );
    }
    let times = times(&seen);
    assert_eq!(times.len(), 25);
    assert!(times.is_sorted_by(|a, b| a > b), "newest first, none twice");
    assert!(times.iter().all(|at| *at > 1_000_000_000_000_000_000), "nanoseconds");
}

#[tokio::test]
async fn the_traps_of_the_conversation_list() {
    let sandbox = start().await;
    let shop = Shopee::first(&sandbox).await;
    let (newest, _) = page(&shop, &[("direction", "older"), ("type", "all"), ("page_size", "25")]).await;
    let (oldest, _) = page(&shop, &[("direction", "latest"), ("type", "all"), ("page_size", "25")]).await;
    let mut upwards = times(&newest);
    upwards.reverse();
    assert_eq!(times(&oldest), upwards, "latest without a cursor starts at the oldest");

    let (none, _) = page(&shop, &[("direction", "older"), ("type", "all"), ("page_size", "26")]).await;
    assert!(none.is_empty(), "more than 25 a page: empty, no error");

    for query in [
        &[("type", "all")][..],
        &[("direction", "older")],
        &[("direction", "up"), ("type", "all")],
    ] {
        assert_eq!(shop.get(LIST, query).await["error"], "error_param");
    }
    let (unread, _) = page(&shop, &[("direction", "older"), ("type", "unread")]).await;
    let counted = shop.get("/sellerchat/get_unread_conversation_count", &[]).await;
    assert_eq!(counted["response"]["total_unread_count"], unread.len());
    assert!(!unread.is_empty() && unread.iter().all(|one| one["unread_count"].as_u64().unwrap() > 0));
}

#[tokio::test]
async fn messages_page_to_the_first_one_and_refuse_an_offset_of_zero() {
    let sandbox = start().await;
    let shop = Shopee::first(&sandbox).await;
    let (list, _) = page(&shop, &[("direction", "older"), ("type", "all")]).await;
    let id = list[0]["conversation_id"].as_str().unwrap();
    let path = "/sellerchat/get_message";
    let first = shop.get(path, &[("conversation_id", id), ("page_size", "25")]).await["response"].clone();
    let offset = first["page_result"]["next_offset"].as_str().unwrap();
    let second = shop
        .get(
            path,
            &[("conversation_id", id), ("page_size", "25"), ("offset", offset)],
        )
        .await["response"]
        .clone();
    let mut all = first["messages"].as_array().unwrap().clone();
    all.extend(second["messages"].as_array().unwrap().clone());
    assert_eq!(all.len(), 40);
    assert_eq!(all[0]["message_id"], list[0]["latest_message_id"]);
    let ids: Vec<u64> = all
        .iter()
        .map(|one| one["message_id"].as_str().unwrap().parse().unwrap())
        .collect();
    assert!(ids.is_sorted_by(|a, b| a > b) && ids[0] > 1 << 53);
    assert!(
        all.iter()
            .any(|one| one["from_shop_id"].as_u64() == shop.shop.parse().ok()),
        "the shop speaks too"
    );

    let zero = shop.get(path, &[("conversation_id", id), ("offset", "0")]).await;
    assert_eq!(zero["error"], "error_not_found");
    assert_eq!(
        shop.get(path, &[("conversation_id", id), ("page_size", "61")]).await["error"],
        "error_param"
    );
    assert_eq!(
        shop.get(path, &[("conversation_id", "12")]).await["error"],
        "error_not_found"
    );
}

#[tokio::test]
async fn a_text_is_sent_committed_and_listed() {
    let sandbox = start().await;
    let shop = Shopee::first(&sandbox).await;
    let (list, _) = page(&shop, &[("direction", "older"), ("type", "all")]).await;
    let body = json!({"to_id": list[1]["to_id"], "message_type": "text", "content": {"text": "hello"}, "shop_id": 5, "access_token": "x"});
    let sent = shop.post("/sellerchat/send_message", body).await;
    assert_eq!(sent["error"], "", "{sent}");
    assert!(sent["response"]["conversation_id"].is_u64(), "a bare number");
    let (list, _) = page(&shop, &[("direction", "older"), ("type", "all")]).await;
    assert_eq!(list[0]["latest_message_id"], sent["response"]["message_id"]);
    assert_eq!(list[0]["latest_message_content"]["text"], "hello");
    let committed = read(&sandbox, "sent").await;
    assert_eq!(committed.as_array().unwrap().len(), 1);
    assert_eq!(committed[0]["message"], sent["response"]["message_id"]);
    assert_eq!(committed[0]["text"], "hello");
    assert_eq!(committed[0]["store"], shop.shop);
}

#[tokio::test]
async fn a_picture_is_uploaded_sent_and_served() {
    let sandbox = start().await;
    let shop = Shopee::first(&sandbox).await;
    let bytes = a_png(&sandbox).await;
    let url = shop.upload(bytes.clone()).await["response"]["url"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(http().get(&url).send().await.unwrap().bytes().await.unwrap(), bytes);
    let (list, _) = page(&shop, &[("direction", "older"), ("type", "all")]).await;
    let image = |url: &str| json!({"to_id": list[0]["to_id"], "message_type": "image", "content": {"image_url": url}});
    assert_eq!(shop.post("/sellerchat/send_message", image(&url)).await["error"], "");
    assert_eq!(
        shop.post("/sellerchat/send_message", image("http://x/y.png")).await["error"],
        "param_error"
    );
    assert_eq!(shop.upload(b"<svg>".to_vec()).await["error"], "param_error");
    assert_eq!(shop.upload(vec![0; 2 * 1024 * 1024 + 1]).await["error"], "param_error");
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_and_not_committed() {
    let sandbox = start().await;
    let shop = Shopee::first(&sandbox).await;
    let (list, _) = page(&shop, &[("direction", "older"), ("type", "all")]).await;
    let to = &list[0]["to_id"];
    for (body, error) in [
        (
            json!({"to_id": 1, "message_type": "text", "content": {"text": "x"}}),
            "invalid_to_id",
        ),
        (
            json!({"to_id": to, "message_type": "text", "content": "{\"text\":\"x\"}"}),
            "param_error",
        ),
        (
            json!({"to_id": to, "message_type": "text", "content": {"text": ""}}),
            "param_error",
        ),
        (
            json!({"to_id": to, "message_type": "fax", "content": {"text": "x"}}),
            "param_error",
        ),
        (
            json!({"to_id": to, "message_type": "text", "content": {"text": "x"}, "business_type": 11}),
            "param_error",
        ),
    ] {
        assert_eq!(
            shop.post("/sellerchat/send_message", body.clone()).await["error"],
            error,
            "{body}"
        );
    }
    let taiwan = stores(&sandbox, "shopee", Some("TW")).await;
    let everybody = read(&sandbox, "stores").await;
    let tw = everybody
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["platform"] == "shopee" && one["region"] == "TW");
    let tw = taiwan
        .first()
        .cloned()
        .unwrap_or_else(|| tw.unwrap()["id"].as_str().unwrap().to_owned());
    post(&sandbox, &format!("stores/{tw}/state"), &json!({"state": "normal"})).await;
    let tw = Shopee::authorised(&sandbox, &tw).await;
    let body = json!({"to_id": 1, "message_type": "text", "content": {"text": "x"}});
    assert_eq!(
        tw.post("/sellerchat/send_message", body).await["error"],
        "error_permission"
    );

    move_clock(&sandbox, 40 * 24 * 3_600_000).await;
    let shop = Shopee::authorised(&sandbox, &shop.shop).await;
    let late = json!({"to_id": to, "message_type": "text", "content": {"text": "x"}});
    assert_eq!(
        shop.post("/sellerchat/send_message", late).await["error"],
        "user_is_forbidden"
    );
    assert_eq!(read(&sandbox, "sent").await, json!([]));
}

#[tokio::test]
async fn reading_needs_the_last_message_read() {
    let sandbox = start().await;
    let shop = Shopee::first(&sandbox).await;
    let id = &stores(&sandbox, "shopee", None).await[0];
    let first = post(&sandbox, "buyer-messages", &json!({"store": id, "text": "one"})).await;
    let again = json!({"store": format!("shopee-{id}"), "session": first["session"], "text": "two"});
    let second = post(&sandbox, "buyer-messages", &again).await;
    let session = first["session"].as_str().unwrap();
    let unread = async || {
        let one = shop
            .get("/sellerchat/get_one_conversation", &[("conversation_id", session)])
            .await;
        one["response"]["unread_count"].as_u64().unwrap()
    };
    assert_eq!(unread().await, 2);
    let read = async |message: &Value| {
        let body = json!({"conversation_id": session, "last_read_message_id": message});
        shop.post("/sellerchat/read_conversation", body).await["error"].clone()
    };
    assert_eq!(
        shop.post("/sellerchat/read_conversation", json!({"conversation_id": session}))
            .await["error"],
        "error_param"
    );
    assert_eq!(read(&first["message"]).await, "");
    assert_eq!(unread().await, 1);
    assert_eq!(read(&second["message"]).await, "");
    assert_eq!(unread().await, 0);
}
