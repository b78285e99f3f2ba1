//! Unread messages: by store, by platform and over all, in the navigation, the
//! filters and the page's title.

pub mod model;

#[cfg(target_arch = "wasm32")]
mod state;

#[cfg(target_arch = "wasm32")]
pub use state::{Unread, provide_unread, use_unread};
