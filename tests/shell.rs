//! Sign-in and what stands around the rooms, in a real browser.
#![cfg(target_arch = "wasm32")]

mod support;

use leptos::prelude::*;
use steadydesk::app::console;
use steadydesk::inbox::persist::{Draft, load_drafts, save_drafts};
use steadydesk::route::Room;
use steadydesk_wire::{
    Account, Code, Hello, Millis, Page, Platform, Problem, Role, SandboxAccount, StorePage, StoreUnread, UnreadCounts,
    UserId,
};
use support::gateway::{Gateway, on};
use support::{Mounted, address, mounted, type_into, until};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn account(name: &str) -> Account {
    Account {
        id: format!("u-{name}").parse().unwrap(),
        name: name.to_owned(),
        role: Role::Operator,
        now: Millis(0),
    }
}

fn problem(status: u16, code: Code, retry_after: Option<u32>) -> Problem {
    Problem {
        status,
        code,
        title: "English".to_owned(),
        detail: None,
        retry_after,
    }
}

/// A gateway with one sandbox account, nobody signed in, and no stores.
fn gateway() -> Gateway {
    let gateway = Gateway::start();
    let page = Page {
        items: Vec::new(),
        total: 0,
        more_than_total: false,
        offset: 0,
        seq: 1,
        as_of: Millis(0),
    };
    let offer = SandboxAccount {
        name: "operator".to_owned(),
        password: "sandbox".to_owned(),
        role: Role::Operator,
    };
    let unread = StoreUnread {
        store: "shopee-1".parse().unwrap(),
        platform: Platform::Shopee,
        unread: 7,
    };
    gateway.add(on("/api/").status(503).json(&problem(503, Code::Unavailable, None)));
    gateway.add(on("GET /api/hello").json(&hello(None, vec![offer])));
    gateway.add(on("GET /api/unread").json(&UnreadCounts {
        stores: vec![unread],
        seq: 1,
    }));
    gateway.add(on("GET /api/stores?").json(&StorePage {
        page,
        tabs: Vec::new(),
        regions: Vec::new(),
    }));
    gateway
}

fn hello(account: Option<Account>, sandbox_accounts: Vec<SandboxAccount>) -> Hello {
    Hello {
        version: "1".to_owned(),
        now: Millis(0),
        account,
        sandbox_accounts,
    }
}

fn open(address: &str) -> Mounted {
    let storage = window().local_storage().unwrap().unwrap();
    storage.clear().unwrap();
    storage.set_item("steadydesk.language", "en").unwrap();
    mounted(address, console)
}

async fn signed_in(address: &str) -> (Gateway, Mounted) {
    let gateway = gateway();
    gateway.add(on("GET /api/hello").json(&hello(Some(account("operator")), vec![])));
    let console = open(address);
    until("the shell", || console.find("nav[aria-label=Main]").is_some()).await;
    (gateway, console)
}

#[wasm_bindgen_test]
async fn a_sandbox_account_fills_in_the_form_and_signs_in() {
    let gateway = gateway();
    let console = open("/stores");
    until("the offer", || console.find(".offer").is_some()).await;
    console.named("button", "operator").click();
    until("the filled-in form", || {
        console.input("[name=name]").value() == "operator"
    })
    .await;
    assert_eq!(console.input("[name=password]").value(), "sandbox");

    gateway.add(
        on("POST /api/sign-in")
            .status(401)
            .json(&problem(401, Code::WrongPassword, None)),
    );
    console.get("form button.primary").click();
    until("the refusal", || {
        console.text("[role=alert]") == "Name or password is wrong."
    })
    .await;

    gateway.add(on("POST /api/sign-in").json(&account("operator")));
    console.get("form button.primary").click();
    until("the room that was asked for", || console.text("h1") == "Stores").await;
    assert_eq!(address(), "/stores");
}

#[wasm_bindgen_test]
async fn too_many_attempts_count_down_and_then_let_in_again() {
    let gateway = gateway();
    let console = open("/stores");
    until("the form", || console.find("[name=name]").is_some()).await;
    type_into(&console.input("[name=name]"), "operator");
    type_into(&console.input("[name=password]"), "x");
    gateway.add(
        on("POST /api/sign-in")
            .status(429)
            .json(&problem(429, Code::TooMany, Some(2))),
    );
    console.get("form button.primary").click();
    until("the count", || {
        console.text("[role=alert]") == "Too many attempts. Try again in 2 s."
    })
    .await;
    assert!(console.get("form button.primary").has_attribute("disabled"));
    until("one second less", || {
        console.text("[role=alert]") == "Too many attempts. Try again in 1 s."
    })
    .await;
    until("the way is free", || {
        !console.get("form button.primary").has_attribute("disabled")
    })
    .await;
    assert_eq!(console.text("[role=alert]"), "");
}

#[wasm_bindgen_test]
async fn the_navigation_has_every_room_in_order_and_links_need_no_load() {
    let (_gateway, console) = signed_in("/stores").await;
    let names: Vec<String> = console
        .all("nav[aria-label=Main] a span:not(.count)")
        .iter()
        .filter_map(|link| link.text_content())
        .collect();
    assert_eq!(
        names,
        [
            "Inbox",
            "Stores",
            "Orders",
            "Inventory",
            "Account health",
            "Coupons",
            "Proxies",
            "Checklist",
            "Quick replies",
            "Settings",
            "Help"
        ]
    );
    assert_eq!(names.len(), Room::ALL.len());
    until("the unread total", || console.text("nav .count.unread") == "7").await;
    until("the title", || document().title() == "(7) Stores - Steadydesk").await;

    console.named("nav a", "Orders").click();
    until("the short page", || {
        console.text("main").contains("not available in this version")
    })
    .await;
    assert_eq!(address(), "/orders");
    assert_eq!(console.text("nav a[aria-current=page] span"), "Orders");
    window().history().unwrap().back().unwrap();
    until("the stores again", || console.text("h1") == "Stores").await;
}

#[wasm_bindgen_test]
async fn language_and_theme_change_without_a_reload() {
    let (_gateway, console) = signed_in("/stores").await;
    let root = document().document_element().unwrap();
    console.get("[lang=zh-CN] input").click();
    until("Chinese", || console.text("h1") == "店铺").await;
    until("the page's language", || {
        root.get_attribute("lang").as_deref() == Some("zh-CN")
    })
    .await;
    until("the title", || document().title().contains("店铺")).await;
    console.named("label", "深色").click();
    until("dark", || root.get_attribute("data-theme").as_deref() == Some("dark")).await;
    console.named("label", "跟随系统").click();
    until("as the system has it", || root.get_attribute("data-theme").is_none()).await;
}

#[wasm_bindgen_test]
async fn signing_out_leaves_nothing_of_the_user() {
    let (gateway, console) = signed_in("/stores").await;
    let draft = |session: &str| Draft {
        store: "shopee-1".parse().unwrap(),
        session: session.parse().unwrap(),
        text: "Dear buyer".to_owned(),
        at: Millis(1),
        seen: None,
    };
    let (own, other): (UserId, UserId) = ("u-operator".parse().unwrap(), "u-other".parse().unwrap());
    save_drafts(&own, &[draft("shopee-1~1"), draft("shopee-1~2")]).await;
    save_drafts(&other, &[draft("shopee-1~1")]).await;
    let no_more = Draft {
        text: String::new(),
        ..draft("shopee-1~2")
    };
    save_drafts(&own, &[no_more]).await;
    assert_eq!(load_drafts(&own).await, [draft("shopee-1~1")]);

    gateway.add(on("POST /api/sign-out").status(204));
    console.named("button", "Sign out").click();
    until("the sign-in page", || console.text("h1") == "Sign in").await;
    assert!(console.find("nav").is_none());
    assert!(load_drafts(&own).await.is_empty());
    assert_eq!(load_drafts(&other).await, [draft("shopee-1~1")], "another user's stay");
}

#[wasm_bindgen_test]
async fn a_session_that_ends_elsewhere_leads_to_sign_in() {
    let (gateway, console) = signed_in("/stores").await;
    gateway.add(
        on("GET /api/stores?")
            .status(401)
            .json(&problem(401, Code::SignedOut, None)),
    );
    console.named("[role=tab]", "Lazada").click();
    until("the sign-in page", || console.text("h1") == "Sign in").await;
}
