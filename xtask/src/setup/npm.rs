//! The npm packages of `tests/e2e`: Playwright and axe for the whole-system tests, and
//! wasm-opt for release builds of the console. A plain `run` needs none of them.

use crate::paths;
use crate::shell::{command, find, read, run, say};
use anyhow::{Context, Result, bail};
use std::fs;

const NODE: u32 = 20;

/// Installs exactly what package-lock.json holds, unless that is already there.
pub(crate) fn packages() -> Result<()> {
    let folder = paths::e2e();
    let lock = fs::read_to_string(folder.join("package-lock.json")).context("tests/e2e/package-lock.json")?;
    // What was installed from; written last, so that a broken installation is done again.
    let stamp = folder.join("node_modules/.installed-lock");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    check_node()?;
    say("installing the npm packages of tests/e2e: Playwright, axe and wasm-opt");
    // The browser is the system's own; Playwright must not fetch another.
    let mut install = command("npm");
    install
        .current_dir(&folder)
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    run(install.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]))
        .context("try `npm ci` in tests/e2e yourself")?;
    fs::write(&stamp, lock).context("noting what was installed")
}

fn check_node() -> Result<()> {
    if find("node").is_none() || find("npm").is_none() {
        bail!("missing: Node {NODE} or later with npm. Install it from nodejs.org or with `brew install node`");
    }
    let version = read(command("node").arg("--version"))?;
    let major = version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|part| part.parse::<u32>().ok());
    match major {
        Some(major) if major >= NODE => Ok(()),
        _ => bail!(
            "Node {NODE} or later is needed, this is {}: install it from nodejs.org",
            version.trim()
        ),
    }
}
