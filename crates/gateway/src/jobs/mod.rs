//! What goes on by itself.

use crate::Services;
use tokio_util::sync::CancellationToken;

/// Begins all jobs; the answer ends when they have ended.
#[must_use]
pub fn start(_services: Services, stop: CancellationToken) -> tokio::task::JoinHandle<()> {
    tokio::spawn(async move { stop.cancelled().await })
}
