//! The keyboard: one table of every key, the listener that obeys it, and the sheet that shows it.

pub mod model;

#[cfg(target_arch = "wasm32")]
mod state;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub use {
    state::{Keys, provide_keys, use_keys},
    view::{key_names, key_sheet},
};
