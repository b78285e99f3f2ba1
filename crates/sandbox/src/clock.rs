//! The sandbox's own clock: the machine's, moved by an offset that tests set.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};
use tokio::sync::Notify;

/// Time as the marketplaces see it. Token lives, message times and redelivery
/// run on it. Only a request's timestamp is held against the machine's clock:
/// the caller's clock is not moved along with this one.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    offset_ms: AtomicI64,
    moved: Notify,
}

impl Clock {
    /// Milliseconds since 1970 on this clock.
    pub(crate) fn now_ms(&self) -> i64 {
        machine_ms() + self.offset_ms.load(Ordering::Relaxed)
    }

    /// Sets how far this clock runs ahead of the machine's.
    pub(crate) fn move_to(&self, offset_ms: i64) {
        self.offset_ms.store(offset_ms, Ordering::Relaxed);
        self.moved.notify_one();
    }

    /// Wakes when the clock is moved; for one waiter, who misses no move.
    pub(crate) async fn moved(&self) {
        self.moved.notified().await;
    }
}

/// Milliseconds since 1970 on the machine's clock.
pub(crate) fn machine_ms() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
