//! Unread counts.

use super::client;
use super::error::ApiError;
use steadydesk_wire::UnreadCounts;
use web_sys::AbortSignal;

/// Unread messages by store.
pub async fn counts(signal: Option<&AbortSignal>) -> Result<UnreadCounts, ApiError> {
    client::get("/api/unread", signal).await
}
