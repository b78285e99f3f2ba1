//! When the gateway is asked again after it could not translate. Times are milliseconds on the monotonic clock.

const FIRST: f64 = 2_000.0;
const MOST: f64 = 60_000.0;

/// How asking has fared.
#[derive(Debug, Default)]
pub struct Pace {
    failures: i32,
    until: f64,
    /// The other side has named the time.
    named: bool,
}

impl Pace {
    /// When the next question may go out: now, or later.
    #[must_use]
    pub fn next(&self, now: f64) -> f64 {
        self.until.max(now)
    }

    /// A question failed, as a whole; `retry_after` are seconds, where the other side names them.
    pub fn failed(&mut self, now: f64, retry_after: Option<u32>) {
        let own = (FIRST * 2_f64.powi(self.failures.min(8))).min(MOST);
        self.failures += 1;
        let wait = retry_after.map_or(own, |seconds| f64::from(seconds) * 1_000.0);
        self.named = retry_after.is_some();
        self.until = self.until.max(now + wait);
    }

    pub fn worked(&mut self) {
        *self = Self::default();
    }

    /// The operator wants it tried now. What the other side asked for is kept.
    pub fn hurry(&mut self) {
        if !self.named {
            self.until = 0.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tc_12_each_failure_waits_longer_and_a_named_time_is_kept() {
        let mut pace = Pace::default();
        assert!(pace.next(5.0) <= 5.0);
        let mut now = 0.0;
        let waits: Vec<f64> = (0..7)
            .map(|_| {
                pace.failed(now, None);
                let wait = pace.next(now) - now;
                now = pace.next(now);
                wait / 1_000.0
            })
            .collect();
        assert!(
            waits
                .iter()
                .zip([2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0])
                .all(|(a, b)| (a - b).abs() < 0.001)
        );
        pace.hurry();
        assert!(pace.next(now) <= now, "the operator may try at once");
        pace.failed(now, Some(30));
        pace.hurry();
        assert!(
            (pace.next(now) - now - 30_000.0).abs() < 0.001,
            "but not against a named time"
        );
        pace.worked();
        assert!(pace.next(now) <= now);
    }
}
