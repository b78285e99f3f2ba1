//! What reaches over all rooms: keys, palette, focus, languages, settings.
#![cfg(target_arch = "wasm32")]

mod focus;
mod keys;
mod languages;
mod notifications;
mod palette;
mod settings;

#[path = "../support/mod.rs"]
mod support;

use serde_json::json;
use steadydesk_wire::*;
use support::inbox::{Desk, open};
use support::{dispatch, until};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlElement};

wasm_bindgen_test_configure!(run_in_browser);

fn document() -> web_sys::Document {
    web_sys::window().unwrap().document().unwrap()
}

fn store(id: &str, version: i64) -> Store {
    let (platform, shop_id) = id.split_once('-').unwrap();
    Store {
        id: id.parse().unwrap(),
        platform: Platform::from_word(platform).unwrap(),
        shop_id: shop_id.to_owned(),
        name: format!("Shop {id}"),
        region: Region::from("MY"),
        status: StoreStatus::Normal,
        unread: 0,
        to_ship: Some(3),
        alerts: 0,
        proxy: None,
        as_of: Some(Millis(1_760_000_000_000)),
        authorized_until: None,
        version,
    }
}

/// The console in English, with every setting as it is at first, two sessions, and these stores.
async fn desk(stores: &[&str]) -> Desk {
    let storage = web_sys::window().unwrap().local_storage().unwrap().unwrap();
    storage.clear().unwrap();
    storage.set_item("steadydesk.language", "en").unwrap();
    let desk = open("/inbox").await;
    let items: Vec<Store> = stores.iter().map(|id| store(id, 1)).collect();
    desk.gateway.always(
        "GET /api/stores?",
        &json!({
            "page": {"items": items, "total": items.len(), "offset": 0, "seq": 100, "as_of": 0},
            "tabs": [],
            "regions": [],
        }),
    );
    desk
}

/// The same on the page of the stores.
async fn at_the_stores(stores: &[&str]) -> Desk {
    let desk = desk(stores).await;
    desk.go("/stores");
    until("the stores", || desk.all("tbody tr").len() == stores.len()).await;
    desk
}

/// What has the focus.
fn active() -> HtmlElement {
    document().active_element().unwrap().unchecked_into()
}

/// Waits until what has the focus fits the selector.
async fn focus_on(selector: &str) {
    until(&format!("the focus on {selector}"), || {
        active().matches(selector).unwrap()
    })
    .await;
}

/// The `data-id` of the row in which the focus is.
fn focused_row() -> Option<String> {
    let row = active().closest("[data-id]").unwrap()?;
    row.get_attribute("data-id")
}

/// Presses a key where the focus is; `with` adds to the event, such as `ctrlKey: true`. Whether the console took it.
fn key(name: &str, with: &str) -> bool {
    !dispatch(
        active().unchecked_ref::<Element>(),
        &format!("new KeyboardEvent('keydown', {{ key: '{name}', bubbles: true, cancelable: true, {with} }})"),
    )
}

/// Takes the focus from wherever it is.
fn blur() {
    active().blur().unwrap();
}
