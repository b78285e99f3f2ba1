//! Who sits at the desk: sign-in and sign-out.

pub mod model;

#[cfg(target_arch = "wasm32")]
mod state;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub use {
    state::{AccountState, Presence, provide_account, use_account, use_signed_in},
    view::sign_in_page,
};
