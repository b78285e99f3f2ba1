//! A gateway with more sessions than anybody has in a page.

use super::gateway::{Asked, Gateway};
use super::inbox::{change, session};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use steadydesk_wire::*;

/// The sessions, newest first. Copies share them.
#[derive(Clone, Default)]
pub struct Many {
    inner: Rc<Inner>,
}

#[derive(Default)]
struct Inner {
    order: RefCell<Vec<u32>>,
    changed: RefCell<BTreeMap<u32, Session>>,
    seq: Cell<i64>,
    held: Cell<bool>,
}

const NOW: i64 = 1_760_000_000_000;

/// The id of a session.
pub fn id(n: u32) -> String {
    format!("shopee-1~{n:06}")
}

fn first(n: u32) -> Session {
    Session {
        last: Some(last(n, NOW - i64::from(n) * 1_000, "hello")),
        ..session(&id(n), 1)
    }
}

fn last(n: u32, at: i64, text: &str) -> LastMessage {
    LastMessage {
        id: format!("m-{n}-{at}").parse().unwrap(),
        author: Author::Buyer,
        content: Content::Text { text: text.to_owned() },
        at: Millis(at),
    }
}

impl Many {
    /// So many at a gateway. The list's filters are the platform, unread and nothing else.
    pub fn at(gateway: &Gateway, count: u32) -> Self {
        let many = Self::default();
        *many.inner.order.borrow_mut() = (0..count).collect();
        many.inner.seq.set(100);
        let all = many.clone();
        gateway.rule("GET /api/sessions?", move |asked| {
            if !all.inner.held.get() {
                all.answer(asked);
            }
            true
        });
        let all = many.clone();
        gateway.rule("GET /api/sessions/", move |asked| all.about(asked));
        many
    }

    /// From here requests of the list wait for [`answer`](Self::answer).
    pub fn hold(&self, held: bool) {
        self.inner.held.set(held);
    }

    /// Answers a request of the list.
    pub fn answer(&self, asked: &Asked) {
        let has = |word: &str| asked.line.contains(word);
        let number = |name: &str| {
            let (_, rest) = asked.line.split_once(name).unwrap();
            rest.split('&').next().unwrap().parse::<usize>().unwrap()
        };
        let (offset, limit) = (number("offset="), number("limit="));
        let order = self.inner.order.borrow();
        // Of Lazada there are none, and unread are the odd ones.
        let under: Vec<_> = order
            .iter()
            .filter(|n| !has("platform=lazada") && (!has("unread=true") || **n % 2 == 1))
            .collect();
        let items = under.iter().skip(offset).take(limit).map(|n| self.row(**n)).collect();
        let page = Page::<Session> {
            items,
            total: under.len().try_into().unwrap(),
            more_than_total: false,
            offset: offset.try_into().unwrap(),
            seq: self.inner.seq.get(),
            as_of: Millis(NOW),
        };
        asked.answer(200, &page);
    }

    fn about(&self, asked: &Asked) -> bool {
        let Some((_, rest)) = asked.line.split_once("~") else {
            return false;
        };
        let Ok(n) = rest.chars().take(6).collect::<String>().parse::<u32>() else {
            return false;
        };
        if rest.contains("/messages") {
            asked.answer(200, &super::inbox::page(&[]));
        } else {
            asked.answer(200, &self.row(n));
        }
        true
    }

    fn row(&self, n: u32) -> Session {
        self.inner.changed.borrow().get(&n).cloned().unwrap_or_else(|| first(n))
    }

    /// The ids of the first so many, in order.
    pub fn ids(&self, count: usize) -> Vec<String> {
        self.inner.order.borrow().iter().take(count).map(|n| id(*n)).collect()
    }

    /// A buyer writes in a session, old or new: what the stream tells of it.
    pub fn write(&self, n: u32, text: &str) -> Event {
        let seq = self.inner.seq.get() + 1;
        self.inner.seq.set(seq);
        let row = Session {
            last: Some(last(n, NOW + seq * 1_000, text)),
            unread: n % 2,
            version: seq,
            ..self.row(n)
        };
        self.inner.changed.borrow_mut().insert(n, row.clone());
        let mut order = self.inner.order.borrow_mut();
        order.retain(|other| *other != n);
        order.insert(0, n);
        let session = Box::new(row);
        change(seq, Change::Session { session })
    }
}
