//! One connection for all tabs of a browser.
//!
//! The tab that holds a lock connects and tells the others every word as it
//! came; they hear it as if it were their own stream. A tab that comes later,
//! or finds another one speaking than before, says up to where it knows and
//! gets what is missing, out of the words that every tab keeps for a while;
//! until then it believes nothing, since a sign of life would carry it over
//! what it has not heard. Closing the tab gives the lock to the next. Where
//! the browser has no such locks, every tab connects by itself.

use super::bus::Live;
use super::sse::{self, Frame};
use super::stream::{Said, Stream};
use crate::api::account;
use crate::browser::channel::Channel;
use crate::browser::lock::Lock;
use crate::browser::{clock, ids};
use crate::network::model::Event;
use crate::presence::model::Others;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::fmt;
use std::rc::Rc;
use steadydesk_wire::StreamItem;
use wasm_bindgen_futures::spawn_local;

/// The first part of each word between tabs.
mod word {
    /// From the one that connects: `TELL, its id, event, data`.
    pub(super) const TELL: &str = "tell";
    /// To it: `JOIN, the asker's id, cursor or nothing`.
    pub(super) const JOIN: &str = "join";
    /// From it, to one: `SINCE, its id, the asker's id, event, data`.
    pub(super) const SINCE: &str = "since";
    /// From it, to one who has everything now: `JOINED, its id, the asker's id`.
    pub(super) const JOINED: &str = "joined";
    /// From it: `LOST, its id`.
    pub(super) const LOST: &str = "lost";
    /// From any: whoever is signed in may have changed.
    pub(super) const OVER: &str = "over";
}

/// How many changes are kept as they came, for tabs that ask.
const KEPT: usize = 512;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Waits for the lock and hears the tab that has it.
    Follower,
    /// Has the lock, or needs none.
    Leader,
}

/// This tab's part in the connection. Dropping it leaves the rest to the others.
pub struct Link {
    inner: Rc<Inner>,
}

struct Inner {
    live: Live,
    then: Box<dyn Fn(Event)>,
    name: String,
    id: String,
    stream: RefCell<Option<Stream>>,
    channel: RefCell<Option<Channel>>,
    lock: RefCell<Option<Lock>>,
    role: Cell<Role>,
    /// Whom we have joined, and whether we want to hear anything at all.
    joined: RefCell<Option<String>>,
    wanted: Cell<bool>,
    open: Cell<bool>,
    told: RefCell<VecDeque<(i64, String)>>,
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link").finish_non_exhaustive()
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.inner.say(&[word::OVER]);
        self.leave();
        self.inner.stream.take();
    }
}

impl Link {
    /// A link that is not connected yet. `user` keeps apart what different
    /// people's tabs say; `then` hears what becomes of the connection.
    pub fn new(user: &str, live: Live, then: impl Fn(Event) + 'static) -> Self {
        let inner = Rc::new(Inner {
            live,
            then: Box::new(then),
            name: format!("steadydesk-live-{user}"),
            id: ids::client_id().as_str().to_owned(),
            stream: RefCell::new(None),
            channel: RefCell::new(None),
            lock: RefCell::new(None),
            role: Cell::new(Role::Follower),
            joined: RefCell::new(None),
            wanted: Cell::new(false),
            open: Cell::new(false),
            told: RefCell::default(),
        });
        let weak = Rc::downgrade(&inner);
        inner.stream.replace(Some(Stream::new(move |said| {
            if let Some(inner) = weak.upgrade() {
                inner.heard(said);
            }
        })));
        let link = Self { inner };
        link.come();
        link
    }

    /// Takes part: waits for the lock, and hears the others.
    pub fn come(&self) {
        let weak = Rc::downgrade(&self.inner);
        let heard = move |parts: Vec<String>| {
            if let Some(inner) = weak.upgrade() {
                let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
                inner.told_by_another(&parts);
            }
        };
        let channel = Channel::open(&self.inner.name, heard);
        let shares = channel.is_some();
        self.inner.channel.replace(channel);
        let weak = Rc::downgrade(&self.inner);
        let granted = move || {
            if let Some(inner) = weak.upgrade() {
                inner.role.set(Role::Leader);
                (inner.then)(Event::StreamLost { anew: true });
            }
        };
        let lock = shares.then(|| Lock::ask(&self.inner.name, granted)).flatten();
        self.inner.role.set(match lock {
            Some(_) => Role::Follower,
            None => Role::Leader,
        });
        self.inner.lock.replace(lock);
    }

    /// Takes no part any more: the next tab gets the lock.
    pub fn leave(&self) {
        self.inner.wanted.set(false);
        self.inner.close();
        self.inner.joined.take();
        self.inner.channel.take();
        self.inner.lock.take();
        self.inner.role.set(Role::Follower);
    }

    /// Connects anew, from the cursor on.
    pub fn connect(&self) {
        let inner = &self.inner;
        inner.wanted.set(true);
        if inner.is_leader() {
            inner.open.set(false);
            if let Some(stream) = &*inner.stream.borrow() {
                stream.open(inner.live.cursor());
            }
        } else {
            inner.joined.take();
            inner.ask_to_join();
        }
    }

    /// Ends the connection.
    pub fn disconnect(&self) {
        let inner = &self.inner;
        inner.wanted.set(false);
        if inner.is_leader() {
            inner.close();
            inner.say(&[word::LOST, &inner.id]);
        }
    }
}

impl Inner {
    fn is_leader(&self) -> bool {
        self.role.get() == Role::Leader
    }

    fn close(&self) {
        self.open.set(false);
        if let Some(stream) = &*self.stream.borrow() {
            stream.close();
        }
    }

    fn say(&self, parts: &[&str]) {
        if let Some(channel) = &*self.channel.borrow() {
            channel.say(parts);
        }
    }

    fn ask_to_join(&self) {
        let cursor = self.live.cursor().map(|cursor| cursor.to_string());
        self.say(&[word::JOIN, &self.id, cursor.as_deref().unwrap_or_default()]);
    }

    /// A word of our own connection.
    fn heard(&self, said: Said) {
        match said {
            Said::Item(frame, item) => {
                self.open.set(true);
                self.say(&[word::TELL, &self.id, &frame.event, &frame.data]);
                self.live.set_first_to_hear(true);
                self.take(frame, item);
            }
            Said::Lost { anew } => {
                self.open.set(false);
                self.say(&[word::LOST, &self.id]);
                (self.then)(Event::StreamLost { anew });
            }
            Said::Over => {
                self.say(&[word::OVER]);
                (self.then)(Event::StreamOver);
                ask_who();
            }
        }
    }

    /// A word that counts, whoever brought it.
    fn take(&self, frame: Frame, item: StreamItem) {
        let caught_up = matches!(item, StreamItem::CaughtUp(_));
        if let StreamItem::Change(event) = &item {
            let mut told = self.told.borrow_mut();
            told.push_back((event.seq, frame.data));
            if told.len() > KEPT {
                told.pop_front();
            }
        }
        (self.then)(Event::Word);
        if self.live.hear(item) {
            (self.then)(Event::Joined);
        }
        if caught_up {
            (self.then)(Event::CaughtUp);
        }
    }

    fn told_by_another(&self, parts: &[&str]) {
        match *parts {
            [word::OVER] => ask_who(),
            [word::JOIN, asker, cursor] if self.is_leader() => self.let_join(asker, cursor.parse().ok()),
            [word::TELL, from, event, data] if !self.is_leader() => {
                if !self.wanted.get() {
                    (self.then)(Event::Answered);
                } else if self.joined.borrow().as_deref() == Some(from) {
                    self.take_text(event, data);
                } else {
                    // The first word of one whom we have not joined.
                    self.ask_to_join();
                }
            }
            [word::SINCE, _, to, event, data] if to == self.id => self.take_text(event, data),
            [word::JOINED, from, to] if to == self.id && self.wanted.get() => {
                self.joined.replace(Some(from.to_owned()));
                (self.then)(Event::Word);
                (self.then)(Event::CaughtUp);
            }
            [word::LOST, from] if self.joined.borrow().as_deref() == Some(from) => {
                self.joined.take();
                (self.then)(Event::StreamLost { anew: false });
            }
            _ => {}
        }
    }

    fn take_text(&self, event: &str, data: &str) {
        let frame = Frame {
            event: event.to_owned(),
            data: data.to_owned(),
            id: None,
        };
        self.live.set_first_to_hear(false);
        if let Ok(Some(item)) = sse::item(&frame) {
            self.take(frame, item);
        }
    }

    /// Gives another tab what it is missing.
    fn let_join(&self, asker: &str, cursor: Option<i64>) {
        let newest = self.live.cursor().filter(|_| self.open.get());
        let Some(newest) = newest else {
            // Not open: a look is worth while, since somebody waits. Its first word has the other ask again.
            return (self.then)(Event::Hint);
        };
        let missing = cursor
            .filter(|cursor| *cursor <= newest)
            .and_then(|cursor| self.live.since(cursor));
        let told = self.told.borrow();
        let text = |seq: i64| told.iter().find(|(of, _)| *of == seq).map(|(_, data)| data.as_str());
        let texts = missing.and_then(|events| events.iter().map(|event| text(event.seq)).collect::<Option<Vec<_>>>());
        match texts {
            Some(texts) => {
                for data in texts {
                    self.say(&[word::SINCE, &self.id, asker, "change", data]);
                }
            }
            None => {
                let now = clock::gateway_now().0;
                let anew = format!(r#"{{"newest":{newest},"oldest":{newest},"now":{now},"version":""}}"#);
                self.say(&[word::SINCE, &self.id, asker, "too_old", &anew]);
            }
        }
        // Who is where has no number to join by: all of it.
        let others = self.live.others().try_with_untracked(Others::all);
        if let Some(Ok(others)) = others.as_ref().map(serde_json::to_string) {
            self.say(&[word::SINCE, &self.id, asker, "presence", &others]);
        }
        self.say(&[word::JOINED, &self.id, asker]);
    }
}

/// Any request finds out who is signed in, and says so to the console.
fn ask_who() {
    spawn_local(async {
        let _ = account::me().await;
    });
}
