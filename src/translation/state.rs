//! Translations as the thread asks for them: found in memory, else on disk,
//! else asked for, each text once (`flight`). A message looks its text up by
//! its session, its hash and the language in force, so that whatever comes late
//! can land nowhere else.

use super::boarding::Want;
use super::books::Books;
use super::choices::{Choices, choices};
use super::early;
use super::model::doctor::Tally;
use super::model::entry::BROWSER;
use super::model::key::id;
use super::model::language::{may_be, reads_as};
use super::model::pace::Pace;
use super::persist::{self, Loaded};
use crate::account::{Presence, use_account};
use crate::api::error::ApiError;
use crate::browser::clock;
use crate::browser::lock::{self, Lock};
use leptos::prelude::*;
use std::collections::{HashMap, HashSet};
use std::future::poll_fn;
use std::task::{Poll, Waker};
use steadydesk_wire::{PlatformText, SessionId, TranslationFailure, UserId};
use wasm_bindgen_futures::spawn_local;

/// Milliseconds that messages wait for their translations from the disk, so that both are painted together.
const PATIENCE: u32 = 100;
/// Milliseconds that a tab waits for another one's question at most.
const LOCK: u32 = 40_000;

/// A message's text, as it is looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Source {
    pub(crate) text: String,
    pub(super) hash: String,
    /// What the platform attached.
    pub(super) attached: Option<PlatformText>,
}

/// Who has translated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Gateway,
    Platform,
    Browser,
}

/// Why a text is not translated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Why {
    Text(TranslationFailure),
    Api(ApiError),
}

/// What stands under a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shown {
    Nothing,
    /// Asked for, or about to be.
    Waiting,
    Text {
        text: String,
        language: String,
        by: By,
        /// Of another provider or version than the present one.
        older: bool,
    },
    Failed(Why),
}

/// A text that could not be translated.
#[derive(Debug)]
pub(super) struct Trouble {
    pub(super) why: Why,
    /// When it is tried again by itself; not before the operator asks for it, where nothing is said.
    pub(super) again: Option<f64>,
}

#[derive(Debug, Default)]
pub(super) struct Inner {
    pub(super) user: Option<UserId>,
    pub(super) books: Books,
    pub(super) wants: Vec<Want>,
    /// Texts under way, by languages and hash.
    pub(super) flying: HashSet<String>,
    pub(super) troubles: HashMap<String, Trouble>,
    /// Texts that were asked for anew once, so that an answer that is older again ends it.
    pub(super) renewed: HashSet<String>,
    pub(super) pace: Pace,
    pub(super) last_why: Option<Why>,
    /// Who translates at the gateway, as far as it has said.
    pub(super) maker: Option<String>,
    /// Nobody translates there.
    pub(super) off: bool,
    /// Stores that are no more: nothing of theirs is kept again.
    pub(super) gone: HashSet<String>,
    pub(super) tallies: HashMap<String, Tally>,
    pub(super) touched: HashSet<String>,
    pub(super) written: Option<u64>,
    waiting: Vec<Waker>,
    pub(super) timers: HashMap<&'static str, clock::Timer>,
}

/// A handle to the translations of whoever is signed in.
#[derive(Debug, Clone, Copy)]
pub struct Translations {
    pub(super) inner: StoredValue<Inner, LocalStorage>,
    /// Moves on whenever something has come.
    turn: RwSignal<u32>,
    pub(super) choices: Choices,
    presence: ReadSignal<Presence>,
}

/// Puts the translations into context, for as long as somebody is signed in.
pub fn provide_translations(user: UserId) -> Translations {
    let translations = new(Some(user));
    translations.begin();
    provide_context(translations);
    translations
}

/// The translations; without a user nothing is ever asked for or kept.
#[must_use]
pub fn use_translations() -> Translations {
    use_context().unwrap_or_else(|| new(None))
}

fn new(user: Option<UserId>) -> Translations {
    Translations {
        inner: StoredValue::new_local(Inner {
            user,
            ..Inner::default()
        }),
        turn: RwSignal::new(0),
        choices: choices(),
        presence: use_account().presence(),
    }
}

impl Translations {
    pub(super) fn with<T>(self, look: impl FnOnce(&mut Inner) -> T) -> Option<T> {
        self.inner.try_update_value(look)
    }

    /// Whose they are, as long as that person is signed in: sign-out has removed
    /// everything, and nothing may be put back.
    pub(super) fn alive(self) -> Option<UserId> {
        let user = self.with(|inner| inner.user.clone())??;
        let here = |presence: &Presence| matches!(presence, Presence::SignedIn(account) if account.id == user);
        (self.presence.try_with_untracked(here) == Some(true)).then_some(user)
    }

    pub(super) fn publish(self) {
        self.turn.try_update(|turn| *turn = turn.wrapping_add(1));
        for waker in self
            .with(|inner| std::mem::take(&mut inner.waiting))
            .unwrap_or_default()
        {
            waker.wake();
        }
    }

    /// Follows whatever comes.
    pub(crate) fn track(self) {
        // The rows of a thread may be told once more while everything ends.
        let _ = self.turn.try_get();
    }

    /// Calls `then` after a while; a later call of that name takes the place of an earlier one.
    pub(super) fn after(self, name: &'static str, milliseconds: u32, then: impl FnOnce() + 'static) {
        self.with(|inner| inner.timers.insert(name, clock::after(milliseconds, then)));
    }

    /// The lock of all tabs of this user.
    pub(super) async fn lock(self) -> Option<Lock> {
        let user = self.alive()?;
        lock::wait(&format!("steadydesk-translations-{user}"), LOCK).await
    }

    /// Opens a session's translations, from the disk where they are not in memory.
    pub(crate) fn open(self, session: &SessionId, region: &str) {
        let Some(user) = self.alive() else { return };
        let session = session.to_string();
        let new = self.with(|inner| {
            inner.touched.insert(session.clone());
            inner.books.open(&session, region)
        });
        self.settle_later();
        if new != Some(true) {
            return;
        }
        if let Some(loaded) = early::take(&user, &session) {
            return self.take_loaded(&session, loaded);
        }
        spawn_local(async move {
            let loaded = persist::load(user.as_str(), &session).await;
            self.take_loaded(&session, loaded);
        });
    }

    fn take_loaded(self, session: &str, loaded: Loaded) {
        self.with(|inner| {
            let Some(book) = inner.books.get_mut(session) else {
                return;
            };
            book.fill(loaded);
            let damaged = book.damaged;
            if damaged > 0 {
                let more = Tally {
                    damaged,
                    ..Tally::default()
                };
                inner.tally(session, more);
            }
        });
        self.publish();
    }

    /// Waits until a session's translations are here from the disk, but not for long.
    pub(crate) async fn ready(self, session: &SessionId) {
        let here = poll_fn(|context| {
            let is_here = self.with(|inner| {
                let here = inner.books.get(session.as_str()).is_none_or(|book| book.loaded);
                if !here {
                    inner.waiting.push(context.waker().clone());
                }
                here
            });
            if is_here == Some(false) {
                Poll::Pending
            } else {
                Poll::Ready(())
            }
        });
        let _ = clock::within(PATIENCE, here).await;
    }

    /// What stands under a message; follows whatever changes it.
    pub(super) fn shown(self, session: &str, source: &Source) -> Shown {
        self.track();
        if !self.choices.on() {
            return Shown::Nothing;
        }
        let to = self.choices.target();
        self.with(|inner| inner.shown(session, source, &to))
            .unwrap_or(Shown::Nothing)
    }

    /// Notes that a text was there when it was looked for.
    pub(super) fn found(self, session: &str) {
        self.with(|inner| {
            inner.tally(
                session,
                Tally {
                    hits: 1,
                    ..Tally::default()
                },
            );
        });
        self.settle_later();
    }

    /// Tries a text again at once.
    pub(super) fn retry(self, session: &str, source: &Source) {
        let to = untrack(move || self.choices.target());
        self.with(|inner| {
            if let Some(book) = inner.books.get(session) {
                let id = id(&book.pair(&to), &source.hash);
                inner.troubles.remove(&id);
            }
            inner.pace.hurry();
        });
        self.publish();
    }

    /// The buyer's language as far as it is known, and whether the operator said so; follows changes.
    pub(crate) fn buyer(self, session: &SessionId) -> (Option<String>, bool) {
        self.track();
        let known = self.with(|inner| {
            let book = inner.books.get(session.as_str())?;
            Some((book.known().of_buyer(), book.told.is_some()))
        });
        known.flatten().unwrap_or_default()
    }

    /// Says which language a session's buyer writes; the empty one is found out again.
    pub(crate) fn tell_language(self, session: &SessionId, tag: String) {
        let Some(user) = self.alive() else { return };
        self.with(|inner| {
            if let Some(book) = inner.books.get_mut(session.as_str()) {
                book.told = Some(tag.clone()).filter(|tag| !tag.is_empty());
            }
        });
        self.publish();
        let session = session.to_string();
        spawn_local(async move { persist::save_language(user.as_str(), &session, &tag).await });
    }
}

impl Inner {
    fn shown(&self, session: &str, source: &Source, to: &str) -> Shown {
        let Some(book) = self.books.get(session).filter(|book| book.loaded) else {
            return Shown::Nothing;
        };
        let pair = book.pair(to);
        if let Some(entry) = book.entry(&pair, &source.hash) {
            if entry.text.is_empty() || entry.text.trim() == source.text.trim() {
                return Shown::Nothing;
            }
            return Shown::Text {
                text: entry.text.clone(),
                language: to.to_owned(),
                by: if entry.maker == BROWSER {
                    By::Browser
                } else {
                    By::Gateway
                },
                older: self.maker.as_ref().is_some_and(|maker| *maker != entry.maker),
            };
        }
        if let Some(attached) = &source.attached {
            let fits = match &attached.language {
                Some(language) => reads_as(language, to),
                None => may_be(&attached.text, to),
            };
            if fits && attached.text.trim() != source.text.trim() {
                return Shown::Text {
                    text: attached.text.clone(),
                    language: to.to_owned(),
                    by: By::Platform,
                    older: false,
                };
            }
        }
        if book.known().is_read(&source.text, to) {
            return Shown::Nothing;
        }
        match self.troubles.get(&id(&pair, &source.hash)) {
            Some(trouble) => Shown::Failed(trouble.why.clone()),
            None if self.off => Shown::Nothing,
            None => Shown::Waiting,
        }
    }
}
