//! The use cases: what the team and the platforms ask of the gateway.
//!
//! Reading order: [`settings`] (every delay), [`apps`], [`calls`] (one call for
//! one store: pace, status), [`tokens`], [`authorize`], [`threads`] (reading
//! sessions), [`pushes`], [`outbox`] (sending), [`pictures`], [`presence`],
//! [`stores`], [`translate`], [`sandbox`].

pub mod apps;
pub mod authorize;
pub mod calls;
pub mod outbox;
pub mod pictures;
pub mod presence;
pub mod pushes;
mod reads;
pub mod sandbox;
pub mod settings;
pub mod stores;
pub mod threads;
mod tokens;
pub mod translate;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use steadydesk_wire::StoreId;
use tokio::sync::{Notify, Semaphore};
use tokio_util::task::TaskTracker;

pub use settings::Settings;

/// What the use cases and jobs keep in memory.
#[derive(Debug)]
pub struct Work {
    pub(crate) settings: Settings,
    /// Calls to all platforms at the same time; who waits longest is next.
    pub(crate) slots: Semaphore,
    /// What is known of each store only while the program runs.
    stores: Mutex<HashMap<StoreId, Arc<calls::StoreState>>>,
    /// A push has been written down.
    pub(crate) push_came: Notify,
    /// Who is at which session.
    pub(crate) presence: presence::Presence,
    /// Work that goes on by itself.
    pub(crate) tasks: TaskTracker,
}

impl Default for Work {
    fn default() -> Self {
        Self::new(Settings::default())
    }
}

impl Work {
    /// With delays and bounds of one's own.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            slots: Semaphore::new(settings.calls_at_once),
            settings,
            stores: Mutex::default(),
            push_came: Notify::new(),
            presence: presence::Presence::default(),
            tasks: TaskTracker::new(),
        }
    }

    /// What the program knows of a store beside its row.
    pub(crate) fn store_state(&self, store: &StoreId) -> Arc<calls::StoreState> {
        let mut stores = self.stores.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(stores.entry(store.clone()).or_default())
    }
}

impl crate::Services {
    /// Runs `work` until it ends or the gateway stops.
    pub(crate) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let stop = self.stop.clone();
        self.work.tasks.spawn(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                () = work => {}
            }
        });
    }
}
