//! Counts that follow the event stream: each row of a session or store tells
//! its store's total, so no request is needed to keep them right.

use std::collections::HashMap;
use steadydesk_wire::{Change, Event, Platform, StoreId, UnreadCounts};

/// Unread messages by store.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    stores: HashMap<StoreId, Count>,
    /// The sequence number at which a store without a count of its own is true.
    seq: i64,
    /// Whether the gateway has told all counts: a store without one has none unread then.
    answered: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Count {
    platform: Platform,
    unread: u32,
    /// The sequence number at which this is true.
    seq: i64,
}

impl Counts {
    /// Takes in an answer of the gateway. What the stream has told later stays.
    pub fn replace(&mut self, answer: &UnreadCounts) {
        self.stores.retain(|_, count| count.seq > answer.seq);
        self.seq = answer.seq;
        self.answered = true;
        for store in &answer.stores {
            let count = Count {
                platform: store.platform,
                unread: store.unread,
                seq: answer.seq,
            };
            self.stores.entry(store.store.clone()).or_insert(count);
        }
    }

    /// Takes in a change; answers whether a count is another now.
    pub fn apply(&mut self, event: &Event) -> bool {
        match &event.change {
            Change::Store { store } => self.set(&store.id, store.platform, store.unread, event.seq),
            Change::Session { session } => self.set(&session.store, session.platform, session.store_unread, event.seq),
            Change::StoreGone { store } => self.stores.remove(store).is_some(),
            Change::SessionGone { .. } | Change::Message { .. } | Change::MessageGone { .. } => false,
        }
    }

    fn set(&mut self, store: &StoreId, platform: Platform, unread: u32, seq: i64) -> bool {
        let known = self.stores.get(store).copied();
        if seq <= known.map_or(self.seq, |count| count.seq) {
            return false;
        }
        self.stores.insert(store.clone(), Count { platform, unread, seq });
        known.map_or(0, |count| count.unread) != unread
    }

    /// Over all stores.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.stores.values().map(|count| u64::from(count.unread)).sum()
    }

    /// Over all stores of a platform.
    #[must_use]
    pub fn of_platform(&self, platform: Platform) -> u64 {
        let of_platform = self.stores.values().filter(|count| count.platform == platform);
        of_platform.map(|count| u64::from(count.unread)).sum()
    }

    /// Of one store; nothing while nobody has said.
    #[must_use]
    pub fn of_store(&self, store: &StoreId) -> Option<u32> {
        let known = self.stores.get(store).map(|count| count.unread);
        known.or_else(|| self.answered.then_some(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use steadydesk_wire::{Buyer, Millis, Region, Session, StoreUnread};

    fn id(text: &str) -> StoreId {
        text.parse().unwrap()
    }

    fn session(store: &str, store_unread: u32, seq: i64) -> Event {
        let session = Session {
            id: format!("{store}~1").parse().unwrap(),
            store: id(store),
            store_name: String::new(),
            platform: Platform::Shopee,
            region: Region::from("MY"),
            buyer: Buyer {
                id: String::new(),
                name: String::new(),
            },
            last: None,
            unread: 0,
            waiting_since: None,
            can_send: true,
            store_unread,
            version: seq,
        };
        Event {
            seq,
            prev: seq - 1,
            at: Millis(0),
            change: Change::Session {
                session: Box::new(session),
            },
        }
    }

    fn answer(seq: i64, stores: &[(&str, Platform, u32)]) -> UnreadCounts {
        let stores = stores.iter();
        let stores = stores.map(|(store, platform, unread)| StoreUnread {
            store: id(store),
            platform: *platform,
            unread: *unread,
        });
        UnreadCounts {
            stores: stores.collect(),
            seq,
        }
    }

    #[test]
    fn totals_are_sums() {
        let mut counts = Counts::default();
        assert_eq!(counts.of_store(&id("lazada-1")), None);
        counts.replace(&answer(
            5,
            &[
                ("shopee-1", Platform::Shopee, 2),
                ("shopee-2", Platform::Shopee, 3),
                ("lazada-1", Platform::Lazada, 4),
            ],
        ));
        assert_eq!(
            (
                counts.total(),
                counts.of_platform(Platform::Shopee),
                counts.of_platform(Platform::Tiktok)
            ),
            (9, 5, 0)
        );
        assert_eq!(
            (counts.of_store(&id("lazada-1")), counts.of_store(&id("lazada-9"))),
            (Some(4), Some(0))
        );
    }

    #[test]
    fn the_later_word_counts_whatever_the_order() {
        let mut counts = Counts::default();
        assert!(counts.apply(&session("shopee-1", 7, 6)));
        counts.replace(&answer(5, &[("shopee-1", Platform::Shopee, 2)]));
        assert_eq!(counts.total(), 7, "the stream was ahead of the answer");
        assert!(!counts.apply(&session("shopee-1", 1, 4)), "an old change");
        assert!(
            !counts.apply(&session("shopee-2", 3, 5)),
            "the answer already knew that"
        );
        assert!(counts.apply(&session("shopee-1", 0, 8)));
        assert!(!counts.apply(&session("shopee-1", 0, 9)), "equal");
        assert_eq!(counts.total(), 0);
    }
}
