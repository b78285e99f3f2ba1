//! The pages of a list.

/// Which pages there are, and which can be gone to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pager {
    /// From 0.
    pub page: u32,
    pub pages: u32,
    pub previous: bool,
    pub next: bool,
}
