//! One call for one store: at its pace, with fresh tokens, and with what it
//! says of the store written down. A store's trouble stays its own.

use super::tokens::{open_shop, renew_before};
use crate::{
    Services,
    db::{self, stores::StoreRow},
    marketplace::{CallError, Marketplace, Shop, ShopState},
};
use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};
use steadydesk_wire::{FailReason, Millis, StoreId};
use tokio::{
    sync::{Mutex as AsyncMutex, Notify},
    time::Instant,
};

/// What is known of a store only while the program runs.
#[derive(Debug, Default)]
pub struct StoreState {
    /// Held while a call leaves; the moment before which the next one may not.
    pace: AsyncMutex<Option<Instant>>,
    /// Held while its tokens are being refreshed.
    pub(super) refresh: AsyncMutex<()>,
    /// Renewing ahead of the end did not work: not again before then.
    pub(super) renew_after: Mutex<Option<Instant>>,
    /// Calls that failed in a row, and when that began.
    failures: Mutex<(u32, Option<Millis>)>,
    /// Times in a row that it was asked to slow down.
    slowed: AtomicU32,
    /// Something is to be sent.
    pub(crate) to_send: Notify,
    pub(crate) sender_runs: AtomicBool,
    /// Its lists are to be read now.
    pub(crate) to_sync: Notify,
    pub(crate) sync_runs: AtomicBool,
}

/// Whether a call makes sense for a shop that cannot trade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Work,
    /// Asks how the shop is: allowed to one that is suspended.
    State,
}

pub(super) fn trouble(error: &db::Error) -> CallError {
    CallError::NotSent(format!("the gateway's database: {error}"))
}

impl Services {
    /// Calls the platform for a store.
    pub(crate) async fn call<T, F, Fut>(&self, store: &StoreId, work: F) -> Result<T, CallError>
    where
        F: Fn(Arc<dyn Marketplace>, Shop) -> Fut + Send,
        Fut: Future<Output = Result<T, CallError>> + Send,
        T: Send,
    {
        self.call_for(store, Purpose::Work, work).await
    }

    pub(crate) async fn call_for<T, F, Fut>(&self, store: &StoreId, purpose: Purpose, work: F) -> Result<T, CallError>
    where
        F: Fn(Arc<dyn Marketplace>, Shop) -> Fut + Send,
        Fut: Future<Output = Result<T, CallError>> + Send,
        T: Send,
    {
        let row = self.store_row(store).await?;
        let Some(marketplace) = self.marketplaces.get(row.platform).cloned() else {
            return Err(CallError::NotSent(format!(
                "no {} app is configured",
                row.platform.name()
            )));
        };
        if row.login_expired {
            return Err(CallError::LoginExpired("the permission has ended".to_owned()));
        }
        if row.shop_state != ShopState::Normal && purpose == Purpose::Work {
            let detail = "the platform has suspended the shop".to_owned();
            return Err(CallError::Suspended {
                state: row.shop_state,
                detail,
            });
        }
        if let Some(left) = row
            .slowed_until
            .map(|until| until.since(self.clock.now()))
            .filter(|left| *left > 0)
        {
            return Err(CallError::RateLimited {
                retry_after: Some(Duration::from_millis(left.unsigned_abs())),
            });
        }
        let result = self.call_with_tokens(&row, &marketplace, work).await;
        self.note(store, result.as_ref().err()).await;
        result
    }

    async fn call_with_tokens<T, F, Fut>(
        &self,
        row: &StoreRow,
        marketplace: &Arc<dyn Marketplace>,
        work: F,
    ) -> Result<T, CallError>
    where
        F: Fn(Arc<dyn Marketplace>, Shop) -> Fut + Send,
        Fut: Future<Output = Result<T, CallError>> + Send,
        T: Send,
    {
        let mut shop = open_shop(self, row).ok_or_else(|| CallError::LoginExpired("no tokens".to_owned()))?;
        if shop.tokens.access_until.since(self.clock.now()) < renew_before(row.platform) {
            shop = self.renewed(&row.id, marketplace, shop).await?;
        }
        // Its turn at this store first, then among all calls: a slow store fills no slots by waiting.
        self.pace(row).await;
        let slot = self.work.slots.acquire().await;
        let first = work(Arc::clone(marketplace), shop.clone()).await;
        drop(slot);
        match first {
            Err(CallError::TokenExpired(_)) => {
                let shop = self.refresh(&row.id, marketplace, shop).await?;
                self.pace(row).await;
                let _slot = self.work.slots.acquire().await;
                work(Arc::clone(marketplace), shop).await
            }
            other => other,
        }
    }

    async fn pace(&self, row: &StoreRow) {
        let state = self.work.store_state(&row.id);
        let mut next = state.pace.lock().await;
        if let Some(at) = *next {
            tokio::time::sleep_until(at).await;
        }
        *next = Some(Instant::now() + self.work.settings.gap.of(row.platform));
    }

    pub(crate) async fn store_row(&self, store: &StoreId) -> Result<StoreRow, CallError> {
        let mut conn = self.db.read().await.map_err(|error| trouble(&error))?;
        db::stores::get(&mut conn, store)
            .await
            .map_err(|error| trouble(&error))?
            .ok_or_else(|| CallError::LoginExpired("the store is gone".to_owned()))
    }

    /// Writes down what a call's outcome says of the store, where that is news.
    pub(crate) async fn note(&self, store: &StoreId, error: Option<&CallError>) {
        let state = self.work.store_state(store);
        let settings = &self.work.settings;
        let now = self.clock.now();
        let reached = matches!(error, None | Some(CallError::Refused { .. }));
        let failing = {
            let mut failures = state.failures.lock().unwrap_or_else(PoisonError::into_inner);
            if reached || matches!(error, Some(CallError::RateLimited { .. })) {
                *failures = (0, None);
            } else {
                failures.0 = failures.0.saturating_add(1);
                failures.1.get_or_insert(now);
            }
            (failures.0 >= settings.failures_to_tell)
                .then_some(failures.1)
                .flatten()
        };
        if reached {
            state.slowed.store(0, Ordering::Relaxed);
        }
        let outcome = self
            .change_store(store, |row| match error {
                None | Some(CallError::Refused { .. }) => {
                    row.failing = None;
                    row.slowed_until = row.slowed_until.filter(|until| *until > now);
                    let old = i64::try_from(settings.as_of_every.as_millis()).unwrap_or(i64::MAX);
                    if row.as_of.is_none_or(|as_of| now.since(as_of) >= old) {
                        row.as_of = Some(now);
                    }
                }
                Some(CallError::RateLimited { retry_after }) => {
                    let wait =
                        retry_after.unwrap_or_else(|| settings.wait(state.slowed.fetch_add(1, Ordering::Relaxed)));
                    let until = now.plus(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX));
                    row.slowed_until = row.slowed_until.max(Some(until));
                    row.failing = None;
                }
                Some(CallError::LoginExpired(_)) => row.login_expired = true,
                Some(CallError::Suspended { state, .. }) => row.shop_state = *state,
                Some(
                    CallError::Failed(reason)
                    | CallError::NotSent(reason)
                    | CallError::Unknown(reason)
                    | CallError::TokenExpired(reason),
                ) => {
                    if let (Some(since), None) = (failing, &row.failing) {
                        row.failing = Some((since, reason.clone()));
                    }
                }
            })
            .await;
        if let Err(error) = outcome {
            tracing::error!(%store, %error, "the store's status could not be written");
        }
    }

    /// Changes a store's row where the change makes a difference, and tells it.
    /// Answers the row as it is then.
    pub(crate) async fn change_store(
        &self,
        store: &StoreId,
        change: impl FnOnce(&mut StoreRow) + Send,
    ) -> db::Result<Option<StoreRow>> {
        let known = {
            let mut conn = self.db.read().await?;
            db::stores::get(&mut conn, store).await?
        };
        let Some(known) = known else { return Ok(None) };
        // Looked at outside the write lock first: most calls change nothing.
        let mut wanted = known.clone();
        change(&mut wanted);
        if wanted == known {
            return Ok(Some(known));
        }
        let mut tx = self.db.write().await?;
        let Some(mut row) = db::stores::get(&mut tx, store).await? else {
            return Ok(None);
        };
        merge_status(&mut row, &known, &wanted);
        db::stores::save(&mut tx, &mut row, self.clock.now()).await?;
        tx.commit().await?;
        Ok(Some(row))
    }
}

/// Carries over what differs between `before` and `after`, so that what another
/// task has written in between stays.
fn merge_status(row: &mut StoreRow, before: &StoreRow, after: &StoreRow) {
    macro_rules! carry {
        ($($field:ident),*) => {$(
            if before.$field != after.$field {
                row.$field = after.$field.clone();
            }
        )*};
    }
    carry!(
        name,
        region,
        authorized_until,
        shop_state,
        login_expired,
        failing,
        slowed_until,
        to_ship,
        as_of,
        sync_state
    );
}

/// How a failed call reads on a message that it was for.
pub(crate) fn failure_of(error: &CallError) -> steadydesk_wire::Failure {
    let (reason, detail) = match error {
        CallError::LoginExpired(_) => (FailReason::LoginExpired, None),
        CallError::Suspended { detail, .. } => (FailReason::StoreSuspended, Some(detail.clone())),
        CallError::RateLimited { .. } => (FailReason::RateLimited, None),
        CallError::Refused { reason, detail } => (*reason, Some(detail.clone())),
        CallError::TokenExpired(detail)
        | CallError::Failed(detail)
        | CallError::NotSent(detail)
        | CallError::Unknown(detail) => (FailReason::Unreachable, Some(detail.clone())),
    };
    steadydesk_wire::Failure { reason, detail }
}
