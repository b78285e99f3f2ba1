//! The Rust side: the wasm target, Trunk, and wasm-bindgen's tools of exactly the locked version.

use crate::paths;
use crate::shell::{cargo, command, find, read, run, say, succeeds};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::PathBuf;

const WASM: &str = "wasm32-unknown-unknown";

/// 0.22 needs a newer Rust than this project asks for.
const TRUNK: &str = "0.21.14";

/// The folders that hold the project's own tools, for the PATH.
pub(crate) fn tool_folders() -> Vec<PathBuf> {
    let mut folders = vec![paths::tool("trunk", TRUNK).join("bin")];
    folders.extend(wasm_bindgen_version().map(|version| paths::tool("wasm-bindgen", &version).join("bin")));
    folders.push(paths::e2e().join("node_modules/.bin"));
    folders
}

/// What building the console takes.
pub(crate) fn console_tools() -> Result<()> {
    wasm_target()?;
    trunk()?;
    wasm_bindgen()
}

fn wasm_target() -> Result<()> {
    let has_target = || {
        let sysroot = read(command("rustc").args(["--print", "sysroot"]))?;
        anyhow::Ok(
            PathBuf::from(sysroot.trim())
                .join("lib/rustlib")
                .join(WASM)
                .join("lib")
                .is_dir(),
        )
    };
    if has_target()? {
        return Ok(());
    }
    if find("rustup").is_none() {
        bail!("Rust's {WASM} target is missing and there is no rustup to add it: install rustup from rustup.rs");
    }
    say(format_args!(
        "adding Rust's {WASM} target: the console is compiled to WebAssembly"
    ));
    run(command("rustup").args(["target", "add", WASM]))
        .with_context(|| format!("try `rustup target add {WASM}` yourself"))
}

fn trunk() -> Result<()> {
    let folder = paths::tool("trunk", TRUNK);
    if folder.join("bin/trunk").is_file() {
        return Ok(());
    }
    say(format_args!(
        "installing Trunk {TRUNK}, which builds the console (once for this user, some minutes)"
    ));
    // It only orchestrates and never downloads for us: without optimisation and
    // without its TLS client it is built in a fraction of the time.
    let mut install = cargo();
    install.args([
        "install",
        "trunk",
        "--version",
        TRUNK,
        "--locked",
        "--debug",
        "--no-default-features",
        "--root",
    ]);
    run(install.arg(&folder)).context("Trunk could not be installed; run the command yourself to see more")
}

fn wasm_bindgen() -> Result<()> {
    let version = wasm_bindgen_version().context("Cargo.lock names no wasm-bindgen: is it checked out whole?")?;
    let folder = paths::tool("wasm-bindgen", &version);
    let programs = ["wasm-bindgen", "wasm-bindgen-test-runner"];
    if programs
        .iter()
        .all(|program| folder.join("bin").join(program).is_file())
    {
        return Ok(());
    }
    say(format_args!(
        "installing wasm-bindgen's tools {version}, the version in Cargo.lock (once, some minutes)"
    ));
    // Without --locked: its own lock file names a version that is no longer served.
    let mut install = cargo();
    install.args([
        "install",
        "wasm-bindgen-cli",
        "--version",
        &version,
        "--force",
        "--root",
    ]);
    run(install.arg(&folder)).context("wasm-bindgen's tools could not be installed; run the command yourself")?;
    if !succeeds(command(folder.join("bin/wasm-bindgen")).arg("--version")) {
        bail!(
            "wasm-bindgen in {} does not run: delete that folder and try again",
            folder.display()
        );
    }
    Ok(())
}

/// The version that Cargo.lock holds; the tool must be of exactly the same.
fn wasm_bindgen_version() -> Option<String> {
    locked_version(
        &fs::read_to_string(paths::root().join("Cargo.lock")).ok()?,
        "wasm-bindgen",
    )
}

fn locked_version(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    let version = lines.nth(1)?.strip_prefix("version = \"")?;
    Some(version.trim_end_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use super::locked_version;

    #[test]
    fn reads_the_version_of_exactly_the_package() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.80\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"x\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(locked_version(lock, "trunk"), None);
    }
}
