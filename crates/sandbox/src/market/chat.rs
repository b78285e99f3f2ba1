//! Sessions and messages: reading them, and every way in which they change.

use super::{Market, Sent, SessionChange};
use crate::{
    ids::{FIRST_NEW_MESSAGE, FIRST_NEW_SESSION, MessageNo, SessionNo},
    push::{Event, News},
    world::{Body, Message, OrderState, Side, Store},
};

/// A session as it stands now.
#[derive(Debug, Clone)]
pub(crate) struct SessionView {
    pub(crate) no: SessionNo,
    pub(crate) buyer: Buyer,
    pub(crate) last: Option<Message>,
    pub(crate) unread: u32,
    pub(crate) pinned: bool,
    pub(crate) muted: bool,
}

/// Who writes in a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Buyer {
    pub(crate) id: u64,
    pub(crate) name: String,
}

/// Whom a control call lets write.
#[derive(Debug, Clone)]
pub(crate) enum NewBuyer {
    InSession(SessionNo),
    /// A buyer of this name: the one that came up under it before, else a new one.
    Named(String),
    Anybody,
}

/// Why a message is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    NoSuchSession,
    /// The buyer has been silent for too long.
    WindowClosed,
    /// Lazada: five messages without an answer within a day.
    TooManyUnanswered,
}

const DAY_MS: i64 = 24 * 3_600_000;

impl SessionView {
    /// When something was last written, in ms; 0 in a session without messages.
    pub(crate) fn last_at(&self) -> i64 {
        self.last.as_ref().map_or(0, |message| message.at_ms)
    }
}

impl Market {
    fn known(&self, store: &Store, session: SessionNo) -> bool {
        let named = |change: &SessionChange| change.name.is_some();
        session < self.world.plan().sessions || self.sessions.get(&(store.no, session)).is_some_and(named)
    }

    fn exists(&self, store: &Store, session: SessionNo) -> bool {
        let deleted = |change: &SessionChange| change.deleted;
        self.known(store, session) && !self.sessions.get(&(store.no, session)).is_some_and(deleted)
    }

    /// A session; nothing where the store has none of this number.
    pub(crate) fn session(&self, store: &Store, session: SessionNo) -> Option<SessionView> {
        if !self.exists(store, session) {
            return None;
        }
        let seeded = session < self.world.plan().sessions;
        let change = self.sessions.get(&(store.no, session));
        let name = change.and_then(|change| change.name.clone());
        let unread = change.and_then(|change| change.unread);
        Some(SessionView {
            no: session,
            buyer: Buyer {
                id: store.buyer_id(session),
                name: name.unwrap_or_else(|| self.world.buyer_name(store, session)),
            },
            last: self.messages(store, session, None, 1).pop(),
            unread: unread.unwrap_or_else(|| if seeded { self.world.unread(store, session) } else { 0 }),
            pinned: change.is_some_and(|change| change.pinned),
            muted: change.is_some_and(|change| change.muted),
        })
    }

    /// Every session of a store as (time of the last message in ms, number),
    /// newest first.
    pub(crate) fn order_of_sessions(&self, store: &Store) -> Vec<(i64, SessionNo)> {
        let seeded = self.world.plan().sessions;
        let silent = self.world.plan().messages == 0;
        let changed = self.stores.get(&store.no).map(|change| &change.changed);
        let mut order: Vec<(i64, SessionNo)> = (0..seeded)
            .filter(|no| changed.is_none_or(|changed| !changed.contains(no)))
            .map(|no| (if silent { 0 } else { self.world.last_at(store.no, no) }, no))
            .collect();
        for no in changed
            .into_iter()
            .flatten()
            .copied()
            .filter(|no| self.exists(store, *no))
        {
            let last = self.messages(store, no, None, 1).pop();
            order.push((last.map_or(0, |message| message.at_ms), no));
        }
        order.sort_unstable_by(|a, b| b.cmp(a));
        order
    }

    /// Messages of a session, newest first: those numbered below `before`, at most `count`.
    pub(crate) fn messages(
        &self,
        store: &Store,
        session: SessionNo,
        before: Option<MessageNo>,
        count: u32,
    ) -> Vec<Message> {
        let below = |message: &&Message| before.is_none_or(|before| message.no < before);
        let added = self
            .sessions
            .get(&(store.no, session))
            .map_or(&[][..], |change| &change.added);
        let mut found: Vec<Message> = added.iter().rev().filter(below).take(count as usize).cloned().collect();
        let seeded = if session < self.world.plan().sessions {
            self.world.plan().messages
        } else {
            0
        };
        let older = before.map_or(seeded, |before| before.min(seeded));
        let left = count - u32::try_from(found.len()).unwrap_or(count);
        if left > 0 && older > 0 {
            let tail = self.world.tail(store, session, (seeded - older).saturating_add(left));
            found.extend(tail.into_iter().rev().skip((seeded - older) as usize));
        }
        found
    }

    /// One message of a session.
    pub(crate) fn message(&self, store: &Store, session: SessionNo, no: MessageNo) -> Option<Message> {
        if !self.exists(store, session) {
            return None;
        }
        self.messages(store, session, Some(no.checked_add(1)?), 1)
            .pop()
            .filter(|message| message.no == no)
    }

    fn change(&mut self, store: &Store, session: SessionNo) -> &mut SessionChange {
        self.stores.entry(store.no).or_default().changed.insert(session);
        self.sessions.entry((store.no, session)).or_default()
    }

    /// Puts a message at the end of a session; its time is later than all before it.
    fn append(&mut self, store: &Store, session: SessionNo, side: Side, body: Body, now_ms: i64) -> Message {
        let last = self.messages(store, session, None, 1).pop();
        let first_new = FIRST_NEW_MESSAGE + self.first_new.min(FIRST_NEW_MESSAGE / 2);
        let no = last.as_ref().map_or(first_new, |last| first_new.max(last.no + 1));
        let at_ms = last.map_or(now_ms, |last| now_ms.max(last.at_ms + 1));
        let message = Message {
            no,
            side,
            at_ms,
            body,
            recalled: false,
        };
        self.change(store, session).added.push(message.clone());
        message
    }

    /// A buyer writes. Visible in lists when this returns; the push follows.
    ///
    /// # Errors
    /// [`Refusal::NoSuchSession`] when the session named does not exist.
    pub(crate) fn buyer_writes(
        &mut self,
        store: &Store,
        who: NewBuyer,
        body: Body,
        now_ms: i64,
    ) -> Result<(SessionNo, Message), Refusal> {
        let (session, fresh) = match who {
            NewBuyer::InSession(session) if self.known(store, session) => (session, false),
            NewBuyer::InSession(_) => return Err(Refusal::NoSuchSession),
            NewBuyer::Named(name) => match self.named_session(store, &name) {
                Some(session) => (session, false),
                None => (self.open_session(store, Some(name)), true),
            },
            NewBuyer::Anybody => (self.open_session(store, None), true),
        };
        self.change(store, session).deleted = false;
        let unread = self.session(store, session).map_or(0, |session| session.unread);
        let message = self.append(store, session, Side::Buyer, body, now_ms);
        self.change(store, session).unread = Some(unread + 1);
        if fresh {
            self.tell(store, session, News::Opened);
        }
        self.tell(store, session, News::Written(message.clone()));
        Ok((session, message))
    }

    fn named_session(&self, store: &Store, name: &str) -> Option<SessionNo> {
        let changed = &self.stores.get(&store.no)?.changed;
        let named = |no: &&SessionNo| {
            self.sessions
                .get(&(store.no, **no))
                .and_then(|change| change.name.as_deref())
                == Some(name)
        };
        changed.iter().find(named).copied()
    }

    fn open_session(&mut self, store: &Store, name: Option<String>) -> SessionNo {
        let first = FIRST_NEW_SESSION + (self.first_new / 60).min(FIRST_NEW_SESSION / 2);
        let change = self.stores.entry(store.no).or_default();
        let session = change.next_session.max(first);
        change.next_session = session + 1;
        let name = name.unwrap_or_else(|| self.world.buyer_name(store, session));
        self.change(store, session).name = Some(name);
        session
    }

    /// The seller's message, checked and committed: in the session and in the
    /// list of committed messages before anything can keep the answer back.
    ///
    /// # Errors
    /// Why the marketplace does not take it.
    pub(crate) fn seller_sends(
        &mut self,
        store: &Store,
        session: SessionNo,
        body: Body,
        now_ms: i64,
    ) -> Result<Message, Refusal> {
        self.may_send(store, session, now_ms)?;
        let message = self.append(store, session, Side::Seller, body, now_ms);
        self.sent.push(Sent {
            n: self.sent.len() as u64 + 1,
            platform: store.platform,
            store: store.id().to_string(),
            session: store.session_id(session),
            message: store.message_id(session, message.no),
            text: message.text().to_owned(),
            kind: message.body.kind(),
            at: message.at_ms,
        });
        self.tell(store, session, News::Written(message.clone()));
        Ok(message)
    }

    /// Whether the seller may write: the buyer's last words and last order
    /// decide, by each platform's rule.
    ///
    /// # Errors
    /// Why not.
    pub(crate) fn may_send(&self, store: &Store, session: SessionNo, now_ms: i64) -> Result<(), Refusal> {
        use crate::world::Platform::{Lazada, Shopee, Tiktok};
        if !self.exists(store, session) {
            return Err(Refusal::NoSuchSession);
        }
        let newest = self.messages(store, session, None, 60);
        let unanswered = newest.iter().take_while(|message| message.side != Side::Buyer);
        let unanswered = unanswered.filter(|message| message.side == Side::Seller).count();
        let heard = newest
            .iter()
            .find(|message| message.side == Side::Buyer)
            .map_or(i64::MIN / 2, |one| one.at_ms);
        let silence_ms = now_ms - heard;
        let order_age_ms = match self.order(store, session) {
            Some(OrderState::Cancelled) | None => i64::MAX,
            Some(_) => now_ms - self.world.order_at(store.no, session),
        };
        let (chat_days, order_days) = match store.platform {
            Shopee => (7, 30),
            Lazada => (i64::MAX / DAY_MS, 7),
            Tiktok => (30, 60),
        };
        if silence_ms > chat_days * DAY_MS && order_age_ms > order_days * DAY_MS {
            return Err(Refusal::WindowClosed);
        }
        if store.platform == Lazada && silence_ms > DAY_MS && unanswered >= 5 {
            return Err(Refusal::TooManyUnanswered);
        }
        Ok(())
    }

    /// Where the order of a session stands; nothing where its buyer has none.
    pub(crate) fn order(&self, store: &Store, session: SessionNo) -> Option<OrderState> {
        (session < self.world.plan().sessions).then(|| self.world.order_state(store.no, session))
    }

    /// The seller has read up to a message (all of it without one).
    pub(crate) fn read(&mut self, store: &Store, session: SessionNo, upto: Option<MessageNo>) {
        let Some(before) = self.session(store, session) else {
            return;
        };
        let newer = self.messages(store, session, None, before.unread.saturating_mul(2).max(20));
        let unread = newer
            .iter()
            .take_while(|message| upto.is_some_and(|upto| message.no > upto))
            .filter(|message| message.side == Side::Buyer)
            .count();
        let unread = u32::try_from(unread).unwrap_or(u32::MAX).min(before.unread);
        self.change(store, session).unread = Some(unread);
        if unread != before.unread {
            self.tell(store, session, News::Read);
        }
    }

    /// The seller marks a session as not read.
    pub(crate) fn mark_unread(&mut self, store: &Store, session: SessionNo) {
        self.change(store, session).unread = Some(1);
    }

    pub(crate) fn pin(&mut self, store: &Store, session: SessionNo, pinned: bool) {
        self.change(store, session).pinned = pinned;
    }

    pub(crate) fn mute(&mut self, store: &Store, session: SessionNo) {
        self.change(store, session).muted = true;
    }

    /// Takes a session out of the lists until its buyer writes again.
    pub(crate) fn delete_session(&mut self, store: &Store, session: SessionNo) {
        self.change(store, session).deleted = true;
    }

    /// Takes back a message of the seller that is at most two minutes old.
    pub(crate) fn recall(&mut self, store: &Store, session: SessionNo, no: MessageNo, now_ms: i64) -> bool {
        let Some(change) = self.sessions.get_mut(&(store.no, session)) else {
            return false;
        };
        let fresh = |message: &&mut Message| {
            message.no == no && message.side == Side::Seller && now_ms - message.at_ms <= 120_000
        };
        let Some(message) = change.added.iter_mut().find(fresh) else {
            return false;
        };
        message.recalled = true;
        let message = message.clone();
        self.tell(store, session, News::Written(message));
        true
    }

    /// Hands news to the pushes; only shops whose seller has allowed the app have any.
    fn tell(&self, store: &Store, session: SessionNo, news: News) {
        if !self.authorized(store.no) {
            return;
        }
        if let Some(view) = self.session(store, session) {
            // Nobody listens any more once the sandbox stops: then news is for nobody.
            let _ = self.pushes.send(Event {
                store: store.clone(),
                session: view,
                news,
            });
        }
    }
}
