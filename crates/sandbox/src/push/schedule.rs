//! Which push is due when: plain data, told the time.

use crate::{fault::Fault, ids::StoreNo, world::Platform};
use bytes::Bytes;
use std::collections::BTreeMap;

/// A push on its way.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Push {
    pub(super) platform: Platform,
    pub(super) store: StoreNo,
    /// The platform's shop id.
    pub(super) shop: String,
    /// The very bytes that every delivery carries.
    pub(super) body: Bytes,
    /// Deliveries that have failed.
    pub(super) tried: u32,
    /// When its last delivery began, in ms on the sandbox's clock.
    pub(super) begun_ms: i64,
}

/// A push that is held back until others have overtaken it.
#[derive(Debug)]
struct Held {
    push: Push,
    overtakers: u32,
    release_ms: i64,
}

/// Nothing is held for longer, even when nobody overtakes it.
const LONGEST_HOLD_MS: i64 = 5_000;

/// Pushes by the time at which they are due, in ms on the sandbox's clock.
#[derive(Debug, Default)]
pub(super) struct Schedule {
    serial: u64,
    due: BTreeMap<(i64, u64), Push>,
    held: Vec<Held>,
}

impl Schedule {
    /// Plans a delivery.
    pub(super) fn plan(&mut self, push: Push, at_ms: i64) {
        self.serial += 1;
        self.due.insert((at_ms, self.serial), push);
    }

    /// Takes in a new push with what a fault does to it; hands it back when it is lost.
    pub(super) fn take_in(&mut self, push: Push, fault: Option<&Fault>, now_ms: i64) -> Option<Push> {
        let store = push.store;
        match fault {
            Some(Fault::LosePush) => return Some(push),
            Some(Fault::ReorderPush { by }) if *by > 0 => {
                self.held.push(Held {
                    push,
                    overtakers: *by,
                    release_ms: now_ms + LONGEST_HOLD_MS,
                });
                return None;
            }
            Some(Fault::DuplicatePush { copies, every_ms }) => {
                for copy in 0..=*copies {
                    self.plan(push.clone(), now_ms + every_ms * i64::from(copy));
                }
            }
            _ => self.plan(push, now_ms),
        }
        self.overtake(store, now_ms);
        None
    }

    /// A push of this store has gone ahead of those held.
    fn overtake(&mut self, store: StoreNo, now_ms: i64) {
        for held in self.held.iter_mut().filter(|held| held.push.store == store) {
            held.overtakers = held.overtakers.saturating_sub(1);
        }
        self.release(now_ms);
    }

    fn release(&mut self, now_ms: i64) {
        let held = std::mem::take(&mut self.held);
        for held in held {
            if held.overtakers == 0 || held.release_ms <= now_ms {
                self.plan(held.push, now_ms);
            } else {
                self.held.push(held);
            }
        }
    }

    /// What is due by now, in order.
    pub(super) fn take_due(&mut self, now_ms: i64) -> Vec<Push> {
        self.release(now_ms);
        let later = self.due.split_off(&(now_ms + 1, 0));
        std::mem::replace(&mut self.due, later).into_values().collect()
    }

    /// When something is due next.
    pub(super) fn next_ms(&self) -> Option<i64> {
        let due = self.due.keys().next().map(|(at_ms, _)| *at_ms);
        due.into_iter()
            .chain(self.held.iter().map(|held| held.release_ms))
            .min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn push(name: &'static str) -> Push {
        Push {
            platform: Platform::Lazada,
            store: 1,
            shop: "1".to_owned(),
            body: name.into(),
            tried: 0,
            begun_ms: 0,
        }
    }

    fn names(pushes: &[Push]) -> Vec<&str> {
        pushes
            .iter()
            .map(|push| std::str::from_utf8(&push.body).unwrap())
            .collect()
    }

    #[test]
    fn pushes_come_in_order_and_not_before_their_time() {
        let mut schedule = Schedule::default();
        for name in ["a", "b"] {
            assert_eq!(schedule.take_in(push(name), None, 10), None);
        }
        schedule.plan(push("later"), 1_800_010);
        assert_eq!(names(&schedule.take_due(10)), ["a", "b"]);
        assert_eq!(schedule.next_ms(), Some(1_800_010));
        assert!(schedule.take_due(1_800_009).is_empty());
        assert_eq!(names(&schedule.take_due(1_800_010)), ["later"]);
    }

    #[test]
    fn a_copied_push_comes_again_and_a_lost_one_never() {
        let mut schedule = Schedule::default();
        schedule.take_in(
            push("a"),
            Some(&Fault::DuplicatePush {
                copies: 2,
                every_ms: 100,
            }),
            0,
        );
        assert_eq!(names(&schedule.take_due(0)), ["a"]);
        assert_eq!(names(&schedule.take_due(500)), ["a", "a"]);
        assert_eq!(schedule.take_in(push("b"), Some(&Fault::LosePush), 0), Some(push("b")));
        assert_eq!(schedule.next_ms(), None);
    }

    #[test]
    fn a_held_push_is_overtaken_but_never_held_for_ever() {
        let mut schedule = Schedule::default();
        schedule.take_in(push("held"), Some(&Fault::ReorderPush { by: 2 }), 0);
        schedule.take_in(push("b"), None, 1);
        schedule.take_in(push("c"), None, 2);
        schedule.take_in(push("d"), None, 3);
        assert_eq!(names(&schedule.take_due(3)), ["b", "c", "held", "d"]);
        schedule.take_in(push("alone"), Some(&Fault::ReorderPush { by: 2 }), 10);
        assert_eq!(schedule.next_ms(), Some(5_010));
        assert_eq!(names(&schedule.take_due(5_010)), ["alone"]);
    }
}
