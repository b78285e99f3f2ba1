//! `bench`: how fast the console and the gateway's lists are, and what the console
//! weighs. docs/measurements.md says what each figure should be.

mod bytes;
mod console;
mod lists;
mod samples;
mod storm;
mod targets;

use crate::shell::{cargo, run, say};
use crate::{dist, paths};
use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};
use std::{fs, thread};

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Only these parts, separated by commas.
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Part>,
    /// How often each thing is done in the browser; medians of less than 9 say little.
    #[arg(long, default_value_t = 9, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// How many storms; each has 200 sends and 42 episodes of faults.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    seeds: u32,
    /// How many sessions the measured teams have; ten messages each, ten sessions a store.
    #[arg(long, value_delimiter = ',', default_values_t = [100, 10_000, 100_000])]
    sessions: Vec<u32>,
    /// How many translations are in the browser's database where a switch with 500 of them is measured.
    #[arg(long, default_value_t = 1_000_000)]
    entries: u32,
}

/// What can be measured by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// The console's files, raw and in brotli.
    Bytes,
    /// Every page of the gateway's lists, in the largest team.
    Lists,
    /// A cold and a warm start to the painted session list, in each team.
    Start,
    /// A session's click to its messages painted, at 50 and 5,000 of them, in the largest team.
    Click,
    /// Send to the bubble, in the largest team.
    Send,
    /// A search's key to its veil and to its result, in the largest team.
    Search,
    /// Out of the inbox and back, in each team.
    Back,
    /// Out of the inbox and back with a session open, and a reload from the disk, in each team.
    Recover,
    /// A switch to a session with 500 cached translations, in a browser full of them; in the largest team.
    Translated,
    /// Memory, and the session list flung from end to end, in each team.
    Fling,
    /// Storms of faults on what is sent: what is lost, doubled and reordered. Half an hour; only when asked for.
    Storm,
}

impl Part {
    /// In each team, and not in the largest alone.
    fn is_for_each_team(self) -> bool {
        matches!(self, Self::Start | Self::Back | Self::Recover | Self::Fling)
    }

    fn is_in_browser(self) -> bool {
        !matches!(self, Self::Bytes | Self::Lists | Self::Storm)
    }

    fn word(self) -> String {
        // No variant is skipped, so each has a word.
        self.to_possible_value()
            .map_or_else(String::new, |value| value.get_name().to_owned())
    }
}

/// Prints one JSON object on standard output: `machine`, `bytes`, `lists`, and `teams` by number of sessions; and on
/// standard error the figures beside their targets, as docs/measurements.md has them.
pub(crate) fn bench(options: &Options) -> Result<()> {
    let parts = if options.only.is_empty() {
        let all = Part::value_variants().iter().copied();
        all.filter(|&part| part != Part::Storm).collect()
    } else {
        options.only.clone()
    };
    let Some(largest) = options.sessions.iter().copied().max().filter(|&most| most >= 100) else {
        bail!("--sessions needs at least one team of 100 sessions or more");
    };
    let has = |part| parts.contains(&part);
    let console = paths::target().join("bench/console");
    if parts.iter().any(|&part| part != Part::Lists) {
        dist::packed_console(&console)?;
    }
    if parts.iter().any(|&part| part != Part::Bytes) {
        say("building the gateway and the sandbox for release: numbers of anything else would mean nothing");
        let packages = ["--package", "steadydesk-gateway", "--package", "steadydesk-sandbox"];
        run(cargo().args(["build", "--release", "--bins"]).args(packages))?;
    }
    let load_before = load();
    let mut report = Map::new();
    if has(Part::Bytes) {
        report.insert("bytes".into(), bytes::measure(&console)?);
    }
    if has(Part::Lists) {
        report.insert("lists".into(), lists::measure(largest)?);
    }
    if has(Part::Storm) {
        report.insert("storm".into(), storm::measure(&console, options.seeds)?);
    }
    let mut teams = Map::new();
    let mut chromium = Value::Null;
    for &sessions in &options.sessions {
        let wanted: Vec<Part> = parts
            .iter()
            .copied()
            .filter(|part| part.is_in_browser() && (sessions == largest || part.is_for_each_team()))
            .collect();
        if !wanted.is_empty() {
            let team = console::measure(&console, sessions, &wanted, options)?;
            chromium = team["chromium"].clone();
            teams.insert(sessions.to_string(), samples::worked_up(&team["samples"]));
        }
    }
    if !teams.is_empty() {
        report.insert("teams".into(), Value::Object(teams));
    }
    let machine = json!({
        "cores": thread::available_parallelism()?.get(),
        "load_before": load_before,
        "load_after": load(),
        "chromium": chromium,
    });
    report.insert("machine".into(), machine);
    let report = Value::Object(report);
    eprintln!("\n{}", targets::table(&report));
    println!("{report:#}");
    if samples::has_failed(&report) {
        bail!("not all parts could be measured: \"failed\" in the report says why");
    }
    Ok(())
}

/// The programs that waited for a core in the last minute, on average; nothing where the system does not tell.
fn load() -> Option<f64> {
    let text = fs::read_to_string("/proc/loadavg").ok()?;
    text.split(' ').next()?.parse().ok()
}
