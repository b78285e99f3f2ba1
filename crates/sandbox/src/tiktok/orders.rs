//! Orders, as far as counters need them.

use super::{Refused, done, invalid, page_size, page_token, read_page_token};
use crate::{
    http::call::{Answer, Call},
    market::Market,
    world::{OrderState, Store},
};
use serde_json::{Value, json};

const STATUSES: [&str; 9] = [
    "UNPAID",
    "ON_HOLD",
    "AWAITING_SHIPMENT",
    "PARTIALLY_SHIPPING",
    "AWAITING_COLLECTION",
    "IN_TRANSIT",
    "DELIVERED",
    "COMPLETED",
    "CANCELLED",
];

fn status_of(state: OrderState) -> &'static str {
    match state {
        OrderState::Unpaid => "UNPAID",
        OrderState::ToShip => "AWAITING_SHIPMENT",
        OrderState::Arranged => "AWAITING_COLLECTION",
        OrderState::Shipped => "IN_TRANSIT",
        OrderState::Completed => "COMPLETED",
        OrderState::Cancelled => "CANCELLED",
    }
}

/// `POST /order/202309/orders/search`.
pub(super) fn search(market: &Market, store: &Store, call: &Call) -> Result<Answer, Refused> {
    let size = page_size(call, 100)?;
    let body = if call.body.is_empty() {
        Some(json!({}))
    } else {
        call.json().filter(Value::is_object)
    };
    let body = body.ok_or_else(|| invalid("Invalid request body."))?;
    let status = body.get("order_status").and_then(Value::as_str);
    if status.is_some_and(|status| !STATUSES.contains(&status)) {
        return Err(invalid("Invalid 'order_status'."));
    }
    let bound = |name: &str, none: i64| body.get(name).and_then(Value::as_i64).unwrap_or(none);
    let created = bound("create_time_ge", 0)..bound("create_time_lt", i64::MAX);
    let from = match call.query("page_token").filter(|token| !token.is_empty()) {
        Some(token) => {
            let from = read_page_token(token).and_then(|text| text.parse::<usize>().ok());
            from.ok_or_else(|| invalid("Invalid 'page_token'."))?
        }
        None => 0,
    };
    let found: Vec<u32> = market
        .world
        .orders(store.no, |state| status.is_none_or(|status| status == status_of(state)))
        .into_iter()
        .filter(|session| created.contains(&(market.world.order_at(store.no, *session) / 1000)))
        .collect();
    let page: Vec<Value> = found
        .iter()
        .skip(from)
        .take(size)
        .map(|no| order(market, store, *no))
        .collect();
    let end = from + page.len();
    let next = if end < found.len() {
        page_token(&end.to_string())
    } else {
        String::new()
    };
    Ok(done(
        &json!({"total_count": found.len(), "next_page_token": next, "orders": page}),
    ))
}

fn order(market: &Market, store: &Store, session: u32) -> Value {
    let at_s = market.world.order_at(store.no, session) / 1000;
    let status = status_of(market.world.order_state(store.no, session));
    let product = market.world.product(store, u64::from(session) % 48);
    let price = product.price_text(store);
    json!({
        "id": market.world.order_id(store, session), "status": status, "user_id": store.buyer_id(session).to_string(),
        "create_time": at_s, "update_time": at_s + 100, "paid_time": at_s + 50, "rts_sla_time": at_s + 172_800,
        "is_buyer_request_cancel": false, "buyer_message": "", "fulfillment_type": "FULFILLMENT_BY_SELLER",
        "payment": {"currency": store.site.currency, "total_amount": price, "sub_total": price, "shipping_fee": "0"},
        "line_items": [{"id": format!("{}1", market.world.order_id(store, session)), "sku_id": (product.id + 1).to_string(),
            "product_id": product.id.to_string(), "seller_sku": format!("SKU-{}", product.id % 1_000),
            "product_name": product.title, "display_status": status, "sale_price": price,
            "currency": store.site.currency}],
        "packages": [],
    })
}
