//! The address bar and the history.

use crate::route::{self, Route};
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlAnchorElement, MouseEvent};

/// The page that the address bar names.
#[must_use]
pub fn current() -> Route {
    let location = window().location();
    Route::parse(
        &location.pathname().unwrap_or_default(),
        &location.search().unwrap_or_default(),
    )
}

/// Puts an address into the bar, as a new entry of the history.
pub fn push(address: &str) {
    if let Ok(history) = window().history() {
        // Browsers refuse more than some hundred entries in half a minute; the view still changes.
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(address));
    }
}

/// Puts an address into the bar, in place of the present entry.
pub fn replace(address: &str) {
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(address));
    }
}

/// Leaves the console for another page.
pub fn leave_for(url: &str) -> Result<(), JsValue> {
    window().location().assign(url)
}

/// Calls `then` with the page on Back and Forward, until the owner ends.
pub fn on_travel(then: impl Fn(Route) + 'static) {
    let listener = window_event_listener(ev::popstate, move |_| then(current()));
    on_cleanup(move || listener.remove());
}

/// Calls `then` with the page when a link into the console is followed, in
/// place of a page load. Links that open elsewhere, and clicks with a modifier
/// key, stay the browser's.
pub fn on_link(then: impl Fn(Route) + 'static) {
    let listener = window_event_listener(ev::click, move |event| {
        if let Some(route) = followed(&event) {
            event.prevent_default();
            then(route);
        }
    });
    on_cleanup(move || listener.remove());
}

fn followed(event: &MouseEvent) -> Option<Route> {
    let plain = event.button() == 0
        && !(event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key() || event.default_prevented());
    if !plain {
        return None;
    }
    let target: Element = event.target()?.dyn_into().ok()?;
    let link: HtmlAnchorElement = target.closest("a[href]").ok()??.dyn_into().ok()?;
    let here = window().location();
    let own = link.target().is_empty() && !link.has_attribute("download") && link.origin() == here.origin().ok()?;
    // A fragment moves within the page, and the gateway's own paths are pages of their own.
    let console = link.hash().is_empty() && route::is_page(&link.pathname()) && !link.has_attribute("data-reload");
    (own && console).then(|| Route::parse(&link.pathname(), &link.search()))
}
