//! `bench`: how fast the gateway's lists are and what the console weighs.

use crate::shell::{cargo, command, read, run, say};
use crate::{build, paths, size};
use anyhow::{Context, Result};
use clap::Args;
use serde_json::{Value, json};

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// How many messages the measured databases hold, one after the other.
    #[arg(long, value_delimiter = ',', default_values_t = [10_000, 100_000, 1_000_000])]
    messages: Vec<u64>,
    /// Leave the console's sizes out: no release build of it is needed then.
    #[arg(long)]
    no_sizes: bool,
}

/// Prints one JSON object: `lists` by number of messages, `sizes` in brotli bytes.
pub(crate) fn bench(options: &Options) -> Result<()> {
    say("building the gateway for release: numbers of anything else would mean nothing");
    run(cargo().args(["build", "--release", "--package", "steadydesk-gateway", "--bins"]))?;
    let gateway = paths::target().join("release/steadydesk-gateway");
    let mut lists = Vec::new();
    for messages in &options.messages {
        say(format_args!("measuring the lists with {messages} messages"));
        let text = read(command(&gateway).args(["bench-lists", "--messages", &messages.to_string()]))?;
        let result: Value = serde_json::from_str(&text).context("bench-lists did not print JSON")?;
        lists.push(json!({ "messages": messages, "result": result }));
    }
    let mut report = json!({ "lists": lists });
    if !options.no_sizes {
        report["sizes"] = size::measure(&build::console(true)?)?.to_json();
    }
    println!("{report:#}");
    Ok(())
}
