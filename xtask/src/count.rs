//! Counting tests: what passed, failed and was skipped, over all rims.

use std::fmt;
use std::ops::AddAssign;

/// How many tests ended how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
}

impl Count {
    pub(crate) const PASSED: Self = Self {
        passed: 1,
        failed: 0,
        skipped: 0,
    };
    pub(crate) const FAILED: Self = Self {
        passed: 0,
        failed: 1,
        skipped: 0,
    };

    /// The same, but a failure for sure: for a run that ended badly without a failed test to show.
    pub(crate) fn but_failed(self) -> Self {
        Self {
            failed: self.failed.max(1),
            ..self
        }
    }

    /// What a line of cargo's test output adds: `test result: ok. 3 passed; 0 failed; 1 ignored; …`.
    pub(crate) fn of_cargo_line(line: &str) -> Option<Self> {
        let (_, counts) = line.trim().strip_prefix("test result: ")?.split_once(". ")?;
        let mut count = Self::default();
        for part in counts.split(';') {
            let (number, word) = part.trim().split_once(' ')?;
            match word {
                "passed" => count.passed = number.parse().ok()?,
                "failed" => count.failed = number.parse().ok()?,
                "ignored" => count.skipped = number.parse().ok()?,
                _ => {}
            }
        }
        Some(count)
    }

    /// What Playwright's JSON report says under `stats`. A test that passed only when
    /// repeated (`flaky`) is a failure: nothing here is allowed to be lucky.
    pub(crate) fn of_playwright(report: &serde_json::Value) -> Option<Self> {
        let stats = report.get("stats")?;
        let number = |name: &str| stats.get(name).and_then(serde_json::Value::as_u64);
        Some(Self {
            passed: number("expected")?,
            failed: number("unexpected")? + number("flaky")?,
            skipped: number("skipped")?,
        })
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Count {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(out, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Count;

    #[test]
    fn reads_what_cargo_prints() {
        let line = "test result: FAILED. 12 passed; 2 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.10s";
        assert_eq!(
            Count::of_cargo_line(line),
            Some(Count {
                passed: 12,
                failed: 2,
                skipped: 1
            })
        );
        assert_eq!(Count::of_cargo_line("test models::ok ... ok"), None);
    }

    #[test]
    fn takes_a_flaky_test_for_a_failed_one() {
        let report = serde_json::json!({ "stats": { "expected": 3, "skipped": 1, "unexpected": 0, "flaky": 2 } });
        assert_eq!(
            Count::of_playwright(&report),
            Some(Count {
                passed: 3,
                failed: 2,
                skipped: 1
            })
        );
        assert_eq!(Count::of_playwright(&serde_json::json!({})), None);
    }

    #[test]
    fn prints_the_line_that_build_servers_read() {
        assert_eq!(
            Count {
                passed: 3,
                failed: 0,
                skipped: 0
            }
            .to_string(),
            "3 passed, 0 failed"
        );
        assert_eq!(
            Count {
                passed: 3,
                failed: 1,
                skipped: 2
            }
            .to_string(),
            "3 passed, 1 failed, 2 skipped"
        );
    }

    #[test]
    fn a_run_that_breaks_without_a_failed_test_still_counts_as_failed() {
        assert_eq!(
            Count::PASSED.but_failed(),
            Count {
                passed: 1,
                failed: 1,
                skipped: 0
            }
        );
        assert_eq!(
            Count {
                passed: 0,
                failed: 4,
                skipped: 0
            }
            .but_failed()
            .failed,
            4
        );
    }
}
