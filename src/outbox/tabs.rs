//! What the tabs of this browser tell each other of the outbox: the one that
//! sends says how each item is; the others hand it what was written in them,
//! and what the operator has decided there.
//!
//! Words: `is ROW`, `taken MESSAGE` (the gateway has it), `gone ID` (it was
//! taken back), `order WHAT ID`.

use super::model::Outbox as Model;
use super::model::item::{Event, Item, Why};
use super::model::row::{self, Row};
use super::persist;
use super::seat::Seat;
use super::state::{News, Outbox};
use crate::api::contact;
use crate::browser::{clock, visibility};
use crate::json;
use crate::ui::toast::Tone;
use leptos::prelude::*;
use steadydesk_wire::{ClientId, Message, UserId};
use wasm_bindgen_futures::spawn_local;

/// Milliseconds between two looks at whether somebody sends, while something waits.
const LOOK: u32 = 1_000;

const ORDERS: [(&str, Event); 3] = [
    ("retry", Event::Retry),
    ("anyway", Event::Anyway),
    ("cancel", Event::Cancel),
];

impl Outbox {
    /// Takes part in the sending, and brings in what the disk has.
    pub(super) fn join(self, user: &UserId) {
        let seat = Seat::new(user.as_str(), move |word| match word {
            // Not before the disk has been looked at.
            None if self.loaded.try_get_value() == Some(true) => self.lead(),
            None => {}
            Some(parts) => self.hear(parts),
        });
        self.seat.set_value(Some(seat));
        let user = user.clone();
        spawn_local(async move {
            self.bring_in(&user, false).await;
            self.loaded.try_set_value(true);
            if self.leads() {
                self.lead();
            }
        });
        visibility::on_cache(move |here| {
            self.with_seat(|seat| if here { seat.come() } else { seat.leave() });
            if here {
                self.refresh();
            }
        });
    }

    /// While something is unsent, makes sure that somebody sends, and that the threads say whether requests rest.
    pub(super) fn watch_over(self) {
        if self.unsent_now() == 0 {
            self.watching.try_set_value(None);
            return;
        }
        self.with_seat(Seat::look);
        let rest = contact::is_paused();
        if self.rested.try_update_value(|rested| std::mem::replace(rested, rest)) == Some(!rest) {
            for item in self.items_now() {
                self.say(&item.session);
            }
            self.turned();
        }
        let next = clock::after(LOOK, move || self.watch_over());
        self.watching.try_set_value(Some(next));
    }

    fn with_seat(self, run: impl FnOnce(&Seat)) {
        self.seat.try_with_value(|seat| seat.as_ref().map(run));
    }

    pub(super) fn tell(self, parts: &[&str]) {
        self.with_seat(|seat| seat.say(parts));
    }

    /// Tells the other tabs how an item is.
    pub(super) fn tell_item(self, id: &ClientId) {
        let row = |model: &Model| model.get(id).and_then(row::write);
        if let Some(row) = self.model.try_with_value(row).flatten() {
            self.tell(&["is", &row]);
        }
    }

    /// Does what the operator has decided about an item, or has the tab that sends do it.
    pub(super) fn order(self, id: &ClientId, event: Event) {
        if self.leads() {
            if let Some(Some(item)) = self.model.try_with_value(|model| model.get(id).cloned()) {
                self.happen(&item, event);
            }
            return;
        }
        if let Some((what, _)) = ORDERS.iter().find(|(_, order)| *order == event) {
            self.tell(&["order", what, id.as_str()]);
            self.orders.try_update_value(|orders| orders.push((id.clone(), event)));
            self.watch_over();
        }
    }

    /// It is this tab's turn to send.
    fn lead(self) {
        let Some(Some(user)) = self.user.try_get_value() else {
            return;
        };
        spawn_local(async move {
            let term = persist::term(&user).await;
            let begun = self.seat.try_with_value(|seat| {
                let seat = seat.as_ref()?;
                seat.begin_after(term);
                Some(seat.term())
            });
            let Some(Some(term)) = begun else { return };
            persist::set_term(&user, term).await;
            self.bring_in(&user, false).await;
            for item in self.items_now() {
                // What another tab had on the wire is asked for again.
                self.apply(&item.id, Event::Found);
                self.say(&item.session);
            }
            for (id, event) in self.orders.try_update_value(std::mem::take).unwrap_or_default() {
                self.order(&id, event);
            }
            self.wake();
        });
    }

    /// What happened while nothing was heard is read from the disk.
    fn refresh(self) {
        if let Some(Some(user)) = self.user.try_get_value() {
            spawn_local(async move { self.bring_in(&user, true).await });
        }
    }

    /// Brings in what the disk has; `gone` when what it has no more has been dealt with by another tab.
    async fn bring_in(self, user: &UserId, gone: bool) {
        let found = persist::load(user).await;
        let damaged = persist::is_news(user, &found.damaged).await;
        if gone {
            let missing = |model: &Model| -> Vec<Item> {
                let here = |item: &&Item| !found.items.iter().any(|found| found.id == item.id);
                model.items().filter(here).cloned().collect()
            };
            for item in self.model.try_with_value(missing).unwrap_or_default() {
                self.model.try_update_value(|model| model.leave(&item.id));
                self.news.tell(&News::Left(item.id.into()));
            }
        }
        for item in found.items {
            let (id, session) = (item.id.clone(), item.session.clone());
            let new = self.model.try_update_value(|model| model.add(item)) == Some(true);
            if !new && !damaged {
                continue;
            }
            if damaged && self.apply(&id, Event::Pause(Why::Damage)) {
                self.keep(&id);
            }
            self.say(&session);
        }
        self.turned();
        if damaged {
            let said = self.i18n.messages_now().unsent.damaged;
            self.toasts.say(Tone::Bad, said(found.damaged.len()));
        }
    }

    fn hear(self, parts: &[&str]) {
        match *parts {
            ["is", row] => {
                if let Row::Item(item) = row::read(row) {
                    self.hear_item(*item);
                }
            }
            ["taken", message] => {
                if let Ok(message) = json::read::<Message>(message) {
                    self.gateway_has(&message);
                }
            }
            ["gone", id] => {
                let Ok(id) = ClientId::try_from(id.to_owned()) else {
                    return;
                };
                let item = self.model.try_with_value(|model| model.get(&id).cloned()).flatten();
                self.model.try_update_value(|model| model.leave(&id));
                self.over(&id);
                if let Some(item) = item {
                    self.news.tell(&News::Gone(id.into()));
                    self.say(&item.session);
                    self.turned();
                }
            }
            ["order", what, id] if self.leads() => {
                let event = ORDERS.into_iter().find(|(word, _)| *word == what);
                if let (Some((_, event)), Ok(id)) = (event, ClientId::try_from(id.to_owned())) {
                    self.order(&id, event);
                }
            }
            _ => {}
        }
    }

    fn hear_item(self, item: Item) {
        let (id, session) = (item.id.clone(), item.session.clone());
        if self.model.try_with_value(|model| model.has_ended(&id)) == Some(true) {
            // Of one that has slept meanwhile.
            if self.leads() {
                self.over(&id);
                self.tell(&["gone", id.as_str()]);
            }
            return;
        }
        let news = self.model.try_update_value(|model| {
            if self.leads() {
                model.add(item)
            } else {
                model.hear(item)
            }
        });
        if news == Some(true) {
            self.orders
                .try_update_value(|orders| orders.retain(|(of, _)| *of != id));
            self.turned();
            self.say(&session);
            self.pump(&session);
        }
    }
}
