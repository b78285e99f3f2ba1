//! Where things are: the project, its build folder, the tools of this user.

use std::env;
use std::path::{Path, PathBuf};

/// The project's folder.
pub(crate) fn root() -> &'static Path {
    // The manifest of this package lies one folder below the project's.
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// Cargo's build folder, as cargo itself chooses it.
pub(crate) fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// Where Trunk's build of the console goes; one folder a profile, so that changing over costs nothing.
pub(crate) fn console(release: bool) -> PathBuf {
    target().join("console").join(if release { "release" } else { "dev" })
}

/// The npm packages: Playwright, axe and wasm-opt.
pub(crate) fn e2e() -> PathBuf {
    root().join("tests/e2e")
}

/// This user's folder for one tool of one version; shared by all checkouts.
pub(crate) fn tool(name: &str, version: &str) -> PathBuf {
    cache().join("steadydesk/tools").join(format!("{name}-{version}"))
}

fn cache() -> PathBuf {
    let set = env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute());
    set.unwrap_or_else(|| env::home_dir().unwrap_or_else(target).join(".cache"))
}
