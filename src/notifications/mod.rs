//! Desktop notifications of what buyers write while nobody looks at the console.
//!
//! Reading order: [`model`] (which news is worth one), `state` (one tab of the
//! browser shows it), `view` (the switch in the settings).

pub mod model;

#[cfg(target_arch = "wasm32")]
mod state;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub use {state::provide_notifications, view::notifications_section};
