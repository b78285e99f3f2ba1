//! Who is at which session. Pure: time comes with each event.
//!
//! A tab is at one session at most. It stays there for [`LIFE_MS`] after its
//! last word, and its operator is writing for [`TYPING_MS`]. Of an operator
//! with several tabs at a session the others see one.

use std::collections::{BTreeMap, BTreeSet};
use steadydesk_wire::{Attended, ClientId, Millis, Person, SessionId, StoreId, UserId};

/// How long a tab stays that says nothing.
pub const LIFE_MS: i64 = 30_000;
/// How long somebody is writing who says nothing more of it.
pub const TYPING_MS: i64 = 8_000;
/// Tabs of one account; beyond, the one that was silent longest goes.
pub const TABS: usize = 16;

/// A tab of somebody who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab {
    /// Of the sign-in: two browsers of an operator are two.
    pub fingerprint: String,
    pub name: ClientId,
    pub account: UserId,
    /// As the others read it.
    pub operator: String,
}

/// What happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A tab has this session open, and no other.
    Here {
        tab: Tab,
        store: StoreId,
        session: SessionId,
        typing: bool,
    },
    /// A tab has none open.
    Left(Tab),
    /// A sign-in has ended.
    SignedOut { fingerprint: String },
    /// What an account may see is another now, or the account is gone.
    Account(UserId),
    /// Time has passed.
    Tick,
}

/// Who is at a session now, told because it has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    pub store: StoreId,
    pub session: SessionId,
    /// Who came first stands first.
    pub people: Vec<(UserId, Person)>,
    /// The account that has moved, where it was one: for its own streams nothing has changed.
    pub by: Option<UserId>,
}

impl Word {
    /// As `account` is told it: oneself is not among the others.
    #[must_use]
    pub fn told_to(&self, account: &UserId) -> Attended {
        let others = self.people.iter().filter(|(of, _)| of != account);
        Attended {
            session: self.session.clone(),
            people: others.map(|(_, person)| person.clone()).collect(),
        }
    }
}

#[derive(Debug, Clone)]
struct Seat {
    account: UserId,
    operator: String,
    store: StoreId,
    session: SessionId,
    since: Millis,
    until: Millis,
    typing_until: Option<Millis>,
}

type Place = (SessionId, StoreId);

/// Where everybody is.
#[derive(Debug, Clone, Default)]
pub struct Model {
    seats: BTreeMap<(String, ClientId), Seat>,
}

impl Model {
    /// Takes an event; the sessions for which the answer to "who is there" is another now.
    pub fn apply(&mut self, event: Event, now: Millis) -> Vec<Word> {
        let by = match &event {
            Event::Here { tab, .. } | Event::Left(tab) => Some(tab.account.clone()),
            Event::Account(account) => Some(account.clone()),
            Event::SignedOut { .. } | Event::Tick => None,
        };
        let touched = self.touched(&event, now);
        let before: Vec<_> = touched.iter().map(|(session, _)| self.people(session)).collect();
        self.take(event, now);
        let both = touched.into_iter().zip(before);
        both.filter_map(|((session, store), before)| {
            let people = self.people(&session);
            (people != before).then_some(Word {
                store,
                session,
                people,
                by: by.clone(),
            })
        })
        .collect()
    }

    /// Every session where somebody is.
    #[must_use]
    pub fn all(&self) -> Vec<Word> {
        let places: BTreeSet<Place> = self.seats.values().map(Seat::place).collect();
        let word = |(session, store): Place| Word {
            people: self.people(&session),
            store,
            session,
            by: None,
        };
        places.into_iter().map(word).collect()
    }

    /// The places that an event may change.
    fn touched(&self, event: &Event, now: Millis) -> BTreeSet<Place> {
        let of = |which: &dyn Fn(&(String, ClientId), &Seat) -> bool| {
            let seats = self.seats.iter().filter(|(key, seat)| which(key, seat));
            seats.map(|(_, seat)| seat.place()).collect::<BTreeSet<_>>()
        };
        match event {
            Event::Here {
                tab, store, session, ..
            } => {
                let mut places = of(&|_, seat| seat.account == tab.account);
                places.insert((session.clone(), store.clone()));
                places
            }
            Event::Left(tab) => of(&|_, seat| seat.account == tab.account),
            Event::SignedOut { fingerprint } => of(&|(of, _), _| of == fingerprint),
            Event::Account(account) => of(&|_, seat| seat.account == *account),
            Event::Tick => of(&|_, seat| seat.is_over(now) || seat.has_paused(now)),
        }
    }

    fn take(&mut self, event: Event, now: Millis) {
        match event {
            Event::Here {
                tab,
                store,
                session,
                typing,
            } => {
                let key = (tab.fingerprint, tab.name);
                let before = self.seats.remove(&key);
                let stays = before.filter(|seat| seat.session == session);
                self.make_room(&tab.account);
                let seat = Seat {
                    since: stays.map_or(now, |seat| seat.since),
                    account: tab.account,
                    operator: tab.operator,
                    store,
                    session,
                    until: now.plus(LIFE_MS),
                    typing_until: typing.then(|| now.plus(TYPING_MS)),
                };
                self.seats.insert(key, seat);
            }
            Event::Left(tab) => {
                self.seats.remove(&(tab.fingerprint, tab.name));
            }
            Event::SignedOut { fingerprint } => self.seats.retain(|(of, _), _| *of != fingerprint),
            Event::Account(account) => self.seats.retain(|_, seat| seat.account != account),
            Event::Tick => {
                self.seats.retain(|_, seat| !seat.is_over(now));
                for seat in self.seats.values_mut().filter(|seat| seat.has_paused(now)) {
                    seat.typing_until = None;
                }
            }
        }
    }

    /// For one more tab of an account.
    fn make_room(&mut self, account: &UserId) {
        let own = self.seats.iter().filter(|(_, seat)| seat.account == *account);
        if own.clone().count() < TABS {
            return;
        }
        let silent = own.min_by_key(|(_, seat)| seat.until).map(|(key, _)| key.clone());
        if let Some(key) = silent {
            self.seats.remove(&key);
        }
    }

    fn people(&self, session: &SessionId) -> Vec<(UserId, Person)> {
        let mut people: Vec<(Millis, UserId, Person)> = Vec::new();
        for seat in self.seats.values().filter(|seat| seat.session == *session) {
            let typing = seat.typing_until.is_some();
            match people.iter_mut().find(|(_, account, _)| *account == seat.account) {
                Some((since, _, person)) => {
                    *since = (*since).min(seat.since);
                    person.typing |= typing;
                }
                None => {
                    let person = Person {
                        name: seat.operator.clone(),
                        typing,
                    };
                    people.push((seat.since, seat.account.clone(), person));
                }
            }
        }
        people.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
        people
            .into_iter()
            .map(|(_, account, person)| (account, person))
            .collect()
    }
}

impl Seat {
    fn place(&self) -> Place {
        (self.session.clone(), self.store.clone())
    }

    /// Also where the clock was set back: whoever is there says so again.
    fn is_over(&self, now: Millis) -> bool {
        self.until <= now || now.plus(LIFE_MS) < self.until
    }

    fn has_paused(&self, now: Millis) -> bool {
        self.typing_until.is_some_and(|until| until <= now)
    }
}

#[cfg(test)]
#[path = "model_tests.rs"]
mod tests;
