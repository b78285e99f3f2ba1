//! What Lazada says of its sellers.

use super::{auth::short_code, done};
use crate::{
    http::call::Answer,
    market::Market,
    world::{Store, StoreState},
};
use serde_json::json;

/// `GET /seller/get`.
pub(super) fn seller(market: &Market, store: &Store) -> Answer {
    let status = match market.state(store) {
        StoreState::Frozen => "INACTIVE",
        StoreState::Banned => "DELETED",
        _ => "ACTIVE",
    };
    let location = if store.cross_border {
        "China"
    } else {
        store.site.country
    };
    done(&json!({
        "name_company": format!("{} Trading", store.name), "seller_id": store.id(), "name": store.name,
        "short_code": short_code(store), "logo_url": "", "email": format!("seller{}@example.com", store.id()),
        "cb": store.cross_border, "location": location, "status": status, "verified": true,
        "marketplaceEaseMode": false,
    }))
}
