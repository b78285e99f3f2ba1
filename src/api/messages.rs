//! Messages: a thread's pages, sending, and what the operator decides about a message that is not out.

use super::client::{self, Answer};
use super::error::ApiError;
use super::sessions;
use crate::route::Pairs;
use gloo_net::http::Method;
use steadydesk_wire::{Message, MessageId, MessagePage, NewMessage, SessionId, UnsentPage};
use web_sys::AbortSignal;

/// Messages a page.
const PAGE: u32 = 50;

/// The stretch of a thread before that mark; the newest stretch without one.
pub fn page(session: &SessionId, before: Option<&str>, signal: Option<&AbortSignal>) -> Answer<MessagePage> {
    let mut pairs = Pairs::default();
    pairs.put("before", before);
    pairs.put("limit", Some(&PAGE.to_string()));
    client::get(&sessions::path(session, &format!("/messages{pairs}")), signal)
}

/// Hands a message to the gateway. The same id again is the same message: repeating is safe.
pub fn send(session: &SessionId, message: &NewMessage, signal: Option<&AbortSignal>) -> Answer<Message> {
    client::call(Method::POST, &sessions::path(session, "/messages"), message, signal)
}

/// Has a failed message tried again.
pub fn retry(message: &MessageId) -> Answer<Message> {
    client::call(Method::POST, &path(message, "/retry"), &(), None)
}

/// Has a message whose outcome nobody can find out sent again, by the operator's decision.
pub fn send_again(message: &MessageId) -> Answer<Message> {
    client::call(Method::POST, &path(message, "/send-again"), &(), None)
}

/// Takes back a message that is queued, waiting or failed.
pub async fn cancel(message: &MessageId) -> Result<(), ApiError> {
    client::tell(Method::DELETE, &path(message, ""), None::<&()>).await
}

/// What this operator has written and is not out, behind that place.
pub fn unsent(after: i64, signal: Option<&AbortSignal>) -> Answer<UnsentPage> {
    client::get(&["/api/unsent?after=", &after.to_string()].concat(), signal)
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
