//! Products and orders, as far as messages and counters speak of them.

use super::{Platform, Store, World, place};
use crate::{
    dice::Dice,
    ids::{self, SessionNo, StoreNo},
};

/// Something that a store sells.
#[derive(Debug, Clone)]
pub(crate) struct Product {
    pub(crate) id: u64,
    pub(crate) title: String,
    /// In the smallest unit that the site's prices are written in.
    pub(crate) price: u64,
}

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OrderState {
    Unpaid,
    /// The seller must act.
    ToShip,
    /// Packed and announced, not yet handed over.
    Arranged,
    Shipped,
    Completed,
    Cancelled,
}

impl World {
    /// A store's product by its number.
    pub(crate) fn product(&self, store: &Store, product: u64) -> Product {
        let mut dice = self.dice(&[place::PRODUCT, store.no.into(), product]);
        let titles = &self.library.of(store.site.language).products;
        let stem = &titles[usize::try_from(product % titles.len() as u64).unwrap_or(0)];
        let title = match product / titles.len() as u64 {
            0 => stem.clone(),
            more => format!("{stem} {}", ["", "V2", "Pro", "XL", "Mini"][(more % 5) as usize].trim()),
        };
        let scale = match store.site.currency {
            "IDR" | "VND" | "COP" => 1_000,
            "CLP" | "JPY" | "THB" | "PHP" | "TWD" => 10,
            _ => 1,
        };
        let price = dice.between(5, 180).unsigned_abs() * scale;
        Product {
            id: ids::product(store.platform, store.no, product),
            title,
            price,
        }
    }

    /// The id of a session's order.
    pub(crate) fn order_id(&self, store: &Store, session: SessionNo) -> String {
        let day = day_code(self.order_at(store.no, session));
        ids::order(store.platform, store.no, session, &day)
    }

    /// When the order of a session was placed, in ms.
    pub(crate) fn order_at(&self, store: StoreNo, session: SessionNo) -> i64 {
        let age_ms = self
            .dice(&[place::ORDER, store.into(), session.into()])
            .between(1, 14 * 24)
            * 3_600_000;
        self.plan.anchor_ms - age_ms
    }

    /// Where the order of a seeded session stands.
    pub(crate) fn order_state(&self, store: StoreNo, session: SessionNo) -> OrderState {
        let mut dice = self.dice(&[place::ORDER, store.into(), session.into(), 1]);
        match dice.below(20) {
            0 => OrderState::Unpaid,
            1..=5 => OrderState::ToShip,
            6..=8 => OrderState::Arranged,
            9..=12 => OrderState::Shipped,
            13..=18 => OrderState::Completed,
            _ => OrderState::Cancelled,
        }
    }

    /// Sessions of a store whose order stands so.
    pub(crate) fn orders(&self, store: StoreNo, wanted: impl Fn(OrderState) -> bool) -> Vec<SessionNo> {
        (0..self.plan.sessions)
            .filter(|session| wanted(self.order_state(store, *session)))
            .collect()
    }

    /// Puts a product's name and the order's number into a line that speaks of them.
    pub(super) fn fill(&self, text: &str, store: &Store, session: SessionNo, dice: &mut Dice) -> String {
        if !text.contains('{') {
            return text.to_owned();
        }
        let product = self.product(store, dice.below(ids::PRODUCTS_A_STORE)).title;
        text.replace("{product}", &product)
            .replace("{order}", &self.order_id(store, session))
    }
}

/// Year, month and day as Shopee's order numbers begin: `261122`.
fn day_code(at_ms: i64) -> String {
    let at = jiff::Timestamp::from_millisecond(at_ms).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    at.strftime("%y%m%d").to_string()
}

impl Product {
    /// The price as text in the platform's usual form.
    pub(crate) fn price_text(&self, store: &Store) -> String {
        match store.platform {
            Platform::Lazada => format!("{}.00", self.price),
            _ => self.price.to_string(),
        }
    }
}
