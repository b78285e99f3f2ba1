//! Translation, through the gateway's own HTTP interface: against the sandbox's
//! translator, a stand-in for DeepL, and a real Apertium APy.
#![allow(missing_docs, clippy::print_stderr, reason = "tests")]

#[path = "../support/mod.rs"]
mod support;

mod apertium;
mod bench;
mod deepl;
mod faults;
mod memory;
