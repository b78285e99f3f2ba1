//! A store's tokens: sealed in its row, renewed before their end.

use super::calls::trouble;
use crate::{
    Services, db,
    db::stores::StoreRow,
    marketplace::{CallError, Marketplace, Shop, Tokens},
    secret::Place,
};
use serde::{Deserialize, Serialize};
use std::{
    sync::{Arc, PoisonError},
    time::Duration,
};
use steadydesk_wire::{Millis, Platform, StoreId};
use tokio::time::Instant;

/// The tokens as they lie sealed in the store's row.
#[derive(Serialize, Deserialize)]
struct Kept {
    access: String,
    access_until: i64,
    refresh: String,
    refresh_until: Option<i64>,
}

fn place(store: &StoreId) -> Place<'_> {
    Place {
        table: "stores",
        row: store.as_str(),
        column: "tokens",
    }
}

/// Puts tokens into a store's row, sealed.
pub(super) fn keep_tokens(services: &Services, row: &mut StoreRow, tokens: &Tokens) {
    let kept = Kept {
        access: tokens.access.clone(),
        access_until: tokens.access_until.0,
        refresh: tokens.refresh.clone(),
        refresh_until: tokens.refresh_until.map(|until| until.0),
    };
    // Texts and numbers always make JSON.
    let plain = zeroize::Zeroizing::new(serde_json::to_vec(&kept).unwrap_or_default());
    row.tokens = Some(services.seal.seal(place(&row.id), &plain));
    row.access_until = tokens.access_until;
    row.refresh_until = tokens.refresh_until;
}

/// The shop of a row with its tokens opened; nothing where it has none.
pub(super) fn open_shop(services: &Services, row: &StoreRow) -> Option<Shop> {
    let sealed = row.tokens.as_ref()?;
    let plain = match services.seal.open(place(&row.id), sealed) {
        Ok(plain) => plain,
        Err(error) => {
            tracing::error!(store = %row.id, %error, "the store's tokens do not open");
            return None;
        }
    };
    let kept: Kept = serde_json::from_slice(&plain).ok()?;
    Some(Shop {
        shop_id: row.shop_id.clone(),
        region: row.region.clone(),
        cipher: row.cipher.clone(),
        tokens: Tokens {
            access: kept.access,
            access_until: Millis(kept.access_until),
            refresh: kept.refresh,
            refresh_until: kept.refresh_until.map(Millis),
        },
    })
}

/// How long before its end an access token is renewed.
pub(super) fn renew_before(platform: Platform) -> i64 {
    match platform {
        // Of four hours, the last 48 minutes: 80 % of its life.
        Platform::Shopee => 48 * 60_000,
        // Advised by its pages.
        Platform::Lazada => 48 * 3_600_000,
        Platform::Tiktok => 34 * 3_600_000,
    }
}

/// After renewing ahead of the end did not work, so long until the next try.
const RENEW_PAUSE_MS: i64 = 60_000;

impl Services {
    /// Renews tokens ahead of their end. The old ones do as long as they last.
    pub(super) async fn renewed(
        &self,
        store: &StoreId,
        marketplace: &Arc<dyn Marketplace>,
        shop: Shop,
    ) -> Result<Shop, CallError> {
        let left = shop.tokens.access_until.since(self.clock.now());
        let old = shop.clone();
        let state = self.work.store_state(store);
        let after = *state.renew_after.lock().unwrap_or_else(PoisonError::into_inner);
        if left > RENEW_PAUSE_MS && after.is_some_and(|after| after > Instant::now()) {
            return Ok(old);
        }
        match self.refresh(store, marketplace, shop).await {
            Err(error) if left > RENEW_PAUSE_MS => {
                let after = Instant::now() + Duration::from_millis(RENEW_PAUSE_MS.unsigned_abs());
                *state.renew_after.lock().unwrap_or_else(PoisonError::into_inner) = Some(after);
                tracing::warn!(%store, %error, "the tokens could not be renewed yet");
                Ok(old)
            }
            other => other,
        }
    }

    /// New tokens for `shop`'s, which were refused or end soon. One refresh a
    /// store at a time: whoever waited gets the tokens of the one before.
    /// They are on disk before anybody uses them.
    pub(super) async fn refresh(
        &self,
        store: &StoreId,
        marketplace: &Arc<dyn Marketplace>,
        shop: Shop,
    ) -> Result<Shop, CallError> {
        let state = self.work.store_state(store);
        let _one = state.refresh.lock().await;
        let row = self.store_row(store).await?;
        let current = open_shop(self, &row).ok_or_else(|| CallError::LoginExpired("no tokens".to_owned()))?;
        if current.tokens.access != shop.tokens.access {
            return Ok(current);
        }
        if current
            .tokens
            .refresh_until
            .is_some_and(|until| until <= self.clock.now())
        {
            return Err(CallError::LoginExpired("the refresh token has ended".to_owned()));
        }
        let mut tries = 0;
        let tokens = loop {
            match marketplace.refresh(&current).await {
                Ok(tokens) => break tokens,
                // A lost answer too: the old refresh token is all there is. Where the
                // platform took it after all, it says so now, and the seller is asked.
                Err(CallError::Unknown(_) | CallError::Failed(_) | CallError::NotSent(_)) if tries < 3 => {
                    tokio::time::sleep(self.work.settings.wait(tries)).await;
                    tries += 1;
                }
                Err(error) => return Err(error),
            }
        };
        let renewed = Shop { tokens, ..current };
        let mut tx = self.db.write().await.map_err(|error| trouble(&error))?;
        let row = db::stores::get(&mut tx, store).await.map_err(|error| trouble(&error))?;
        let mut row = row.ok_or_else(|| CallError::LoginExpired("the store is gone".to_owned()))?;
        keep_tokens(self, &mut row, &renewed.tokens);
        db::stores::save_quietly(&mut tx, &row, self.clock.now())
            .await
            .map_err(|error| trouble(&error))?;
        tx.commit().await.map_err(|error| trouble(&error))?;
        tracing::info!(%store, "the tokens are renewed");
        Ok(renewed)
    }
}
