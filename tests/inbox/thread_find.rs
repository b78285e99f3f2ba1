//! Finding words in a thread, on the page or not.

use super::thread_long::{log_of, stretch, with_mark};
use super::*;
use support::dispatch;
use web_sys::HtmlInputElement;

fn press(target: &web_sys::Element, key: &str, with: &str) -> bool {
    let event = format!("new KeyboardEvent('keydown', {{ key: '{key}', bubbles: true, cancelable: true, {with} }})");
    !dispatch(target, &event)
}

fn field(desk: &Desk) -> HtmlInputElement {
    desk.one("input[aria-label='Find in conversation']").unchecked_into()
}

fn look_for(desk: &Desk, text: &str) {
    let field = field(desk);
    field.set_value(text);
    dispatch(&field, "new InputEvent('input', { bubbles: true })");
}

fn said(desk: &Desk) -> String {
    desk.one(".find-count").text_content().unwrap()
}

/// How many stretches the page marks under this name.
fn marked(name: &str) -> u32 {
    let count = js_sys::Function::new_with_args("name", "return CSS.highlights.get(name)?.size ?? 0");
    let count = count.call1(&wasm_bindgen::JsValue::NULL, &name.into()).unwrap();
    serde_json::from_str(&format!("{}", count.as_f64().unwrap())).unwrap()
}

async fn shows(desk: &Desk, id: &str) {
    until(&format!("{id} is gone to"), || {
        let log = log_of(desk).get_bounding_client_rect();
        desk.all(&format!("[data-id={id}].is-found"))
            .first()
            .is_some_and(|row| {
                let row = row.get_bounding_client_rect();
                log.top() <= row.top() && row.top() < log.bottom()
            })
    })
    .await;
}

#[wasm_bindgen_test]
async fn words_are_found_in_rows_that_are_not_on_the_page() {
    let mut messages = stretch(0, 10_000);
    for (at, text) in [
        (12, "Đơn hàng ở đâu?"),
        (4_000, "where is my don hang, DON HANG?"),
        (9_998, "đơn hàng"),
        (5_000, "我的订单什么时候发货"),
        (6_000, "เมื่อไหร่จะส่งสินค้าคะ"),
    ] {
        messages[at].content = Content::Text { text: text.into() };
    }
    let desk = open("/inbox").await;
    desk.gateway.always(&messages_of(A), &page(&messages));
    desk.press(A);
    until("the thread", || !desk.bubbles().is_empty()).await;
    let log = log_of(&desk);
    log.focus().unwrap();
    assert!(press(&log, "f", "ctrlKey: true"), "the browser's own search stays away");
    until("the bar", || desk.all(".find-bar").len() == 1).await;
    until("it has the focus", || {
        leptos::prelude::document()
            .active_element()
            .is_some_and(|now| now.is_same_node(Some(&field(&desk))))
    })
    .await;
    look_for(&desk, "don hang");
    until("counted", || said(&desk) == "3 of 3").await;
    shows(&desk, "e09998").await;
    assert_eq!(marked("found-current"), 1);
    press(&field(&desk), "Enter", "shiftKey: true");
    shows(&desk, "e04000").await;
    assert_eq!(said(&desk), "2 of 3");
    until("both words of it are marked", || marked("found-current") == 2).await;
    press(&field(&desk), "Enter", "isComposing: true");
    assert_eq!(said(&desk), "2 of 3", "an input method's Enter is its own");
    desk.one("button[aria-label='Previous match']")
        .unchecked_into::<HtmlElement>()
        .click();
    shows(&desk, "e00012").await;
    assert_eq!(said(&desk), "1 of 3");
    desk.one("button[aria-label='Next match']")
        .unchecked_into::<HtmlElement>()
        .click();
    shows(&desk, "e04000").await;
    for (typed, id) in [("订单", "e05000"), ("ส่งสินค้า", "e06000")] {
        look_for(&desk, typed);
        shows(&desk, id).await;
        assert_eq!(said(&desk), "1 of 1");
    }
    look_for(&desk, "nowhere to be found");
    until("it says so", || said(&desk) == "Not found").await;
    assert_eq!((marked("found"), marked("found-current")), (0, 0));
    press(&field(&desk), "Escape", "");
    until("closed", || desk.all(".find-bar").is_empty()).await;
    assert!(
        leptos::prelude::document()
            .active_element()
            .is_some_and(|now| now.is_same_node(Some(&log)))
    );
    assert_eq!(desk.texts().len(), desk.bubbles().len());
}

#[wasm_bindgen_test]
async fn earlier_messages_are_searched_page_by_page() {
    let desk = open("/inbox").await;
    let mut oldest = stretch(0, 50);
    oldest[30].content = Content::Text {
        text: "the lost umbrella".into(),
    };
    desk.gateway
        .always(&messages_of(A), &with_mark(&stretch(150, 200), "one"));
    let before = |mark: &str| format!("{}?before={mark}", messages_of(A));
    desk.gateway
        .always(&before("one"), &with_mark(&stretch(100, 150), "two"));
    desk.gateway
        .always(&before("two"), &with_mark(&stretch(50, 100), "three"));
    desk.gateway.always(&before("three"), &with_mark(&oldest, "four"));
    desk.press(A);
    until("the thread", || !desk.bubbles().is_empty()).await;
    desk.one("button[aria-label='Find in conversation']")
        .unchecked_into::<HtmlElement>()
        .click();
    until("the bar", || desk.all(".find-bar").len() == 1).await;
    look_for(&desk, "UMBRELLA");
    until("not yet", || said(&desk) == "Not found").await;
    desk.named("button", "Search earlier messages").click();
    shows(&desk, "e00030").await;
    assert_eq!(said(&desk), "1 of 1");
    assert_eq!(
        desk.gateway.asked(&before("four")).len(),
        0,
        "it ended where it was found"
    );
}
