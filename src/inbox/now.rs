//! The gateway's time, moving on by the minute, for "3 min" and the like.

use crate::browser::clock;
use leptos::prelude::*;
use std::time::Duration;
use steadydesk_wire::Millis;

/// The time as a signal that moves every 20 s, until the owner ends.
pub(super) fn ticking() -> ReadSignal<Millis> {
    let (now, set) = signal(clock::gateway_now());
    if let Ok(interval) = set_interval_with_handle(move || set.set(clock::gateway_now()), Duration::from_secs(20)) {
        on_cleanup(move || interval.clear());
    }
    now
}

/// Whole seconds that are left until then, as a signal that moves every second, until the owner ends.
pub(super) fn seconds_to(at: Millis) -> ReadSignal<u32> {
    let left = move || u32::try_from((at.since(clock::gateway_now()) + 999).max(0) / 1_000).unwrap_or(u32::MAX);
    let (now, set) = signal(left());
    if let Ok(interval) = set_interval_with_handle(move || set.set(left()), Duration::from_secs(1)) {
        on_cleanup(move || interval.clear());
    }
    now
}
