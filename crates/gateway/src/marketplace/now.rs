//! The wall clock, which platforms want in signatures and token lives.

use std::time::{SystemTime, UNIX_EPOCH};
use steadydesk_wire::Millis;

/// Now, in milliseconds since 1970.
pub(crate) fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// Now, in seconds since 1970.
pub(crate) fn unix_seconds() -> i64 {
    now().0 / 1_000
}
