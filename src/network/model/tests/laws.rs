//! What holds in every order of events, and orders in which it once did not.

use super::*;
use proptest::prelude::*;

fn any_event() -> impl Strategy<Value = Event> {
    let why = || prop_oneof![Just(Why::Unreachable), Just(Why::NotOurs)];
    prop_oneof![
        Just(Event::Answered),
        why().prop_map(Event::Unanswered),
        Just(Event::Probed(Ok(()))),
        why().prop_map(|why| Event::Probed(Err(why))),
        any::<bool>().prop_map(|online| Event::Browser { online }),
        Just(Event::Hint),
        Just(Event::Due),
        Just(Event::TryNow),
        Just(Event::Retry),
        Just(Event::Word),
        Just(Event::CaughtUp),
        Just(Event::Joined),
        any::<bool>().prop_map(|anew| Event::StreamLost { anew }),
        Just(Event::Asked),
        any::<bool>().prop_map(|ok| Event::Fetched { ok }),
    ]
}

proptest! {
    #[test]
    fn laws_hold_in_every_order(
        steps in proptest::collection::vec((any_event(), 0_i64..8_000, 0.0_f64..1.0), 1..80),
    ) {
        let mut net = Network::new(Now::default(), true, 0);
        let mut now = 0;
        for (event, later, random) in steps {
            now += later;
            let before = net.state();
            let acts = net.apply(event, Now { monotonic: now, wall: now }, random);
            let after = net.state();

            // A probe is planned or under way, soon; and the timer never stands still.
            prop_assert!(net.due() > now && net.due() <= now + 30_000, "{:?} at {now}", net);
            // Fetching rests exactly while lost, or back too short.
            let rests = matches!(after, State::Lost { .. } | State::Steadying { .. });
            prop_assert_eq!(net.fetching(), !rests);
            if rests {
                prop_assert!(!acts.iter().any(|act| matches!(act, Act::Connect | Act::FetchAll | Act::Wake)));
            }
            // "Restored" comes only out of three seconds of answers.
            if let State::Steadying { since, .. } = before {
                let steady = matches!(after, State::Steadying { .. }) || is_lost(&after);
                prop_assert!(steady || (is_restored(&after) && now - since >= STEADY_FOR), "{after:?}");
            }
            if is_lost(&before) {
                prop_assert!(is_lost(&after) || matches!(after, State::Steadying { .. }), "{before:?} to {after:?}");
            }
        }
    }
}

#[test]
fn an_answer_from_before_the_sleep_and_a_late_probe_change_nothing() {
    let mut desk = Desk::new(|_| true);
    desk.until(5_000);
    desk.happen(Event::Probed(Err(Why::NotOurs)));
    desk.until(10_000);
    assert_eq!(desk.states, [(0, State::Fine)]);
}

#[test]
fn what_is_lost_in_the_turn_of_the_browsers_word_wakes_nobody() {
    let mut net = Network::new(Now::default(), false, 0);
    let mut at = |event, monotonic| {
        net.apply(
            event,
            Now {
                monotonic,
                wall: monotonic,
            },
            0.0,
        )
    };
    at(Event::Browser { online: true }, 0);
    at(Event::Probed(Err(Why::Unreachable)), 10);
    let acts = at(Event::Browser { online: true }, 10_000);
    assert!(is_lost(&net.state()), "{:?}", net.state());
    assert!(!acts.contains(&Act::Wake), "{acts:?}");
}
