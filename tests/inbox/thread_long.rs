//! Long threads: few rows on the page, and what is read stays where it is.

use super::*;
use support::dispatch;
use web_sys::Element;

/// Messages of different heights.
pub(super) fn stretch(from: i64, to: i64) -> Vec<Message> {
    (from..to)
        .map(|n| {
            let lines = usize::try_from(n * 7 % 5).unwrap();
            let text = format!("message {n}{}", "\nand a line more".repeat(lines));
            from_buyer(A, &format!("e{n:05}"), n, &text)
        })
        .collect()
}

pub(super) fn with_mark(items: &[Message], mark: &str) -> MessagePage {
    MessagePage {
        before: Some(mark.to_owned()),
        ..page(items)
    }
}

pub(super) fn log_of(desk: &Desk) -> HtmlElement {
    desk.one("[role=log]").unchecked_into()
}

/// Pixels to the end.
pub(super) fn short(log: &HtmlElement) -> i32 {
    log.scroll_height() - log.scroll_top() - log.client_height()
}

/// The first message that is wholly in sight, and where it stands on the screen.
pub(super) fn first_whole(desk: &Desk) -> (Element, f64) {
    let edge = log_of(desk).get_bounding_client_rect().top();
    let stands = |bubble: &Element| bubble.get_bounding_client_rect().top();
    let found = desk.bubbles().into_iter().find(|bubble| stands(bubble) >= edge);
    let bubble = found.expect("a message is in sight");
    let top = stands(&bubble);
    (bubble, top)
}

fn key(target: &Element, key: &str) {
    let event = format!("new KeyboardEvent('keydown', {{ key: '{key}', bubbles: true, cancelable: true }})");
    dispatch(target, &event);
}

/// Opens A with these messages, the earlier ones behind a mark.
async fn long(messages: &[Message], mark: bool) -> Desk {
    let desk = open("/inbox").await;
    let answer = if mark {
        with_mark(messages, "mark")
    } else {
        page(messages)
    };
    desk.gateway.always(&messages_of(A), &answer);
    if mark {
        desk.gateway.rule(&format!("{}?before=mark", messages_of(A)), |_| true);
    }
    desk.press(A);
    until("the thread", || !desk.bubbles().is_empty()).await;
    let log = log_of(&desk);
    until("at the end", || short(&log) < 2).await;
    a_while().await;
    desk
}

/// Sees that a message has not moved by more than a pixel.
async fn holds(what: &str, held: &(Element, f64)) {
    for _ in 0..3 {
        frame().await;
    }
    let now = held.0.get_bounding_client_rect().top();
    assert!(held.0.is_connected(), "{what}: the message is still the same node");
    assert!((now - held.1).abs() <= 1.0, "{what}: from {} to {now}", held.1);
}

#[wasm_bindgen_test]
async fn aj_12_fifty_earlier_messages_come_in_above_and_what_is_read_stays() {
    for from_begin in [0, 7, 133, 400] {
        let desk = long(&stretch(50, 150), true).await;
        let log = log_of(&desk);
        log.set_scroll_top(from_begin);
        let asked = desk.gateway.wait(&format!("{}?before=mark", messages_of(A)), 1).await;
        a_while().await;
        let held = first_whole(&desk);
        let before = log.scroll_height();
        asked.answer(200, &page(&stretch(0, 50)));
        until("the earlier stretch", || log.scroll_height() > before + 1_000).await;
        holds(&format!("{from_begin} px from the begin"), &held).await;
        // And so it stays while those above are looked at and measured.
        log.set_scroll_top(log.scroll_top() - 60);
        frame().await;
        let held = first_whole(&desk);
        a_while().await;
        holds("after a look further up", &held).await;
    }
}

#[wasm_bindgen_test]
async fn aj_12_nothing_moves_when_something_above_grows_or_the_window_changes() {
    let mut messages = stretch(0, 200);
    messages[185].content = Content::Image {
        width: Some(400),
        height: Some(400),
    };
    let desk = long(&messages, false).await;
    let log = log_of(&desk);
    let picture = desk.one("[data-id=e00185]");
    let inside = picture.get_bounding_client_rect().bottom() - log.get_bounding_client_rect().top();
    // A little of the picture is still in sight.
    log.scroll_by_with_x_and_y(0.0, inside - 40.0);
    a_while().await;
    let held = first_whole(&desk);
    let image = picture.query_selector("img").unwrap().unwrap();
    dispatch(&image, "new Event('error')");
    holds("a picture above that cannot be had", &held).await;
    assert!(picture.query_selector(".no-picture").unwrap().is_some());
    for height in ["60", "900"] {
        image.set_attribute("height", height).unwrap();
        holds("a picture above that is not as high as it was said to be", &held).await;
    }

    let above: HtmlElement = desk.one("[data-id=e00180] .bubble").unchecked_into();
    above.style().set_property("height", "300px").unwrap();
    holds("a message above that grows", &held).await;
    above.style().set_property("height", "").unwrap();
    holds("and shrinks", &held).await;

    for width in ["520px", "760px", ""] {
        desk.root.style().set_property("width", width).unwrap();
        holds(&format!("a window of {width}"), &held).await;
    }
    let thread: HtmlElement = desk.one("section.thread").unchecked_into();
    for height in ["300px", "420px"] {
        thread.style().set_property("height", height).unwrap();
        holds(&format!("a height of {height}"), &held).await;
    }
}

#[wasm_bindgen_test]
async fn ten_thousand_messages_keep_few_rows_on_the_page_and_no_place_empty() {
    let desk = long(&stretch(0, 10_000), false).await;
    let log = log_of(&desk);
    let performance = leptos::prelude::window().performance().unwrap();
    let far = log.scroll_height();
    assert!(far > 400_000, "the whole thread can be scrolled through: {far}");
    let mut steps = Vec::new();
    for part in (0..60).rev() {
        let before = performance.now();
        log.set_scroll_top(far / 60 * part);
        dispatch(&log, "new Event('scroll')");
        log.get_bounding_client_rect();
        steps.push(performance.now() - before);
        frame().await;
        let count = desk.bubbles().len();
        assert!((3..=121).contains(&count), "{count} rows are on the page");
        let sight = log.get_bounding_client_rect();
        let stands: Vec<_> = desk.bubbles().iter().map(Element::get_bounding_client_rect).collect();
        for spot in [
            sight.top() + 60.0,
            (sight.top() + sight.bottom()) / 2.0,
            sight.bottom() - 60.0,
        ] {
            // Between two messages there is less than a line.
            let there = stands
                .iter()
                .any(|row| row.top() - 60.0 <= spot && spot <= row.bottom() + 20.0);
            assert!(there, "nothing stands at {spot} of {part}/60");
        }
    }
    steps.sort_by(f64::total_cmp);
    web_sys::console::log_1(&format!("a scroll step: median {:.1} ms, longest {:.1} ms", steps[30], steps[59]).into());
    let first = desk.bubbles()[0].clone();
    assert_eq!(first.get_attribute("aria-posinset").as_deref(), Some("1"));
    assert_eq!(first.get_attribute("aria-setsize").as_deref(), Some("10000"));

    key(&log, "End");
    until("the last", || short(&log) < 2).await;
    desk.one("[data-id=e09999]");
    key(&log, "PageUp");
    frame().await;
    assert!(short(&log) > 200);
    key(&log, "PageDown");
    until("the end again", || short(&log) < 2).await;
    key(&log, "Home");
    frame().await;
    assert_eq!(log.scroll_top(), 0);
    desk.one("[data-id=e00000]");
    // Its end is not on the page, and still everything new is known of.
    desk.gateway
        .stream("change", &message_change(101, &from_buyer(A, "new", 10_001, "new")));
    until("the button", || desk.all(".new-messages").len() == 1).await;
    assert_eq!(log.scroll_top(), 0);
    assert!(desk.all("[data-id=new]").is_empty());
}

#[wasm_bindgen_test]
async fn only_near_the_end_new_messages_are_followed() {
    for (away, follows) in [(0, true), (40, true), (79, true), (120, false), (900, false)] {
        let desk = long(&stretch(0, 60), false).await;
        let log = log_of(&desk);
        log.set_scroll_top(log.scroll_height() - log.client_height() - away);
        a_while().await;
        assert!((short(&log) - away).abs() <= 1, "the operator is not pulled to the end");
        let held = first_whole(&desk);
        desk.gateway
            .stream("change", &message_change(101, &from_buyer(A, "n1", 101, "new")));
        desk.gateway
            .stream("change", &message_change(102, &from_buyer(A, "n2", 102, "and newer")));
        if follows {
            until("it is followed", || {
                short(&log) < 2 && desk.all("[data-id=n2]").len() == 1
            })
            .await;
            assert!(desk.all(".new-messages").is_empty());
            continue;
        }
        until("the button", || desk.all(".new-messages").len() == 1).await;
        holds("far from the end", &held).await;
        let button: HtmlElement = desk.one(".new-messages").unchecked_into();
        until("both are counted", || {
            button
                .is_connected()
                .then(|| button.text_content())
                .flatten()
                .as_deref()
                == Some("2 new messages")
                || desk.one(".new-messages").text_content().as_deref() == Some("2 new messages")
        })
        .await;
        desk.one(".new-messages").unchecked_into::<HtmlElement>().click();
        until("at the end", || short(&log) < 2).await;
        until("the button is gone", || desk.all(".new-messages").is_empty()).await;
    }
}

#[wasm_bindgen_test]
async fn a_thread_opens_at_the_first_message_that_is_not_read() {
    let desk = open("/inbox").await;
    let mut unread = session(A, 101);
    unread.unread = 20;
    let row = Change::Session {
        session: Box::new(unread),
    };
    desk.gateway.stream("change", &change(101, row));
    until("it is unread", || desk.all(".session-row.is-unread").len() == 1).await;
    desk.gateway.always(&messages_of(A), &page(&stretch(0, 60)));
    desk.press(A);
    until("the line", || desk.all(".new-line").len() == 1).await;
    a_while().await;
    let line = desk.one(".new-line");
    assert_eq!(line.text_content().as_deref(), Some("New messages"));
    let below = line
        .parent_element()
        .unwrap()
        .query_selector("article")
        .unwrap()
        .unwrap();
    assert_eq!(below.get_attribute("data-id").as_deref(), Some("e00040"));
    let stands = line.get_bounding_client_rect().top() - log_of(&desk).get_bounding_client_rect().top();
    assert!((0.0..120.0).contains(&stands), "the line is in sight: {stands}");
    assert_eq!(
        desk.one(".new-messages").text_content().as_deref(),
        Some("20 new messages")
    );
}

#[wasm_bindgen_test]
async fn the_row_that_has_the_focus_stays_and_others_go() {
    let mut messages = stretch(0, 400);
    messages[395].content = Content::Text {
        text: "see https://a.example/".into(),
    };
    let desk = long(&messages, false).await;
    let log = log_of(&desk);
    let link: HtmlElement = desk.one("[data-id=e00395] a").unchecked_into();
    link.focus().unwrap();
    log.set_scroll_top(2_000);
    a_while().await;
    assert!(link.is_connected(), "what has the focus is still there");
    assert!(desk.all("[data-id=e00394]").is_empty(), "what stood beside it is not");
    let (first, _) = first_whole(&desk);
    let place: u32 = first.get_attribute("aria-posinset").unwrap().parse().unwrap();
    assert!(place < 100, "{place}");
    link.blur().unwrap();
    log.set_scroll_top(2_300);
    a_while().await;
    assert!(!link.is_connected());
}

#[wasm_bindgen_test]
async fn aj_15_equal_messages_change_nothing_on_the_page() {
    let messages = stretch(0, 80);
    let desk = long(&messages, false).await;
    let log = log_of(&desk);
    log.set_scroll_top(900);
    for _ in 0..5 {
        a_while().await;
    }
    let stood = log.scroll_top();
    let watch = js_sys::Function::new_with_args(
        "log",
        "const all = []; \
         const watch = new MutationObserver((some) => all.push(...some)); \
         watch.observe(log, { subtree: true, childList: true, attributes: true, characterData: true }); return all",
    );
    let changes: js_sys::Array = watch
        .call1(&wasm_bindgen::JsValue::NULL, &log)
        .unwrap()
        .unchecked_into();
    // Each of them is told again, and then, for a gap in the stream, all are fetched again.
    for (seq, message) in (101..).zip(&messages[..20]) {
        desk.gateway.stream("change", &message_change(seq, message));
    }
    let mut equal = page(&messages);
    equal.seq = 200;
    desk.gateway.always(&messages_of(A), &equal);
    let mut gap = message_change(200, &messages[79]);
    gap.prev = 199;
    desk.gateway.stream("change", &gap);
    desk.gateway.wait(&messages_of(A), 2).await;
    a_while().await;
    assert_eq!(changes.length(), 0, "{:?}", changes.get(0));
    // And one word more is seen to be a change.
    let (seen, _) = first_whole(&desk);
    let place: usize = seen.get_attribute("aria-posinset").unwrap().parse().unwrap();
    let edited = Message {
        content: Content::Text { text: "edited".into() },
        version: 201,
        ..messages[place - 1].clone()
    };
    desk.gateway.stream("change", &message_change(201, &edited));
    until("the observer speaks", || changes.length() > 0).await;
    assert_eq!(log.scroll_top(), stood);
}

#[wasm_bindgen_test]
async fn on_paper_stands_every_message_that_is_here() {
    let desk = long(&stretch(0, 300), false).await;
    assert!(desk.bubbles().len() < 121);
    dispatch_to_window("beforeprint");
    until("all of them", || desk.bubbles().len() == 300).await;
    dispatch_to_window("afterprint");
    until("few again", || desk.bubbles().len() < 121).await;
    let log = log_of(&desk);
    assert!(short(&log) < 2);
}

fn dispatch_to_window(event: &str) {
    let send = js_sys::Function::new_with_args("name", "window.dispatchEvent(new Event(name))");
    send.call1(&wasm_bindgen::JsValue::NULL, &event.into()).unwrap();
}
