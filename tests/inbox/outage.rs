//! What the operator sees when the gateway stops answering, and when it is back.

use super::*;
use gloo_timers::future::TimeoutFuture;
use std::cell::Cell;
use std::rc::Rc;
use support::gateway::{Gateway, on};

/// A wire that can be cut: while it is, every request fails at once.
#[derive(Clone)]
pub(super) struct Wire(Rc<Cell<bool>>);

impl Wire {
    pub(super) fn of(gateway: &Gateway) -> Self {
        let wire = Self(Rc::new(Cell::new(true)));
        let cut = Rc::clone(&wire.0);
        gateway.rule(" /", move |asked| {
            let cut = !cut.get();
            if cut {
                asked.fail();
            }
            cut
        });
        wire
    }

    pub(super) fn cut(&self, desk: &Desk) {
        self.0.set(false);
        desk.gateway.cut_stream();
    }

    pub(super) fn mend(&self) {
        self.0.set(true);
    }
}

fn greeting(newest: i64) -> Greeting {
    Greeting {
        newest,
        oldest: 1,
        now: Millis(1_760_000_000_000),
        version: "1".into(),
    }
}

fn caught(seq: i64) -> Caught {
    Caught {
        seq,
        now: Millis(1_760_000_000_000),
    }
}

pub(super) const LOST: &str = "Network connection lost. Session fetching paused.";
const RESTORED: &str = "Network restored. Syncing latest sessions...";
const BEHIND: &str = "Syncing failed. What is shown may be out of date.";

fn said(desk: &Desk) -> String {
    desk.text("[role=alert] strong")
}

pub(super) async fn until_said(desk: &Desk, text: &str) {
    until(&format!("the bar says {text:?}"), || said(desk) == text).await;
}

/// How many requests there were, of all kinds.
fn requests(desk: &Desk) -> usize {
    desk.gateway.asked(" /").len()
}

#[wasm_bindgen_test]
async fn nw_03_a_loss_shows_the_bar_and_nothing_but_probes_goes_out_until_it_is_steady() {
    let desk = open(&format!("/inbox?session={A}")).await;
    desk.wait_texts(&[&format!("hello from {A}")]).await;
    desk.field().focus().unwrap();
    let list = desk.one("[role=listbox]").get_bounding_client_rect();
    let wire = Wire::of(&desk.gateway);
    wire.cut(&desk);
    until_said(&desk, LOST).await;

    // It says since when, when the next try is, and takes neither place nor focus.
    let detail = desk.text("[role=alert] .network-detail");
    assert!(detail.contains("The gateway does not answer."), "{detail}");
    assert!(detail.contains("Last contact "), "{detail}");
    assert!(
        detail.contains("Next try in ") || detail.contains("Trying now"),
        "{detail}"
    );
    let after = desk.one("[role=listbox]").get_bounding_client_rect();
    assert_eq!((list.top(), list.height()), (after.top(), after.height()));
    let focused = leptos::prelude::document().active_element();
    assert_eq!(focused, Some(desk.field().into()));

    // What the operator does meanwhile waits: a session that is opened, a message that is sent.
    let before = requests(&desk);
    let probes = desk.gateway.asked("GET /api/hello").len();
    desk.write("while it is away");
    desk.enter();
    desk.wait_states(&["queued"]).await;
    desk.press(B);
    for tries in 1..=2 {
        desk.named("[role=alert] button", "Try now").click();
        desk.gateway.wait("GET /api/hello", probes + tries).await;
        until("the try has failed", || {
            desk.text("[role=alert] .network-detail").contains("Next try in ")
        })
        .await;
    }
    let probed = desk.gateway.asked("GET /api/hello").len() - probes;
    assert_eq!(requests(&desk), before + probed, "only probes went out");

    // Back: three seconds of answers, then the stream from where it was, then all that waited.
    desk.gateway.rule(&format!("POST /api/sessions/{A}/messages"), |asked| {
        let posted: NewMessage = serde_json::from_str(&asked.body).unwrap();
        asked.answer(202, &own(A, &posted, 50, Outgoing::Sending));
        true
    });
    wire.mend();
    let streams = desk.gateway.asked("GET /api/events").len();
    let mended = support::now();
    desk.named("[role=alert] button", "Try now").click();
    until_said(&desk, RESTORED).await;
    assert!(support::now() - mended >= 3_000.0, "it was not steady yet");
    let stream = desk.gateway.wait("GET /api/events", streams + 1).await;
    assert_eq!(stream.last_event_id.as_deref(), Some("100"));
    desk.gateway.stream("hello", &greeting(101));
    desk.gateway
        .stream("change", &message_change(101, &from_buyer(B, "missed", 20, "missed")));
    desk.gateway.stream("caught_up", &caught(101));
    desk.wait_texts(&[&format!("hello from {B}"), "missed"]).await;
    until("the message goes out", || !desk.posted(A).is_empty()).await;
    until("the bar goes", || desk.find("[role=alert]").is_none()).await;
}

#[wasm_bindgen_test]
async fn nw_02_a_stream_that_is_lost_while_the_gateway_answers_shows_nothing() {
    let desk = open("/inbox").await;
    desk.gateway.cut_stream();
    let again = desk.gateway.wait("GET /api/events", 2).await;
    assert_eq!(again.last_event_id.as_deref(), Some("100"));
    desk.gateway.stream("hello", &greeting(100));
    desk.gateway.stream("caught_up", &caught(100));
    assert!(desk.find("[role=alert]").is_none());
}

#[wasm_bindgen_test]
async fn nw_15_a_page_in_the_gateways_place_is_no_answer() {
    let desk = open("/inbox").await;
    let rows = desk.all("[role=option]").len();
    // A captive portal: everything is answered with 200 and a page.
    desk.gateway.add(on(" /").html("<!doctype html><title>Hotel</title>"));
    desk.gateway.cut_stream();
    until_said(&desk, LOST).await;
    let detail = desk.text("[role=alert] .network-detail");
    assert!(detail.contains("Another page answers"), "{detail}");
    assert_eq!(desk.all("[role=option]").len(), rows, "nothing of it is believed");
}

#[wasm_bindgen_test]
async fn nw_08_a_cursor_too_old_syncs_fully_and_retry_works_where_that_fails() {
    let desk = open(&format!("/inbox?session={A}")).await;
    desk.wait_texts(&[&format!("hello from {A}")]).await;
    let broken = Rc::new(Cell::new(true));
    let breaks = Rc::clone(&broken);
    desk.gateway.rule("GET /api/sessions", move |asked| {
        if breaks.get() {
            let problem = json!({"status": 500, "code": "internal", "title": "no"});
            asked.answer(500, &problem);
        }
        breaks.get()
    });
    desk.gateway.stream("too_old", &greeting(900));
    let again = desk.gateway.wait("GET /api/events", 2).await;
    assert_eq!(again.last_event_id.as_deref(), Some("900"));
    desk.gateway.stream("hello", &greeting(900));
    desk.gateway.stream("caught_up", &caught(900));
    for _ in 0..3 {
        until_said(&desk, BEHIND).await;
        desk.wait_texts(&[&format!("hello from {A}")]).await;
        assert_eq!(desk.all("[role=option]").len(), 2, "what is there stays");
        desk.named("[role=alert] button", "Retry").click();
        until_said(&desk, RESTORED).await;
    }
    until_said(&desk, BEHIND).await;
    broken.set(false);
    let mut newer = page(&[from_buyer(A, "new", 20, "all anew")]);
    newer.seq = 900;
    desk.gateway.always(&messages_of(A), &newer);
    desk.named("[role=alert] button", "Retry").click();
    until("the bar goes", || desk.find("[role=alert]").is_none()).await;
    desk.wait_texts(&["all anew"]).await;
}

#[wasm_bindgen_test]
async fn nw_07_what_comes_while_pages_are_fetched_anew_is_not_lost() {
    let desk = open(&format!("/inbox?session={A}")).await;
    desk.wait_texts(&[&format!("hello from {A}")]).await;
    desk.gateway.rule(&messages_of(A), |_| true);
    let pages = desk.gateway.asked(&messages_of(A)).len();
    desk.gateway.stream("too_old", &greeting(900));
    let fetch = desk.gateway.wait(&messages_of(A), pages + 1).await;
    // The stream is open again before the page is answered, and tells of one that the page does not have.
    desk.gateway.wait("GET /api/events", 2).await;
    desk.gateway.stream("hello", &greeting(901));
    desk.gateway.stream(
        "change",
        &message_change_after(900, 901, &from_buyer(A, "between", 30, "between")),
    );
    desk.gateway.stream("caught_up", &caught(901));
    until("it is told", || desk.texts().contains(&"between".to_owned())).await;
    let mut fetched = page(&[from_buyer(A, "missed", 20, "missed")]);
    fetched.seq = 900;
    fetch.answer(200, &fetched);
    desk.wait_texts(&["missed", "between"]).await;
}

fn message_change_after(prev: i64, seq: i64, message: &Message) -> Event {
    Event {
        prev,
        ..message_change(seq, message)
    }
}

#[wasm_bindgen_test]
async fn nw_17_each_stage_is_announced_once_and_the_seconds_are_not() {
    let desk = open("/inbox").await;
    let wire = Wire::of(&desk.gateway);
    // What a screen reader is told: texts that come or change in a live region, but for parts that are switched off.
    let heard = js_sys::Array::new();
    let watch = js_sys::Function::new_with_args(
        "root, heard",
        "const off = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest('[aria-live]')?.ariaLive !== 'polite';
         const add = (node) => {
           if (node.nodeType === 3) { if (node.data.trim() && !off(node) && !node.parentElement.closest('button')) heard.push(node.data.trim()); }
           else for (const child of node.childNodes) add(child);
         };
         new MutationObserver((all) => {
           for (const one of all) {
             if (one.type === 'characterData') add(one.target);
             for (const node of one.addedNodes) if (node.isConnected) add(node);
           }
         }).observe(root.querySelector('.network'), { subtree: true, childList: true, characterData: true });",
    );
    watch.call2(&wasm_bindgen::JsValue::NULL, &desk.root, &heard).unwrap();
    wire.cut(&desk);
    until_said(&desk, LOST).await;
    let polite = desk.one("[role=alert]").get_attribute("aria-live");
    assert_eq!(polite.as_deref(), Some("polite"));
    // Seconds go by.
    let detail = || desk.text("[role=alert] .network-detail");
    let first = detail();
    until("the seconds count", || detail() != first).await;
    wire.mend();
    desk.named("[role=alert] button", "Try now").click();
    until_said(&desk, RESTORED).await;
    let streams = desk.gateway.asked("GET /api/events").len();
    desk.gateway.wait("GET /api/events", streams).await;
    desk.gateway.stream("hello", &greeting(100));
    desk.gateway.stream("caught_up", &caught(100));
    until("the bar goes", || desk.find("[role=alert]").is_none()).await;
    TimeoutFuture::new(100).await;
    let heard: Vec<_> = heard.iter().filter_map(|text| text.as_string()).collect();
    assert_eq!(heard, [LOST, RESTORED]);
}

fn store(id: &str, status: StoreStatus, version: i64) -> Store {
    Store {
        id: id.parse().unwrap(),
        platform: Platform::from_word(id.split('-').next().unwrap()).unwrap(),
        shop_id: id.to_owned(),
        name: format!("Shop {id}"),
        region: Region::from("MY"),
        status,
        unread: 0,
        to_ship: None,
        alerts: 0,
        proxy: None,
        as_of: None,
        authorized_until: None,
        version,
    }
}

#[wasm_bindgen_test]
async fn the_connection_board_tells_how_each_store_is_and_shows_no_bar_for_one_of_them() {
    let desk = open("/inbox").await;
    let at = 1_760_000_000_000;
    let until_then = Millis(at + 3_600_000);
    let failing = StoreStatus::SyncFailing {
        since: Millis(at),
        reason: "no".to_owned(),
    };
    let stores = [
        store("shopee-1", StoreStatus::Slowed { until: until_then }, 1),
        store("lazada-2", StoreStatus::Normal, 1),
        store("tiktok-3", StoreStatus::LoginExpired, 1),
        store("shopee-4", StoreStatus::ProxyExpired, 1),
        store("lazada-5", failing, 1),
    ];
    desk.gateway.always(
        "GET /api/stores?",
        &json!({
            "page": {"items": stores, "total": 60, "offset": 0, "seq": 100, "as_of": at},
            "tabs": [],
            "regions": [],
        }),
    );
    desk.named("header button", "Connections").click();
    until("the stores are listed", || desk.all(".board-stores li").len() == 5).await;
    let words = || -> Vec<String> {
        let badges = desk.all(".board-stores .badge");
        badges.iter().filter_map(|badge| badge.text_content()).collect()
    };
    let first = words();
    assert!(
        first[0].starts_with("Slowed, resumes in 3") && first[0].ends_with(" s"),
        "{first:?}"
    );
    assert_eq!(first[1..4], ["Live", "Login expired", "Proxy expired"]);
    assert!(first[4].starts_with("Sync failing since "), "{first:?}");
    until("the seconds count", || words()[0] != first[0]).await;
    assert!(
        desk.find("[role=alert]").is_none(),
        "one store's trouble is not the network's"
    );
    assert!(desk.text(".board-foot").contains("1 to 25 of 60"));

    // The platform lets it go on: the row follows the stream.
    let change = change(
        101,
        Change::Store {
            store: Box::new(store("shopee-1", StoreStatus::Normal, 101)),
        },
    );
    desk.gateway.stream("change", &change);
    until("it is live", || words()[0] == "Live").await;

    desk.named(".board button", "Next page").click();
    let asked = desk.gateway.wait("offset=25", 1).await;
    assert!(asked.line.contains("limit=25"), "{}", asked.line);
}
