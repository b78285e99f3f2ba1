//! The store list in a real browser, against a gateway inside the page.
#![cfg(target_arch = "wasm32")]

mod again;
mod kind;
mod requests;
mod room;
mod selection;
#[path = "../support/mod.rs"]
mod support;

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use steadydesk::i18n::provide_i18n;
use steadydesk::router::provide_router;
use steadydesk::stores::stores_room;
use steadydesk::ui::toast::{provide_toasts, toast_corner};
use steadydesk_wire::{
    Account, Code, Millis, Page, Platform, Problem, Region, Role, Store, StorePage, StoreStatus, StoreTab,
};
use support::gateway::{Gateway, on};
use support::{Mounted, a_while, address, dispatch, frame, mounted, now, press, stays, type_into, until, until_within};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn store(id: &str, name: &str, status: StoreStatus) -> Store {
    let (platform, shop_id) = id.split_once('-').unwrap();
    Store {
        id: id.parse().unwrap(),
        platform: Platform::from_word(platform).unwrap(),
        shop_id: shop_id.to_owned(),
        name: name.to_owned(),
        region: Region::from("MY"),
        status,
        unread: 0,
        to_ship: Some(3),
        alerts: 0,
        proxy: None,
        as_of: Some(Millis(1_800_000_000_000)),
        authorized_until: None,
        version: 1,
    }
}

fn page(ids: &[&str], total: u64) -> StorePage {
    let items = ids
        .iter()
        .map(|id| store(id, &format!("Shop {id}"), StoreStatus::Normal))
        .collect();
    let tab = |platform, count| StoreTab { platform, count };
    StorePage {
        page: Page {
            items,
            total,
            more_than_total: false,
            offset: 0,
            seq: 5,
            as_of: Millis(1_800_000_000_000),
        },
        tabs: vec![
            tab(Platform::Shopee, 40),
            tab(Platform::Lazada, 2),
            tab(Platform::Tiktok, 1),
        ],
        regions: vec![Region::from("MY"), Region::from("TH")],
    }
}

const ALL: [&str; 3] = ["shopee-1", "lazada-1", "tiktok-1"];
const SHOPEE: [&str; 2] = ["shopee-1", "shopee-2"];
const LAZADA: [&str; 2] = ["lazada-1", "lazada-2"];

/// The room with the first page shown.
async fn room(gateway: &Gateway, at: &str, role: Role) -> Mounted {
    gateway.add(on("GET /api/stores?").json(&page(&ALL, 43)));
    let room = mounted(at, move || {
        provide_i18n();
        provide_router();
        let toasts = provide_toasts();
        provide_context(Account {
            id: "u1".parse().unwrap(),
            name: "ann".to_owned(),
            role,
            now: Millis(0),
        });
        view! { {stores_room()} {toast_corner(toasts)} }.into_any()
    });
    until("the first page is shown", || !rows(&room).is_empty()).await;
    room
}

fn rows(room: &Mounted) -> Vec<String> {
    room.ids("table[aria-label=Stores] [role=row][data-id]")
}

fn veil(room: &Mounted) -> Option<String> {
    let text = room.text(".veil [role=status]");
    (!text.is_empty()).then_some(text)
}

fn tab(room: &Mounted, name: &str) {
    room.named("[role=tab]", name).click();
}
