//! Filled in by the next commit.
use crate::{
    http::call::{Answer, Call, Seen},
    push::Event,
    shared::Shared,
};
use serde_json::{Value, json};
pub(crate) fn inspect(_: &Shared, _: &Call) -> Seen {
    Seen::default()
}
pub(crate) fn answer(_: &Shared, _: &Call) -> Answer {
    Answer::with_status(404, json!({}))
}
pub(crate) fn rate_limited(_: u64) -> Answer {
    Answer::with_status(429, json!({}))
}
pub(crate) fn token_expired() -> Answer {
    Answer::with_status(401, json!({}))
}
pub(crate) fn send_refused(_: &str) -> Answer {
    Answer::with_status(400, json!({}))
}
pub(crate) fn push_bodies(_: &Shared, _: &Event, _: i64) -> Vec<Value> {
    Vec::new()
}
