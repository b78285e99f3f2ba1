//! What the operator has written and the gateway does not have yet.
//!
//! Reading order: [`model`] (items, their states and moves), `persist` (the
//! disk), `seat` (which tab sends), `state` (what is written and shown), `deeds`
//! (what the operator decides), `sender` (requests, one at a time for each session, until the gateway has
//! each item), `tabs` (what tabs tell each other), `ways` (buttons for what can
//! be done), and `tray` (everything unsent over all stores, from `tray_state`).

pub mod model;

#[cfg(target_arch = "wasm32")]
mod deeds;
#[cfg(target_arch = "wasm32")]
mod persist;
#[cfg(target_arch = "wasm32")]
mod seat;
#[cfg(target_arch = "wasm32")]
mod sender;
#[cfg(target_arch = "wasm32")]
mod state;
#[cfg(target_arch = "wasm32")]
mod tabs;
#[cfg(target_arch = "wasm32")]
mod tray;
#[cfg(target_arch = "wasm32")]
mod tray_state;
#[cfg(target_arch = "wasm32")]
mod ways;

#[cfg(target_arch = "wasm32")]
pub use state::{News, Outbox, Written, provide_outbox, use_outbox};
#[cfg(target_arch = "wasm32")]
pub use tray::unsent;
#[cfg(target_arch = "wasm32")]
pub use ways::ways;
