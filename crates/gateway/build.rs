//! With the feature `embed-console`: puts the files of the folder named by
//! `STEADYDESK_CONSOLE_DIR` (as `cargo xtask dist` packs them) into the program.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=migrations");
    println!("cargo::rerun-if-env-changed=STEADYDESK_CONSOLE_DIR");
    if env::var_os("CARGO_FEATURE_EMBED_CONSOLE").is_none() {
        return Ok(());
    }
    let folder = env::var_os("STEADYDESK_CONSOLE_DIR")
        .map(PathBuf::from)
        .filter(|folder| folder.is_dir());
    let folder = folder.ok_or("embed-console needs STEADYDESK_CONSOLE_DIR; `cargo xtask dist` sets it")?;
    let folder = fs::canonicalize(folder)?;
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = Vec::new();
    list(&folder, &folder, &mut files)?;
    // Sorted by name: found by halving.
    files.sort();
    let mut code = String::from("pub(super) static FILES: &[(&str, &[u8])] = &[\n");
    for (name, path) in files {
        code.push_str(&format!("    ({name:?}, include_bytes!({path:?})),\n"));
    }
    code.push_str("];\n");
    let out = env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    fs::write(Path::new(&out).join("console.rs"), code)?;
    Ok(())
}

fn list(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(root, &path, files)?;
        } else if let (Ok(name), Some(whole)) = (path.strip_prefix(root), path.to_str())
            && let Some(name) = name.to_str()
        {
            files.push((name.replace('\\', "/"), whole.to_owned()));
        }
    }
    Ok(())
}
