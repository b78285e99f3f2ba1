//! Who else is at which session, and when this tab says where it is. Times are
//! milliseconds on a monotonic clock, given with each event.

use std::collections::HashMap;
use steadydesk_wire::{Attended, Person, Presence, SessionId};

/// The others, by session. One where nobody is has no entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Others {
    sessions: HashMap<SessionId, Vec<Person>>,
}

impl Others {
    /// Takes what the stream tells; whether anything is another now.
    pub fn hear(&mut self, presence: Presence) -> bool {
        let mut changed = false;
        if presence.anew {
            let before = std::mem::take(&mut self.sessions);
            for told in presence.sessions {
                self.sessions.insert(told.session, told.people);
            }
            return self.sessions != before;
        }
        for Attended { session, people } in presence.sessions {
            changed |= if people.is_empty() {
                self.sessions.remove(&session).is_some()
            } else {
                self.sessions.get(&session) != Some(&people) && {
                    self.sessions.insert(session, people);
                    true
                }
            };
        }
        changed
    }

    /// Who is at a session.
    #[must_use]
    pub fn of(&self, session: &SessionId) -> &[Person] {
        self.sessions.get(session).map_or(&[], Vec::as_slice)
    }

    /// All of it, for a tab that knows nothing yet.
    #[must_use]
    pub fn all(&self) -> Presence {
        let sessions = self.sessions.iter().map(|(session, people)| Attended {
            session: session.clone(),
            people: people.clone(),
        });
        Presence {
            anew: true,
            sessions: sessions.collect(),
        }
    }
}

/// What is said of the others at a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    Nothing,
    /// They have it open.
    Open(Vec<String>),
    /// They are writing; whoever only reads is not worth a word beside them.
    Typing(Vec<String>),
}

impl Said {
    #[must_use]
    pub fn of(people: &[Person]) -> Self {
        let names = |typing: bool| -> Vec<String> {
            let of = people.iter().filter(|person| person.typing || !typing);
            of.map(|person| person.name.clone()).collect()
        };
        match (names(true), names(false)) {
            (_, all) if all.is_empty() => Self::Nothing,
            (typing, all) if typing.is_empty() => Self::Open(all),
            (typing, _) => Self::Typing(typing),
        }
    }
}

/// A session that is passed through on the way to another is not worth a word.
const SETTLES: i64 = 250;
/// A sign of life; the gateway forgets whoever is silent three times as long.
const BEAT: i64 = 10_000;
/// Writing is told again so often; the gateway believes it twice as long.
const TYPING_AGAIN: i64 = 4_000;
/// Whoever sends one short message after another is not told of more often.
const BEGIN_AGAIN: i64 = 1_000;
/// Without a key for so long nobody is writing.
const PAUSE: i64 = 5_000;

/// What happens in this tab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Another session is open, or none.
    Open(Option<SessionId>),
    /// A key was pressed; whether anything is written now.
    Key { text: bool },
    /// Nobody can see the tab: it falls silent, and is forgotten after a while.
    Hidden,
    /// It can be seen (again), or the gateway answers again.
    Awake,
    /// The gateway does not know the session.
    Unknown,
    /// The time that was set has come.
    Due,
}

/// What to tell the gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    pub session: Option<SessionId>,
    pub typing: bool,
}

/// This tab's part.
#[derive(Debug, Clone, Default)]
pub struct Own {
    session: Option<SessionId>,
    /// The gateway has been told of a session that it has not been told to forget.
    told: bool,
    asleep: bool,
    /// When the next word is due; none while there is nothing to say.
    due: Option<i64>,
    /// Until when somebody is writing, and when that is to be told again.
    typing: Option<(i64, i64)>,
    /// The gateway has been told that somebody writes here, and not yet that it ended.
    writes: bool,
    /// When it was told so last.
    begun: Option<i64>,
}

impl Own {
    /// When [`Event::Due`] is to come.
    #[must_use]
    pub fn due(&self) -> Option<i64> {
        let typing = self.typing.map(|(until, _)| until);
        self.due.into_iter().chain(typing).min()
    }

    /// Moves this tab; what to say now, if anything.
    pub fn apply(&mut self, event: Event, now: i64) -> Option<Word> {
        match event {
            Event::Open(session) => {
                if session == self.session {
                    return None;
                }
                self.typing = None;
                self.due = session.as_ref().filter(|_| !self.asleep).map(|_| now + SETTLES);
                self.session = session;
                if self.session.is_none() {
                    return self.leave();
                }
            }
            Event::Key { text: true } => {
                let begins = || self.begun.map_or(now, |begun| now.max(begun + BEGIN_AGAIN));
                let again = self.typing.map_or_else(begins, |(_, again)| again);
                self.typing = Some((now + PAUSE, again));
                if again <= now {
                    return self.say(now);
                }
                self.due = self.due.map(|due| due.min(again));
            }
            Event::Key { text: false } => {
                if self.typing.take().is_some() && self.writes {
                    return self.say(now);
                }
            }
            Event::Hidden => {
                self.asleep = true;
                self.due = None;
                if self.typing.take().is_some() {
                    return self.say(now);
                }
            }
            Event::Awake => {
                self.asleep = false;
                return self.say(now);
            }
            Event::Unknown => {
                self.told = false;
                self.due = None;
                self.typing = None;
                self.session = None;
            }
            Event::Due => {
                let paused = self.typing.take_if(|(until, _)| *until <= now).is_some();
                if paused || self.due.is_some_and(|due| due <= now) {
                    return self.say(now);
                }
            }
        }
        None
    }

    fn say(&mut self, now: i64) -> Option<Word> {
        let session = self.session.clone()?;
        self.told = true;
        self.due = (!self.asleep).then_some(now + BEAT);
        self.writes = self.typing.is_some();
        if let Some((_, again)) = &mut self.typing {
            *again = now + TYPING_AGAIN;
            self.begun = Some(now);
        }
        Some(Word {
            session: Some(session),
            typing: self.typing.is_some(),
        })
    }

    fn leave(&mut self) -> Option<Word> {
        std::mem::take(&mut self.told).then_some(Word {
            session: None,
            typing: false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(name: &str) -> SessionId {
        name.parse().unwrap()
    }

    fn open(name: &str) -> Event {
        Event::Open(Some(id(name)))
    }

    fn here(name: &str, typing: bool) -> Option<Word> {
        Some(Word {
            session: Some(id(name)),
            typing,
        })
    }

    const KEY: Event = Event::Key { text: true };
    const NOWHERE: Option<Word> = Some(Word {
        session: None,
        typing: false,
    });

    fn told(anew: bool, sessions: &[(&str, &[(&str, bool)])]) -> Presence {
        let people = |people: &[(&str, bool)]| -> Vec<Person> {
            let person = |(name, typing): &(&str, bool)| Person {
                name: (*name).to_owned(),
                typing: *typing,
            };
            people.iter().map(person).collect()
        };
        let sessions = sessions.iter().map(|(session, of)| Attended {
            session: id(session),
            people: people(of),
        });
        Presence {
            anew,
            sessions: sessions.collect(),
        }
    }

    #[test]
    fn the_others_are_as_the_last_word_of_each_session_says() {
        let mut others = Others::default();
        assert!(others.hear(told(true, &[("a", &[("ann", false)]), ("b", &[("bob", true)])])));
        assert!(!others.hear(told(false, &[("a", &[("ann", false)])])), "nothing new");
        assert!(others.hear(told(false, &[("a", &[("ann", true)])])));
        assert!(others.hear(told(false, &[("b", &[])])));
        assert!(!others.hear(told(false, &[("b", &[])])));
        assert_eq!(others.of(&id("b")), []);
        let mut another = Others::default();
        another.hear(others.all());
        assert_eq!(another, others, "a tab that comes later knows as much");
        assert!(others.hear(told(true, &[])));
        assert_eq!(others, Others::default());
    }

    #[test]
    fn who_writes_is_named_before_who_reads() {
        let of = |people: &[(&str, bool)]| Said::of(&told(true, &[("a", people)]).sessions[0].people);
        assert_eq!(of(&[]), Said::Nothing);
        assert_eq!(
            of(&[("ann", false), ("bob", false)]),
            Said::Open(vec!["ann".into(), "bob".into()])
        );
        assert_eq!(of(&[("ann", false), ("bob", true)]), Said::Typing(vec!["bob".into()]));
    }

    #[test]
    fn a_session_is_told_once_it_stays_open_and_then_by_beats() {
        let mut own = Own::default();
        assert_eq!(own.apply(open("a"), 0), None);
        assert_eq!(own.apply(open("b"), 100), None, "passed through");
        assert_eq!(own.due(), Some(350));
        assert_eq!(own.apply(Event::Due, 349), None);
        assert_eq!(own.apply(Event::Due, 350), here("b", false));
        assert_eq!(own.due(), Some(10_350));
        assert_eq!(own.apply(open("b"), 400), None);
        assert_eq!(own.apply(Event::Due, 10_350), here("b", false));
        assert_eq!(own.apply(Event::Open(None), 11_000), NOWHERE);
        assert_eq!((own.due(), own.apply(Event::Open(None), 12_000)), (None, None));
        assert_eq!(own.apply(open("c"), 13_000), None);
        assert_eq!(own.apply(Event::Open(None), 13_010), None, "nobody was told of it");
    }

    #[test]
    fn writing_is_told_at_its_begin_now_and_then_and_at_its_end() {
        let mut own = Own::default();
        own.apply(open("a"), 0);
        own.apply(Event::Due, 250);
        assert_eq!(own.apply(KEY, 1_000), here("a", true));
        for now in [1_100, 2_000, 4_999] {
            assert_eq!(own.apply(KEY, now), None, "not by each key");
        }
        assert_eq!(own.apply(KEY, 5_000), here("a", true), "it goes on");
        assert_eq!(own.due(), Some(10_000));
        assert_eq!(own.apply(Event::Due, 10_000), here("a", false), "a pause");
        assert_eq!(own.apply(KEY, 12_000), here("a", true));
        assert_eq!(own.apply(Event::Key { text: false }, 12_100), here("a", false), "sent");
        assert_eq!(own.apply(Event::Key { text: false }, 12_200), None);
        own.apply(KEY, 13_000);
        assert_eq!(own.apply(open("b"), 13_100), None);
        assert_eq!(own.apply(Event::Due, 13_350), here("b", false), "nobody writes there");
    }

    #[test]
    fn who_sends_one_message_after_another_says_little() {
        let mut own = Own::default();
        own.apply(open("a"), 0);
        own.apply(Event::Due, 250);
        let mut words = 0;
        // Ten messages a second, for a minute.
        for now in (1_000..61_000).step_by(100) {
            words += usize::from(own.apply(KEY, now).is_some());
            words += usize::from(own.apply(Event::Key { text: false }, now + 50).is_some());
            if own.due().is_some_and(|due| due <= now + 99) {
                words += usize::from(own.apply(Event::Due, now + 99).is_some());
            }
        }
        assert!((60..=181).contains(&words), "{words}");
        // One that goes on is told all the same, a little later.
        assert_eq!(own.apply(KEY, 70_000), here("a", true));
        assert_eq!(own.apply(Event::Key { text: false }, 70_050), here("a", false));
        assert_eq!(own.apply(KEY, 70_100), None);
        assert_eq!(own.due(), Some(71_000));
        assert_eq!(own.apply(Event::Due, 71_000), here("a", true));
    }

    #[test]
    fn a_hidden_tab_falls_silent_and_speaks_again_when_it_is_seen() {
        let mut own = Own::default();
        own.apply(open("a"), 0);
        own.apply(Event::Due, 250);
        own.apply(KEY, 300);
        assert_eq!(own.apply(Event::Hidden, 400), here("a", false));
        assert_eq!(own.due(), None);
        assert_eq!(own.apply(open("b"), 500), None);
        assert_eq!(own.due(), None);
        assert_eq!(own.apply(Event::Awake, 90_000), here("b", false));
        assert_eq!(own.due(), Some(100_000));
    }

    #[test]
    fn a_session_that_the_gateway_does_not_know_is_not_told_again() {
        let mut own = Own::default();
        own.apply(open("a"), 0);
        own.apply(Event::Due, 250);
        own.apply(Event::Unknown, 300);
        assert_eq!((own.due(), own.apply(Event::Awake, 400)), (None, None));
        assert_eq!(own.apply(Event::Open(None), 500), None);
        own.apply(open("b"), 600);
        assert_eq!(own.apply(Event::Due, 850), here("b", false));
    }
}
