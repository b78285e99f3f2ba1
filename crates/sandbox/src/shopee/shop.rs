//! What Shopee says of its shops.

use super::{Refused, refuse};
use crate::{
    http::call::{Answer, Call, request_id},
    market::Market,
    world::{Platform, Store, StoreState},
};
use serde_json::{Value, json};

const YEAR_MS: i64 = 365 * 24 * 3_600_000;

/// `GET get_shop_info`: its fields stand at the top, not under `response`.
pub(super) fn info(market: &Market, store: &Store) -> Answer {
    let until = market.authorized_until(store);
    let status = match market.state(store) {
        StoreState::Frozen => "FROZEN",
        StoreState::Banned => "BANNED",
        _ => "NORMAL",
    };
    Answer::json(json!({
        "error": "", "message": "", "request_id": request_id(),
        "auth_time": (until - YEAR_MS) / 1000, "expire_time": until / 1000,
        "shop_name": store.name, "region": store.site.country, "status": status, "shop_fulfillment_flag": "Others",
        "is_cb": store.cross_border, "is_upgraded_cbsc": false, "merchant_id": null, "is_sip": false,
        "sip_affi_shops": [], "is_main_shop": false, "is_direct_shop": false, "linked_direct_shop_list": [],
        "linked_main_shop_id": 0,
    }))
}

/// `GET get_shops_by_partner`: every shop that has allowed the app, and until when.
pub(super) fn shops_by_partner(market: &Market, call: &Call) -> Result<Answer, Refused> {
    let number = |name: &str, default: usize| match call.query(name) {
        None => Some(default),
        Some(text) => text.parse().ok(),
    };
    let size = number("page_size", 100).filter(|size| (1..=100).contains(size));
    let page = number("page_no", 1).filter(|page| *page >= 1);
    let (Some(size), Some(page)) = (size, page) else {
        return Err(refuse("error_param", "page_size or page_no is invalid."));
    };
    let mut allowed = market
        .world
        .stores_of(Platform::Shopee)
        .filter(|store| market.authorized(store.no))
        .skip((page - 1) * size);
    let listed: Vec<Value> = allowed
        .by_ref()
        .take(size)
        .map(|store| {
            let until = market.authorized_until(&store);
            json!({"shop_id": store.id(), "region": store.site.country, "sip_affi_shops": [],
                "auth_time": (until - YEAR_MS) / 1000, "expire_time": until / 1000})
        })
        .collect();
    let more = allowed.next().is_some();
    Ok(Answer::json(json!({
        "authed_shop_list": listed, "more": more, "request_id": request_id(), "error": "", "message": "",
    })))
}
