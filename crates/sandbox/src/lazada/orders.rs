//! Orders, as far as counters need them.

use super::{Refused, done, refuse};
use crate::{
    http::call::{Answer, Call},
    market::Market,
    world::{OrderState, Store},
};
use jiff::{Timestamp, tz::Offset};
use serde_json::{Value, json};

/// What `status` may be; the platform's own error names them so.
const STATUSES: [&str; 21] = [
    "unpaid",
    "pending",
    "packed",
    "canceled",
    "ready_to_ship",
    "delivered",
    "returned",
    "shipped",
    "failed",
    "topack",
    "toship",
    "shipping",
    "lost",
    "lost_by_3pl",
    "damaged_by_3pl",
    "failed_delivery",
    "shipped_back",
    "shipped_back_success",
    "shipped_back_failed",
    "package_scrapped",
    "all",
];

/// The status of an order's items.
fn status_of(state: OrderState) -> &'static str {
    match state {
        OrderState::Unpaid => "unpaid",
        OrderState::ToShip => "pending",
        OrderState::Arranged => "ready_to_ship",
        OrderState::Shipped => "shipped",
        OrderState::Completed => "delivered",
        OrderState::Cancelled => "canceled",
    }
}

/// `GET /orders/get`: `created_after` or `update_after` must be given.
pub(super) fn list(market: &Market, store: &Store, call: &Call) -> Result<Answer, Refused> {
    let time = |name: &str| match call.param(name) {
        None => Ok(None),
        Some(text) => text
            .parse::<Timestamp>()
            .map(|at| Some(at.as_millisecond()))
            .map_err(|_| {
                refuse(
                    "E019",
                    &format!("E019: \"{name}\" is not a valid date: use ISO 8601 with an offset"),
                )
            }),
    };
    let (created_after, update_after) = (time("created_after")?, time("update_after")?);
    let after = created_after
        .or(update_after)
        .ok_or_else(|| refuse("E018", "E018: Either created_after or update_after is mandatory"))?;
    let before = time("created_before")?.or(time("update_before")?).unwrap_or(i64::MAX);
    let status = call.param("status").unwrap_or("all");
    if !STATUSES.contains(&status) {
        return Err(refuse(
            "E036",
            &format!("E036: Invalid status filter. Allowed: {}", STATUSES.join(", ")),
        ));
    }
    let number = |name: &str, default: usize, most: usize| match call.param(name) {
        None => Ok(default),
        Some(text) => text
            .parse()
            .ok()
            .filter(|number| *number <= most)
            .ok_or_else(|| refuse("E020", &format!("E020: \"{name}\" must be at most {most}"))),
    };
    let (limit, offset) = (number("limit", 100, 100)?, number("offset", 0, 5_000)?);

    // "topack" and "toship" are the seller's words for what waits for them.
    let wanted = |state| {
        let one = status_of(state);
        status == "all"
            || status == one
            || (status == "topack" && one == "pending")
            || (status == "toship" && one == "ready_to_ship")
    };
    let found: Vec<u32> = market
        .world
        .orders(store.no, wanted)
        .into_iter()
        .filter(|session| (after..=before).contains(&market.world.order_at(store.no, *session)))
        .collect();
    let page: Vec<Value> = found
        .iter()
        .skip(offset)
        .take(limit)
        .map(|session| order(market, store, *session))
        .collect();
    Ok(done(
        &json!({"count": page.len(), "countTotal": found.len(), "orders": page}),
    ))
}

fn order(market: &Market, store: &Store, session: u32) -> Value {
    let id = market.world.order_id(store, session);
    let at = date(market.world.order_at(store.no, session), store);
    let product = market.world.product(store, u64::from(session) % 48);
    json!({
        "order_id": id, "order_number": id, "statuses": [status_of(market.world.order_state(store.no, session))],
        "price": product.price_text(store), "shipping_fee": "0.00", "voucher": "0.00", "items_count": 1,
        "created_at": at, "updated_at": at, "promised_shipping_times": "", "payment_method": "MIXEDCARD",
        "need_cancel_confirm": false,
    })
}

/// A date as Lazada writes it: `2026-02-09 22:44:30 +0800`.
fn date(at_ms: i64, store: &Store) -> String {
    let at = Timestamp::from_millisecond(at_ms).unwrap_or(Timestamp::UNIX_EPOCH);
    let offset = Offset::from_hours(store.site.utc_hours).unwrap_or(Offset::UTC);
    at.to_zoned(offset.to_time_zone())
        .strftime("%Y-%m-%d %H:%M:%S %z")
        .to_string()
}
