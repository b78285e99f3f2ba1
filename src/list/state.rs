//! Carries a list's commands out and publishes what a view reads: one machine
//! for lists of all kinds. [`super::List`] is its typed handle.

use super::model::{Anchor, Asked, Command, Event, Loaded, Model, Pager, Selection, Standing, Timer, Value, Veil, Why};
use super::scroll;
use crate::api::client::Text;
use crate::api::error::ApiError;
use crate::api::latest::Latest;
use crate::browser::{clock, page, visibility};
use leptos::prelude::*;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;
use steadydesk_wire::Millis;
use web_sys::{AbortSignal, Element};

/// Milliseconds in which hints that rows are missing are collected into one refresh.
const REFRESH_SOON: u32 = 1_000;

/// How often a list in front is refreshed without any hint.
const REFRESH_EVERY: Duration = Duration::from_secs(60);

/// How a kind of list asks its gateway.
#[derive(Clone, Copy)]
pub(super) struct Endpoint {
    pub(super) ask: fn(&Value, Option<&AbortSignal>) -> Option<Text>,
    pub(super) read: fn(&str) -> Result<Loaded, ApiError>,
    /// How rows are that are not on the page; nothing for a list that has no selection.
    pub(super) check: fn(&Value, &[String], Option<&AbortSignal>) -> Option<Text>,
    pub(super) read_check: fn(&str) -> Result<Vec<Standing>, ApiError>,
}

/// A list. Copies share it; it ends with the owner that made it.
#[derive(Clone, Copy)]
pub(super) struct Core {
    inner: StoredValue<Inner, LocalStorage>,
    pub(super) wanted: RwSignal<Option<Value>>,
    pub(super) extra: RwSignal<Option<Value>>,
    pub(super) order: RwSignal<Vec<String>>,
    pub(super) total: RwSignal<Option<u64>>,
    pub(super) pager: RwSignal<Pager>,
    pub(super) cover: RwSignal<Cover>,
    pub(super) as_of: RwSignal<Option<Millis>>,
    pub(super) stale: RwSignal<Option<ApiError>>,
    pub(super) selection: RwSignal<Selection>,
    /// What holds the rows on the page.
    pub(super) frame: RwSignal<Option<Element>, LocalStorage>,
}

/// What a view shows over the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cover {
    Open,
    Loading,
    Explained { why: Why, can_cancel: bool },
}

struct Inner {
    model: Model,
    cells: BTreeMap<String, ArcRwSignal<Value>>,
    endpoint: Endpoint,
    line: Latest,
    checks: Latest,
    timers: [Option<clock::Timer>; 3],
    refresh: Option<clock::Timer>,
    moved: Rc<dyn Fn(&Value)>,
    heard: Option<Rc<dyn Fn(bool)>>,
}

impl Core {
    pub(super) fn new(endpoint: Endpoint, moved: Rc<dyn Fn(&Value)>) -> Self {
        let inner = Inner {
            model: Model::default(),
            cells: BTreeMap::new(),
            endpoint,
            line: Latest::default(),
            checks: Latest::default(),
            timers: [None, None, None],
            refresh: None,
            moved,
            heard: None,
        };
        Self {
            inner: StoredValue::new_local(inner),
            wanted: RwSignal::new(None),
            extra: RwSignal::new(None),
            order: RwSignal::new(Vec::new()),
            total: RwSignal::new(None),
            pager: RwSignal::new(Pager::default()),
            cover: RwSignal::new(Cover::Open),
            as_of: RwSignal::new(None),
            stale: RwSignal::new(None),
            selection: RwSignal::new(Selection::default()),
            frame: RwSignal::new_local(None),
        }
    }

    /// Refreshes every minute while the page is in front, and when it comes
    /// back to the front; ends with the owner.
    pub(super) fn keep_fresh(self) {
        let fresh = move || {
            if visibility::visible() {
                self.send(Event::Refreshed);
            }
        };
        if let Ok(interval) = set_interval_with_handle(fresh, REFRESH_EVERY) {
            on_cleanup(move || interval.clear());
        }
        visibility::on_change(move |_| fresh());
    }

    /// What the operator wants to see, after having noted where the rows are scrolled to.
    pub(super) fn leave_for(self, event: Event) {
        self.send(Event::Scrolled(self.anchor()));
        self.send(event);
    }

    /// The rows stand in the page, in this frame.
    pub(super) fn open(self, frame: Element) {
        self.frame.set(Some(frame));
    }

    /// The room closes: where the rows were scrolled to is kept.
    pub(super) fn close(self) {
        self.send(Event::Scrolled(self.anchor()));
        self.frame.try_set(None);
    }

    /// What a row is called, as it stands now.
    pub(super) fn name(self, id: &str) -> String {
        let name = self.inner.try_with_value(|inner| {
            let line = inner.model.lines().iter().find(|line| line.id == id)?;
            Some(line.name.clone())
        });
        name.flatten().unwrap_or_default()
    }

    fn anchor(self) -> Option<Anchor> {
        self.frame
            .try_with_untracked(|frame| scroll::anchor(frame.as_ref()?))
            .flatten()
    }

    /// A row as a signal of its own; nothing when the list has just lost it.
    pub(super) fn cell(self, id: &str) -> Option<ArcRwSignal<Value>> {
        self.inner
            .try_with_value(|inner| inner.cells.get(id).cloned())
            .flatten()
    }

    /// Calls `then` with each answer that counts, once it is at hand; with true
    /// where the operator asked for it, with false for a part or a refresh.
    pub(super) fn on_answer(self, then: Rc<dyn Fn(bool)>) {
        self.inner.try_update_value(|inner| inner.heard = Some(then));
    }

    /// What the rows at hand were asked by, and the answer.
    pub(super) fn at_hand(self) -> Option<(Value, Loaded)> {
        let at_hand = self.inner.try_with_value(|inner| {
            let model = &inner.model;
            Some((model.shown()?.query.clone(), model.loaded()?.clone()))
        });
        at_hand.flatten()
    }

    /// The part that is being fetched.
    pub(super) fn looked(self) -> Option<Value> {
        self.inner
            .try_with_value(|inner| inner.model.looked().map(|asked| asked.query.clone()))
            .flatten()
    }

    pub(super) fn send(self, event: Event) {
        // An event of a list whose view has gone changes nothing.
        let commands = self.inner.try_update_value(|inner| inner.model.apply(event));
        for command in commands.unwrap_or_default() {
            self.carry_out(command);
        }
        self.publish();
    }

    fn carry_out(self, command: Command) {
        match command {
            Command::Fetch { generation, asked } => self.fetch(generation, &asked),
            Command::Check { asked, ids } => self.check(&asked, &ids),
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
            Command::Moved(asked) => {
                if let Some(moved) = self.inner.try_with_value(|inner| Rc::clone(&inner.moved)) {
                    moved(&asked.query);
                }
            }
            Command::RefreshSoon => {
                self.inner.try_update_value(|inner| {
                    if inner.refresh.is_none() {
                        inner.refresh = Some(clock::after(REFRESH_SOON, move || {
                            self.inner.try_update_value(|inner| inner.refresh = None);
                            self.send(Event::Refreshed);
                        }));
                    }
                });
            }
            Command::Scroll(anchor) => {
                // Once the rows stand in the page.
                clock::soon(move || {
                    if let Some(Some(frame)) = self.frame.try_get_untracked() {
                        scroll::to(&frame, anchor.as_ref());
                    }
                });
            }
        }
    }

    fn fetch(self, generation: u64, asked: &Asked) {
        self.inner.try_with_value(|inner| {
            let Endpoint { ask, read, .. } = inner.endpoint;
            let query = asked.query.clone();
            inner.line.ask(
                Box::new(move |signal| ask(&query, signal)),
                Box::new(move |text| match text.and_then(|text| read(&text)) {
                    Ok(loaded) => {
                        clock::gateway_said(loaded.as_of);
                        self.answered(generation, loaded);
                    }
                    Err(error) => self.send(Event::Failed { generation, error }),
                }),
            );
        });
    }

    fn answered(self, generation: u64, loaded: Loaded) {
        let before = self.inner.try_with_value(|inner| {
            let counts = inner.model.is_newest(generation);
            (inner.model.is_loud(), inner.heard.clone().filter(|_| counts))
        });
        self.send(Event::Answered {
            generation,
            loaded,
            now: clock::monotonic(),
        });
        if let Some((loud, Some(heard))) = before {
            heard(loud);
        }
    }

    fn check(self, asked: &Asked, ids: &[String]) {
        self.inner.try_with_value(|inner| {
            let Endpoint { check, read_check, .. } = inner.endpoint;
            let (query, ids) = (asked.query.clone(), ids.to_vec());
            inner.checks.ask(
                Box::new(move |signal| check(&query, &ids, signal)),
                Box::new(move |text| {
                    // Without an answer nothing is known to have left; the next answer of the list asks again.
                    if let Ok(standings) = text.and_then(|text| read_check(&text)) {
                        self.send(Event::Checked(standings));
                    }
                }),
            );
        });
    }

    /// Brings the signals in line with the model. What is equal is left alone, so that nothing is drawn anew.
    fn publish(self) {
        let order = self.inner.try_update_value(|inner| {
            let Inner { model, cells, .. } = inner;
            let lines = model.lines();
            cells.retain(|id, _| lines.iter().any(|line| line.id == *id));
            for line in lines {
                match cells.get(&line.id) {
                    Some(cell) => {
                        if cell.with_untracked(|shown| *shown != line.row) {
                            cell.set(line.row.clone());
                        }
                    }
                    None => {
                        cells.insert(line.id.clone(), ArcRwSignal::new(line.row.clone()));
                    }
                }
            }
            lines.iter().map(|line| line.id.clone()).collect::<Vec<_>>()
        });
        let Some(order) = order else { return };
        self.inner.with_value(|inner| {
            let model = &inner.model;
            let loaded = model.loaded();
            let cover = match model.veil() {
                Veil::Open => Cover::Open,
                Veil::Loading { .. } => Cover::Loading,
                Veil::Explained(why) => Cover::Explained {
                    why: why.clone(),
                    can_cancel: model.can_cancel(),
                },
            };
            put(self.wanted, model.wanted().map(|asked| asked.query.clone()));
            put(self.extra, loaded.map(|loaded| loaded.extra.clone()));
            put(self.total, loaded.map(|loaded| loaded.total));
            put(self.pager, model.pager());
            put(self.cover, cover);
            put(self.as_of, model.as_of());
            put(self.stale, model.stale().cloned());
            put(self.selection, model.selection().clone());
        });
        put(self.order, order);
    }
}

fn put<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|present| *present != value) {
        signal.set(value);
    }
}
