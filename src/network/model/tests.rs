mod laws;

use super::pace::{Now, PROBE_EVERY, PROBE_WITHIN, retry_after};
use super::*;

/// The same chances in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(self.0 >> 33).unwrap()) / f64::from(1_u32 << 31)
    }
}

/// A console on a wire that is whole or not, by the clock.
struct Desk {
    net: Network,
    now: Now,
    dice: Dice,
    up: Box<dyn Fn(i64) -> bool>,
    acts: Vec<(i64, Act)>,
    states: Vec<(i64, State)>,
}

impl Desk {
    fn new(up: impl Fn(i64) -> bool + 'static) -> Self {
        let mut desk = Self {
            net: Network::new(Now::default(), true, 0),
            now: Now::default(),
            dice: Dice(7),
            up: Box::new(up),
            acts: Vec::new(),
            states: Vec::new(),
        };
        desk.happen(Event::Due);
        desk
    }

    fn at(&self) -> i64 {
        self.now.monotonic
    }

    /// Something happens now, and the wire's answers to what follows.
    fn happen(&mut self, event: Event) {
        let acts = self.net.apply(event, self.now, self.dice.roll());
        if self.states.last().is_none_or(|(_, state)| *state != self.net.state()) {
            self.states.push((self.at(), self.net.state()));
        }
        for act in acts {
            self.acts.push((self.at(), act));
            let up = (self.up)(self.at());
            match act {
                Act::Probe if up => self.happen(Event::Probed(Ok(()))),
                Act::Probe => self.happen(Event::Probed(Err(Why::Unreachable))),
                Act::Connect if up => {
                    self.happen(Event::Word);
                    self.happen(Event::CaughtUp);
                }
                Act::Connect => self.happen(Event::StreamLost { anew: false }),
                Act::Disconnect | Act::FetchAll | Act::Wake => {}
            }
        }
    }

    /// Lets time pass; beats come every 15 s while the wire is whole and the stream open.
    fn until(&mut self, end: i64) {
        while self.at() < end {
            let beat = (self.at() / 15_000 + 1) * 15_000;
            let next = self.net.due().min(beat).min(end);
            assert!(next > self.at(), "time stands still: {:?}", self.net);
            self.now = Now {
                monotonic: next,
                wall: next,
            };
            let open = matches!(self.net.stream(), Stream::Open { .. });
            if next == beat && open && (self.up)(next) {
                self.happen(Event::Word);
            }
            self.happen(Event::Due);
        }
    }

    fn when(&self, wanted: fn(&State) -> bool) -> Option<i64> {
        self.states.iter().find(|(_, state)| wanted(state)).map(|(at, _)| *at)
    }

    fn count(&self, wanted: Act, from: i64, to: i64) -> usize {
        let within = |(at, act): &&(i64, Act)| *act == wanted && (from..to).contains(at);
        self.acts.iter().filter(within).count()
    }
}

fn is_lost(state: &State) -> bool {
    matches!(state, State::Lost { .. })
}

fn is_restored(state: &State) -> bool {
    matches!(state, State::Syncing { restored: true, .. })
}

#[test]
fn nw_01_a_dead_gateway_shows_within_five_seconds_whatever_the_browser_says() {
    for event in [Event::StreamLost { anew: false }, Event::Unanswered(Why::Unreachable)] {
        let mut desk = Desk::new(|at| at < 60_000);
        desk.until(60_000);
        desk.happen(event);
        desk.until(70_000);
        let lost = desk.when(is_lost).expect("a loss");
        assert!((64_000..=65_000).contains(&lost), "{event:?}: {lost}");
        assert!(matches!(
            desk.net.state(),
            State::Lost {
                why: Why::Unreachable,
                ..
            }
        ));
    }
}

#[test]
fn nw_01_the_browsers_word_is_confirmed_by_a_probe_and_then_shows_at_once() {
    let mut desk = Desk::new(|_| true);
    desk.until(10_000);
    desk.happen(Event::Browser { online: false });
    desk.until(200_000);
    assert_eq!(desk.states, [(0, State::Fine)], "the gateway answers: no bar");

    let mut desk = Desk::new(|at| at < 10_000);
    desk.until(10_000);
    desk.happen(Event::Browser { online: false });
    let why = Why::Offline;
    assert_eq!(desk.net.state(), State::Lost { why, attempt: 1 });
}

#[test]
fn a_wire_that_swallows_everything_is_found_out_by_the_quiet_probe() {
    let mut net = Network::new(Now::default(), true, 0);
    let at = |monotonic| Now {
        monotonic,
        wall: monotonic,
    };
    net.apply(Event::Due, at(0), 0.0);
    net.apply(Event::Word, at(1), 0.0);
    let (mut now, mut acts) = (1, Vec::new());
    while net.fetching() {
        now = net.due();
        // Ticks come all the while.
        for tick in (net.seen.monotonic..now).step_by(5_000) {
            net.apply(Event::Due, at(tick), 0.0);
        }
        acts.extend(net.apply(Event::Due, at(now), 0.0));
    }
    assert_eq!(now, 1 + PROBE_EVERY + PROBE_WITHIN);
    assert_eq!(acts, [Act::Probe, Act::Disconnect]);
}

#[test]
fn nw_02_a_drop_of_two_seconds_shows_nothing_and_the_stream_comes_back() {
    for seed in 0..200 {
        let mut desk = Desk::new(|at| !(30_000..32_000).contains(&at));
        desk.dice = Dice(seed);
        desk.until(30_000);
        desk.happen(Event::StreamLost { anew: false });
        desk.until(90_000);
        assert_eq!(desk.states, [(0, State::Fine)]);
        assert!(matches!(desk.net.stream(), Stream::Open { .. }));
    }
}

#[test]
fn nw_03_while_lost_only_probes_go_out_and_the_next_try_is_known() {
    let mut desk = Desk::new(|at| at < 30_000);
    desk.until(30_000);
    desk.happen(Event::StreamLost { anew: false });
    desk.until(600_000);
    let lost = desk.when(is_lost).unwrap();
    let others = desk.acts.iter().filter(|(at, act)| *at > lost && *act != Act::Probe);
    assert_eq!(others.count(), 0);
    assert!(!desk.net.fetching());
    assert_eq!(desk.net.contact(), 15_000, "the last word of the stream");
    let next = desk.net.next_try().unwrap();
    assert!((desk.at()..=desk.at() + 30_000).contains(&next));
    let before = desk.count(Act::Probe, 0, i64::MAX);
    desk.happen(Event::TryNow);
    assert_eq!(desk.count(Act::Probe, 0, i64::MAX), before + 1, "Try now tries now");
}

#[test]
fn nw_04_flapping_restarts_the_wait_and_nothing_is_fetched_or_sent_before() {
    for seed in 0..50 {
        // Down for 20 s, then 2 s up and 2 s down for 20 s, then whole.
        let up = |at| match at {
            ..10_000 | 50_000.. => true,
            10_000..30_000 => false,
            _ => (at / 2_000) % 2 == 0,
        };
        let mut desk = Desk::new(up);
        desk.dice = Dice(seed);
        desk.until(10_000);
        desk.happen(Event::StreamLost { anew: false });
        desk.until(30_000);
        for flap in (30_000..50_000).step_by(2_000) {
            desk.until(flap);
            desk.happen(Event::Browser { online: up(flap) });
        }
        desk.until(120_000);
        let lost = desk.when(is_lost).unwrap();
        let restored = desk.when(is_restored).unwrap();
        assert!(restored >= 50_000, "{restored}: {:?}", desk.states);
        for act in [Act::Connect, Act::Wake, Act::FetchAll] {
            assert_eq!(desk.count(act, lost + 1, restored), 0, "{act:?} before it was steady");
        }
        assert_eq!(desk.net.state(), State::Fine);
    }
}

#[test]
fn nw_05_restored_opens_the_stream_first_then_sends_and_ends_when_all_has_come() {
    let mut desk = Desk::new(|at| !(30_000..60_000).contains(&at));
    desk.until(30_000);
    desk.happen(Event::StreamLost { anew: false });
    desk.until(120_000);
    let restored = desk.when(is_restored).unwrap();
    let then: Vec<_> = desk
        .acts
        .iter()
        .filter(|(at, _)| *at == restored)
        .map(|(_, act)| *act)
        .collect();
    assert!(then.ends_with(&[Act::Connect, Act::Wake]), "{then:?}");
    let (fine, state) = *desk.states.last().unwrap();
    assert_eq!((fine, state), (restored + SHOWN_FOR, State::Fine));
}

#[test]
fn nw_08_a_full_sync_that_fails_offers_retry_until_it_works() {
    let mut desk = Desk::new(|_| true);
    desk.happen(Event::Joined);
    desk.until(1_000);
    assert_eq!(desk.net.state(), State::Fine, "the first fetches are the rooms' own");
    desk.happen(Event::Joined);
    for failures in 0..3 {
        for _ in 0..2 {
            desk.happen(Event::Asked);
        }
        desk.happen(Event::Fetched { ok: true });
        assert_eq!(desk.net.progress(), (1, 2), "{failures}");
        let later = desk.at() + 5_000;
        desk.until(later);
        assert!(
            matches!(desk.net.state(), State::Syncing { full: true, .. }),
            "it waits for all"
        );
        desk.happen(Event::Fetched { ok: false });
        let State::Behind { full: true, next } = desk.net.state() else {
            panic!("{:?}", desk.net.state())
        };
        assert!((desk.at() + 1_000..=desk.at() + 30_000).contains(&next));
        let before = desk.count(Act::FetchAll, 0, i64::MAX);
        if failures == 1 {
            desk.until(next);
        } else {
            desk.happen(Event::Retry);
        }
        assert_eq!(desk.count(Act::FetchAll, 0, i64::MAX), before + 1);
    }
    desk.happen(Event::Asked);
    desk.happen(Event::Fetched { ok: true });
    let later = desk.at() + SHOWN_FOR;
    desk.until(later);
    assert_eq!(desk.net.state(), State::Fine);
}

#[test]
fn a_sync_whose_stream_does_not_come_offers_retry_too() {
    let mut desk = Desk::new(|at| !(30_000..60_000).contains(&at));
    desk.until(30_000);
    desk.happen(Event::StreamLost { anew: false });
    desk.until(60_000);
    desk.happen(Event::TryNow);
    desk.until(63_000);
    assert!(is_restored(&desk.net.state()));
    // The stream opened; it breaks before it has told everything.
    desk.net.sync.caught_up = false;
    let later = desk.at() + 2_000;
    desk.until(later);
    desk.net.stream = Stream::Opening {
        attempt: 1,
        since: later,
    };
    desk.until(later + 8_000);
    assert!(
        matches!(desk.net.state(), State::Behind { full: false, .. }),
        "{:?}",
        desk.net.state()
    );
    desk.happen(Event::Retry);
    let later = desk.at() + SHOWN_FOR;
    desk.until(later);
    assert_eq!(desk.net.state(), State::Fine);
}

#[test]
fn nw_12_waking_from_sleep_probes_at_the_next_look_and_opens_the_stream_anew() {
    // Some monotonic clocks stand still in sleep, others do not.
    let three_hours = 3 * 3_600_000;
    for slept in [0, three_hours] {
        let mut desk = Desk::new(|_| true);
        desk.until(20_000);
        desk.acts.clear();
        let tick = 5_000;
        desk.now = Now {
            monotonic: desk.at() + tick + slept,
            wall: desk.now.wall + tick + three_hours,
        };
        desk.happen(Event::Due);
        let acts: Vec<_> = desk.acts.iter().map(|(_, act)| *act).collect();
        assert_eq!(acts, [Act::Probe, Act::Connect]);
        assert_eq!(desk.net.state(), State::Fine, "no bar, no reload");
    }
}

#[test]
fn nw_16_a_wall_clock_that_is_wrong_or_set_changes_nothing_but_a_probe() {
    for wrong in [-2_400_000, 2_400_000] {
        let mut desk = Desk::new(|_| true);
        desk.until(20_000);
        desk.acts.clear();
        desk.now.wall += wrong;
        desk.happen(Event::Due);
        assert_eq!(desk.net.state(), State::Fine);
        assert!(desk.count(Act::Probe, 0, i64::MAX) <= 1);
        desk.now.monotonic += 1_000;
        desk.now.wall += 1_000;
        desk.acts.clear();
        desk.happen(Event::Due);
        assert_eq!(desk.acts, [], "its offset means nothing");
    }
}

#[test]
fn nw_14_tries_spread_over_five_seconds_stay_within_thirty_and_never_end() {
    assert_eq!([0.0, 1.0].map(|random| retry_after(1, random)), [1_000, 6_000]);
    assert_eq!([4, 40, u32::MAX].map(|attempt| retry_after(attempt, 1.0)), [30_000; 3]);

    // 500 consoles lose their streams in one moment, and the gateway answers again at once.
    let mut reconnects: Vec<_> = (0..500)
        .map(|seed| {
            let mut desk = Desk::new(|at| at != 10_000);
            desk.dice = Dice(seed * 7_919 + 1);
            desk.until(10_000);
            desk.happen(Event::StreamLost { anew: false });
            desk.until(20_000);
            let again = desk.acts.iter().find(|(at, act)| *at > 0 && *act == Act::Connect);
            again.expect("a reconnect").0
        })
        .collect();
    reconnects.sort_unstable();
    assert!(reconnects[499] - reconnects[0] > 4_900, "{reconnects:?}");
    for second in (11_000..16_000).step_by(1_000) {
        let within = reconnects
            .iter()
            .filter(|at| (second..second + 1_000).contains(*at))
            .count();
        assert!((60..140).contains(&within), "{within} of 500 in one second");
    }

    // A day without the gateway.
    let day = 24 * 3_600_000;
    let mut desk = Desk::new(move |at| at < 10_000 || at >= 10_000 + day);
    desk.until(10_000);
    desk.happen(Event::StreamLost { anew: false });
    desk.until(10_000 + day);
    let probes: Vec<_> = desk
        .acts
        .iter()
        .filter(|(_, act)| *act == Act::Probe)
        .map(|(at, _)| *at)
        .collect();
    assert!(probes.windows(2).all(|two| two[1] - two[0] <= 30_000));
    assert!(probes.len() > 2_880, "{} probes", probes.len());
    desk.until(10_000 + day + 60_000);
    assert_eq!(desk.net.state(), State::Fine);
}
