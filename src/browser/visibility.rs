//! Whether anybody can see the page.

use leptos::prelude::*;
use web_sys::VisibilityState;

/// Whether the page is in front.
#[must_use]
pub fn visible() -> bool {
    document().visibility_state() == VisibilityState::Visible
}

/// Calls `then` with each change, until the owner ends.
pub fn on_change(then: impl Fn(bool) + 'static) {
    let listener = window_event_listener_untyped("visibilitychange", move |_| then(visible()));
    on_cleanup(move || listener.remove());
}
