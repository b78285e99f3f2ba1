//! What the tray shows: the outbox's own, and what the gateway holds.

use super::model::item::{Event, Item, State};
use super::model::tray::{Group, Held, Turn, rows};
use super::state::Outbox;
use crate::account::use_signed_in;
use crate::api::latest::Latest;
use crate::api::live::{Notice, use_live};
use crate::api::messages;
use crate::browser::{clock, ids};
use crate::ui::live::{effect, memo};
use leptos::prelude::*;
use steadydesk_wire::{Content, FailReason, Failure, NewContent, Unsent, UnsentPage};

/// Milliseconds for which something has to be unsent before the tray is offered: what is sent as usual is not.
const STEADY: u32 = 1_000;

/// More than this the tray does not list.
const MOST: usize = 1_000;

/// A handle to the tray.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tray {
    held: RwSignal<Held>,
    line: StoredValue<Latest, LocalStorage>,
    /// Everything unsent that is more than just on its way.
    pub(super) rows: Memo<Vec<(Group, Unsent)>>,
    /// How many of them are shown to be there.
    pub(super) count: RwSignal<usize>,
}

/// The tray of whoever is signed in.
pub(super) fn tray(outbox: Outbox) -> Tray {
    let me = use_signed_in().map(|account| account.name).unwrap_or_default();
    let held = RwSignal::new(Held::default());
    let rows = memo(move || {
        let local = outbox.unsent_messages();
        held.with(|held| rows(local, held.all()))
    });
    let tray = Tray {
        held,
        line: StoredValue::new_local(Latest::default()),
        rows,
        count: RwSignal::new(0),
    };
    use_live().subscribe(move |notice| match notice {
        Notice::Change(event) => {
            let turn = held.try_maybe_update(|held| {
                let turn = held.change(&event.change, &me);
                (turn != Turn::Nothing, turn)
            });
            match turn {
                Some(Turn::Unknown) => tray.ask(0, Vec::new()),
                Some(Turn::Lost(lost)) => outbox.adopt(lost),
                _ => {}
            }
        }
        Notice::Resync(_) => tray.ask(0, Vec::new()),
    });
    tray.ask(0, Vec::new());
    tray.settle();
    tray
}

impl Tray {
    /// Asks for everything that the gateway holds, part by part.
    fn ask(self, after: i64, so_far: Vec<Unsent>) {
        self.line.try_with_value(|line| {
            line.run(
                move |signal| async move { messages::unsent(after, signal.as_ref()).await },
                move |answer| {
                    // Without an answer it stays as it is; the next resync asks again.
                    let Ok(UnsentPage { items, after, .. }) = answer else {
                        return;
                    };
                    let all = [so_far, items].concat();
                    match after.filter(|_| all.len() < MOST) {
                        Some(after) => clock::soon(move || self.ask(after, all)),
                        None => {
                            self.held.try_update(|held| held.replace(all));
                        }
                    }
                },
            );
        });
    }

    /// More is shown when it has been so for a while, less at once.
    fn settle(self) {
        let timer = StoredValue::new_local(None);
        let rows = self.rows;
        let length = memo(move || rows.with(Vec::len));
        effect(move || {
            let now = length.get();
            if now < self.count.get_untracked() {
                self.count.set(now);
            }
            let later = move || {
                let length = length.try_get_untracked();
                if let Some(length) = length.filter(|length| self.count.try_get_untracked() != Some(*length)) {
                    self.count.try_set(length);
                }
            };
            timer.try_set_value(Some(clock::after(STEADY, later)));
        });
    }
}

impl Outbox {
    /// The items as messages, with where they belong; follows changes.
    fn unsent_messages(self) -> Vec<Unsent> {
        let items = self.items();
        let mut unsent = Vec::new();
        let mut done = Vec::new();
        for item in &items {
            if done.contains(&&item.session) {
                continue;
            }
            done.push(&item.session);
            for message in self.of(&item.session) {
                let of = items.iter().find(|other| other.id.as_str() == message.id.as_str());
                unsent.push(Unsent {
                    message,
                    store: item.store.clone(),
                    store_name: item.store_name.clone(),
                    buyer: of.map(|of| of.buyer.clone()).unwrap_or_default(),
                });
            }
        }
        unsent
    }

    /// What the gateway had and lost with its session is kept here, to be copied. By one tab for all.
    fn adopt(self, lost: Vec<Unsent>) {
        if !self.leads() {
            return;
        }
        for Unsent {
            message,
            store,
            store_name,
            buyer,
        } in lost
        {
            let Content::Text { text } = message.content else {
                continue;
            };
            let newest = self.model.try_with_value(|model| model.newest().cloned()).flatten();
            let id = ids::client_id_after(newest.as_ref());
            let failure = Failure {
                reason: FailReason::Gone,
                detail: None,
            };
            let item = Item {
                id: id.clone(),
                session: message.session,
                store,
                store_name,
                buyer,
                content: NewContent::Text { text },
                size: None,
                at: message.at,
                behind: message.position,
                seen: None,
                anyway: false,
                state: State::Queued,
            };
            self.model.try_update_value(|model| model.add(item));
            self.apply(&id, Event::Refuse(failure));
            self.keep(&id);
            self.tell_item(&id);
        }
    }
}
