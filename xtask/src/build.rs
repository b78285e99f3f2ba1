//! Building the console, the gateway and the sandbox.

use crate::shell::{cargo, command, run, say};
use crate::{paths, setup};
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// What the console is made from; a change in any of these builds it anew.
const CONSOLE_INPUTS: &[&str] = &[
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "crates/markup",
    "crates/wire",
    "index.html",
    "public",
    "src",
    "style",
];

/// The console's folder, built if anything it is made from has changed since.
pub(crate) fn console(release: bool) -> Result<PathBuf> {
    let dist = paths::console(release);
    let stamp = dist.with_extension("fingerprint");
    let fingerprint = fingerprint()?;
    if dist.join("index.html").is_file() && fs::read_to_string(&stamp).is_ok_and(|built| built == fingerprint) {
        return Ok(dist);
    }
    setup::console_tools()?;
    if release {
        setup::packages()?;
    }
    say(format_args!(
        "building the console{}",
        if release {
            " for release: small, so it takes a while"
        } else {
            ""
        }
    ));
    // Removed first: a build that breaks halfway must not pass for a finished one.
    if stamp.exists() {
        fs::remove_file(&stamp)?;
    }
    fs::create_dir_all(&dist)?;
    let mut trunk = command("trunk");
    // Trunk reads NO_COLOR as a true or false and refuses the usual `1`.
    trunk
        .env_remove("NO_COLOR")
        .args(["build", "--offline", "--dist"])
        .arg(&dist);
    if release {
        trunk.arg("--release").env("CARGO_ENCODED_RUSTFLAGS", released_flags()?);
    }
    run(&mut trunk).context("the console did not build; the compiler's words are above")?;
    fs::write(stamp, fingerprint)?;
    Ok(dist)
}

/// The compiler's flags for the released console: those of `.cargo/config.toml`, which these take the place of; and the
/// places of panics name no folder of the machine that built it.
fn released_flags() -> Result<String> {
    let cargo_home = std::env::var_os("CARGO_HOME").map_or_else(
        || std::env::home_dir().map(|home| home.join(".cargo")),
        |folder| Some(PathBuf::from(folder)),
    );
    let config: toml::Table = fs::read_to_string(paths::root().join(".cargo/config.toml"))?.parse()?;
    let flags = &config["target"]["wasm32-unknown-unknown"]["rustflags"];
    let flags: Vec<String> = flags.clone().try_into().context("rustflags in .cargo/config.toml")?;
    let hidden = [(cargo_home, "/cargo"), (Some(paths::root().to_owned()), "/steadydesk")];
    let hidden = hidden.into_iter().filter_map(|(folder, name)| {
        let folder = folder?;
        Some(format!("--remap-path-prefix={}={name}", folder.display()))
    });
    Ok(flags.into_iter().chain(hidden).collect::<Vec<_>>().join("\u{1f}"))
}

/// The gateway's and the sandbox's programs, as a person runs them.
pub(crate) fn servers(release: bool) -> Result<Servers> {
    say("building the gateway and the sandbox (the first time takes some minutes)");
    let mut build = cargo();
    build.args([
        "build",
        "--package",
        "steadydesk-gateway",
        "--package",
        "steadydesk-sandbox",
        "--bins",
    ]);
    if release {
        build.arg("--release");
    }
    run(&mut build)?;
    Ok(Servers::in_folder(if release { "release" } else { "debug" }))
}

/// The same programs out of the build that `cargo test` makes: with the features
/// that its tests switch on, so that nothing is compiled a second time.
pub(crate) fn servers_of_tests() -> Result<Servers> {
    say("building the gateway and the sandbox as the native tests do");
    run(cargo().args(["build", "--workspace", "--bins", "--tests"]))?;
    Ok(Servers::in_folder("debug"))
}

/// Where the two programs lie.
#[derive(Debug)]
pub(crate) struct Servers {
    pub(crate) gateway: PathBuf,
    pub(crate) sandbox: PathBuf,
}

impl Servers {
    fn in_folder(profile: &str) -> Self {
        let folder = paths::target().join(profile);
        Self {
            gateway: folder.join("steadydesk-gateway"),
            sandbox: folder.join("steadydesk-sandbox"),
        }
    }
}

/// A hash over the names and contents of everything the console is made from.
fn fingerprint() -> Result<String> {
    let mut hash = Sha256::new();
    for input in CONSOLE_INPUTS {
        let path = paths::root().join(input);
        for file in files_below(&path)? {
            let content = fs::read(&file).with_context(|| file.display().to_string())?;
            hash.update(file.as_os_str().as_encoded_bytes());
            hash.update((content.len() as u64).to_le_bytes());
            hash.update(content);
        }
    }
    Ok(hex::encode(hash.finalize()))
}

/// Every file below a folder (or the file itself), in a fixed order; nothing when there is none.
pub(crate) fn files_below(path: &Path) -> Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    if !path.is_dir() {
        return Ok(Vec::new());
    }
    let mut entries = fs::read_dir(path)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    entries.sort();
    let mut files = Vec::new();
    for entry in entries {
        files.extend(files_below(&entry)?);
    }
    Ok(files)
}
