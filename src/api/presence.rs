//! Where this tab is, for the others.

use super::client;
use super::error::ApiError;
use gloo_net::http::Method;
use leptos::prelude::window;
use steadydesk_wire::{ClientId, Here};
use web_sys::{Blob, BlobPropertyBag};

const PATH: &str = "/api/presence";

/// Tells which session a tab has open.
pub async fn tell(here: &Here) -> Result<(), ApiError> {
    client::tell(Method::POST, PATH, Some(here)).await
}

/// Tells that a tab has none any more, by a request that outlives the page. Where
/// the browser does not send it, the gateway finds out by the silence.
pub fn leave(tab: &ClientId) {
    let body = format!(r#"{{"tab":"{tab}"}}"#);
    let kind = BlobPropertyBag::new();
    kind.set_type("application/json");
    let parts = js_sys::Array::of1(&body.into());
    if let Ok(body) = Blob::new_with_str_sequence_and_options(&parts, &kind) {
        let _ = window().navigator().send_beacon_with_opt_blob(PATH, Some(&body));
    }
}
