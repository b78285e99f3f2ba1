//! What the event stream changes on screen.

use super::*;

#[wasm_bindgen_test]
async fn os_20_the_same_message_told_twelve_times_is_one_bubble_and_one_unread() {
    let desk = open(&format!("/inbox?session={A}")).await;
    desk.wait_texts(&[&format!("hello from {A}")]).await;
    let mut unread = session(B, 101);
    (unread.unread, unread.store_unread) = (1, 1);
    for seq in (101..125).step_by(2) {
        let message = from_buyer(A, "again", 20, "are you there?");
        desk.gateway.stream("change", &message_change(seq, &message));
        let row = Change::Session {
            session: Box::new(unread.clone()),
        };
        desk.gateway.stream("change", &change(seq + 1, row));
    }
    desk.gateway
        .stream("change", &message_change(125, &from_buyer(A, "last", 30, "hello?")));
    desk.wait_texts(&[&format!("hello from {A}"), "are you there?", "hello?"])
        .await;
    assert_eq!(desk.all("[role=option]").len(), 2);
    let badges = desk.all(".session-row .count.unread");
    let badges: Vec<_> = badges.iter().filter_map(|badge| badge.text_content()).collect();
    assert_eq!(badges, ["1"]);
    assert!(leptos::prelude::document().title().starts_with("(1) "));
}

#[wasm_bindgen_test]
async fn unread_counts_follow_the_stream() {
    let desk = open("/inbox").await;
    let mut unread = session(B, 101);
    (unread.unread, unread.store_unread) = (1, 1);
    for seq in [101, 101, 101] {
        desk.gateway.stream(
            "change",
            &change(
                seq,
                Change::Session {
                    session: Box::new(unread.clone()),
                },
            ),
        );
    }
    let badge = format!("[role=option][data-id='{B}'] .count.unread");
    until("the row counts one", || {
        desk.all(&badge)
            .first()
            .and_then(|badge| badge.text_content())
            .as_deref()
            == Some("1")
    })
    .await;
    until("the title counts one", || {
        leptos::prelude::document().title().starts_with("(1) ")
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_page_that_was_on_its_way_gets_what_it_missed() {
    let desk = open("/inbox").await;
    desk.gateway.rule(&messages_of(A), |_| true);
    desk.press(A);
    let asked = desk.gateway.wait(&messages_of(A), 1).await;
    // True at 100, told before the page arrives.
    desk.gateway
        .stream("change", &message_change(101, &from_buyer(A, "m2", 20, "just now")));
    desk.wait_texts(&["just now"]).await;
    asked.answer(200, &page(&[from_buyer(A, "m1", 10, "before")]));
    desk.wait_texts(&["before", "just now"]).await;
}

#[wasm_bindgen_test]
async fn nw_09_a_gap_in_the_stream_fetches_the_thread_again() {
    let desk = open(&format!("/inbox?session={A}")).await;
    desk.wait_texts(&[&format!("hello from {A}")]).await;
    let first = from_buyer(A, &format!("first-{A}"), 10, &format!("hello from {A}"));
    let mut newer = page(&[
        first,
        from_buyer(A, "missed", 20, "missed"),
        from_buyer(A, "told", 30, "told"),
    ]);
    newer.seq = 150;
    desk.gateway.always(&messages_of(A), &newer);
    let mut event = message_change(150, &from_buyer(A, "told", 30, "told"));
    event.prev = 149;
    desk.gateway.stream("change", &event);
    desk.wait_texts(&[&format!("hello from {A}"), "missed", "told"]).await;
}

#[wasm_bindgen_test]
async fn a_lost_stream_comes_back_from_where_it_was() {
    let desk = open("/inbox").await;
    desk.gateway.stream(
        "change",
        &change(
            105,
            Change::StoreGone {
                store: "shopee-77".parse().unwrap(),
            },
        ),
    );
    a_while().await;
    desk.gateway.cut_stream();
    // The first wait is between one and six seconds.
    for _ in 0..700 {
        if desk.gateway.asked("GET /api/events").len() == 2 {
            break;
        }
        gloo_timers::future::TimeoutFuture::new(10).await;
    }
    let again = desk.gateway.wait("GET /api/events", 2).await;
    assert_eq!(again.last_event_id.as_deref(), Some("105"));
}
