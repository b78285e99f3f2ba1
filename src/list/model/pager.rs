//! The pages of a list.

use super::Query;

/// Which pages there are, and which can be gone to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pager {
    /// From 0.
    pub page: u32,
    pub pages: u32,
    pub previous: bool,
    pub next: bool,
}

/// How many pages so many rows fill.
pub(super) fn pages<Q: Query>(total: u64) -> u32 {
    u32::try_from(total.div_ceil(u64::from(Q::ROWS))).unwrap_or(u32::MAX)
}
