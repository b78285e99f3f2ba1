//! What the operator has begun to write, by session: in memory at once, on
//! disk 200 ms after the first key that is not there yet. They outlive the room,
//! so that coming back shows them at once.

use super::persist::{self, Draft};
use crate::account::{AccountState, use_account, use_signed_in};
use crate::browser::{clock, visibility};
use leptos::prelude::*;
use std::collections::HashMap;
use steadydesk_wire::{SessionId, StoreId, UserId};
use wasm_bindgen_futures::spawn_local;

/// Milliseconds after a key: whoever is killed while typing loses less than the 300 that are promised.
const PAUSE: u32 = 200;

/// A handle to the drafts of whoever is signed in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Drafts {
    user: StoredValue<Option<UserId>>,
    who: AccountState,
    texts: StoredValue<HashMap<SessionId, Draft>>,
    /// Which of them the disk does not have yet.
    unsaved: StoredValue<Vec<SessionId>>,
    timer: StoredValue<Option<clock::Timer>, LocalStorage>,
    /// True once the disk's drafts are here.
    loaded: RwSignal<bool>,
}

/// Puts the drafts into context, from the disk on, for as long as somebody is signed in.
pub fn provide_drafts() {
    provide_context(drafts(use_signed_in().map(|account| account.id)));
}

pub(super) fn use_drafts() -> Drafts {
    // A part mounted alone has some of its own, in memory.
    use_context().unwrap_or_else(|| drafts(None))
}

fn drafts(user: Option<UserId>) -> Drafts {
    let drafts = Drafts {
        user: StoredValue::new(user.clone()),
        who: use_account(),
        texts: StoredValue::default(),
        unsaved: StoredValue::default(),
        timer: StoredValue::new_local(None),
        loaded: RwSignal::new(false),
    };
    if let Some(user) = user {
        spawn_local(async move {
            let kept = persist::load_drafts(&user).await;
            drafts.texts.try_update_value(|texts| {
                for draft in kept {
                    // What was typed meanwhile is newer.
                    texts.entry(draft.session.clone()).or_insert(draft);
                }
            });
            drafts.loaded.try_set(true);
        });
    }
    visibility::on_change(move |visible| {
        if !visible {
            drafts.save();
        }
    });
    on_cleanup(move || drafts.save());
    drafts
}

impl Drafts {
    /// The session's draft; follows the arrival of the disk's.
    pub(super) fn text(self, session: &SessionId) -> String {
        self.loaded.track();
        self.texts
            .with_value(|texts| texts.get(session).map(|draft| draft.text.clone()).unwrap_or_default())
    }

    /// The position of the newest message that stood there when the session's draft was begun, where that is known.
    pub(super) fn seen(self, session: &SessionId) -> Option<i64> {
        self.texts
            .with_value(|texts| texts.get(session).filter(|draft| !draft.text.is_empty())?.seen)
    }

    /// Keeps what is in the composer now. The empty text is no draft. `newest` is the position of the newest message
    /// that stands there, which a draft that is begun here remembers.
    pub(super) fn keep(self, store: &StoreId, session: &SessionId, text: &str, newest: Option<i64>) {
        let mut draft = Draft {
            store: store.clone(),
            session: session.clone(),
            text: text.to_owned(),
            at: clock::gateway_now(),
            seen: newest,
        };
        self.texts.update_value(|texts| {
            if let Some(before) = texts.get(session).filter(|before| !before.text.is_empty()) {
                draft.seen = before.seen;
            }
            texts.insert(session.clone(), draft);
        });
        self.unsaved.update_value(|unsaved| {
            if !unsaved.contains(session) {
                unsaved.push(session.clone());
            }
        });
        // Not put off by the next key: somebody may type for long.
        self.timer.update_value(|timer| {
            timer.get_or_insert_with(|| clock::after(PAUSE, move || self.save()));
        });
    }

    fn save(self) {
        self.timer.try_set_value(None);
        let Some(Some(user)) = self.user.try_get_value() else {
            return;
        };
        // Signing out removes what this browser kept of the user: nothing may be put back.
        if !self.who.stays(&user) {
            return;
        }
        let unsaved = self.unsaved.try_update_value(std::mem::take).unwrap_or_default();
        let texts = |texts: &HashMap<SessionId, Draft>| {
            unsaved
                .iter()
                .filter_map(|session| texts.get(session).cloned())
                .collect::<Vec<_>>()
        };
        let drafts = self.texts.try_with_value(texts).unwrap_or_default();
        if drafts.is_empty() {
            return;
        }
        spawn_local(async move { persist::save_drafts(&user, &drafts).await });
    }
}
