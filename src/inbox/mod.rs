//! The inbox: all shops' sessions, the thread of one, and the composer.

#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub use view::inbox_room;
