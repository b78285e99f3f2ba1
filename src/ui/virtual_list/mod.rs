//! A list of equal rows of which only those in sight are in the page.
//!
//! [`model`] says which rows those are, `state` knows where the list is
//! scrolled to, who holds it and which row has the focus, `view` draws it.

pub mod model;

#[cfg(target_arch = "wasm32")]
mod state;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub use {
    state::{Owner, VirtualList},
    view::virtual_list,
};
