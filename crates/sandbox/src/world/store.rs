//! A store, as the seed makes it.

use super::{Platform, Site, World, place};
use crate::ids::{self, StoreNo};
use serde::{Deserialize, Serialize};

/// How a shop stands with its marketplace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum StoreState {
    Normal,
    /// The seller's permission ends within days.
    Expiring,
    /// The seller's permission has ended.
    Expired,
    /// Frozen (Shopee), inactive (Lazada, TikTok Shop).
    Frozen,
    /// Banned (Shopee), deleted (Lazada), its seller deactivated (TikTok Shop).
    Banned,
}

/// A store of the world.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    pub(crate) no: StoreNo,
    pub(crate) platform: Platform,
    pub(crate) site: &'static Site,
    pub(crate) name: String,
    /// As the seed has it; [`crate::market`] knows the present one.
    pub(crate) state: StoreState,
    /// Sells across a border: its chats carry the platform's translation.
    pub(crate) cross_border: bool,
}

impl Store {
    /// The platform's own id of the shop.
    pub(crate) fn id(&self) -> u64 {
        ids::shop(self.platform, self.no)
    }

    /// A session's id as the platform spells it.
    pub(crate) fn session_id(&self, session: u32) -> String {
        ids::session(self.platform, self.no, session)
    }

    /// A message's id as the platform spells it.
    pub(crate) fn message_id(&self, session: u32, message: u32) -> String {
        ids::message(self.platform, self.no, session, message)
    }

    /// The account on the buyer's side of a session.
    pub(crate) fn buyer_id(&self, session: u32) -> u64 {
        ids::buyer(self.platform, self.no, session)
    }

    /// The account on the shop's side of its sessions.
    pub(crate) fn seller_user(&self) -> u64 {
        ids::seller_user(self.platform, self.no)
    }
}

impl World {
    /// A store by its number; nothing where the world ends.
    pub(crate) fn store(&self, no: StoreNo) -> Option<Store> {
        if no >= self.plan.stores {
            return None;
        }
        let platform = Platform::ALL[(no % 3) as usize];
        let sites = platform.sites();
        let site = &sites[(no / 3) as usize % sites.len()];
        let mut dice = self.dice(&[place::STORE, no.into()]);
        let names = &self.library.of(site.language).stores;
        let stem = dice.pick(names);
        let round = u64::from(no / 3) / (sites.len() as u64 * names.len() as u64);
        let name = if round == 0 {
            stem.clone()
        } else {
            format!("{stem} {}", round + 1)
        };
        let cross_border = platform != Platform::Tiktok && dice.chance(30);
        Some(Store {
            no,
            platform,
            site,
            name,
            state: self.seeded_state(no),
            cross_border,
        })
    }

    /// Of every 24 stores four stand otherwise than normally, one a state.
    fn seeded_state(&self, no: StoreNo) -> StoreState {
        const ODD: [StoreState; 4] = [
            StoreState::Expiring,
            StoreState::Expired,
            StoreState::Frozen,
            StoreState::Banned,
        ];
        let mut dice = self.dice(&[place::STATES, u64::from(no / 24)]);
        let seat = u64::from(no % 24);
        // One seat in each six: four different stores, whatever is drawn.
        let found = ODD
            .into_iter()
            .enumerate()
            .find(|(n, _)| *n as u64 * 6 + dice.below(6) == seat);
        found.map_or(StoreState::Normal, |(_, state)| state)
    }

    /// The number of a shop of this platform, by the platform's id.
    pub(crate) fn find_shop(&self, platform: Platform, id: &str) -> Option<Store> {
        let store = self.store(ids::read_shop(platform, id.parse().ok()?)?)?;
        (store.platform == platform).then_some(store)
    }

    /// The stores of a platform, in order.
    pub(crate) fn stores_of(&self, platform: Platform) -> impl Iterator<Item = Store> {
        let first = Platform::ALL.iter().position(|one| *one == platform).unwrap_or(0);
        self.stores().skip(first).step_by(3).filter_map(|no| self.store(no))
    }
}
