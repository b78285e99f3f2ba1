//! Whether anybody can see the page.

use leptos::ev;
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

/// Calls `then` with `false` when the page goes away, perhaps into the
/// browser's cache of pages, and with `true` when it comes back from there;
/// until the owner ends.
pub fn on_cache(then: impl Fn(bool) + Clone + 'static) {
    let away = then.clone();
    let hidden = window_event_listener(ev::pagehide, move |_| away(false));
    let shown = window_event_listener(ev::pageshow, move |event| {
        if event.persisted() {
            then(true);
        }
    });
    on_cleanup(move || {
        hidden.remove();
        shown.remove();
    });
}

/// Calls `then` when the page is about to be left or loaded anew, until the owner ends.
pub fn on_leave(then: impl Fn() + 'static) {
    let listener = window_event_listener_untyped("pagehide", move |_| then());
    on_cleanup(move || listener.remove());
}

/// While `warns` says so, has the browser ask before the page is closed or loaded anew; until the owner ends.
pub fn on_before_leave(warns: impl Fn() -> bool + 'static) {
    let listener = window_event_listener(ev::beforeunload, move |event| {
        if warns() {
            event.prevent_default();
        }
    });
    on_cleanup(move || listener.remove());
}
