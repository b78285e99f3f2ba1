//! The threads that were left last, in memory: one that is opened again stands
//! in the next frame. They end with whoever is signed in.

use super::model::kept::{cut, surplus};
use super::model::thread::Thread as Model;
use crate::outbox::model::is_local;
use crate::snapshot::model as snapshot;
use crate::snapshot::{Snapshot, use_snapshot};
use leptos::prelude::*;
use std::collections::HashMap;
use steadydesk_wire::{Content, Message, MessageId, Millis, Session, SessionId};

/// The messages of a thread that are here, and where the reader stood.
#[derive(Debug, Default)]
pub(super) struct Stretch {
    pub(super) model: Model,
    /// Each message as a signal of its own.
    pub(super) cells: HashMap<MessageId, ArcRwSignal<Message>>,
    /// The first message of each page that was loaded, and the mark for what lies before it.
    pub(super) marks: Vec<(MessageId, String)>,
    /// The message that is held where it is, and how many pixels below the upper edge; none at the end.
    pub(super) place: Option<(MessageId, f64)>,
    /// The newest message that the reader has been at.
    pub(super) seen: Option<MessageId>,
}

impl Stretch {
    /// Takes out the messages that `which` is true for.
    pub(super) fn forget(&mut self, which: impl Fn(&Message) -> bool) {
        let model = &mut self.model;
        self.cells.retain(|id, cell| {
            let stays = !cell.with_untracked(&which);
            if !stays {
                model.remove(id);
            }
            stays
        });
    }

    /// The messages that are kept on disk, the mark for what lies before them, and where the reader stood.
    pub(super) fn for_disk(&self, before: Option<String>) -> (Vec<Message>, Option<String>, Option<snapshot::Held>) {
        let numbers: Vec<_> = self.marks.iter().map(|(id, _)| self.model.number(id)).collect();
        let begins: Vec<_> = numbers.iter().flatten().copied().collect();
        let place = self.place.as_ref().and_then(|(id, _)| self.model.number(id));
        let from = snapshot::kept_from(&begins, self.model.len(), place);
        let mark = numbers.iter().position(|number| *number == Some(from));
        let before = match mark {
            Some(at) => self.marks.get(at).map(|(_, mark)| mark.clone()),
            None => before,
        };
        let messages = self.model.ids().skip(from).filter_map(|id| self.cells.get(id));
        let messages = messages.map(ArcRwSignal::get_untracked);
        let messages = messages.filter(|message| !is_local(message.version)).collect();
        #[expect(clippy::cast_possible_truncation, reason = "pixels of a page")]
        let held = self.place.as_ref().map(|(id, pixels)| snapshot::Held {
            id: id.to_string(),
            pixels: *pixels as i64,
            seen: self.seen.as_ref().map(ToString::to_string).unwrap_or_default(),
        });
        (
            messages,
            before,
            held.filter(|_| place.is_some_and(|place| from <= place)),
        )
    }

    /// Takes out what lies so far back that it is not kept; the mark to load it again with.
    fn shorten(&mut self) -> Option<String> {
        let numbers: Vec<_> = self.marks.iter().map(|(id, _)| self.model.number(id)).collect();
        let begins: Vec<_> = numbers.iter().flatten().copied().collect();
        let begin = cut(&begins, self.model.len())?;
        for id in self.model.forget_before(begin) {
            self.cells.remove(&id);
        }
        let at = numbers.iter().position(|number| *number == Some(begin))?;
        self.marks.truncate(at + 1);
        // Who stood further back comes back to the end.
        let held = self.place.as_ref().and_then(|(id, _)| self.model.number(id));
        if held.is_none() {
            self.place = None;
        }
        self.marks.last().map(|(_, mark)| mark.clone())
    }

    /// About how many bytes it takes.
    fn weight(&self) -> usize {
        let of = |message: &Message| match &message.content {
            Content::Text { text } | Content::Notice { text } => text.len(),
            Content::Unknown { raw, .. } => raw.len(),
            _ => 0,
        };
        self.cells.values().map(|cell| cell.with_untracked(of) + 500).sum()
    }
}

/// A thread that was left.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) id: SessionId,
    pub(super) session: Option<Session>,
    pub(super) stretch: Stretch,
    /// What to ask for earlier messages with; nothing at the thread's begin.
    pub(super) before: Option<String>,
    /// The sequence number up to which every change is in it.
    pub(super) seq: i64,
    pub(super) as_of: Millis,
}

/// A handle to the threads that were left.
#[derive(Debug, Clone, Copy)]
pub struct Threads(StoredValue<Vec<Kept>>);

/// Puts the left threads into context, for as long as somebody is signed in.
pub fn provide_threads() -> Threads {
    let threads = Threads(StoredValue::default());
    if let Some(thread) = use_snapshot().and_then(Snapshot::take_thread) {
        threads.keep(found(thread));
    }
    provide_context(threads);
    threads
}

/// A thread as the disk had it.
fn found(thread: snapshot::Thread) -> Kept {
    let snapshot::Thread { session, place, page } = thread;
    let mut stretch = Stretch::default();
    if let (Some(first), Some(mark)) = (page.items.first(), &page.before) {
        stretch.marks.push((first.id.clone(), mark.clone()));
    }
    for message in page.items {
        stretch.model.take(&message);
        stretch.cells.insert(message.id.clone(), ArcRwSignal::new(message));
    }
    if let Some(place) = place {
        #[expect(clippy::cast_precision_loss, reason = "pixels of a page")]
        let pixels = place.pixels as f64;
        stretch.place = place.id.parse().ok().map(|id| (id, pixels));
        stretch.seen = place.seen.parse().ok();
    }
    Kept {
        id: session.id.clone(),
        session: Some(session),
        stretch,
        before: page.before,
        seq: page.seq,
        as_of: page.as_of,
    }
}

pub(super) fn use_threads() -> Threads {
    // A part mounted alone has some of its own.
    use_context().unwrap_or_else(provide_threads)
}

impl Threads {
    /// The thread as it was left, without what only the outbox had.
    pub(super) fn take(self, id: &SessionId) -> Option<Kept> {
        let mut kept = self.0.try_update_value(|all| {
            let at = all.iter().position(|kept| kept.id == *id)?;
            Some(all.remove(at))
        })??;
        kept.stretch.forget(|message| is_local(message.version));
        Some(kept)
    }

    /// Keeps a thread, and lets others go for it.
    pub(super) fn keep(self, mut kept: Kept) {
        if let Some(mark) = kept.stretch.shorten() {
            kept.before = Some(mark);
        }
        self.0.try_update_value(|all| {
            all.push(kept);
            let weights: Vec<_> = all.iter().map(|kept| kept.stretch.weight()).collect();
            all.drain(..surplus(&weights));
        });
    }
}
