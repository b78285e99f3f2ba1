//! Which tab of this browser sends, and words between all of them.
//!
//! The one that holds a lock sends; closing it gives the lock to the next.
//! Where the browser has no locks, one asks who sends and does it itself when
//! nobody answers. Whoever waits for something to go out asks as well, so that
//! a tab that the browser has frozen is relieved: the sending changes hands by
//! a number that only grows, a *term*, and the higher one counts. It stands on
//! the disk too: a tab that has slept looks there before it sends anything.
//!
//! Two that send for a moment do no harm: each asks for the first of a line
//! only, and the gateway takes an id once. What the term keeps from happening
//! is that one that has slept sends what was taken back meanwhile.

use crate::browser::channel::Channel;
use crate::browser::lock::Lock;
use crate::browser::{clock, ids};
use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

/// Who sends? Anybody may ask.
const WHO: &str = "who";
/// `HERE, term, id`: I do.
const HERE: &str = "here";
/// `BYE`: I do no more.
const BYE: &str = "bye";

/// Milliseconds to wait for an answer where the browser has no locks.
const PATIENCE: u32 = 300;
/// Milliseconds without an answer after which the one that sends is relieved.
const SILENCE: f64 = 3_000.0;
/// Milliseconds between two looks after which a tab that sends may have slept.
const SLEPT: f64 = 2_500.0;

type Then = dyn Fn(Option<&[&str]>);

/// This tab's part in the sending. Dropping it leaves the rest to the others.
pub(super) struct Seat {
    inner: Rc<Inner>,
}

struct Inner {
    name: String,
    id: String,
    channel: RefCell<Option<Channel>>,
    lock: RefCell<Option<Lock>>,
    patience: RefCell<Option<clock::Timer>>,
    leads: Cell<bool>,
    term: Cell<u32>,
    /// Since when nobody has answered.
    unanswered: Cell<Option<f64>>,
    /// When this tab last saw that it was awake.
    awake: Cell<f64>,
    /// Hears that it is this tab's turn (nothing), and every word of the others.
    then: Box<Then>,
}

impl fmt::Debug for Seat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seat").finish_non_exhaustive()
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.leave();
    }
}

impl Seat {
    /// `user` keeps apart what different people's tabs say.
    pub(super) fn new(user: &str, then: impl Fn(Option<&[&str]>) + 'static) -> Self {
        let inner = Rc::new(Inner {
            name: format!("steadydesk-outbox-{user}"),
            id: ids::client_id().as_str().to_owned(),
            channel: RefCell::new(None),
            lock: RefCell::new(None),
            patience: RefCell::new(None),
            leads: Cell::new(false),
            term: Cell::new(0),
            unanswered: Cell::new(None),
            awake: Cell::new(0.0),
            then: Box::new(then),
        });
        let seat = Self { inner };
        seat.come();
        seat
    }

    /// Takes part.
    pub(super) fn come(&self) {
        let weak = Rc::downgrade(&self.inner);
        let heard = move |parts: Vec<String>| {
            if let Some(inner) = weak.upgrade() {
                let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
                inner.hear(&parts);
            }
        };
        self.inner.channel.replace(Channel::open(&self.inner.name, heard));
        self.inner.wait();
    }

    /// Takes no part any more.
    pub(super) fn leave(&self) {
        if self.inner.leads.replace(false) {
            self.say(&[BYE]);
        }
        self.inner.channel.take();
        self.inner.patience.take();
        self.inner.lock.take();
    }

    pub(super) fn leads(&self) -> bool {
        self.inner.leads.get()
    }

    pub(super) fn term(&self) -> u32 {
        self.inner.term.get()
    }

    /// Begins a term that lies behind this one, which the disk has.
    pub(super) fn begin_after(&self, term: u32) {
        if self.inner.term.get() <= term {
            self.inner.term.set(term.saturating_add(1));
            self.inner.here();
        }
    }

    /// Says something to all other tabs.
    pub(super) fn say(&self, parts: &[&str]) {
        self.inner.say(parts);
    }

    /// Something waits to go out: while this tab leads it notes that it is awake; otherwise it asks who does, and
    /// takes the sending over when nobody has answered for a while.
    pub(super) fn look(&self) {
        let now = clock::monotonic();
        if self.leads() {
            return;
        }
        let since = self.inner.unanswered.get().unwrap_or(now);
        if now - since > SILENCE {
            return self.inner.lead();
        }
        self.inner.unanswered.set(Some(since));
        self.say(&[WHO]);
    }

    /// Whether this tab may have slept since it was last asked.
    pub(super) fn has_slept(&self) -> bool {
        let now = clock::monotonic();
        now - self.inner.awake.replace(now) > SLEPT
    }

    /// Another tab has the sending by now.
    pub(super) fn yield_to(&self, term: u32) {
        self.inner.step_down(term);
    }
}

impl Inner {
    fn say(&self, parts: &[&str]) {
        if let Some(channel) = &*self.channel.borrow() {
            channel.say(parts);
        }
    }

    fn here(&self) {
        self.say(&[HERE, &self.term.get().to_string(), &self.id]);
    }

    /// Waits for the lock; without locks, for somebody to say that they send.
    fn wait(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        let granted = move || {
            if let Some(inner) = weak.upgrade() {
                inner.lead();
            }
        };
        let lock = Lock::ask(&self.name, granted.clone());
        if lock.is_none() {
            self.say(&[WHO]);
            let patience = clock::after(PATIENCE, granted);
            self.patience.replace(Some(patience));
        }
        self.lock.replace(lock);
    }

    fn lead(&self) {
        if self.leads.replace(true) {
            return;
        }
        self.patience.take();
        self.unanswered.set(None);
        self.awake.set(clock::monotonic());
        self.term.set(self.term.get().saturating_add(1));
        self.here();
        (self.then)(None);
    }

    fn step_down(self: &Rc<Self>, term: u32) {
        self.term.set(self.term.get().max(term));
        if self.leads.replace(false) {
            // Behind all others who wait for it.
            self.lock.take();
            self.wait();
        }
    }

    fn hear(self: &Rc<Self>, parts: &[&str]) {
        match *parts {
            [WHO] => {
                if self.leads.get() {
                    self.here();
                }
            }
            [HERE, term, from] => {
                let term = term.parse().unwrap_or(0);
                let mine = self.term.get();
                let counts = term > mine || (term == mine && from < self.id.as_str());
                if self.leads.get() && !counts {
                    return self.here();
                }
                self.unanswered.set(None);
                self.patience.take();
                self.step_down(term);
            }
            [BYE] => {
                self.unanswered.set(None);
                // Where there are locks, the next one gets it.
                if self.lock.borrow().is_none() {
                    self.lead();
                }
            }
            _ => (self.then)(Some(parts)),
        }
    }
}
