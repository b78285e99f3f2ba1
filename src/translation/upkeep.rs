//! What goes on beside the thread: what was counted is written down, what is
//! too much goes, and so does whatever belongs to a store that is no more.

use super::model::doctor::{Size, Tally};
use super::model::key::store_of;
use super::model::lru::ON_DISK;
use super::persist;
use super::state::{Inner, Translations, Why};
use crate::api::live::{Connection, Notice, use_live};
use crate::api::stores;
use crate::browser::{clock, storage};
use crate::ui::live::effect;
use std::collections::HashSet;
use steadydesk_wire::{Change, Standing, StandingsQuestion, StoreId};
use wasm_bindgen_futures::spawn_local;

/// Milliseconds after which what was counted is written down.
const SETTLE: u32 = 2_000;
/// Milliseconds after the start at which the gateway is asked which stores are no more.
const CLEAN_UP: u32 = 10_000;
/// Written bytes after which it is seen to that not too much is on disk.
const CHECK: u64 = 1 << 20;

impl Translations {
    pub(super) fn begin(self) {
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
            let most = ON_DISK;
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
}
