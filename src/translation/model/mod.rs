//! What is decided of translations and their cache.

pub mod doctor;
pub mod entry;
pub mod hash;
pub mod key;
pub mod language;
pub mod lru;
pub mod pace;
pub mod transfer;
pub mod words;
