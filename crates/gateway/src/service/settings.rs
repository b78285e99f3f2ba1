//! Every delay and bound of the work with platforms, in one place, so that
//! tests run in milliseconds what takes minutes in life.

use crate::marketplace::http::Timeouts;
use std::time::Duration;
use steadydesk_wire::Platform;

/// How the desk works with the platforms.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Waits between attempts that did nothing; one attempt more than these, then it has failed.
    pub send_waits: Vec<Duration>,
    /// When a session is read back after a lost answer: so long after the loss, then so long after each look.
    pub verify_waits: Vec<Duration>,
    /// How long a platform may be at work on a call: nobody waits longer for an answer.
    pub call_limit: Duration,
    /// How far before an attempt the platform's clock may date its message.
    pub clock_tolerance: Duration,
    /// Sessions of one store in which something is sent at the same time.
    pub sends_at_once: usize,
    /// Back-off after failures: the first upper bound, and the last.
    pub backoff: (Duration, Duration),
    /// Calls to all platforms at the same time.
    pub calls_at_once: usize,
    /// Between two calls for one store.
    pub gap: PerPlatform<Duration>,
    /// How often lists are read again in case pushes are lost; nothing for never.
    pub poll: PerPlatform<Option<Duration>>,
    /// Pages of sessions that a store's first synchronisation reads.
    pub first_pages: usize,
    /// Pages of messages that are read to close a gap.
    pub gap_pages: usize,
    /// How often a shop's own state and its orders are asked for.
    pub shop_every: Duration,
    /// Calls that must fail in a row before a store is called failing.
    pub failures_to_tell: u32,
    /// How old "as of" may grow before it is told anew.
    pub as_of_every: Duration,
    /// Attempts to work a push off, or to pass on that something was read.
    pub quiet_tries: u32,
}

/// One value a platform.
#[derive(Debug, Clone, Copy)]
pub struct PerPlatform<T> {
    pub shopee: T,
    pub lazada: T,
    pub tiktok: T,
}

impl<T: Copy> PerPlatform<T> {
    /// The same for all.
    #[must_use]
    pub fn all(value: T) -> Self {
        Self {
            shopee: value,
            lazada: value,
            tiktok: value,
        }
    }

    #[must_use]
    pub fn of(&self, platform: Platform) -> T {
        match platform {
            Platform::Shopee => self.shopee,
            Platform::Lazada => self.lazada,
            Platform::Tiktok => self.tiktok,
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        let millis = Duration::from_millis;
        Self {
            send_waits: [2, 4, 8, 16].map(seconds).to_vec(),
            verify_waits: [400, 800, 1_500, 2_500, 3_000].map(millis).to_vec(),
            call_limit: Timeouts::default().whole,
            clock_tolerance: seconds(120),
            sends_at_once: 4,
            backoff: (seconds(1), seconds(30)),
            calls_at_once: 32,
            // A Lazada client is known to keep to 8 calls a second.
            gap: PerPlatform {
                shopee: millis(50),
                lazada: millis(125),
                tiktok: millis(50),
            },
            // Lazada takes the permission away for polling: a look at long intervals only.
            poll: PerPlatform {
                shopee: Some(seconds(60)),
                lazada: Some(seconds(6 * 3600)),
                tiktok: Some(seconds(60)),
            },
            first_pages: 40,
            gap_pages: 20,
            shop_every: seconds(15 * 60),
            failures_to_tell: 3,
            as_of_every: seconds(60),
            quiet_tries: 8,
        }
    }
}

impl Settings {
    /// Attempts of a send that ended without the platform's doing before it has failed.
    #[must_use]
    pub fn send_tries(&self) -> u32 {
        u32::try_from(self.send_waits.len())
            .unwrap_or(u32::MAX)
            .saturating_add(1)
    }

    /// A wait before trying the `n`th time again (from 0): doubling, full jitter.
    #[must_use]
    pub fn wait(&self, n: u32) -> Duration {
        let bound = self
            .backoff
            .0
            .saturating_mul(2_u32.saturating_pow(n.min(16)))
            .min(self.backoff.1);
        jitter(bound / 2, bound)
    }

    /// A wait before the next attempt of a send, of which `attempts` have failed.
    #[must_use]
    pub fn send_wait(&self, attempts: u32) -> Duration {
        let place = (attempts as usize).min(self.send_waits.len().saturating_sub(1));
        let wait = self.send_waits.get(place).copied().unwrap_or_default();
        jitter(wait * 3 / 4, wait * 5 / 4)
    }
}

/// Any length from `low` to `high`.
pub(crate) fn jitter(low: Duration, high: Duration) -> Duration {
    let (low, high) = (low.as_micros() as u64, high.as_micros() as u64);
    Duration::from_micros(if low < high {
        rand::random_range(low..=high)
    } else {
        low
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_their_bound() {
        let settings = Settings::default();
        for n in 0..40 {
            let wait = settings.wait(n);
            assert!(
                wait >= Duration::from_millis(500) && wait <= Duration::from_secs(30),
                "{n}: {wait:?}"
            );
        }
        assert!(settings.send_wait(0) <= Duration::from_millis(2_500));
        assert!(settings.send_wait(9) >= Duration::from_secs(12));
        assert_eq!(settings.send_tries(), 5);
    }
}
