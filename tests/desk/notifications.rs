//! Desktop notifications, with a stand-in for the browser's own.

use super::support::inbox::{A, B, change, from_buyer, message_change, session};
use super::*;
use wasm_bindgen::JsValue;

/// A page whose notifications are noted, and that nobody may be looking at; as before when dropped.
struct Watched(JsValue);

fn js(script: &str) -> JsValue {
    js_sys::eval(script).unwrap()
}

impl Watched {
    /// The operator answers so when the browser asks.
    fn answering(answer: &str) -> Self {
        let real = js("window.Notification");
        js(&format!(
            "window.notes = []; window.asked = 0;
             window.Notification = class {{
               static permission = 'default';
               static requestPermission() {{
                 window.asked++;
                 Notification.permission = '{answer}';
                 return Promise.resolve('{answer}');
               }}
               constructor(title, options) {{ Object.assign(this, options, {{ title }}); notes.push(this); }}
               close() {{ this.closed = true; }}
             }}"
        ));
        Self(real)
    }

    /// Whether somebody sees the page.
    fn seen(&self, seen: bool) {
        let state = if seen { "visible" } else { "hidden" };
        js(&format!(
            "Object.defineProperty(document, 'visibilityState', {{ get: () => '{state}', configurable: true }});
             document.dispatchEvent(new Event('visibilitychange', {{ bubbles: true }}))"
        ));
    }

    /// Every notification so far: title, body, tag, and whether it was taken away.
    fn notes(&self) -> Vec<String> {
        let notes =
            js("notes.map(note => [note.title, note.body, note.tag, note.closed ? 'closed' : 'open'].join(' | '))");
        let notes: js_sys::Array = notes.unchecked_into();
        notes.iter().filter_map(|note| note.as_string()).collect()
    }

    fn asked(&self) -> f64 {
        js("window.asked").as_f64().unwrap()
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        js("delete document.visibilityState");
        js_sys::Reflect::set(&web_sys::window().unwrap(), &"Notification".into(), &self.0).unwrap();
    }
}

const SWITCH: &str = "[aria-labelledby=settings-notifications] input";

fn switch(desk: &Desk, number: usize) -> web_sys::HtmlInputElement {
    desk.all(SWITCH)[number].clone().unchecked_into()
}

async fn switched_on(desk: &Desk) {
    desk.go("/settings");
    until("the switches", || desk.all(SWITCH).len() == 2).await;
    switch(desk, 0).click();
    until("it is on", || switch(desk, 0).checked() && !switch(desk, 1).disabled()).await;
    desk.go("/inbox");
    until("the sessions", || desk.all("[role=option]").len() == 2).await;
}

/// A buyer's message and its session's row, as the gateway tells them.
fn told(desk: &Desk, seq: i64, id: &str, unread: u32, text: &str) {
    let message = from_buyer(B, id, seq, text);
    desk.gateway.stream("change", &message_change(seq, &message));
    let mut row = session(B, seq + 1);
    (row.unread, row.store_unread) = (unread, unread);
    row.last = Some(LastMessage {
        id: message.id.clone(),
        author: Author::Buyer,
        content: message.content,
        at: message.at,
    });
    let row = Change::Session { session: Box::new(row) };
    desk.gateway.stream("change", &change(seq + 1, row));
}

async fn counted(desk: &Desk, unread: u32) {
    until("the title counts", || {
        document().title().starts_with(&format!("({unread})"))
    })
    .await;
    assert!(desk.gateway.asked("GET /api/events").len() == 1);
}

#[wasm_bindgen_test]
async fn os_20_a_message_told_twelve_times_is_one_notification() {
    let watched = Watched::answering("granted");
    let desk = desk(&[]).await;
    switched_on(&desk).await;
    assert_eq!(watched.asked(), 1.0, "by the click alone");
    told(&desk, 101, "seen", 1, "while somebody looks");
    counted(&desk, 1).await;
    watched.seen(false);
    for seq in (103..127).step_by(2) {
        told(&desk, seq, "again", 2, "are you there?");
    }
    counted(&desk, 2).await;
    let first = format!("Buyer {B} · Shop lazada-2 | 2 new messages | {B} | open");
    until("one notification", || watched.notes() == [first.clone()]).await;
    told(&desk, 127, "more", 3, "hello?");
    until("one more, in place of the first", || watched.notes().len() == 2).await;
    assert!(watched.notes()[1].starts_with(&format!("Buyer {B} · Shop lazada-2 | 3 new messages | {B}")));

    // A click opens the session, and its notification goes.
    js("notes[1].onclick()");
    until("the session is open", || {
        support::address() == format!("/inbox?session={B}")
    })
    .await;
    assert!(watched.notes()[1].ends_with("closed"));
}

#[wasm_bindgen_test]
async fn a_notification_shows_a_text_only_where_that_is_wanted_and_goes_when_it_is_read() {
    let watched = Watched::answering("granted");
    let desk = desk(&[]).await;
    switched_on(&desk).await;
    desk.go("/settings");
    until("the switches", || desk.all(SWITCH).len() == 2).await;
    switch(&desk, 1).click();
    watched.seen(false);
    told(&desk, 101, "m1", 1, "<b>where</b> is it?");
    until("its text", || {
        watched.notes() == [format!("Buyer {B} · Shop lazada-2 | <b>where</b> is it? | {B} | open")]
    })
    .await;
    told(&desk, 103, "m1", 0, "<b>where</b> is it?");
    until("read elsewhere", || watched.notes()[0].ends_with("closed")).await;
    // Switched off again.
    switch(&desk, 0).click();
    until("it is off", || switch(&desk, 1).disabled()).await;
    told(&desk, 105, "m2", 1, "and now?");
    counted(&desk, 1).await;
    assert_eq!(watched.notes().len(), 1);
}

#[wasm_bindgen_test]
async fn a_browser_that_says_no_is_not_asked_twice_and_the_switch_stays_off() {
    let watched = Watched::answering("denied");
    let desk = desk(&[]).await;
    desk.press(A);
    until("the thread", || desk.texts().len() == 1).await;
    assert_eq!(watched.asked(), 0.0, "nobody asks by himself");
    desk.go("/settings");
    until("the switches", || desk.all(SWITCH).len() == 2).await;
    for _ in 0..2 {
        switch(&desk, 0).click();
        until("it says so", || {
            desk.text("[aria-labelledby=settings-notifications] [role=status]")
                .starts_with("The browser does not allow")
        })
        .await;
        until("it is off", || !switch(&desk, 0).checked()).await;
    }
    assert_eq!(watched.asked(), 1.0);
    watched.seen(false);
    told(&desk, 101, "m1", 1, "hello?");
    counted(&desk, 1).await;
    assert_eq!(watched.notes(), Vec::<String>::new());
}
