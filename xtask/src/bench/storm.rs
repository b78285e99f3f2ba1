//! Storms: the whole desk under faults of every kind, driven by `tests/e2e/storm`.

use crate::shell::say;
use crate::{paths, test};
use anyhow::{Context, Result};
use serde_json::Value;
use std::fs;
use std::path::Path;

const SENDS: u32 = 200;
/// Twice each kind.
const EPISODES: u32 = 42;

/// What became of everything that was typed, and how soon after the network had healed.
pub(super) fn measure(console: &Path, seeds: u32) -> Result<Value> {
    say(format_args!(
        "{seeds} storms, each of {SENDS} sends and {EPISODES} episodes: some minutes each"
    ));
    let report = paths::target().join("bench/storm.json");
    if report.exists() {
        fs::remove_file(&report)?;
    }
    let release = paths::target().join("release");
    let mut storms = test::playwright(console)?;
    let passed = storms
        .args(["--config", "storm.config.ts", "--reporter=list"])
        .env("E2E_GATEWAY", release.join("steadydesk-gateway"))
        .env("E2E_SANDBOX", release.join("steadydesk-sandbox"))
        .env("STORM_SEEDS", seeds.to_string())
        .env("STORM_SENDS", SENDS.to_string())
        .env("STORM_EPISODES", EPISODES.to_string())
        .env("STORM_REPORT", &report)
        .stdout(std::io::stderr())
        .status()
        .context("cannot start `npx`")?
        .success();
    let text = fs::read_to_string(&report).context("the first storm did not end; Playwright's words are above")?;
    let mut storms: Value = serde_json::from_str(&text)?;
    if !passed {
        storms["failed"] = "not every storm ended as it must: Playwright's words are above".into();
    }
    Ok(storms)
}
