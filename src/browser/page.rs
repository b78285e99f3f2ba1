//! What belongs to the whole page: its title, language and theme.

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, BlobPropertyBag, Element, HtmlElement};

fn root() -> Option<Element> {
    document().document_element()
}

/// The language that the browser asks for, as a BCP 47 tag.
#[must_use]
pub fn preferred_language() -> String {
    window().navigator().language().unwrap_or_default()
}

/// Says which language the page is in.
pub fn set_language(tag: &str) {
    if let Some(root) = root() {
        // `lang` is a name that an attribute may have.
        let _ = root.set_attribute("lang", tag);
    }
}

/// Names the page, in the tab and for screen readers.
pub fn set_title(title: &str) {
    document().set_title(title);
}

/// Puts a number onto the icon of the installed console, where the browser can; 0 takes it away.
pub fn set_badge(count: u64) {
    let navigator = window().navigator();
    let set = Reflect::get(&navigator, &"setAppBadge".into()).ok();
    if let Some(set) = set.as_ref().and_then(JsCast::dyn_ref::<Function>) {
        #[expect(clippy::cast_precision_loss, reason = "nobody has 2^53 unread messages")]
        let set = set.call1(&navigator, &(count as f64).into());
        // It fails where the console is not installed, which is no news.
        if let Ok(promise) = set.and_then(JsCast::dyn_into::<Promise>) {
            spawn_local(async move {
                let _ = JsFuture::from(promise).await;
            });
        }
    }
}

/// Sets `data-theme`; nothing lets the operating system decide.
pub fn set_theme(theme: Option<&str>) {
    if let Some(root) = root() {
        let _ = match theme {
            Some(theme) => root.set_attribute("data-theme", theme),
            None => root.remove_attribute("data-theme"),
        };
    }
}

/// Where the console stands in the page.
#[must_use]
pub fn app() -> Option<HtmlElement> {
    document().get_element_by_id("app")?.dyn_into().ok()
}

/// Takes the start screen away, once there is something to show.
pub fn end_start_screen() {
    if let Some(start) = document().get_element_by_id("start") {
        start.remove();
    }
}

/// Whether the browser believes that it has a network. A hint, never the truth.
#[must_use]
pub fn online() -> bool {
    window().navigator().on_line()
}

/// Whether the keyboard has ⌘ where others have Ctrl.
#[must_use]
pub fn is_mac() -> bool {
    let agent = window().navigator().user_agent().unwrap_or_default();
    agent.contains("Mac OS") || agent.contains("iPhone")
}

/// Posts JSON by a request that outlives the page; nobody hears its answer.
pub fn last_word(path: &str, json: &str) {
    let kind = BlobPropertyBag::new();
    kind.set_type("application/json");
    let parts = js_sys::Array::of1(&json.into());
    if let Ok(body) = Blob::new_with_str_sequence_and_options(&parts, &kind) {
        let _ = window().navigator().send_beacon_with_opt_blob(path, Some(&body));
    }
}
