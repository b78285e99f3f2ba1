use super::support::gateway::on;
use super::support::inbox::{A, session};
use super::support::{a_while, address, type_into};
use super::*;
use web_sys::HtmlInputElement;

const FIELD: &str = "dialog.palette [role=combobox]";

async fn opened(stores: &[&str]) -> Desk {
    let desk = desk(stores).await;
    key("k", "ctrlKey: true");
    focus_on(FIELD).await;
    desk
}

fn field(desk: &Desk) -> HtmlInputElement {
    desk.input(FIELD)
}

fn titles(desk: &Desk) -> Vec<String> {
    desk.all(".palette-title")
        .iter()
        .map(|line| line.text_content().unwrap())
        .collect()
}

fn marked(desk: &Desk) -> String {
    let line = desk.get("[role=option][aria-selected=true].palette-line");
    assert_eq!(field(desk).get_attribute("aria-activedescendant").unwrap(), line.id());
    line.query_selector(".palette-title")
        .unwrap()
        .unwrap()
        .text_content()
        .unwrap()
}

#[wasm_bindgen_test]
async fn pages_and_actions_are_found_by_arrows_and_enter() {
    let desk = opened(&[]).await;
    assert_eq!(marked(&desk), "Inbox");
    key("ArrowUp", "");
    until("the last line", || marked(&desk) == "Sign out").await;
    key("ArrowDown", "");
    key("ArrowDown", "");
    until("the second line", || marked(&desk) == "Stores").await;
    type_into(&field(&desk), "sett");
    until("the page", || marked(&desk) == "Settings").await;
    key("Enter", "");
    until("the settings", || address() == "/settings").await;
    focus_on("#main").await;

    key("k", "ctrlKey: true");
    focus_on(FIELD).await;
    assert_eq!(marked(&desk), "Settings", "what was chosen last comes first");
    type_into(&field(&desk), "简体");
    until("the language", || marked(&desk) == "Language: 简体中文").await;
    key("Enter", "");
    until("Chinese", || desk.text(".settings h1") == "设置").await;
    focus_on("#main").await;
    key("k", "ctrlKey: true");
    focus_on(FIELD).await;
    type_into(&field(&desk), "english");
    key("Enter", "");
    until("English", || desk.text(".settings h1") == "Settings").await;
}

#[wasm_bindgen_test]
async fn stores_and_sessions_are_asked_of_the_gateway_and_only_the_newest_word_counts() {
    let desk = opened(&["shopee-1"]).await;
    let found = |id: &str, name: &str| {
        let mut row = session(id, 1);
        name.clone_into(&mut row.buyer.name);
        json!({"items": [row], "total": 1, "more_than_total": false, "offset": 0, "seq": 100, "as_of": 0})
    };
    desk.gateway.add(
        on("GET /api/sessions?q=som&")
            .after(300)
            .deaf()
            .json(&found("shopee-1~old", "Somebody before")),
    );
    desk.gateway
        .always("GET /api/sessions?q=somchai&", &found(A, "Somchai"));
    type_into(&field(&desk), "som");
    let first = desk.gateway.wait("GET /api/sessions?q=som&", 1).await;
    type_into(&field(&desk), "somchai");
    until("the first is taken back at once", || first.aborted.get().is_some()).await;
    until("the buyer", || titles(&desk).contains(&"Somchai".to_owned())).await;
    until("the late answer has come", || first.answered.get().is_some()).await;
    a_while().await;
    assert_eq!(titles(&desk), ["Somchai", "Shop shopee-1"]);
    desk.named(".palette-line", "Somchai").click();
    until("the session", || address().ends_with("session=shopee-1~a")).await;
}

#[wasm_bindgen_test]
async fn composition_searches_nothing_and_chooses_nothing() {
    let desk = opened(&[]).await;
    let before = desk.gateway.asked("q=").len();
    dispatch(
        &field(&desk),
        "new CompositionEvent('compositionstart', { bubbles: true })",
    );
    type_into(&field(&desk), "shang");
    key("Enter", "isComposing: true");
    key("Enter", "keyCode: 229");
    super::support::stays(400.0, "open, and nothing asked", || {
        desk.gateway.asked("q=").len() == before && desk.find("dialog.palette[open]").is_some()
    })
    .await;
    assert_eq!(marked(&desk), "Inbox");
    field(&desk).set_value("商品");
    dispatch(
        &field(&desk),
        "new CompositionEvent('compositionend', { bubbles: true })",
    );
    desk.gateway.wait("GET /api/sessions?q=%E5%95%86%E5%93%81", 1).await;
}

#[wasm_bindgen_test]
async fn the_focus_goes_back_to_where_it_was() {
    let desk = desk(&[]).await;
    desk.press(A);
    until("the composer", || desk.find("textarea[aria-label=Message]").is_some()).await;
    desk.field().focus().unwrap();
    key("k", "ctrlKey: true");
    focus_on(FIELD).await;
    key("k", "ctrlKey: true");
    focus_on("textarea[aria-label=Message]").await;
    assert!(desk.find("dialog.palette[open]").is_none());
}

#[wasm_bindgen_test]
async fn the_open_session_is_marked_as_read() {
    let desk = desk(&[]).await;
    let mut row = session(A, 3);
    row.last = Some(LastMessage {
        id: "m9".parse().unwrap(),
        author: Author::Buyer,
        content: Content::Text { text: "?".to_owned() },
        at: Millis(1),
    });
    desk.gateway.always(&format!("GET /api/sessions/{A}"), &row);
    desk.gateway.always(
        &format!("GET /api/sessions/{A}/messages"),
        &super::support::inbox::page(&[]),
    );
    desk.press(A);
    until("the composer", || desk.find("textarea[aria-label=Message]").is_some()).await;
    key("k", "ctrlKey: true");
    focus_on(FIELD).await;
    type_into(&field(&desk), "mark read");
    until("the action", || marked(&desk).starts_with("Mark")).await;
    key("Enter", "");
    until("it is told", || {
        desk.gateway
            .asked("/read")
            .iter()
            .any(|asked| asked.body == r#"{"last":"m9"}"#)
    })
    .await;
    until("it is said", || desk.text(".toasts").contains("Marked as read.")).await;
}
