//! The same view again: by a refresh, by Back and Forward, and by another user.

use super::*;
use std::cell::RefCell;
use std::rc::Rc;
use steadydesk_wire::Hello;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, MutationObserver, MutationObserverInit, MutationRecord};

/// The classes of what has changed under an element since it was last asked.
fn mutations(of: &Element) -> impl Fn() -> Vec<String> {
    let seen = Rc::new(RefCell::new(Vec::new()));
    let changed = Closure::<dyn Fn(js_sys::Array)>::new({
        let seen = Rc::clone(&seen);
        move |records: js_sys::Array| {
            for record in records {
                let node = record.unchecked_into::<MutationRecord>().target().unwrap();
                let element = node.clone().dyn_into().ok().or_else(|| node.parent_element());
                seen.borrow_mut()
                    .push(element.map_or_else(String::new, |element: Element| element.class_name()));
            }
        }
    });
    let observer = MutationObserver::new(changed.into_js_value().unchecked_ref()).unwrap();
    let what = MutationObserverInit::new();
    what.set_child_list(true);
    what.set_attributes(true);
    what.set_character_data(true);
    what.set_subtree(true);
    observer.observe_with_options(of, &what).unwrap();
    move || seen.take()
}

fn refresh() {
    let event = js_sys::Function::new_no_args("document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))");
    event.call0(&wasm_bindgen::JsValue::NULL).unwrap();
}

#[wasm_bindgen_test]
async fn aj_15_a_refresh_that_brings_equal_data_changes_nothing_in_the_page() {
    let gateway = Gateway::start();
    let room = room(&gateway, "/stores", Role::Admin).await;
    room.input("[data-id=lazada-1] input[type=checkbox]").click();
    until("it is selected", || room.find(".bulk").is_some()).await;
    frame().await;
    let changes = mutations(&room.root);
    for turn in 1..=3 {
        let before = gateway.asked("GET /api/stores?").len();
        refresh();
        let asked = gateway.wait("GET /api/stores?", before + 1).await;
        until("it is answered", || asked.answered.get().is_some()).await;
        a_while().await;
        assert_eq!(changes(), [""; 0], "refresh {turn}");
    }
    // A minute later the same is true: the stamp says so, and nothing else moves.
    let mut later = page(&ALL, 43);
    later.page.as_of = Millis(1_800_000_060_000);
    gateway.always("GET /api/stores?", &later);
    let stamp = room.text(".stamp");
    refresh();
    until("the stamp is newer", || room.text(".stamp") != stamp).await;
    a_while().await;
    let changes = changes();
    assert!(
        !changes.is_empty() && changes.iter().all(|class| class == "stamp"),
        "{changes:?}"
    );
}

#[wasm_bindgen_test]
async fn aj_13_the_next_page_cannot_be_gone_to_before_it_is_known_to_exist() {
    let gateway = Gateway::start();
    let room = room(&gateway, "/stores", Role::Operator).await;
    gateway.add(on("platform=shopee").json(&page(&SHOPEE, 75)));
    tab(&room, "Shopee");
    until("three pages", || room.text(".pager-place") == "Page 1 of 3").await;
    // By now there are two pages only.
    gateway.add(on("offset=25").after(300).json(&page(&["shopee-26"], 40)));
    gateway.add(on("offset=50").json(&page(&[], 40)));
    let button = |name: &str| room.named("nav[aria-label=Pages] button", name);
    button("Next page").click();
    until("the second page is on its way", || {
        gateway.asked("offset=25").len() == 1
    })
    .await;
    for _ in 0..3 {
        button("Next page").click();
        frame().await;
    }
    until("the second page", || rows(&room) == ["shopee-26"]).await;
    assert_eq!(room.text(".pager-place"), "Page 2 of 2");
    assert!(button("Next page").has_attribute("disabled"));
    assert!(gateway.asked("offset=50").is_empty());
}

/// The whole console, signed in as that person.
async fn console(gateway: &Gateway, address: &str, name: &str) -> Mounted {
    gateway.always("GET /api/hello", &hello(name));
    gateway.always(
        "GET /api/unread",
        &steadydesk_wire::UnreadCounts {
            stores: Vec::new(),
            seq: 5,
        },
    );
    gateway.rule("GET /api/events", |_| true);
    let storage = window().local_storage().unwrap().unwrap();
    storage.set_item("steadydesk.language", "en").unwrap();
    let console = mounted(address, steadydesk::app::console);
    // The room scrolls by itself, as in a window of that height.
    console
        .root
        .set_attribute("style", "display: block; height: 400px; overflow: hidden")
        .unwrap();
    until("the rows", || !rows(&console).is_empty()).await;
    console
}

fn hello(name: &str) -> Hello {
    Hello {
        version: "1".to_owned(),
        now: Millis(1_800_000_000_000),
        account: Some(Account {
            id: format!("u-{name}").parse().unwrap(),
            name: name.to_owned(),
            role: Role::Operator,
            now: Millis(1_800_000_000_000),
        }),
        sandbox_accounts: Vec::new(),
    }
}

#[wasm_bindgen_test]
async fn aj_17_back_restores_filter_page_scroll_and_selection_without_a_request() {
    let gateway = Gateway::start();
    let names: Vec<String> = (1..=25).map(|n| format!("shopee-{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    gateway.always("GET /api/stores?", &page(&names, 75));
    gateway.rule("POST /api/stores/standings", |_| true);
    let console = console(&gateway, "/stores?platform=shopee&page=2", "ann").await;
    let room = console.get(".room");
    room.set_attribute("style", "height: 300px; overflow: auto").unwrap();
    console.input("[data-id=shopee-9] input[type=checkbox]").click();
    room.set_scroll_top(400);
    let scrolled = || console.get("[data-id=shopee-9]").get_bounding_client_rect().top();
    let place = scrolled();
    assert!(room.scroll_top() > 0);

    // To another page of the list, and back.
    console.named("nav[aria-label=Pages] button", "Next page").click();
    until("it is asked for", || gateway.asked("offset=50").len() == 1).await;
    until("from its top", || console.get(".room").scroll_top() == 0).await;
    let requests = gateway.asked("GET /api/stores?").len();
    window().history().unwrap().back().unwrap();
    until("the page before", || address() == "/stores?platform=shopee&page=2").await;
    until("at the same place", || (scrolled() - place).abs() <= 1.0).await;
    assert_eq!(console.text(".pager-place"), "Page 2 of 3");
    assert!(console.input("[data-id=shopee-9] input[type=checkbox]").checked());
    assert!(veil(&console).is_none());

    // Into another room, and back.
    console.named("nav a", "Orders").click();
    until("the other room", || rows(&console).is_empty()).await;
    window().history().unwrap().back().unwrap();
    until("the rows again", || rows(&console) == names).await;
    console
        .get(".room")
        .set_attribute("style", "height: 300px; overflow: auto")
        .unwrap();
    until("at the same place again", || (scrolled() - place).abs() <= 1.0).await;
    assert!(console.input("[data-id=shopee-9] input[type=checkbox]").checked());
    assert_eq!(console.text(".bulk [role=status]"), "1 selected");
    a_while().await;
    assert_eq!(gateway.asked("GET /api/stores?").len(), requests, "no request");
}

#[wasm_bindgen_test]
async fn aj_07_another_user_sees_nothing_of_the_one_before_under_the_veil() {
    let gateway = Gateway::start();
    gateway.always("GET /api/stores?", &page(&ALL, 43));
    let console = console(&gateway, "/stores", "ann").await;
    console.input("[data-id=lazada-1] input[type=checkbox]").click();
    until("it is selected", || console.find(".bulk").is_some()).await;
    gateway.add(on("POST /api/sign-out").status(204));
    console.named("button", "Sign out").click();
    until("the sign-in page", || console.text("h1") == "Sign in").await;

    gateway.add(on("GET /api/stores?").after(500).json(&page(&LAZADA, 2)));
    gateway.always("POST /api/sign-in", &hello("bob").account);
    type_into(&console.input("[name=name]"), "bob");
    type_into(&console.input("[name=password]"), "secret");
    console.get("form button.primary").click();
    until("the veil", || veil(&console).is_some()).await;
    assert!(rows(&console).is_empty() && console.find(".bulk").is_none());
    assert!(!console.root.text_content().unwrap().contains("Shop tiktok-1"));
    until("the rows", || rows(&console) == LAZADA).await;
    assert!(console.find(".bulk").is_none());
}
