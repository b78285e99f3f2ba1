//! Saying what has been read.

use super::thread_state::{About, Thread};
use crate::api::sessions;
use crate::browser::visibility;
use crate::ui::live::effect;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

impl Thread {
    /// Says that everything has been read while the thread is open and the page in front.
    pub(super) fn mark_read_when_seen(self) {
        let seen = RwSignal::new(visibility::visible());
        visibility::on_change(move |visible| seen.set(visible));
        effect(move || {
            let unread = self
                .about
                .with(|about| matches!(about, About::Known(session) if session.unread > 0));
            self.track();
            if !(unread && seen.get() && self.is_loaded()) {
                return;
            }
            let Some(newest) = self.with_model(|model| model.newest().cloned()).flatten() else {
                return;
            };
            if self.read.with_value(|read| read.as_ref() == Some(&newest)) {
                return;
            }
            self.read.set_value(Some(newest.clone()));
            let id = self.id();
            spawn_local(async move {
                if sessions::mark_read(&id, &newest).await.is_err() {
                    // Not said: the next message, or coming back to the page, says it again.
                    self.read.try_set_value(None);
                }
            });
        });
    }
}
