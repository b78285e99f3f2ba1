//! What the operator has written and the gateway does not have yet.
//!
//! Reading order: [`model`] (items, their states and moves), `state` (requests,
//! one at a time for each session, until the gateway has each item).

pub mod model;

#[cfg(target_arch = "wasm32")]
mod state;

#[cfg(target_arch = "wasm32")]
pub use state::{News, Outbox, Written, provide_outbox, use_outbox};
