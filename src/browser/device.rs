//! What browser this is, and how it fares: for a ticket, never for a decision.

use js_sys::{Function, Intl, Object, Promise, Reflect};
use leptos::prelude::*;
use std::cell::Cell;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{PerformanceObserver, PerformanceObserverEntryList, PerformanceObserverInit};

thread_local! {
    /// How many tasks held the page up for more than 50 ms, and the longest of them in milliseconds.
    static LONG: Cell<(u32, f64)> = const { Cell::new((0, 0.0)) };
}

/// Begins to count long tasks, for good. Where the browser does not tell of them there are none.
pub fn count_long_tasks() {
    let note = Closure::<dyn Fn(PerformanceObserverEntryList)>::new(|list: PerformanceObserverEntryList| {
        for entry in list.get_entries() {
            let took = Reflect::get(&entry, &"duration".into())
                .ok()
                .and_then(|took| took.as_f64());
            let (count, worst) = LONG.get();
            LONG.set((count.saturating_add(1), worst.max(took.unwrap_or_default())));
        }
    });
    if let Ok(observer) = PerformanceObserver::new(note.as_ref().unchecked_ref()) {
        let what = PerformanceObserverInit::new(&js_sys::Array::new());
        // The list of types and one type with what came before are two forms, of which this is the second.
        let _ = Reflect::delete_property(&what, &"entryTypes".into());
        let _ = Reflect::set(&what, &"type".into(), &"longtask".into());
        let _ = Reflect::set(&what, &JsValue::from_str("buffered"), &JsValue::TRUE);
        observer.observe(&what);
    }
    note.forget();
}

/// How many long tasks there were, and the longest in milliseconds.
#[must_use]
pub fn long_tasks() -> (u32, f64) {
    LONG.get()
}

/// What the browser calls itself.
#[must_use]
pub fn agent() -> String {
    window().navigator().user_agent().unwrap_or_default()
}

/// Width and height of the view in CSS pixels, and device pixels to one of them, which zoom changes.
#[must_use]
pub fn view() -> (f64, f64, f64) {
    let size = |value: Result<JsValue, JsValue>| value.ok().and_then(|value| value.as_f64()).unwrap_or_default();
    let window = window();
    (
        size(window.inner_width()),
        size(window.inner_height()),
        window.device_pixel_ratio(),
    )
}

/// The IANA name of the browser's time zone.
#[must_use]
pub fn time_zone() -> String {
    let options = Intl::DateTimeFormat::new(&js_sys::Array::new(), &Object::new()).resolved_options();
    let zone = Reflect::get(&options, &"timeZone".into()).ok();
    zone.and_then(|zone| zone.as_string()).unwrap_or_default()
}

/// The name of the build: what its files are told from another build's by.
#[must_use]
pub fn build() -> Option<String> {
    let link = document().query_selector("link[rel=modulepreload]").ok().flatten()?;
    let address = link.get_attribute("href")?;
    let file = address.rsplit('/').next().unwrap_or_default();
    Some(file.trim_end_matches(".js").to_owned())
}

/// What the browser says of the disk.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Disk {
    /// Bytes.
    pub used: Option<f64>,
    /// Bytes.
    pub quota: Option<f64>,
    /// Whether the browser has promised not to clear it by itself.
    pub persisted: Option<bool>,
}

/// Asks for the state of the disk. What the browser does not tell is left out.
pub async fn disk() -> Disk {
    let estimate = ask("estimate").await;
    let number = |name: &str| {
        let estimate = estimate.as_ref()?;
        Reflect::get(estimate, &name.into()).ok()?.as_f64()
    };
    Disk {
        used: number("usage"),
        quota: number("quota"),
        persisted: ask("persisted").await.and_then(|answer| answer.as_bool()),
    }
}

/// Asks the storage manager, which exists in secure contexts only.
async fn ask(what: &str) -> Option<JsValue> {
    let navigator = window().navigator();
    let storage = Reflect::get(&navigator, &"storage".into()).ok()?;
    let call: Function = Reflect::get(&storage, &what.into()).ok()?.dyn_into().ok()?;
    let promise: Promise = call.call0(&storage).ok()?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()
}

/// Puts a text onto the clipboard; false where the browser refuses.
pub async fn copy(text: &str) -> bool {
    let navigator = window().navigator();
    let clipboard = Reflect::get(&navigator, &"clipboard".into()).ok();
    let Some(clipboard) = clipboard.filter(|clipboard| !clipboard.is_undefined()) else {
        return false;
    };
    let clipboard: web_sys::Clipboard = clipboard.unchecked_into();
    JsFuture::from(clipboard.write_text(text)).await.is_ok()
}
