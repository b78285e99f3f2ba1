//! Keeping a store's sessions level with its platform: everything once, then
//! what pushes may have missed.

use crate::{
    Services,
    db::{self, stores::StoreRow},
    marketplace::{CallError, ShopState},
    service::{
        calls::Purpose,
        outbox,
        settings::jitter,
        threads::{self, ReadError},
    },
};
use serde::{Deserialize, Serialize};
use std::{sync::atomic::Ordering, time::Duration};
use steadydesk_wire::{Millis, StoreId};

/// Where a store's synchronisation stands, in its row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Standing {
    /// The first reading is complete.
    #[serde(default)]
    complete: bool,
    /// When its lists were last read to the point where nothing was new.
    #[serde(default)]
    level_at: i64,
}

fn standing(row: &StoreRow) -> Standing {
    row.sync_state
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default()
}

/// Begins to follow a store, or has it read now where that has begun.
pub(crate) fn begin(services: &Services, store: &StoreId) {
    let state = services.work.store_state(store);
    state.to_sync.notify_one();
    if !state.sync_runs.swap(true, Ordering::AcqRel) {
        services.spawn(follow(services.clone(), store.clone()));
    }
}

async fn follow(services: Services, store: StoreId) {
    let state = services.work.store_state(&store);
    // The notice that began it.
    state.to_sync.notified().await;
    let mut troubles = 0;
    let mut shop_due = Millis(0);
    // What was pushed while no gateway ran has reached nobody, and may not come again for hours.
    let mut missed = true;
    loop {
        let row = match services.store_row(&store).await {
            Ok(row) => row,
            Err(CallError::LoginExpired(_)) => break,
            Err(_) => {
                tokio::time::sleep(services.work.settings.wait(troubles)).await;
                troubles += 1;
                continue;
            }
        };
        let now = services.clock.now();
        let settings = &services.work.settings;
        let mut pause = settings.shop_every;
        if !row.login_expired {
            if shop_due <= now {
                look_at_shop(&services, &row).await;
                shop_due = now.plus(millis(settings.shop_every));
            }
            let standing = standing(&row);
            let poll = settings.poll.of(row.platform);
            let due = Millis(standing.level_at).plus(poll.map_or(i64::MAX / 2, millis));
            let result = if !standing.complete || missed || due <= now {
                level(&services, &row, &standing).await
            } else {
                Ok(())
            };
            pause = match result {
                Ok(()) => {
                    missed = false;
                    troubles = 0;
                    pause.min(poll.map_or(pause, |poll| jitter(poll, poll + poll / 8)))
                }
                Err(ReadError::Call(CallError::RateLimited { retry_after })) => {
                    retry_after.unwrap_or_default() + settings.wait(0)
                }
                Err(ReadError::Call(CallError::LoginExpired(_) | CallError::Suspended { .. })) => pause,
                Err(error) => {
                    tracing::warn!(%store, %error, "a store could not be read");
                    troubles += 1;
                    settings.wait(troubles)
                }
            };
        }
        tokio::select! {
            () = state.to_sync.notified() => (shop_due, missed) = (Millis(0), true),
            () = tokio::time::sleep(pause) => {}
        }
    }
    state.sync_runs.store(false, Ordering::Release);
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX / 4)
}

/// Reads the session list from its new end until a page brings nothing new;
/// the first time as deep as the settings say.
async fn level(services: &Services, row: &StoreRow, standing: &Standing) -> Result<(), ReadError> {
    let began = services.clock.now();
    let pages = services.work.settings.first_pages;
    let mut cursor: Option<String> = None;
    for _ in 0..pages {
        let from = cursor.take();
        let page = services
            .call(&row.id, |marketplace, shop| {
                let cursor = from.clone();
                async move { marketplace.sessions(&shop, cursor.as_deref()).await }
            })
            .await?;
        let mut news = false;
        for remote in page.items {
            match threads::catch_up(services, row, remote).await {
                Ok(new) => news |= new,
                // One session that is refused does not keep the others from being read.
                Err(ReadError::Call(CallError::Refused { detail, .. })) => {
                    tracing::warn!(store = %row.id, detail, "a session cannot be read");
                }
                Err(error) => return Err(error),
            }
        }
        cursor = page.next;
        if cursor.is_none() || (standing.complete && !news) {
            break;
        }
    }
    let done = Standing {
        complete: true,
        level_at: began.0,
    };
    let mut tx = services.db.write().await?;
    if let Some(mut row) = db::stores::get(&mut tx, &row.id).await? {
        row.sync_state = serde_json::to_string(&done).ok();
        db::stores::save_quietly(&mut tx, &row, services.clock.now()).await?;
        tx.commit().await?;
    }
    if !standing.complete {
        tracing::info!(store = %row.id, "a store is read for the first time");
    }
    Ok(())
}

/// How the shop is and how many orders wait: each where it can be had.
async fn look_at_shop(services: &Services, row: &StoreRow) {
    let info = services
        .call_for(&row.id, Purpose::State, |marketplace, shop| async move {
            marketplace.shop(&shop).await
        })
        .await;
    let Ok(info) = info else { return };
    let to_ship = if info.state == ShopState::Normal {
        services
            .call(
                &row.id,
                |marketplace, shop| async move { marketplace.to_ship(&shop).await },
            )
            .await
            .ok()
    } else {
        None
    };
    let changed = services
        .change_store(&row.id, |row| {
            if !info.name.is_empty() {
                row.name.clone_from(&info.name);
            }
            row.region = info.region.clone();
            row.shop_state = info.state;
            row.authorized_until = info.authorized_until.or(row.authorized_until);
            row.to_ship = to_ship.or(row.to_ship);
        })
        .await;
    if let Err(error) = changed {
        tracing::error!(store = %row.id, %error, "what a shop says of itself could not be written");
    } else if info.state == ShopState::Normal
        && let Err(error) = outbox::free(services, &row.id).await
    {
        tracing::error!(store = %row.id, %error, "held messages could not be freed");
    }
}
