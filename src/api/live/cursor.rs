//! How far this console has heard, and how a page joins the stream. Pure.
//!
//! The stream and the pages are fetched side by side. A page says at which
//! sequence number it is true; [`Recent`] holds the latest changes, so that a
//! page that was on its way while changes came by gets those that it missed.
//! Where the changes kept do not reach back far enough, the page is fetched
//! again: nothing is ever guessed.

use std::collections::VecDeque;
use steadydesk_wire::{Event, StreamItem};

/// How many changes are kept for pages under way: some minutes of a busy team.
const KEPT: usize = 512;

/// What the shell does about something that the stream said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// Nothing new.
    Nothing,
    /// A change, for everybody.
    Change(Box<Event>),
    /// From here on every change will come by. What was fetched at a lower
    /// sequence number than this has to be fetched again.
    Joined(i64),
    /// As `Joined`, and then the change that showed the gap.
    JoinedBy(Box<Event>),
}

/// The cursor and the changes behind it.
#[derive(Debug, Default)]
pub struct Recent {
    /// The sequence number up to which all is known; nothing before the first word.
    cursor: Option<i64>,
    /// Every change above this number is in `events`.
    floor: i64,
    events: VecDeque<Event>,
}

impl Recent {
    /// All up to that number is known, by an earlier page of this browser.
    #[must_use]
    pub fn from(seq: i64) -> Self {
        Self {
            cursor: Some(seq),
            floor: seq,
            events: VecDeque::new(),
        }
    }

    /// What to connect with as `Last-Event-ID`.
    #[must_use]
    pub fn cursor(&self) -> Option<i64> {
        self.cursor
    }

    /// Takes one word of the stream.
    pub fn hear(&mut self, item: StreamItem) -> Heard {
        match item {
            StreamItem::Hello(greeting) => match self.cursor {
                // The gateway's numbers went back: another database. Start anew.
                Some(cursor) if cursor <= greeting.newest => Heard::Nothing,
                _ => self.join(greeting.newest),
            },
            StreamItem::TooOld(greeting) => self.join(greeting.newest),
            StreamItem::CaughtUp(caught) | StreamItem::Beat(caught) => {
                self.cursor = self.cursor.map(|cursor| cursor.max(caught.seq));
                Heard::Nothing
            }
            StreamItem::Presence(_) => Heard::Nothing,
            StreamItem::Change(event) => self.change(event),
        }
    }

    fn join(&mut self, at: i64) -> Heard {
        self.cursor = Some(at);
        self.floor = at;
        self.events.clear();
        Heard::Joined(at)
    }

    fn change(&mut self, event: Box<Event>) -> Heard {
        let gap = match self.cursor {
            Some(cursor) if event.seq <= cursor => return Heard::Nothing,
            Some(cursor) => event.prev > cursor,
            None => true,
        };
        if gap {
            self.join(event.prev);
        }
        self.cursor = Some(event.seq);
        self.events.push_back((*event).clone());
        while self.events.len() > KEPT {
            if let Some(dropped) = self.events.pop_front() {
                self.floor = dropped.seq;
            }
        }
        if gap {
            Heard::JoinedBy(event)
        } else {
            Heard::Change(event)
        }
    }

    /// The changes after `seq`, oldest first, to be applied to a page that is
    /// true at `seq`; nothing where some are no longer known and the page has
    /// to be fetched again. Before the stream's first word there are none.
    #[must_use]
    pub fn since(&self, seq: i64) -> Option<Vec<Event>> {
        if self.cursor.is_some() && seq < self.floor {
            return None;
        }
        Some(self.events.iter().filter(|event| event.seq > seq).cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use steadydesk_wire::{Caught, Change, Greeting, Millis, StoreId};

    fn hello(newest: i64) -> StreamItem {
        StreamItem::Hello(greeting(newest))
    }

    fn greeting(newest: i64) -> Greeting {
        Greeting {
            newest,
            oldest: 1,
            now: Millis(0),
            version: "1".into(),
        }
    }

    fn change(prev: i64, seq: i64) -> StreamItem {
        StreamItem::Change(event(prev, seq))
    }

    fn event(prev: i64, seq: i64) -> Box<Event> {
        let store = StoreId::try_from("shopee-1").unwrap();
        Box::new(Event {
            seq,
            prev,
            at: Millis(0),
            change: Change::StoreGone { store },
        })
    }

    #[test]
    fn the_first_word_joins_and_changes_follow() {
        let mut recent = Recent::default();
        assert_eq!(recent.cursor(), None);
        assert_eq!(recent.hear(hello(40)), Heard::Joined(40));
        assert_eq!(recent.hear(change(40, 41)), Heard::Change(event(40, 41)));
        assert_eq!(recent.cursor(), Some(41));
    }

    #[test]
    fn a_page_that_goes_on_where_another_has_heard_catches_up() {
        let mut recent = Recent::from(40);
        assert_eq!(recent.since(40), Some(vec![]));
        assert_eq!(recent.since(39), None);
        assert_eq!(recent.hear(hello(50)), Heard::Nothing);
        assert_eq!(recent.hear(change(40, 41)), Heard::Change(event(40, 41)));
        assert_eq!(recent.since(40), Some(vec![*event(40, 41)]));
    }

    #[test]
    fn a_resumed_stream_joins_nothing_anew() {
        let mut recent = Recent::default();
        recent.hear(hello(40));
        assert_eq!(recent.hear(hello(50)), Heard::Nothing);
        assert_eq!(recent.hear(change(40, 44)), Heard::Change(event(40, 44)));
    }

    #[test]
    fn nw_09_a_gap_joins_anew_and_a_replayed_change_is_ignored() {
        let mut recent = Recent::default();
        recent.hear(hello(39));
        assert_eq!(recent.hear(change(40, 41)), Heard::JoinedBy(event(40, 41)));
        assert_eq!(recent.hear(change(37, 38)), Heard::Nothing);
        assert_eq!(recent.cursor(), Some(41));
        assert_eq!(recent.since(39), None, "what came before the gap is unknown");
        assert_eq!(recent.since(40), Some(vec![*event(40, 41)]));
    }

    #[test]
    fn a_beat_moves_the_cursor_over_what_others_may_see() {
        let mut recent = Recent::default();
        recent.hear(hello(1));
        recent.hear(StreamItem::Beat(Caught { seq: 9, now: Millis(0) }));
        assert_eq!(recent.cursor(), Some(9));
        assert_eq!(recent.hear(change(9, 10)), Heard::Change(event(9, 10)));
    }

    #[test]
    fn too_old_and_a_gateway_with_lower_numbers_start_anew() {
        let mut recent = Recent::default();
        recent.hear(hello(5));
        assert_eq!(recent.hear(StreamItem::TooOld(greeting(900))), Heard::Joined(900));
        assert_eq!(recent.since(5), None);
        assert_eq!(recent.hear(hello(3)), Heard::Joined(3));
        assert_eq!(recent.cursor(), Some(3));
    }

    #[test]
    fn a_page_under_way_gets_what_it_missed() {
        let mut recent = Recent::default();
        assert_eq!(recent.since(7), Some(vec![]), "nothing is known yet");
        recent.hear(hello(10));
        recent.hear(change(10, 11));
        recent.hear(change(11, 12));
        assert_eq!(recent.since(11), Some(vec![*event(11, 12)]));
        assert_eq!(recent.since(12), Some(vec![]));
        assert_eq!(recent.since(9), None);
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let mut recent = Recent::default();
        recent.hear(hello(0));
        for seq in 1..=600 {
            recent.hear(change(seq - 1, seq));
        }
        assert_eq!(recent.since(87), None);
        assert_eq!(recent.since(88).map(|events| events.len()), Some(512));
    }
}
