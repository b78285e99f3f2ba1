//! Which rows are selected, what left the selection, and what is done to it.

use super::*;
use serde_json::{Value, json};
use support::gateway::Asked;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

fn checkbox(room: &Mounted, id: &str) -> HtmlInputElement {
    room.input(&format!("[data-id={id}] input[type=checkbox]"))
}

fn checked(room: &Mounted) -> Vec<String> {
    let boxes = room.all("tbody [data-id] input[type=checkbox]");
    boxes
        .iter()
        .filter(|field| field.unchecked_ref::<HtmlInputElement>().checked())
        .map(|field| {
            field
                .closest("[data-id]")
                .unwrap()
                .unwrap()
                .get_attribute("data-id")
                .unwrap()
        })
        .collect()
}

fn bar(room: &Mounted) -> String {
    room.text("[role=group][aria-label='Selected rows'] [role=status]")
}

/// Has the list refreshed by itself, as it does when the page comes to the front.
fn come_back() {
    let event = js_sys::Function::new_no_args("document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))");
    event.call0(&wasm_bindgen::JsValue::NULL).unwrap();
}

/// Answers what became of selected stores: those named here have left.
fn standings(asked: &Asked, left: &[(&str, &str)], outside: &[&str]) {
    let question: Value = serde_json::from_str(&asked.body).unwrap();
    let ids = question["ids"]
        .as_array()
        .unwrap()
        .iter()
        .map(|id| id.as_str().unwrap());
    let item = |id: &str| match left.iter().find(|(gone, _)| *gone == id) {
        Some((_, standing)) => json!({"id": id, "standing": standing, "store": null}),
        None => {
            let standing = if outside.contains(&id) { "outside" } else { "listed" };
            json!({"id": id, "standing": standing, "store": store(id, &format!("Shop {id}"), StoreStatus::Normal)})
        }
    };
    asked.answer(200, &json!({"items": ids.map(item).collect::<Vec<_>>()}));
}

const LEFT: [(&str, &str); 3] = [
    ("shopee-2", "deleted"),
    ("shopee-12", "deleted"),
    ("shopee-21", "not_yours"),
];

#[wasm_bindgen_test]
async fn aj_08_nine_of_twelve_selected_are_left_and_the_bulk_action_acts_on_them() {
    let gateway = Gateway::start();
    let pages = [
        ["shopee-1", "shopee-2", "shopee-3", "shopee-4"],
        ["shopee-11", "shopee-12", "shopee-13", "shopee-14"],
        ["shopee-21", "shopee-22", "shopee-23", "shopee-24"],
    ];
    let room = room(&gateway, "/stores?platform=tiktok", Role::Admin).await;
    gateway.rule("POST /api/stores/standings", |asked| {
        standings(asked, &[], &[]);
        true
    });
    for (at, ids) in pages.iter().enumerate() {
        gateway.add(on(&format!("offset={}", at * 25)).json(&page(ids, 75)));
    }
    room.named("[role=tab]", "All").click();
    for (at, ids) in pages.iter().enumerate() {
        if at > 0 {
            room.named("nav[aria-label=Pages] button", "Next page").click();
        }
        until("the page", || rows(&room) == *ids).await;
        room.input("[aria-label='Select this page']").click();
        until("its rows are selected", || {
            bar(&room) == format!("{} selected", (at + 1) * 4)
        })
        .await;
    }

    // Everything is sorted anew and three are gone, two of them for everybody.
    gateway.add(on("offset=50").json(&page(&["shopee-24", "shopee-99", "shopee-1"], 72)));
    gateway.rule("POST /api/stores/standings", |asked| {
        standings(asked, &LEFT, &["shopee-22"]);
        true
    });
    come_back();
    until("the receipt", || {
        bar(&room) == "9 selected, 1 of them not under this filter"
    })
    .await;
    let receipt: Vec<String> = room
        .all(".bulk-left li")
        .iter()
        .filter_map(|line| line.text_content())
        .collect();
    assert_eq!(
        receipt,
        [
            "Shop shopee-2: deleted",
            "Shop shopee-12: deleted",
            "Shop shopee-21: no longer yours"
        ]
    );
    assert_eq!(
        checked(&room),
        ["shopee-24", "shopee-1"],
        "the others of this page are not"
    );
    room.named(".bulk-left button", "OK").click();
    until("it has been read", || room.find(".bulk-left").is_none()).await;

    room.named(".bulk button", "Delete").click();
    until("the question", || {
        room.text("dialog[open] [role=status]")
            .starts_with("These 9 stores leave the desk")
    })
    .await;
    let nine = [
        "shopee-1",
        "shopee-3",
        "shopee-4",
        "shopee-11",
        "shopee-13",
        "shopee-14",
        "shopee-22",
        "shopee-23",
        "shopee-24",
    ];
    assert_eq!(room.ids("dialog[open] li"), nine, "it names them");
    assert!(gateway.asked("DELETE").is_empty(), "nothing is done before the answer");

    // One is refused: that is said of this one, and the others are done.
    gateway.add(on("DELETE /api/stores/").status(204));
    let refusal = Problem {
        status: 503,
        code: Code::Unavailable,
        title: String::new(),
        detail: None,
        retry_after: None,
    };
    gateway.add(on("DELETE /api/stores/shopee-13").status(503).json(&refusal));
    room.named("dialog[open] .danger", "Delete").click();
    until("one has failed", || room.text("dialog[open]").contains("1 of 9 failed")).await;
    let deleted: Vec<String> = gateway.asked("DELETE").iter().map(|asked| asked.line.clone()).collect();
    assert_eq!(deleted, nine.map(|id| format!("DELETE /api/stores/{id}")));
    assert!(
        room.text("dialog[open] [data-id=shopee-13]")
            .contains("The gateway is not ready"),
        "with its reason"
    );
    assert!(room.text("dialog[open] [data-id=shopee-14]").contains("Done"));
    assert_eq!(bar(&room), "1 selected", "it stays selected");

    gateway.add(on("DELETE /api/stores/shopee-13").status(204));
    room.named("dialog[open] .danger", "Delete").click();
    until("all are done", || room.find("dialog[open] .danger").is_none()).await;
    assert_eq!(gateway.asked("DELETE").len(), 10, "only that one was tried again");
    assert_eq!(bar(&room), "", "and nothing is selected any more");
    assert!(room.find(".bulk-left").is_none(), "what one did oneself is no news");
}

#[wasm_bindgen_test]
async fn aj_09_a_row_that_moves_into_the_place_of_a_selected_one_is_not_selected() {
    let gateway = Gateway::start();
    let room = room(&gateway, "/stores", Role::Operator).await;
    checkbox(&room, "tiktok-1").click();
    until("it is selected", || bar(&room) == "1 selected").await;
    gateway.rule("POST /api/stores/standings", |asked| {
        standings(asked, &[("tiktok-1", "deleted")], &[]);
        true
    });
    gateway.add(on("GET /api/stores?").json(&page(&["shopee-1", "lazada-1", "tiktok-2"], 42)));
    come_back();
    until("another row stands there", || rows(&room)[2] == "tiktok-2").await;
    until("the receipt", || {
        room.text(".bulk-left").contains("Shop tiktok-1: deleted")
    })
    .await;
    assert!(checked(&room).is_empty() && bar(&room).is_empty());
}

#[wasm_bindgen_test]
async fn shift_selects_a_range_and_the_selection_outlasts_a_filter() {
    let gateway = Gateway::start();
    let room = room(&gateway, "/stores", Role::Operator).await;
    checkbox(&room, "shopee-1").click();
    dispatch(
        &checkbox(&room, "tiktok-1"),
        "new MouseEvent('click', {bubbles: true, cancelable: true, shiftKey: true})",
    );
    until("three are selected", || bar(&room) == "3 selected").await;
    assert_eq!(checked(&room), ALL);
    gateway.rule("POST /api/stores/standings", |asked| {
        standings(asked, &[], &["shopee-1", "tiktok-1"]);
        true
    });
    gateway.add(on("platform=lazada").json(&page(&LAZADA, 2)));
    tab(&room, "Lazada");
    until("what is not here is said", || {
        bar(&room) == "3 selected, 2 of them not under this filter"
    })
    .await;
    assert_eq!(checked(&room), ["lazada-1"]);
    gateway.add(on("POST /api/stores/").status(202));
    room.named(".bulk button", "Check now").click();
    until("the question", || room.text("dialog[open]").contains("these 3 stores")).await;
    room.named("dialog[open] .dialog-ways .button:last-child", "Check now")
        .click();
    until("all are asked about", || gateway.asked("/sync").len() == 3).await;
    room.named(".bulk button", "Clear selection").click();
    until("nothing is selected", || {
        checked(&room).is_empty() && bar(&room).is_empty()
    })
    .await;
}

#[wasm_bindgen_test]
async fn aj_14_rows_carry_their_own_reasons_and_the_others_are_normal() {
    let gateway = Gateway::start();
    let room = room(&gateway, "/stores", Role::Admin).await;
    let names: Vec<String> = (1..=25).map(|n| format!("shopee-{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut answer = page(&names, 25);
    answer.page.items[3].status = StoreStatus::SyncFailing {
        since: Millis(1_800_000_000_000),
        reason: "The platform answers 500.".to_owned(),
    };
    answer.page.items[7].status = StoreStatus::Slowed {
        until: Millis(1_800_000_060_000),
    };
    answer.page.items[11].status = StoreStatus::LoginExpired;
    gateway.add(on("platform=shopee").after(400).json(&answer));
    tab(&room, "Shopee");
    until("the veil", || veil(&room).is_some()).await;
    until("the rows and no veil", || rows(&room) == names && veil(&room).is_none()).await;
    let normal = room.all(".badge.good").len();
    assert_eq!(normal, 22, "one failing store never fails the list");
    for (id, words) in [
        ("shopee-4", "The platform answers 500."),
        ("shopee-8", "Slowed by the platform until"),
        ("shopee-12", "Authorise the store again."),
    ] {
        let row = room.text(&format!("[data-id={id}]"));
        assert!(row.contains(words), "{row}");
    }
}

#[wasm_bindgen_test]
async fn authorising_again_takes_the_first_that_wants_it_and_the_selection_outlasts_the_way() {
    // As it is noted while the platform's page is in front.
    let notes = window().session_storage().unwrap().unwrap();
    notes
        .set_item("steadydesk.stores.u1", "lazada-1,tiktok-1,shopee-9")
        .unwrap();
    notes.set_item("steadydesk.stores.u2", "shopee-1").unwrap();
    let gateway = Gateway::start();
    gateway.rule("POST /api/stores/standings", |asked| {
        standings(asked, &[("shopee-9", "deleted")], &[]);
        true
    });
    let mut answer = page(&ALL, 43);
    answer.page.items[2].status = StoreStatus::LoginExpired;
    let room = room(&gateway, "/stores?platform=lazada", Role::Admin).await;
    until("what is left is selected again", || bar(&room) == "2 selected").await;
    assert!(room.text(".bulk-left").contains("shopee-9: deleted"));
    gateway.always("GET /api/stores?", &answer);
    tab(&room, "All");
    let button = || room.named(".bulk button", "Authorise again");
    until("one of them wants it", || {
        button().text_content().as_deref() == Some("Authorise again 1")
    })
    .await;
    button().click();
    let asked = gateway.wait("POST /api/authorizations", 1).await;
    assert_eq!(
        serde_json::from_str::<Value>(&asked.body).unwrap(),
        json!({"platform": "tiktok", "store": "tiktok-1"})
    );
    asked.answer(502, &json!({"status": 502, "code": "platform", "title": "no"}));
    until("the refusal in words", || {
        room.text(".toasts").contains("The marketplace does not answer.")
    })
    .await;
    assert_eq!(notes.get_item("steadydesk.stores.u1").unwrap(), None, "nobody has left");
    let leave = js_sys::Function::new_no_args("window.dispatchEvent(new PageTransitionEvent('pagehide'))");
    leave.call0(&wasm_bindgen::JsValue::NULL).unwrap();
    let noted = notes.get_item("steadydesk.stores.u1").unwrap();
    assert_eq!(noted.as_deref(), Some("lazada-1,tiktok-1"));
    notes.clear().unwrap();
}
