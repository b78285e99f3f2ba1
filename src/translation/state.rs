//! Translations as the thread asks for them: found in memory, else on disk,
//! else asked for, each text once (`flight`). A message looks its text up by
//! its session, its hash and the language in force, so that whatever comes late
//! can land nowhere else.

use super::books::Books;
use super::choices::{Choices, choices};
use super::early;
use super::flight::Want;
use super::model::doctor::{Size, Tally};
use super::model::entry::BROWSER;
use super::model::key::{id, store_of};
use super::model::language::{may_be, reads_as};
use super::model::pace::Pace;
use super::persist::{self, Loaded};
use crate::account::{Presence, use_account};
use crate::api::error::ApiError;
use crate::api::live::{Connection, Notice, use_live};
use crate::api::stores;
use crate::browser::lock::{self, Lock};
use crate::browser::{clock, storage};
use crate::ui::live::effect;
use leptos::prelude::*;
use std::collections::{HashMap, HashSet};
use std::future::poll_fn;
use std::task::{Poll, Waker};
use steadydesk_wire::{
    Change, PlatformText, SessionId, Standing, StandingsQuestion, StoreId, TranslationFailure, UserId,
};
use wasm_bindgen_futures::spawn_local;

/// Milliseconds that messages wait for their translations from the disk, so that both are painted together.
const PATIENCE: u32 = 100;
/// Milliseconds after which what was counted is written down.
const SETTLE: u32 = 2_000;
/// Milliseconds after the start at which the gateway is asked which stores are no more.
const CLEAN_UP: u32 = 10_000;
/// Milliseconds that a tab waits for another one's question at most.
const LOCK: u32 = 40_000;
/// Written bytes after which it is seen to that not too much is on disk.
const CHECK: u64 = 1 << 20;

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
    gone: HashSet<String>,
    tallies: HashMap<String, Tally>,
    touched: HashSet<String>,
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
    fn begin(self) {
        let live = use_live();
        live.subscribe(move |notice| {
            let Notice::Change(event) = notice else { return };
            match &event.change {
                Change::StoreGone { store } => self.forget_store(store.to_string()),
                Change::SessionGone { session, .. } => self.forget_session(session.to_string()),
                _ => {}
            }
        });
        effect(move || {
            if live.connection() == Connection::Open {
                // What failed for want of a network is tried at once.
                self.with(|inner| {
                    inner.pace.hurry();
                    inner.troubles.retain(|_, trouble| !matches!(trouble.why, Why::Api(_)));
                });
                self.publish();
            }
        });
        storage::on_full(move || {
            Box::pin(async move {
                let Some((user, open)) = self.with(|inner| (inner.user.clone(), open_in(inner))) else {
                    return false;
                };
                // A tenth at a time: the disk is full now and then, the work is lost for good.
                let Some(user) = user else { return false };
                persist::evict(user.as_str(), &open, |total| total - total.div_ceil(10)).await
            })
        });
        self.after("clean-up", CLEAN_UP, move || spawn_local(self.clean_up()));
        spawn_local(async move {
            let Some(user) = self.alive() else { return };
            let maker = persist::maker(user.as_str()).await;
            self.with(|inner| inner.maker = inner.maker.take().or(maker));
            self.publish();
            for store in persist::doomed(user.as_str()).await {
                let _lock = self.lock().await;
                persist::delete_store(user.as_str(), &store).await;
            }
        });
    }

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
    pub(super) fn track(self) {
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
            )
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

    pub(super) fn settle_later(self) {
        let waits = self.with(|inner| inner.timers.contains_key("settle"));
        if waits == Some(false) {
            self.after("settle", SETTLE, move || spawn_local(self.settle()));
        }
    }

    /// The same at once.
    pub(super) async fn settle_now(self) {
        self.settle().await;
    }

    /// Forgets what is in memory; the open sessions' are read from the disk again.
    pub(super) fn forget_all(self) {
        let books = self.with(|inner| {
            inner.touched.clear();
            inner.renewed.clear();
            inner.books.empty()
        });
        self.publish();
        if let Some((session, region)) = books.and_then(|mut books| books.pop())
            && let Ok(session) = session.parse()
        {
            clock::soon(move || self.open(&session, &region));
        }
    }

    /// Writes down what was counted, and sees to it that not too much is on disk.
    async fn settle(self) {
        self.with(|inner| inner.timers.remove("settle"));
        let _lock = self.lock().await;
        let (Some(user), Some((tallies, sizes, check))) = (self.alive(), self.with(Inner::unsettled)) else {
            return;
        };
        let user = user.as_str();
        for (store, tally) in tallies {
            persist::add_tally(user, &store, tally).await;
        }
        for (session, size) in sizes {
            persist::save_size(user, &session, size).await;
        }
        if check {
            let open = self.with(|inner| open_in(inner)).unwrap_or_default();
            let most = super::model::lru::ON_DISK;
            // Not at every word once it is full: down to nine tenths.
            persist::evict(user, &open, |total| if total > most { most / 10 * 9 } else { total }).await;
        }
    }

    /// Deletes what is here of a store that is no more.
    fn forget_store(self, store: String) {
        let Some(user) = self.alive() else { return };
        self.with(|inner| {
            inner.gone.insert(store.clone());
            inner.books.retain(|session| store_of(session) != store);
        });
        self.publish();
        spawn_local(async move {
            // Not behind another tab's question, which may take its time: whoever keeps something looks first whether the store is gone.
            persist::delete_store(user.as_str(), &store).await;
        });
    }

    fn forget_session(self, session: String) {
        let Some(user) = self.alive() else { return };
        self.with(|inner| inner.books.retain(|other| other != session));
        self.publish();
        spawn_local(async move { persist::delete_session(user.as_str(), &session).await });
    }

    /// Deletes the entries of stores that went while no console was open.
    async fn clean_up(self) {
        let Some(user) = self.alive() else { return };
        let stores: HashSet<String> = persist::sizes(user.as_str())
            .await
            .iter()
            .map(|(session, _)| store_of(session).to_owned())
            .collect();
        let ids: Vec<StoreId> = stores.iter().filter_map(|store| store.parse().ok()).take(500).collect();
        if ids.is_empty() {
            return;
        }
        let question = StandingsQuestion {
            ids,
            platform: None,
            region: None,
            status: None,
            q: None,
        };
        // Where the gateway cannot be asked, the next start does.
        let Ok(answer) = stores::standings(&question, None).await else {
            return;
        };
        for one in answer.items {
            if matches!(one.standing, Standing::Deleted | Standing::NotYours) {
                self.forget_store(one.id.to_string());
            }
        }
    }

    /// Whether nothing of that session may be kept any more.
    pub(super) fn is_gone(self, session: &str) -> bool {
        self.with(|inner| inner.gone.contains(store_of(session))) != Some(false)
    }
}

/// The sessions whose entries stay, whatever has to go.
fn open_in(inner: &Inner) -> Vec<String> {
    inner.books.current().map(str::to_owned).into_iter().collect()
}

/// What is to be written down: the stores' counters, the sessions' sizes, and whether too much may be on disk.
type Unsettled = (Vec<(String, Tally)>, Vec<(String, Size)>, bool);

impl Inner {
    pub(super) fn tally(&mut self, session: &str, more: Tally) {
        self.tallies.entry(store_of(session).to_owned()).or_default().add(more);
    }

    pub(super) fn touch(&mut self, session: &str, bytes: u64) {
        self.touched.insert(session.to_owned());
        // The first ones count as many: what is there from before is not known.
        *self.written.get_or_insert(CHECK) += bytes;
    }

    fn unsettled(&mut self) -> Unsettled {
        let tallies = std::mem::take(&mut self.tallies).into_iter();
        let tallies = tallies.filter(|(store, _)| !self.gone.contains(store)).collect();
        let used = clock::gateway_now().0;
        let mut sizes = Vec::new();
        let books = &self.books;
        self.touched.retain(|session| match books.get(session) {
            // Not all of it is here yet: later.
            Some(book) if !book.loaded => true,
            Some(book) if book.count() > 0 => {
                sizes.push((
                    session.clone(),
                    Size {
                        count: book.count(),
                        bytes: book.bytes,
                        used,
                    },
                ));
                false
            }
            _ => false,
        });
        let check = self.written.is_some_and(|written| written >= CHECK);
        if check {
            self.written = Some(0);
        }
        (tallies, sizes, check)
    }

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
