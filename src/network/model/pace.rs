//! The monitor's numbers and parts.

/// After so long without a word of the gateway it is asked for one.
pub const PROBE_EVERY: i64 = 25_000;
/// A probe's answer that comes later does not count.
pub const PROBE_WITHIN: i64 = 5_000;
/// What fails for so long is lost. (Five seconds, less the time to draw it.)
pub const LOST_AFTER: i64 = 4_800;
/// The gateway has to answer for so long before it counts as back.
pub const STEADY_FOR: i64 = 3_000;
/// How often it is asked meanwhile, and while something has failed.
pub const STEADY_EVERY: i64 = 1_000;
/// "Restored" stands for so long at least, to be read.
pub const SHOWN_FOR: i64 = 2_000;
/// What was missed should have begun to come by then.
pub const BEHIND_AFTER: i64 = 10_000;
/// The gateway gives a sign of life on the stream every 15 s: after two missed ones it is gone.
pub const SILENCE: i64 = 35_000;
/// A stream that was opened says something by then.
pub const OPENS_WITHIN: i64 = 10_000;
/// How often the shell looks by itself: where the clock stands still in sleep, so late is the waking noticed.
pub const TICK_EVERY: i64 = 2_000;
/// So long without a look at the clock: the machine has slept.
pub const WAKE_JUMP: i64 = 20_000;

/// A moment, in milliseconds, on the monotonic clock and on the wall clock.
/// Some browsers' monotonic clock stands still while the machine sleeps, and
/// the wall clock can be set; only gaps are ever read from the latter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Now {
    pub monotonic: i64,
    pub wall: i64,
}

impl Now {
    /// How long ago that was, by the clock that says more.
    pub(super) fn since(self, before: Self) -> i64 {
        (self.monotonic - before.monotonic).max(self.wall - before.wall)
    }
}

/// How long to wait before try number `attempt` (1 is the first after a
/// loss), in milliseconds: 1 s and a random part of a span that grows from 5 s
/// to 29 s, so that many consoles never come back in one moment. `random` is
/// in 0..1.
#[must_use]
pub fn retry_after(attempt: u32, random: f64) -> i64 {
    let span = (5_000_u32 << attempt.saturating_sub(1).min(3)).min(29_000);
    // In 0..29000: no truncation can happen.
    #[allow(clippy::cast_possible_truncation)]
    let part = (f64::from(span) * random.clamp(0.0, 1.0)) as i64;
    1_000 + part
}

/// The stream of changes, as the monitor sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// To be opened then, as try number `attempt`.
    Waiting { attempt: u32, next: i64 },
    /// On the way to its first word.
    Opening { attempt: u32, since: i64 },
    /// It speaks, and did so last then.
    Open { heard: i64 },
    /// Not wanted any more.
    Over,
}

impl Stream {
    /// To be opened at once.
    pub(super) fn now(now: i64) -> Self {
        Self::Waiting { attempt: 0, next: now }
    }

    pub(super) fn due(self) -> Option<i64> {
        match self {
            Self::Waiting { next, .. } => Some(next),
            Self::Opening { since, .. } => Some(since + OPENS_WITHIN),
            Self::Open { heard } => Some(heard + SILENCE),
            Self::Over => None,
        }
    }

    /// Opened or told so, and yet without a word for too long.
    pub(super) fn is_silent(self, now: i64) -> bool {
        !matches!(self, Self::Waiting { .. }) && self.due().is_some_and(|due| now >= due)
    }

    /// The number of the next try.
    pub(super) fn next_attempt(self) -> u32 {
        match self {
            Self::Waiting { attempt, .. } | Self::Opening { attempt, .. } => attempt.saturating_add(1),
            Self::Open { .. } | Self::Over => 1,
        }
    }
}

/// The sync at hand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Sync {
    /// How often it has failed in a row.
    pub(super) failures: u32,
    pub(super) caught_up: bool,
    /// Fetches under way, whenever they were begun.
    pub(super) pending: u32,
    /// Fetches ended in this sync, and how many of them in vain.
    pub(super) done: u32,
    pub(super) failed: u32,
}
