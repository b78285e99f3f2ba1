//! Sending, as the operator sees it.

#![cfg(target_arch = "wasm32")]

#[path = "../support/mod.rs"]
mod support;

mod kept;

use serde_json::json;
use steadydesk_wire::{Change, FailReason, Failure, Outgoing};
use support::inbox::*;
use support::{a_while, until};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::HtmlElement;

wasm_bindgen_test_configure!(run_in_browser);

pub(crate) async fn at(session: &str) -> Desk {
    let desk = open(&format!("/inbox?session={session}")).await;
    desk.wait_texts(&[&format!("hello from {session}")]).await;
    desk
}

#[wasm_bindgen_test]
async fn os_01_a_bubble_within_a_frame_and_the_same_node_to_the_end() {
    let desk = at(A).await;
    desk.write("on its way");
    let written = watch_the_disk();
    desk.enter();
    assert_eq!(desk.field().value(), "", "the composer is free at once");
    until("the bubble stands", || desk.all("article.own").len() == 1).await;
    let bubble = desk.one("article.own");
    let text = desk.one("article.own [data-part=text]");
    assert_eq!(bubble.get_attribute("data-state").as_deref(), Some("sending"));
    assert!(bubble.text_content().unwrap().contains("Sending..."));

    let asked = desk.gateway.wait(&format!("POST /api/sessions/{A}/messages"), 1).await;
    assert!(written(), "the disk has it before a request goes out");
    let posted = &desk.posted(A)[0];
    assert_eq!(bubble.get_attribute("data-id").as_deref(), Some(posted.id.as_str()));
    asked.answer(202, &own(A, posted, 11, Outgoing::Sending));
    a_while().await;
    desk.gateway
        .stream("change", &message_change(101, &own(A, posted, 12, Outgoing::Sent)));
    desk.wait_states(&["sent"]).await;
    assert!(bubble.is_same_node(Some(&desk.one("article.own"))));
    assert!(text.is_same_node(Some(&desk.one("article.own [data-part=text]"))));
    assert_eq!(desk.texts(), [&format!("hello from {A}"), "on its way"]);
}

/// Whether a transaction has written to the outbox on the disk, from now until that is asked.
fn watch_the_disk() -> impl Fn() -> bool {
    let watch = "
        const open = IDBDatabase.prototype.transaction;
        let written = false;
        IDBDatabase.prototype.transaction = function (stores, mode, options) {
            const transaction = open.call(this, stores, mode, options);
            if ([stores].flat().includes('outbox') && mode === 'readwrite')
                transaction.addEventListener('complete', () => { written = true; });
            return transaction;
        };
        return () => {
            IDBDatabase.prototype.transaction = open;
            return written;
        };";
    let watch = js_sys::Function::new_no_args(watch);
    let written: js_sys::Function = watch.call0(&JsValue::NULL).unwrap().unchecked_into();
    move || written.call0(&JsValue::NULL).unwrap().is_truthy()
}

#[wasm_bindgen_test]
async fn os_05_an_echo_before_the_answer_after_it_and_twice_is_one_bubble() {
    let desk = at(A).await;
    desk.write("echo");
    desk.enter();
    let asked = desk.gateway.wait(&format!("POST /api/sessions/{A}/messages"), 1).await;
    let posted = &desk.posted(A)[0];
    let bubble = desk.one("article.own");
    let sent = own(A, posted, 20, Outgoing::Sent);
    desk.gateway.stream("change", &message_change(101, &sent));
    desk.wait_states(&["sent"]).await;
    // The answer was made before and says less.
    asked.answer(
        202,
        &own(
            A,
            posted,
            11,
            Outgoing::Queued {
                retry_at: None,
                failure: None,
            },
        ),
    );
    desk.gateway.stream("change", &message_change(102, &sent));
    desk.gateway.stream("change", &message_change(103, &sent));
    desk.gateway
        .stream("change", &message_change(104, &from_buyer(A, "later", 30, "thanks")));
    desk.wait_texts(&[&format!("hello from {A}"), "echo", "thanks"]).await;
    assert_eq!(desk.states(), ["sent"]);
    assert!(bubble.is_same_node(Some(&desk.one("article.own"))));
    assert_eq!(desk.posted(A).len(), 1);
}

#[wasm_bindgen_test]
async fn os_06_the_same_text_twice_is_two_messages_posted_in_order() {
    let desk = at(A).await;
    for _ in 0..2 {
        desk.write("ok");
        desk.enter();
    }
    let line = format!("POST /api/sessions/{A}/messages");
    let first = desk.gateway.wait(&line, 1).await;
    a_while().await;
    assert_eq!(desk.posted(A).len(), 1, "one at a time");
    assert_eq!(desk.states(), ["sending", "queued"]);
    first.answer(202, &own(A, &desk.posted(A)[0], 11, Outgoing::Sent));
    let second = desk.gateway.wait(&line, 2).await;
    second.answer(202, &own(A, &desk.posted(A)[1], 12, Outgoing::Sent));
    desk.wait_states(&["sent", "sent"]).await;
    assert_ne!(desk.posted(A)[0].id, desk.posted(A)[1].id);
}

/// Sets the computer's clock off by so many days; 0 sets it right again.
fn clock_off_by(days: i32) {
    let set = "const real = Date.real ??= Date.now; Date.now = () => real.call(Date) + days * 86400000;";
    js_sys::Function::new_with_args("days", set)
        .call1(&JsValue::NULL, &days.into())
        .unwrap();
}

#[wasm_bindgen_test]
async fn os_15_a_clock_that_jumps_by_a_day_changes_no_order() {
    let desk = at(A).await;
    for (days, text) in [(0, "first"), (1, "second"), (-1, "third")] {
        clock_off_by(days);
        desk.write(text);
        desk.enter();
    }
    let written = [&format!("hello from {A}"), "first", "second", "third"];
    desk.wait_texts(&written).await;
    let line = format!("POST /api/sessions/{A}/messages");
    for (number, position) in [(1, 11), (2, 12), (3, 13)] {
        let asked = desk.gateway.wait(&line, number).await;
        let posted = desk.posted(A);
        asked.answer(202, &own(A, &posted[number - 1], position, Outgoing::Sent));
    }
    desk.wait_states(&["sent", "sent", "sent"]).await;
    clock_off_by(0);
    let bubbles: Vec<String> = desk.posted(A).iter().map(|posted| posted.id.to_string()).collect();
    assert_eq!(
        desk.ids("article.own"),
        bubbles,
        "sent in the order in which they stand"
    );
    assert_eq!(desk.texts(), written);
}

#[wasm_bindgen_test]
async fn a_lost_answer_is_asked_again_with_the_same_id() {
    let desk = at(A).await;
    desk.write("again");
    desk.enter();
    let line = format!("POST /api/sessions/{A}/messages");
    desk.gateway
        .wait(&line, 1)
        .await
        .answer(503, &problem(503, "unavailable"));
    desk.gateway
        .wait(&line, 2)
        .await
        .answer(202, &own(A, &desk.posted(A)[1], 11, Outgoing::Sent));
    desk.wait_states(&["sent"]).await;
    assert_eq!(desk.posted(A)[0], desk.posted(A)[1]);
}

#[wasm_bindgen_test]
async fn os_11_a_double_click_on_retry_is_one_request() {
    let desk = at(A).await;
    desk.write("forbidden");
    desk.enter();
    let asked = desk.gateway.wait(&format!("POST /api/sessions/{A}/messages"), 1).await;
    let posted = &desk.posted(A)[0];
    let failure = Failure {
        reason: FailReason::ForbiddenContent,
        detail: Some("word: <b>".into()),
    };
    asked.answer(202, &own(A, posted, 11, Outgoing::Failed { failure }));
    desk.wait_states(&["failed"]).await;
    let bubble = desk.one("article.own");
    assert!(bubble.text_content().unwrap().contains("Send failed"));
    assert!(
        bubble
            .text_content()
            .unwrap()
            .contains("The platform refuses words in it. word: <b>")
    );
    let button: HtmlElement = desk
        .one("article.own button[aria-label='Retry sending']")
        .unchecked_into();
    button.click();
    button.click();
    let line = format!("POST /api/messages/{}/retry", posted.id);
    let retried = desk.gateway.wait(&line, 1).await;
    desk.wait_states(&["sending"]).await;
    retried.answer(200, &own(A, posted, 12, Outgoing::Sent));
    desk.wait_states(&["sent"]).await;
    assert_eq!(desk.gateway.asked(&line).len(), 1);
    assert!(bubble.is_same_node(Some(&desk.one("article.own"))));
}

#[wasm_bindgen_test]
async fn one_that_the_gateway_refuses_holds_those_behind_it_until_it_is_deleted() {
    let desk = at(A).await;
    desk.write("one");
    desk.enter();
    desk.write("two");
    desk.enter();
    let line = format!("POST /api/sessions/{A}/messages");
    desk.gateway.wait(&line, 1).await.answer(422, &problem(422, "invalid"));
    desk.wait_states(&["failed", "waiting"]).await;
    assert!(
        desk.bubbles()[2]
            .text_content()
            .unwrap()
            .contains("Waiting behind a failed message")
    );
    let delete = desk
        .all("article.own button")
        .into_iter()
        .find(|button| button.text_content().as_deref() == Some("Delete"));
    delete.unwrap().unchecked_into::<HtmlElement>().click();
    desk.gateway
        .wait(&line, 2)
        .await
        .answer(202, &own(A, &desk.posted(A)[1], 12, Outgoing::Sent));
    desk.wait_states(&["sent"]).await;
    assert_eq!(desk.texts(), [&format!("hello from {A}"), "two"]);
}

#[wasm_bindgen_test]
async fn os_16_nothing_is_sent_while_an_input_method_composes() {
    let desk = at(A).await;
    desk.write("ni hao");
    let taken = [
        desk.key("isComposing: true"),
        desk.key("keyCode: 229"),
        desk.key("shiftKey: true"),
    ];
    a_while().await;
    assert_eq!(taken, [false; 3], "the key stays the field's own");
    assert_eq!(desk.field().value(), "ni hao");
    assert!(desk.posted(A).is_empty() && desk.all("article.own").is_empty());
    assert!(desk.key(""), "and then Enter sends");
    desk.gateway.wait(&format!("POST /api/sessions/{A}/messages"), 1).await;
}

#[wasm_bindgen_test]
async fn os_17_a_message_goes_to_the_session_in_which_it_was_typed() {
    let desk = at(A).await;
    let send = desk.one("button.send");
    assert_eq!(
        send.get_attribute("aria-label").as_deref(),
        Some("Send to Shop shopee-1")
    );
    desk.write("for a");
    desk.enter();
    desk.press(B);
    desk.gateway.wait(&format!("POST /api/sessions/{A}/messages"), 1).await;
    desk.wait_texts(&[&format!("hello from {B}")]).await;
    assert_eq!(
        desk.one("button.send").get_attribute("aria-label").as_deref(),
        Some("Send to Shop lazada-2")
    );
    assert_eq!(desk.field().value(), "");
    assert!(desk.posted(B).is_empty());
    desk.press(A);
    desk.wait_texts(&[&format!("hello from {A}"), "for a"]).await;
}

#[wasm_bindgen_test]
async fn a_draft_stays_with_its_session() {
    let desk = at(A).await;
    desk.write("half a thought");
    desk.press(B);
    desk.wait_texts(&[&format!("hello from {B}")]).await;
    assert_eq!(desk.field().value(), "");
    desk.press(A);
    until("the draft is back", || desk.field().value() == "half a thought").await;
    desk.write("");
}

#[wasm_bindgen_test]
async fn a_gone_session_says_so_and_gives_the_draft_back() {
    let desk = at(A).await;
    desk.write("not lost");
    let gone = Change::SessionGone {
        store: "shopee-1".parse().unwrap(),
        session: A.parse().unwrap(),
    };
    desk.gateway.stream("change", &change(101, gone));
    until("it says so", || desk.all(".thread .notice[role=status]").len() == 1).await;
    assert!(
        desk.one(".thread .notice[role=status]")
            .text_content()
            .unwrap()
            .contains("This session was removed at")
    );
    let draft: web_sys::HtmlTextAreaElement = desk.one(".thread textarea").unchecked_into();
    assert_eq!(draft.value(), "not lost");
    until("its row is gone", || desk.all("[role=option]").len() == 1).await;
}

pub(crate) fn problem(status: u16, code: &str) -> serde_json::Value {
    json!({"status": status, "code": code, "title": "no"})
}
