//! Carries the outbox out, in the tab that sends: one request at a time for
//! each session, repeated until the gateway has the message or will not have it.

use super::model::item::{Event, Item, State, Why};
use super::model::{Outbox as Model, meaning, rest_after};
use super::persist;
use super::seat::Seat;
use super::state::{News, Outbox};
use crate::api::error::ApiError;
use crate::api::{contact, messages};
use crate::browser::{clock, page};
use js_sys::Math;
use leptos::prelude::*;
use steadydesk_wire::{ClientId, Message, NewMessage, SessionId};
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortController;

/// Milliseconds after which a request without answer is asked again.
const DEADLINE: u32 = 20_000;

impl Outbox {
    /// Whether this tab sends.
    pub(super) fn leads(self) -> bool {
        self.seat
            .try_with_value(|seat| seat.as_ref().is_none_or(Seat::leads))
            .unwrap_or(false)
    }

    /// Whether a new item will be asked for as soon as the disk has it.
    pub(super) fn goes_out_at_once(self, item: &Item) -> bool {
        let first = |model: &Model| {
            let head = model.items().find(|other| other.session == item.session);
            head.is_some_and(|head| head.id == item.id) && !model.is_stale(item, item.at)
        };
        self.leads() && !contact::is_paused() && self.model.try_with_value(first) == Some(true)
    }

    /// Asks for the head of the session's line, if it is its turn.
    pub(super) fn pump(self, session: &SessionId) {
        if !self.leads() || contact::is_paused() {
            return;
        }
        let now = clock::gateway_now();
        let due = |model: &Model| {
            let item = model.due(session)?.clone();
            let stale = model.is_stale(&item, now);
            Some((item, stale))
        };
        match self.model.try_with_value(due).flatten() {
            Some((item, true)) => self.happen(&item, Event::Pause(Why::NewMessages)),
            // One that rests has its timer.
            Some((item, false)) if item.state == State::Queued => self.post(item.id, session),
            _ => {}
        }
    }

    /// Tries everything now that waits for its turn or for an answer that was lost.
    pub fn wake(self) {
        let now = clock::gateway_now();
        let heads = |model: &Model| {
            let mut sessions: Vec<SessionId> = Vec::new();
            for item in model.items() {
                if !sessions.contains(&item.session) {
                    sessions.push(item.session.clone());
                }
            }
            let due = sessions.iter().filter_map(|session| model.due(session).cloned());
            due.collect::<Vec<_>>()
        };
        for item in self.model.try_with_value(heads).unwrap_or_default() {
            match item.state {
                // What the gateway itself has put off waits.
                State::Resting { until: Some(until), .. } if until > now => {}
                State::Resting { .. } => self.ask_again(&item),
                _ => self.pump(&item.session),
            }
        }
    }

    fn ask_again(self, item: &Item) {
        let now = clock::gateway_now();
        if self.model.try_with_value(|model| model.is_stale(item, now)) == Some(true) {
            self.happen(item, Event::Pause(Why::NewMessages));
        } else {
            self.post(item.id.clone(), &item.session);
        }
    }

    fn post(self, id: ClientId, session: &SessionId) {
        if !self.leads() || contact::is_paused() || !self.apply(&id, Event::Post) {
            return;
        }
        self.timers.try_update_value(|timers| timers.remove(&id));
        self.tell_item(&id);
        self.say(session);
        spawn_local(async move {
            if !self.may_post(&id).await {
                return;
            }
            let item = self.model.try_with_value(|model| model.get(&id).cloned()).flatten();
            let Some(item) = item else { return };
            let controller = AbortController::new().ok();
            let signal = controller.as_ref().map(AbortController::signal);
            let deadline = clock::after(DEADLINE, move || {
                if let Some(controller) = controller {
                    controller.abort();
                }
            });
            let message = NewMessage {
                id: item.id.clone(),
                content: item.content.clone(),
                seen: item.seen,
            };
            let answer = messages::send(&item.session, &message, signal.as_ref()).await;
            drop(deadline);
            self.answered(&item, answer);
        });
    }

    /// Makes sure, before a request goes out, that the disk says so, that this tab still sends, and that there is a
    /// network. False when it is not to go out.
    async fn may_post(self, id: &ClientId) -> bool {
        let Some(user) = self.user.try_get_value() else {
            return false;
        };
        if let Some(user) = user {
            let new = self.marked.try_update_value(|marked| marked.insert(id.clone()));
            let item = self.model.try_with_value(|model| model.get(id).cloned()).flatten();
            if let (Some(true), Some(item)) = (new, item) {
                persist::keep(&user, &item).await;
            }
            let slept = |seat: &Option<Seat>| seat.as_ref().is_some_and(Seat::has_slept);
            if self.seat.try_with_value(slept) == Some(true) {
                let term = persist::term(&user).await;
                self.seat.try_with_value(|seat| {
                    if let Some(seat) = seat
                        && term > seat.term()
                    {
                        seat.yield_to(term);
                    }
                });
            }
        }
        // The browser's word is a hint, but where the gateway cannot be reached nothing has to be in doubt.
        let away = contact::is_paused() || (!page::online() && contact::probe(None).await.is_err());
        let posting = |model: &Model| {
            model
                .get(id)
                .is_some_and(|item| matches!(item.state, State::Posting { .. }))
        };
        if !self.leads() || self.model.try_with_value(posting) != Some(true) {
            return false;
        }
        if away && let Some(item) = self.model.try_with_value(|model| model.get(id).cloned()).flatten() {
            self.happen(&item, Event::Later { until: None });
        }
        !away
    }

    fn answered(self, item: &Item, answer: Result<Message, ApiError>) {
        let now = clock::gateway_now();
        let event = match answer {
            Ok(message) => {
                self.gateway_has(&message);
                if let Ok(json) = serde_json::to_string(&message) {
                    self.tell(&["taken", &json]);
                }
                // Where the stream spoke first, the answer may still say something newer.
                self.news.tell(&News::Message(message));
                // The gateway is there again: whoever waits for it need not.
                if self.silent.try_update_value(std::mem::take) == Some(true) {
                    self.wake();
                }
                return;
            }
            Err(ApiError::Problem(problem)) => meaning(&problem, now),
            Err(_) => {
                self.silent.try_set_value(true);
                Event::Lost
            }
        };
        // Where the sending has changed hands meanwhile, the other tab asks for itself.
        if self.leads() {
            self.happen(item, event);
        }
    }

    /// Moves an item, writes it down, tells everybody, and goes on.
    pub(super) fn happen(self, item: &Item, event: Event) {
        let id = &item.id;
        if !self.apply(id, event) {
            return;
        }
        let Some(state) = self
            .model
            .try_with_value(|model| model.get(id).map(|item| item.state.clone()))
            .flatten()
        else {
            // It has come to its end.
            self.over(id);
            self.tell(&["gone", id.as_str()]);
            self.news.tell(&News::Gone(id.clone().into()));
            self.say(&item.session);
            return self.pump(&item.session);
        };
        self.keep(id);
        self.tell_item(id);
        self.say(&item.session);
        match state {
            State::Resting { attempt, until, .. } => {
                let left = until.map(|until| until.since(clock::gateway_now()));
                let again = item.clone();
                let timer = clock::after(rest_after(attempt, left, Math::random()), move || {
                    let now = self.model.try_with_value(|model| model.get(&again.id).cloned());
                    if let Some(Some(item)) = now {
                        self.ask_again(&item);
                    }
                });
                self.timers
                    .try_update_value(|timers| timers.insert(item.id.clone(), timer));
            }
            _ => self.pump(&item.session),
        }
    }

    /// Writes down how an item is now.
    pub(super) fn keep(self, id: &ClientId) {
        let item = self.model.try_with_value(|model| model.get(id).cloned()).flatten();
        let (Some(item), Some(Some(user))) = (item, self.user.try_get_value()) else {
            return;
        };
        let new = self.marked.try_update_value(|marked| match item.state.is_asked() {
            true => marked.insert(id.clone()),
            false => {
                marked.remove(id);
                true
            }
        });
        // That it is on the wire stands there already.
        if new != Some(true) {
            return;
        }
        spawn_local(async move { persist::keep(&user, &item).await });
    }

    /// An item has come to its end: nothing of it stays.
    pub(super) fn over(self, id: &ClientId) {
        self.timers.try_update_value(|timers| timers.remove(id));
        self.marked.try_update_value(|marked| marked.remove(id));
        self.orders.try_update_value(|orders| orders.retain(|(of, _)| of != id));
        // The tab that sends keeps the disk; whoever takes over asks again, which does no harm.
        if let Some(Some(user)) = self.user.try_get_value().filter(|_| self.leads()) {
            let id = id.clone();
            spawn_local(async move { persist::forget(&user, &id).await });
        }
    }
}
