//! Sessions.

use super::client::{self, Answer};
use super::error::ApiError;
use crate::route::Pairs;
use gloo_net::http::Method;
use serde::Serialize;
use steadydesk_wire::{
    MessageId, Platform, Region, Session, SessionFilter, SessionId, SessionPage, SessionSort, StoreId,
};
use web_sys::AbortSignal;

/// A page of the session list.
pub fn list(filter: &SessionFilter, signal: Option<&AbortSignal>) -> Answer<SessionPage> {
    let mut pairs = Pairs::default();
    pairs.put("platform", filter.platform.map(Platform::as_str));
    pairs.put("store", filter.store.as_ref().map(StoreId::as_str));
    pairs.put("region", filter.region.as_ref().map(Region::as_str));
    pairs.put("unread", filter.unread.then_some("true"));
    pairs.put("unanswered", filter.unanswered.then_some("true"));
    pairs.put("q", filter.q.as_deref());
    pairs.put(
        "sort",
        (filter.sort == SessionSort::LongestWaiting).then_some("longest_waiting"),
    );
    pairs.put("offset", Some(&filter.offset.to_string()));
    pairs.put("limit", Some(&filter.limit.to_string()));
    client::get(&format!("/api/sessions{pairs}"), signal)
}

/// One session, wherever it stands in the list.
pub fn get(session: &SessionId, signal: Option<&AbortSignal>) -> Answer<Session> {
    client::get(&path(session, ""), signal)
}

/// Says that everything up to this message has been read.
pub async fn mark_read(session: &SessionId, last: &MessageId) -> Result<(), ApiError> {
    #[derive(Serialize)]
    struct Read<'a> {
        last: &'a MessageId,
    }
    client::tell(Method::POST, &path(session, "/read"), Some(&Read { last })).await
}

/// The address of a session or of something under it. An id may hold `%`, which addresses escape.
pub(super) fn path(session: &SessionId, under: &str) -> String {
    format!(
        "/api/sessions/{}{under}",
        String::from(js_sys::encode_uri_component(session.as_str()))
    )
}
