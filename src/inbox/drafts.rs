//! What the operator has begun to write, by session: in memory at once, on
//! disk 250 ms after the last key.

use super::persist::{self, Draft};
use crate::account::{Presence, use_account};
use crate::browser::{clock, visibility};
use leptos::prelude::*;
use std::collections::HashMap;
use steadydesk_wire::{SessionId, StoreId, UserId};
use wasm_bindgen_futures::spawn_local;

/// Milliseconds after the last key: within the 300 that are promised.
const PAUSE: u32 = 250;

/// A handle to the drafts of whoever is signed in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Drafts {
    user: StoredValue<Option<UserId>>,
    presence: ReadSignal<Presence>,
    texts: StoredValue<HashMap<SessionId, Draft>>,
    /// Which of them the disk does not have yet.
    unsaved: StoredValue<Vec<SessionId>>,
    timer: StoredValue<Option<clock::Timer>, LocalStorage>,
    /// True once the disk's drafts are here.
    loaded: RwSignal<bool>,
}

/// The drafts, from the disk on. Without a user they live in memory only.
pub(super) fn drafts(user: Option<UserId>) -> Drafts {
    let drafts = Drafts {
        user: StoredValue::new(user.clone()),
        presence: use_account().presence(),
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

    /// Keeps what is in the composer now. The empty text is no draft.
    pub(super) fn keep(self, store: &StoreId, session: &SessionId, text: &str) {
        let draft = Draft {
            store: store.clone(),
            session: session.clone(),
            text: text.to_owned(),
            at: clock::gateway_now(),
        };
        self.texts.update_value(|texts| {
            texts.insert(session.clone(), draft);
        });
        self.unsaved.update_value(|unsaved| {
            if !unsaved.contains(session) {
                unsaved.push(session.clone());
            }
        });
        self.timer.set_value(Some(clock::after(PAUSE, move || self.save())));
    }

    fn save(self) {
        let Some(Some(user)) = self.user.try_get_value() else {
            return;
        };
        // Signing out has just removed what this browser kept of the user: nothing may be put back.
        let here = |presence: &Presence| matches!(presence, Presence::SignedIn(account) if account.id == user);
        if self.presence.try_with_untracked(here) != Some(true) {
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
        spawn_local(async move {
            for draft in drafts {
                persist::save_draft(&user, &draft).await;
            }
        });
    }
}
