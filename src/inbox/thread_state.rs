//! The open session: who it is with, and its messages. Made anew for each
//! session that is opened, so that nothing of one can show under another.

use super::model::thread::{Taken, Thread as Model};
use super::thread_kept::{Stretch, use_threads};
use crate::account::use_signed_in;
use crate::api::error::ApiError;
use crate::api::latest::Latest;
use crate::api::live::{Connection, Live, Notice, use_live};
use crate::outbox::model::{is_local, is_others};
use crate::outbox::{News, Outbox, use_outbox};
use crate::snapshot::{Snapshot, use_snapshot};
use crate::translation::{Translations, use_translations};
use leptos::prelude::*;
use steadydesk_wire::{Change, Message, MessageId, Millis, Session, SessionId};

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
    pub(super) id: StoredValue<SessionId>,
    pub(super) about: RwSignal<About>,
    pub(super) stretch: StoredValue<Stretch>,
    /// Moves on with every change of a message or of their order.
    pub(super) turn: RwSignal<u32>,
    /// What to ask for earlier messages with; nothing at the thread's begin.
    pub(super) before: RwSignal<Option<String>>,
    pub(super) loading: RwSignal<Loading>,
    /// The sequence number at which the newest stretch was true; nothing before it is here.
    pub(super) seq: RwSignal<Option<i64>>,
    /// Up to which sequence number every change is in what is here.
    pub(super) told: StoredValue<i64>,
    pub(super) as_of: RwSignal<Millis>,
    /// How many messages were unread when the session was opened; nothing before that is known.
    pub(super) unread: StoredValue<Option<u32>>,
    /// The first message that was not read when the session was opened.
    pub(super) first_unread: RwSignal<Option<String>>,
    pub(super) lines: StoredValue<Lines, LocalStorage>,
    pub(super) live: Live,
    pub(super) outbox: Outbox,
    pub(super) translations: Translations,
    pub(super) read: StoredValue<Option<MessageId>>,
    snapshot: Option<Snapshot>,
    /// The name under which this operator writes.
    me: StoredValue<String>,
}

#[derive(Debug, Default)]
pub(super) struct Lines {
    pub(super) about: Latest,
    pub(super) newest: Latest,
    pub(super) earlier: Latest,
}

/// Opens a session: subscribes first, then asks for what is not known yet.
/// `known` is its row, where the list has it.
pub(super) fn open(id: SessionId, known: Option<Session>) -> Thread {
    let threads = use_threads();
    let kept = threads.take(&id);
    let unread = known.as_ref().map(|session| session.unread);
    let region = known.as_ref().map(|session| session.region.as_str().to_owned());
    let thread = Thread {
        about: RwSignal::new(known.map_or(About::Asking, |session| About::Known(Box::new(session)))),
        stretch: StoredValue::default(),
        turn: RwSignal::new(0),
        before: RwSignal::new(None),
        loading: RwSignal::new(Loading::Nothing),
        seq: RwSignal::new(None),
        told: StoredValue::new(0),
        as_of: RwSignal::new(Millis(0)),
        unread: StoredValue::new(unread),
        first_unread: RwSignal::new(None),
        lines: StoredValue::new_local(Lines::default()),
        live: use_live(),
        outbox: use_outbox(),
        translations: use_translations(),
        read: StoredValue::new(None),
        snapshot: use_snapshot(),
        me: StoredValue::new(use_signed_in().map(|account| account.name).unwrap_or_default()),
        id: StoredValue::new(id),
    };
    // Read from the disk while the messages are on their way.
    thread.translations.open(&thread.id(), &region.unwrap_or_default());
    thread.live.subscribe(move |notice| match notice {
        Notice::Change(event) => {
            thread.change(&event.change, event.at);
            thread.told.try_update_value(|told| {
                if event.prev <= *told {
                    *told = event.seq.max(*told);
                }
            });
        }
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
        News::Left(id) => {
            let local = |cell: ArcRwSignal<Message>| cell.with_untracked(|message| is_local(message.version));
            if thread.message(id).is_some_and(local) {
                thread.remove(id);
            }
        }
    });
    let known = kept.is_some();
    let up_to_date = kept.is_some_and(|kept| thread.restore(kept));
    for message in thread.outbox.of(&thread.id.get_value()) {
        thread.take_one(&message);
    }
    // Where changes may have been missed, the session itself may be gone.
    if (known && !up_to_date) || thread.about.with_untracked(|about| *about == About::Asking) {
        thread.ask();
    }
    if !up_to_date {
        thread.load();
    }
    thread.mark_read_when_seen();
    if let Some(snapshot) = thread.snapshot {
        // Before it is left: what is kept in memory is no longer here.
        snapshot.thread(move || thread.part());
    }
    on_cleanup(move || thread.leave(threads));
    thread
}

impl Thread {
    pub(super) fn id(self) -> SessionId {
        self.id.get_value()
    }

    pub(super) fn about(self) -> ReadSignal<About> {
        self.about.read_only()
    }

    /// Follows every change of a message or of their order.
    pub(super) fn track(self) {
        self.turn.track();
    }

    /// The messages' order and their rows' heights.
    pub(super) fn with_model<T>(self, look: impl FnOnce(&mut Model) -> T) -> Option<T> {
        self.stretch.try_update_value(|stretch| look(&mut stretch.model))
    }

    /// A message as a signal of its own.
    pub(super) fn message(self, id: &MessageId) -> Option<ArcRwSignal<Message>> {
        self.stretch
            .try_with_value(|stretch| stretch.cells.get(id).cloned())
            .flatten()
    }

    /// The numbers, from the oldest on, of the messages that `which` is true for.
    pub(super) fn numbers(self, mut which: impl FnMut(&Message) -> bool) -> Vec<usize> {
        let look = |stretch: &Stretch| {
            let mut found = Vec::new();
            for (number, id) in stretch.model.ids().enumerate() {
                if stretch
                    .cells
                    .get(id)
                    .is_some_and(|cell| cell.with_untracked(&mut which))
                {
                    found.push(number);
                }
            }
            found
        };
        self.stretch.try_with_value(look).unwrap_or_default()
    }

    /// The message that is held where it is, and how many pixels below the upper edge; none at the end.
    pub(super) fn place(self) -> Option<(MessageId, f64)> {
        self.stretch.try_with_value(|stretch| stretch.place.clone()).flatten()
    }

    /// The newest message that the reader has been at.
    pub(super) fn seen(self) -> Option<MessageId> {
        self.stretch.try_with_value(|stretch| stretch.seen.clone()).flatten()
    }

    pub(super) fn set_seen(self, seen: Option<MessageId>) {
        self.stretch.try_update_value(|stretch| stretch.seen = seen);
    }

    pub(super) fn set_place(self, place: Option<(MessageId, f64)>) {
        self.stretch.try_update_value(|stretch| stretch.place = place);
        self.touch();
    }

    /// Another thread is here than the view on disk has.
    pub(super) fn moved(self) {
        if let Some(snapshot) = self.snapshot {
            snapshot.moved();
        }
    }

    /// The view on disk is written anew soon.
    fn touch(self) {
        if let Some(snapshot) = self.snapshot {
            snapshot.touch();
        }
    }

    /// The first message that was not read when the session was opened; follows its coming.
    pub(super) fn first_unread(self) -> Option<String> {
        self.first_unread.get()
    }

    pub(super) fn first_unread_now(self) -> Option<MessageId> {
        self.first_unread.get_untracked().and_then(|id| id.parse().ok())
    }

    /// When what is here was true, by the gateway's clock, which says `now`:
    /// now, while every change is told; nothing before anything is here. Follows both.
    pub(super) fn as_of(self, now: Millis) -> Option<Millis> {
        let at = self.seq.with(Option::is_some).then(|| self.as_of.get())?;
        Some(match self.live.connection() {
            Connection::Open => at.max(now),
            _ => at,
        })
    }

    pub(super) fn loading(self) -> ReadSignal<Loading> {
        self.loading.read_only()
    }

    /// Whether there are earlier messages to load.
    pub(super) fn has_earlier(self) -> bool {
        self.before.with(Option::is_some)
    }

    pub(super) fn has_earlier_now(self) -> bool {
        self.before.with_untracked(Option::is_some)
    }

    /// Whether the newest stretch is here.
    pub(super) fn is_loaded(self) -> bool {
        self.seq.with(Option::is_some)
    }

    pub(super) fn is_loaded_now(self) -> bool {
        self.seq.try_with_untracked(Option::is_some) == Some(true)
    }

    /// Whether nothing is under way and nothing failed.
    pub(super) fn is_idle_now(self) -> bool {
        self.loading.try_with_untracked(|loading| *loading == Loading::Nothing) == Some(true)
    }

    /// The message's number among those that are here, from 1; follows changes.
    pub(super) fn place_of(self, id: &MessageId) -> Option<u32> {
        self.track();
        let number = self.with_model(|model| model.number(id)).flatten()?;
        u32::try_from(number + 1).ok()
    }

    /// How many messages the thread has: `-1` while nobody here knows. Follows changes.
    pub(super) fn size(self) -> String {
        self.track();
        if self.has_earlier() {
            return "-1".to_owned();
        }
        self.with_model(|model| model.len()).unwrap_or(0).to_string()
    }

    /// The position behind which a message written now stands.
    pub(super) fn end(self) -> i64 {
        self.stretch.with_value(|stretch| stretch.model.end())
    }

    /// The position of the newest message that the gateway has; nothing before the thread is here.
    pub(super) fn newest_place(self) -> Option<i64> {
        let end = self.is_loaded_now().then(|| self.end())?;
        // In a thread without messages whatever comes is new.
        Some(if end == i64::MAX { 0 } else { end })
    }

    /// The position of the newest message of somebody else.
    pub(super) fn others_place(self) -> Option<i64> {
        let me = self.me.try_get_value()?;
        let look = |stretch: &Stretch| {
            let mut messages = stretch.model.ids().rev().filter_map(|id| stretch.cells.get(id));
            messages.find_map(|cell| cell.with_untracked(|message| is_others(message, &me).then_some(message.position)))
        };
        self.stretch.try_with_value(look).flatten()
    }

    pub(super) fn change(self, change: &Change, at: Millis) {
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

    pub(super) fn take_one(self, message: &Message) {
        if self.id.try_with_value(|id| *id == message.session) == Some(true) {
            self.take(std::slice::from_ref(message));
        }
    }

    pub(super) fn take(self, messages: &[Message]) {
        let mut changed = false;
        for message in messages {
            match self.with_model(|model| model.take(message)) {
                None | Some(Taken::Stale) => continue,
                Some(Taken::Inserted | Taken::Moved | Taken::Updated) => changed = true,
            }
            match self.message(&message.id) {
                Some(cell) => cell.set(message.clone()),
                None => self.stretch.update_value(|stretch| {
                    let cell = ArcRwSignal::new(message.clone());
                    stretch.cells.insert(message.id.clone(), cell);
                }),
            }
        }
        if changed {
            self.publish();
        }
    }

    pub(super) fn remove(self, id: &MessageId) {
        let removed = self.stretch.try_update_value(|stretch| {
            stretch.cells.remove(id);
            stretch.model.remove(id)
        });
        if removed == Some(true) {
            self.publish();
        }
    }

    pub(super) fn publish(self) {
        self.turn.update(|turn| *turn = turn.wrapping_add(1));
        self.touch();
    }
}
