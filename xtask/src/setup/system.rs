//! The machine's side: a browser with its driver, fonts, a database server for tests.
//! Installed by apt where that is possible, named with its command where not.

use crate::shell::{command, find, read, run, say};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};

/// The browser of the tests and the program that drives it.
#[derive(Debug)]
pub(crate) struct Browser {
    pub(crate) chromium: PathBuf,
    pub(crate) driver: PathBuf,
}

/// Chromium, its driver and fonts for the languages that buyers write.
pub(crate) fn browser() -> Result<Browser> {
    let missing = chromium().is_none() || find("chromedriver").is_none();
    if missing {
        install(
            "Chromium and its driver, which the browser tests run in",
            &["chromium", "chromium-driver"],
            "brew install --cask chromium chromedriver",
        )?;
    }
    if find("fc-list").is_some() && !has_font("th") {
        install(
            "a font with Thai letters, which buyers write in",
            &["fonts-thai-tlwg"],
            "",
        )?;
    }
    if find("fc-list").is_some() && !has_font("zh-tw") {
        install(
            "a font with Chinese characters, which buyers write in",
            &["fonts-droid-fallback"],
            "",
        )?;
    }
    Ok(Browser {
        chromium: chromium().context("Chromium was installed but is not on the PATH")?,
        driver: find("chromedriver").context("chromedriver was installed but is not on the PATH")?,
    })
}

/// The letters of the pictures of `screenshots`. Without them the machine's own are in them, which is told and no error.
pub(crate) fn fonts() {
    let has = read(command("fc-list").arg("Open Sans")).is_ok_and(|fonts| !fonts.trim().is_empty());
    if find("fc-list").is_none() || has {
        return;
    }
    let why = "Open Sans, which the pictures are set in";
    if let Err(error) = install(why, &["fonts-open-sans"], "") {
        say(format_args!(
            "{error:#}\n  Until then the pictures are in this machine's own letters."
        ));
    }
}

/// A PostgreSQL server's programs. The database tests start a server of their own with
/// them, and say by name what they skip without: so a failure here is told, not fatal.
pub(crate) fn database() {
    if find("initdb").is_some() || debian_initdb().is_some() {
        return;
    }
    let why = "PostgreSQL, which the database tests run on beside SQLite";
    if let Err(error) = install(why, &["postgresql"], "brew install postgresql") {
        say(format_args!(
            "{error:#}\n  Until then the tests on PostgreSQL are skipped."
        ));
    }
}

/// Apertium APy with two pairs of languages, which the translation tests start for themselves.
/// They too say by name what they skip without.
pub(crate) fn translator() {
    let modes = Path::new("/usr/share/apertium/modes");
    let pairs = ["ind-zlm.mode", "eng-spa.mode"].map(|mode| modes.join(mode));
    if find("apertium-apy").is_some() && pairs.iter().all(|mode| mode.is_file()) {
        return;
    }
    let why = "Apertium APy, which the translation tests translate with";
    let packages = ["apertium-apy", "apertium-ind-zlm", "apertium-eng-spa"];
    if let Err(error) = install(why, &packages, "") {
        say(format_args!(
            "{error:#}\n  Until then the tests with Apertium are skipped."
        ));
    }
}

fn chromium() -> Option<PathBuf> {
    let mac = Path::new("/Applications/Chromium.app/Contents/MacOS/Chromium");
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    names
        .into_iter()
        .find_map(find)
        .or_else(|| mac.is_file().then(|| mac.to_owned()))
}

/// Debian keeps the server's programs off the PATH, in a folder a version.
fn debian_initdb() -> Option<PathBuf> {
    let versions = Path::new("/usr/lib/postgresql").read_dir().ok()?;
    versions
        .flatten()
        .map(|version| version.path().join("bin/initdb"))
        .find(|path| path.is_file())
}

fn has_font(language: &str) -> bool {
    // When the list cannot be read there is nothing to act on.
    read(command("fc-list").arg(format!(":lang={language}"))).map_or(true, |fonts| !fonts.trim().is_empty())
}

/// Installs Debian packages as root; names the command everywhere else.
fn install(what: &str, packages: &[&str], brew: &str) -> Result<()> {
    let list = packages.join(" ");
    if cfg!(target_os = "macos") {
        let way = if brew.is_empty() {
            String::new()
        } else {
            format!(" Install it: {brew}")
        };
        bail!("missing: {what}.{way}");
    }
    if find("apt-get").is_none() {
        bail!("missing: {what}. Install it with this system's package manager (Debian calls it: {list})");
    }
    if read(command("id").arg("-u"))?.trim() != "0" {
        bail!("missing: {what}. Install it: sudo apt-get install -y {list}");
    }
    say(format_args!("installing {what} (apt-get install {list})"));
    let by_hand = || format!("try `apt-get update && apt-get install -y {list}` yourself");
    let apt = |arguments: &[&str]| {
        run(command("apt-get")
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive"))
        .with_context(by_hand)
    };
    apt(&["update", "-q"])?;
    apt(&[&["install", "-q", "-y", "--no-install-recommends"], packages].concat())
}
