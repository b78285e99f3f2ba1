//! `dist`: one gateway binary with the console inside.
//!
//! Trunk names its files by what went *into* wasm-bindgen, so two different files can
//! bear one name. The gateway lets browsers keep named files for ever; so here each is
//! named by its own content, and index.html is rewritten to match. The style sheets
//! become one, and what is loaded first stands first.

use crate::shell::{cargo, run, say};
use crate::{build, paths, size};
use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

pub(crate) fn dist() -> Result<()> {
    let folder = paths::target().join("dist");
    let console = folder.join("console");
    packed_console(&console)?;
    say("building the gateway for release, with the console inside");
    let mut gateway = cargo();
    gateway.args([
        "build",
        "--release",
        "--package",
        "steadydesk-gateway",
        "--features",
        "embed-console",
    ]);
    run(gateway.env("STEADYDESK_CONSOLE_DIR", &console))?;
    let binary = folder.join("steadydesk-gateway");
    fs::copy(paths::target().join("release/steadydesk-gateway"), &binary)?;
    let bytes = binary.metadata()?.len();
    say(format_args!(
        "{} ({} MB): copy it anywhere, `--help` explains its settings",
        binary.display(),
        bytes / 1_000_000
    ));
    Ok(())
}

/// The release console as it is served: made anew in this folder.
pub(crate) fn packed_console(console: &Path) -> Result<()> {
    let built = build::console(true)?;
    if console.exists() {
        fs::remove_dir_all(console)?;
    }
    say(format_args!(
        "naming the console's files by content and compressing them, in {}",
        console.display()
    ));
    pack(&built, console)
}

/// Copies a build of the console: hashed names renewed, a `.br` beside each file that gains by it.
fn pack(built: &Path, console: &Path) -> Result<()> {
    let mut renamed = Vec::new();
    let mut pages = Vec::new();
    let index = fs::read_to_string(built.join("index.html")).unwrap_or_default();
    let sheets = sheets(&index);
    for file in build::files_below(built)? {
        let relative = file.strip_prefix(built)?;
        let name = relative.to_str().context("a file name that is not UTF-8")?;
        if name.ends_with(".html") {
            pages.push((name.to_owned(), fs::read_to_string(&file)?));
            continue;
        }
        if sheets.contains(&name) {
            continue;
        }
        let content = fs::read(&file)?;
        let new_name = content_name(name, &content);
        write_packed(&console.join(&new_name), &content)?;
        if new_name != name {
            renamed.push((name.to_owned(), new_name));
        }
    }
    let mut style = Vec::new();
    for name in &sheets {
        style.extend(fs::read(built.join(name))?);
    }
    let style_name = content_name("style-0123456789abcdef.css", &style);
    if !sheets.is_empty() {
        write_packed(&console.join(&style_name), &style)?;
    }
    for (name, mut page) in pages {
        if !sheets.is_empty() {
            page = with_one_sheet(&page, &style_name);
        }
        for (old, new) in &renamed {
            page = page.replace(old.as_str(), new);
        }
        write_packed(&console.join(name), page.as_bytes())?;
    }
    check_references(console, &renamed)
}

/// The style sheets that a page names, in order.
fn sheets(page: &str) -> Vec<&str> {
    let links = page.split(SHEET).skip(1);
    links
        .filter_map(|rest| rest.split_once('"').map(|(name, _)| name))
        .collect()
}

/// How Trunk writes a link to one.
const SHEET: &str = r#"<link rel="stylesheet" href="/"#;

/// The page with one sheet in place of its own, and the program's files asked for before all else. The sheet stays
/// behind the page's own script, which would wait for it.
fn with_one_sheet(page: &str, name: &str) -> String {
    let is_first =
        |tag: &str| tag.starts_with(r#"<link rel="modulepreload""#) || tag.starts_with(r#"<link rel="preload""#);
    let (mut first, mut rest) = (String::new(), String::new());
    let (mut tail, mut has_sheet) = (page, false);
    while let Some(at) = tail.find("<link rel=") {
        rest.push_str(&tail[..at]);
        let end = tail[at..].find('>').map_or(tail.len(), |end| at + end + 1);
        let tag = &tail[at..end];
        if is_first(tag) {
            first.push_str(tag);
        } else if !tag.starts_with(SHEET) {
            rest.push_str(tag);
        } else if !std::mem::replace(&mut has_sheet, true) {
            rest.push_str(&[SHEET, name, "\"/>"].concat());
        }
        tail = &tail[end..];
    }
    rest.push_str(tail);
    match rest.find("<title>") {
        Some(at) => [&rest[..at], &first, &rest[at..]].concat(),
        None => [first, rest].concat(),
    }
}

/// A file of the build must not name another by its old name: nothing would be there.
fn check_references(console: &Path, renamed: &[(String, String)]) -> Result<()> {
    for file in build::files_below(console)? {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        if let Some((old, _)) = renamed.iter().find(|(old, _)| text.contains(old.as_str())) {
            bail!(
                "{} still names {old}: rewrite that reference in xtask/src/dist.rs too",
                file.display()
            );
        }
    }
    Ok(())
}

/// `desk-0123456789abcdef_bg.wasm` with its own hash in the place of Trunk's; a name without a hash stays. Ours has
/// 20 digits, by which the gateway tells it from Trunk's.
fn content_name(name: &str, content: &[u8]) -> String {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_hexdigit).count();
    // Trunk prints its 64 bits without leading zeros.
    let is_hash = |length: usize| (12..=16).contains(&length);
    let place = name
        .rmatch_indices('-')
        .map(|(dash, _)| dash + 1)
        .find(|at| is_hash(digits(&name[*at..])));
    let Some(at) = place else { return name.to_owned() };
    let hash = hex::encode(&Sha256::digest(content)[..10]);
    format!("{}{hash}{}", &name[..at], &name[at + digits(&name[at..])..])
}

fn write_packed(path: &Path, content: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, content)?;
    let packed = size::compress(content)?;
    // Pictures are compressed already; a larger copy would help nobody.
    if packed.len() < content.len() {
        let mut name = path.as_os_str().to_owned();
        name.push(".br");
        fs::write(name, packed)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{content_name, pack};
    use std::fs;
    use std::path::PathBuf;

    #[test]
    fn a_hashed_name_gets_the_hash_of_its_content() {
        let name = content_name("desk-0123456789abcdef_bg.wasm", b"");
        assert_eq!(name, "desk-e3b0c44298fc1c149afb_bg.wasm");
        assert_ne!(content_name("desk-0123456789abcdef_bg.wasm", b"x"), name);
        assert_eq!(
            content_name("ui-123456789abcdef.css", b""),
            "ui-e3b0c44298fc1c149afb.css"
        );
        assert_eq!(content_name("icon-large.svg", b"x"), "icon-large.svg");
        assert_eq!(content_name("icon-face.svg", b"x"), "icon-face.svg");
    }

    fn built(test: &str, files: &[(&str, &str)]) -> (PathBuf, PathBuf) {
        let folder = std::env::temp_dir().join(format!("steadydesk-xtask-{test}-{}", std::process::id()));
        let built = folder.join("built");
        fs::create_dir_all(&built).unwrap();
        for (name, content) in files {
            fs::write(built.join(name), content).unwrap();
        }
        (built, folder)
    }

    #[test]
    fn a_page_names_its_files_as_they_are_packed() {
        let script = "let a = 1; ".repeat(100);
        let page = "<script type=module>import '/desk-0123456789abcdef.js'</script>";
        let (built, folder) = built("packed", &[("desk-0123456789abcdef.js", &script), ("index.html", page)]);
        let packed = folder.join("packed");
        pack(&built, &packed).unwrap();
        let name = content_name("desk-0123456789abcdef.js", script.as_bytes());
        assert_eq!(fs::read_to_string(packed.join(&name)).unwrap(), script);
        assert!(packed.join(name.clone() + ".br").is_file());
        assert_eq!(
            fs::read_to_string(packed.join("index.html")).unwrap(),
            page.replace("desk-0123456789abcdef.js", &name)
        );
        assert!(!packed.join("desk-0123456789abcdef.js").exists());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn the_style_sheets_become_one_behind_the_program() {
        let page = concat!(
            r#"<meta charset="utf-8"><title>x</title><link rel="icon" href="data:,">"#,
            r#"<link rel="stylesheet" href="/b-0123456789abcdef.css"/><link rel="stylesheet" href="/a-0123456789abcdef.css"/>"#,
            r#"<link rel="modulepreload" href="/p-0123456789abcdef.js" crossorigin="anonymous"><p>"#,
        );
        let files = [
            ("a-0123456789abcdef.css", "a{}"),
            ("b-0123456789abcdef.css", "b{}"),
            ("p-0123456789abcdef.js", "1"),
            ("index.html", page),
        ];
        let (built, folder) = built("sheets", &files);
        let packed = folder.join("packed");
        pack(&built, &packed).unwrap();
        let style = content_name("style-0123456789abcdef.css", b"b{}a{}");
        assert_eq!(fs::read_to_string(packed.join(&style)).unwrap(), "b{}a{}");
        let program = content_name("p-0123456789abcdef.js", b"1");
        assert_eq!(
            fs::read_to_string(packed.join("index.html")).unwrap(),
            format!(
                "<meta charset=\"utf-8\"><link rel=\"modulepreload\" href=\"/{program}\" crossorigin=\"anonymous\">\
                 <title>x</title><link rel=\"icon\" href=\"data:,\"><link rel=\"stylesheet\" href=\"/{style}\"/><p>"
            )
        );
        assert!(!packed.join("a-0123456789abcdef.css").exists());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_file_that_names_another_by_its_old_name_is_refused() {
        let files = [
            ("a-0123456789abcdef.js", "import './b-0123456789abcdef.js'"),
            ("b-0123456789abcdef.js", ""),
            ("index.html", ""),
        ];
        let (built, folder) = built("refused", &files);
        let error = pack(&built, &folder.join("packed")).unwrap_err().to_string();
        assert!(error.contains("b-0123456789abcdef.js"), "{error}");
        fs::remove_dir_all(folder).unwrap();
    }
}
