//! The palette (Ctrl or ⌘ K): pages, stores, sessions and actions under one field.

pub mod model;

#[cfg(target_arch = "wasm32")]
mod search;
#[cfg(target_arch = "wasm32")]
mod state;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub use view::palette;
