//! A desk with an inbox open on a fake gateway, and hands to use it.

use super::gateway::{Gateway, on};
use super::{Mounted, dispatch, mounted, until};
use leptos::prelude::*;
use serde_json::json;
use std::ops::Deref;
use steadydesk::browser::storage::{self, Table};
use steadydesk_wire::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlTextAreaElement};

pub const A: &str = "shopee-1~a";
pub const B: &str = "lazada-2~b";

/// The console with its gateway; gone when dropped.
pub struct Desk {
    pub gateway: Gateway,
    console: Mounted,
}

impl Deref for Desk {
    type Target = Mounted;

    fn deref(&self) -> &Mounted {
        &self.console
    }
}

pub fn session(id: &str, version: i64) -> Session {
    let store = id.split('~').next().unwrap();
    let platform = Platform::from_word(store.split('-').next().unwrap()).unwrap();
    Session {
        id: id.parse().unwrap(),
        store: store.parse().unwrap(),
        store_name: format!("Shop {store}"),
        platform,
        region: Region::from("MY"),
        buyer: Buyer {
            id: id.to_owned(),
            name: format!("Buyer {id}"),
        },
        last: None,
        unread: 0,
        waiting_since: None,
        can_send: true,
        store_unread: 0,
        version,
    }
}

pub fn from_buyer(session: &str, id: &str, position: i64, text: &str) -> Message {
    Message {
        id: id.parse().unwrap(),
        session: session.parse().unwrap(),
        author: Author::Buyer,
        operator: None,
        content: Content::Text { text: text.to_owned() },
        platform_text: None,
        at: Millis(1_760_000_000_000 + position),
        position,
        recalled: false,
        withheld: false,
        outgoing: None,
        version: position,
    }
}

/// What the gateway makes of a posted message.
pub fn own(session: &str, posted: &NewMessage, position: i64, outgoing: Outgoing) -> Message {
    let content = match &posted.content {
        NewContent::Text { text } => Content::Text { text: text.clone() },
        NewContent::Image { .. } => Content::Image {
            width: None,
            height: None,
        },
    };
    Message {
        id: posted.id.clone().into(),
        author: Author::Seller,
        operator: Some("operator".to_owned()),
        content,
        outgoing: Some(outgoing),
        ..from_buyer(session, "x", position, "")
    }
}

pub fn change(seq: i64, change: Change) -> Event {
    Event {
        seq,
        prev: seq - 1,
        at: Millis(1_760_000_000_000),
        change,
    }
}

pub fn message_change(seq: i64, message: &Message) -> Event {
    change(
        seq,
        Change::Message {
            message: Box::new(message.clone()),
        },
    )
}

/// A page of a thread, true at 100.
pub fn page(items: &[Message]) -> MessagePage {
    MessagePage {
        items: items.to_vec(),
        before: None,
        seq: 100,
        as_of: Millis(1_760_000_000_000),
    }
}

/// A gateway at which somebody is signed in, and nothing is there yet.
pub fn gateway() -> Gateway {
    let gateway = Gateway::start();
    gateway.always(
        "GET /api/hello",
        &json!({
            "version": "1",
            "now": 1_760_000_000_000_i64,
            "account": {"id": "u1", "name": "operator", "role": "operator", "now": 1_760_000_000_000_i64},
            "sandbox_accounts": [],
        }),
    );
    gateway.always(
        "GET /api/unread",
        &UnreadCounts {
            stores: vec![],
            seq: 100,
        },
    );
    gateway.always("GET /api/unsent", &json!({"items": [], "seq": 100, "as_of": 0}));
    gateway.always(
        "GET /api/stores",
        &json!({
            "page": {"items": [], "total": 0, "offset": 0, "seq": 100, "as_of": 0},
            "tabs": [],
            "regions": [],
        }),
    );
    // Nobody translates, where a test does not say otherwise.
    gateway.add(on("POST /api/translate").status(501).json(&json!({
        "status": 501, "code": "translation_off", "title": "Nobody translates",
    })));
    gateway.rule("POST /api/sessions/", |asked| {
        let read = asked.line.ends_with("/read");
        if read {
            asked.done(204);
        }
        read
    });
    gateway
}

/// Opens the console at an address.
pub async fn console(gateway: Gateway, address: &str) -> Desk {
    // What the test before has left unsent would go out now.
    storage::delete(Table::Outbox, &["u1"]).await;
    reopen(gateway, address).await
}

/// The same with what the disk still has unsent.
pub async fn reopen(gateway: Gateway, address: &str) -> Desk {
    let desk = Desk {
        gateway,
        console: mounted(address, steadydesk::app::console),
    };
    desk.gateway.wait("GET /api/events", 1).await;
    desk.gateway.stream(
        "hello",
        &Greeting {
            newest: 100,
            oldest: 1,
            now: Millis(1_760_000_000_000),
            version: "1".into(),
        },
    );
    desk
}

/// Opens the console at an address. The sessions A and B are there, with one message each.
pub async fn open(address: &str) -> Desk {
    let desk = console(two_sessions(), address).await;
    until("two sessions are listed", || desk.all("[role=option]").len() == 2).await;
    desk
}

/// A gateway with the sessions A and B, one message each.
pub fn two_sessions() -> Gateway {
    let gateway = gateway();
    let rows = [session(A, 2), session(B, 1)];
    for row in &rows {
        gateway.always(&format!("GET /api/sessions/{}", row.id), row);
        let only = from_buyer(
            row.id.as_str(),
            &format!("first-{}", row.id),
            10,
            &format!("hello from {}", row.id),
        );
        gateway.always(&format!("GET /api/sessions/{}/messages", row.id), &page(&[only]));
    }
    gateway.always(
        "GET /api/sessions?",
        &Page {
            items: rows.to_vec(),
            total: 2,
            more_than_total: false,
            offset: 0,
            seq: 100,
            as_of: Millis(1_760_000_000_000),
        },
    );
    gateway
}

impl Desk {
    /// The page goes away; the gateway stays.
    pub fn leave(self) -> Gateway {
        let Self { gateway, console } = self;
        drop(console);
        gateway
    }

    /// A page of that gateway.
    pub fn join(gateway: Gateway, console: Mounted) -> Self {
        Self { gateway, console }
    }

    pub fn bubbles(&self) -> Vec<Element> {
        self.all("[role=log] article")
    }

    /// The texts of the thread, in order.
    pub fn texts(&self) -> Vec<String> {
        self.all("[role=log] article [data-part=text]")
            .iter()
            .map(|text| text.text_content().unwrap())
            .collect()
    }

    /// The states of the own messages, in order.
    pub fn states(&self) -> Vec<String> {
        self.all("[role=log] article.own")
            .iter()
            .map(|bubble| bubble.get_attribute("data-state").unwrap())
            .collect()
    }

    pub fn press(&self, session: &str) {
        let row: HtmlElement = self
            .one(&format!("[role=option][data-id='{session}']"))
            .unchecked_into();
        row.click();
    }

    /// Goes to an address of the console, as Back and Forward do.
    pub fn go(&self, address: &str) {
        let history = window().history().unwrap();
        history
            .push_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(address))
            .unwrap();
        let travel = js_sys::Function::new_no_args("window.dispatchEvent(new PopStateEvent('popstate'))");
        travel.call0(&wasm_bindgen::JsValue::NULL).unwrap();
    }

    pub async fn wait_texts(&self, texts: &[&str]) {
        until(&format!("the thread shows {texts:?}"), || self.texts() == texts).await;
    }

    pub async fn wait_states(&self, states: &[&str]) {
        until(&format!("the own messages are {states:?}"), || self.states() == states).await;
    }

    pub fn field(&self) -> HtmlTextAreaElement {
        self.one("textarea[aria-label=Message]").unchecked_into()
    }

    pub fn write(&self, text: &str) {
        self.field().set_value(text);
        dispatch(&self.field(), "new InputEvent('input', { bubbles: true })");
    }

    /// Presses Enter; `with` adds to the event, such as `isComposing: true`. Whether the console took the key.
    pub fn key(&self, with: &str) -> bool {
        let event =
            format!("new KeyboardEvent('keydown', {{ key: 'Enter', bubbles: true, cancelable: true, {with} }})");
        !dispatch(&self.field(), &event)
    }

    pub fn enter(&self) {
        self.key("");
    }

    /// The messages that were posted, in order.
    pub fn posted(&self, session: &str) -> Vec<NewMessage> {
        let line = format!("POST /api/sessions/{session}/messages");
        self.gateway
            .asked(&line)
            .iter()
            .map(|asked| serde_json::from_str(&asked.body).unwrap())
            .collect()
    }
}
