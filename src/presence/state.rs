//! Carries it out: says where this tab is, and hands out what the stream tells of the others.

use super::model::{Event, Own, Said, Word};
use crate::api::live::{Connection, Live, use_live};
use crate::api::presence;
use crate::browser::{clock, ids, visibility};
use crate::ui::live::effect;
use leptos::prelude::*;
use steadydesk_wire::{ClientId, Code, SessionId};
use wasm_bindgen_futures::spawn_local;

/// A handle to it.
#[derive(Debug, Clone, Copy)]
pub struct Here {
    own: StoredValue<Own>,
    timer: StoredValue<Option<clock::Timer>, LocalStorage>,
    tab: StoredValue<ClientId>,
    live: Live,
}

/// Puts presence into context, for as long as somebody is signed in.
pub fn provide_presence() {
    let here = Here::new();
    visibility::on_change(move |visible| here.happen(if visible { Event::Awake } else { Event::Hidden }));
    if !visibility::visible() {
        here.happen(Event::Hidden);
    }
    // The page is closed, or put into the browser's cache of pages: a request of its own kind outlives it.
    visibility::on_cache(move |back| {
        if back {
            here.happen(Event::Awake);
        } else {
            here.tab.try_with_value(presence::leave);
        }
    });
    // A gateway that has come back knows nobody.
    effect(move || {
        if here.live.connection() == Connection::Open && visibility::visible() {
            here.happen(Event::Awake);
        }
    });
    provide_context(here);
}

/// Presence; nothing is told or known where none was provided.
#[must_use]
pub fn use_presence() -> Here {
    use_context().unwrap_or_else(Here::new)
}

impl Here {
    fn new() -> Self {
        Self {
            own: StoredValue::default(),
            timer: StoredValue::new_local(None),
            tab: StoredValue::new(ids::client_id()),
            live: use_live(),
        }
    }

    /// This tab has that session open, or none.
    pub fn at(self, session: Option<SessionId>) {
        self.happen(Event::Open(session));
    }

    /// Something was written into the composer; whether there is any text now.
    pub fn wrote(self, text: bool) {
        self.happen(Event::Key { text });
    }

    /// What is said of the others at a session; follows changes. Nothing while
    /// the stream is not open: nobody knows then.
    #[must_use]
    pub fn said(self, session: &SessionId) -> Said {
        if self.live.connection() != Connection::Open {
            return Said::Nothing;
        }
        self.live.others().with(|others| Said::of(others.of(session)))
    }

    fn happen(self, event: Event) {
        let now = now();
        let Some((word, due)) = self.own.try_update_value(|own| (own.apply(event, now), own.due())) else {
            return;
        };
        let timer = due.map(|due| {
            let wait = u32::try_from((due - now).max(0)).unwrap_or(u32::MAX);
            clock::after(wait, move || self.happen(Event::Due))
        });
        self.timer.try_set_value(timer);
        if let Some(word) = word {
            self.say(word);
        }
    }

    fn say(self, word: Word) {
        let Some(tab) = self.tab.try_get_value() else { return };
        // Without the stream nobody answers, and when it opens all is said again.
        if self.live.connection_now() != Connection::Open {
            return;
        }
        let here = steadydesk_wire::Here {
            tab,
            session: word.session,
            typing: word.typing,
        };
        spawn_local(async move {
            // Whatever fails is said again with the next beat.
            if let Err(error) = presence::tell(&here).await
                && error.code() == Some(Code::NotFound)
            {
                self.happen(Event::Unknown);
            }
        });
    }
}

fn now() -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "times stay far below 2^53")]
    let now = clock::monotonic() as i64;
    now
}
