//! A list too long to have: what is at hand of it, and in which order it is shown.
//!
//! [`Sparse`] holds rows by their place, [`model`] moves them.

pub mod model;
mod sparse;

pub use sparse::Sparse;
