//! Which changes are worth a notification: a buyer's message, told once,
//! however often it comes, and only while it is new. It is shown when its
//! session's row follows, which names the store and the buyer.

use std::collections::VecDeque;
use steadydesk_wire::{Author, Change, MessageId, Millis, Session, SessionId};

/// What was written before that is read in the list, and no news: after a night asleep a desk has many.
const FRESH: i64 = 5 * 60_000;
/// Messages that are remembered, so that a change of one is no second message.
const KEPT: usize = 512;
/// Sessions whose row has not followed yet.
const WAITING: usize = 64;

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// In place of what was shown of the session before.
    Show(Box<Session>),
    /// Read, or gone.
    Close(SessionId),
}

/// What has been heard.
#[derive(Debug, Clone, Default)]
pub struct Model {
    told: VecDeque<MessageId>,
    waiting: VecDeque<SessionId>,
}

impl Model {
    /// Takes a change; `now` is the gateway's time.
    pub fn take(&mut self, change: &Change, now: Millis) -> Option<Act> {
        match change {
            Change::Message { message } => {
                let is_news = message.author == Author::Buyer && !message.recalled && now.since(message.at) <= FRESH;
                if is_news && !self.told.contains(&message.id) {
                    push(&mut self.told, message.id.clone(), KEPT);
                    if !self.waiting.contains(&message.session) {
                        push(&mut self.waiting, message.session.clone(), WAITING);
                    }
                }
                None
            }
            Change::Session { session } => {
                let before = self.waiting.len();
                self.waiting.retain(|waits| *waits != session.id);
                if session.unread == 0 {
                    Some(Act::Close(session.id.clone()))
                } else if self.waiting.len() < before {
                    Some(Act::Show(session.clone()))
                } else {
                    None
                }
            }
            Change::SessionGone { session, .. } => Some(Act::Close(session.clone())),
            _ => None,
        }
    }
}

fn push<T>(list: &mut VecDeque<T>, item: T, most: usize) {
    list.push_back(item);
    if list.len() > most {
        list.pop_front();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use steadydesk_wire::{Buyer, Content, Message, Platform, Region};

    const NOW: Millis = Millis(10_000_000);

    fn message(id: &str, author: Author, at: Millis) -> Change {
        Change::Message {
            message: Box::new(Message {
                id: id.parse().unwrap(),
                session: "shopee-1~a".parse().unwrap(),
                author,
                operator: None,
                content: Content::Text { text: id.into() },
                platform_text: None,
                at,
                position: 1,
                recalled: false,
                withheld: false,
                outgoing: None,
                version: 1,
            }),
        }
    }

    fn row(unread: u32) -> Session {
        Session {
            id: "shopee-1~a".parse().unwrap(),
            store: "shopee-1".parse().unwrap(),
            store_name: "Sunny".into(),
            platform: Platform::Shopee,
            region: Region::from("MY"),
            buyer: Buyer {
                id: "b".into(),
                name: "Siti".into(),
            },
            last: None,
            unread,
            waiting_since: None,
            can_send: true,
            store_unread: unread,
            version: 1,
        }
    }

    fn session(unread: u32) -> Change {
        Change::Session {
            session: Box::new(row(unread)),
        }
    }

    fn shown(unread: u32) -> Option<Act> {
        Some(Act::Show(Box::new(row(unread))))
    }

    #[test]
    fn os_20_a_message_that_comes_twelve_times_is_one_notification() {
        let mut model = Model::default();
        let acts: Vec<_> = (0..12)
            .flat_map(|_| [message("m1", Author::Buyer, NOW), session(1)])
            .filter_map(|change| model.take(&change, NOW))
            .collect();
        assert_eq!(acts, [shown(1).unwrap()]);
        assert_eq!(model.take(&message("m2", Author::Buyer, NOW), NOW), None);
        assert_eq!(model.take(&session(2), NOW), shown(2));
    }

    #[test]
    fn what_nobody_new_wrote_is_no_news() {
        let mut model = Model::default();
        let late = NOW.plus(-FRESH - 1);
        let mut recalled = message("m4", Author::Buyer, NOW);
        if let Change::Message { message } = &mut recalled {
            message.recalled = true;
        }
        for change in [
            message("m1", Author::Seller, NOW),
            message("m2", Author::Robot, NOW),
            message("m3", Author::Buyer, late),
            recalled,
            session(3),
        ] {
            assert_eq!(model.take(&change, NOW), None, "{change:?}");
        }
    }

    #[test]
    fn what_is_read_or_gone_is_taken_back() {
        let mut model = Model::default();
        let id: SessionId = "shopee-1~a".parse().unwrap();
        model.take(&message("m1", Author::Buyer, NOW), NOW);
        assert_eq!(
            model.take(&session(0), NOW),
            Some(Act::Close(id.clone())),
            "read elsewhere"
        );
        assert_eq!(model.take(&session(1), NOW), None);
        let gone = Change::SessionGone {
            store: "shopee-1".parse().unwrap(),
            session: id.clone(),
        };
        assert_eq!(model.take(&gone, NOW), Some(Act::Close(id)));
    }

    #[test]
    fn memory_is_bounded() {
        let mut model = Model::default();
        for n in 0..2_000 {
            model.take(&message(&n.to_string(), Author::Buyer, NOW), NOW);
        }
        assert_eq!((model.told.len(), model.waiting.len()), (KEPT, 1));
    }
}
