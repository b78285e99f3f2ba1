//! Every text that an operator reads, in every language of the console.
//!
//! A room's texts are one struct with one constant a language, in the file
//! named after the room: a text that is missing in a language does not
//! compile. Texts with something put in are functions.

pub mod account;
pub mod common;
pub mod inbox;
pub mod keys;
pub mod network;
pub mod notifications;
pub mod palette;
pub mod presence;
pub mod settings;
pub mod stores;
pub mod thread;
pub mod translation;
pub mod unsent;

mod locale;
mod messages;
pub mod zone;

#[cfg(test)]
mod tests;

#[cfg(target_arch = "wasm32")]
mod context;
#[cfg(target_arch = "wasm32")]
pub mod format;

#[cfg(target_arch = "wasm32")]
pub use context::{I18n, Pick, provide_i18n, text, use_i18n};

pub use locale::Locale;
pub use messages::Messages;
