//! The open session: who it is with, and its messages. Made anew for each
//! session that is opened, so that nothing of one can show under another.

use super::model::thread::{Taken, Thread as Model};
use crate::api::error::ApiError;
use crate::api::latest::Latest;
use crate::api::live::{Live, Notice, use_live};
use crate::api::{messages, sessions};
use crate::browser::{clock, visibility};
use crate::outbox::model::is_local;
use crate::outbox::{News, Outbox, use_outbox};
use crate::ui::live::effect;
use leptos::prelude::*;
use std::collections::HashMap;
use steadydesk_wire::{Change, Code, Message, MessageId, MessagePage, Millis, Session, SessionId};
use wasm_bindgen_futures::spawn_local;

/// What is known of the session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum About {
    Asking,
    Known(Box<Session>),
    /// Not there, or not for this account.
    Unknown,
    /// Removed while it was open.
    Gone {
        at: Millis,
    },
    Failed(ApiError),
}

/// What is under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Loading {
    Nothing,
    Newest,
    Earlier,
    Failed(ApiError),
}

/// A handle to the open session.
#[derive(Debug, Clone, Copy)]
pub(super) struct Thread {
    id: StoredValue<SessionId>,
    about: RwSignal<About>,
    model: StoredValue<Model>,
    cells: StoredValue<HashMap<MessageId, ArcRwSignal<Message>>>,
    order: RwSignal<Vec<MessageId>>,
    /// What to ask for earlier messages with; nothing at the thread's begin.
    before: RwSignal<Option<String>>,
    loading: RwSignal<Loading>,
    /// The sequence number at which the newest stretch was true; nothing before it is here.
    seq: RwSignal<Option<i64>>,
    lines: StoredValue<Lines, LocalStorage>,
    live: Live,
    outbox: Outbox,
    read: StoredValue<Option<MessageId>>,
}

#[derive(Debug, Default)]
struct Lines {
    about: Latest,
    newest: Latest,
    earlier: Latest,
}

/// Opens a session: subscribes first, then asks. `known` is its row, where the list has it.
pub(super) fn open(id: SessionId, known: Option<Session>) -> Thread {
    let thread = Thread {
        about: RwSignal::new(known.map_or(About::Asking, |session| About::Known(Box::new(session)))),
        model: StoredValue::default(),
        cells: StoredValue::default(),
        order: RwSignal::default(),
        before: RwSignal::new(None),
        loading: RwSignal::new(Loading::Nothing),
        seq: RwSignal::new(None),
        lines: StoredValue::new_local(Lines::default()),
        live: use_live(),
        outbox: use_outbox(),
        read: StoredValue::new(None),
        id: StoredValue::new(id),
    };
    thread.live.subscribe(move |notice| match notice {
        Notice::Change(event) => thread.change(&event.change, event.at),
        Notice::Resync(seq) => {
            if thread.seq.get_untracked().is_some_and(|known| known < *seq) {
                thread.ask();
                thread.load();
            }
        }
    });
    thread.outbox.watch(move |news| match news {
        News::Message(message) => thread.take_one(message),
        News::Gone(id) => thread.remove(id),
    });
    for message in thread.outbox.of(&thread.id.get_value()) {
        thread.take_one(&message);
    }
    if thread.about.with_untracked(|about| *about == About::Asking) {
        thread.ask();
    }
    thread.load();
    thread.mark_read_when_seen();
    thread
}

impl Thread {
    pub(super) fn id(self) -> SessionId {
        self.id.get_value()
    }

    pub(super) fn about(self) -> ReadSignal<About> {
        self.about.read_only()
    }

    /// The ids of the messages, oldest first.
    pub(super) fn order(self) -> ReadSignal<Vec<MessageId>> {
        self.order.read_only()
    }

    /// A message as a signal of its own.
    pub(super) fn message(self, id: &MessageId) -> Option<ArcRwSignal<Message>> {
        self.cells.try_with_value(|cells| cells.get(id).cloned()).flatten()
    }

    pub(super) fn loading(self) -> ReadSignal<Loading> {
        self.loading.read_only()
    }

    /// Whether there are earlier messages to load.
    pub(super) fn has_earlier(self) -> bool {
        self.before.with(Option::is_some)
    }

    /// Whether the newest stretch is here.
    pub(super) fn is_loaded(self) -> bool {
        self.seq.with(Option::is_some)
    }

    /// The position behind which a message written now stands.
    pub(super) fn end(self) -> i64 {
        self.model.with_value(Model::end)
    }

    /// Asks again for whatever failed.
    pub(super) fn again(self) {
        if !self.about.with_untracked(|about| matches!(about, About::Known(_))) {
            self.about.set(About::Asking);
            self.ask();
        }
        if self.seq.get_untracked().is_none() {
            self.load();
        } else {
            self.loading.set(Loading::Nothing);
        }
    }

    fn ask(self) {
        let id = self.id();
        let Some(line) = self.lines.try_with_value(|lines| lines.about.clone()) else {
            return;
        };
        line.run(
            |signal| async move { sessions::get(&id, signal.as_ref()).await },
            move |answer| {
                let about = match answer {
                    Ok(session) => return self.know(&session),
                    Err(error) if matches!(error.code(), Some(Code::NotFound | Code::NotAllowed)) => About::Unknown,
                    Err(error) => About::Failed(error),
                };
                // What is known stays when only the asking failed.
                self.about.try_update(|present| {
                    if about == About::Unknown || !matches!(present, About::Known(_)) {
                        *present = about;
                    }
                });
            },
        );
    }

    fn know(self, session: &Session) {
        let newer = self.about.try_with_untracked(|about| match about {
            About::Known(known) => known.version < session.version,
            _ => true,
        });
        if newer == Some(true) {
            self.about.set(About::Known(Box::new(session.clone())));
        }
    }

    /// Fetches the newest stretch.
    fn load(self) {
        let id = self.id();
        let Some(line) = self.lines.try_with_value(|lines| lines.newest.clone()) else {
            return;
        };
        self.loading.set(Loading::Newest);
        line.run(
            |signal| async move { messages::page(&id, None, signal.as_ref()).await },
            move |answer| match answer {
                Ok(page) => self.loaded(page),
                Err(error) => {
                    self.loading.try_set(Loading::Failed(error));
                }
            },
        );
    }

    fn loaded(self, page: MessagePage) {
        let Some(missed) = self.live.since(page.seq) else {
            // More changed while the page was on its way than is remembered.
            return self.load();
        };
        clock::gateway_said(page.as_of);
        let first = self.seq.get_untracked().is_none();
        let known = |message: &Message| {
            self.message(&message.id)
                .is_some_and(|cell| cell.with_untracked(is_the_gateways))
        };
        let joins = page.items.iter().any(known);
        if !first && !joins {
            // So much has come meanwhile that a hole would stand between: the earlier ones are loaded again on demand.
            self.forget_the_gateways();
        }
        if first || !joins {
            self.before.set(page.before);
        }
        self.take(&page.items);
        for event in missed {
            self.change(&event.change, event.at);
        }
        self.seq.set(Some(page.seq));
        self.loading.set(Loading::Nothing);
    }

    /// Fetches the stretch before the oldest message. `before_change` is called
    /// right before the messages come in, so that the view can hold its place.
    pub(super) fn load_earlier(self, before_change: impl FnOnce() + 'static) {
        let Some(mark) = self.before.get_untracked() else {
            return;
        };
        if self
            .loading
            .with_untracked(|loading| matches!(loading, Loading::Newest | Loading::Earlier))
        {
            return;
        }
        self.loading.set(Loading::Earlier);
        let id = self.id();
        let Some(line) = self.lines.try_with_value(|lines| lines.earlier.clone()) else {
            return;
        };
        line.run(
            |signal| async move { messages::page(&id, Some(&mark), signal.as_ref()).await },
            move |answer| match answer {
                Ok(page) => {
                    before_change();
                    self.take(&page.items);
                    self.before.set(page.before);
                    self.loading.set(Loading::Nothing);
                }
                Err(error) => {
                    self.loading.try_set(Loading::Failed(error));
                }
            },
        );
    }

    fn change(self, change: &Change, at: Millis) {
        let Some(id) = self.id.try_get_value() else { return };
        match change {
            Change::Message { message } => self.take_one(message),
            Change::MessageGone { session, message } if *session == id => self.remove(message),
            Change::Session { session } if session.id == id => self.know(session),
            Change::SessionGone { session, .. } if *session == id => self.about.set(About::Gone { at }),
            Change::StoreGone { store } => {
                let ours = |about: &About| matches!(about, About::Known(session) if session.store == *store);
                if self.about.with_untracked(ours) {
                    self.about.set(About::Gone { at });
                }
            }
            _ => {}
        }
    }

    fn take_one(self, message: &Message) {
        if self.id.try_with_value(|id| *id == message.session) == Some(true) {
            self.take(std::slice::from_ref(message));
        }
    }

    fn take(self, messages: &[Message]) {
        let mut reordered = false;
        for message in messages {
            match self.model.try_update_value(|model| model.take(message)) {
                None | Some(Taken::Stale) => continue,
                Some(Taken::Inserted | Taken::Moved) => reordered = true,
                Some(Taken::Updated) => {}
            }
            match self.message(&message.id) {
                Some(cell) => cell.set(message.clone()),
                None => {
                    self.cells.update_value(|cells| {
                        cells.insert(message.id.clone(), ArcRwSignal::new(message.clone()));
                    });
                }
            }
        }
        if reordered {
            self.publish();
        }
    }

    fn remove(self, id: &MessageId) {
        if self.model.try_update_value(|model| model.remove(id)) == Some(true) {
            self.publish();
            self.cells.update_value(|cells| {
                cells.remove(id);
            });
        }
    }

    /// Keeps only what the gateway does not have.
    fn forget_the_gateways(self) {
        let known = |cells: &HashMap<MessageId, ArcRwSignal<Message>>| {
            let theirs = cells.iter().filter(|(_, cell)| cell.with_untracked(is_the_gateways));
            theirs.map(|(id, _)| id.clone()).collect::<Vec<_>>()
        };
        for id in self.cells.with_value(known) {
            self.model.update_value(|model| {
                model.remove(&id);
            });
            self.cells.update_value(|cells| {
                cells.remove(&id);
            });
        }
    }

    fn publish(self) {
        let order = self.model.with_value(|model| model.ids().cloned().collect::<Vec<_>>());
        self.order.set(order);
    }

    /// Says that everything has been read while the thread is open and the page in front.
    fn mark_read_when_seen(self) {
        let seen = RwSignal::new(visibility::visible());
        visibility::on_change(move |visible| seen.set(visible));
        effect(move || {
            let unread = self
                .about
                .with(|about| matches!(about, About::Known(session) if session.unread > 0));
            self.order.track();
            if !(unread && seen.get() && self.is_loaded()) {
                return;
            }
            let Some(newest) = self.model.with_value(|model| model.newest().cloned()) else {
                return;
            };
            if self.read.with_value(|read| read.as_ref() == Some(&newest)) {
                return;
            }
            self.read.set_value(Some(newest.clone()));
            let id = self.id();
            spawn_local(async move {
                if sessions::mark_read(&id, &newest).await.is_err() {
                    // Not said: the next message, or coming back to the page, says it again.
                    self.read.try_set_value(None);
                }
            });
        });
    }
}

fn is_the_gateways(message: &Message) -> bool {
    !is_local(message.version)
}
