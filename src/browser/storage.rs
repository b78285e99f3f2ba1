//! What the console keeps on this computer's disk: one IndexedDB database.
//!
//! Everything belongs to a user: each key begins with the user's id, and
//! [`wipe`] removes one user's rows at sign-out. Rows are JSON texts under a
//! key of our own, so that a row's form can change without a new database.
//!
//! The database's name carries its version and the number that IndexedDB
//! counts by stays 1: a later console opens a new database and copies, so that
//! going back to an earlier one finds its own as it left it.
//!
//! Where the browser refuses the database, rows are kept in memory until the
//! page closes; no caller has to know.

use crate::json;
use rexie::{KeyRange, ObjectStore, Rexie, TransactionMode};
use serde::{Deserialize, Serialize};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use steadydesk_wire::{Millis, SessionId, StoreId, UserId};
use wasm_bindgen::JsValue;

/// The database of this version of the console.
const NAME: &str = "steadydesk-1";
/// All object stores. A store left out here would be deleted with its data.
const STORES: [&str; 1] = [DRAFTS];
/// Under `[user, store, session]`.
const DRAFTS: &str = "drafts";

/// A text that an operator has begun and not sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub store: StoreId,
    pub session: SessionId,
    pub text: String,
    /// When it was last changed.
    pub at: Millis,
}

thread_local! {
    static DATABASE: RefCell<Option<Rc<Rexie>>> = const { RefCell::new(None) };
    static REFUSED: Cell<bool> = const { Cell::new(false) };
    static MEMORY: RefCell<BTreeMap<(&'static str, Vec<String>), String>> = const { RefCell::new(BTreeMap::new()) };
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

/// All drafts of a user.
pub async fn load_drafts(user: &UserId) -> Vec<Draft> {
    let rows = all(DRAFTS, user.as_str()).await;
    // A row that this version cannot read is passed over, not deleted: a later version may have written it.
    rows.iter().filter_map(|row| json::read(row).ok()).collect()
}

/// Keeps a draft in place of the session's earlier one.
pub async fn put_draft(user: &UserId, draft: &Draft) {
    if let Ok(row) = serde_json::to_string(draft) {
        put(
            DRAFTS,
            &[user.as_str(), draft.store.as_str(), draft.session.as_str()],
            row,
        )
        .await;
    }
}

/// Forgets a session's draft.
pub async fn delete_draft(user: &UserId, store: &StoreId, session: &SessionId) {
    delete(DRAFTS, &[user.as_str(), store.as_str(), session.as_str()]).await;
}

/// Forgets everything of a user.
pub async fn wipe(user: &UserId) {
    MEMORY.with_borrow_mut(|rows| rows.retain(|(_, key), _| key.first().is_none_or(|first| first != user.as_str())));
    let Some(range) = range(user.as_str()) else { return };
    for name in STORES {
        run(name, Work::Delete(range.clone().into())).await;
    }
}

async fn all(name: &'static str, user: &str) -> Vec<String> {
    let mut rows: Vec<String> = MEMORY.with_borrow(|rows| {
        let of_user = rows
            .iter()
            .filter(|((store, key), _)| *store == name && key.first().is_some_and(|k| k == user));
        of_user.map(|(_, row)| row.clone()).collect()
    });
    if let Some(range) = range(user) {
        let stored = run(name, Work::All(range)).await;
        rows.extend(stored.iter().flatten().filter_map(JsValue::as_string));
    }
    rows
}

async fn put(name: &'static str, key: &[&str], row: String) {
    let written = run(name, Work::Put(JsValue::from_str(&row), key_of(key))).await;
    let in_memory = in_memory(name, key);
    if written.is_some() {
        MEMORY.with_borrow_mut(|rows| rows.remove(&in_memory));
    } else {
        MEMORY.with_borrow_mut(|rows| rows.insert(in_memory, row));
    }
}

async fn delete(name: &'static str, key: &[&str]) {
    MEMORY.with_borrow_mut(|rows| rows.remove(&in_memory(name, key)));
    run(name, Work::Delete(key_of(key))).await;
}

/// What a transaction does.
enum Work {
    /// Brings the rows under these keys.
    All(KeyRange),
    /// Puts a row under a key.
    Put(JsValue, JsValue),
    /// Deletes the row or the rows under a key or a range of keys.
    Delete(JsValue),
}

/// Runs one transaction, and brings the rows it read. A database that was
/// closed under us (another tab, a cleared disk) is opened once more; nothing
/// comes back where it failed.
///
/// Boxed, and one function for all work, so that its callers do not each
/// compile the whole of it into themselves.
fn run(name: &'static str, work: Work) -> Pin<Box<dyn Future<Output = Option<Vec<JsValue>>>>> {
    Box::pin(async move {
        for _ in 0..2 {
            let database = database().await?;
            match transact(&database, name, &work).await {
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
        Work::Put(..) | Work::Delete(_) => TransactionMode::ReadWrite,
    };
    let transaction = database.transaction(&[name], mode)?;
    let store = transaction.store(name)?;
    let mut rows = Vec::new();
    match work {
        Work::All(range) => rows = store.get_all(Some(range.clone()), None).await?,
        Work::Put(row, key) => drop(store.put(row, Some(key)).await?),
        Work::Delete(keys) => store.delete(keys.clone()).await?,
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
    let builder = STORES.iter().fold(Rexie::builder(NAME).version(1), |builder, name| {
        builder.add_object_store(ObjectStore::new(name))
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

fn key_of(parts: &[&str]) -> JsValue {
    parts
        .iter()
        .map(|part| JsValue::from_str(part))
        .collect::<js_sys::Array>()
        .into()
}

fn in_memory(name: &'static str, key: &[&str]) -> (&'static str, Vec<String>) {
    (name, key.iter().map(|part| (*part).to_owned()).collect())
}

/// All keys that begin with the user: an empty array sorts behind every text.
fn range(user: &str) -> Option<KeyRange> {
    let user = JsValue::from_str(user);
    let end = js_sys::Array::of2(&user, &js_sys::Array::new());
    KeyRange::bound(&js_sys::Array::of1(&user), &end, None, Some(true)).ok()
}
