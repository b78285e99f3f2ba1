//! A kind of list, and the typed handle to one.

use super::model::{Answer, Asked, Event, Line, Loaded, Pager, Query, Row, Selection, Standing, Value};
use super::state::{Core, Cover, Endpoint};
use crate::api::client;
use crate::api::error::ApiError;
use crate::browser::clock;
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use std::marker::PhantomData;
use std::rc::Rc;
use steadydesk_wire::Millis;
use web_sys::AbortSignal;

/// A kind of list: what one asks for, what a row is, and the endpoint that has them.
pub trait Kind: 'static {
    type Query: Query;
    type Row: Row;
    /// What else comes with a page.
    type Extra: Clone + Default + PartialEq + Send + Sync + 'static;
    /// What the endpoint answers.
    type Wire: DeserializeOwned;

    /// Asks the gateway.
    fn ask(query: &Self::Query, signal: Option<&AbortSignal>) -> client::Answer<Self::Wire>;

    /// The page that an answer is.
    fn page(answer: Self::Wire) -> Answer<Self::Row, Self::Extra>;
}

/// A kind of list whose rows can be selected.
pub trait Selects: Kind {
    /// What the endpoint answers that knows how rows are which are not on the page.
    type Standings: DeserializeOwned;

    /// Asks how these rows are under that query.
    fn check(query: &Self::Query, ids: &[String], signal: Option<&AbortSignal>) -> client::Answer<Self::Standings>;

    /// What was answered, row by row.
    fn standings(answer: Self::Standings) -> Vec<Standing>;
}

/// A list. Copies share it; it ends with the owner that made it.
pub struct List<K: Kind> {
    pub(super) core: Core,
    kind: PhantomData<fn() -> K>,
}

impl<K: Kind> std::fmt::Debug for List<K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("List").finish_non_exhaustive()
    }
}

impl<K: Kind> Clone for List<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K: Kind> Copy for List<K> {}

fn read_page<K: Kind>(text: &str) -> Result<Loaded, ApiError> {
    Ok(Loaded::new(K::page(client::read(text)?)))
}

fn without_selection<K: Kind>() -> Endpoint {
    Endpoint {
        ask: |query, signal| Some(K::ask(query.get()?, signal).text()),
        read: read_page::<K>,
        check: |_, _, _| None,
        read_check: |_| Ok(Vec::new()),
    }
}

fn with_selection<K: Selects>() -> Endpoint {
    Endpoint {
        check: |query, ids, signal| Some(K::check(query.get()?, ids, signal).text()),
        read_check: |text| Ok(K::standings(client::read(text)?)),
        ..without_selection::<K>()
    }
}

impl<K: Selects> List<K> {
    /// As [`new`](Self::new), with rows that can be selected.
    pub fn selecting(moved: impl Fn(K::Query) + 'static) -> Self {
        Self::made(with_selection::<K>(), moved)
    }
}

impl<K: Kind> List<K> {
    /// A list that shows nothing yet. `moved` is called when the list goes to
    /// another query by itself (Cancel; a page that no longer exists), so that
    /// the address can follow.
    pub fn new(moved: impl Fn(K::Query) + 'static) -> Self {
        Self::made(without_selection::<K>(), moved)
    }

    fn made(endpoint: Endpoint, moved: impl Fn(K::Query) + 'static) -> Self {
        let moved = move |query: &Value| {
            if let Some(query) = query.get::<K::Query>() {
                moved(query.clone());
            }
        };
        Self {
            core: Core::new(endpoint, Rc::new(moved)),
            kind: PhantomData,
        }
    }

    /// Shows this: takes the request before back, at once, and sends a new one.
    pub fn ask(self, query: K::Query) {
        self.core.leave_for(Event::Asked(Asked::new(query)));
    }

    /// Shows this again, as Back and Forward do: without a request where it is still fresh.
    pub fn travel(self, query: K::Query) {
        self.core.leave_for(Event::Travelled {
            asked: Asked::new(query),
            now: clock::monotonic(),
        });
    }

    /// Asks for the same rows again, without a veil.
    pub fn refresh(self) {
        self.core.send(Event::Refreshed);
    }

    /// Asks once more for what has failed or takes long.
    pub fn retry(self) {
        self.core.send(Event::Retried);
    }

    /// Goes back to the last view that was answered.
    pub fn cancel(self) {
        self.core.send(Event::Cancelled);
    }

    /// Takes in a row that the event stream has brought.
    pub fn changed(self, row: K::Row) {
        self.core.send(Event::Changed(Line::new(row)));
    }

    /// Takes out a row.
    pub fn gone(self, id: &str, version: i64) {
        self.core.send(Event::Gone {
            id: id.to_owned(),
            version,
        });
    }

    /// Calls `then` with each answer that counts, once it is [`answer`](Self::answer);
    /// with true where the operator asked for it, with false for a part or a refresh.
    pub fn on_answer(self, then: impl Fn(bool) + 'static) {
        self.core.on_answer(Rc::new(then));
    }

    /// Reads the answer at hand and what it was asked by.
    pub fn answer<T>(self, read: impl FnOnce(&K::Query, &Answer<K::Row, K::Extra>) -> T) -> Option<T> {
        let (query, loaded) = self.core.at_hand()?;
        Some(read(query.get()?, &loaded.answer()?))
    }

    /// Fetches a part of the same list that has come into sight, without a
    /// veil; the part before is taken back at the wire. Nothing: no part is wanted any more.
    pub fn look(self, part: Option<K::Query>) {
        self.core.send(Event::Looked(part.map(Asked::new)));
    }

    /// The part that is being fetched.
    #[must_use]
    pub fn looked(self) -> Option<K::Query> {
        self.core.looked()?.get().cloned()
    }

    /// Shows again what was shown a while ago, without a request.
    pub fn restore(self, query: K::Query, answer: Answer<K::Row, K::Extra>) {
        self.core.send(Event::Restored {
            asked: Asked::new(query),
            loaded: Loaded::new(answer),
            now: clock::monotonic(),
        });
    }

    /// Says that changes up to that version may have been missed.
    pub fn missed(self, version: i64) {
        self.core.send(Event::Missed(version));
    }

    /// Refreshes every minute while the page is in front, and when it comes
    /// back to the front; ends with the owner.
    pub fn keep_fresh(self) {
        self.core.keep_fresh();
    }

    /// Shows nothing of before: somebody else looks at it now.
    pub fn forget(self) {
        self.core.send(Event::Forgotten);
    }

    /// What the operator wants to see, followed; nothing before the first [`ask`](Self::ask).
    #[must_use]
    pub fn wanted(self) -> Option<K::Query> {
        self.core.wanted.with(|wanted| wanted.as_ref()?.get().cloned())
    }

    /// The same, not followed.
    #[must_use]
    pub fn wanted_now(self) -> Option<K::Query> {
        self.core
            .wanted
            .with_untracked(|wanted| wanted.as_ref()?.get().cloned())
    }

    /// The ids of the rows, in order.
    #[must_use]
    pub fn order(self) -> ReadSignal<Vec<String>> {
        self.core.order.read_only()
    }

    /// A row, followed for as long as the present owner lives; nothing when the list has just lost it.
    #[must_use]
    pub fn row(self, id: &str) -> Option<Cell<K::Row>> {
        self.core.cell(id).map(|cell| Cell::new(cell.into()))
    }

    /// What came with the page, followed.
    #[must_use]
    pub fn extra(self) -> K::Extra {
        self.core
            .extra
            .with(|extra| extra.as_ref()?.get().cloned())
            .unwrap_or_default()
    }

    /// How many rows the list has under its filter; nothing before the first answer.
    #[must_use]
    pub fn total(self) -> ReadSignal<Option<u64>> {
        self.core.total.read_only()
    }

    #[must_use]
    pub fn pager(self) -> ReadSignal<Pager> {
        self.core.pager.read_only()
    }

    /// What covers the rows.
    #[must_use]
    pub fn cover(self) -> ReadSignal<Cover> {
        self.core.cover.read_only()
    }

    /// The gateway's time at which the rows were true.
    #[must_use]
    pub fn as_of(self) -> ReadSignal<Option<Millis>> {
        self.core.as_of.read_only()
    }

    /// Why the last quiet refresh brought nothing.
    #[must_use]
    pub fn stale(self) -> ReadSignal<Option<ApiError>> {
        self.core.stale.read_only()
    }

    /// The selected rows and what left the selection.
    #[must_use]
    pub fn selection(self) -> ReadSignal<Selection> {
        self.core.selection.read_only()
    }
}

/// A row that is followed.
pub struct Cell<R> {
    value: RwSignal<Value>,
    row: PhantomData<fn() -> R>,
}

impl<R> std::fmt::Debug for Cell<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cell").finish_non_exhaustive()
    }
}

impl<R> Clone for Cell<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Cell<R> {}

impl<R: 'static> Cell<R> {
    pub(super) fn new(value: RwSignal<Value>) -> Self {
        Self {
            value,
            row: PhantomData,
        }
    }

    /// Reads the row and follows it.
    pub fn with<T>(self, read: impl FnOnce(&R) -> T) -> T {
        // A list's rows are all of its kind.
        self.value.with(|value| read(value.get().expect("a row of its kind")))
    }

    /// Reads the row as it is now.
    pub fn with_untracked<T>(self, read: impl FnOnce(&R) -> T) -> T {
        // As above.
        self.value
            .with_untracked(|value| read(value.get().expect("a row of its kind")))
    }

    /// The row, followed.
    #[must_use]
    pub fn get(self) -> R
    where
        R: Clone,
    {
        self.with(R::clone)
    }

    /// The row as it is now.
    #[must_use]
    pub fn get_untracked(self) -> R
    where
        R: Clone,
    {
        self.with_untracked(R::clone)
    }
}
