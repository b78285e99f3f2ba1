use super::*;
use proptest::prelude::*;

fn id(n: usize) -> ClientId {
    ClientId::try_from(format!("c{n:04}")).unwrap()
}

fn session(n: usize) -> SessionId {
    SessionId::try_from(format!("shopee-1~{n}")).unwrap()
}

fn item(n: usize, line: usize) -> Item {
    Item {
        id: id(n),
        session: session(line),
        content: NewContent::Text { text: "hello".into() },
        size: None,
        at: Millis(0),
        behind: 7,
        state: State::Queued,
    }
}

fn failure() -> Failure {
    Failure {
        reason: FailReason::Refused,
        detail: None,
    }
}

fn states(outbox: &Outbox, line: usize) -> Vec<Outgoing> {
    outbox
        .messages(&session(line))
        .into_iter()
        .filter_map(|message| message.outgoing)
        .collect()
}

#[test]
fn every_legal_move_and_no_other() {
    use Event as E;
    use State as S;
    let states = [
        S::Queued,
        S::Posting { attempt: 2 },
        S::Resting { attempt: 2 },
        S::Refused { failure: failure() },
        S::Taken,
        S::Cancelled,
    ];
    let events = [
        E::Post,
        E::Lost,
        E::Refuse(failure()),
        E::Take { position: 8 },
        E::Retry,
        E::Cancel,
    ];
    let legal = [
        (0, 0, S::Posting { attempt: 1 }),
        (0, 5, S::Cancelled),
        (1, 1, S::Resting { attempt: 2 }),
        (1, 2, S::Refused { failure: failure() }),
        (1, 3, S::Taken),
        (2, 0, S::Posting { attempt: 3 }),
        (2, 3, S::Taken),
        (3, 3, S::Taken),
        (3, 4, S::Queued),
        (3, 5, S::Cancelled),
    ];
    for (from, state) in states.iter().enumerate() {
        for (by, event) in events.iter().enumerate() {
            let moved = state.clone().apply(event.clone());
            match legal.iter().find(|(f, b, _)| (*f, *b) == (from, by)) {
                Some((_, _, to)) => assert_eq!(moved.as_ref(), Ok(to), "{state:?} {event:?}"),
                None => assert!(moved.is_err(), "{state:?} {event:?}"),
            }
        }
    }
}

#[test]
fn os_06_two_identical_texts_are_two_items() {
    let mut outbox = Outbox::default();
    outbox.add(item(1, 1));
    outbox.add(item(2, 1));
    assert_eq!(outbox.messages(&session(1)).len(), 2);
    outbox.add(item(2, 1));
    assert_eq!(outbox.unsent(), 2, "the same id is the same message");
}

#[test]
fn a_refused_head_holds_its_line_and_no_other() {
    let mut outbox = Outbox::default();
    for (n, line) in [(1, 1), (2, 1), (3, 2)] {
        outbox.add(item(n, line));
    }
    outbox.apply(&id(1), Event::Post);
    assert_eq!(outbox.due(&session(1)), None, "one request at a time");
    outbox.apply(&id(1), Event::Refuse(failure()));
    assert_eq!(
        states(&outbox, 1),
        [Outgoing::Failed { failure: failure() }, Outgoing::Waiting]
    );
    assert_eq!(outbox.due(&session(1)), None);
    assert_eq!(outbox.due(&session(2)).map(|item| &item.id), Some(&id(3)));
    outbox.apply(&id(1), Event::Cancel);
    assert_eq!(outbox.due(&session(1)).map(|item| &item.id), Some(&id(2)));
    assert_eq!(
        states(&outbox, 1),
        [Outgoing::Queued {
            retry_at: None,
            failure: None
        }]
    );
}

#[test]
fn os_05_the_stream_may_speak_before_the_answer() {
    let mut outbox = Outbox::default();
    outbox.add(item(1, 1));
    outbox.apply(&id(1), Event::Post);
    assert_eq!(
        outbox.apply(&id(1), Event::Take { position: 8 }),
        Some(Ok(State::Taken))
    );
    assert_eq!(
        outbox.apply(&id(1), Event::Take { position: 8 }),
        None,
        "the answer comes to nobody"
    );
    assert_eq!(outbox.apply(&id(1), Event::Lost), None);
}

#[test]
fn those_behind_a_taken_one_stay_behind_it() {
    let mut outbox = Outbox::default();
    outbox.add(item(1, 1));
    outbox.add(item(2, 1));
    outbox.add(Item {
        behind: i64::MAX,
        ..item(3, 1)
    });
    outbox.apply(&id(1), Event::Post);
    outbox.apply(&id(1), Event::Take { position: 9 });
    let positions: Vec<_> = outbox
        .messages(&session(1))
        .iter()
        .map(|message| message.position)
        .collect();
    assert_eq!(positions, [9, 9]);
}

#[test]
fn what_the_outbox_shows_is_always_older_than_the_gateways_word_and_newer_than_itself() {
    let mut outbox = Outbox::default();
    outbox.add(item(1, 1));
    let first = outbox.messages(&session(1))[0].version;
    outbox.apply(&id(1), Event::Post);
    let second = outbox.messages(&session(1))[0].version;
    assert!(first < second && is_local(second) && !is_local(0));
}

#[test]
fn only_answers_about_the_message_itself_are_final() {
    let problem = |code| Problem {
        status: 0,
        code,
        title: "t".into(),
        detail: None,
        retry_after: None,
    };
    for code in [
        Code::IdTaken,
        Code::NotFound,
        Code::NotAllowed,
        Code::Invalid,
        Code::TooLarge,
    ] {
        assert!(refusal(&problem(code)).is_some(), "{code:?}");
    }
    for code in [
        Code::SignedOut,
        Code::TooMany,
        Code::Unavailable,
        Code::Internal,
        Code::Platform,
        Code::Unknown,
    ] {
        assert_eq!(refusal(&problem(code)), None, "{code:?}");
    }
}

#[test]
fn rests_grow_and_obey_the_gateway() {
    assert_eq!(rest_after(1, None, 0.0), 500);
    assert_eq!(rest_after(1, None, 1.0), 1_000);
    assert_eq!(rest_after(3, None, 1.0), 4_000);
    assert_eq!(rest_after(99, None, 1.0), 30_000);
    assert_eq!(rest_after(1, Some(12), 0.5), 12_000);
}

#[test]
fn os_21_each_picture_and_the_text_are_messages_of_their_own_in_order() {
    let image = |upload: &str| NewContent::Image { upload: upload.into() };
    let text = NewContent::Text { text: " hi\n".into() };
    let named = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    assert_eq!(split(" hi\n", named(&["u"])), [image("u"), text.clone()]);
    assert_eq!(
        split(" hi\n", named(&["b", "a", "c"])),
        [image("b"), image("a"), image("c"), text.clone()]
    );
    assert_eq!(split("  \n ", named(&["u"])), [image("u")]);
    assert_eq!(split(" hi\n", vec![]), [text], "the operator's spaces are kept");
    assert_eq!(split(" ", vec![]), []);
}

/// A step of a random history; numbers choose an item.
#[derive(Debug, Clone)]
enum Step {
    Write { line: usize },
    Pump { line: usize },
    Again(usize),
    Answer(usize, Answer),
    Retry(usize),
    Cancel(usize),
}

#[derive(Debug, Clone)]
enum Answer {
    Lost,
    LostButTaken,
    Refused,
    Taken,
}

fn step() -> impl Strategy<Value = Step> {
    let answer = prop_oneof![
        Just(Answer::Lost),
        Just(Answer::LostButTaken),
        Just(Answer::Refused),
        Just(Answer::Taken),
    ];
    prop_oneof![
        (0..3usize).prop_map(|line| Step::Write { line }),
        (0..3usize).prop_map(|line| Step::Pump { line }),
        (0..20usize).prop_map(Step::Again),
        (0..20usize, answer).prop_map(|(n, answer)| Step::Answer(n, answer)),
        (0..20usize).prop_map(Step::Retry),
        (0..20usize).prop_map(Step::Cancel),
    ]
}

proptest! {
    /// Whatever happens in whatever order: one request at a time in a session,
    /// the gateway takes each message at most once and in the order of writing,
    /// nothing that it has is taken back, and nothing is lost from sight.
    #[test]
    fn every_history_keeps_the_promises(steps in proptest::collection::vec(step(), 0..120)) {
        let mut outbox = Outbox::default();
        let mut written: Vec<usize> = Vec::new();
        let (mut taken, mut cancelled) = (Vec::<usize>::new(), Vec::<usize>::new());
        for step in steps {
            match step {
                Step::Write { line } => {
                    outbox.add(item(written.len(), line));
                    written.push(line);
                }
                Step::Pump { line } => {
                    if let Some(due) = outbox.due(&session(line)).map(|item| item.id.clone()) {
                        prop_assert_eq!(outbox.apply(&due, Event::Post), Some(Ok(State::Posting { attempt: 1 })));
                    }
                }
                Step::Again(n) => {
                    if outbox.resting().any(|item| item.id == id(n)) {
                        outbox.apply(&id(n), Event::Post);
                    }
                }
                Step::Answer(n, answer) => {
                    if !matches!(outbox.get(&id(n)).map(|item| &item.state), Some(State::Posting { .. })) {
                        continue;
                    }
                    // The gateway takes an id once, for ever.
                    let takes = matches!(answer, Answer::Taken | Answer::LostButTaken);
                    if takes && !taken.contains(&n) {
                        taken.push(n);
                    }
                    let event = match answer {
                        Answer::Taken => Event::Take { position: 8 },
                        Answer::Lost | Answer::LostButTaken => Event::Lost,
                        // It does not refuse what it has.
                        Answer::Refused if taken.contains(&n) => Event::Take { position: 8 },
                        Answer::Refused => Event::Refuse(failure()),
                    };
                    prop_assert!(matches!(outbox.apply(&id(n), event), Some(Ok(_))));
                }
                Step::Retry(n) => {
                    outbox.apply(&id(n), Event::Retry);
                }
                Step::Cancel(n) => {
                    if let Some(Ok(_)) = outbox.apply(&id(n), Event::Cancel) {
                        cancelled.push(n);
                    }
                }
            }
            for line in 0..3 {
                let on_the_wire = outbox.line(&session(line)).skip(1).filter(|item| item.state != State::Queued).count();
                prop_assert_eq!(on_the_wire, 0, "only the head of a line has ever been posted");
                let in_line: Vec<_> = taken.iter().copied().filter(|n| written[*n] == line).collect();
                prop_assert!(in_line.is_sorted(), "taken out of order: {:?}", in_line);
            }
            prop_assert!(cancelled.iter().all(|n| !taken.contains(n)), "what the gateway has cannot be taken back");
            for n in 0..written.len() {
                let here = outbox.get(&id(n)).is_some();
                prop_assert!(here || taken.contains(&n) || cancelled.contains(&n), "item {} is lost", n);
            }
        }
    }
}
