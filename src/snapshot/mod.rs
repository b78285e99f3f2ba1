//! How the inbox looked when it was left: in memory while the page is open, and
//! on disk for a reload, a crash, a tab that the browser discarded, a new tab.
//!
//! [`model`] says what is kept, in which form, and how long it is worth
//! something; `persist` has the disk and the notes that say whose view is where;
//! `start` brings the last one before the gateway has said anything; `state`
//! writes it as the inbox changes.

pub mod model;

#[cfg(target_arch = "wasm32")]
mod persist;
#[cfg(target_arch = "wasm32")]
mod start;
#[cfg(target_arch = "wasm32")]
mod state;

#[cfg(target_arch = "wasm32")]
pub use {
    persist::{forget, spoiled},
    start::{Left, early, is_there},
    state::{Part, Snapshot, list_of, provide_snapshot, use_snapshot},
};
