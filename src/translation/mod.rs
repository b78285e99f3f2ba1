//! Buyers' words in the operator's language, and the operator's in theirs.
//!
//! Reading order: [`model`] (what is decided: an entry's key, form and
//! checksum, languages, what goes first), `persist` (on disk), `books` (in
//! memory), `choices` (what the operator wants), `early` (for the first frame), `state` (what stands under a
//! message), `boarding` and `flight` (how a text is asked for, once), `upkeep` (what is
//! counted, and what goes), then what is seen:
//! `view` in the thread, `settings_view`, the cache doctor (`doctor`,
//! `doctor_view`) and the draft's translation (`outgoing`, `outgoing_view`).

pub mod model;

#[cfg(target_arch = "wasm32")]
mod boarding;
#[cfg(target_arch = "wasm32")]
mod books;
#[cfg(target_arch = "wasm32")]
mod choices;
#[cfg(target_arch = "wasm32")]
mod doctor;
#[cfg(target_arch = "wasm32")]
mod doctor_view;
#[cfg(target_arch = "wasm32")]
mod early;
#[cfg(target_arch = "wasm32")]
mod flight;
#[cfg(target_arch = "wasm32")]
mod outgoing;
#[cfg(target_arch = "wasm32")]
mod outgoing_view;
#[cfg(target_arch = "wasm32")]
mod persist;
#[cfg(target_arch = "wasm32")]
mod settings_view;
#[cfg(target_arch = "wasm32")]
mod state;
#[cfg(target_arch = "wasm32")]
mod upkeep;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub use state::{Translations, provide_translations, use_translations};
#[cfg(target_arch = "wasm32")]
pub use {doctor_view::cache_section, early::early, settings_view::translation_section};
#[cfg(target_arch = "wasm32")]
pub(crate) use {
    outgoing::outgoing,
    outgoing_view::draft_translation,
    view::{said_under, translation},
};
