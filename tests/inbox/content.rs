//! What a message says, drawn as what it is and as nothing else.

use super::*;

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
