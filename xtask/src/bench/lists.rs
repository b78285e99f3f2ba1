//! The gateway's lists, asked by the gateway itself on a filled database.

use super::console::{filled, gateway};
use crate::shell::{command, read, say};
use anyhow::{Context, Result};
use serde_json::Value;

/// The slowest of several answers to each question, in milliseconds.
pub(super) fn measure(sessions: u32) -> Result<Value> {
    let (folder, messages) = filled(sessions);
    say(format_args!(
        "measuring the gateway's lists with {messages} messages (filling them in takes minutes, once)"
    ));
    let mut bench = command(gateway());
    bench.args(["bench-lists", "--messages", &messages.to_string(), "--data"]);
    serde_json::from_str(&read(bench.arg(folder))?).context("bench-lists did not print JSON")
}
