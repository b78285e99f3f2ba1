//! What every browser test needs: a gateway inside the page ([`gateway`]), the
//! console's parts mounted on their own, ways to act and to wait, and a whole
//! desk with an inbox open ([`inbox`]).

#![allow(
    dead_code,
    unreachable_pub,
    missing_debug_implementations,
    reason = "each test file uses its part"
)]

pub mod gateway;
pub mod inbox;
pub mod many;

use gloo_timers::future::TimeoutFuture;
use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use std::cell::Cell;
use std::sync::Once;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement, HtmlInputElement};

/// A mounted view with the console's own style; gone when dropped.
pub struct Mounted {
    pub root: HtmlElement,
    _handle: Box<dyn std::any::Any>,
}

thread_local! {
    static PANICS: Cell<u32> = const { Cell::new(0) };
}

/// Counts panics: one in an effect stops nothing here, but in the product it stops the console.
fn count_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            PANICS.set(PANICS.get() + 1);
            before(info);
        }));
    });
    PANICS.set(0);
}

impl Drop for Mounted {
    fn drop(&mut self) {
        self.root.remove();
        assert_eq!(PANICS.get(), 0, "the console panicked");
    }
}

/// Goes to an address without loading it.
pub fn visit(address: &str) {
    let history = window().history().unwrap();
    history
        .replace_state_with_url(&JsValue::NULL, "", Some(address))
        .unwrap();
}

/// The path and query in the address bar.
pub fn address() -> String {
    let location = window().location();
    location.pathname().unwrap() + &location.search().unwrap()
}

/// Mounts a view at an address.
pub fn mounted(address: &str, view: impl FnOnce() -> AnyView + 'static) -> Mounted {
    count_panics();
    // A test that fails leaves its console behind, which would hold the one connection of all tabs for good.
    let alone = "Object.defineProperty(navigator, 'locks', { value: undefined, configurable: true })";
    js_sys::Function::new_no_args(alone).call0(&JsValue::NULL).unwrap();
    visit(address);
    style();
    let root: HtmlElement = document().create_element("div").unwrap().unchecked_into();
    document().body().unwrap().append_child(&root).unwrap();
    let handle: UnmountHandle<_> = mount_to(root.clone(), view);
    Mounted {
        root,
        _handle: Box::new(handle),
    }
}

fn style() {
    if document().get_element_by_id("style").is_none() {
        let style = document().create_element("style").unwrap();
        style.set_id("style");
        let sheets = [
            include_str!("../../style/tokens.css"),
            include_str!("../../style/base.css"),
            include_str!("../../style/ui.css"),
            include_str!("../../style/shell.css"),
            include_str!("../../style/network.css"),
            include_str!("../../style/unsent.css"),
            include_str!("../../style/list.css"),
            include_str!("../../style/account.css"),
            include_str!("../../style/stores.css"),
            include_str!("../../style/inbox.css"),
            include_str!("../../style/thread.css"),
            include_str!("../../style/message.css"),
        ];
        style.set_text_content(Some(&sheets.concat()));
        document().head().unwrap().append_child(&style).unwrap();
    }
}

impl Mounted {
    pub fn all(&self, selector: &str) -> Vec<Element> {
        let found = self.root.query_selector_all(selector).unwrap();
        (0..found.length())
            .filter_map(|index| found.item(index)?.dyn_into().ok())
            .collect()
    }

    pub fn find(&self, selector: &str) -> Option<Element> {
        self.root.query_selector(selector).unwrap()
    }

    pub fn get(&self, selector: &str) -> HtmlElement {
        self.find(selector)
            .unwrap_or_else(|| panic!("no {selector} in {}", self.root.inner_html()))
            .unchecked_into()
    }

    /// The only element of a selector.
    pub fn one(&self, selector: &str) -> Element {
        let all = self.all(selector);
        assert_eq!(all.len(), 1, "{selector} in {}", self.root.inner_html());
        all[0].clone()
    }

    /// The element of a selector whose text or label begins so.
    pub fn named(&self, selector: &str, name: &str) -> HtmlElement {
        let is_it = |element: &Element| {
            let label = element.get_attribute("aria-label");
            label
                .or_else(|| element.text_content())
                .is_some_and(|text| text.trim().starts_with(name))
        };
        let found = self.all(selector).into_iter().find(is_it);
        found
            .unwrap_or_else(|| panic!("no {selector} named {name}"))
            .unchecked_into()
    }

    pub fn text(&self, selector: &str) -> String {
        self.find(selector)
            .and_then(|element| element.text_content())
            .unwrap_or_default()
    }

    /// The `data-id` of every element of a selector, in order.
    pub fn ids(&self, selector: &str) -> Vec<String> {
        self.all(selector)
            .iter()
            .filter_map(|element| element.get_attribute("data-id"))
            .collect()
    }

    pub fn input(&self, selector: &str) -> HtmlInputElement {
        self.get(selector).unchecked_into()
    }
}

/// Milliseconds on the page's monotonic clock.
pub fn now() -> f64 {
    window().performance().unwrap().now()
}

/// Waits until the browser has painted once more.
pub async fn frame() {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        window().request_animation_frame(&resolve).unwrap();
    });
    JsFuture::from(promise).await.unwrap();
}

/// Waits until something is so, for as long as a busy build server may need.
pub async fn until(what: &str, is_so: impl FnMut() -> bool) {
    until_within(30_000.0, what, is_so).await;
}

/// Waits until something is so, for at most so many milliseconds.
pub async fn until_within(milliseconds: f64, what: &str, mut is_so: impl FnMut() -> bool) {
    let start = now();
    while !is_so() {
        if now() - start > milliseconds {
            let page = document().body().unwrap().inner_html();
            panic!("not within {milliseconds} ms: {what}; the page: {page}");
        }
        // A hidden page paints nothing, so a timer goes beside.
        TimeoutFuture::new(4).await;
    }
}

/// Waits so long that whatever was to be asked would have been asked.
pub async fn a_while() {
    TimeoutFuture::new(60).await;
}

/// Sees that something stays so for a while.
pub async fn stays(milliseconds: f64, what: &str, mut is_so: impl FnMut() -> bool) {
    let start = now();
    while now() - start < milliseconds {
        assert!(is_so(), "no longer after {} ms: {what}", now() - start);
        TimeoutFuture::new(4).await;
    }
}

/// Sends an event made by the browser itself, such as `new InputEvent('input', {bubbles: true})`.
pub fn dispatch(target: &Element, event: &str) -> bool {
    let send = js_sys::Function::new_with_args("target", &format!("return target.dispatchEvent({event})"));
    send.call1(&JsValue::NULL, target).unwrap().is_truthy()
}

/// Types into a field as a person does: the text, then the event.
pub fn type_into(field: &HtmlInputElement, text: &str) {
    field.set_value(text);
    dispatch(field, "new InputEvent('input', {bubbles: true})");
}

/// Presses a key.
pub fn press(target: &Element, key: &str) -> bool {
    dispatch(
        target,
        &format!("new KeyboardEvent('keydown', {{key: '{key}', bubbles: true, cancelable: true}})"),
    )
}
