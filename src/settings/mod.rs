//! Settings of this browser, and the diagnostics that an operator can copy into a ticket.

pub mod model;

#[cfg(target_arch = "wasm32")]
mod choices;
#[cfg(target_arch = "wasm32")]
mod diagnostics_view;
#[cfg(target_arch = "wasm32")]
mod state;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub use {
    choices::{language_choice, theme_choice, theme_name},
    view::settings_room,
};
