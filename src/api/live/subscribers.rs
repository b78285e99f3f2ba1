//! Who is told.

use leptos::prelude::*;
use std::fmt;
use std::rc::Rc;

type Then<N> = Rc<dyn Fn(&N)>;

/// The number of the last one who came, and those who are here under theirs.
type All<N> = (u64, Vec<(u64, Then<N>)>);

/// Those who want to be told of something, each at once and one by one. (A
/// signal would let the last of several stand for all.) Copies share the list.
pub struct Subscribers<N: 'static> {
    all: StoredValue<All<N>, LocalStorage>,
}

impl<N> Clone for Subscribers<N> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<N> Copy for Subscribers<N> {}

impl<N> fmt::Debug for Subscribers<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscribers").finish_non_exhaustive()
    }
}

impl<N: 'static> Default for Subscribers<N> {
    fn default() -> Self {
        Self {
            all: StoredValue::new_local((0, Vec::new())),
        }
    }
}

impl<N: 'static> Subscribers<N> {
    /// Calls `then` with everything that is told, until the owner ends.
    pub fn add(self, then: impl Fn(&N) + 'static) {
        let added = self.all.try_update_value(|(next, all)| {
            *next += 1;
            all.push((*next, Rc::new(then) as Then<N>));
            *next
        });
        let Some(id) = added else { return };
        on_cleanup(move || {
            self.all
                .try_update_value(|(_, all)| all.retain(|(other, _)| *other != id));
        });
    }

    /// Tells everybody, in the order in which they came.
    pub fn tell(self, news: &N) {
        // Out of the list first: one who is told may add or end others.
        let list =
            |(_, all): &(u64, Vec<(u64, Then<N>)>)| all.iter().map(|(_, then)| Rc::clone(then)).collect::<Vec<_>>();
        for then in self.all.try_with_value(list).unwrap_or_default() {
            then(news);
        }
    }
}
