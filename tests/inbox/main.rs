//! Reading, as the operator sees it.

#![cfg(target_arch = "wasm32")]

mod clock;
mod content;
mod list;
mod list_keys;
mod list_travel;
mod outage;
mod presence;
mod stream;
mod thread;
mod thread_find;
mod thread_long;
mod upload;

#[path = "../support/mod.rs"]
mod support;

use serde_json::json;
use steadydesk_wire::*;
use support::inbox::*;
use support::many::{self, Many};
use support::{a_while, frame, until};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::HtmlElement;

wasm_bindgen_test_configure!(run_in_browser);

fn messages_of(session: &str) -> String {
    format!("GET /api/sessions/{session}/messages")
}
