//! Reading, as the operator sees it.

#![cfg(target_arch = "wasm32")]

#[path = "support/inbox.rs"]
mod inbox;
#[path = "support/network.rs"]
mod network;

use inbox::*;
use network::until;
use serde_json::json;
use steadydesk_wire::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::HtmlElement;

wasm_bindgen_test_configure!(run_in_browser);

fn messages_of(session: &str) -> String {
    format!("GET /api/sessions/{session}/messages")
}

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
    until("the request for B is taken back", || of_b.aborted.get()).await;
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
async fn hostile_texts_are_shown_as_written_and_do_nothing() {
    let long_line = "x".repeat(100_000);
    let many_lines = "line\n".repeat(10_000);
    let texts = [
        "<img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script>",
        "</div></article><h1>&lt;&amp;&quot;</h1>",
        "\u{202e}gnp.exe\u{202c} \u{2066}x",
        "a\u{200b}b\u{200d}c\u{feff}d\u{ad}e",
        "nul \0 bell \u{7} escape \u{1b}[31m",
        "\u{378} \u{e0080} \u{10ffff} \u{fffe}",
        "tab\tcr\r\nlf\n  spaces  ",
        "{{constructor}} ${window} %s %n",
        "",
        " ",
        &long_line,
        &many_lines,
    ];
    let desk = open("/inbox").await;
    let messages: Vec<_> = texts
        .iter()
        .zip(1..)
        .map(|(text, n)| from_buyer(A, &format!("h{n:02}"), n * 10, text))
        .collect();
    desk.gateway.always(&messages_of(A), &page(&messages));
    desk.press(A);
    desk.wait_texts(&texts).await;
    for bubble in desk.all("[role=log] [data-part=text]") {
        assert_eq!(bubble.children().length(), 0, "no element came out of a text");
    }
    let hacked = js_sys::Reflect::get(&leptos::prelude::window(), &"hacked".into()).unwrap();
    assert!(hacked.is_undefined());
    let long = desk.all("[role=log] [data-part=text]");
    for text in &long[10..] {
        let text: &HtmlElement = text.unchecked_ref();
        assert!(text.class_list().contains("long"));
    }
}

#[wasm_bindgen_test]
async fn hostile_names_and_contents_are_text_too() {
    let desk = open("/inbox").await;
    let evil = "<b>\u{202e}evil</b>";
    let mut row = session(A, 101);
    row.buyer.name = evil.to_owned();
    row.store_name = evil.to_owned();
    desk.gateway
        .stream("change", &change(101, Change::Session { session: Box::new(row) }));
    let name = || {
        desk.all(".session-name")
            .iter()
            .any(|name| name.text_content().as_deref() == Some(evil))
    };
    until("the name is text", name).await;
    let strange = Content::Unknown {
        platform_type: evil.into(),
        raw: "{\"a\":\"<script>\"}".into(),
    };
    let message = Message {
        content: strange,
        ..from_buyer(A, "u1", 10, "")
    };
    desk.gateway.always(&messages_of(A), &page(&[message]));
    desk.press(A);
    until("the placeholder", || desk.all(".unknown").len() == 1).await;
    assert!(desk.one(".unknown p").text_content().unwrap().contains(evil));
    assert_eq!(
        desk.one(".unknown pre").text_content().as_deref(),
        Some("{\"a\":\"<script>\"}")
    );
    assert_eq!(desk.all(".inbox b, .inbox script").len(), 0);
}

#[wasm_bindgen_test]
async fn only_web_addresses_become_links_and_the_text_stays_the_same() {
    let desk = open("/inbox").await;
    let text =
        "see https://shopee.co.id/x?a=1. or javascript:alert(1), data:text/html,x, https://bank.com@evil.example";
    desk.gateway
        .always(&messages_of(A), &page(&[from_buyer(A, "l1", 10, text)]));
    desk.press(A);
    desk.wait_texts(&[text]).await;
    let link = desk.one("[data-part=text] a");
    assert_eq!(
        link.get_attribute("href").as_deref(),
        Some("https://shopee.co.id/x?a=1")
    );
    assert_eq!(link.get_attribute("target").as_deref(), Some("_blank"));
    assert_eq!(
        link.get_attribute("rel").as_deref(),
        Some("noopener noreferrer nofollow")
    );
}

#[wasm_bindgen_test]
async fn every_kind_of_content_is_drawn_as_what_it_is() {
    let desk = open("/inbox").await;
    let some = |text: &str| Some(text.to_owned());
    let contents = [
        (
            Content::Image {
                width: Some(560),
                height: Some(280),
            },
            "img[width='280'][height='140']",
        ),
        (
            Content::Video {
                seconds: Some(75),
                has_picture: false,
                url: some("https://v.example/1"),
            },
            ".film a",
        ),
        (
            Content::Video {
                seconds: None,
                has_picture: false,
                url: some("javascript:x"),
            },
            ".film:not(:has(a))",
        ),
        (
            Content::Product {
                product_id: "77".into(),
                title: some("Mug"),
                price: some("RM 12"),
            },
            ".thing",
        ),
        (
            Content::Order {
                order_id: "2404A/77-SG".into(),
                title: None,
                status: some("READY_TO_SHIP"),
            },
            ".thing",
        ),
        (
            Content::Voucher {
                voucher_id: "9".into(),
                title: None,
            },
            ".thing",
        ),
        (
            Content::Logistics {
                order_id: "9".into(),
                package_id: some("P1"),
            },
            ".thing",
        ),
        (Content::ReturnRefund { order_id: "9".into() }, ".thing"),
        (
            Content::Sticker {
                label: some("[happy]"),
                has_picture: false,
            },
            ".sticker",
        ),
        (
            Content::Notice {
                text: "The order was paid".into(),
            },
            "[data-part=text]",
        ),
    ];
    let messages: Vec<_> = contents
        .iter()
        .zip(1..)
        .map(|((content, _), n)| Message {
            content: content.clone(),
            ..from_buyer(A, &format!("k{n:02}"), n * 10, "")
        })
        .collect();
    desk.gateway.always(&messages_of(A), &page(&messages));
    desk.press(A);
    until("all of them", || desk.bubbles().len() == contents.len()).await;
    for (bubble, (content, selector)) in desk.bubbles().iter().zip(&contents) {
        assert!(
            bubble.query_selector(selector).unwrap().is_some(),
            "{content:?}: {}",
            bubble.inner_html()
        );
    }
    assert!(desk.bubbles()[4].text_content().unwrap().contains("2404A/77-SG"));
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
    let first = desk.bubbles()[0].clone();
    let before = first.get_bounding_client_rect().top();
    asked.answer(200, &page(&stretch(0, 50)));
    until("the earlier stretch", || desk.bubbles().len() == 101).await;
    frame().await;
    frame().await;
    assert!(
        (first.get_bounding_client_rect().top() - before).abs() <= 40.0,
        "what was read stays in sight"
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
