//! What the browser says of its network. A hint, never the truth.

use leptos::prelude::*;

/// Calls `then` with each change, until the owner ends.
pub fn on_change(then: impl Fn(bool) + Clone + 'static) {
    for (name, online) in [("online", true), ("offline", false)] {
        let then = then.clone();
        let listener = window_event_listener_untyped(name, move |_| then(online));
        on_cleanup(move || listener.remove());
    }
}
