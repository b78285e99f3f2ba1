//! `tidy`: the house rules that a program can check. Each finding says how to mend it.

mod code;
mod colour;
mod docs;
mod source;
mod text;

use crate::paths;
use crate::shell::{command, read, say};
use anyhow::{Context, Result, bail};
use std::fs;

/// A file of the project.
#[derive(Debug)]
pub(crate) struct File {
    /// From the project's folder, with slashes.
    path: String,
    text: String,
}

/// A broken rule, and where.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    path: String,
    /// From 1; 0 when it is about the whole file.
    line: usize,
    /// What is wrong and how to mend it.
    remedy: String,
}

impl Finding {
    fn new(file: &File, line: usize, remedy: impl Into<String>) -> Self {
        Self {
            path: file.path.clone(),
            line,
            remedy: remedy.into(),
        }
    }
}

/// Checks every rule and fails with all findings.
pub(crate) fn tidy() -> Result<()> {
    let files = project_files()?;
    let mut findings = code::check(&files);
    findings.extend(files.iter().flat_map(text::check));
    findings.extend(docs::check(&files));
    findings.extend(colour::check(&files));
    if findings.is_empty() {
        say(format_args!("tidy: {} files, nothing to mend", files.len()));
        return Ok(());
    }
    for Finding { path, line, remedy } in &findings {
        match line {
            0 => eprintln!("{path}: {remedy}"),
            _ => eprintln!("{path}:{line}: {remedy}"),
        }
    }
    bail!("tidy: {} to mend", findings.len())
}

/// The files that git keeps or would keep; of one that is no text (a picture) only the path.
fn project_files() -> Result<Vec<File>> {
    let list = read(command("git").args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"]))
        .context("tidy asks git which files are the project's; run it in a checkout")?;
    let mut files = Vec::new();
    for path in list.split('\0').filter(|path| !path.is_empty()) {
        // One that cannot be read is deleted and not committed yet.
        if let Ok(bytes) = fs::read(paths::root().join(path)) {
            files.push(File {
                path: path.to_owned(),
                text: String::from_utf8(bytes).unwrap_or_default(),
            });
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}
