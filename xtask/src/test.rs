//! `test`: the three rims of tests.

use crate::count::Count;
use crate::shell::{cargo, command, say, text_of};
use crate::{build, paths, setup};
use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Only this rim.
    rim: Option<Rim>,
    /// Whole-system tests with the console's quick build instead of the released one.
    #[arg(long)]
    dev: bool,
    /// Passed on to the rim's own runner, as `-- …`.
    #[arg(last = true)]
    more: Vec<String>,
}

/// Where a test stands: the lower, the quicker.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Rim {
    /// Models, gateway and sandbox, with cargo.
    Native,
    /// What only a browser can prove, in headless Chromium.
    Browser,
    /// What only the whole shows, with Playwright against gateway and sandbox.
    E2e,
}

impl Rim {
    pub(crate) const ALL: [Self; 3] = [Self::Native, Self::Browser, Self::E2e];
}

/// Runs the tests and ends with their count on standard output.
pub(crate) fn test(options: &Options) -> Result<()> {
    if options.rim.is_none() && !options.more.is_empty() {
        bail!("say which rim the words behind `--` are for: `cargo xtask test native -- …`");
    }
    let rims = options.rim.map_or(Rim::ALL.to_vec(), |rim| vec![rim]);
    let mut count = Count::default();
    for rim in rims {
        count += run_rim(rim, options.dev, &options.more)?;
    }
    println!("{count}");
    if count.failed > 0 {
        bail!("tests failed; their names and reasons are above");
    }
    Ok(())
}

/// Runs one rim and counts; an error means that it could not be run at all.
pub(crate) fn run_rim(rim: Rim, dev: bool, more: &[String]) -> Result<Count> {
    match rim {
        Rim::Native => native(more),
        Rim::Browser => browser(more),
        Rim::E2e => e2e(dev, more),
    }
}

fn native(more: &[String]) -> Result<Count> {
    setup::database();
    setup::translator();
    say("native tests: models, wire types, gateway, sandbox, commands");
    counted(cargo().args(["test", "--workspace", "--no-fail-fast"]).args(more))
}

fn browser(more: &[String]) -> Result<Count> {
    setup::console_tools()?;
    let browser = setup::browser()?;
    say(format_args!(
        "browser tests: the console's parts in {}",
        browser.chromium.display()
    ));
    let flags = webdriver_flags(&browser.chromium)?;
    let mut tests = cargo();
    tests
        .args([
            "test",
            "--package",
            "steadydesk",
            "--target",
            "wasm32-unknown-unknown",
            "--test",
            "*",
        ])
        .arg("--no-fail-fast")
        .args(more)
        .env("CHROMEDRIVER", browser.driver)
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", flags)
        .env("WASM_BINDGEN_TEST_ONLY_WEB", "1")
        // Seconds; a busy build server is slow to start a browser.
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60")
        .env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    counted(&mut tests)
}

/// webdriver.json with the browser that this machine has.
fn webdriver_flags(chromium: &Path) -> Result<PathBuf> {
    let text = fs::read_to_string(paths::root().join("webdriver.json")).context("webdriver.json")?;
    let mut flags: serde_json::Value = serde_json::from_str(&text).context("webdriver.json")?;
    flags["goog:chromeOptions"]["binary"] = chromium.to_string_lossy().into();
    let file = paths::target().join("webdriver.json");
    fs::write(&file, flags.to_string())?;
    Ok(file)
}

/// Runs cargo's tests, showing what they print and adding up their results.
fn counted(tests: &mut Command) -> Result<Count> {
    let mut child = tests
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start `{}`", text_of(tests)))?;
    let output = child.stdout.take().context("the output was piped above")?;
    let mut count = Count::default();
    for line in BufReader::new(output).split(b'\n') {
        let line = String::from_utf8_lossy(&line?).into_owned();
        eprintln!("{line}");
        if let Some(more) = Count::of_cargo_line(&line) {
            count += more;
        }
    }
    Ok(if child.wait()?.success() {
        count
    } else {
        count.but_failed()
    })
}

/// The whole system, with the release console unless the quick one is asked for: the very build that the size budget
/// measures.
fn e2e(dev: bool, more: &[String]) -> Result<Count> {
    let mut tests = playwright(&build::console(!dev)?)?;
    say("whole-system tests: Playwright against gateway and sandbox");
    let report = paths::target().join("e2e-report.json");
    if report.exists() {
        fs::remove_file(&report)?;
    }
    tests
        .arg("--reporter=list,json")
        .args(more)
        .env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report);
    let passed = tests
        .stdout(std::io::stderr())
        .status()
        .context("cannot start `npx`")?
        .success();
    let text = fs::read_to_string(&report).context("Playwright wrote no report; its words are above")?;
    let count = Count::of_playwright(&serde_json::from_str(&text)?).context("Playwright's report has no counts")?;
    Ok(if passed { count } else { count.but_failed() })
}

/// `playwright test` with all that it runs against: this console, a gateway, a sandbox, a browser.
pub(crate) fn playwright(console: &Path) -> Result<Command> {
    let browser = setup::browser()?;
    setup::packages()?;
    let servers = build::servers_of_tests()?;
    let mut tests = command("npx");
    tests
        .current_dir(paths::e2e())
        .args(["--no-install", "playwright", "test"])
        .env("E2E_CHROMIUM", browser.chromium)
        .env("E2E_CONSOLE", console)
        .env("E2E_GATEWAY", servers.gateway)
        .env("E2E_SANDBOX", servers.sandbox);
    Ok(tests)
}
