//! Leaving the inbox and coming back: to another room, by a reload, after a crash, as somebody else.

#![cfg(target_arch = "wasm32")]

mod away;
mod disk;
mod private;

#[path = "../support/mod.rs"]
mod support;

use steadydesk_wire::*;
use support::inbox::*;
use support::many::Many;
use support::{Mounted, frame, mounted, now, until};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::HtmlElement;

wasm_bindgen_test_configure!(run_in_browser);

const LIST: &str = "GET /api/sessions?";

/// Both clocks of the page are moved on by so many milliseconds, until this is dropped.
struct Later;

impl Later {
    fn by(monotonic: f64, wall: f64) -> Self {
        let shift = js_sys::Function::new_with_args(
            "monotonic, wall",
            "const now = Performance.prototype.now, date = Date.now;
             window.undoLater = window.undoLater ?? (() => { delete performance.now; Date.now = date; });
             performance.now = () => now.call(performance) + monotonic;
             Date.now = () => date() + wall;",
        );
        shift.call2(&JsValue::NULL, &monotonic.into(), &wall.into()).unwrap();
        Self
    }
}

impl Drop for Later {
    fn drop(&mut self) {
        let undo = js_sys::Function::new_no_args("window.undoLater(); delete window.undoLater");
        undo.call0(&JsValue::NULL).unwrap();
    }
}

fn listed(console: &Mounted) -> Vec<String> {
    console.ids("[role=option][data-id]")
}

fn scroller(console: &Mounted) -> HtmlElement {
    console.get(".virtual")
}

async fn scroll(console: &Mounted, top: i32) {
    scroller(console).set_scroll_top(top);
    frame().await;
    until("what is in sight is there", || {
        console.find(".session-row.empty").is_none()
    })
    .await;
}

/// The row at the top of the list's frame, and how far it begins below the frame's top.
fn first_in_sight(console: &Mounted) -> (String, f64) {
    let edge = scroller(console).get_bounding_client_rect().top();
    let rows = console.all("[role=option][data-id]");
    let first = rows
        .iter()
        .find(|row| row.get_bounding_client_rect().bottom() > edge + 0.5);
    let first = first.expect("a row is in sight");
    (
        first.get_attribute("data-id").unwrap(),
        first.get_bounding_client_rect().top() - edge,
    )
}

fn selected(console: &Mounted) -> Vec<String> {
    console.ids("[role=option][aria-selected=true]")
}

async fn room(console: &Mounted, name: &str) {
    console.named("nav a", name).click();
    frame().await;
}

/// Out of the inbox, until another room stands there.
async fn away(console: &Mounted) {
    room(console, "Stores").await;
    until("the stores stand there", || console.find(".virtual").is_none()).await;
}

/// A console with so many sessions.
async fn open_many(address: &str, count: u32) -> (Desk, Many) {
    let gateway = gateway();
    let many = Many::at(&gateway, count);
    let desk = console(gateway, address).await;
    until("sessions are listed", || !listed(&desk).is_empty()).await;
    (desk, many)
}

fn texts(console: &Mounted) -> Vec<String> {
    console
        .all("[role=log] article [data-part=text]")
        .iter()
        .map(|text| text.text_content().unwrap())
        .collect()
}

fn draft(console: &Mounted) -> String {
    let field = console.get("textarea[aria-label=Message]");
    field.unchecked_into::<web_sys::HtmlTextAreaElement>().value()
}
