//! Shops and their ciphers.

use super::done;
use crate::{
    http::call::Answer,
    ids,
    market::{Market, Shops},
    world::{Platform, Store, StoreState},
};
use serde_json::{Value, json};

/// The cipher that names a shop in calls.
fn cipher(store: &Store) -> String {
    format!(
        "ROW_{:016x}-{:04}AAAA",
        store.id().wrapping_mul(0x9E37_79B9_7F4A_7C15),
        store.no
    )
}

/// The shop behind a cipher.
pub(super) fn read_cipher(market: &Market, cipher: &str) -> Option<Store> {
    let hex = cipher.strip_prefix("ROW_")?.get(..16)?;
    let id = u64::from_str_radix(hex, 16).ok()?.wrapping_mul(0xF1DE_83E1_9937_733D);
    let store = market.world.store(ids::read_shop(Platform::Tiktok, id)?)?;
    (store.platform == Platform::Tiktok && self::cipher(&store) == cipher).then_some(store)
}

/// `GET /authorization/202309/shops`.
pub(super) fn authorized(market: &mut Market, shops: Shops) -> Answer {
    let stores = market.shops(Platform::Tiktok, shops.scope());
    stores.iter().for_each(|store| market.note_use(store.no));
    let list: Vec<Value> = stores
        .iter()
        .map(|store| {
            json!({"id": store.id().to_string(), "name": store.name, "region": store.site.country,
                "seller_type": "LOCAL", "cipher": cipher(store),
                "code": format!("{}LC{:05X}", store.site.country, store.no + 0x8_1234)})
        })
        .collect();
    done(&json!({"shops": list}))
}

/// `GET /seller/202309/shops`: the active ones alone.
pub(super) fn active(market: &Market, shops: Shops) -> Answer {
    let stores = market.shops(Platform::Tiktok, shops.scope());
    let active = stores
        .iter()
        .filter(|store| !matches!(market.state(store), StoreState::Frozen | StoreState::Banned));
    let list: Vec<Value> = active
        .map(|store| json!({"id": store.id().to_string(), "region": store.site.country}))
        .collect();
    done(&json!({"shops": list}))
}
