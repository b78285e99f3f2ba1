//! How stores stand now.

use super::Market;
use crate::{
    ids::StoreNo,
    world::{Platform, Store, StoreState},
};

const DAY_MS: i64 = 24 * 3_600_000;

impl Market {
    /// How a store stands at this time.
    pub(crate) fn state(&self, store: &Store) -> StoreState {
        self.stores
            .get(&store.no)
            .and_then(|change| change.state)
            .unwrap_or(store.state)
    }

    /// Whether its seller has given the app permission in this run.
    pub(crate) fn authorized(&self, store: StoreNo) -> bool {
        self.stores.get(&store).is_some_and(|change| change.grants > 0)
    }

    /// Until when the seller's permission lasts, in ms.
    pub(crate) fn authorized_until(&self, store: &Store) -> i64 {
        if let Some(until) = self.stores.get(&store.no).and_then(|change| change.authorized_until) {
            return until;
        }
        let anchor = self.world.plan().anchor_ms;
        match self.state(store) {
            StoreState::Expired => anchor - DAY_MS,
            StoreState::Expiring => anchor + 5 * DAY_MS,
            _ => anchor + (200 + i64::from(store.no % 160)) * DAY_MS,
        }
    }

    /// Puts a store into a state, as `POST /control/stores/{id}/state` asks.
    pub(crate) fn set_state(&mut self, store: &Store, state: StoreState, now_ms: i64) {
        let change = self.stores.entry(store.no).or_default();
        // Whatever is asked for by name is renewed by the next permission.
        change.grants = change.grants.max(1);
        change.state = Some(state);
        change.authorized_until = Some(match state {
            StoreState::Expired => now_ms,
            StoreState::Expiring => now_ms + 5 * DAY_MS,
            _ => now_ms + 360 * DAY_MS,
        });
    }

    /// Notes a permission. One that ran out long ago comes with the world, so the
    /// first grant of such a store is nearly over; each later one renews it.
    pub(super) fn note_grant(&mut self, store: &Store, renew: bool, now_ms: i64) {
        let state = self.state(store);
        let change = self.stores.entry(store.no).or_default();
        let first = change.grants == 0 && !renew;
        change.grants += 1;
        match (state, first) {
            (StoreState::Expired, true) => change.authorized_until = Some(now_ms + LEFT_TO_EXPIRED_MS),
            (StoreState::Expired | StoreState::Expiring, false) => {
                change.state = Some(StoreState::Normal);
                change.authorized_until = Some(now_ms + 360 * DAY_MS);
            }
            _ => {}
        }
    }

    /// Notes that a store's token is in use: after a restart the tokens given
    /// before are still good, and so is the permission behind them.
    pub(crate) fn note_use(&mut self, store: StoreNo) {
        let change = self.stores.entry(store).or_default();
        change.grants = change.grants.max(1);
    }

    /// Where a store's pushes go, when it has its own address.
    pub(crate) fn push_url(&self, store: StoreNo) -> Option<&str> {
        self.stores.get(&store)?.push_url.as_deref()
    }

    pub(crate) fn set_push_url(&mut self, store: StoreNo, url: Option<String>) {
        self.stores.entry(store).or_default().push_url = url;
    }

    /// A store by what a control call names it: the platform's id, or
    /// `platform-id`.
    pub(crate) fn named_store(&self, name: &str) -> Option<Store> {
        let (platform, id) = match name.split_once('-') {
            Some((platform, id)) => (Platform::ALL.into_iter().find(|one| one.as_str() == platform), id),
            None => (None, name),
        };
        match platform {
            Some(platform) => self.world.find_shop(platform, id),
            None => Platform::ALL
                .into_iter()
                .find_map(|platform| self.world.find_shop(platform, id)),
        }
    }
}

/// What a permission that the world has run out is still worth when it is given.
const LEFT_TO_EXPIRED_MS: i64 = 60_000;
