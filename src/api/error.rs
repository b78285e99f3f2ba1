//! Why a request brought nothing.

use steadydesk_wire::{Code, Problem};

/// All that can go wrong between the console and its gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApiError {
    /// We took the request back ourselves. Never shown.
    Aborted,
    /// No answer, and the browser says that it has no network.
    Offline,
    /// No answer.
    Unreachable,
    /// An answer that is not what the API promises.
    Unreadable,
    /// The gateway said no, and why.
    Problem(Box<Problem>),
}

impl ApiError {
    /// The gateway's code, where it gave one.
    #[must_use]
    pub fn code(&self) -> Option<Code> {
        match self {
            Self::Problem(problem) => Some(problem.code),
            _ => None,
        }
    }
}
