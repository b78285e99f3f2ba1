//! Who else has a session open or is writing there, and what this tab tells of itself.
//!
//! Reading order: [`model`] (who is where by the gateway's words, and when to
//! say a word of our own), `state` (carries it out), `view` (the line in the
//! thread's head, the mark in a session's row).

pub mod model;

#[cfg(target_arch = "wasm32")]
mod state;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub use {
    state::{Here, provide_presence, use_presence},
    view::{line, mark},
};
