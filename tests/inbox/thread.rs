//! Opening a session and reading it.

use super::*;

#[wasm_bindgen_test]
async fn sr_12_there_and_back_shows_nothing_of_the_other() {
    let desk = open("/inbox").await;
    // The threads are answered by hand, late and out of order.
    desk.gateway.rule(&messages_of(A), |_| true);
    desk.gateway.rule(&messages_of(B), |_| true);
    desk.press(A);
    let first = desk.gateway.wait(&messages_of(A), 1).await;
    desk.press(B);
    let of_b = desk.gateway.wait(&messages_of(B), 1).await;
    until("the request for A is taken back", || first.aborted.get().is_some()).await;
    desk.press(A);
    let of_a = desk.gateway.wait(&messages_of(A), 2).await;
    until("the request for B is taken back", || of_b.aborted.get().is_some()).await;
    of_b.answer(200, &page(&[from_buyer(B, "b1", 10, "hello from b")]));
    a_while().await;
    assert_eq!(desk.texts(), [""; 0], "nothing of B stands under A");
    of_a.answer(
        200,
        &page(&[from_buyer(A, "a1", 10, "one"), from_buyer(A, "a2", 20, "two")]),
    );
    desk.wait_texts(&["one", "two"]).await;
    first.answer(200, &page(&[from_buyer(A, "a0", 5, "late")]));
    a_while().await;
    let articles = desk.bubbles();
    let ids: Vec<_> = articles
        .iter()
        .map(|bubble| bubble.get_attribute("data-id").unwrap())
        .collect();
    assert_eq!(ids, ["a1", "a2"], "its history is there once");
}

#[wasm_bindgen_test]
async fn aj_07_another_stores_thread_shows_nothing_of_the_one_before() {
    let desk = open(&format!("/inbox?session={A}")).await;
    desk.wait_texts(&[&format!("hello from {A}")]).await;
    desk.gateway.rule(&messages_of(B), |_| true);
    desk.press(B);
    let asked = desk.gateway.wait(&messages_of(B), 1).await;
    // As long as the answer takes, no word of the first store's buyer is in the thread's place.
    for _ in 0..20 {
        frame().await;
        let thread = desk.one("section.thread").text_content().unwrap();
        assert!(!thread.contains(&format!("hello from {A}")), "{thread}");
        assert!(!thread.contains("Shop shopee-1"), "{thread}");
    }
    asked.answer(200, &page(&[from_buyer(B, "b1", 10, "hello from b")]));
    desk.wait_texts(&["hello from b"]).await;
}

#[wasm_bindgen_test]
async fn a_thread_seen_before_stands_in_the_next_frame_with_what_came_meanwhile() {
    let desk = open(&format!("/inbox?session={A}")).await;
    desk.wait_texts(&[&format!("hello from {A}")]).await;
    desk.press(B);
    desk.wait_texts(&[&format!("hello from {B}")]).await;
    desk.gateway.stream(
        "change",
        &message_change(101, &from_buyer(A, "m2", 20, "and another thing")),
    );
    a_while().await;
    desk.press(A);
    frame().await;
    assert_eq!(desk.texts(), [&format!("hello from {A}"), "and another thing"]);
    a_while().await;
    assert_eq!(
        desk.gateway.asked(&messages_of(A)).len(),
        1,
        "nothing had to be fetched"
    );
}

#[wasm_bindgen_test]
async fn a_session_beyond_the_page_is_fetched_and_an_unknown_one_says_so() {
    let far = "tiktok-9~far";
    let desk = open("/inbox").await;
    desk.gateway
        .always(&format!("GET /api/sessions/{far}"), &session(far, 3));
    desk.gateway
        .always(&messages_of(far), &page(&[from_buyer(far, "f1", 10, "from far")]));
    desk.gateway.rule("GET /api/sessions/shopee-1~none", |asked| {
        asked.answer(404, &json!({"status": 404, "code": "not_found", "title": "no"}));
        true
    });
    desk.go(&format!("/inbox?session={far}"));
    desk.wait_texts(&["from far"]).await;
    assert_eq!(
        desk.one("button.send").get_attribute("aria-label").as_deref(),
        Some("Send to Shop tiktok-9")
    );
    desk.go("/inbox?session=shopee-1~none");
    until("it says so", || {
        desk.all(".thread [role=status]").iter().any(|said| {
            said.text_content()
                .is_some_and(|text| text.contains("This session is not there"))
        })
    })
    .await;
    assert_eq!(desk.all("textarea").len(), 0, "there is nothing to write into");
}

#[wasm_bindgen_test]
async fn opening_a_session_with_unread_messages_marks_it_read_once() {
    let desk = open("/inbox").await;
    let mut unread = session(A, 101);
    unread.unread = 2;
    desk.gateway.stream(
        "change",
        &change(
            101,
            Change::Session {
                session: Box::new(unread),
            },
        ),
    );
    until("it is unread", || desk.all(".session-row.is-unread").len() == 1).await;
    desk.press(A);
    let asked = desk.gateway.wait(&format!("POST /api/sessions/{A}/read"), 1).await;
    assert_eq!(asked.body, format!("{{\"last\":\"first-{A}\"}}"));
    a_while().await;
    assert_eq!(desk.gateway.asked(&format!("POST /api/sessions/{A}/read")).len(), 1);
}
