//! What requests ask for, one file a feature.

pub mod apps;
pub mod authorize;
pub mod outbox;
pub mod pictures;
pub mod pushes;
pub mod stores;
pub mod threads;

/// What the use cases and jobs keep in memory.
#[derive(Debug, Default)]
pub struct Work {}
