//! Unread counts.

use super::client::{self, Answer};
use steadydesk_wire::UnreadCounts;
use web_sys::AbortSignal;

/// Unread messages by store.
pub fn counts(signal: Option<&AbortSignal>) -> Answer<UnreadCounts> {
    client::get("/api/unread", signal)
}
