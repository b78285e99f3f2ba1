//! Orders, as far as counters need them.

use super::{Refused, body, done, refuse};
use crate::{
    http::call::{Answer, Call},
    market::Market,
    world::{OrderState, Store},
};
use serde_json::{Value, json};

/// `POST search_package_list`: `package_status` 0 all, 1 pending, 2 to process, 3 processed.
pub(super) fn packages(market: &Market, store: &Store, call: &Call) -> Result<Answer, Refused> {
    let body = body(call)?;
    let status = body
        .pointer("/filter/package_status")
        .and_then(Value::as_u64)
        .unwrap_or(0);
    let size = body.pointer("/pagination/page_size").and_then(Value::as_u64);
    let Some(size) = size.filter(|size| (1..=100).contains(size)) else {
        return Err(refuse("error_param", "pagination.page_size is invalid."));
    };
    let from: usize = match body.pointer("/pagination/cursor").and_then(Value::as_str) {
        None | Some("") => 0,
        Some(cursor) => cursor
            .parse()
            .map_err(|_| refuse("error_param", "pagination.cursor is invalid."))?,
    };
    let wanted = |state| match status {
        0 => !matches!(state, OrderState::Unpaid | OrderState::Cancelled),
        1 => state == OrderState::Unpaid,
        2 => state == OrderState::ToShip,
        3 => state == OrderState::Arranged,
        _ => false,
    };
    if status > 3 {
        return Err(refuse("error_param", "filter.package_status is invalid."));
    }
    let found = market.world.orders(store.no, wanted);
    let size = usize::try_from(size).unwrap_or(100);
    let page: Vec<Value> = found
        .iter()
        .skip(from)
        .take(size)
        .map(|session| {
            let order = market.world.order_id(store, *session);
            json!({"order_sn": order, "package_number": format!("OFG{order}")})
        })
        .collect();
    let end = from + page.len();
    let more = end < found.len();
    Ok(done(&json!({
        "packages_list": page,
        "pagination": {"total_count": found.len(), "next_cursor": if more { end.to_string() } else { String::new() }, "more": more},
    })))
}

/// `GET get_shipment_list`: orders that the seller must ship.
pub(super) fn shipments(market: &Market, store: &Store, call: &Call) -> Result<Answer, Refused> {
    let size = call.query("page_size").and_then(|text| text.parse::<usize>().ok());
    let Some(size) = size.filter(|size| (1..=100).contains(size)) else {
        return Err(refuse("error_param", "page_size is invalid."));
    };
    let from: usize = call.query("cursor").and_then(|text| text.parse().ok()).unwrap_or(0);
    let found = market.world.orders(store.no, |state| state == OrderState::ToShip);
    let page: Vec<Value> = found
        .iter()
        .skip(from)
        .take(size)
        .map(|session| json!({"order_sn": market.world.order_id(store, *session), "package_number": ""}))
        .collect();
    let end = from + page.len();
    let more = end < found.len();
    Ok(done(&json!({
        "order_list": page, "more": more, "next_cursor": if more { end.to_string() } else { String::new() },
    })))
}
