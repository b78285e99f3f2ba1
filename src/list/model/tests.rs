use super::*;
use steadydesk_wire::{Code, Page, Problem};

/// A list of letters: the filter is a letter, 10 rows a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ask(char, u32);

impl Query for Ask {
    const ROWS: u32 = 10;
    fn page(&self) -> u32 {
        self.1
    }
    fn at_page(&self, page: u32) -> Self {
        Self(self.0, page)
    }
    /// Capitals are another store's.
    fn same_identity(&self, other: &Self) -> bool {
        self.0.is_uppercase() == other.0.is_uppercase()
    }
}

#[derive(Debug, Clone, PartialEq)]
struct Letter(String, i64);

impl Row for Letter {
    fn id(&self) -> &str {
        &self.0
    }
    fn version(&self) -> i64 {
        self.1
    }
}

pub(super) type List = Model;

pub(super) fn asked(letter: char, page: u32) -> Asked {
    Asked::new(Ask(letter, page))
}

pub(super) fn row(id: &str, version: i64) -> Line {
    Line::new(Letter(id.to_owned(), version))
}

pub(super) fn page(rows: &[&str], total: u64, seq: i64) -> Loaded {
    let items = rows.iter().map(|id| Letter((*id).to_owned(), 1)).collect();
    Loaded::new(Answer {
        page: Page {
            items,
            total,
            more_than_total: false,
            offset: 0,
            seq,
            as_of: Millis(seq),
        },
        extra: (),
    })
}

pub(super) fn ids(list: &List) -> Vec<&str> {
    list.lines().iter().map(|line| line.id.as_str()).collect()
}

/// Sends an event and answers the generation of the request that it started, if it did.
pub(super) fn send(list: &mut List, event: Event) -> Option<u64> {
    list.apply(event).into_iter().find_map(|command| match command {
        Command::Fetch { generation, .. } => Some(generation),
        _ => None,
    })
}

pub(super) fn answered(list: &mut List, generation: u64, rows: &[&str], now: f64) -> Vec<Command> {
    list.apply(Event::Answered {
        generation,
        loaded: page(rows, rows.len() as u64, 10),
        now,
    })
}

/// A list that shows `a1`, `a2` for the filter `a`.
pub(super) fn settled() -> List {
    let mut list = List::default();
    let first = send(&mut list, Event::Asked(asked('a', 0))).unwrap();
    answered(&mut list, first, &["a1", "a2"], 50.0);
    list
}

#[test]
fn aj_03_a_late_answer_changes_nothing() {
    let mut list = settled();
    let slow = send(&mut list, Event::Asked(asked('b', 0))).unwrap();
    let fast = send(&mut list, Event::Asked(asked('c', 0))).unwrap();
    answered(&mut list, fast, &["c1"], 200.0);
    let before = list.clone();
    for event in [
        Event::Answered {
            generation: slow,
            loaded: page(&["b1", "b2", "b3"], 300, 20),
            now: 3_000.0,
        },
        Event::Failed {
            generation: slow,
            error: ApiError::Unreachable,
        },
        Event::VeilDue {
            generation: slow,
            now: 3_000.0,
        },
        Event::Overdue {
            generation: slow,
            online: true,
        },
    ] {
        assert!(list.apply(event).is_empty());
    }
    assert_eq!(ids(&list), ids(&before));
    assert_eq!(
        (list.veil(), list.pager(), list.wanted()),
        (&Veil::Open, before.pager(), Some(&asked('c', 0)))
    );
}

#[test]
fn aj_04_there_and_back_shows_one_result() {
    let mut list = settled();
    let first = send(&mut list, Event::Asked(asked('b', 0))).unwrap();
    let back = send(&mut list, Event::Asked(asked('a', 0))).unwrap();
    assert!(back > first);
    list.apply(Event::Failed {
        generation: first,
        error: ApiError::Unreachable,
    });
    assert_eq!(list.veil(), &Veil::Open, "the overtaken request's failure is nobody's");
    answered(&mut list, back, &["a1", "a2"], 400.0);
    assert_eq!(ids(&list), ["a1", "a2"]);
}

#[test]
fn the_same_again_asks_for_nothing() {
    let mut list = settled();
    assert_eq!(send(&mut list, Event::Asked(asked('a', 0))), None);
    send(&mut list, Event::Asked(asked('b', 0))).unwrap();
    assert_eq!(send(&mut list, Event::Asked(asked('b', 0))), None);
}

#[test]
fn aj_05_the_veil_comes_late_and_stays_long_enough() {
    for (answer_at, veil, waits) in [
        (100.0, None, None),
        (160.0, Some(150.0), Some(290)),
        (400.0, Some(150.0), Some(50)),
        (450.0, Some(150.0), None),
        (2_000.0, Some(150.0), None),
    ] {
        let mut list = settled();
        let commands = list.apply(Event::Asked(asked('b', 0)));
        assert!(commands.contains(&Command::Wait {
            milliseconds: 150,
            timer: Timer::Veil,
            generation: 2
        }));
        if let Some(now) = veil {
            list.apply(Event::VeilDue { generation: 2, now });
            assert_eq!(list.veil(), &Veil::Loading { since: now });
            assert_eq!(ids(&list), ["a1", "a2"], "the old rows stay under it");
        }
        let commands = answered(&mut list, 2, &["b1"], answer_at);
        assert_eq!(ids(&list), ["b1"], "an answer is shown at once");
        match waits {
            Some(milliseconds) => {
                assert_eq!(
                    commands,
                    [
                        Command::Scroll(None),
                        Command::Wait {
                            milliseconds,
                            timer: Timer::Least,
                            generation: 2
                        }
                    ]
                );
                assert_ne!(list.veil(), &Veil::Open);
                list.apply(Event::VeilMayGo { generation: 2 });
            }
            None => assert_eq!(commands, [Command::Scroll(None)]),
        }
        assert_eq!(list.veil(), &Veil::Open, "answer at {answer_at}");
    }
}

#[test]
fn a_veil_does_not_flicker_between_requests() {
    let mut list = settled();
    send(&mut list, Event::Asked(asked('b', 0)));
    list.apply(Event::VeilDue {
        generation: 2,
        now: 150.0,
    });
    answered(&mut list, 2, &["b1"], 200.0);
    send(&mut list, Event::Asked(asked('c', 0)));
    assert_eq!(list.veil(), &Veil::Loading { since: 150.0 });
    list.apply(Event::VeilMayGo { generation: 2 });
    assert_eq!(
        list.veil(),
        &Veil::Loading { since: 150.0 },
        "the timer was of the request before"
    );
    answered(&mut list, 3, &["c1"], 900.0);
    assert_eq!(list.veil(), &Veil::Open);
}

#[test]
fn aj_06_a_long_veil_says_why_and_cancel_goes_back() {
    let store_error = ApiError::Problem(Box::new(Problem {
        status: 502,
        code: Code::Platform,
        title: String::new(),
        detail: None,
        retry_after: None,
    }));
    let overdue = |online| Event::Overdue { generation: 2, online };
    for (event, why) in [
        (overdue(true), Why::Slow),
        (overdue(false), Why::Failed(ApiError::Offline)),
        (
            Event::Failed {
                generation: 2,
                error: store_error.clone(),
            },
            Why::Failed(store_error.clone()),
        ),
    ] {
        let mut list = settled();
        let commands = list.apply(Event::Asked(asked('b', 3)));
        assert!(commands.contains(&Command::Wait {
            milliseconds: 10_000,
            timer: Timer::Explain,
            generation: 2
        }));
        list.apply(event.clone());
        assert_eq!(list.veil(), &Veil::Explained(why));
        assert!(list.can_cancel());

        let mut again = list.clone();
        assert!(
            matches!(&again.apply(Event::Retried)[0], Command::Fetch { generation: 3, asked: query } if *query == asked('b', 3))
        );
        answered(&mut again, 3, &["b1"], 20_000.0);
        assert_eq!((ids(&again), again.veil()), (vec!["b1"], &Veil::Open));

        assert_eq!(
            list.apply(Event::Cancelled),
            [Command::Abort, Command::Moved(asked('a', 0))]
        );
        assert_eq!(
            (ids(&list), list.veil(), list.wanted()),
            (vec!["a1", "a2"], &Veil::Open, Some(&asked('a', 0)))
        );
        answered(&mut list, 2, &["b1"], 20_000.0);
        assert_eq!(ids(&list), ["a1", "a2"], "the cancelled answer comes too late");
    }
}

#[test]
fn a_slow_answer_is_still_taken() {
    let mut list = settled();
    send(&mut list, Event::Asked(asked('b', 0)));
    list.apply(Event::Overdue {
        generation: 2,
        online: true,
    });
    answered(&mut list, 2, &["b1"], 12_000.0);
    assert_eq!((ids(&list), list.veil()), (vec!["b1"], &Veil::Open));
}

#[test]
fn a_quiet_refresh_shows_no_veil_and_its_failure_leaves_the_rows() {
    let mut list = settled();
    let commands = list.apply(Event::Refreshed);
    assert_eq!(
        commands,
        [Command::Fetch {
            generation: 2,
            asked: asked('a', 0)
        }],
        "no timer of a veil"
    );
    assert!(list.apply(Event::Refreshed).is_empty(), "one at a time");
    list.apply(Event::Failed {
        generation: 2,
        error: ApiError::Unreachable,
    });
    assert_eq!(
        (list.veil(), list.stale(), ids(&list)),
        (&Veil::Open, Some(&ApiError::Unreachable), vec!["a1", "a2"])
    );
    let again = send(&mut list, Event::Refreshed).unwrap();
    answered(&mut list, again, &["a1"], 0.0);
    assert_eq!(list.stale(), None);
}

#[test]
fn changes_from_the_stream_win_over_older_answers() {
    let mut list = settled();
    list.apply(Event::Changed(row("a1", 12)));
    list.apply(Event::Changed(row("a1", 11)));
    assert_eq!(list.lines()[0], row("a1", 12), "an older change says nothing new");
    let refresh = send(&mut list, Event::Refreshed).unwrap();
    assert!(
        list.apply(Event::Changed(row("x", 30))).is_empty(),
        "the answer under way may have it"
    );
    let commands = answered(&mut list, refresh, &["a1", "a2"], 0.0);
    assert_eq!(
        commands,
        [Command::RefreshSoon],
        "the answer was true before that change"
    );
    assert_eq!(list.lines()[0], row("a1", 12));

    assert_eq!(list.apply(Event::Changed(row("y", 31))), [Command::RefreshSoon]);
    assert!(
        list.apply(Event::Changed(row("y", 3))).is_empty(),
        "the answer knew that"
    );
    list.apply(Event::Gone {
        id: "a2".to_owned(),
        version: 40,
    });
    assert_eq!(
        (ids(&list), list.loaded().map(|loaded| loaded.total)),
        (vec!["a1"], Some(1))
    );
}
