//! The table of moves, row by row and under random orders of events.

use super::*;
use proptest::prelude::*;

const TRIES: u32 = 5;

fn failure(reason: FailReason) -> Failure {
    Failure { reason, detail: None }
}

fn after(item: Item, events: impl IntoIterator<Item = Event>) -> Item {
    events
        .into_iter()
        .fold(item, |item, event| match item.apply(event, TRIES) {
            Ok(Next::Item(item)) => item,
            other => panic!("{other:?}"),
        })
}

fn start(now: i64) -> Event {
    Event::Start { now: Millis(now) }
}

#[test]
fn a_send_that_goes_well() {
    let item = after(Item::queued(), [start(5), Event::Taken]);
    assert_eq!(item.state, Outgoing::Sent);
    assert!(!item.may_be_out());
}

#[test]
fn transient_failures_are_tried_again_and_then_given_up() {
    let not_done = |now: i64| Event::NotDone {
        failure: failure(FailReason::Unreachable),
        wait: Duration::from_secs(2),
        now: Millis(now),
    };
    let mut item = after(Item::queued(), [start(1_000), not_done(1_000)]);
    assert_eq!(item.due_at, Some(Millis(3_000)));
    assert!(matches!(
        item.state,
        Outgoing::Queued {
            retry_at: Some(Millis(3_000)),
            failure: Some(_)
        }
    ));
    for now in 1..TRIES {
        item = after(item, [start(i64::from(now)), not_done(i64::from(now))]);
    }
    assert_eq!(
        item.state,
        Outgoing::Failed {
            failure: failure(FailReason::Unreachable)
        }
    );
    let again = after(item, [Event::Retry { now: Millis(9) }]);
    assert_eq!((again.attempts, again.due_at), (0, Some(Millis(9))));
}

#[test]
fn a_rate_limit_counts_as_no_attempt() {
    let mut item = Item::queued();
    for _ in 0..50 {
        item = after(item, [start(0), Event::Slowed { until: Millis(30_000) }]);
    }
    assert_eq!(item.attempts, 0);
    assert!(matches!(
        item.state,
        Outgoing::Queued {
            retry_at: Some(Millis(30_000)),
            ..
        }
    ));
}

#[test]
fn a_lost_answer_is_never_sent_again_without_a_look() {
    let lost = after(Item::queued(), [start(0), Event::Lost { due: Millis(1) }]);
    assert_eq!(lost.clone().apply(start(2), TRIES), Err(Illegal));
    assert_eq!(
        lost.clone().apply(Event::SendAgain { now: Millis(2) }, TRIES),
        Err(Illegal),
        "it can still be read back"
    );
    assert_eq!(lost.clone().apply(Event::Cancel, TRIES), Err(Illegal));
    let unreadable = Event::Unsettled {
        failure: Some(failure(FailReason::Unreachable)),
        due: Millis(3),
    };
    let stuck = after(lost.clone(), [unreadable]);
    assert_eq!(
        stuck.clone().apply(Event::Cancel, TRIES),
        Ok(Next::Gone),
        "by the operator's decision"
    );
    assert!(matches!(
        after(stuck, [Event::SendAgain { now: Millis(4) }]).state,
        Outgoing::Queued { .. }
    ));
    let missing = after(lost, [Event::Missing { now: Millis(5) }]);
    assert!(missing.may_be_out(), "it may still turn up");
    assert_eq!(after(missing, [Event::Echoed]).state, Outgoing::Sent);
}

#[test]
fn what_certainly_did_not_leave_cannot_turn_up() {
    let slowed = after(Item::queued(), [start(0), Event::Slowed { until: Millis(1) }]);
    assert_eq!(slowed.apply(Event::Echoed, TRIES), Err(Illegal));
}

#[test]
fn a_failed_head_holds_exactly_those_behind_it() {
    let failed = after(
        Item::queued(),
        [Event::Refused {
            failure: failure(FailReason::ForbiddenContent),
        }],
    );
    let line = [Item::queued(), failed.clone(), Item::queued(), Item::queued()];
    let moves: Vec<_> = line_up(&line).into_iter().map(|(place, _)| place).collect();
    assert_eq!(moves, [2, 3]);
    assert_eq!(turn(&line, Millis(0)), Turn::Send(0));
    let waiting = after(Item::queued(), [Event::Block]);
    assert_eq!(turn(&[failed, waiting.clone()], Millis(0)), Turn::Rest);
    assert_eq!(line_up(std::slice::from_ref(&waiting)), [(0, Event::Release)]);
}

#[test]
fn a_line_waits_for_the_time_set_and_for_a_mended_store() {
    let slowed = after(Item::queued(), [start(0), Event::Slowed { until: Millis(30) }]);
    let line = [slowed, Item::queued()];
    assert_eq!(turn(&line, Millis(29)), Turn::Wait(Millis(30)));
    assert_eq!(turn(&line, Millis(30)), Turn::Send(0));
    let held = after(
        Item::queued(),
        [
            start(0),
            Event::Held {
                failure: failure(FailReason::LoginExpired),
            },
        ],
    );
    assert_eq!(turn(std::slice::from_ref(&held), Millis(99)), Turn::Rest);
    let freed = after(held, [Event::Freed]);
    assert_eq!(turn(&[freed], Millis(99)), Turn::Send(0));
    assert_eq!(Item::queued().apply(Event::Freed, TRIES), Err(Illegal));
}

#[test]
fn os_12_what_has_waited_long_without_a_word_is_shown_first() {
    let minutes = |count: i64| Millis(count * 60_000);
    let queued = Item::queued();
    assert!(!is_old(&queued, Millis(0), minutes(15)));
    assert!(is_old(&queued, Millis(0), minutes(16)));
    let shown = after(
        queued,
        [Event::Refused {
            failure: failure(FailReason::NewMessages),
        }],
    );
    let anyway = after(shown, [Event::Retry { now: minutes(17) }]);
    assert!(!is_old(&anyway, Millis(0), minutes(40)), "the operator has said so");
    let held = Event::Held {
        failure: failure(FailReason::LoginExpired),
    };
    let mended = after(Item::queued(), [start(0), held, Event::Freed]);
    assert!(is_old(&mended, Millis(0), minutes(16)), "it waited for its store");
}

#[test]
fn what_left_and_is_in_nobodys_hands_is_to_be_looked_for() {
    let line = [after(Item::queued(), [start(0)]), Item::queued()];
    assert_eq!(turn(&line, Millis(0)), Turn::Forsaken(0));
}

fn any_event() -> impl Strategy<Value = Event> {
    let time = (0_i64..1_000).prop_map(Millis);
    prop_oneof![
        time.clone().prop_map(|now| Event::Start { now }),
        Just(Event::Taken),
        Just(Event::Echoed),
        time.clone().prop_map(|now| Event::NotDone {
            failure: failure(FailReason::Unreachable),
            wait: Duration::from_millis(7),
            now
        }),
        time.clone().prop_map(|until| Event::Slowed { until }),
        Just(Event::Held {
            failure: failure(FailReason::LoginExpired)
        }),
        Just(Event::Freed),
        Just(Event::Refused {
            failure: failure(FailReason::WindowClosed)
        }),
        time.clone().prop_map(|due| Event::Lost { due }),
        time.clone().prop_map(|due| Event::Unsettled { failure: None, due }),
        time.clone().prop_map(|due| Event::Unsettled {
            failure: Some(failure(FailReason::Unreachable)),
            due
        }),
        time.clone().prop_map(|now| Event::Missing { now }),
        Just(Event::Block),
        Just(Event::Release),
        time.clone().prop_map(|now| Event::Retry { now }),
        time.prop_map(|now| Event::SendAgain { now }),
        Just(Event::Cancel),
    ]
}

proptest! {
    /// Whatever comes in whatever order: sent stays sent, nothing leaves but
    /// from the queue, and an unknown outcome is left only by an echo, a look
    /// or the operator's word, which is heard once a look has failed.
    #[test]
    fn laws_hold_under_any_order_of_events(events in prop::collection::vec(any_event(), 0..60)) {
        let mut item = Item::queued();
        for event in events {
            let before = item.clone();
            match before.clone().apply(event.clone(), TRIES) {
                Err(Illegal) => continue,
                Ok(Next::Gone) => {
                    let out = matches!(
                        before.state,
                        Outgoing::Sending | Outgoing::Checking { failure: None } | Outgoing::Sent
                    );
                    prop_assert!(!out);
                    break;
                }
                Ok(Next::Item(next)) => item = next,
            }
            prop_assert!(before.state != Outgoing::Sent);
            if item.state == Outgoing::Sending {
                let was_queued = matches!(before.state, Outgoing::Queued { .. });
                prop_assert!(was_queued);
                prop_assert!(item.may_be_out());
            }
            if item.state == Outgoing::Sent {
                prop_assert!(before.may_be_out());
            }
            if matches!(before.state, Outgoing::Checking { .. }) {
                let settles = matches!(
                    event,
                    Event::Taken | Event::Echoed | Event::Missing { .. } | Event::SendAgain { .. } | Event::Unsettled { .. }
                );
                prop_assert!(settles);
            }
            prop_assert!(item.attempts <= TRIES);
        }
    }
}
