//! The database itself: opened, mended and opened again, and one transaction on it.
//!
//! A handle dies under us when another tab mends the database, or the browser
//! clears it: the next transaction then fails and the database is opened anew.
//! A table or index that is missing is added by IndexedDB's own upgrade, which
//! leaves everything else as it is.

use super::clock;
use super::reopen::{Next, PATIENCE, Reopening};
use super::storage::Table;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Object, Reflect};
use rexie::{Index, KeyRange, ObjectStore, Rexie, Store, TransactionMode};
use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Poll, Waker};
use wasm_bindgen::{JsCast, JsValue};

/// The database of this version of the console.
const NAME: &str = "steadydesk-2";
/// The index over what rows are found by beside their keys, and where that stands in them.
const INDEX: &str = "found";
const FOUND: &str = "k";
/// Where the text of a row with such a name stands.
const TEXT: &str = "t";

thread_local! {
    static DATABASE: RefCell<Option<Rc<Rexie>>> = const { RefCell::new(None) };
    static REOPENING: RefCell<Reopening> = RefCell::default();
    static OPENING: Cell<bool> = const { Cell::new(false) };
    static WAITING: RefCell<Vec<Waker>> = const { RefCell::new(Vec::new()) };
}

/// What a transaction does.
pub(super) enum Work {
    /// Brings the rows under these keys.
    All(KeyRange),
    /// Brings their keys and texts, turn by turn.
    Keyed(KeyRange, u32),
    /// Brings the first row found under each of these names, or `undefined`.
    Find(Vec<JsValue>),
    /// Puts rows under keys.
    Put(Vec<(JsValue, JsValue)>),
    /// Deletes the rows under these keys.
    Delete(KeyRange),
}

/// Why nothing was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// There is no database now.
    NoDisk,
    /// The disk is full, or the browser allows no more.
    Full,
}

/// How opening has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opened {
    /// It is open; `back` when it was given up before.
    Open { back: bool },
    /// It has just been given up.
    GivenUp,
    /// Nothing is new.
    Same,
}

/// Whether the database is open, or given up.
pub(super) fn is_open() -> bool {
    DATABASE.with_borrow(Option::is_some)
}

pub(super) fn is_given_up() -> bool {
    REOPENING.with_borrow(Reopening::in_memory)
}

/// Opens the database where it is not open, in one place at a time.
pub(super) async fn open() -> Opened {
    let _turn = turn().await;
    if is_open() {
        return Opened::Same;
    }
    while REOPENING.with_borrow(|state| state.may_open(clock::monotonic())) {
        if let Some(Ok(database)) = clock::within(PATIENCE, whole()).await {
            DATABASE.set(Some(Rc::new(database)));
            let back = REOPENING.with_borrow_mut(Reopening::opened);
            return Opened::Open { back };
        }
        match REOPENING.with_borrow_mut(|state| state.refused(clock::monotonic())) {
            Next::Again(wait) => TimeoutFuture::new(wait).await,
            Next::Memory { news: true } => return Opened::GivenUp,
            Next::Memory { news: false } => {}
        }
    }
    Opened::Same
}

/// Runs one transaction on the open database, and brings what it read. A dead
/// handle is let go, so that the next [`open`] makes a new one.
///
/// Boxed, and one function for all work, so that its callers do not each
/// compile the whole of it into themselves.
pub(super) fn run<'a>(
    table: Table,
    work: &'a Work,
) -> Pin<Box<dyn Future<Output = Result<Vec<JsValue>, Refused>> + 'a>> {
    Box::pin(async move {
        let Some(database) = DATABASE.with_borrow(Clone::clone) else {
            return Err(Refused::NoDisk);
        };
        transact(&database, table.name(), work).await.map_err(|error| {
            if is_full(&error) {
                return Refused::Full;
            }
            DATABASE.set(None);
            Refused::NoDisk
        })
    })
}

async fn transact(database: &Rexie, name: &str, work: &Work) -> Result<Vec<JsValue>, rexie::Error> {
    let mode = match work {
        Work::All(_) | Work::Keyed(..) | Work::Find(_) => TransactionMode::ReadOnly,
        Work::Put(_) | Work::Delete(_) => TransactionMode::ReadWrite,
    };
    let transaction = database.transaction(&[name], mode)?;
    let store = transaction.store(name)?;
    let mut working = pin!(work_on(&store, work));
    if mode == TransactionMode::ReadOnly {
        return working.await;
    }
    // Asked for and committed in one turn: the browser then finishes it also where the page goes right now.
    let begun = poll_fn(|context| Poll::Ready(working.as_mut().poll(context))).await;
    // Any error means that nothing was written. A request of a transaction that ended so may never be answered.
    let committed = transaction.commit().await;
    if let Poll::Ready(done) = begun {
        done?;
    }
    committed.map(|()| Vec::new())
}

async fn work_on(store: &Store, work: &Work) -> Result<Vec<JsValue>, rexie::Error> {
    let mut rows = Vec::new();
    match work {
        Work::All(range) => rows = store.get_all(Some(range.clone()), None).await?,
        Work::Keyed(range, limit) => {
            let keys = store.get_all_keys(Some(range.clone()), Some(*limit)).await?;
            let texts = store.get_all(Some(range.clone()), Some(*limit)).await?;
            rows = keys
                .into_iter()
                .zip(texts)
                .flat_map(|(key, text)| [key, text])
                .collect();
        }
        Work::Find(names) => {
            let index = store.index(INDEX)?;
            for name in names {
                rows.push(index.get(name.clone()).await?.unwrap_or(JsValue::UNDEFINED));
            }
        }
        Work::Put(all) => {
            store
                .put_all(all.iter().map(|(row, key)| (row.clone(), Some(key.clone()))))
                .await?;
        }
        Work::Delete(range) => store.delete(range.clone().into()).await?,
    }
    Ok(rows)
}

/// What the browser does not take says so in one of two ways: a row is refused, or (as Chromium does it) all are
/// taken and the transaction is given up at its end, for a reason that does not reach us.
fn is_full(error: &rexie::Error) -> bool {
    let why = match error {
        rexie::Error::TransactioncommitFailed => return true,
        rexie::Error::IdbError(idb::Error::UpdateFailed(why)) => why,
        rexie::Error::IdbError(idb::Error::DomException(why)) => why.as_ref(),
        _ => return false,
    };
    let name = Reflect::get(why, &"name".into()).ok();
    name.and_then(|name| name.as_string()).as_deref() == Some("QuotaExceededError")
}

/// Opens the database and adds what it lacks.
async fn whole() -> Result<Rexie, rexie::Error> {
    let database = schema(None).build().await?;
    if is_whole(&database)? {
        return Ok(database);
    }
    let next = database.version()? + 1;
    database.close();
    schema(Some(next)).build().await
}

fn is_whole(database: &Rexie) -> Result<bool, rexie::Error> {
    let names = database.store_names();
    if !Table::ALL
        .iter()
        .all(|table| names.iter().any(|name| name == table.name()))
    {
        return Ok(false);
    }
    let name = Table::Translations.name();
    let store = database.transaction(&[name], TransactionMode::ReadOnly)?.store(name)?;
    Ok(store.index_names().iter().any(|index| index == INDEX))
}

fn schema(version: Option<u32>) -> rexie::RexieBuilder {
    let mut builder = Rexie::builder(NAME);
    if let Some(version) = version {
        builder = builder.version(version);
    }
    Table::ALL.iter().fold(builder, |builder, table| {
        let store = ObjectStore::new(table.name());
        builder.add_object_store(match table {
            Table::Translations => store.add_index(Index::new(INDEX, FOUND)),
            _ => store,
        })
    })
}

/// A row that is found under a name too.
pub(super) fn named(text: &str, name: &[String]) -> JsValue {
    let row = Object::new();
    // A new object takes any property.
    let _ = Reflect::set(&row, &TEXT.into(), &text.into());
    let _ = Reflect::set(&row, &FOUND.into(), &key_of(name));
    row.into()
}

/// A row's text.
pub(super) fn text_of(row: &JsValue) -> Option<String> {
    row.as_string()
        .or_else(|| Reflect::get(row, &TEXT.into()).ok()?.as_string())
}

pub(super) fn key_of<T: AsRef<str>>(parts: &[T]) -> JsValue {
    parts
        .iter()
        .map(|part| JsValue::from_str(part.as_ref()))
        .collect::<Array>()
        .into()
}

/// The parts of a key.
pub(super) fn parts_of(key: &JsValue) -> Vec<String> {
    let parts = key.dyn_ref::<Array>().map(Array::iter);
    parts
        .into_iter()
        .flatten()
        .filter_map(|part| part.as_string())
        .collect()
}

/// All keys that begin so, behind `after` where that is given: an empty array
/// sorts behind every text. Parts are compared as wholes, so no id can reach
/// into another's rows.
pub(super) fn range(under: &[&str], after: Option<&[String]>) -> Option<KeyRange> {
    let begin = after.map_or_else(|| key_of(under), key_of);
    let end: Array = under.iter().map(|part| JsValue::from_str(part)).collect();
    end.push(&Array::new());
    KeyRange::bound(&begin, &end, Some(after.is_some()), Some(true)).ok()
}

/// The turn to open. Dropping it lets the others look.
struct Turn;

impl Drop for Turn {
    fn drop(&mut self) {
        OPENING.set(false);
        WAITING.take().into_iter().for_each(Waker::wake);
    }
}

async fn turn() -> Turn {
    poll_fn(|context| {
        if OPENING.replace(true) {
            WAITING.with_borrow_mut(|waiting| waiting.push(context.waker().clone()));
            return Poll::Pending;
        }
        Poll::Ready(Turn)
    })
    .await
}
