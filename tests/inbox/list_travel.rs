//! Back and Forward.

use super::list::{first_in_sight, frame_of, listed, open_many, row, scroll};
use super::*;

fn travel(way: &str) {
    let go = js_sys::Function::new_no_args(&format!("history.{way}()"));
    go.call0(&wasm_bindgen::JsValue::NULL).unwrap();
}

fn address() -> String {
    support::address()
}

#[wasm_bindgen_test]
async fn aj_17_back_and_forward_bring_back_filter_scroll_and_selection() {
    let (desk, many) = open_many("/inbox", 1_000).await;
    scroll(&desk, 20_000).await;
    let (middle, _) = first_in_sight(&desk);
    row(&desk, &middle).click();
    until("it is open", || {
        desk.ids("[role=option][aria-selected=true]") == [middle.clone()]
    })
    .await;
    let (open, sight) = (address(), first_in_sight(&desk));
    desk.named("button", "Unread").click();
    until("only the odd ones", || listed(&desk).first() == Some(&many::id(1))).await;
    scroll(&desk, 5_000).await;
    let (unread, odd) = (address(), first_in_sight(&desk));
    // Told while the first list is not shown: it is in it all the same when it comes back.
    desk.gateway.stream("change", &many.write(800, "while away"));
    let asked = desk.gateway.asked("GET /api/sessions?").len();

    travel("back");
    until("the address is back", || address() == open).await;
    until("and the rows", || listed(&desk).contains(&middle)).await;
    assert_eq!(first_in_sight(&desk), sight);
    assert_eq!(
        desk.ids("[role=option][aria-selected=true]"),
        std::slice::from_ref(&middle)
    );
    assert_eq!(desk.text(".list-count"), "1,000 sessions");

    travel("forward");
    until("the address is forward", || address() == unread).await;
    until("and its rows", || listed(&desk).contains(&odd.0)).await;
    assert_eq!(first_in_sight(&desk), odd);

    travel("back");
    until("back once more", || {
        address() == open && listed(&desk).contains(&middle)
    })
    .await;
    assert_eq!(
        desk.gateway.asked("GET /api/sessions?").len(),
        asked,
        "none of it was asked for again"
    );
    frame_of(&desk).set_scroll_top(0);
    until("what was told meanwhile is there", || {
        listed(&desk).first() == Some(&many::id(800))
    })
    .await;
}

#[wasm_bindgen_test]
async fn aj_17_a_gap_in_the_stream_asks_again_and_keeps_the_place() {
    let (desk, _many) = open_many("/inbox", 1_000).await;
    scroll(&desk, 20_000).await;
    let sight = first_in_sight(&desk);
    desk.named("button", "Unread").click();
    until("only the odd ones", || listed(&desk).first() == Some(&many::id(1))).await;
    let mut gap = change(
        300,
        Change::StoreGone {
            store: "lazada-9".parse().unwrap(),
        },
    );
    gap.prev = 299;
    desk.gateway.stream("change", &gap);
    let asked = desk.gateway.asked("GET /api/sessions?").len();
    desk.gateway.wait("GET /api/sessions?", asked + 1).await;
    travel("back");
    until("it is asked for", || {
        desk.gateway.asked("GET /api/sessions?").len() > asked + 1
    })
    .await;
    until("and stands where it stood", || {
        desk.find(".session-row.empty").is_none() && listed(&desk).contains(&sight.0)
    })
    .await;
    assert_eq!(first_in_sight(&desk), sight);
}
