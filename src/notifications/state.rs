//! Shows them: the tab that holds the one connection does it for all tabs, and
//! none while any of them can be seen.

use super::model::{Act, Model};
use crate::account::use_signed_in;
use crate::api::live::{Notice, use_live};
use crate::browser::lock::{self, Lock};
use crate::browser::notification::{self, Permission, Shown};
use crate::browser::{clock, preferences, visibility};
use crate::i18n::{I18n, use_i18n};
use crate::inbox::model::reading::{gist, gist_words};
use crate::route::{InboxPlace, Route};
use crate::router::{Router, use_router};
use leptos::prelude::*;
use std::collections::VecDeque;
use steadydesk_wire::{Session, SessionId};
use wasm_bindgen_futures::spawn_local;

/// The settings of this browser that hold `on` where somebody wants notifications, and the texts in them.
pub(super) const ON: &str = "notifications";
pub(super) const TEXTS: &str = "notifications-text";
/// Notifications that stand at once.
const MOST: usize = 32;

/// A handle to what is shown.
#[derive(Debug, Clone, Copy)]
struct Notifications {
    shown: StoredValue<VecDeque<(SessionId, Shown)>, LocalStorage>,
    /// Held while this tab can be seen, together with all other tabs that can.
    seen: StoredValue<Option<Lock>, LocalStorage>,
    name: StoredValue<String>,
    i18n: I18n,
    router: Router,
}

/// Shows notifications where this browser wants them, for as long as somebody is signed in.
pub fn provide_notifications() {
    let user = use_signed_in()
        .map(|account| account.id.to_string())
        .unwrap_or_default();
    let here = Notifications {
        shown: StoredValue::new_local(VecDeque::new()),
        seen: StoredValue::new_local(None),
        name: StoredValue::new(format!("steadydesk-seen-{user}")),
        i18n: use_i18n(),
        router: use_router(),
    };
    here.can_be_seen(visibility::visible());
    visibility::on_change(move |visible| here.can_be_seen(visible));
    // A page in the browser's cache of pages may hold no lock.
    visibility::on_cache(move |back| here.can_be_seen(back));
    let model = StoredValue::new(Model::default());
    let live = use_live();
    live.subscribe(move |notice| {
        let Notice::Change(event) = notice else { return };
        // Every tab keeps count, so that the next one to connect knows what was told.
        match model.try_update_value(|model| model.take(&event.change, clock::gateway_now())) {
            Some(Some(Act::Show(session))) if live.is_first_to_hear() => here.show(*session),
            Some(Some(Act::Close(session))) => here.close(&session),
            _ => {}
        }
    });
}

/// Whether this browser wants notifications, and may show them.
#[must_use]
pub(super) fn wanted() -> bool {
    is_on(ON) && notification::permission() == Permission::Granted
}

pub(super) fn is_on(name: &str) -> bool {
    preferences::get(name).as_deref() == Some("on")
}

impl Notifications {
    fn can_be_seen(self, visible: bool) {
        let lock = visible.then(|| Lock::share(&self.name.get_value())).flatten();
        self.seen.try_set_value(lock);
    }

    fn show(self, session: Session) {
        if !wanted() || visibility::visible() {
            return;
        }
        spawn_local(async move {
            let Some(name) = self.name.try_get_value() else { return };
            if lock::is_held(&name).await {
                return;
            }
            let texts = self.i18n.messages_now();
            let buyer = match session.buyer.name.trim() {
                "" => texts.inbox.nameless,
                name => name,
            };
            let said = gist(&session).filter(|(_, ours)| is_on(TEXTS) && !ours);
            let body = said.map_or_else(
                || (texts.inbox.new_messages)(session.unread),
                |(gist, _)| gist_words(gist, &texts.inbox),
            );
            let title = [buyer, " · ", &session.store_name].concat();
            let id = session.id.clone();
            let pressed = move || self.open(id.clone());
            let shown = notification::show(&title, &body, session.id.as_str(), Box::new(pressed));
            self.shown.try_update_value(|all| {
                all.retain(|(of, _)| *of != session.id);
                all.extend(shown.map(|shown| (session.id, shown)));
                if all.len() > MOST {
                    all.pop_front();
                }
            });
        });
    }

    fn close(self, session: &SessionId) {
        self.shown.try_update_value(|all| all.retain(|(of, _)| of != session));
    }

    /// The operator has pressed it.
    fn open(self, session: SessionId) {
        self.close(&session);
        let place = match self.router.signal().get_untracked() {
            Route::Inbox(place) => place,
            _ => InboxPlace::default(),
        };
        self.router.go(InboxPlace {
            session: Some(session),
            ..place
        });
    }
}
