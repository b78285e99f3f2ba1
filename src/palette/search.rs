//! Stores and sessions, searched at the gateway: only the newest word's answers count.

use super::model::{Item, Target};
use crate::api::error::ApiError;
use crate::api::latest::Latest;
use crate::api::{sessions, stores};
use leptos::prelude::*;
use std::future::Future;
use std::pin::Pin;
use steadydesk_wire::{SessionFilter, StoreFilter};
use web_sys::AbortSignal;

/// How many of each are asked for.
const MOST: u32 = 8;

type Items = Result<Vec<Item>, ApiError>;
type Fetch = fn(String, Option<AbortSignal>) -> Pin<Box<dyn Future<Output = Items>>>;

/// Two lines of requests, and what they brought.
#[derive(Debug, Clone, Copy)]
pub(super) struct Search {
    lines: StoredValue<(Latest, Latest), LocalStorage>,
    stores: RwSignal<Vec<Item>>,
    sessions: RwSignal<Vec<Item>>,
    /// How many answers are awaited.
    running: RwSignal<u32>,
}

impl Search {
    pub(super) fn new() -> Self {
        Self {
            lines: StoredValue::new_local((Latest::default(), Latest::default())),
            stores: RwSignal::default(),
            sessions: RwSignal::default(),
            running: RwSignal::new(0),
        }
    }

    /// What was found last; follows answers.
    pub(super) fn found(self) -> Vec<Item> {
        let mut found = self.stores.get();
        found.extend(self.sessions.get());
        found
    }

    /// Whether an answer is awaited; follows.
    pub(super) fn is_running(self) -> bool {
        self.running.get() > 0
    }

    /// Takes back what is on its way.
    pub(super) fn stop(self) {
        self.lines.with_value(|(stores, sessions)| {
            stores.abort();
            sessions.abort();
        });
        self.running.set(0);
    }

    /// Searches for a word, in place of the one before.
    pub(super) fn ask(self, word: &str) {
        self.stop();
        self.running.set(2);
        self.lines.with_value(|(stores, sessions)| {
            self.run(stores, self.stores, find_stores, word.to_owned());
            self.run(sessions, self.sessions, find_sessions, word.to_owned());
        });
    }

    fn run(self, line: &Latest, into: RwSignal<Vec<Item>>, fetch: Fetch, word: String) {
        line.run(
            move |signal| fetch(word, signal),
            move |answer: Items| {
                self.running.try_update(|running| *running = running.saturating_sub(1));
                // Without an answer the pages and actions are still there; the bar says what is wrong with the network.
                into.try_set(answer.unwrap_or_default());
            },
        );
    }
}

fn find_stores(word: String, signal: Option<AbortSignal>) -> Pin<Box<dyn Future<Output = Items>>> {
    Box::pin(async move {
        let filter = StoreFilter {
            q: Some(word.clone()),
            limit: MOST,
            ..StoreFilter::default()
        };
        let answer = stores::list(&filter, signal.as_ref()).await?;
        let item = |store: steadydesk_wire::Store| Item {
            about: format!("{} {}", store.platform.name(), store.region),
            title: store.name,
            also: store.shop_id,
            target: Target::Store(store.id),
            found_for: Some(word.clone()),
        };
        Ok(answer.page.items.into_iter().map(item).collect())
    })
}

fn find_sessions(word: String, signal: Option<AbortSignal>) -> Pin<Box<dyn Future<Output = Items>>> {
    Box::pin(async move {
        let filter = SessionFilter {
            q: Some(word.clone()),
            limit: MOST,
            ..SessionFilter::default()
        };
        let answer = sessions::list(&filter, signal.as_ref()).await?;
        let item = |session: steadydesk_wire::Session| Item {
            title: match session.buyer.name.trim() {
                "" => session.buyer.id,
                name => name.to_owned(),
            },
            about: format!("{} {}, {}", session.platform.name(), session.region, session.store_name),
            also: String::new(),
            target: Target::Session(session.id),
            found_for: Some(word.clone()),
        };
        Ok(answer.items.into_iter().map(item).collect())
    })
}
