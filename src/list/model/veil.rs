//! What covers the rows while newer ones are awaited.

use crate::api::error::ApiError;

/// Milliseconds before the veil appears.
pub const VEIL_AFTER: u32 = 150;
/// Milliseconds that a veil stays once it has appeared.
pub const VEIL_LEAST: u32 = 300;
/// Milliseconds before the veil says why it is still there.
pub const EXPLAIN_AFTER: u32 = 10_000;

/// Why the veil is still there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// No answer for ten seconds, though the network seems to be there.
    Slow,
    /// No answer, or a bad one.
    Failed(ApiError),
}

/// What covers the rows.
#[derive(Debug, Clone, PartialEq)]
pub enum Veil {
    /// Nothing.
    Open,
    /// "Loading data...", since that time on the monotonic clock.
    Loading { since: f64 },
    /// The reason, with the ways out.
    Explained(Why),
}
