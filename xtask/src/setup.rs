//! What a fresh machine lacks. Every step looks first and does nothing when its
//! piece is there; every failure says how to mend it by hand.

mod npm;
mod system;
mod tools;

pub(crate) use npm::packages;
pub(crate) use system::{browser, database, fonts, translator};
pub(crate) use tools::{console_tools, tool_folders};
