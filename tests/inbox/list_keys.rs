//! The session list by the keyboard.

use super::list::{first_in_sight, frame_of, listed, open_many, row, scroll};
use super::*;
use support::press;

fn focused(desk: &Desk) -> String {
    let active = leptos::prelude::document().active_element().unwrap();
    assert!(
        frame_of(desk).contains(Some(&active)),
        "the focus is in the list and not on {}",
        active.outer_html().chars().take(300).collect::<String>()
    );
    active.get_attribute("data-id").unwrap_or_default()
}

async fn key(desk: &Desk, key: &str, to: u32) {
    let active = leptos::prelude::document().active_element().unwrap();
    assert!(!press(&active, key), "the list takes {key}");
    until(&format!("{key} leads to {to}"), || focused(desk) == many::id(to)).await;
    frame().await;
    let place = row(desk, &many::id(to)).get_bounding_client_rect();
    let sight = frame_of(desk).get_bounding_client_rect();
    assert!(
        place.top() >= sight.top() - 1.0 && place.bottom() <= sight.bottom() + 1.0,
        "{key}: it is in sight"
    );
    let stops = desk.ids("[role=option][tabindex='0']");
    assert_eq!(stops, [many::id(to)], "Tab leads back to it, and to no other");
    assert_eq!(
        row(desk, &many::id(to)).get_attribute("aria-posinset"),
        Some((to + 1).to_string())
    );
}

#[wasm_bindgen_test]
async fn keys_lead_through_a_list_that_is_not_at_hand() {
    let (desk, _many) = open_many("/inbox", 5_000).await;
    assert_eq!(desk.ids("[role=option][tabindex='0']"), [many::id(0)]);
    row(&desk, &many::id(0)).focus().unwrap();
    for (name, to) in [
        ("ArrowDown", 1),
        ("j", 2),
        ("k", 1),
        ("ArrowUp", 0),
        ("ArrowUp", 0),
        ("End", 4_999),
        ("ArrowDown", 4_999),
        ("ArrowUp", 4_998),
        ("Home", 0),
    ] {
        key(&desk, name, to).await;
    }
    let active = leptos::prelude::document().active_element().unwrap();
    press(&active, "PageDown");
    until("a page on", || focused(&desk) != many::id(0)).await;
    let at = focused(&desk);
    press(&leptos::prelude::document().active_element().unwrap(), "PageUp");
    until("and back", || focused(&desk) == many::id(0)).await;
    assert_ne!(at, many::id(1));
    press(&leptos::prelude::document().active_element().unwrap(), "Enter");
    until("it is open", || {
        desk.ids("[role=option][aria-selected=true]") == [many::id(0)]
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_row_with_the_focus_stays_wherever_the_list_is_scrolled_to() {
    let (desk, _many) = open_many("/inbox", 3_000).await;
    let focus = row(&desk, &many::id(3));
    focus.focus().unwrap();
    for top in [5_000, 100_000, 200_000] {
        scroll(&desk, top).await;
        assert_eq!(focused(&desk), many::id(3), "at {top}");
    }
    assert_ne!(first_in_sight(&desk).0, many::id(3));
    key(&desk, "ArrowDown", 4).await;
    assert!(listed(&desk).contains(&many::id(3)));
}

#[wasm_bindgen_test]
async fn pressing_what_waits_by_the_keyboard_leads_back_into_the_list() {
    let (desk, many) = open_many("/inbox", 60).await;
    row(&desk, &many::id(5)).focus().unwrap();
    desk.gateway.stream("change", &many.write(30, "up"));
    until("one waits", || desk.text("button.news") == "1 moved").await;
    let pill = desk.get("button.news");
    pill.focus().unwrap();
    pill.click();
    until("it has its place", || listed(&desk)[0] == many::id(30)).await;
    until("the focus is in the list", || {
        let active = leptos::prelude::document().active_element();
        active.is_some_and(|active| frame_of(&desk).contains(Some(&active)))
    })
    .await;
    assert_eq!(focused(&desk), many::id(5));
}
