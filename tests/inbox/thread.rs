//! Opening a session and reading it.

use super::*;

#[wasm_bindgen_test]
async fn sr_12_there_and_back_shows_nothing_of_the_other() {
    let desk = open(&format!("/inbox?session={A}")).await;
    desk.wait_texts(&[&format!("hello from {A}")]).await;
    // From here on the threads are answered by hand, late and out of order.
    desk.gateway.rule(&messages_of(A), |_| true);
    desk.gateway.rule(&messages_of(B), |_| true);
    desk.press(B);
    let of_b = desk.gateway.wait(&messages_of(B), 1).await;
    assert_eq!(desk.texts(), [""; 0], "nothing of A stands under B");
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
    assert_eq!(
        desk.gateway.asked(&messages_of(A)).len(),
        2,
        "its history was asked for once"
    );
    let articles = desk.bubbles();
    let ids: Vec<_> = articles
        .iter()
        .map(|bubble| bubble.get_attribute("data-id").unwrap())
        .collect();
    assert_eq!(ids, ["a1", "a2"]);
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
async fn earlier_messages_come_in_above_without_moving_what_is_read() {
    let desk = open("/inbox").await;
    let stretch = |from: i64, to: i64| -> Vec<Message> {
        (from..to)
            .map(|n| from_buyer(A, &format!("e{n:03}"), n, &format!("message {n}")))
            .collect()
    };
    desk.gateway.always(
        &messages_of(A),
        &MessagePage {
            before: Some("mark".into()),
            ..page(&stretch(50, 100))
        },
    );
    desk.gateway.rule(&format!("{}?before=mark", messages_of(A)), |_| true);
    desk.press(A);
    until("the newest stretch", || desk.bubbles().len() == 50).await;
    desk.gateway.stream(
        "change",
        &message_change(101, &from_buyer(A, "e100", 100, "message 100")),
    );
    until("the new one", || desk.bubbles().len() == 51).await;
    let log: HtmlElement = desk.one("[role=log]").unchecked_into();
    until("at the end", || {
        log.scroll_height() - log.scroll_top() - log.client_height() < 2
    })
    .await;

    log.set_scroll_top(0);
    let asked = desk.gateway.wait(&format!("{}?before=mark", messages_of(A)), 1).await;
    frame().await;
    frame().await;
    let first = desk.bubbles()[0].clone();
    let before = first.get_bounding_client_rect().top();
    asked.answer(200, &page(&stretch(0, 50)));
    until("the earlier stretch", || desk.bubbles().len() == 101).await;
    frame().await;
    frame().await;
    let after = first.get_bounding_client_rect().top();
    assert!(
        (after - before).abs() <= 40.0,
        "what was read stays in sight: {before} and {after}"
    );

    // Far from the end nothing follows: a button says that there is more.
    desk.gateway.stream(
        "change",
        &message_change(102, &from_buyer(A, "e101", 101, "message 101")),
    );
    until("the button", || desk.all(".new-messages").len() == 1).await;
    assert!(log.scroll_height() - log.scroll_top() - log.client_height() > 80);
    let button: HtmlElement = desk.one(".new-messages").unchecked_into();
    assert_eq!(button.text_content().as_deref(), Some("1 new message"));
    button.click();
    until("at the end again", || {
        log.scroll_height() - log.scroll_top() - log.client_height() < 2
    })
    .await;
    until("the button is gone", || desk.all(".new-messages").is_empty()).await;
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
