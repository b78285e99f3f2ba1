//! What the sign-in form says.

use crate::api::error::ApiError;
use steadydesk_wire::Code;

/// How the last attempt ended. Times are milliseconds on a monotonic clock.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Attempt {
    /// None yet, or the form has been changed since.
    #[default]
    None,
    /// The gateway has not answered yet.
    Running,
    /// Refused; the next one may follow at once.
    Refused(ApiError),
    /// Too many; none before that time.
    Blocked { until: f64 },
}

impl Attempt {
    /// What a refusal means.
    #[must_use]
    pub fn refused(error: ApiError, now: f64) -> Self {
        match &error {
            ApiError::Problem(problem) if problem.code == Code::TooMany => {
                let seconds = problem.retry_after.unwrap_or(30);
                Self::Blocked {
                    until: now + f64::from(seconds) * 1000.0,
                }
            }
            _ => Self::Refused(error),
        }
    }

    /// Whole seconds until the next attempt may be made, rounded up; nothing when it may be made.
    #[must_use]
    pub fn seconds_left(&self, now: f64) -> Option<u32> {
        match self {
            Self::Blocked { until } if *until > now =>
            {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "positive and short"
                )]
                Some(((until - now) / 1000.0).ceil() as u32)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use steadydesk_wire::Problem;

    fn problem(code: Code, retry_after: Option<u32>) -> ApiError {
        let status = 429;
        ApiError::Problem(Box::new(Problem {
            status,
            code,
            title: String::new(),
            detail: None,
            retry_after,
        }))
    }

    #[test]
    fn too_many_attempts_count_down_by_the_clock() {
        let attempt = Attempt::refused(problem(Code::TooMany, Some(12)), 5_000.0);
        for (now, left) in [
            (5_000.0, Some(12)),
            (5_001.0, Some(12)),
            (16_000.0, Some(1)),
            (16_999.0, Some(1)),
        ] {
            assert_eq!(attempt.seconds_left(now), left, "at {now}");
        }
        assert_eq!(attempt.seconds_left(17_000.0), None);
    }

    #[test]
    fn a_wrong_password_blocks_nothing() {
        let attempt = Attempt::refused(problem(Code::WrongPassword, None), 0.0);
        assert!(matches!(attempt, Attempt::Refused(_)));
        assert_eq!(attempt.seconds_left(0.0), None);
    }
}
