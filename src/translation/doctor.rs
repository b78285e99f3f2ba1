//! The cache doctor: what is kept, whether it is whole, and ways in and out.
//! Whatever goes through all entries does so a page at a time and lets the
//! browser paint in between.

use super::model::doctor::{Size, Tally};
use super::model::entry::Entry;
use super::model::key::store_of;
use super::model::transfer::{Fault, Sessions, Writer};
use super::persist;
use super::state::{Translations, use_translations};
use crate::browser::clock;
use leptos::prelude::*;
use std::collections::BTreeMap;
use wasm_bindgen_futures::spawn_local;

/// Entries that are looked at without a pause: some milliseconds' work.
const PAGE: u32 = 250;
/// Entries that are written at once.
const BATCH: usize = 250;

/// A store's line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Line {
    pub(super) store: String,
    pub(super) size: Size,
    pub(super) tally: Tally,
}

/// What the doctor says of the last thing that was asked of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Word {
    Nothing,
    Verifying(u64),
    Verified { count: u64, damaged: u64 },
    Repaired(u64),
    Cleared,
    Imported(u64),
    NotImported(usize, Fault),
    NotRead,
}

/// A handle to the doctor.
#[derive(Debug, Clone, Copy)]
pub(super) struct Doctor {
    translations: Translations,
    pub(super) lines: RwSignal<Vec<Line>>,
    pub(super) word: RwSignal<Word>,
    /// The sessions in which damaged entries were found.
    pub(super) broken: RwSignal<Vec<String>>,
    pub(super) busy: RwSignal<bool>,
}

pub(super) fn doctor() -> Doctor {
    let doctor = Doctor {
        translations: use_translations(),
        lines: RwSignal::new(Vec::new()),
        word: RwSignal::new(Word::Nothing),
        broken: RwSignal::new(Vec::new()),
        busy: RwSignal::new(false),
    };
    doctor.look();
    doctor
}

impl Doctor {
    pub(super) fn user(self) -> String {
        self.translations
            .alive()
            .map(|user| user.to_string())
            .unwrap_or_default()
    }

    /// Reads the counters.
    pub(super) fn look(self) {
        spawn_local(async move { self.read().await });
    }

    async fn read(self) {
        self.translations.settle_now().await;
        let user = self.user();
        let mut lines: BTreeMap<String, Line> = BTreeMap::new();
        for (session, size) in persist::sizes(&user).await {
            let line = lines.entry(store_of(&session).to_owned()).or_default();
            line.size.count += size.count;
            line.size.bytes += size.bytes;
        }
        for (store, tally) in persist::tallies(&user).await {
            lines.entry(store).or_default().tally = tally;
        }
        let with_store = |(store, line): (String, Line)| Line { store, ..line };
        self.lines.try_set(lines.into_iter().map(with_store).collect());
    }

    /// One thing at a time; whether this one may begin.
    fn begins(self) -> bool {
        let free = self.busy.try_update(|busy| !std::mem::replace(busy, true));
        free == Some(true)
    }

    async fn ends(self, word: Word) {
        self.read().await;
        // Free again before it is said: the next press counts.
        self.busy.try_set(false);
        self.word.try_set(word);
    }

    /// Reads every entry and says how many are damaged, and in which sessions. Counts them anew on the way.
    pub(super) fn verify(self) {
        if !self.begins() {
            return;
        }
        spawn_local(async move {
            let user = self.user();
            let (mut count, mut damaged) = (0, 0);
            let mut broken: Vec<String> = Vec::new();
            let mut after = None;
            loop {
                let page = persist::page(&user, after.as_deref(), PAGE).await;
                let Some((last, _)) = page.last() else { break };
                after = Some(last.clone());
                count += page.len() as u64;
                for (key, entry) in page {
                    let session = key.get(2).cloned().unwrap_or_default();
                    if entry.is_err() {
                        damaged += 1;
                        if broken.last() != Some(&session) {
                            broken.push(session);
                        }
                    }
                }
                if self.word.try_set(Word::Verifying(count)).is_some() {
                    // The page was left.
                    return;
                }
                clock::pause().await;
            }
            self.broken.try_set(broken);
            self.ends(Word::Verified { count, damaged }).await;
        });
    }

    /// Removes the damaged entries of a session: they are translated anew when they are seen.
    pub(super) fn repair(self, session: String) {
        if !self.begins() {
            return;
        }
        spawn_local(async move {
            let user = self.user();
            let lock = self.translations.lock().await;
            let mut removed = 0;
            for (key, entry) in self.entries_of(&user, &session).await {
                if entry.is_none() {
                    persist::delete(&key).await;
                    removed += 1;
                }
            }
            drop(lock);
            self.broken
                .try_update(|broken| broken.retain(|other| *other != session));
            self.ends(Word::Repaired(removed)).await;
        });
    }

    async fn entries_of(self, user: &str, session: &str) -> Vec<(Vec<String>, Option<Entry>)> {
        let rows = persist::session_page(user, session).await;
        rows.into_iter().map(|(key, entry)| (key, entry.ok())).collect()
    }

    /// Deletes everything.
    pub(super) fn clear(self) {
        if !self.begins() {
            return;
        }
        spawn_local(async move {
            let user = self.user();
            {
                let _lock = self.translations.lock().await;
                self.translations.forget_all();
                persist::clear(&user).await;
            }
            self.broken.try_set(Vec::new());
            self.ends(Word::Cleared).await;
        });
    }

    /// Writes everything into one file and hands it over.
    pub(super) fn export(self, hand_over: impl Fn(String) + 'static) {
        if !self.begins() {
            return;
        }
        spawn_local(async move {
            let user = self.user();
            let mut writer = Writer::default();
            let mut session: Option<(String, Vec<Entry>)> = None;
            let mut after = None;
            loop {
                let page = persist::page(&user, after.as_deref(), PAGE).await;
                let Some((last, _)) = page.last() else { break };
                after = Some(last.clone());
                for (key, entry) in page {
                    let id = key.get(2).cloned().unwrap_or_default();
                    if session.as_ref().is_none_or(|(present, _)| *present != id)
                        && let Some((done, entries)) = session.replace((id.clone(), Vec::new()))
                    {
                        writer.session([&user, store_of(&done), &done], &entries);
                    }
                    // What is damaged is of no use elsewhere.
                    if let (Some((_, entries)), Ok(entry)) = (&mut session, entry) {
                        entries.push(entry);
                    }
                }
                clock::pause().await;
            }
            if let Some((done, entries)) = session {
                writer.session([&user, store_of(&done), &done], &entries);
            }
            hand_over(writer.end());
            self.busy.try_set(false);
        });
    }

    /// Takes over what a file holds: all of it, or nothing where something in it is wrong.
    pub(super) fn import(self, file: Option<String>) {
        if !self.begins() {
            return;
        }
        spawn_local(async move {
            let user = self.user();
            let word = match file.as_deref().map(|file| super::model::transfer::read(file, &user)) {
                None => Word::NotRead,
                Some(Err((line, fault))) => Word::NotImported(line, fault),
                Some(Ok(sessions)) => Word::Imported(self.take(&user, sessions).await),
            };
            self.ends(word).await;
        });
    }

    async fn take(self, user: &str, sessions: Sessions) -> u64 {
        let _lock = self.translations.lock().await;
        // What is in memory is read again from the disk.
        self.translations.forget_all();
        let mut count = 0;
        for ([_, _, session], entries) in sessions {
            count += entries.len() as u64;
            let rows: Vec<_> = entries.into_iter().map(|entry| (session.clone(), entry)).collect();
            for batch in rows.chunks(BATCH) {
                persist::save(user, batch).await;
                clock::pause().await;
            }
            let loaded = persist::load(user, &session).await;
            let size = Size {
                count: loaded.rows.iter().filter(|row| row.is_ok()).count() as u64,
                bytes: loaded.bytes,
                used: clock::gateway_now().0,
            };
            persist::save_size(user, &session, size).await;
        }
        count
    }
}
