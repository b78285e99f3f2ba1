//! The store list: every shop of the team, how it is, and the ways to add one,
//! to authorise it again and to delete it.

pub mod model;

#[cfg(target_arch = "wasm32")]
mod dialogs;
#[cfg(target_arch = "wasm32")]
mod row;
#[cfg(target_arch = "wasm32")]
mod state;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub use {dialogs::authorize, view::stores_room};
