//! New nodes of the page, not yet in it.

use leptos::prelude::document;
use wasm_bindgen::JsValue;
use web_sys::{Element, Text};

/// A new element of HTML; refused only for a tag that is no name.
pub fn html(tag: &str) -> Result<Element, JsValue> {
    document().create_element(tag)
}

/// A new element of SVG; refused only for a tag that is no name.
pub fn svg(tag: &str) -> Result<Element, JsValue> {
    document().create_element_ns(Some("http://www.w3.org/2000/svg"), tag)
}

/// A new text.
#[must_use]
pub fn text(text: &str) -> Text {
    document().create_text_node(text)
}
