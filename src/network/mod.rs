//! Whether the gateway answers, and what the console does when it does not.
//!
//! Reading order: [`model`] (the monitor: states, events, numbers), `state`
//! (its clock, probes, stream and pauses), `view` (the bar), `board`
//! (every store's connection).

pub mod model;

#[cfg(target_arch = "wasm32")]
mod board;
#[cfg(target_arch = "wasm32")]
mod state;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub use {
    board::connections,
    state::{Network, provide_network, use_network},
    view::bar,
};
