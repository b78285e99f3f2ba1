//! What the operator decides about a message that is not out: by the outbox
//! while the gateway does not have it, by the gateway from then on.

use super::model::Outbox as Model;
use super::model::item::{Event, State};
use super::state::{News, Outbox};
use crate::api::error::ApiError;
use crate::api::messages;
use crate::ui::toast::Tone;
use leptos::prelude::*;
use std::future::Future;
use steadydesk_wire::{Code, MessageId, SessionId};
use wasm_bindgen_futures::spawn_local;

impl Outbox {
    /// Tries a failed message again. While that is on the wire, once more does nothing.
    pub fn retry(self, id: &MessageId) {
        let stuck = |model: &Model| {
            model
                .find(id)
                .map(|item| (item.id.clone(), matches!(item.state, State::Paused(_))))
        };
        if let Some((client, paused)) = self.model.try_with_value(stuck).flatten() {
            // Of a paused one it is the word to send it all the same.
            return self.order(&client, if paused { Event::Anyway } else { Event::Retry });
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
        if let Some((client, _)) = self.local(id) {
            return self.order(&client, Event::Cancel);
        }
        let asked = id.clone();
        self.decide(
            id,
            async move { messages::cancel(&asked).await.map(|()| News::Gone(asked)) },
        );
    }

    /// Takes a message back, and its text into the composer of its session.
    pub fn edit(self, session: &SessionId, id: &MessageId, text: &str) {
        self.edits.set(Some((session.clone(), text.to_owned())));
        self.cancel(id);
    }

    /// The text that goes back into this session's composer; follows its coming.
    pub fn take_edit(self, session: &SessionId) -> Option<String> {
        let (of, text) = self.edits.get()?;
        (of == *session).then(|| {
            self.edits.set(None);
            text
        })
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
}
