//! Translations.
pub mod model;
