//! The outbox as the rest of the console knows it: what the operator does, and
//! what becomes of it.

use super::model::item::{Event, Item, State, Why};
use super::model::{Outbox as Model, is_others};
use super::persist;
use super::seat::Seat;
use crate::account::{AccountState, use_signed_in};
use crate::api::contact;
use crate::api::live::{Connection, Notice, Subscribers, use_live};
use crate::browser::{clock, ids, visibility};
use crate::i18n::{I18n, use_i18n};
use crate::ui::live::effect;
use crate::ui::toast::{Toasts, use_toasts};
use leptos::prelude::*;
use std::collections::{HashMap, HashSet};
use steadydesk_wire::{
    Change, ClientId, FailReason, Failure, Message, MessageId, NewContent, Session, SessionId, UserId,
};
use wasm_bindgen_futures::spawn_local;
use web_sys::Url;

/// What the outbox tells a thread that is on screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// A message is so now, by the outbox's or the gateway's word; its version says which is newer.
    Message(Message),
    /// A message was taken back.
    Gone(MessageId),
    /// The outbox has a message no more; whoever knows it by the gateway's word keeps it.
    Left(MessageId),
}

/// What the operator has written: one message.
#[derive(Debug, Clone)]
pub struct Written {
    pub session: Session,
    pub content: NewContent,
    /// For a picture: an address of this browser to show it by, and its size in pixels.
    pub picture: Option<(String, u32, u32)>,
    /// The position of the thread's newest message.
    pub behind: i64,
    /// The position of the newest message that the operator had before them on beginning to write, where known.
    pub seen: Option<i64>,
    /// The position of the newest message of somebody else, where there is one.
    pub others: Option<i64>,
}

/// A handle to the outbox.
#[derive(Debug, Clone, Copy)]
pub struct Outbox {
    pub(super) model: StoredValue<Model>,
    pub(super) news: Subscribers<News>,
    pub(super) timers: StoredValue<HashMap<ClientId, clock::Timer>, LocalStorage>,
    /// Addresses of this browser, of pictures sent from here.
    pictures: StoredValue<HashMap<MessageId, String>>,
    /// Messages about which a decision of the operator is on the wire.
    pub(super) deciding: RwSignal<HashSet<MessageId>>,
    /// Moves on with every change of an item.
    turn: RwSignal<u32>,
    /// Whose it is; nobody's where a part is mounted alone, which keeps nothing and asks nobody.
    pub(super) user: StoredValue<Option<UserId>>,
    me: StoredValue<String>,
    pub(super) seat: StoredValue<Option<Seat>, LocalStorage>,
    /// Whether the disk has been looked at.
    pub(super) loaded: StoredValue<bool>,
    /// Looks at whether somebody sends, while something is unsent.
    pub(super) watching: StoredValue<Option<clock::Timer>, LocalStorage>,
    /// Whether a request found nobody since the last one that did.
    pub(super) silent: StoredValue<bool>,
    /// Whether requests rested when the threads were last told how all items are.
    pub(super) rested: StoredValue<bool>,
    /// Items that the disk says are on the wire already.
    pub(super) marked: StoredValue<HashSet<ClientId>>,
    /// What was asked of the tab that sends, until it has answered.
    pub(super) orders: StoredValue<Vec<(ClientId, Event)>>,
    /// Whether somebody who signs out is being asked about what is unsent.
    leaving: RwSignal<bool>,
    /// A text that goes back into its session's composer.
    pub(super) edits: RwSignal<Option<(SessionId, String)>>,
    pub(super) toasts: Toasts,
    pub(super) i18n: I18n,
}

/// Puts an outbox into context, for as long as somebody is signed in.
pub fn provide_outbox() -> Outbox {
    let account = use_signed_in();
    let outbox = Outbox {
        model: StoredValue::default(),
        news: Subscribers::default(),
        timers: StoredValue::new_local(HashMap::new()),
        pictures: StoredValue::default(),
        deciding: RwSignal::default(),
        turn: RwSignal::new(0),
        user: StoredValue::new(account.as_ref().map(|account| account.id.clone())),
        me: StoredValue::new(account.as_ref().map(|account| account.name.clone()).unwrap_or_default()),
        seat: StoredValue::new_local(None),
        loaded: StoredValue::new(false),
        watching: StoredValue::new_local(None),
        silent: StoredValue::new(false),
        rested: StoredValue::new(false),
        marked: StoredValue::default(),
        orders: StoredValue::default(),
        leaving: RwSignal::new(false),
        edits: RwSignal::new(None),
        toasts: use_toasts(),
        i18n: use_i18n(),
    };
    let live = use_live();
    live.subscribe(move |notice| {
        if let Notice::Change(event) = notice {
            outbox.change(&event.change);
        }
    });
    // What rests because the gateway was away goes out as soon as it is back.
    effect(move || {
        if live.connection() == Connection::Open {
            outbox.wake();
        }
    });
    if let Some(account) = account {
        outbox.join(&account.id);
    }
    visibility::on_before_leave(move || outbox.unsent_now() > 0);
    on_cleanup(move || {
        outbox.pictures.try_with_value(|pictures| {
            for address in pictures.values() {
                let _ = Url::revoke_object_url(address);
            }
        });
    });
    provide_context(outbox);
    outbox
}

/// The outbox of whoever is signed in.
#[must_use]
pub fn use_outbox() -> Outbox {
    // A part mounted alone has one of its own.
    use_context().unwrap_or_else(provide_outbox)
}

impl Outbox {
    /// Calls `then` with everything that becomes of messages, until the owner ends.
    pub fn watch(self, then: impl Fn(&News) + 'static) {
        self.news.add(then);
    }

    /// The session's messages that the gateway does not have, in order.
    #[must_use]
    pub fn of(self, session: &SessionId) -> Vec<Message> {
        self.model
            .try_with_value(|model| model.messages(session, contact::is_paused()))
            .unwrap_or_default()
    }

    /// All items, in order; follows changes.
    #[must_use]
    pub fn items(self) -> Vec<Item> {
        self.turn.track();
        self.items_now()
    }

    pub(super) fn items_now(self) -> Vec<Item> {
        let items = |model: &Model| model.items().cloned().collect();
        self.model.try_with_value(items).unwrap_or_default()
    }

    /// How many messages the gateway does not have; follows changes.
    #[must_use]
    pub fn unsent(self) -> usize {
        self.turn.track();
        self.unsent_now()
    }

    /// The same as it is now.
    #[must_use]
    pub fn unsent_now(self) -> usize {
        self.model.try_with_value(Model::unsent).unwrap_or(0)
    }

    /// Whether somebody who signs out is being asked about what is unsent.
    pub(super) fn leaving(self) -> RwSignal<bool> {
        self.leaving
    }

    /// Signs out, unless something is unsent: that is asked first.
    pub fn sign_out(self, account: AccountState) {
        if self.unsent_now() > 0 {
            self.leaving.set(true);
        } else {
            account.sign_out();
        }
    }

    /// Whether a decision about this message is on the wire; follows changes.
    #[must_use]
    pub fn is_deciding(self, id: &MessageId) -> bool {
        self.deciding.with(|deciding| deciding.contains(id))
    }

    /// Where to show a picture from that was sent from here.
    #[must_use]
    pub fn picture(self, id: &MessageId) -> Option<String> {
        self.pictures
            .try_with_value(|pictures| pictures.get(id).cloned())
            .flatten()
    }

    /// Takes a message on its way. It is in its thread as soon as the disk has it.
    pub fn send(self, written: Written) {
        let after = self.model.try_with_value(|model| model.newest().cloned()).flatten();
        let id = ids::client_id_after(after.as_ref());
        if let Some((address, _, _)) = &written.picture {
            self.pictures.try_update_value(|pictures| {
                pictures.insert(id.clone().into(), address.clone());
            });
        }
        let session = written.session.id.clone();
        let item = Item {
            id: id.clone(),
            session: session.clone(),
            store: written.session.store,
            store_name: written.session.store_name,
            buyer: written.session.buyer.name,
            content: written.content,
            size: written.picture.map(|(_, width, height)| (width, height)),
            at: clock::gateway_now(),
            behind: written.behind,
            seen: written.seen,
            anyway: false,
            state: State::Writing,
        };
        self.model.try_update_value(|model| {
            model.add(item.clone());
            if let Some(position) = written.others {
                model.others_wrote(&session, position);
            }
        });
        let Some(Some(user)) = self.user.try_get_value() else {
            return self.written(&id);
        };
        // One that goes out at once is marked as on its way by the same writing.
        let mut row = item;
        let at_once = self.goes_out_at_once(&row);
        if at_once {
            row.state = State::Posting {
                attempt: 1,
                asked: false,
            };
        }
        // A slow disk keeps no bubble from standing in the next frame; no request goes out before the disk has it.
        let slow = id.clone();
        request_animation_frame(move || self.written(&slow));
        spawn_local(async move {
            persist::keep(&user, &row).await;
            // Not sooner: a request waits for the disk, even where the bubble did not.
            if at_once && self.model.try_with_value(|model| model.get(&id).is_some()) == Some(true) {
                self.marked.try_update_value(|marked| marked.insert(id.clone()));
            }
            self.written(&id);
        });
    }

    /// The disk has an item, or takes too long.
    fn written(self, id: &ClientId) {
        if !self.apply(id, Event::Written) {
            return;
        }
        let item = self.model.try_with_value(|model| model.get(id).cloned()).flatten();
        let Some(item) = item else { return };
        let now = clock::gateway_now();
        if self.model.try_with_value(|model| model.is_stale(&item, now)) == Some(true) {
            self.apply(id, Event::Pause(Why::NewMessages));
            self.keep(id);
        }
        self.tell_item(id);
        self.say(&item.session);
        self.pump(&item.session);
    }

    pub(super) fn local(self, id: &MessageId) -> Option<(ClientId, SessionId)> {
        let find = |model: &Model| model.find(id).map(|item| (item.id.clone(), item.session.clone()));
        self.model.try_with_value(find).flatten()
    }

    /// What the stream says.
    fn change(self, change: &Change) {
        match change {
            Change::Message { message } => {
                self.gateway_has(message);
                let mine = self.me.try_with_value(|me| !is_others(message, me)).unwrap_or(true);
                if !mine {
                    self.model
                        .try_update_value(|model| model.others_wrote(&message.session, message.position));
                }
            }
            Change::SessionGone { session, .. } => self.lose(|item| item.session == *session),
            Change::StoreGone { store } => self.lose(|item| item.store == *store),
            _ => {}
        }
    }

    /// These sessions are there no more: what was written for them is the operator's to copy.
    fn lose(self, which: impl Fn(&Item) -> bool) {
        let lost = |model: &Model| -> Vec<ClientId> {
            let lost = model.items().filter(|item| which(item));
            lost.map(|item| item.id.clone()).collect()
        };
        for id in self.model.try_with_value(lost).unwrap_or_default() {
            let gone = Failure {
                reason: FailReason::Gone,
                detail: None,
            };
            if self.apply(&id, Event::Refuse(gone)) {
                self.keep(&id);
                self.tell_item(&id);
            }
        }
    }

    /// Moves an item; whether it moved. An illegal move is one that has been overtaken, and changes nothing.
    pub(super) fn apply(self, id: &ClientId, event: Event) -> bool {
        let moved = self.model.try_update_value(|model| model.apply(id, event));
        let moved = matches!(moved, Some(Some(Ok(_))));
        if moved {
            self.turned();
        }
        moved
    }

    pub(super) fn turned(self) {
        self.turn.try_update(|turn| *turn = turn.wrapping_add(1));
        if self.watching.try_with_value(Option::is_none) == Some(true) {
            self.watch_over();
        }
    }

    /// Tells the threads how the session's items are.
    pub(super) fn say(self, session: &SessionId) {
        for message in self.of(session) {
            self.news.tell(&News::Message(message));
        }
    }

    /// The gateway has a message: the outbox lets it go.
    pub(super) fn gateway_has(self, message: &Message) {
        let Some((id, session)) = self.local(&message.id) else {
            return;
        };
        let position = message.position;
        if self.apply(&id, Event::Take { position }) {
            self.over(&id);
            // Those behind it first, so that it never stands behind them.
            self.say(&session);
            self.news.tell(&News::Message(message.clone()));
            self.pump(&session);
        }
    }
}
