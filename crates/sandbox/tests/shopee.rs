//! Shopee: what the platform gives, and what it refuses.

mod support;

use serde_json::{Value, json};
use support::{clients::Shopee, *};

const LIST: &str = "/sellerchat/get_conversation_list";

async fn shop(sandbox: &steadydesk_sandbox::Sandbox) -> Shopee {
    let id = stores(sandbox, "shopee", None).await[0].clone();
    Shopee::authorised(sandbox, &id).await
}

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
    let shop = shop(&sandbox).await;
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
    let shop = shop(&sandbox).await;
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
    let shop = shop(&sandbox).await;
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
    let shop = shop(&sandbox).await;
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
    let shop = shop(&sandbox).await;
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
    let shop = shop(&sandbox).await;
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
    let shop = shop(&sandbox).await;
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

#[tokio::test]
async fn requests_with_wrong_credentials_are_refused() {
    let sandbox = start().await;
    let shop = shop(&sandbox).await;
    let path = "/api/v2/shop/get_shop_info";
    let now = now_ms() / 1000;
    let error = async |query: Vec<(String, String)>| {
        let answer: Value = shop
            .send("GET", path, &query, None)
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        (
            answer["error"].as_str().unwrap().to_owned(),
            answer["message"].as_str().unwrap().to_owned(),
        )
    };
    let with = |name: &str, value: &str| {
        let mut query = shop.signed(path, now, true);
        query
            .iter_mut()
            .filter(|(key, _)| key == name)
            .for_each(|(_, old)| value.clone_into(old));
        query
    };
    assert_eq!(error(shop.signed(path, now, true)).await.0, "");
    assert_eq!(error(with("sign", "00")).await.0, "error_sign");
    assert_eq!(error(with("partner_id", "1")).await.0, "error_auth");
    let old = error(shop.signed(path, now - 400, true)).await;
    assert_eq!(old, ("error_param".to_owned(), "Timestamp is expired.".to_owned()));
    let mut other = shop.clone();
    other.access = "0".repeat(32);
    assert_eq!(
        other.get("/shop/get_shop_info", &[]).await["error"],
        "invalid_acceess_token"
    );
    other.access.clone_from(&shop.access);
    other.shop.clone_from(&stores(&sandbox, "shopee", None).await[1]);
    assert_eq!(other.get("/shop/get_shop_info", &[]).await["error"], "error_auth");
}

#[tokio::test]
async fn codes_and_refresh_tokens_are_good_for_once() {
    let sandbox = start().await;
    let mut shop = shop(&sandbox).await;
    let id: u64 = shop.shop.parse().unwrap();
    let partner = shop.partner_id;
    let back = shop.approve(&shop.shop).await;
    assert_eq!((back["state"].as_str(), &back["shop_id"]), ("s1", &shop.shop));
    let trade = json!({"code": back["code"], "partner_id": partner, "shop_id": id});
    let tokens = shop
        .public("POST", "/api/v2/auth/token/get", &[], Some(trade.clone()))
        .await;
    assert_eq!(
        (&tokens["shop_id_list"], &tokens["expire_in"]),
        (&json!([id]), &json!(14_400))
    );
    assert_eq!(
        shop.public("POST", "/api/v2/auth/token/get", &[], Some(trade)).await["error"],
        "error_auth"
    );

    let refresh = async |token: &str| {
        let body = json!({"refresh_token": token, "partner_id": partner, "shop_id": id});
        shop.public("POST", "/api/v2/auth/access_token/get", &[], Some(body))
            .await
    };
    let first = refresh(&shop.refresh).await;
    assert_eq!(first["error"], "");
    assert_ne!(first["refresh_token"], shop.refresh.as_str());
    assert_eq!(refresh(&shop.refresh).await["message"], "Invalid refresh_token.");
    let second = refresh(first["refresh_token"].as_str().unwrap()).await;
    assert_eq!(second["error"], "");

    move_clock(&sandbox, 5 * 3_600_000).await;
    assert_eq!(
        shop.get("/shop/get_shop_info", &[]).await["error"],
        "invalid_acceess_token"
    );
    let third = refresh(second["refresh_token"].as_str().unwrap()).await;
    shop.take(&third);
    assert_eq!(shop.get("/shop/get_shop_info", &[]).await["error"], "");
    move_clock(&sandbox, 11 * 60_000).await;
}

#[tokio::test]
async fn a_main_account_brings_every_shop_and_each_refreshes_apart() {
    let sandbox = start().await;
    let mut app = Shopee::app(&sandbox).await;
    let back = app.approve("all").await;
    let account: u64 = back["main_account_id"].parse().unwrap();
    let body = json!({"code": back["code"], "partner_id": app.partner_id, "main_account_id": account});
    let tokens = app.public("POST", "/api/v2/auth/token/get", &[], Some(body)).await;
    let shops = tokens["shop_id_list"].as_array().unwrap().clone();
    assert_eq!(shops.len(), 8);
    app.take(&tokens);
    for shop in &shops[..2] {
        let body = json!({"refresh_token": app.refresh, "partner_id": app.partner_id, "shop_id": shop});
        let refreshed = app
            .public("POST", "/api/v2/auth/access_token/get", &[], Some(body.clone()))
            .await;
        assert_eq!(refreshed["error"], "");
        assert_eq!(
            app.public("POST", "/api/v2/auth/access_token/get", &[], Some(body))
                .await["error"],
            "error_auth"
        );
    }
    let listed = app
        .public(
            "GET",
            "/api/v2/public/get_shops_by_partner",
            &[("page_size", "5"), ("page_no", "2")],
            None,
        )
        .await;
    assert_eq!(
        (listed["authed_shop_list"].as_array().unwrap().len(), &listed["more"]),
        (3, &json!(false))
    );
}

#[tokio::test]
async fn the_state_of_a_shop_is_told_in_the_platforms_words() {
    let sandbox = start().await;
    let shop = shop(&sandbox).await;
    let state = async |state: &str| {
        post(
            &sandbox,
            &format!("stores/shopee-{}/state", shop.shop),
            &json!({"state": state}),
        )
        .await;
        let info = shop.get("/shop/get_shop_info", &[]).await;
        let list = shop.get(LIST, &[("direction", "older"), ("type", "all")]).await;
        (
            info["status"].as_str().unwrap_or("").to_owned(),
            list["error"].as_str().unwrap().to_owned(),
        )
    };
    let both = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(state("frozen").await, both("FROZEN", ""));
    assert_eq!(state("banned").await, both("BANNED", "shop_banned"));
    assert_eq!(state("normal").await, both("NORMAL", ""));
    assert_eq!(state("expired").await, both("", "invalid_acceess_token"));
    let body = json!({"refresh_token": shop.refresh, "partner_id": shop.partner_id, "shop_id": shop.shop.parse::<u64>().unwrap()});
    let refused = shop
        .public("POST", "/api/v2/auth/access_token/get", &[], Some(body))
        .await;
    assert_eq!(refused["error"], "shop_access_expired");
    let again = Shopee::authorised(&sandbox, &shop.shop).await;
    assert_eq!(again.get("/shop/get_shop_info", &[]).await["status"], "NORMAL");
}

#[tokio::test]
async fn orders_to_ship_are_counted() {
    let sandbox = start().await;
    let shop = shop(&sandbox).await;
    let body = json!({"filter": {"package_status": 2}, "pagination": {"page_size": 1, "cursor": ""}});
    let counted = shop.post("/order/search_package_list", body).await;
    let listed = shop.get("/order/get_shipment_list", &[("page_size", "100")]).await;
    let total = counted["response"]["pagination"]["total_count"].as_u64().unwrap();
    assert_eq!(listed["response"]["order_list"].as_array().unwrap().len() as u64, total);
    assert!(total > 0);
}
