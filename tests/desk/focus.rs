use super::support::frame;
use super::support::inbox::{A, B, change, session};
use super::*;

#[wasm_bindgen_test]
async fn the_focus_goes_to_a_neighbour_when_its_row_goes() {
    let desk = at_the_stores(&["shopee-1", "shopee-2", "shopee-3"]).await;
    let link = |id: &str| format!("tr[data-id={id}] .stores-name a");
    desk.get(&link("shopee-2")).focus().unwrap();
    let mut seq = 100;
    let mut gone = |id: &str| {
        seq += 1;
        let store = id.parse().unwrap();
        desk.gateway.stream("change", &change(seq, Change::StoreGone { store }));
    };
    gone("shopee-2");
    focus_on(&link("shopee-3")).await;
    gone("shopee-3");
    focus_on(&link("shopee-1")).await;
    gone("shopee-1");
    until("no row", || desk.find("tbody tr").is_none()).await;
    frame().await;
    assert_ne!(active().tag_name(), "BODY", "the page has it, not nothing");
}

#[wasm_bindgen_test]
async fn the_focus_stays_on_its_row_when_the_row_changes_or_others_overtake_it() {
    let desk = desk(&[]).await;
    desk.get(&format!("[role=option][data-id='{A}']")).focus().unwrap();
    let newer = |id: &str, version: i64| {
        let mut row = session(id, version);
        row.unread = 3;
        row.last = Some(LastMessage {
            id: format!("m{version}").parse().unwrap(),
            author: Author::Buyer,
            content: Content::Text {
                text: format!("news {version}"),
            },
            at: Millis(1_760_000_000_000 + version),
        });
        change(version, Change::Session { session: Box::new(row) })
    };
    desk.gateway.stream("change", &newer(A, 101));
    until("the change", || {
        desk.text(&format!("[data-id='{A}']")).contains("news 101")
    })
    .await;
    assert_eq!(focused_row().as_deref(), Some(A));
    desk.gateway.stream("change", &newer(B, 102));
    until("the other", || {
        desk.text(&format!("[data-id='{B}']")).contains("news 102")
    })
    .await;
    frame().await;
    assert_eq!(focused_row().as_deref(), Some(A));
}

#[wasm_bindgen_test]
async fn the_focus_comes_to_the_page_when_its_room_goes() {
    let desk = at_the_stores(&["shopee-1"]).await;
    desk.get(".stores-name a").focus().unwrap();
    desk.go("/orders");
    until("the other page", || desk.find("tbody tr").is_none()).await;
    focus_on("#main").await;
}

#[wasm_bindgen_test]
async fn what_the_operator_leaves_is_left() {
    let desk = at_the_stores(&["shopee-1", "shopee-2"]).await;
    desk.get("tr[data-id=shopee-1] a").focus().unwrap();
    blur();
    super::support::a_while().await;
    let gone = change(
        101,
        Change::StoreGone {
            store: "shopee-1".parse().unwrap(),
        },
    );
    desk.gateway.stream("change", &gone);
    until("the row is gone", || desk.all("tbody tr").len() == 1).await;
    frame().await;
    assert_eq!(active().tag_name(), "BODY");
}
