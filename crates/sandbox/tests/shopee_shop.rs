//! Shopee's credentials, tokens and shops: what the platform gives, and what it refuses.

mod support;

use serde_json::{Value, json};
use support::{clients::Shopee, *};

#[tokio::test]
async fn requests_with_wrong_credentials_are_refused() {
    let sandbox = start().await;
    let shop = Shopee::first(&sandbox).await;
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
    let mut shop = Shopee::first(&sandbox).await;
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
    let shop = Shopee::first(&sandbox).await;
    let state = async |state: &str| {
        post(
            &sandbox,
            &format!("stores/shopee-{}/state", shop.shop),
            &json!({"state": state}),
        )
        .await;
        let info = shop.get("/shop/get_shop_info", &[]).await;
        let list = shop
            .get(
                "/sellerchat/get_conversation_list",
                &[("direction", "older"), ("type", "all")],
            )
            .await;
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
    let shop = Shopee::first(&sandbox).await;
    let body = json!({"filter": {"package_status": 2}, "pagination": {"page_size": 1, "cursor": ""}});
    let counted = shop.post("/order/search_package_list", body).await;
    let listed = shop.get("/order/get_shipment_list", &[("page_size", "100")]).await;
    let total = counted["response"]["pagination"]["total_count"].as_u64().unwrap();
    assert_eq!(listed["response"]["order_list"].as_array().unwrap().len() as u64, total);
    assert!(total > 0);
}
