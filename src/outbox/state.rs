//! Carries the outbox out: one request at a time for each session, repeated
//! until the gateway has the message or will not have it.

use super::model::{Event, Item, Outbox as Model, State, refusal, rest_after};
use crate::api::error::ApiError;
use crate::api::live::{Connection, Notice, Subscribers, use_live};
use crate::api::messages;
use crate::browser::{clock, ids};
use crate::i18n::{I18n, use_i18n};
use crate::ui::live::effect;
use crate::ui::toast::{Toasts, Tone, use_toasts};
use js_sys::Math;
use leptos::prelude::*;
use std::collections::{HashMap, HashSet};
use std::future::Future;
use steadydesk_wire::{Change, ClientId, Code, Message, MessageId, NewContent, NewMessage, SessionId};
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, Url};

/// Milliseconds after which a request without answer is asked again.
const DEADLINE: u32 = 20_000;

/// What the outbox tells a thread that is on screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// A message is so now, by the outbox's or the gateway's word; its version says which is newer.
    Message(Message),
    /// A message was taken back.
    Gone(MessageId),
}

/// What the operator has written: one message.
#[derive(Debug, Clone)]
pub struct Written {
    pub session: SessionId,
    pub content: NewContent,
    /// For a picture: an address of this browser to show it by, and its size in pixels.
    pub picture: Option<(String, u32, u32)>,
    /// The position of the thread's newest message.
    pub behind: i64,
}

/// A handle to the outbox.
#[derive(Debug, Clone, Copy)]
pub struct Outbox {
    model: StoredValue<Model>,
    news: Subscribers<News>,
    timers: StoredValue<HashMap<ClientId, clock::Timer>, LocalStorage>,
    /// Addresses of this browser, of pictures sent from here.
    pictures: StoredValue<HashMap<MessageId, String>>,
    /// Messages about which a decision of the operator is on the wire.
    deciding: RwSignal<HashSet<MessageId>>,
    unsent: RwSignal<usize>,
    toasts: Toasts,
    i18n: I18n,
}

/// Puts an outbox into context, for as long as somebody is signed in.
pub fn provide_outbox() -> Outbox {
    let outbox = Outbox {
        model: StoredValue::default(),
        news: Subscribers::default(),
        timers: StoredValue::new_local(HashMap::new()),
        pictures: StoredValue::default(),
        deciding: RwSignal::default(),
        unsent: RwSignal::new(0),
        toasts: use_toasts(),
        i18n: use_i18n(),
    };
    let live = use_live();
    live.subscribe(move |notice| {
        if let Notice::Change(event) = notice
            && let Change::Message { message } = &event.change
        {
            outbox.gateway_has(message);
        }
    });
    // What rests because the gateway was away goes out as soon as it is back.
    effect(move || {
        if live.connection() == Connection::Open {
            outbox.wake();
        }
    });
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
            .try_with_value(|model| model.messages(session))
            .unwrap_or_default()
    }

    /// How many messages the gateway does not have; follows changes.
    #[must_use]
    pub fn unsent(self) -> usize {
        self.unsent.get()
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

    /// Takes a message on its way. It is in its thread when this returns.
    pub fn send(self, written: Written) {
        let id = ids::client_id();
        let session = written.session.clone();
        if let Some((address, _, _)) = &written.picture {
            self.pictures.try_update_value(|pictures| {
                pictures.insert(id.clone().into(), address.clone());
            });
        }
        let item = Item {
            id,
            session: written.session,
            content: written.content,
            size: written.picture.map(|(_, width, height)| (width, height)),
            at: clock::gateway_now(),
            behind: written.behind,
            state: State::Queued,
        };
        self.model.try_update_value(|model| model.add(item));
        self.unsent.try_update(|unsent| *unsent += 1);
        self.say(&session);
        self.pump(&session);
    }

    /// Tries a failed message again. While that is on the wire, once more does nothing.
    pub fn retry(self, id: &MessageId) {
        if let Some((client, session)) = self.local(id) {
            if self.apply(&client, Event::Retry) {
                self.say(&session);
                self.pump(&session);
            }
            return;
        }
        let asked = id.clone();
        self.decide(id, async move { messages::retry(&asked).await.map(News::Message) });
    }

    /// Sends a message again of which nobody can find out whether the buyer has it.
    pub fn send_again(self, id: &MessageId) {
        let asked = id.clone();
        self.decide(id, async move { messages::send_again(&asked).await.map(News::Message) });
    }

    /// Takes a message back.
    pub fn cancel(self, id: &MessageId) {
        if let Some((client, session)) = self.local(id) {
            if self.apply(&client, Event::Cancel) {
                self.news.tell(&News::Gone(id.clone()));
                self.say(&session);
                self.pump(&session);
            }
            return;
        }
        let asked = id.clone();
        self.decide(
            id,
            async move { messages::cancel(&asked).await.map(|()| News::Gone(asked)) },
        );
    }

    fn local(self, id: &MessageId) -> Option<(ClientId, SessionId)> {
        let find = |model: &Model| model.find(id).map(|item| (item.id.clone(), item.session.clone()));
        self.model.try_with_value(find).flatten()
    }

    fn decide(self, id: &MessageId, asked: impl Future<Output = Result<News, ApiError>> + 'static) {
        if !self
            .deciding
            .try_update(|deciding| deciding.insert(id.clone()))
            .unwrap_or(false)
        {
            return;
        }
        let id = id.clone();
        spawn_local(async move {
            match asked.await {
                Ok(news) => self.news.tell(&news),
                // It has moved on by itself; the stream says how.
                Err(error) if matches!(error.code(), Some(Code::WrongState | Code::NotFound)) => {}
                Err(error) => self
                    .toasts
                    .say(Tone::Bad, (self.i18n.messages_now().common.error)(&error)),
            }
            self.deciding.try_update(|deciding| deciding.remove(&id));
        });
    }

    /// Moves an item; whether it moved. An illegal move is one that has been overtaken, and changes nothing.
    fn apply(self, id: &ClientId, event: Event) -> bool {
        let moved = self
            .model
            .try_update_value(|model| (model.apply(id, event), model.unsent()));
        let Some((moved, unsent)) = moved else { return false };
        if self.unsent.try_get_untracked().is_some_and(|shown| shown != unsent) {
            self.unsent.set(unsent);
        }
        matches!(moved, Some(Ok(_)))
    }

    /// Tells the threads how the session's items are.
    fn say(self, session: &SessionId) {
        for message in self.of(session) {
            self.news.tell(&News::Message(message));
        }
    }

    /// The gateway has a message: the outbox lets it go.
    fn gateway_has(self, message: &Message) {
        let Some((id, session)) = self.local(&message.id) else {
            return;
        };
        if self.apply(
            &id,
            Event::Take {
                position: message.position,
            },
        ) {
            self.timers.try_update_value(|timers| {
                timers.remove(&id);
            });
            // Those behind it first, so that it never stands behind them.
            self.say(&session);
            self.news.tell(&News::Message(message.clone()));
            self.pump(&session);
        }
    }

    /// Posts the head of the session's line, if it is its turn.
    fn pump(self, session: &SessionId) {
        if let Some(item) = self.model.try_with_value(|model| model.due(session).cloned()).flatten() {
            self.post(item);
        }
    }

    /// Tries everything again now that rests because its answer was lost.
    pub fn wake(self) {
        let resting = self
            .model
            .try_with_value(|model| model.resting().cloned().collect::<Vec<_>>());
        for item in resting.unwrap_or_default() {
            self.post(item);
        }
    }

    fn post(self, item: Item) {
        if !self.apply(&item.id, Event::Post) {
            return;
        }
        self.timers.try_update_value(|timers| {
            timers.remove(&item.id);
        });
        self.say(&item.session);
        let controller = AbortController::new().ok();
        let signal = controller.as_ref().map(AbortController::signal);
        let deadline = clock::after(DEADLINE, move || {
            if let Some(controller) = controller {
                controller.abort();
            }
        });
        spawn_local(async move {
            let message = NewMessage {
                id: item.id.clone(),
                content: item.content.clone(),
                seen: None,
            };
            let answer = messages::send(&item.session, &message, signal.as_ref()).await;
            drop(deadline);
            self.answered(&item, answer);
        });
    }

    fn answered(self, item: &Item, answer: Result<Message, ApiError>) {
        let (retry_after, refused) = match answer {
            Ok(message) => {
                self.gateway_has(&message);
                // Where the stream spoke first, the answer may still say something newer.
                self.news.tell(&News::Message(message));
                return;
            }
            Err(ApiError::Problem(problem)) => (problem.retry_after, refusal(&problem)),
            Err(_) => (None, None),
        };
        if let Some(failure) = refused {
            self.apply(&item.id, Event::Refuse(failure));
            self.say(&item.session);
            return;
        }
        if !self.apply(&item.id, Event::Lost) {
            return;
        }
        self.say(&item.session);
        let state = self
            .model
            .try_with_value(|model| model.get(&item.id).map(|item| item.state.clone()))
            .flatten();
        let Some(State::Resting { attempt }) = state else {
            return;
        };
        let again = item.clone();
        let timer = clock::after(rest_after(attempt, retry_after, Math::random()), move || {
            self.post(again);
        });
        self.timers.try_update_value(|timers| {
            timers.insert(item.id.clone(), timer);
        });
    }
}
