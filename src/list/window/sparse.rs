//! A long row of places of which only some are filled.

/// What is at hand, by its place. Memory is for what is at hand alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Sparse<T> {
    /// In the order of the places, each at most once.
    items: Vec<(u32, T)>,
}

impl<T> Default for Sparse<T> {
    fn default() -> Self {
        Self { items: Vec::new() }
    }
}

impl<T> Sparse<T> {
    fn slot(&self, at: u32) -> Result<usize, usize> {
        self.items.binary_search_by_key(&at, |(place, _)| *place)
    }

    /// What is at hand, in order.
    #[must_use]
    pub fn items(&self) -> &[(u32, T)] {
        &self.items
    }

    #[must_use]
    pub fn get(&self, at: u32) -> Option<&T> {
        self.slot(at).ok().map(|slot| &self.items[slot].1)
    }

    /// The place of the first item that is so.
    #[must_use]
    pub fn find(&self, is: &dyn Fn(&T) -> bool) -> Option<u32> {
        self.items.iter().find(|(_, item)| is(item)).map(|(at, _)| *at)
    }

    /// Fills a place; what was there is gone.
    pub fn put(&mut self, at: u32, item: T) {
        match self.slot(at) {
            Ok(slot) => self.items[slot].1 = item,
            Err(slot) => self.items.insert(slot, (at, item)),
        }
    }

    /// Makes a new place, filled or not: what stands there and behind moves on by one.
    pub fn insert(&mut self, at: u32, item: Option<T>) {
        let (Ok(slot) | Err(slot)) = self.slot(at);
        for (place, _) in &mut self.items[slot..] {
            *place += 1;
        }
        if let Some(item) = item {
            self.items.insert(slot, (at, item));
        }
    }

    /// Takes a place out: what stands behind moves up by one.
    pub fn remove(&mut self, at: u32) -> Option<T> {
        let (slot, item) = match self.slot(at) {
            Ok(slot) => (slot, Some(self.items.remove(slot).1)),
            Err(slot) => (slot, None),
        };
        for (place, _) in &mut self.items[slot..] {
            *place -= 1;
        }
        item
    }

    /// Empties a place.
    pub fn forget(&mut self, at: u32) {
        if let Ok(slot) = self.slot(at) {
            self.items.remove(slot);
        }
    }

    /// Keeps what stands from `from` to before `end`.
    pub fn keep(&mut self, from: u32, end: u32) {
        self.items.retain(|(at, _)| (from..end).contains(at));
    }

    /// The last empty place before `end`.
    #[must_use]
    pub fn last_empty(&self, end: u32) -> Option<u32> {
        let mut free = end.checked_sub(1)?;
        for (at, _) in self.items.iter().rev() {
            if *at > free {
                continue;
            }
            if *at < free {
                return Some(free);
            }
            free = free.checked_sub(1)?;
        }
        Some(free)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Debug, Clone)]
    enum Move {
        Put(u32),
        Insert(u32, bool),
        Remove(u32),
        Forget(u32),
        Keep(u32, u32),
    }

    fn moves() -> impl Strategy<Value = Vec<Move>> {
        let one = prop_oneof![
            (0_u32..12).prop_map(Move::Put),
            (0_u32..12, any::<bool>()).prop_map(|(at, full)| Move::Insert(at, full)),
            (0_u32..12).prop_map(Move::Remove),
            (0_u32..12).prop_map(Move::Forget),
            (0_u32..12, 0_u32..12).prop_map(|(from, end)| Move::Keep(from, end)),
        ];
        prop::collection::vec(one, 0..40)
    }

    proptest! {
        /// It behaves as a plain row of places would, whatever is done to it.
        #[test]
        fn it_is_a_row_of_places(moves in moves()) {
            let mut sparse = Sparse::default();
            let mut plain: Vec<Option<usize>> = vec![None; 100];
            for (number, one) in moves.into_iter().enumerate() {
                match one {
                    Move::Put(at) => {
                        sparse.put(at, number);
                        plain[at as usize] = Some(number);
                    }
                    Move::Insert(at, full) => {
                        sparse.insert(at, full.then_some(number));
                        plain.insert(at as usize, full.then_some(number));
                    }
                    Move::Remove(at) => {
                        prop_assert_eq!(sparse.remove(at), plain.remove(at as usize));
                    }
                    Move::Forget(at) => {
                        sparse.forget(at);
                        plain[at as usize] = None;
                    }
                    Move::Keep(from, end) => {
                        sparse.keep(from, end);
                        for (at, place) in plain.iter_mut().enumerate() {
                            if !(from as usize..end as usize).contains(&at) {
                                *place = None;
                            }
                        }
                    }
                }
                for (at, place) in (0_u32..60).zip(&plain) {
                    prop_assert_eq!(sparse.get(at), place.as_ref());
                }
                for end in 0_u32..40 {
                    let last = plain[..end as usize].iter().rposition(Option::is_none);
                    prop_assert_eq!(sparse.last_empty(end).map(|at| at as usize), last);
                }
            }
        }
    }
}
