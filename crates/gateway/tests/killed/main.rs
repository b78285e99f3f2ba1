//! The real gateway under `kill -9`, at any moment of its work, against the
//! real sandbox: what it had accepted is at the marketplace once and in its
//! order, or says what is wrong with it; what came in stands in its thread once.
//!
//! The delays are those of life, so these tests mostly wait; they do it side by side.
#![allow(missing_docs, clippy::print_stderr, reason = "tests")]

mod incoming;
mod rig;
mod sending;
mod tokens;
mod unwritten;

#[path = "../desk/mod.rs"]
mod desk;
#[path = "../support/postgres.rs"]
mod postgres;
