//! Laws of the outbox over random histories: two tabs that share a disk, one
//! of which sends; lost answers, echoes, crashes, sleep and clock jumps; and a
//! gateway that takes an id once.

use super::row::{self, Row};
use super::tests::{failure, id, item, session};
use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

const LINES: usize = 3;

#[derive(Debug, Clone)]
enum Step {
    /// A tab writes a message, by a wall clock that may have been set back.
    Write {
        tab: usize,
        line: usize,
    },
    /// The tab that sends asks for the head of a line.
    Pump {
        line: usize,
    },
    /// What becomes of the oldest request on the wire.
    Answer(Answer),
    /// The stream tells a tab of everything that the gateway has.
    Echo {
        tab: usize,
    },
    /// A buyer writes in a line, and the stream tells both tabs.
    Buyer {
        line: usize,
    },
    /// The operator decides in the tab that sends.
    Order {
        n: usize,
        event: Event,
    },
    /// A tab dies and comes back from the disk.
    Crash {
        tab: usize,
    },
    /// A tab sleeps: it hears nothing, until it wakes and hears everything.
    Sleep {
        tab: usize,
    },
    Wake {
        tab: usize,
    },
}

#[derive(Debug, Clone, Copy)]
enum Answer {
    /// No answer; whether the gateway has it is the flag.
    Lost(bool),
    Later,
    Refused,
    Taken,
}

fn step() -> impl Strategy<Value = Step> {
    let answer = prop_oneof![
        any::<bool>().prop_map(Answer::Lost),
        Just(Answer::Later),
        Just(Answer::Refused),
        Just(Answer::Taken),
        Just(Answer::Taken),
    ];
    let order = prop_oneof![Just(Event::Retry), Just(Event::Cancel), Just(Event::Anyway)];
    let line = 0..LINES;
    let tab = 0..2_usize;
    prop_oneof![
        3 => (tab.clone(), line.clone()).prop_map(|(tab, line)| Step::Write { tab, line }),
        4 => line.clone().prop_map(|line| Step::Pump { line }),
        4 => answer.prop_map(Step::Answer),
        1 => tab.clone().prop_map(|tab| Step::Echo { tab }),
        1 => line.prop_map(|line| Step::Buyer { line }),
        2 => (0..20_usize, order).prop_map(|(n, event)| Step::Order { n, event }),
        1 => tab.clone().prop_map(|tab| Step::Crash { tab }),
        1 => tab.clone().prop_map(|tab| Step::Sleep { tab }),
        2 => tab.prop_map(|tab| Step::Wake { tab }),
    ]
}

#[derive(Debug, Clone)]
enum Word {
    Is(String),
    Gone(ClientId),
}

#[derive(Debug, Default)]
struct Tab {
    outbox: Outbox,
    /// What it has not heard yet, while it sleeps.
    words: Vec<Word>,
    sleeps: bool,
}

/// The world around the outbox: what the shell does with the model's decisions.
#[derive(Debug, Default)]
struct World {
    tabs: [Tab; 2],
    leader: usize,
    disk: BTreeMap<ClientId, String>,
    /// Requests under way: the tab, the item, the position that its writer had seen.
    wire: Vec<(usize, usize, Option<i64>)>,
    /// The line of each message that was written, in order.
    written: Vec<usize>,
    taken: Vec<usize>,
    cancelled: Vec<usize>,
    /// Where a buyer wrote last, by line, and the newest position of all.
    buyers: [i64; LINES],
    position: i64,
}

impl World {
    fn number(&self, id: &ClientId) -> usize {
        id.as_str()[1..].parse().unwrap()
    }

    fn tell(&mut self, from: usize, word: Word) {
        let other = &mut self.tabs[1 - from];
        if other.sleeps {
            return other.words.push(word);
        }
        self.hear(1 - from, word);
    }

    fn hear(&mut self, tab: usize, word: Word) {
        let leads = self.leader == tab;
        let outbox = &mut self.tabs[tab].outbox;
        match word {
            Word::Gone(id) => {
                outbox.leave(&id);
            }
            Word::Is(row) => {
                let Row::Item(item) = row::read(&row) else {
                    panic!("{row}")
                };
                let ended = outbox.has_ended(&item.id);
                if ended && leads {
                    self.disk.remove(&item.id);
                } else if leads {
                    outbox.add(*item);
                } else {
                    outbox.hear(*item);
                }
            }
        }
    }

    /// Moves an item in a tab, as the shell does: the disk and the others are told.
    fn happen(&mut self, tab: usize, id: &ClientId, event: &Event) -> bool {
        let moved = matches!(self.tabs[tab].outbox.apply(id, event.clone()), Some(Ok(_)));
        if moved {
            match self.tabs[tab].outbox.get(id).map(|item| row::write(item).unwrap()) {
                Some(row) => {
                    self.disk.insert(id.clone(), row.clone());
                    self.tell(tab, Word::Is(row));
                }
                None => {
                    self.disk.remove(id);
                    self.tell(tab, Word::Gone(id.clone()));
                }
            }
        }
        moved
    }

    /// The tab takes the sending over.
    fn lead(&mut self, tab: usize) {
        self.leader = tab;
        for row in self.disk.values() {
            if let Row::Item(item) = row::read(row) {
                self.tabs[tab].outbox.add(*item);
            }
        }
        let ids: Vec<_> = self.tabs[tab].outbox.items().map(|item| item.id.clone()).collect();
        for id in ids {
            self.tabs[tab].outbox.apply(&id, Event::Found);
        }
    }

    fn run(&mut self, step: Step) {
        match step {
            Step::Write { tab, line } => {
                if self.tabs[tab].sleeps {
                    return;
                }
                let n = self.written.len();
                let mut new = item(n, line);
                new.seen = Some(self.buyers[line]);
                new.state = State::Writing;
                self.written.push(line);
                self.tabs[tab].outbox.add(new);
                self.happen(tab, &id(n), &Event::Written);
            }
            Step::Pump { line } => {
                let leader = self.leader;
                if self.tabs[leader].sleeps {
                    return;
                }
                let outbox = &self.tabs[leader].outbox;
                let Some(due) = outbox.due(&session(line)).cloned() else {
                    return;
                };
                if outbox.is_stale(&due, Millis(0)) {
                    self.happen(leader, &due.id, &Event::Pause(Why::NewMessages));
                } else if self.happen(leader, &due.id, &Event::Post) {
                    self.wire.push((leader, self.number(&due.id), due.seen));
                }
            }
            Step::Answer(answer) => self.answer(answer),
            Step::Echo { tab } => {
                if self.tabs[tab].sleeps {
                    return;
                }
                for n in self.taken.clone() {
                    let position = self.position;
                    self.happen(tab, &id(n), &Event::Take { position });
                }
            }
            Step::Buyer { line } => {
                self.position += 1;
                self.buyers[line] = self.position;
                for tab in &mut self.tabs {
                    tab.outbox.others_wrote(&session(line), self.position);
                }
            }
            Step::Order { n, event } => {
                let leader = self.leader;
                if !self.tabs[leader].sleeps && self.happen(leader, &id(n), &event) && event == Event::Cancel {
                    self.cancelled.push(n);
                }
            }
            Step::Crash { tab } => {
                self.tabs[tab] = Tab::default();
                // Its requests may still arrive, but nobody hears their answers.
                for row in self.disk.values() {
                    if let Row::Item(item) = row::read(row) {
                        self.tabs[tab].outbox.add(*item);
                    }
                }
                if self.leader == tab {
                    self.lead(if self.tabs[1 - tab].sleeps { tab } else { 1 - tab });
                }
            }
            Step::Sleep { tab } => {
                self.tabs[tab].sleeps = true;
                if self.leader == tab && !self.tabs[1 - tab].sleeps {
                    self.lead(1 - tab);
                }
            }
            Step::Wake { tab } => {
                self.tabs[tab].sleeps = false;
                for word in std::mem::take(&mut self.tabs[tab].words) {
                    self.hear(tab, word);
                }
            }
        }
    }

    fn answer(&mut self, answer: Answer) {
        if self.wire.is_empty() {
            return;
        }
        let (tab, n, seen) = self.wire.remove(0);
        let line = self.written[n];
        let known = self.taken.contains(&n);
        let stale = seen.is_some_and(|seen| seen < self.buyers[line]);
        let arrives = matches!(answer, Answer::Taken | Answer::Lost(true)) && (known || !stale);
        if arrives && !known {
            self.position += 1;
            self.taken.push(n);
        }
        let position = self.position;
        let event = match answer {
            Answer::Lost(_) => Event::Lost,
            // The gateway looks for the id first: it refuses nothing that it has.
            _ if arrives || known => Event::Take { position },
            Answer::Taken => Event::Pause(Why::NewMessages),
            Answer::Later => Event::Later { until: None },
            Answer::Refused => Event::Refuse(failure()),
        };
        // A tab that sends no more believes only that the gateway has something; one that sleeps hears nothing.
        let hears = !self.tabs[tab].sleeps && (self.leader == tab || matches!(event, Event::Take { .. }));
        if hears {
            self.happen(tab, &id(n), &event);
        }
    }

    fn check(&self) {
        for line in 0..LINES {
            let in_line: Vec<_> = self.taken.iter().filter(|n| self.written[**n] == line).collect();
            assert!(in_line.is_sorted(), "taken out of order: {in_line:?}");
            let session = session(line);
            let behind = self.tabs[self.leader].outbox.line(&session).skip(1);
            let posted = behind.filter(|item| item.state.is_asked()).count();
            assert_eq!(posted, 0, "only the head of a line is ever asked for");
        }
        let twice = (1..self.taken.len()).any(|at| self.taken[..at].contains(&self.taken[at]));
        assert!(!twice, "taken twice: {:?}", self.taken);
        assert!(
            self.cancelled.iter().all(|n| !self.taken.contains(n)),
            "what the gateway has cannot be taken back"
        );
        for n in 0..self.written.len() {
            let here = self.disk.contains_key(&id(n)) || self.tabs.iter().any(|tab| tab.outbox.get(&id(n)).is_some());
            assert!(
                here || self.taken.contains(&n) || self.cancelled.contains(&n),
                "item {n} is lost"
            );
        }
    }

    /// All is well from here on, and the operator lets everything go out.
    fn settle(&mut self) {
        for tab in 0..2 {
            self.run(Step::Wake { tab });
        }
        for _ in 0..self.written.len() * 4 + 8 {
            while !self.wire.is_empty() {
                self.answer(Answer::Taken);
            }
            let leader = self.leader;
            let stuck: Vec<_> = self.tabs[leader].outbox.items().cloned().collect();
            for item in stuck {
                let event = match item.state {
                    State::Paused(_) => Event::Anyway,
                    State::Refused { .. } => Event::Retry,
                    // Its answer went to a tab that did not hear it; the deadline ends it.
                    State::Posting { .. } => Event::Lost,
                    _ => continue,
                };
                self.happen(leader, &item.id, &event);
            }
            for line in 0..LINES {
                self.run(Step::Pump { line });
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// Whatever happens in whatever order: the gateway takes each message at
    /// most once and in the order of writing, nothing that it has is taken
    /// back, nothing is lost from sight, and what can go out does in the end.
    #[test]
    fn os_08_every_history_keeps_the_promises(steps in proptest::collection::vec(step(), 0..150)) {
        let mut world = World::default();
        for step in steps {
            world.run(step);
            world.check();
        }
        world.settle();
        world.check();
        for n in 0..world.written.len() {
            prop_assert!(world.taken.contains(&n) != world.cancelled.contains(&n), "item {} is neither out nor taken back", n);
        }
    }
}
