//! Every request that came in, for `GET /control/requests`.

use crate::world::Platform;
use serde::Serialize;
use std::collections::VecDeque;

/// A request that one of the platforms, or the translator, received.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Request {
    /// Counts from 1.
    pub(crate) n: u64,
    /// Null for the translator.
    pub(crate) platform: Option<Platform>,
    /// The platform's shop id, where the request names one.
    pub(crate) store: Option<String>,
    pub(crate) method: String,
    pub(crate) path: String,
    /// Whether the signature is right; null where none is asked for.
    pub(crate) sign_ok: Option<bool>,
    /// Milliseconds since 1970.
    pub(crate) at: i64,
}

/// The newest requests; older ones than [`KEPT`] are forgotten.
#[derive(Debug, Default)]
pub(crate) struct RequestLog {
    last: u64,
    kept: VecDeque<Request>,
}

const KEPT: usize = 200_000;

impl RequestLog {
    /// Notes a request and numbers it.
    pub(crate) fn note(&mut self, mut request: Request) {
        self.last += 1;
        request.n = self.last;
        if self.kept.len() == KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back(request);
    }

    /// Requests with a number above `n`.
    pub(crate) fn since(&self, n: u64) -> Vec<Request> {
        let from = self.kept.partition_point(|request| request.n <= n);
        self.kept.range(from..).cloned().collect()
    }
}
