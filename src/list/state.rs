//! Carries a list's commands out and publishes what a view reads.

use super::model::{Answer, Command, Event, Model, Pager, Query, Row, Timer, Veil, Why};
use crate::api::error::ApiError;
use crate::api::latest::Latest;
use crate::browser::{clock, page, visibility};
use leptos::prelude::*;
use std::collections::HashMap;
use std::future::Future;
use std::rc::Rc;
use std::time::Duration;
use steadydesk_wire::Millis;
use web_sys::AbortSignal;

/// Milliseconds in which hints that rows are missing are collected into one refresh.
const REFRESH_SOON: u32 = 1_000;

/// How often a list in front is refreshed without any hint.
const REFRESH_EVERY: Duration = Duration::from_secs(60);

/// A kind of list.
pub trait Kind: 'static {
    type Query: Query + Send + Sync + 'static;
    type Row: Row + Send + Sync + 'static;
    /// What else comes with a page.
    type Extra: Clone + Default + PartialEq + Send + Sync + 'static;

    /// Asks the gateway.
    fn fetch(
        query: Self::Query,
        signal: Option<AbortSignal>,
    ) -> impl Future<Output = Result<Answer<Self::Row, Self::Extra>, ApiError>> + 'static;
}

/// A list. Copies share it; it ends with the owner that made it.
pub struct List<K: Kind> {
    inner: StoredValue<Inner<K>, LocalStorage>,
    wanted: RwSignal<Option<K::Query>>,
    extra: RwSignal<K::Extra>,
    plain: Plain,
}

/// What lists of every kind publish alike.
#[derive(Clone, Copy)]
struct Plain {
    order: RwSignal<Vec<String>>,
    total: RwSignal<Option<u64>>,
    pager: RwSignal<Pager>,
    cover: RwSignal<Cover>,
    as_of: RwSignal<Option<Millis>>,
    stale: RwSignal<Option<ApiError>>,
}

/// The same as values.
struct Now {
    order: Vec<String>,
    total: Option<u64>,
    pager: Pager,
    cover: Cover,
    as_of: Option<Millis>,
    stale: Option<ApiError>,
}

impl Plain {
    fn publish(self, now: Now) {
        put(self.total, now.total);
        put(self.pager, now.pager);
        put(self.cover, now.cover);
        put(self.as_of, now.as_of);
        put(self.stale, now.stale);
        put(self.order, now.order);
    }
}

/// What a view shows over the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cover {
    Open,
    Loading,
    Explained { why: Why, can_cancel: bool },
}

struct Inner<K: Kind> {
    model: Model<K::Query, K::Row, K::Extra>,
    cells: HashMap<String, ArcRwSignal<K::Row>>,
    line: Latest,
    timers: [Option<clock::Timer>; 3],
    refresh: Option<clock::Timer>,
    moved: Rc<dyn Fn(K::Query)>,
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

impl<K: Kind> List<K> {
    /// A list that shows nothing yet. `moved` is called when the list goes to
    /// another query by itself (Cancel; a page that no longer exists), so that
    /// the address can follow.
    pub fn new(moved: impl Fn(K::Query) + 'static) -> Self {
        let inner = Inner {
            model: Model::default(),
            cells: HashMap::new(),
            line: Latest::default(),
            timers: [None, None, None],
            refresh: None,
            moved: Rc::new(moved),
        };
        Self {
            inner: StoredValue::new_local(inner),
            wanted: RwSignal::new(None),
            extra: RwSignal::new(K::Extra::default()),
            plain: Plain {
                order: RwSignal::new(Vec::new()),
                total: RwSignal::new(None),
                pager: RwSignal::new(Pager::default()),
                cover: RwSignal::new(Cover::Open),
                as_of: RwSignal::new(None),
                stale: RwSignal::new(None),
            },
        }
    }

    /// Shows this: takes the request before back, at once, and sends a new one.
    pub fn ask(self, query: K::Query) {
        self.send(Event::Asked(query));
    }

    /// Asks for the same rows again, without a veil.
    pub fn refresh(self) {
        self.send(Event::Refreshed);
    }

    /// Asks once more for what has failed or takes long.
    pub fn retry(self) {
        self.send(Event::Retried);
    }

    /// Goes back to the last view that was answered.
    pub fn cancel(self) {
        self.send(Event::Cancelled);
    }

    /// Takes in a row that the event stream has brought.
    pub fn changed(self, row: K::Row) {
        self.send(Event::Changed(row));
    }

    /// Takes out a row.
    pub fn gone(self, id: &str, version: i64) {
        self.send(Event::Gone {
            id: id.to_owned(),
            version,
        });
    }

    /// Merges a change of that version by the list's own rules: `rules` gets
    /// what the rows were asked by, the rows and their total, and gives the new
    /// ones, or nothing where the change is not among them.
    pub fn merge(self, version: i64, rules: impl FnOnce(&K::Query, &[K::Row], u64) -> Option<(Vec<K::Row>, u64)>) {
        let merged = self.inner.try_with_value(|inner| {
            let total = inner.model.answer()?.page.total;
            rules(inner.model.shown()?, inner.model.rows(), total)
        });
        self.send(Event::Merged {
            rows: merged.flatten(),
            version,
        });
    }

    /// Says that changes up to that version may have been missed.
    pub fn missed(self, version: i64) {
        self.send(Event::Missed(version));
    }

    /// Refreshes every minute while the page is in front, and when it comes
    /// back to the front; ends with the owner.
    pub fn keep_fresh(self) {
        let fresh = move || {
            if visibility::visible() {
                self.refresh();
            }
        };
        if let Ok(interval) = set_interval_with_handle(fresh, REFRESH_EVERY) {
            on_cleanup(move || interval.clear());
        }
        visibility::on_change(move |_| fresh());
    }

    /// Shows nothing of before: somebody else looks at it now.
    pub fn forget(self) {
        self.send(Event::Forgotten);
    }

    /// What the operator wants to see; nothing before the first [`ask`](Self::ask).
    #[must_use]
    pub fn wanted(self) -> ReadSignal<Option<K::Query>> {
        self.wanted.read_only()
    }

    /// The ids of the rows, in order.
    #[must_use]
    pub fn order(self) -> ReadSignal<Vec<String>> {
        self.plain.order.read_only()
    }

    /// A row as a signal of its own; nothing when the list has just lost it.
    #[must_use]
    pub fn row(self, id: &str) -> Option<ArcRwSignal<K::Row>> {
        self.inner
            .try_with_value(|inner| inner.cells.get(id).cloned())
            .flatten()
    }

    /// What came with the page.
    #[must_use]
    pub fn extra(self) -> ReadSignal<K::Extra> {
        self.extra.read_only()
    }

    /// How many rows the list has under its filter; nothing before the first answer.
    #[must_use]
    pub fn total(self) -> ReadSignal<Option<u64>> {
        self.plain.total.read_only()
    }

    #[must_use]
    pub fn pager(self) -> ReadSignal<Pager> {
        self.plain.pager.read_only()
    }

    /// What covers the rows.
    #[must_use]
    pub fn cover(self) -> ReadSignal<Cover> {
        self.plain.cover.read_only()
    }

    /// The gateway's time at which the rows were true.
    #[must_use]
    pub fn as_of(self) -> ReadSignal<Option<Millis>> {
        self.plain.as_of.read_only()
    }

    /// Why the last quiet refresh brought nothing.
    #[must_use]
    pub fn stale(self) -> ReadSignal<Option<ApiError>> {
        self.plain.stale.read_only()
    }

    fn send(self, event: Event<K::Query, K::Row, K::Extra>) {
        // An event of a list whose view has gone changes nothing.
        let commands = self.inner.try_update_value(|inner| inner.model.apply(event));
        for command in commands.unwrap_or_default() {
            self.carry_out(command);
        }
        self.publish();
    }

    fn carry_out(self, command: Command<K::Query>) {
        match command {
            Command::Fetch { generation, query } => {
                let Some(line) = self.inner.try_with_value(|inner| inner.line.clone()) else {
                    return;
                };
                line.run(
                    |signal| K::fetch(query, signal),
                    move |answer| match answer {
                        Ok(answer) => {
                            clock::gateway_said(answer.page.as_of);
                            self.send(Event::Answered {
                                generation,
                                answer,
                                now: clock::monotonic(),
                            });
                        }
                        Err(error) => self.send(Event::Failed { generation, error }),
                    },
                );
            }
            Command::Abort => {
                self.inner.try_with_value(|inner| inner.line.abort());
            }
            Command::Wait {
                milliseconds,
                timer,
                generation,
            } => {
                let set = clock::after(milliseconds, move || {
                    self.send(match timer {
                        Timer::Veil => Event::VeilDue {
                            generation,
                            now: clock::monotonic(),
                        },
                        Timer::Least => Event::VeilMayGo { generation },
                        Timer::Explain => Event::Overdue {
                            generation,
                            online: page::online(),
                        },
                    });
                });
                self.inner
                    .try_update_value(|inner| inner.timers[timer as usize] = Some(set));
            }
            Command::Moved(query) => {
                if let Some(moved) = self.inner.try_with_value(|inner| Rc::clone(&inner.moved)) {
                    moved(query);
                }
            }
            Command::RefreshSoon => {
                self.inner.try_update_value(|inner| {
                    if inner.refresh.is_none() {
                        inner.refresh = Some(clock::after(REFRESH_SOON, move || {
                            self.inner.try_update_value(|inner| inner.refresh = None);
                            self.refresh();
                        }));
                    }
                });
            }
        }
    }

    /// Brings the signals in line with the model. What is equal is left alone, so that nothing is drawn anew.
    fn publish(self) {
        let order = self.inner.try_update_value(|inner| {
            let rows = inner.model.rows();
            inner.cells.retain(|id, _| rows.iter().any(|row| row.id() == id));
            for row in rows {
                match inner.cells.get(row.id()) {
                    Some(cell) => {
                        if cell.with_untracked(|shown| shown != row) {
                            cell.set(row.clone());
                        }
                    }
                    None => {
                        inner.cells.insert(row.id().to_owned(), ArcRwSignal::new(row.clone()));
                    }
                }
            }
            rows.iter().map(|row| row.id().to_owned()).collect::<Vec<_>>()
        });
        let Some(order) = order else { return };
        let now = self.inner.with_value(|inner| {
            let model = &inner.model;
            let answer = model.answer();
            let cover = match model.veil() {
                Veil::Open => Cover::Open,
                Veil::Loading { .. } => Cover::Loading,
                Veil::Explained(why) => Cover::Explained {
                    why: why.clone(),
                    can_cancel: model.can_cancel(),
                },
            };
            put(self.wanted, model.wanted().cloned());
            put(
                self.extra,
                answer.map(|answer| answer.extra.clone()).unwrap_or_default(),
            );
            Now {
                order,
                total: answer.map(|answer| answer.page.total),
                pager: model.pager(),
                cover,
                as_of: model.as_of(),
                stale: model.stale().cloned(),
            }
        });
        self.plain.publish(now);
    }
}

fn put<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|present| *present != value) {
        signal.set(value);
    }
}
