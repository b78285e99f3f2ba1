//! The page on paper.

use leptos::prelude::*;

/// Calls `then` with `true` right before the page is printed and with `false`
/// after it, until the owner ends. What it changes is on the paper.
pub fn on_print(then: impl Fn(bool) + Copy + 'static) {
    let before = window_event_listener_untyped("beforeprint", move |_| then(true));
    let after = window_event_listener_untyped("afterprint", move |_| then(false));
    on_cleanup(move || {
        before.remove();
        after.remove();
    });
}
