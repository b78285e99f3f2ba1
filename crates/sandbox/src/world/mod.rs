//! The world as its seed makes it: stores, buyers, sessions and what was said.
//!
//! Nothing of it is kept. A store, a session or a stretch of messages is made
//! from the seed when somebody asks, and comes out the same every time; what
//! happens later is kept by [`crate::market`]. That is why ten thousand stores
//! cost nothing until they are looked at.

mod catalogue;
mod message;
mod phrases;
mod site;
mod store;
mod talk;

pub(crate) use catalogue::OrderState;
pub(crate) use message::{Body, Message, PictureRef, Side};
pub(crate) use site::{Platform, Site};
pub(crate) use store::{Store, StoreState};

use crate::{
    dice::Dice,
    ids::{MOST_STORES, SessionNo, StoreNo},
};
use phrases::Library;

/// What decides a world.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) stores: u32,
    pub(crate) sessions: u32,
    pub(crate) messages: u32,
    /// The moment that ages are counted back from, in ms.
    pub(crate) anchor_ms: i64,
    pub(crate) data_texts: Option<std::path::PathBuf>,
}

/// Places of [`Dice::at`], one a question, so that no two questions share numbers.
mod place {
    pub(super) const STORE: u64 = 1;
    pub(super) const STATES: u64 = 2;
    pub(super) const SESSION_TIME: u64 = 3;
    pub(super) const SESSION_MOOD: u64 = 4;
    pub(super) const TALK: u64 = 5;
    pub(super) const BUYER: u64 = 6;
    pub(super) const ORDER: u64 = 7;
    pub(super) const PRODUCT: u64 = 8;
    pub(super) const FRACTION: u64 = 9;
    pub(super) const SAYING: u64 = 10;
}

/// The world of one seed.
#[derive(Debug)]
pub(crate) struct World {
    plan: Plan,
    library: Library,
}

impl World {
    /// Lays out the world; reads the extra texts where a folder is given.
    ///
    /// # Errors
    /// When there are more stores, sessions or messages than ids can hold, or
    /// the folder of extra texts cannot be read.
    pub(crate) fn new(plan: Plan) -> anyhow::Result<Self> {
        anyhow::ensure!(plan.stores <= MOST_STORES, "at most {MOST_STORES} stores");
        anyhow::ensure!(plan.sessions <= 100_000, "at most 100000 sessions in a store");
        anyhow::ensure!(plan.messages <= 100_000, "at most 100000 messages in a session");
        let library = Library::new(plan.data_texts.as_deref())?;
        Ok(Self { plan, library })
    }

    pub(crate) fn plan(&self) -> &Plan {
        &self.plan
    }

    fn dice(&self, place: &[u64]) -> Dice {
        Dice::at(self.plan.seed, place)
    }

    /// Every store's number, in order.
    pub(crate) fn stores(&self) -> impl Iterator<Item = StoreNo> + use<> {
        0..self.plan.stores
    }

    /// When the last message of a seeded session was written, in ms. Falls as
    /// the session's number grows: session 0 is the newest of its store.
    pub(crate) fn last_at(&self, store: StoreNo, session: SessionNo) -> i64 {
        const SPAN_MS: i64 = 12 * 24 * 3_600_000;
        const NEWEST_MS: i64 = 4 * 60_000;
        let step = (SPAN_MS / i64::from(self.plan.sessions.max(1))).min(5 * 3_600_000);
        let within = self
            .dice(&[place::SESSION_TIME, store.into(), session.into()])
            .between(0, step * 9 / 10);
        self.plan.anchor_ms - NEWEST_MS - i64::from(session) * step - within
    }

    /// Nanoseconds below the millisecond, so that no two sessions of a shop
    /// share a time in Shopee's lists.
    pub(crate) fn fraction_ns(&self, store: StoreNo, session: SessionNo) -> i64 {
        self.dice(&[place::FRACTION, store.into(), session.into()])
            .between(0, 999_999)
    }

    /// Whether a seeded session waits for the seller's answer.
    fn waits(&self, store: StoreNo, session: SessionNo) -> bool {
        self.dice(&[place::SESSION_MOOD, store.into(), session.into()])
            .chance(45)
    }

    /// Messages of a seeded session that the seller has not read.
    pub(crate) fn unread(&self, store: &Store, session: SessionNo) -> u32 {
        let mut mood = self.dice(&[place::SESSION_MOOD, store.no.into(), session.into()]);
        if !mood.chance(45) || !mood.chance(80) {
            return 0;
        }
        let waiting = self.tail(store, session, 4);
        let unread = waiting
            .iter()
            .rev()
            .take_while(|message| message.side == Side::Buyer)
            .count();
        u32::try_from(unread).unwrap_or(0)
    }

    /// A name as buyers of the site have them.
    pub(crate) fn buyer_name(&self, store: &Store, session: SessionNo) -> String {
        let mut dice = self.dice(&[place::BUYER, store.no.into(), session.into()]);
        let names = &self.library.of(store.site.language).buyers;
        let name = dice.pick(names).clone();
        if store.platform != Platform::Shopee {
            return name;
        }
        // On Shopee a buyer is known by an account name.
        let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        let stem = if plain.len() < 3 {
            "buyer".to_owned()
        } else {
            plain.to_ascii_lowercase()
        };
        format!("{stem}_{}", dice.between(10, 9_999))
    }

    /// Everything that is said in a language; the same place says the same in each.
    pub(crate) fn sayings(&self, language: &str) -> Vec<String> {
        self.library.sayings(language)
    }

    /// Something that a buyer of this store may well write, and its English.
    pub(crate) fn saying(&self, store: &Store, session: SessionNo, turn: u64) -> (String, Option<String>) {
        let mut dice = self.dice(&[place::SAYING, store.no.into(), session.into(), turn]);
        let line = self.library.buyer_line(store.site.language, &mut dice);
        let fill = |text: &str| self.fill(text, store, session, &mut dice.clone());
        (fill(line.text), line.english.map(fill))
    }
}
