//! One session's messages in order, merged by id and version.

use super::height::row_height;
use super::rows::Rows;
use std::collections::HashMap;
use steadydesk_wire::{Message, MessageId};

/// Where a message stands: by the gateway's position; one that the gateway
/// does not have yet stands behind the message that was the newest when it
/// was written. Client ids grow with time, so equal ones keep their order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    position: i64,
    local: bool,
    id: MessageId,
}

impl Place {
    fn of(message: &Message) -> Self {
        Self {
            position: message.position,
            local: message.version < 0,
            id: message.id.clone(),
        }
    }
}

/// What taking a message did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It says nothing new: an equal or newer one is here.
    Stale,
    /// New in the thread.
    Inserted,
    /// The one with its id says something else now.
    Updated,
    /// As `Updated`, and it stands elsewhere now.
    Moved,
}

/// The order of a thread's loaded messages, and how high their rows are. The
/// messages themselves are kept by the view's state, each in its own cell, so
/// that a change touches one row.
#[derive(Debug, Default)]
pub struct Thread {
    order: Vec<Place>,
    known: HashMap<MessageId, (Place, i64)>,
    rows: Rows,
}

impl Thread {
    /// Takes a message, by whatever way it came: a page, an answer, the stream, the outbox.
    pub fn take(&mut self, message: &Message) -> Taken {
        let place = Place::of(message);
        match self.known.get(&message.id) {
            Some((_, version)) if *version >= message.version => Taken::Stale,
            Some((old, _)) if *old == place => {
                self.known.insert(message.id.clone(), (place, message.version));
                Taken::Updated
            }
            Some((old, _)) => {
                let stood = self.order.binary_search(old);
                let height = stood.map_or(0, |at| self.take_out(at));
                let at = self.insert(place, message.version, height);
                if stood == Ok(at) { Taken::Updated } else { Taken::Moved }
            }
            None => {
                self.insert(place, message.version, row_height(message));
                Taken::Inserted
            }
        }
    }

    fn insert(&mut self, place: Place, version: i64, height: u32) -> usize {
        let at = self.order.binary_search(&place).unwrap_or_else(|at| at);
        self.known.insert(place.id.clone(), (place.clone(), version));
        self.order.insert(at, place);
        self.rows.insert(at, height);
        at
    }

    fn take_out(&mut self, at: usize) -> u32 {
        self.order.remove(at);
        let height = self.rows.top(at + 1) - self.rows.top(at);
        self.rows.remove(at);
        height
    }

    /// Takes a message away; whether it was here.
    pub fn remove(&mut self, id: &MessageId) -> bool {
        let Some((place, _)) = self.known.remove(id) else {
            return false;
        };
        if let Ok(at) = self.order.binary_search(&place) {
            self.take_out(at);
        }
        true
    }

    /// Takes away all messages before that number; their ids.
    pub fn forget_before(&mut self, at: usize) -> Vec<MessageId> {
        let gone: Vec<_> = self
            .order
            .drain(..at.min(self.order.len()))
            .map(|place| place.id)
            .collect();
        for id in &gone {
            self.known.remove(id);
        }
        self.rows.forget_before(gone.len());
        gone
    }

    /// The rows' heights.
    pub fn rows(&mut self) -> &mut Rows {
        &mut self.rows
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.order.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// The message of that number, counted from the oldest.
    #[must_use]
    pub fn id(&self, at: usize) -> Option<&MessageId> {
        self.order.get(at).map(|place| &place.id)
    }

    /// The message's number, counted from the oldest.
    #[must_use]
    pub fn number(&self, id: &MessageId) -> Option<usize> {
        let (place, _) = self.known.get(id)?;
        self.order.binary_search(place).ok()
    }

    /// The ids, oldest first.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = &MessageId> + ExactSizeIterator {
        self.order.iter().map(|place| &place.id)
    }

    /// The position behind which a message written now stands. Without any
    /// message it stands at the end, whatever comes.
    #[must_use]
    pub fn end(&self) -> i64 {
        self.order
            .iter()
            .rev()
            .find(|place| !place.local)
            .map_or(i64::MAX, |place| place.position)
    }

    /// The newest message that the gateway has: what "read up to here" names.
    #[must_use]
    pub fn newest(&self) -> Option<&MessageId> {
        self.order
            .iter()
            .rev()
            .find(|place| !place.local)
            .map(|place| &place.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inbox::model::fixture::message;
    use proptest::prelude::*;

    fn ids(thread: &Thread) -> Vec<&str> {
        thread.ids().map(MessageId::as_str).collect()
    }

    fn thread(messages: &[Message]) -> Thread {
        let mut thread = Thread::default();
        for message in messages {
            thread.take(message);
        }
        thread
    }

    #[test]
    fn older_pages_stand_before_and_nothing_is_doubled() {
        let mut thread = thread(&[message("c", 30, 3), message("d", 40, 4)]);
        assert_eq!(thread.take(&message("a", 10, 1)), Taken::Inserted);
        assert_eq!(thread.take(&message("c", 30, 3)), Taken::Stale);
        assert_eq!(ids(&thread), ["a", "c", "d"]);
    }

    #[test]
    fn os_20_the_same_message_twelve_times_is_one() {
        let mut thread = Thread::default();
        let taken: Vec<_> = (0..12).map(|_| thread.take(&message("a", 10, 1))).collect();
        assert_eq!(taken[0], Taken::Inserted);
        assert!(taken[1..].iter().all(|taken| *taken == Taken::Stale));
        assert_eq!(ids(&thread), ["a"]);
    }

    #[test]
    fn a_stale_version_changes_nothing() {
        let mut thread = thread(&[message("a", 10, 5)]);
        assert_eq!(thread.take(&message("a", 10, 4)), Taken::Stale);
        assert_eq!(thread.take(&message("a", 10, 6)), Taken::Updated);
    }

    #[test]
    fn os_05_a_confirmed_message_keeps_its_place_among_its_neighbours() {
        let mut thread = thread(&[message("a", 10, 1)]);
        let end = thread.end();
        assert_eq!(thread.take(&message("own1", end, -9)), Taken::Inserted);
        assert_eq!(thread.take(&message("own2", end, -8)), Taken::Inserted);
        assert_eq!(thread.end(), 10, "unsent ones do not count");
        // The outbox says first where those behind stand now, then comes the gateway's word.
        assert_eq!(thread.take(&message("own2", 11, -7)), Taken::Updated);
        assert_eq!(thread.take(&message("own1", 11, 2)), Taken::Updated);
        assert_eq!(ids(&thread), ["a", "own1", "own2"]);
        assert_eq!(thread.take(&message("own2", 12, 3)), Taken::Updated);
        assert_eq!(ids(&thread), ["a", "own1", "own2"]);
        assert_eq!(thread.newest().map(MessageId::as_str), Some("own2"));
    }

    #[test]
    fn a_buyers_message_lands_behind_the_unsent_one() {
        let mut thread = thread(&[message("a", 10, 1), message("own", 10, -5)]);
        thread.take(&message("b", 12, 2));
        assert_eq!(ids(&thread), ["a", "own", "b"]);
        thread.take(&message("own", 11, 3));
        assert_eq!(ids(&thread), ["a", "own", "b"]);
    }

    #[test]
    fn a_moved_row_takes_its_height_along() {
        let mut thread = thread(&[message("a", 10, 1), message("own", 10, -5), message("b", 12, 2)]);
        thread.rows().measure(1, 777);
        assert_eq!(thread.take(&message("own", 20, 9)), Taken::Moved);
        assert_eq!(ids(&thread), ["a", "b", "own"]);
        let tops = [1, 2, 3].map(|at| thread.rows().top(at));
        assert_eq!(tops[2] - tops[1], 777);
    }

    #[test]
    fn what_lies_far_back_can_be_forgotten() {
        let mut thread = thread(&[message("a", 10, 1), message("b", 11, 1), message("c", 12, 1)]);
        let gone = thread.forget_before(2);
        assert_eq!(gone.iter().map(MessageId::as_str).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(ids(&thread), ["c"]);
        assert_eq!(thread.rows().len(), 1);
        assert_eq!(thread.take(&message("a", 10, 1)), Taken::Inserted, "it may come again");
    }

    #[test]
    fn removing_is_by_id() {
        let mut thread = thread(&[message("a", 10, 1), message("b", 11, 1)]);
        assert!(thread.remove(&message("a", 0, 0).id));
        assert!(!thread.remove(&message("a", 0, 0).id));
        assert_eq!(ids(&thread), ["b"]);
    }

    proptest! {
        #[test]
        fn the_order_of_arrival_does_not_matter(
            messages in proptest::collection::vec((0u8..12, 1i64..4), 0..60),
            seed in any::<u64>(),
        ) {
            let all: Vec<_> = messages
                .iter()
                .map(|(n, version)| message(&format!("m{n}"), i64::from(*n) * 10, *version))
                .collect();
            let mut shuffled = all.clone();
            let mut state = seed | 1;
            for i in (1..shuffled.len()).rev() {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let j = usize::try_from(state >> 33).unwrap() % (i + 1);
                shuffled.swap(i, j);
            }
            let (left, right) = (thread(&all), thread(&shuffled));
            prop_assert_eq!(ids(&left), ids(&right));
            prop_assert_eq!(&left.known, &right.known);
            for (number, id) in left.ids().enumerate() {
                prop_assert_eq!(left.number(id), Some(number));
                prop_assert_eq!(left.id(number), Some(id));
            }
            let mut left = left;
            prop_assert_eq!(left.rows().len(), left.len());
        }
    }
}
