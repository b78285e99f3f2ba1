//! Who is at which session: in this program's memory alone, and told to every
//! event stream as it changes. [`model`] decides; here it is kept and told.

pub mod model;

use crate::{Services, error::Error, people::Attempts};
use model::{Event, Model, Tab, Word};
use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use steadydesk_wire::{Millis, SessionId, StoreId, UserId};
use tokio::sync::broadcast;

/// What an account may say at once, and how soon it may say one more: some
/// tabs, each with its sign of life and somebody who writes.
const WORDS: u32 = 60;
const WORD_EVERY: Duration = Duration::from_millis(200);
/// Words on their way to a stream. One that falls behind is told everything anew.
const WAITING: usize = 256;
/// A tab's name is a UUID.
const NAME_BYTES: usize = 64;

/// Where everybody is.
#[derive(Debug)]
pub struct Presence {
    model: Mutex<Model>,
    words: broadcast::Sender<Word>,
    calls: Attempts,
}

impl Default for Presence {
    fn default() -> Self {
        Self {
            model: Mutex::default(),
            words: broadcast::Sender::new(WAITING),
            calls: Attempts::new(WORDS, WORD_EVERY),
        }
    }
}

impl Presence {
    fn lock(&self) -> MutexGuard<'_, Model> {
        // A panic elsewhere leaves it whole: nothing in it can stop half-way.
        self.model.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a call of an account.
    ///
    /// # Errors
    /// [`Error::TooMany`] when there were too many.
    pub fn admit(&self, account: &UserId) -> Result<(), Error> {
        self.calls
            .take(account.as_str(), Instant::now())
            .map_err(|retry_after| Error::TooMany { retry_after })
    }

    /// Moves the model and tells what has changed.
    pub fn apply(&self, event: Event, now: Millis) {
        let mut model = self.lock();
        // Told before anything else can change: words keep the order of what they tell.
        for word in model.apply(event, now) {
            // Nobody may be listening.
            let _ = self.words.send(word);
        }
    }

    /// Everything that is so now, and all words from here on.
    #[must_use]
    pub fn follow(&self) -> (Vec<Word>, broadcast::Receiver<Word>) {
        let model = self.lock();
        (model.all(), self.words.subscribe())
    }
}

impl Services {
    /// A tab says where it is: at a session that its account may see, or at none.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a name that is none of a tab.
    pub fn is_here(&self, tab: Tab, place: Option<(StoreId, SessionId)>, typing: bool) -> Result<(), Error> {
        if tab.name.as_str().len() > NAME_BYTES {
            return Err(Error::Invalid("a tab's name has at most 64 bytes".to_owned()));
        }
        let event = match place {
            Some((store, session)) => Event::Here {
                tab,
                store,
                session,
                typing,
            },
            None => Event::Left(tab),
        };
        self.moves(event);
        Ok(())
    }

    /// Moves the presence of the team, now.
    pub(crate) fn moves(&self, event: Event) {
        self.work.presence.apply(event, self.clock.now());
    }
}
