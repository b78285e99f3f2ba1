//! Where this tab is, for the others.

use super::client;
use super::error::ApiError;
use crate::browser::page;
use gloo_net::http::Method;
use steadydesk_wire::{ClientId, Here};

const PATH: &str = "/api/presence";

/// Tells which session a tab has open.
pub async fn tell(here: &Here) -> Result<(), ApiError> {
    client::tell(Method::POST, PATH, Some(here)).await
}

/// Tells that a tab has none any more, by a request that outlives the page. Where
/// the browser does not send it, the gateway finds out by the silence.
pub fn leave(tab: &ClientId) {
    page::last_word(PATH, &[r#"{"tab":""#, tab.as_str(), r#""}"#].concat());
}
