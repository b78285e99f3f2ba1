//! What the console keeps on this computer's disk: one IndexedDB database.
//!
//! Everything belongs to a user: each key begins with the user's id, and
//! [`wipe`] removes one user's rows at sign-out. Rows are texts under a key of
//! our own, so that a row's form can change without a new database; each room
//! gives its rows their form in its `persist.rs`.
//!
//! The database's name carries its version and going to another one copies, so
//! that an earlier console finds its own as it left it (`disk` opens it).
//!
//! Where the browser refuses the disk, or it is full and the translations that
//! were thrown out for it were not enough, rows are kept in memory and what was
//! deleted is kept in mind; no caller has to know. The disk is tried again now
//! and then, and takes all of that over once it works.

use super::clock;
use super::disk::{self, Opened, Refused, Work, key_of, named, parts_of, range, text_of};
use super::reopen::PROBE;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use steadydesk_wire::UserId;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

/// A kind of rows. Every key begins with the user's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    /// Texts begun and not sent, under `[user, store, session]`.
    Drafts,
    /// Messages that the gateway does not have yet, under `[user, id]`.
    Outbox,
    /// How the desk looked when it was left, under `[user, tab]`.
    Views,
    /// Translated messages, under `[user, store, session, languages, text's hash]`;
    /// found under `[user, languages, text's hash]` too.
    Translations,
    /// Small things of a user that have no table of their own, under `[user, name, …]`.
    Notes,
}

impl Table {
    /// All of them. One left out here would be deleted with its data.
    pub(super) const ALL: [Self; 5] = [Self::Drafts, Self::Outbox, Self::Views, Self::Translations, Self::Notes];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Drafts => "drafts",
            Self::Outbox => "outbox",
            Self::Views => "views",
            Self::Translations => "translations",
            Self::Notes => "notes",
        }
    }

    /// A cache can be filled again: what the disk does not take of it is let go.
    fn is_cache(self) -> bool {
        self == Self::Translations
    }
}

/// A row to be put: its key and its text.
pub type Row = (Vec<String>, String);

/// A row that is found under a name beside its key.
#[derive(Debug, Clone)]
pub struct Named {
    pub key: Vec<String>,
    pub name: Vec<String>,
    pub text: String,
}

type Memory = BTreeMap<(Table, Vec<String>), String>;
type Freed = Pin<Box<dyn Future<Output = bool>>>;
type Watch = Rc<dyn Fn(News)>;
type MakeRoom = Rc<dyn Fn() -> Freed>;

thread_local! {
    static MEMORY: RefCell<Memory> = const { RefCell::new(BTreeMap::new()) };
    /// What was deleted while the disk could not be told.
    static DELETED: RefCell<Vec<(Table, Vec<String>)>> = const { RefCell::new(Vec::new()) };
    static FULL: Cell<bool> = const { Cell::new(false) };
    static WATCH: RefCell<Option<Watch>> = const { RefCell::new(None) };
    static MAKE_ROOM: RefCell<Option<MakeRoom>> = const { RefCell::new(None) };
    static PROBING: RefCell<Option<clock::Timer>> = const { RefCell::new(None) };
}

/// What is said of where rows are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// The browser refuses the disk: a reload loses what is written from now on.
    Refused,
    /// The disk is full, with the same end.
    Full,
    /// The disk has everything again.
    OnDisk,
}

/// Calls `then` when rows have to be kept in memory, and when they are on disk again.
pub fn watch(then: impl Fn(News) + 'static) {
    if disk::is_given_up() {
        then(News::Refused);
    }
    WATCH.set(Some(Rc::new(then)));
}

/// Calls `make_room` when the disk is full; it says whether it has thrown anything out.
pub fn on_full(make_room: impl Fn() -> Freed + 'static) {
    MAKE_ROOM.set(Some(Rc::new(make_room)));
}

/// Opens the database early, beside the start of the console: the first access costs up to 170 ms.
pub async fn open() {
    ready().await;
}

/// Where rows are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Not asked for yet.
    Nowhere,
    OnDisk,
    /// The browser refuses the disk: until the page closes, or the disk works again.
    InMemory,
}

/// Where rows are kept.
#[must_use]
pub fn kept() -> Kept {
    if disk::is_given_up() || FULL.get() {
        Kept::InMemory
    } else if disk::is_open() {
        Kept::OnDisk
    } else {
        Kept::Nowhere
    }
}

/// All rows whose keys begin so, in the keys' order (those in memory first).
pub async fn rows(table: Table, under: &[&str]) -> Vec<String> {
    let stored = match range(under, None) {
        Some(range) => run(table, Work::All(range)).await.unwrap_or_default(),
        None => Vec::new(),
    };
    // Read after the disk: what has just gone over to it would be missed in between.
    let mut rows: Vec<String> = MEMORY.with_borrow(|memory| {
        let here = memory
            .iter()
            .filter(|((of, key), _)| *of == table && begins(key, under));
        here.map(|(_, row)| row.clone()).collect()
    });
    rows.extend(stored.iter().filter_map(text_of));
    rows
}

/// The rows on disk whose keys begin so, with their keys, at most `limit` of them, behind the key `after`.
pub async fn page(table: Table, under: &[&str], after: Option<&[String]>, limit: u32) -> Vec<Row> {
    let Some(range) = range(under, after) else {
        return Vec::new();
    };
    let found = run(table, Work::Keyed(range, limit)).await.unwrap_or_default();
    let row = |pair: &[JsValue]| match pair {
        // A text that is none is a row all the same: a damaged one.
        [key, row] => Some((parts_of(key), text_of(row).unwrap_or_default())),
        _ => None,
    };
    found.chunks(2).filter_map(row).collect()
}

/// The first row on disk under each of these names.
pub async fn find(table: Table, names: &[Vec<String>]) -> Vec<Option<String>> {
    let keys = names.iter().map(|name| key_of(name)).collect();
    let found = run(table, Work::Find(keys)).await.unwrap_or_default();
    (0..names.len()).map(|at| found.get(at).and_then(text_of)).collect()
}

/// Puts rows in place of earlier ones under the same keys, all of them or none. Where they are now.
pub async fn put(table: Table, rows: Vec<Row>) -> Kept {
    let work = rows.iter().map(|(key, row)| (JsValue::from_str(row), key_of(key)));
    let written = run(table, Work::Put(work.collect())).await.is_some();
    MEMORY.with_borrow_mut(|memory| {
        for (key, row) in rows {
            if written {
                memory.remove(&(table, key));
            } else if !table.is_cache() {
                memory.insert((table, key), row);
            }
        }
    });
    if !written {
        probe();
    }
    if written { Kept::OnDisk } else { Kept::InMemory }
}

/// Puts rows that are found under a name too. What the disk does not take is let go.
pub async fn put_named(table: Table, rows: &[Named]) -> Kept {
    let work = rows.iter().map(|row| (named(&row.text, &row.name), key_of(&row.key)));
    match run(table, Work::Put(work.collect())).await {
        Some(_) => Kept::OnDisk,
        None => Kept::InMemory,
    }
}

/// Deletes the row under a key, and all rows whose keys begin with it.
pub async fn delete(table: Table, under: &[&str]) {
    let forget = || {
        MEMORY.with_borrow_mut(|memory| memory.retain(|(of, key), _| *of != table || !begins(key, under)));
    };
    forget();
    let Some(range) = range(under, None) else { return };
    if run(table, Work::Delete(range)).await.is_none() {
        forget();
        let under = under.iter().map(|part| (*part).to_owned()).collect();
        DELETED.with_borrow_mut(|deleted| deleted.push((table, under)));
        probe();
    }
}

/// Forgets everything of a user.
pub async fn wipe(user: &UserId) {
    for table in Table::ALL {
        delete(table, &[user.as_str()]).await;
    }
}

/// Runs one transaction, and brings what it read; nothing where it failed. A
/// handle that has died is opened anew, twice; where the disk is full, others
/// make room.
fn run(table: Table, work: Work) -> Pin<Box<dyn Future<Output = Option<Vec<JsValue>>>>> {
    Box::pin(async move {
        let mut full = false;
        for _ in 0..4 {
            if !ready().await {
                return None;
            }
            full = match disk::run(table, &work).await {
                Ok(rows) => return Some(rows),
                Err(why) => why == Refused::Full,
            };
            if full && !make_room().await {
                break;
            }
        }
        if full && !table.is_cache() && !FULL.replace(true) {
            tell(News::Full);
        }
        None
    })
}

/// Has others throw something out; whether they have.
async fn make_room() -> bool {
    // Taken while it is called: what it does itself must not call it.
    let Some(make_room) = MAKE_ROOM.take() else {
        return false;
    };
    let freed = make_room().await;
    MAKE_ROOM.with_borrow_mut(|place| {
        place.get_or_insert(make_room);
    });
    freed
}

/// Whether the database is open, and has taken over what was kept for it.
async fn ready() -> bool {
    if !disk::is_open() {
        match disk::open().await {
            Opened::GivenUp => {
                tell(News::Refused);
                probe();
            }
            Opened::Open { back } => {
                if carry_over().await && back {
                    tell(News::OnDisk);
                }
            }
            Opened::Same => {}
        }
    }
    // Before anything is put where something has still to be deleted.
    if disk::is_open() && DELETED.with_borrow(|deleted| !deleted.is_empty()) {
        carry_over().await;
    }
    disk::is_open()
}

/// Tells the disk what happened while it could not be told; whether it has all of it.
async fn carry_over() -> bool {
    for (table, under) in DELETED.with_borrow(Clone::clone) {
        let parts: Vec<&str> = under.iter().map(String::as_str).collect();
        let Some(range) = range(&parts, None) else { continue };
        if disk::run(table, &Work::Delete(range)).await.is_err() {
            probe();
            return false;
        }
        DELETED.with_borrow_mut(|deleted| {
            if let Some(at) = deleted.iter().position(|one| *one == (table, under.clone())) {
                deleted.remove(at);
            }
        });
    }
    for table in Table::ALL {
        let rows: Vec<_> = MEMORY.with_borrow(|memory| {
            let of_it = memory.iter().filter(|((of, _), _)| *of == table);
            of_it.map(|((_, key), row)| (key.clone(), row.clone())).collect()
        });
        if rows.is_empty() {
            continue;
        }
        let work = rows.iter().map(|(key, row)| (JsValue::from_str(row), key_of(key)));
        if disk::run(table, &Work::Put(work.collect())).await.is_err() {
            probe();
            return false;
        }
        MEMORY.with_borrow_mut(|memory| {
            for (key, row) in rows {
                // What was put meanwhile is newer.
                if memory.get(&(table, key.clone())) == Some(&row) {
                    memory.remove(&(table, key));
                }
            }
        });
    }
    FULL.set(false);
    true
}

/// Tries the disk again after a while, for as long as it does not have everything.
fn probe() {
    if PROBING.with_borrow(Option::is_some) {
        return;
    }
    let then = || {
        spawn_local(async {
            PROBING.set(None);
            let was_full = FULL.get();
            let has_all = ready().await && carry_over().await;
            if has_all && was_full {
                tell(News::OnDisk);
            }
            if !has_all {
                probe();
            }
        });
    };
    PROBING.set(Some(clock::after(PROBE, then)));
}

fn tell(news: News) {
    // Cloned out first: whoever is told may use the disk.
    if let Some(watch) = WATCH.with_borrow(Clone::clone) {
        watch(news);
    }
}

fn begins(key: &[String], under: &[&str]) -> bool {
    key.len() >= under.len() && key.iter().zip(under).all(|(part, wanted)| part == wanted)
}
