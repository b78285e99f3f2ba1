//! The store list in a real browser, against a gateway inside the page.
#![cfg(target_arch = "wasm32")]

mod support;

use leptos::prelude::*;
use steadydesk::i18n::provide_i18n;
use steadydesk::router::provide_router;
use steadydesk::stores::stores_room;
use steadydesk::ui::toast::{provide_toasts, toast_corner};
use steadydesk_wire::{
    Account, Code, Millis, Page, Platform, Problem, Region, Role, Store, StorePage, StoreStatus, StoreTab,
};
use support::gateway::{Gateway, on};
use support::{Mounted, address, dispatch, frame, mounted, now, press, stays, type_into, until, until_within};
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

#[wasm_bindgen_test]
async fn aj_01_the_second_tab_wins_and_the_first_request_is_aborted_at_the_click() {
    let gateway = Gateway::install();
    let room = room(&gateway, "/stores", Role::Operator).await;
    gateway.add(on("platform=shopee").after(3_000).json(&page(&SHOPEE, 40)));
    gateway.add(on("platform=lazada").after(200).json(&page(&LAZADA, 2)));

    tab(&room, "Shopee");
    let first = now();
    until("the first request is out", || {
        gateway.requests("platform=shopee").len() == 1
    })
    .await;
    let click = now();
    tab(&room, "Lazada");
    let aborted = gateway.requests("platform=shopee")[0]
        .aborted
        .expect("aborted on the side of the click");
    assert!(aborted - click < 50.0, "{} ms", aborted - click);

    until("the second tab's rows are shown", || rows(&room) == LAZADA).await;
    let answered = gateway.requests("platform=lazada")[0].answered.unwrap();
    assert!(
        now() - answered < 100.0,
        "shown {} ms after the answer",
        now() - answered
    );
    stays(first + 3_300.0 - now(), "the second tab's rows", || {
        rows(&room) == LAZADA
    })
    .await;
    assert_eq!(address(), "/stores?platform=lazada");
}

#[wasm_bindgen_test]
async fn aj_02_twenty_changes_leave_one_request_alive_and_one_list_painted() {
    let gateway = Gateway::install();
    let room = room(&gateway, "/stores", Role::Operator).await;
    gateway.add(on("platform=shopee").after(300).json(&page(&SHOPEE, 40)));
    gateway.add(on("platform=lazada").after(300).json(&page(&LAZADA, 2)));
    for turn in 0..20 {
        tab(&room, if turn % 2 == 0 { "Shopee" } else { "Lazada" });
        stays(60.0, "nothing between is painted", || rows(&room) == ALL).await;
    }
    until("the last filter's rows", || rows(&room) == LAZADA).await;
    assert_eq!(gateway.most_alive(), 1);
}

#[wasm_bindgen_test]
async fn aj_03_an_answer_that_ignores_the_abort_changes_nothing() {
    let gateway = Gateway::install();
    let room = room(&gateway, "/stores?store=lazada-1", Role::Operator).await;
    let mut late = page(&SHOPEE, 400);
    late.tabs[0].count = 999;
    gateway.add(on("platform=shopee").after(500).deaf().json(&late));
    gateway.add(on("platform=lazada").after(100).json(&page(&LAZADA, 2)));
    tab(&room, "Shopee");
    until("the first request is out", || {
        gateway.requests("platform=shopee").len() == 1
    })
    .await;
    tab(&room, "Lazada");
    until("the second tab's rows", || rows(&room) == LAZADA).await;
    until("its veil is gone", || veil(&room).is_none()).await;
    let seen = |room: &Mounted| {
        (
            rows(room),
            room.text(".tabs"),
            room.text(".room-foot"),
            room.text(".stamp"),
        )
    };
    let before = seen(&room);
    until("the late answer is there", || {
        gateway.requests("platform=shopee")[0].answered.is_some()
    })
    .await;
    stays(200.0, "list, totals and pager", || seen(&room) == before).await;
    assert_eq!(room.ids("[aria-current=true]"), ["lazada-1"], "the row pointed out");
    assert!(
        room.named("[role=tab]", "Lazada")
            .get_attribute("aria-selected")
            .as_deref()
            == Some("true")
    );
}

#[wasm_bindgen_test]
async fn aj_04_there_and_back_shows_one_result_and_no_error() {
    let gateway = Gateway::install();
    let room = room(&gateway, "/stores", Role::Operator).await;
    gateway.add(on("platform=shopee").after(300).json(&page(&SHOPEE, 40)));
    gateway.add(on("platform=lazada").after(300).json(&page(&LAZADA, 2)));
    tab(&room, "Shopee");
    until("the first request is out", || {
        gateway.requests("platform=shopee").len() == 1
    })
    .await;
    tab(&room, "Lazada");
    until("the second request is out", || {
        gateway.requests("platform=lazada").len() == 1
    })
    .await;
    tab(&room, "Shopee");
    let mut shown = vec![rows(&room)];
    let mut said = Vec::new();
    let start = now();
    while now() - start < 900.0 {
        frame().await;
        if shown.last() != Some(&rows(&room)) {
            shown.push(rows(&room));
        }
        said.extend(veil(&room).filter(|text| text != "Loading data..."));
    }
    assert_eq!(
        shown,
        [ALL.map(str::to_owned).to_vec(), SHOPEE.map(str::to_owned).to_vec()]
    );
    assert!(said.is_empty(), "{said:?}");
    let requests = gateway.requests("platform=shopee");
    assert_eq!(
        requests
            .iter()
            .map(|request| request.aborted.is_some())
            .collect::<Vec<_>>(),
        [true, false]
    );
}

#[wasm_bindgen_test]
async fn a_request_overtaken_in_the_same_breath_never_goes_out() {
    let gateway = Gateway::install();
    let room = room(&gateway, "/stores", Role::Operator).await;
    gateway.add(on("platform=lazada").json(&page(&LAZADA, 2)));
    tab(&room, "Shopee");
    tab(&room, "Lazada");
    until("the second tab's rows", || rows(&room) == LAZADA).await;
    assert!(gateway.requests("platform=shopee").is_empty());
}

#[wasm_bindgen_test]
async fn aj_05_a_fast_answer_paints_no_veil() {
    let gateway = Gateway::install();
    let room = room(&gateway, "/stores", Role::Operator).await;
    gateway.add(on("platform=lazada").after(100).json(&page(&LAZADA, 2)));
    tab(&room, "Lazada");
    stays(600.0, "no veil", || {
        veil(&room).is_none() && room.find(".covered").is_none()
    })
    .await;
    assert_eq!(rows(&room), LAZADA);
}

#[wasm_bindgen_test]
async fn aj_05_a_slow_answer_shows_a_veil_over_rows_that_take_nothing() {
    let gateway = Gateway::install();
    let room = room(&gateway, "/stores", Role::Admin).await;
    gateway.add(on("platform=lazada").after(400).json(&page(&LAZADA, 2)));
    let click = now();
    tab(&room, "Lazada");
    until("the veil", || veil(&room).is_some()).await;
    let appeared = now();
    assert!(appeared - click >= 148.0, "the veil came after {} ms", appeared - click);
    assert_eq!(veil(&room).as_deref(), Some("Loading data..."));
    assert_eq!(rows(&room), ALL, "the rows of before can still be read");
    let link = room.get("table [data-id] a");
    assert!(link.offset_height() > 0);
    let middle = link.get_bounding_client_rect();
    let (x, y) = (
        middle.left() + middle.width() / 2.0,
        middle.top() + middle.height() / 2.0,
    );
    #[expect(clippy::cast_possible_truncation, reason = "a place on the screen")]
    let top = document()
        .element_from_point(x as f32, y as f32)
        .expect("something is there");
    assert!(
        top.closest("table").unwrap().is_none(),
        "a click there reaches the veil, not the row"
    );
    link.focus().unwrap();
    assert_ne!(
        document().active_element().as_ref(),
        Some(link.as_ref()),
        "Enter cannot reach it"
    );
    assert_eq!(
        room.get(".veiled-rows").get_attribute("aria-busy").as_deref(),
        Some("true")
    );

    until("the veil goes", || veil(&room).is_none()).await;
    assert!(now() - appeared >= 298.0, "the veil stayed {} ms", now() - appeared);
    assert_eq!(rows(&room), LAZADA);
    assert!(room.get(".veiled-rows").get_attribute("inert").is_none());
}

#[wasm_bindgen_test]
async fn aj_06_after_ten_seconds_the_veil_says_why_and_cancel_goes_back() {
    let gateway = Gateway::install();
    let room = room(&gateway, "/stores?country=MY", Role::Operator).await;
    gateway.add(on("platform=lazada").after(60_000).json(&page(&LAZADA, 2)));
    tab(&room, "Lazada");
    assert_eq!(address(), "/stores?platform=lazada&country=MY");
    until_within(11_000.0, "the reason", || {
        veil(&room).is_some_and(|text| text.contains("longer than usual"))
    })
    .await;
    room.named(".veil button", "Cancel").click();
    until("the veil is gone", || veil(&room).is_none()).await;
    assert!(gateway.requests("platform=lazada")[0].aborted.is_some());
    assert_eq!(
        (rows(&room), address().as_str()),
        (ALL.map(str::to_owned).to_vec(), "/stores?country=MY")
    );
    assert_eq!(
        room.named("[role=tab]", "All")
            .get_attribute("aria-selected")
            .as_deref(),
        Some("true")
    );
}

#[wasm_bindgen_test]
async fn aj_06_a_store_error_is_said_in_words_and_retry_works() {
    let gateway = Gateway::install();
    let room = room(&gateway, "/stores", Role::Operator).await;
    let problem = Problem {
        status: 503,
        code: Code::Unavailable,
        title: String::new(),
        detail: None,
        retry_after: None,
    };
    gateway.add(on("platform=lazada").status(503).json(&problem));
    tab(&room, "Lazada");
    until("the reason", || {
        veil(&room).is_some_and(|text| text.contains("The gateway is not ready"))
    })
    .await;
    assert_eq!(rows(&room), ALL);
    gateway.add(on("platform=lazada").json(&page(&LAZADA, 2)));
    room.named(".veil button", "Retry").click();
    until("the rows", || rows(&room) == LAZADA && veil(&room).is_none()).await;
}

#[wasm_bindgen_test]
async fn aj_16_composition_searches_nothing_until_it_ends() {
    let gateway = Gateway::install();
    let room = room(&gateway, "/stores", Role::Operator).await;
    let field = room.input("input[type=search][aria-label='Search stores']");
    let asked = || gateway.requests("q=").len();

    dispatch(&field, "new CompositionEvent('compositionstart', {bubbles: true})");
    for text in ["n", "ni", "ni h"] {
        field.set_value(text);
        dispatch(&field, "new InputEvent('input', {bubbles: true, isComposing: true})");
    }
    dispatch(
        &field,
        "new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true, cancelable: true})",
    );
    dispatch(
        &field,
        "new KeyboardEvent('keydown', {key: 'Enter', keyCode: 229, bubbles: true, cancelable: true})",
    );
    stays(500.0, "no request while composing", || asked() == 0).await;

    field.set_value("你好");
    dispatch(&field, "new CompositionEvent('compositionend', {bubbles: true})");
    let ended = now();
    until("one request", || asked() == 1).await;
    assert!(gateway.requests("q=")[0].at - ended >= 248.0);
    assert!(gateway.requests("q=%E4%BD%A0%E5%A5%BD").len() == 1);
    until("the address", || address() == "/stores?q=%E4%BD%A0%E5%A5%BD").await;
}

#[wasm_bindgen_test]
async fn search_waits_for_a_pause_and_enter_does_not() {
    let gateway = Gateway::install();
    let room = room(&gateway, "/stores?page=2", Role::Operator).await;
    let field = room.input("input[type=search]");
    for text in ["m", "mu", "mug "] {
        type_into(&field, text);
    }
    until("one search", || gateway.requests("q=mug&offset=0").len() == 1).await;
    assert_eq!(
        gateway.requests("q=").len(),
        1,
        "one for three keys, and from the first page"
    );
    assert_eq!(field.value(), "mug ", "what is typed stays as it is");

    let pressed = now();
    type_into(&field, "cup");
    press(&field, "Enter");
    until("it is out", || gateway.requests("q=cup").len() == 1).await;
    assert!(gateway.requests("q=cup")[0].at - pressed < 50.0);
    stays(400.0, "no second one", || gateway.requests("q=cup").len() == 1).await;
}

#[wasm_bindgen_test]
async fn back_and_forward_bring_the_view_back() {
    let gateway = Gateway::install();
    let room = room(&gateway, "/stores", Role::Operator).await;
    gateway.add(on("platform=lazada").json(&page(&LAZADA, 2)));
    tab(&room, "Lazada");
    until("the tab's rows", || rows(&room) == LAZADA).await;
    window().history().unwrap().back().unwrap();
    until("all rows again", || rows(&room) == ALL && address() == "/stores").await;
    window().history().unwrap().forward().unwrap();
    until("the tab's rows again", || rows(&room) == LAZADA).await;
}

#[wasm_bindgen_test]
async fn the_pager_walks_the_pages_there_are() {
    let gateway = Gateway::install();
    let room = room(&gateway, "/stores", Role::Operator).await;
    gateway.add(on("offset=25").json(&page(&["shopee-26"], 43)));
    assert_eq!(room.text(".pager-place"), "Page 1 of 2");
    let button = |name: &str| room.named("nav[aria-label=Pages] button", name);
    assert!(button("Previous page").has_attribute("disabled"));
    button("Next page").click();
    assert!(button("Next page").has_attribute("disabled") || rows(&room) == ALL);
    until("the second page", || rows(&room) == ["shopee-26"]).await;
    assert_eq!(
        (room.text(".pager-place").as_str(), address().as_str()),
        ("Page 2 of 2", "/stores?page=2")
    );
    assert!(button("Next page").has_attribute("disabled") && !button("Previous page").has_attribute("disabled"));
}

#[wasm_bindgen_test]
async fn a_broken_store_says_what_is_wrong_and_leads_the_way_out() {
    let gateway = Gateway::install();
    let mut answer = page(&[], 2);
    answer.page.items = vec![
        store("shopee-1", "<b>Tea & Co</b>", StoreStatus::LoginExpired),
        store("lazada-1", "Fine", StoreStatus::LoginExpires { days: 3 }),
    ];
    let shown = room(&gateway, "/stores", Role::Admin).await;
    gateway.add(on("platform=tiktok").json(&answer));
    tab(&shown, "TikTok Shop");
    until("the rows", || rows(&shown).len() == 2).await;
    let row = shown.text("[data-id=shopee-1]");
    assert!(row.contains("<b>Tea & Co</b>"), "a name is text: {row}");
    assert!(
        row.contains("Login expired") && row.contains("Authorise the store again."),
        "{row}"
    );
    assert!(shown.text("[data-id=lazada-1]").contains("Login expires in 3 days"));

    let refusal = Problem {
        status: 502,
        code: Code::Platform,
        title: String::new(),
        detail: None,
        retry_after: None,
    };
    gateway.add(on("POST /api/authorizations").status(502).json(&refusal));
    shown
        .named("[data-id=shopee-1] button", "Authorise again: <b>Tea & Co</b>")
        .click();
    until("the refusal in words", || {
        shown.text(".toasts").contains("The marketplace does not answer.")
    })
    .await;
}

#[wasm_bindgen_test]
async fn deleting_asks_first_and_takes_the_row_out() {
    let gateway = Gateway::install();
    let shown = room(&gateway, "/stores", Role::Admin).await;
    gateway.add(on("DELETE /api/stores/lazada-1").status(204));
    shown.named("[data-id=lazada-1] button", "Delete").click();
    until("the question", || {
        shown.text("dialog[open]").contains("Shop lazada-1 leaves the desk")
    })
    .await;
    assert!(
        gateway.requests("/api/stores/lazada-1").is_empty(),
        "nothing is deleted before the answer"
    );
    shown.named("dialog[open] button", "Cancel").click();
    until("the dialog closes", || shown.find("dialog[open]").is_none()).await;
    assert_eq!(rows(&shown), ALL);

    shown.named("[data-id=lazada-1] button", "Delete").click();
    until("the question again", || shown.find("dialog[open] .danger").is_some()).await;
    gateway.add(on("GET /api/stores?").json(&page(&["shopee-1", "tiktok-1"], 42)));
    shown.named("dialog[open] .danger", "Delete").click();
    until("the row is gone", || rows(&shown) == ["shopee-1", "tiktok-1"]).await;
    assert!(shown.text(".toasts").contains("Shop lazada-1 was deleted."));
}

#[wasm_bindgen_test]
async fn an_operator_cannot_add_or_delete() {
    let gateway = Gateway::install();
    let shown = room(&gateway, "/stores?authorization=refused", Role::Operator).await;
    assert!(shown.find(".room-head .primary").is_none() && shown.all("[data-id] button").is_empty());
    assert!(
        shown.text(".toasts").contains("The store was not authorised"),
        "said once"
    );
    assert_eq!(address(), "/stores", "and taken out of the address");
}
