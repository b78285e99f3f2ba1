//! What the disk keeps, and what waits for the operator.

use crate::support::inbox::*;
use crate::support::{a_while, until};
use crate::{at, problem};
use steadydesk::browser::storage::{self, Table};
use steadydesk_wire::{Change, Outgoing};
use wasm_bindgen_test::wasm_bindgen_test;

/// What is unsent comes back with its text and state, and goes out; what was on the wire is asked for again.
#[wasm_bindgen_test]
async fn os_07_a_new_page_finds_what_the_last_one_had_on_the_wire() {
    let desk = at(A).await;
    let line = format!("POST /api/sessions/{A}/messages");
    for text in ["on the wire", "behind it"] {
        desk.write(text);
        desk.enter();
    }
    desk.gateway.wait(&line, 1).await;
    let id = desk.posted(A)[0].id.clone();
    until("both are on disk", || desk.states().len() == 2).await;
    drop(desk);

    let desk = again(A).await;
    desk.wait_states(&["checking", "queued"]).await;
    let asked = desk.gateway.wait(&line, 1).await;
    assert_eq!(desk.posted(A)[0].id, id, "the same message");
    asked.answer(202, &own(A, &desk.posted(A)[0], 11, Outgoing::Sent));
    desk.gateway
        .wait(&line, 2)
        .await
        .answer(202, &own(A, &desk.posted(A)[1], 12, Outgoing::Sent));
    desk.wait_states(&["sent", "sent"]).await;
    assert_eq!(desk.texts(), [&format!("hello from {A}"), "on the wire", "behind it"]);
    let rows = || storage::rows(Table::Outbox, &["u1"]);
    while !rows().await.is_empty() {
        a_while().await;
    }
}

/// The desk as the next page finds it, with the session open.
async fn again(session: &str) -> Desk {
    let desk = reopen(two_sessions(), &format!("/inbox?session={session}")).await;
    until("the thread", || !desk.texts().is_empty()).await;
    desk
}

#[wasm_bindgen_test]
async fn os_12_what_was_overtaken_waits_for_the_operator() {
    let desk = at(A).await;
    desk.write("my answer");
    desk.gateway.stream(
        "change",
        &message_change(101, &from_buyer(A, "more", 20, "one more thing")),
    );
    desk.wait_texts(&[&format!("hello from {A}"), "one more thing"]).await;
    desk.enter();
    desk.wait_states(&["waiting"]).await;
    let bubble = desk.one("article.own");
    assert!(bubble.text_content().unwrap().contains("New messages since you wrote"));
    assert!(desk.posted(A).is_empty());
    desk.named("article.own button", "Edit").click();
    until("the text is back", || desk.field().value() == "my answer").await;
    until("the bubble is gone", || desk.all("article.own").is_empty()).await;

    // Begun anew it goes out, unless the gateway knows better.
    desk.enter();
    let line = format!("POST /api/sessions/{A}/messages");
    let asked = desk.gateway.wait(&line, 1).await;
    assert_eq!(desk.posted(A)[0].seen, Some(20));
    asked.answer(409, &problem(409, "stale"));
    desk.wait_states(&["waiting"]).await;
    desk.named("article.own button", "Send anyway").click();
    let asked = desk.gateway.wait(&line, 2).await;
    assert_eq!(desk.posted(A)[1].seen, None, "nobody is to look any more");
    asked.answer(202, &own(A, &desk.posted(A)[1], 21, Outgoing::Sent));
    desk.wait_states(&["sent"]).await;
}

#[wasm_bindgen_test]
async fn os_13_what_is_left_of_a_store_stands_in_the_tray_to_be_copied() {
    let desk = at(A).await;
    desk.write("too late");
    desk.enter();
    desk.gateway.wait(&format!("POST /api/sessions/{A}/messages"), 1).await;
    let gone = Change::StoreGone {
        store: "shopee-1".parse().unwrap(),
    };
    desk.gateway.stream("change", &change(101, gone));
    until("the tray is offered", || desk.find(".unsent-open").is_some()).await;
    // On a slow machine its answer may have been waited for in vain, and asked for again: under the same id.
    let posted = desk.posted(A);
    assert!(posted.iter().all(|one| one.id == posted[0].id));
    let offer = desk.get(".unsent-open");
    assert_eq!(offer.get_attribute("aria-label").as_deref(), Some("Unsent, 1"));
    offer.click();
    until("its text", || desk.text("dialog .unsent-text") == "too late").await;
    assert_eq!(
        desk.text("dialog .unsent-why"),
        "Its session or store is no longer there."
    );
    desk.named("dialog button", "Copy");
    desk.named("dialog button", "Delete").click();
    until("nothing is left", || desk.all("dialog .unsent-row").is_empty()).await;
    assert_eq!(desk.posted(A).len(), posted.len(), "it goes out no more");
    let sends = desk.gateway.asked("POST /api/sessions/");
    assert!(
        sends.iter().all(|asked| asked.line.contains(A)),
        "through another store"
    );
}

#[wasm_bindgen_test]
async fn os_19_damaged_rows_are_told_of_once_and_the_others_wait() {
    let desk = at(A).await;
    desk.write("intact");
    desk.enter();
    desk.gateway.wait(&format!("POST /api/sessions/{A}/messages"), 1).await;
    drop(desk);
    let damaged = (
        vec!["u1".to_owned(), "0190".to_owned()],
        "{\"v\":1,\"sum\":\"00".to_owned(),
    );
    storage::put(Table::Outbox, vec![damaged]).await;

    let desk = again(A).await;
    desk.wait_states(&["waiting"]).await;
    until("it is told", || {
        desk.text(".toasts").contains("damaged and cannot be read")
    })
    .await;
    assert!(desk.posted(A).is_empty(), "nothing is sent blindly");
    desk.named("article.own button", "Send anyway").click();
    let asked = desk.gateway.wait(&format!("POST /api/sessions/{A}/messages"), 1).await;
    asked.answer(202, &own(A, &desk.posted(A)[0], 11, Outgoing::Sent));
    desk.wait_states(&["sent"]).await;
    drop(desk);
    let desk = again(A).await;
    a_while().await;
    assert!(!desk.text(".toasts").contains("damaged"), "once");
}
