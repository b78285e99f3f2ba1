//! What the console keeps on this computer's disk: one IndexedDB database.
//!
//! Everything belongs to a user: each key begins with the user's id, and
//! [`wipe`] removes one user's rows at sign-out. Rows are JSON texts under a
//! key of our own, so that a row's form can change without a new database;
//! each room gives its rows their form in its `persist.rs`.
//!
//! The database's name carries its version and the number that IndexedDB
//! counts by stays 1: a later console opens a new database and copies, so that
//! going back to an earlier one finds its own as it left it.
//!
//! Where the browser refuses the database, rows are kept in memory until the
//! page closes; no caller has to know.

use rexie::{KeyRange, ObjectStore, Rexie, TransactionMode};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use steadydesk_wire::UserId;
use wasm_bindgen::JsValue;

/// The database of this version of the console.
const NAME: &str = "steadydesk-2";

/// A kind of rows. Every key begins with the user's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    /// Texts begun and not sent, under `[user, store, session]`.
    Drafts,
    /// Messages that the gateway does not have yet, under `[user, id]`.
    Outbox,
    /// How the desk looked when it was left, under `[user, tab]`.
    Views,
    /// Translated messages, under `[user, store, session, …]`.
    Translations,
    /// Small things of a user that have no table of their own, under `[user, name]`.
    Notes,
}

impl Table {
    /// All of them. One left out here would be deleted with its data.
    const ALL: [Self; 5] = [Self::Drafts, Self::Outbox, Self::Views, Self::Translations, Self::Notes];

    fn name(self) -> &'static str {
        match self {
            Self::Drafts => "drafts",
            Self::Outbox => "outbox",
            Self::Views => "views",
            Self::Translations => "translations",
            Self::Notes => "notes",
        }
    }
}

/// A row to be put: its key and its text.
pub type Row = (Vec<String>, String);

type Memory = BTreeMap<(Table, Vec<String>), String>;

thread_local! {
    static DATABASE: RefCell<Option<Rc<Rexie>>> = const { RefCell::new(None) };
    static REFUSED: Cell<bool> = const { Cell::new(false) };
    static MEMORY: RefCell<Memory> = const { RefCell::new(BTreeMap::new()) };
}

/// Opens the database early, beside the start of the console: the first access costs up to 170 ms.
pub async fn open() {
    // Whether it opened shows at the first use.
    let _ = database().await;
}

/// Where rows are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Not asked for yet.
    Nowhere,
    OnDisk,
    /// The browser refuses the disk: until the page closes.
    InMemory,
}

/// Where rows are kept.
#[must_use]
pub fn kept() -> Kept {
    if DATABASE.with_borrow(Option::is_some) {
        Kept::OnDisk
    } else if REFUSED.get() {
        Kept::InMemory
    } else {
        Kept::Nowhere
    }
}

/// All rows whose keys begin so, in the keys' order (those in memory first).
pub async fn rows(table: Table, under: &[&str]) -> Vec<String> {
    let mut rows: Vec<String> = MEMORY.with_borrow(|memory| {
        let here = memory
            .iter()
            .filter(|((of, key), _)| *of == table && begins(key, under));
        here.map(|(_, row)| row.clone()).collect()
    });
    if let Some(range) = range(under) {
        let stored = run(table, Work::All(range)).await;
        rows.extend(stored.iter().flatten().filter_map(JsValue::as_string));
    }
    rows
}

/// Puts rows in place of earlier ones under the same keys, all of them or none. Where they are now.
pub async fn put(table: Table, rows: Vec<Row>) -> Kept {
    let work = rows.iter().map(|(key, row)| (JsValue::from_str(row), key_of(key)));
    let written = run(table, Work::Put(work.collect())).await.is_some();
    MEMORY.with_borrow_mut(|memory| {
        for (key, row) in rows {
            if written {
                memory.remove(&(table, key));
            } else {
                memory.insert((table, key), row);
            }
        }
    });
    if written { Kept::OnDisk } else { Kept::InMemory }
}

/// Deletes the row under a key, and all rows whose keys begin with it.
pub async fn delete(table: Table, under: &[&str]) {
    MEMORY.with_borrow_mut(|memory| memory.retain(|(of, key), _| *of != table || !begins(key, under)));
    if let Some(range) = range(under) {
        run(table, Work::Delete(range)).await;
    }
}

/// Forgets everything of a user.
pub async fn wipe(user: &UserId) {
    for table in Table::ALL {
        delete(table, &[user.as_str()]).await;
    }
}

/// What a transaction does.
enum Work {
    /// Brings the rows under these keys.
    All(KeyRange),
    /// Puts rows under keys.
    Put(Vec<(JsValue, JsValue)>),
    /// Deletes the rows under these keys.
    Delete(KeyRange),
}

/// Runs one transaction, and brings the rows it read. A database that was
/// closed under us (another tab, a cleared disk) is opened once more; nothing
/// comes back where it failed.
///
/// Boxed, and one function for all work, so that its callers do not each
/// compile the whole of it into themselves.
fn run(table: Table, work: Work) -> Pin<Box<dyn Future<Output = Option<Vec<JsValue>>>>> {
    Box::pin(async move {
        for _ in 0..2 {
            let database = database().await?;
            match transact(&database, table.name(), &work).await {
                Ok(rows) => return Some(rows),
                Err(_) => DATABASE.with_borrow_mut(|kept| *kept = None),
            }
        }
        None
    })
}

async fn transact(database: &Rexie, name: &str, work: &Work) -> Result<Vec<JsValue>, rexie::Error> {
    let mode = match work {
        Work::All(_) => TransactionMode::ReadOnly,
        Work::Put(_) | Work::Delete(_) => TransactionMode::ReadWrite,
    };
    let transaction = database.transaction(&[name], mode)?;
    let store = transaction.store(name)?;
    let mut rows = Vec::new();
    match work {
        Work::All(range) => rows = store.get_all(Some(range.clone()), None).await?,
        Work::Put(all) => {
            store
                .put_all(all.iter().map(|(row, key)| (row.clone(), Some(key.clone()))))
                .await?;
        }
        Work::Delete(range) => store.delete(range.clone().into()).await?,
    }
    // Any error here means that nothing was written.
    transaction.done().await?;
    Ok(rows)
}

async fn database() -> Option<Rc<Rexie>> {
    if let Some(database) = DATABASE.with_borrow(Clone::clone) {
        return Some(database);
    }
    if REFUSED.get() {
        return None;
    }
    let builder = Table::ALL
        .iter()
        .fold(Rexie::builder(NAME).version(1), |builder, table| {
            builder.add_object_store(ObjectStore::new(table.name()))
        });
    match builder.build().await {
        Ok(database) => {
            let database = Rc::new(database);
            DATABASE.with_borrow_mut(|kept| *kept = Some(Rc::clone(&database)));
            Some(database)
        }
        Err(_) => {
            REFUSED.set(true);
            None
        }
    }
}

fn key_of<T: AsRef<str>>(parts: &[T]) -> JsValue {
    parts
        .iter()
        .map(|part| JsValue::from_str(part.as_ref()))
        .collect::<js_sys::Array>()
        .into()
}

fn begins(key: &[String], under: &[&str]) -> bool {
    key.len() >= under.len() && key.iter().zip(under).all(|(part, wanted)| part == wanted)
}

/// All keys that begin so: an empty array sorts behind every text. Parts are
/// compared as wholes, so no id can reach into another's rows.
fn range(under: &[&str]) -> Option<KeyRange> {
    let begin = key_of(under);
    let end: js_sys::Array = under.iter().map(|part| JsValue::from_str(part)).collect();
    end.push(&js_sys::Array::new());
    KeyRange::bound(&begin, &end, None, Some(true)).ok()
}
