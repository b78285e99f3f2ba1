//! Messages: a thread's pages, sending, and what the operator decides about a message that is not out.

use super::client;
use super::error::ApiError;
use super::sessions;
use crate::route::Pairs;
use gloo_net::http::Method;
use steadydesk_wire::{Message, MessageId, MessagePage, NewMessage, SessionId, Uploaded};
use web_sys::{AbortSignal, File};

/// Messages a page.
const PAGE: u32 = 50;

/// The stretch of a thread before that mark; the newest stretch without one.
pub async fn page(
    session: &SessionId,
    before: Option<&str>,
    signal: Option<&AbortSignal>,
) -> Result<MessagePage, ApiError> {
    let mut pairs = Pairs::default();
    pairs.put("before", before);
    pairs.put("limit", Some(&PAGE.to_string()));
    client::get(&sessions::path(session, &format!("/messages{pairs}")), signal).await
}

/// Hands a message to the gateway. The same id again is the same message: repeating is safe.
pub async fn send(
    session: &SessionId,
    message: &NewMessage,
    signal: Option<&AbortSignal>,
) -> Result<Message, ApiError> {
    client::call(Method::POST, &sessions::path(session, "/messages"), message, signal).await
}

/// Has a failed message tried again.
pub async fn retry(message: &MessageId) -> Result<Message, ApiError> {
    client::call(Method::POST, &path(message, "/retry"), &(), None).await
}

/// Has a message whose outcome nobody can find out sent again, by the operator's decision.
pub async fn send_again(message: &MessageId) -> Result<Message, ApiError> {
    client::call(Method::POST, &path(message, "/send-again"), &(), None).await
}

/// Takes back a message that is queued, waiting or failed.
pub async fn cancel(message: &MessageId) -> Result<(), ApiError> {
    client::tell(Method::DELETE, &path(message, ""), None::<&()>).await
}

/// Leaves a picture at the gateway, to be sent.
pub async fn upload(picture: &File) -> Result<Uploaded, ApiError> {
    client::upload("/api/pictures", picture).await
}

/// Where a message's picture is.
#[must_use]
pub fn picture(message: &MessageId) -> String {
    path(message, "/picture")
}

fn path(message: &MessageId, under: &str) -> String {
    format!(
        "/api/messages/{}{under}",
        String::from(js_sys::encode_uri_component(message.as_str()))
    )
}
