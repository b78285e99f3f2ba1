//! Whether the gateway answers, and what follows from it. Pure.
//!
//! The truth is an answer of our gateway; what the browser says of its network
//! only brings the next probe forward. Times are milliseconds on a monotonic
//! clock, given with each event. Whoever carries this out sets one timer for
//! [`Network::due`] and comes back then with [`Event::Due`].

pub mod pace;
mod words;

pub use words::{Act, Event, State, Why};

use pace::{
    BEHIND_AFTER, LOST_AFTER, Now, PROBE_EVERY, PROBE_WITHIN, SHOWN_FOR, STEADY_EVERY, STEADY_FOR, Stream, Sync,
    WAKE_JUMP, retry_after,
};

/// The monitor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network {
    state: State,
    stream: Stream,
    browser_offline: bool,
    /// When this was last moved, to notice that the machine has slept.
    seen: Now,
    /// When the gateway last answered.
    contact: i64,
    /// When the probe that is under way went out.
    probe: Option<i64>,
    next_probe: i64,
    /// Since when something has failed with no answer after it, and how.
    doubt: Option<(i64, Why)>,
    /// The stream has joined once: the rooms' first fetches are their own affair.
    joined: bool,
    /// The stream has begun anew since the last full sync.
    owes_full: bool,
    sync: Sync,
}

impl Network {
    /// The stream is to be opened. `contact` is when the gateway answered last: now, where somebody has just
    /// signed in; a while ago, where the desk stands on the disk's word.
    #[must_use]
    pub fn new(now: Now, online: bool, contact: i64) -> Self {
        Self {
            state: State::Fine,
            stream: Stream::now(now.monotonic),
            browser_offline: !online,
            seen: now,
            contact,
            probe: None,
            next_probe: now.monotonic + PROBE_EVERY,
            doubt: None,
            joined: false,
            owes_full: false,
            sync: Sync::default(),
        }
    }

    #[must_use]
    pub fn state(&self) -> State {
        self.state
    }

    #[must_use]
    pub fn stream(&self) -> Stream {
        self.stream
    }

    /// Whether requests other than probes may go out.
    #[must_use]
    pub fn fetching(&self) -> bool {
        !matches!(self.state, State::Lost { .. } | State::Steadying { .. })
    }

    /// When the gateway last answered.
    #[must_use]
    pub fn contact(&self) -> i64 {
        self.contact
    }

    /// When the next try is made, while one is waited for.
    #[must_use]
    pub fn next_try(&self) -> Option<i64> {
        match self.state {
            State::Lost { .. } if self.probe.is_none() => Some(self.next_probe),
            State::Behind { next, .. } => Some(next),
            _ => None,
        }
    }

    /// Of this sync's fetches: how many have ended, and how many there are.
    #[must_use]
    pub fn progress(&self) -> (u32, u32) {
        (self.sync.done, self.sync.done + self.sync.pending)
    }

    /// When something happens by itself at the latest. A probe is always
    /// planned or under way, so there always is such a time.
    #[must_use]
    pub fn due(&self) -> i64 {
        let probe = self.probe.map_or(self.next_probe, |sent| sent + PROBE_WITHIN);
        let doubt = self.doubt.map(|(since, _)| since + LOST_AFTER);
        let stream = self.stream.due().filter(|_| self.fetching());
        let state = match self.state {
            State::Syncing { since, .. } if self.has_synced() => Some(since + SHOWN_FOR),
            State::Syncing { full: false, since, .. } => Some(since + BEHIND_AFTER),
            State::Behind { next, .. } => Some(next),
            _ => None,
        };
        [doubt, stream, state].into_iter().flatten().fold(probe, i64::min)
    }

    /// Moves the monitor. `random` is in 0..1.
    pub fn apply(&mut self, event: Event, now: Now, random: f64) -> Vec<Act> {
        let mut turn = Turn {
            now: now.monotonic,
            random,
            acts: Vec::new(),
        };
        let gap = now.since(self.seen);
        self.seen = now;
        if gap > WAKE_JUMP {
            self.woken(&mut turn);
        }
        self.take(event, &mut turn);
        self.pass(&mut turn);
        if !self.fetching() {
            // What this turn began with may have been overtaken by what fell due in it.
            turn.acts
                .retain(|act| !matches!(act, Act::Connect | Act::FetchAll | Act::Wake));
        }
        turn.acts
    }

    fn take(&mut self, event: Event, turn: &mut Turn) {
        match event {
            Event::Answered => self.answered(turn),
            Event::Unanswered(why) => {
                self.sync.failed += 1;
                self.doubt(why, turn);
            }
            Event::Probed(answer) => {
                let sent = self.probe.take();
                match (answer, sent) {
                    (Ok(()), _) => self.answered(turn),
                    (Err(why), Some(sent)) => self.probe_failed(sent, why, turn),
                    // It was given up before.
                    (Err(_), None) => {}
                }
            }
            Event::Browser { online } => {
                self.browser_offline = !online;
                self.probe(turn);
                if online && self.fetching() {
                    turn.acts.push(Act::Wake);
                }
            }
            Event::Hint | Event::TryNow => self.probe(turn),
            Event::Due => {}
            Event::Retry => {
                if let State::Behind { next, .. } = &mut self.state {
                    *next = turn.now;
                }
            }
            Event::Word => {
                self.answered(turn);
                self.stream = Stream::Open { heard: turn.now };
            }
            Event::CaughtUp => {
                self.sync.caught_up = true;
                if matches!(self.state, State::Behind { full: false, .. }) {
                    self.be_fine();
                }
            }
            Event::Joined => self.joined(turn),
            Event::StreamLost { anew: true } => self.stream = Stream::now(turn.now),
            Event::StreamLost { anew: false } => self.stream_lost(turn),
            Event::StreamOver => self.stream = Stream::Over,
            Event::Asked => self.sync.pending += 1,
            Event::Fetched { ok } => {
                self.sync.pending = self.sync.pending.saturating_sub(1);
                self.sync.done += 1;
                self.sync.failed += u32::from(!ok);
            }
        }
    }

    /// What has become due, whatever the event was.
    fn pass(&mut self, turn: &mut Turn) {
        if let Some(sent) = self.probe.take_if(|sent| turn.now >= *sent + PROBE_WITHIN) {
            if self.contact > sent {
                // Something else was answered meanwhile.
                self.next_probe = turn.now + STEADY_EVERY;
            } else {
                self.probe_failed(sent, Why::Unreachable, turn);
            }
        }
        if let Some((_, why)) = self.doubt.filter(|(since, _)| turn.now >= since + LOST_AFTER) {
            self.lose(why, turn);
        }
        if turn.now >= self.next_probe {
            self.probe(turn);
        }
        if self.fetching() && self.stream.is_silent(turn.now) {
            turn.acts.push(Act::Disconnect);
            self.stream_lost(turn);
        }
        self.pass_sync(turn);
        if let Stream::Waiting { attempt, next } = self.stream
            && self.fetching()
            && turn.now >= next
        {
            self.connect(attempt, turn);
        }
    }

    fn pass_sync(&mut self, turn: &mut Turn) {
        match self.state {
            State::Syncing { full, since, .. } if self.has_synced() => {
                if turn.now < since + SHOWN_FOR {
                } else if full && self.sync.failed > 0 {
                    self.fall_behind(full, turn);
                } else {
                    self.be_fine();
                }
            }
            State::Syncing { full: false, since, .. } if turn.now >= since + BEHIND_AFTER => {
                self.fall_behind(false, turn);
            }
            State::Behind { full, next } if turn.now >= next => {
                self.begin_sync(true, full, turn.now);
                if full {
                    turn.acts.push(Act::FetchAll);
                } else {
                    self.connect(0, turn);
                }
            }
            _ => {}
        }
    }

    fn has_synced(&self) -> bool {
        match self.state {
            State::Syncing { full: true, .. } => self.sync.pending == 0,
            _ => self.sync.caught_up,
        }
    }

    fn begin_sync(&mut self, restored: bool, full: bool, since: i64) {
        self.state = State::Syncing { restored, full, since };
        self.owes_full = false;
        self.sync = Sync {
            failures: self.sync.failures,
            pending: self.sync.pending,
            ..Sync::default()
        };
    }

    fn be_fine(&mut self) {
        self.state = State::Fine;
        self.sync.failures = 0;
    }

    fn fall_behind(&mut self, full: bool, turn: &Turn) {
        self.sync.failures = self.sync.failures.saturating_add(1);
        self.state = State::Behind {
            full,
            next: turn.now + retry_after(self.sync.failures, turn.random),
        };
    }

    fn connect(&mut self, attempt: u32, turn: &mut Turn) {
        self.stream = Stream::Opening {
            attempt,
            since: turn.now,
        };
        turn.acts.push(Act::Connect);
    }

    fn probe(&mut self, turn: &mut Turn) {
        if self.probe.is_none() {
            self.probe = Some(turn.now);
            turn.acts.push(Act::Probe);
        }
    }

    fn answered(&mut self, turn: &mut Turn) {
        self.contact = turn.now;
        self.doubt = None;
        match self.state {
            State::Lost { why, .. } => {
                self.state = State::Steadying { why, since: turn.now };
                self.next_probe = turn.now + STEADY_EVERY;
            }
            State::Steadying { since, .. } if turn.now < since + STEADY_FOR => {
                self.next_probe = (turn.now + STEADY_EVERY).min(since + STEADY_FOR);
            }
            State::Steadying { .. } => {
                self.next_probe = turn.now + PROBE_EVERY;
                self.sync.failures = 0;
                self.begin_sync(true, self.owes_full, turn.now);
                // The stream before any fetch, and before what is sent.
                self.connect(0, turn);
                turn.acts.push(Act::Wake);
            }
            _ => self.next_probe = turn.now + PROBE_EVERY,
        }
    }

    /// Something has failed. A probe finds out whether that is the network.
    fn doubt(&mut self, why: Why, turn: &mut Turn) {
        if self.fetching() {
            self.doubt.get_or_insert((turn.now, why));
            self.probe(turn);
        }
    }

    fn probe_failed(&mut self, sent: i64, why: Why, turn: &mut Turn) {
        let why = if self.browser_offline && why == Why::Unreachable {
            Why::Offline
        } else {
            why
        };
        match self.state {
            State::Lost { attempt, .. } => {
                let attempt = attempt.saturating_add(1);
                self.state = State::Lost { why, attempt };
                self.next_probe = turn.now + retry_after(attempt, turn.random);
            }
            State::Steadying { .. } => self.lose(why, turn),
            _ if self.browser_offline => self.lose(why, turn),
            _ => {
                let since = self.doubt.map_or(sent, |(since, _)| since);
                self.doubt = Some((since, why));
                self.next_probe = turn.now + STEADY_EVERY;
            }
        }
    }

    fn lose(&mut self, why: Why, turn: &mut Turn) {
        self.doubt = None;
        self.state = State::Lost { why, attempt: 1 };
        self.next_probe = turn.now + retry_after(1, turn.random);
        if self.stream != Stream::Over {
            self.stream = Stream::now(turn.now);
            turn.acts.push(Act::Disconnect);
        }
    }

    fn stream_lost(&mut self, turn: &mut Turn) {
        if self.stream == Stream::Over {
            return;
        }
        let attempt = self.stream.next_attempt();
        self.stream = Stream::Waiting {
            attempt,
            next: turn.now + retry_after(attempt, turn.random),
        };
        self.doubt(Why::Unreachable, turn);
    }

    fn joined(&mut self, turn: &Turn) {
        if !std::mem::replace(&mut self.joined, true) {
            return;
        }
        if self.fetching() {
            let restored = matches!(self.state, State::Syncing { restored: true, .. } | State::Behind { .. });
            self.begin_sync(restored, true, turn.now);
        } else {
            self.owes_full = true;
        }
    }

    /// The machine has slept: what was under way is dead, and what failed before says nothing.
    fn woken(&mut self, turn: &mut Turn) {
        self.doubt = self.doubt.map(|(_, why)| (turn.now, why));
        if let State::Steadying { why, .. } = self.state {
            self.state = State::Lost { why, attempt: 1 };
        }
        if self.stream != Stream::Over {
            self.stream = Stream::now(turn.now);
        }
        self.probe = None;
        self.probe(turn);
    }
}

/// One move: when, with what chance, and what the shell has to do for it.
struct Turn {
    now: i64,
    random: f64,
    acts: Vec<Act>,
}

#[cfg(test)]
mod tests;
