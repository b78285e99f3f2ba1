//! The store list: every shop of the team, how it is, and the ways to add, authorise again and delete one.

#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub use view::stores_room;
