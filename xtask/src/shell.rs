//! Running other programs, and saying so.

use crate::{paths, setup};
use anyhow::{Context, Result, bail};
use std::env;
use std::ffi::OsStr;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A line of progress: what is done, and why where that is not plain.
pub(crate) fn say(text: impl std::fmt::Display) {
    if std::io::stderr().is_terminal() {
        eprintln!("\x1b[36m»\x1b[0m {text}");
    } else {
        eprintln!("» {text}");
    }
}

/// A program to be run in the project's folder with the project's tools on its PATH.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(paths::root()).env("PATH", search_path());
    // Set by the cargo that runs us; build scripts that watch them would run again for nothing.
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") || text == "CARGO_PRIMARY_PACKAGE" {
            command.env_remove(&name);
        }
    }
    command
}

/// The cargo that runs us.
pub(crate) fn cargo() -> Command {
    command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs a program to its end. What it says is progress, so all of it goes to standard error.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    command.stdout(std::io::stderr());
    let status = command
        .status()
        .with_context(|| format!("cannot start `{}`", text_of(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", text_of(command));
    }
    Ok(())
}

/// Runs a program to its end and gives what it printed; its complaints go where ours go.
pub(crate) fn read(command: &mut Command) -> Result<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start `{}`", text_of(command)))?;
    if !output.status.success() {
        bail!("`{}` failed ({})", text_of(command), output.status);
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether the program runs and succeeds; it is not heard.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Where a program lies, by the same PATH that [`command`] gives.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    env::split_paths(&search_path())
        .map(|folder| folder.join(program))
        .find(|path| is_program(path))
}

fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata()
        .is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

fn search_path() -> std::ffi::OsString {
    let given = env::var_os("PATH").unwrap_or_default();
    let folders = setup::tool_folders().into_iter().chain(env::split_paths(&given));
    // A folder with the separator in its name cannot be on a PATH; then the given one must do.
    env::join_paths(folders).unwrap_or(given)
}

/// The command as one would type it.
pub(crate) fn text_of(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}
