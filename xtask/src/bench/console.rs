//! The console in a browser, against a real gateway with a filled database. The
//! sandbox beside it has the few stores that answers are really sent to.

use super::{Options, Part};
use crate::services::Service;
use crate::shell::{command, read, say};
use crate::{paths, setup};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(120);
const MESSAGES_A_SESSION: u32 = 10;

pub(super) fn gateway() -> PathBuf {
    paths::target().join("release/steadydesk-gateway")
}

/// Where a team of so many sessions is filled in, and with how many messages.
pub(super) fn filled(sessions: u32) -> (PathBuf, u32) {
    let messages = sessions.saturating_mul(MESSAGES_A_SESSION);
    (paths::target().join(format!("bench/filled-{messages}")), messages)
}

/// Every sample of these parts, as `tests/bench/main.mjs` took them.
pub(super) fn measure(console: &Path, sessions: u32, parts: &[Part], options: &Options) -> Result<Value> {
    let browser = setup::browser()?;
    setup::packages()?;
    say(format_args!(
        "preparing a team of {sessions} sessions (filling them in takes minutes, once)"
    ));
    let data = paths::target().join("bench/served");
    let facts = copy_filled(sessions, &data)?;
    let (sandbox_port, gateway_port) = (free_port()?, free_port()?);
    let (sandbox_url, gateway_url) = (address(sandbox_port), address(gateway_port));
    let mut sandbox = command(paths::target().join("release/steadydesk-sandbox"));
    sandbox.args([
        "--port",
        &sandbox_port.to_string(),
        "--gateway",
        &gateway_url,
        "--quiet-buyers",
    ]);
    sandbox.args(["--stores", "3", "--sessions", "2", "--messages", "3"]);
    let _sandbox = Service::start("sandbox", &mut sandbox, &data, PATIENCE)?;
    let mut gateway = command(gateway());
    gateway.args(["--listen", &gateway_url["http://".len()..], "--sandbox", &sandbox_url]);
    gateway.arg("--data").arg(&data).arg("--console").arg(console);
    // Declared after the sandbox, so dropped before it.
    let _gateway = Service::start("gateway", &mut gateway, &data, PATIENCE)?;

    say(format_args!("measuring the console with {sessions} sessions"));
    let plan = json!({
        "parts": parts.iter().map(|part| part.word()).collect::<Vec<_>>(),
        "runs": options.runs,
        "entries": options.entries,
        "url": gateway_url,
        "sandbox": sandbox_url,
        "sessions": sessions,
        "threads": facts["threads"],
        "find": facts["find"],
    });
    let mut node = command("node");
    node.arg("tests/bench/main.mjs").env("BENCH_CHROMIUM", browser.chromium);
    let mut node = node
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start `node`")?;
    // Piped above. Closed at the end of the statement: the plan is then whole.
    let mut input = node.stdin.take().context("the input was piped")?;
    input.write_all(plan.to_string().as_bytes())?;
    drop(input);
    let output = node.wait_with_output()?;
    if !output.status.success() {
        anyhow::bail!("tests/bench/main.mjs failed ({}); its words are above", output.status);
    }
    serde_json::from_slice(&output.stdout).context("tests/bench/main.mjs did not print JSON")
}

/// A copy to serve, so that what is filled in stays as it was; with what is to be found in it.
fn copy_filled(sessions: u32, data: &Path) -> Result<Value> {
    let (folder, messages) = filled(sessions);
    let fill = |folder: &Path, more: &[&str]| {
        let mut fill = command(gateway());
        fill.args(["bench-fill", "--messages", &messages.to_string(), "--data"]);
        let facts = read(fill.arg(folder).args(more))?;
        serde_json::from_str::<Value>(&facts).context("bench-fill did not print JSON")
    };
    let facts = fill(&folder, &[])?;
    if data.exists() {
        fs::remove_dir_all(data)?;
    }
    fs::create_dir_all(data)?;
    for name in ["steadydesk.db", "filled.json"] {
        fs::copy(folder.join(name), data.join(name)).with_context(|| format!("copying {name}"))?;
    }
    // The filled stores are at no marketplace: nobody must ask for them there.
    fill(data, &["--asleep"])?;
    Ok(facts)
}

fn address(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
