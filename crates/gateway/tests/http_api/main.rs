//! The HTTP interface, asked as browsers, programs and attackers ask.
#![allow(missing_docs, clippy::print_stderr, reason = "tests")]

#[path = "../support/mod.rs"]
mod support;

mod console;
mod events;
mod lists;
mod people;
mod presence;
mod stale;
mod whole;
