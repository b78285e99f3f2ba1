use super::row::Row;
use super::*;

pub(super) fn id(n: usize) -> ClientId {
    ClientId::try_from(format!("c{n:04}")).unwrap()
}

pub(super) fn session(n: usize) -> SessionId {
    SessionId::try_from(format!("shopee-1~{n}")).unwrap()
}

pub(super) fn item(n: usize, line: usize) -> Item {
    Item {
        id: id(n),
        session: session(line),
        store: "shopee-1".parse().unwrap(),
        store_name: "Shop".into(),
        buyer: "Buyer".into(),
        content: NewContent::Text { text: "hello".into() },
        size: None,
        at: Millis(0),
        behind: 7,
        seen: None,
        anyway: false,
        state: State::Queued,
    }
}

pub(super) fn failure() -> Failure {
    Failure {
        reason: FailReason::Refused,
        detail: None,
    }
}

fn states(outbox: &Outbox, line: usize) -> Vec<Outgoing> {
    outbox
        .messages(&session(line), true)
        .into_iter()
        .filter_map(|message| message.outgoing)
        .collect()
}

#[test]
fn every_legal_move_and_no_other() {
    use Event as E;
    use State as S;
    let resting = |asked| S::Resting {
        attempt: 2,
        asked,
        until: None,
    };
    let posting = |attempt, asked| S::Posting { attempt, asked };
    let refused = || S::Refused { failure: failure() };
    let (new, damage) = (S::Paused(Why::NewMessages), S::Paused(Why::Damage));
    let states = [
        S::Writing,
        S::Queued,
        posting(2, false),
        posting(2, true),
        resting(false),
        resting(true),
        new.clone(),
        refused(),
        S::Taken,
        S::Cancelled,
    ];
    let events = [
        E::Written,
        E::Post,
        E::Lost,
        E::Later { until: None },
        E::Refuse(failure()),
        E::Pause(Why::NewMessages),
        E::Pause(Why::Damage),
        E::Anyway,
        E::Take { position: 8 },
        E::Retry,
        E::Cancel,
        E::Found,
    ];
    // A row a state, in the order above; in it the events in theirs.
    #[rustfmt::skip]
    let table: [[Option<S>; 12]; 10] = [
        [Some(S::Queued), None, None, None, None, None, None, None, Some(S::Taken), None, None, Some(S::Queued)],
        [None, Some(posting(1, false)), None, None, Some(refused()), Some(new.clone()), Some(damage.clone()), None,
         Some(S::Taken), None, Some(S::Cancelled), Some(S::Queued)],
        [None, None, Some(resting(true)), Some(resting(false)), Some(refused()), Some(new.clone()),
         Some(damage.clone()), None, Some(S::Taken), None, None, Some(resting(true))],
        [None, None, Some(resting(true)), Some(resting(true)), Some(refused()), Some(new.clone()),
         Some(damage.clone()), None, Some(S::Taken), None, None, Some(resting(true))],
        [None, Some(posting(3, false)), None, None, Some(refused()), Some(new.clone()), Some(damage.clone()), None,
         Some(S::Taken), None, Some(S::Cancelled), Some(resting(false))],
        [None, Some(posting(3, true)), None, None, None, None, Some(damage.clone()), None, Some(S::Taken), None, None,
         Some(resting(true))],
        [None, None, None, None, Some(refused()), None, None, Some(S::Queued), Some(S::Taken), None,
         Some(S::Cancelled), Some(new.clone())],
        [None, None, None, None, None, None, None, None, Some(S::Taken), Some(S::Queued), Some(S::Cancelled),
         Some(refused())],
        [const { None }; 12],
        [const { None }; 12],
    ];
    for (state, row) in states.iter().zip(table) {
        for (event, to) in events.iter().zip(row) {
            let moved = state.clone().apply(event.clone());
            assert_eq!(moved.ok(), to, "{state:?} {event:?}");
        }
    }
}

#[test]
fn os_06_two_identical_texts_are_two_items() {
    let mut outbox = Outbox::default();
    outbox.add(item(1, 1));
    outbox.add(item(2, 1));
    assert_eq!(outbox.messages(&session(1), true).len(), 2);
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
fn os_01_the_first_is_as_good_as_on_its_way_unless_requests_rest() {
    let mut outbox = Outbox::default();
    outbox.add(item(1, 1));
    outbox.add(item(2, 1));
    let words = |rest| {
        let messages = outbox.messages(&session(1), rest);
        let sending = |message: &Message| message.outgoing == Some(Outgoing::Sending);
        messages.iter().map(sending).collect::<Vec<_>>()
    };
    assert_eq!(words(false), [true, false]);
    assert_eq!(words(true), [false, false]);
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
        .messages(&session(1), true)
        .iter()
        .map(|message| message.position)
        .collect();
    assert_eq!(positions, [9, 9]);
}

#[test]
fn what_the_outbox_shows_is_always_older_than_the_gateways_word_and_newer_than_itself() {
    let mut outbox = Outbox::default();
    outbox.add(item(1, 1));
    let first = outbox.messages(&session(1), true)[0].version;
    outbox.apply(&id(1), Event::Post);
    let second = outbox.messages(&session(1), true)[0].version;
    assert!(first < second && is_local(second) && !is_local(0));
}

/// What the disk has of an item, as another tab reads it.
fn again(item: &Item) -> Item {
    match row::read(&row::write(item).unwrap()) {
        Row::Item(item) => *item,
        other => panic!("{other:?}"),
    }
}

#[test]
fn os_07_what_was_on_the_wire_is_asked_for_again_by_who_finds_it() {
    let mut outbox = Outbox::default();
    outbox.add(item(1, 1));
    outbox.apply(&id(1), Event::Post);
    let mut found = Outbox::default();
    found.add(again(outbox.get(&id(1)).unwrap()));
    found.apply(&id(1), Event::Found);
    assert_eq!(states(&found, 1), [Outgoing::Checking { failure: None }]);
    assert!(found.due(&session(1)).is_some());
    assert!(
        matches!(found.apply(&id(1), Event::Cancel), Some(Err(_))),
        "the buyer may have it"
    );
}

#[test]
fn os_19_a_row_comes_back_as_it_was_or_not_at_all() {
    let item = Item {
        size: Some((4, 3)),
        seen: Some(5),
        anyway: true,
        state: State::Refused { failure: failure() },
        ..item(1, 1)
    };
    let row = row::write(&item).unwrap();
    insta::assert_snapshot!(row);
    assert_eq!(row::read(&row), Row::Item(Box::new(item)));
    for at in 0..row.len() {
        let mut bytes = row.clone().into_bytes();
        bytes[at] ^= 1;
        let flipped = String::from_utf8(bytes).unwrap();
        assert!(!matches!(row::read(&flipped), Row::Item(_)), "{flipped}");
    }
    assert_eq!(row::read(&row[..row.len() - 9]), Row::Damaged);
    assert_eq!(row::read(r#"{"v":2,"whatever":1}"#), Row::Other, "a later version's");
}

#[test]
fn os_12_what_is_old_or_was_overtaken_waits_for_the_operator() {
    let mut outbox = Outbox::default();
    let written = Item {
        seen: Some(7),
        ..item(1, 1)
    };
    outbox.add(written.clone());
    assert!(!outbox.is_stale(&written, Millis(15 * 60_000)));
    assert!(outbox.is_stale(&written, Millis(15 * 60_000 + 1)), "it has waited");
    outbox.others_wrote(&session(2), 9);
    outbox.others_wrote(&session(1), 7);
    assert!(!outbox.is_stale(&written, Millis(0)), "that was there");
    outbox.others_wrote(&session(1), 8);
    assert!(outbox.is_stale(&written, Millis(0)));
    outbox.add(item(2, 1));
    outbox.apply(&id(1), Event::Pause(Why::NewMessages));
    let failure = Failure {
        reason: FailReason::NewMessages,
        detail: None,
    };
    assert_eq!(states(&outbox, 1), [Outgoing::Failed { failure }, Outgoing::Waiting]);
    assert_eq!(outbox.due(&session(1)), None, "it holds its line");
    outbox.apply(&id(1), Event::Anyway);
    let sent = outbox.due(&session(1)).unwrap();
    assert!(sent.seen.is_none() && !outbox.is_stale(sent, Millis(99 * 60_000)));
}

#[test]
fn others_are_the_buyer_the_robot_colleagues_and_the_stores_app() {
    let message = |author, operator: Option<&str>, version| Message {
        author,
        operator: operator.map(str::to_owned),
        version,
        ..Outbox::default().message(&item(1, 1), false, false)
    };
    assert!(is_others(&message(Author::Buyer, None, 1), "me"));
    assert!(is_others(&message(Author::Robot, None, 1), "me"));
    assert!(is_others(&message(Author::Seller, Some("she"), 1), "me"));
    assert!(is_others(&message(Author::Seller, None, 1), "me"), "the store's app");
    assert!(!is_others(&message(Author::Seller, Some("me"), 1), "me"));
    assert!(!is_others(&message(Author::Seller, None, -1), "me"), "the outbox's own");
    assert!(!is_others(&message(Author::System, None, 1), "me"));
}

#[test]
fn a_late_word_brings_nothing_back() {
    let mut outbox = Outbox::default();
    outbox.add(item(1, 1));
    outbox.apply(&id(1), Event::Cancel);
    assert!(!outbox.hear(item(1, 1)) && !outbox.add(item(1, 1)));
    assert_eq!(outbox.unsent(), 0);
    assert!(outbox.hear(item(3, 1)) && !outbox.hear(item(3, 1)));
    assert!(outbox.add(item(2, 1)), "written before it, heard of later");
    assert_eq!(outbox.due(&session(1)).map(|item| &item.id), Some(&id(2)));
}

#[test]
fn only_answers_about_the_message_itself_are_final() {
    let problem = |code, status, retry_after| Problem {
        status,
        code,
        title: "t".into(),
        detail: None,
        retry_after,
    };
    let meaning = |code, status| meaning(&problem(code, status, None), Millis(0));
    for code in [
        Code::IdTaken,
        Code::NotFound,
        Code::NotAllowed,
        Code::Invalid,
        Code::TooLarge,
    ] {
        assert!(matches!(meaning(code, 400), Event::Refuse(_)), "{code:?}");
    }
    assert_eq!(meaning(Code::Stale, 409), Event::Pause(Why::NewMessages));
    for code in [Code::SignedOut, Code::TooMany, Code::Unknown] {
        assert_eq!(meaning(code, 429), Event::Later { until: None }, "{code:?}");
    }
    for code in [Code::Unavailable, Code::Internal, Code::Platform] {
        assert_eq!(
            meaning(code, 502),
            Event::Lost,
            "{code:?}: it may have the message all the same"
        );
    }
    let slowed = super::meaning(&problem(Code::TooMany, 429, Some(30)), Millis(5));
    let until = Some(Millis(30_005));
    assert_eq!(slowed, Event::Later { until });
}

#[test]
fn rests_grow_and_obey_the_gateway() {
    assert_eq!(
        [1, 2, 3, 4, 99].map(|n| rest_after(n, None, 1.0)),
        [2_000, 4_000, 8_000, 16_000, 16_000]
    );
    assert_eq!(rest_after(1, None, 0.0), 1_000);
    assert_eq!(rest_after(1, Some(12_000), 0.0), 12_000);
    assert_eq!(rest_after(1, Some(-5), 0.0), 0);
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
