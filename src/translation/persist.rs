//! Translations on this computer's disk, and what is counted of them.
//!
//! Whoever changes them holds the one lock of all tabs, so that two tabs
//! neither ask for the same text nor count past each other.

use super::model::doctor::{Size, Tally};
use super::model::entry::{Damaged, Entry};
use super::model::key::{id, store_of};
use super::model::lru::{Weight, surplus};
use crate::browser::storage::{self, Kept, Named, Table};

/// Rows that are read at once, where all of them are.
const PAGE: u32 = 1_000;

/// What is kept in [`Table::Notes`], under `[user, name, store, …]`.
const SIZES: &str = "translated";
const TALLIES: &str = "translation-tally";
const LANGUAGES: &str = "buyer-language";
/// Stores whose entries are being deleted.
const DOOMED: &str = "translation-doomed";
/// Who translates at the gateway.
const MAKER: &str = "translator";

/// What the disk has of a session.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) rows: Vec<Result<Entry, Damaged>>,
    pub(super) bytes: u64,
    /// The language that the operator said the buyer writes.
    pub(super) told: Option<String>,
}

/// Reads a session's entries.
pub(super) async fn load(user: &str, session: &str) -> Loaded {
    let told = language(user, session).await;
    let rows = storage::rows(Table::Translations, &[user, store_of(session), session]).await;
    let bytes = rows.iter().map(|row| weight(row)).sum();
    Loaded {
        rows: rows.iter().map(|row| Entry::read(row)).collect(),
        bytes,
        told,
    }
}

/// About how many bytes a row takes, with its keys.
pub(super) fn weight(row: &str) -> u64 {
    row.len() as u64 + 200
}

fn key(user: &str, session: &str, entry: &Entry) -> Vec<String> {
    [user, store_of(session), session, &entry.pair, &entry.hash]
        .map(str::to_owned)
        .to_vec()
}

/// Keeps entries of sessions.
pub(super) async fn save(user: &str, entries: &[(String, Entry)]) -> Kept {
    let named = |(session, entry): &(String, Entry)| Named {
        key: key(user, session, entry),
        name: vec![user.to_owned(), entry.id()],
        text: entry.row(),
    };
    let rows: Vec<Named> = entries.iter().map(named).collect();
    storage::put_named(Table::Translations, &rows).await
}

/// What any session has of these texts, by languages and hash.
pub(super) async fn find(user: &str, texts: &[(&str, &str)]) -> Vec<Option<Entry>> {
    let names: Vec<_> = texts
        .iter()
        .map(|(pair, hash)| vec![user.to_owned(), id(pair, hash)])
        .collect();
    let found = storage::find(Table::Translations, &names).await;
    let read = |(row, (pair, hash)): (Option<String>, &(&str, &str))| {
        let entry = Entry::read(&row?).ok()?;
        (entry.pair == *pair && entry.hash == *hash).then_some(entry)
    };
    found.into_iter().zip(texts).map(read).collect()
}

async fn note(user: &str, name: &str, under: &[&str], row: String) {
    let key = [user, name]
        .iter()
        .chain(under)
        .map(|part| (*part).to_owned())
        .collect();
    storage::put(Table::Notes, vec![(key, row)]).await;
}

async fn noted(user: &str, name: &str, under: &[&str]) -> Option<String> {
    let key: Vec<&str> = [user, name].iter().chain(under).copied().collect();
    storage::rows(Table::Notes, &key).await.into_iter().next()
}

/// Notes how much a session has.
pub(super) async fn save_size(user: &str, session: &str, size: Size) {
    note(user, SIZES, &[store_of(session), session], size.row()).await;
}

/// Adds to what is counted of a store.
pub(super) async fn add_tally(user: &str, store: &str, more: Tally) {
    let mut tally = noted(user, TALLIES, &[store])
        .await
        .map(|row| Tally::read(&row))
        .unwrap_or_default();
    tally.add(more);
    note(user, TALLIES, &[store], tally.row()).await;
}

async fn language(user: &str, session: &str) -> Option<String> {
    noted(user, LANGUAGES, &[store_of(session), session])
        .await
        .filter(|tag| !tag.is_empty())
}

/// Notes it; the empty one is found out from the texts again.
pub(super) async fn save_language(user: &str, session: &str, tag: &str) {
    note(user, LANGUAGES, &[store_of(session), session], tag.to_owned()).await;
}

/// Who translated when the gateway was asked last.
pub(super) async fn maker(user: &str) -> Option<String> {
    noted(user, MAKER, &[]).await
}

pub(super) async fn save_maker(user: &str, maker: &str) {
    note(user, MAKER, &[], maker.to_owned()).await;
}

/// All rows of a kind of notes, behind user and name.
async fn all_noted(user: &str, name: &str) -> Vec<(Vec<String>, String)> {
    let mut all = Vec::new();
    let mut after: Option<Vec<String>> = None;
    loop {
        let page = storage::page(Table::Notes, &[user, name], after.as_deref(), PAGE).await;
        let whole = page.len() == PAGE as usize;
        after = page.last().map(|(key, _)| key.clone());
        all.extend(
            page.into_iter()
                .map(|(key, row)| (key.into_iter().skip(2).collect(), row)),
        );
        if !whole {
            return all;
        }
    }
}

/// Every session that has entries, with its size.
pub(super) async fn sizes(user: &str) -> Vec<(String, Size)> {
    let rows = all_noted(user, SIZES).await.into_iter();
    rows.filter_map(|(key, row)| Some((key.into_iter().nth(1)?, Size::read(&row))))
        .collect()
}

/// Every store's counters.
pub(super) async fn tallies(user: &str) -> Vec<(String, Tally)> {
    let rows = all_noted(user, TALLIES).await.into_iter();
    rows.filter_map(|(key, row)| Some((key.into_iter().next()?, Tally::read(&row))))
        .collect()
}

/// Deletes what was used last the longest ago, so that `room` of what `total`
/// says stays; never the open sessions'. Whether anything was deleted.
pub(super) async fn evict(user: &str, open: &[String], room: impl Fn(u64) -> u64) -> bool {
    let sizes = sizes(user).await;
    let weights = sizes.iter().enumerate().map(|(at, (session, size))| Weight {
        at,
        bytes: size.bytes,
        used: size.used,
        open: open.contains(session),
    });
    let total = sizes.iter().map(|(_, size)| size.bytes).sum();
    let gone = surplus(weights.collect(), room(total));
    for at in &gone {
        let (session, size) = &sizes[*at];
        let store = store_of(session);
        storage::delete(Table::Translations, &[user, store, session]).await;
        storage::delete(Table::Notes, &[user, SIZES, store, session]).await;
        add_tally(
            user,
            store,
            Tally {
                evicted: size.count,
                ..Tally::default()
            },
        )
        .await;
    }
    !gone.is_empty()
}

/// Deletes a store's entries. Noted before it begins: what is not finished goes on at the next start.
pub(super) async fn delete_store(user: &str, store: &str) {
    note(user, DOOMED, &[store], String::new()).await;
    storage::delete(Table::Translations, &[user, store]).await;
    for name in [SIZES, TALLIES, LANGUAGES, DOOMED] {
        storage::delete(Table::Notes, &[user, name, store]).await;
    }
}

/// The stores whose deletion was begun and not finished.
pub(super) async fn doomed(user: &str) -> Vec<String> {
    let rows = all_noted(user, DOOMED).await.into_iter();
    rows.filter_map(|(key, _)| key.into_iter().next()).collect()
}

/// Deletes all entries of the user; what was said of the buyers' languages stays.
pub(super) async fn clear(user: &str) {
    storage::delete(Table::Translations, &[user]).await;
    for name in [SIZES, TALLIES] {
        storage::delete(Table::Notes, &[user, name]).await;
    }
}

/// A page of all entries, behind a key: each row's key, and what is in it.
pub(super) async fn page(
    user: &str,
    after: Option<&[String]>,
    limit: u32,
) -> Vec<(Vec<String>, Result<Entry, Damaged>)> {
    let rows = storage::page(Table::Translations, &[user], after, limit).await;
    rows.into_iter().map(checked).collect()
}

/// The same, of one session.
pub(super) async fn session_page(user: &str, session: &str) -> Vec<(Vec<String>, Result<Entry, Damaged>)> {
    let under = [user, store_of(session), session];
    let rows = storage::page(Table::Translations, &under, None, u32::MAX).await;
    rows.into_iter().map(checked).collect()
}

/// A row's key, and what is in it. A whole entry in another's place is no entry either.
fn checked((key, row): (Vec<String>, String)) -> (Vec<String>, Result<Entry, Damaged>) {
    let entry = Entry::read(&row).and_then(|entry| {
        let is_there = key.get(3) == Some(&entry.pair) && key.get(4) == Some(&entry.hash);
        if is_there { Ok(entry) } else { Err(Damaged) }
    });
    (key, entry)
}

/// Deletes one row.
pub(super) async fn delete(key: &[String]) {
    let key: Vec<&str> = key.iter().map(String::as_str).collect();
    storage::delete(Table::Translations, &key).await;
}

/// Deletes a session's entries.
pub(super) async fn delete_session(user: &str, session: &str) {
    let store = store_of(session);
    storage::delete(Table::Translations, &[user, store, session]).await;
    for name in [SIZES, LANGUAGES] {
        storage::delete(Table::Notes, &[user, name, store, session]).await;
    }
}
