//! The counts in context.

use super::model::Counts;
use crate::api::latest::Latest;
use crate::api::live::{Notice, use_live};
use crate::api::unread;
use leptos::prelude::*;
use steadydesk_wire::{Platform, StoreId};

/// A handle to the counts.
#[derive(Debug, Clone, Copy)]
pub struct Unread {
    counts: RwSignal<Counts>,
}

impl Unread {
    /// Over all stores; follows changes.
    #[must_use]
    pub fn total(self) -> u64 {
        self.counts.with(Counts::total)
    }

    /// Over all stores of a platform; follows changes.
    #[must_use]
    pub fn of_platform(self, platform: Platform) -> u64 {
        self.counts.with(|counts| counts.of_platform(platform))
    }

    /// Of one store, nothing while nobody has said; follows changes.
    #[must_use]
    pub fn of_store(self, store: &StoreId) -> Option<u32> {
        self.counts.with(|counts| counts.of_store(store))
    }
}

/// Puts the counts into context: subscribes to the stream first, then asks for the counts.
pub fn provide_unread() -> Unread {
    let counts = RwSignal::new(Counts::default());
    let line = StoredValue::new_local(Latest::default());
    let ask = move || {
        line.with_value(|line| {
            line.run(
                |signal| async move { unread::counts(signal.as_ref()).await },
                move |answer| {
                    // Without an answer the counts stay as they are; the next resync asks again.
                    if let Ok(answer) = answer {
                        counts.try_update(|counts| counts.replace(&answer));
                    }
                },
            );
        });
    };
    use_live().subscribe(move |notice| match notice {
        Notice::Change(event) => {
            counts.try_maybe_update(|counts| (counts.apply(event), ()));
        }
        Notice::Resync(_) => ask(),
    });
    ask();
    let unread = Unread { counts };
    provide_context(unread);
    unread
}

/// The counts; none where nobody counts.
#[must_use]
pub fn use_unread() -> Unread {
    use_context().unwrap_or_else(|| Unread {
        counts: RwSignal::default(),
    })
}
