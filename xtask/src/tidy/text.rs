//! Rules about any text file: leftovers, length, and what belongs to one machine only.

use super::{File, Finding};

const LONGEST: usize = 400;

/// Files that are longer on purpose, and why.
const MAY_BE_LONGER: &[(&str, &str)] = &[];

// Put together here, so that this file does not find itself.
const LEFTOVERS: &[&str] = &[
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X"),
    concat!("todo", "!("),
    concat!("unimple", "mented!("),
];
const HOMES: &[&str] = &[
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
    concat!("/ro", "ot/"),
    concat!("C:\\", "Users"),
];

/// Checks one file.
pub(super) fn check(file: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    if is_code(&file.path) {
        findings.extend(leftovers(file));
        findings.extend(length(file));
    }
    findings.extend(machine(file));
    findings
}

fn is_code(path: &str) -> bool {
    let ending = path.rsplit('.').next().unwrap_or_default();
    ["rs", "css", "ts", "js", "mjs", "html", "sql", "sh"].contains(&ending)
}

fn leftovers(file: &File) -> Vec<Finding> {
    let found = |line: &str| LEFTOVERS.iter().find(|word| line.contains(**word));
    numbered(file)
        .filter_map(|(number, line)| found(line).map(|word| (number, word)))
        .map(|(number, word)| {
            Finding::new(
                file,
                number,
                format!("`{word}` is left over: do it now, or open an issue"),
            )
        })
        .collect()
}

fn length(file: &File) -> Vec<Finding> {
    let count = file.text.lines().count();
    if count <= LONGEST || MAY_BE_LONGER.iter().any(|(path, _)| *path == file.path) {
        return Vec::new();
    }
    let remedy = format!(
        "{count} lines, a screen or two read best (at most {LONGEST}): split it by noun, or say why not in xtask/src/tidy/text.rs"
    );
    vec![Finding::new(file, 0, remedy)]
}

/// A clone must build anywhere: no paths of one machine, no package registry but the tools' own default.
fn machine(file: &File) -> Vec<Finding> {
    let lock = file.path.ends_with("package-lock.json");
    let settings = file.path.ends_with(".npmrc") || file.path.ends_with(".cargo/config.toml");
    let default_source = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
    let mut findings = Vec::new();
    for (number, line) in numbered(file) {
        if HOMES.iter().any(|home| line.contains(home)) {
            findings.push(Finding::new(
                file,
                number,
                "a path of one machine: make it relative, or ask the environment",
            ));
        }
        if lock && line.contains("\"resolved\":") && !line.contains("\"resolved\": \"file:") {
            let remedy =
                "a registry's address: `npm config set omit-lockfile-registry-resolved true`, then `npm install`";
            findings.push(Finding::new(file, number, remedy));
        }
        if settings && line.contains("registry") {
            findings.push(Finding::new(
                file,
                number,
                "a registry's address belongs into the user's own settings",
            ));
        }
        if file.path.ends_with("Cargo.lock") && line.starts_with("source = ") && line != default_source {
            findings.push(Finding::new(
                file,
                number,
                "packages come from the default registry: drop the other source",
            ));
        }
    }
    findings
}

fn numbered(file: &File) -> impl Iterator<Item = (usize, &str)> {
    file.text.lines().enumerate().map(|(index, line)| (index + 1, line))
}

#[cfg(test)]
mod tests {
    use super::{File, HOMES, LEFTOVERS, LONGEST, check};

    fn lines_found(path: &str, text: &str) -> Vec<usize> {
        let file = File {
            path: path.to_owned(),
            text: text.to_owned(),
        };
        check(&file).into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn leftovers_are_found_in_code_only() {
        for word in LEFTOVERS {
            assert_eq!(lines_found("src/a.rs", &format!("fn f() {{}}\n// {word} later")), [2]);
            assert!(lines_found("docs/a.md", word).is_empty());
        }
    }

    #[test]
    fn a_file_may_have_just_so_many_lines() {
        assert!(lines_found("style/a.css", &"a\n".repeat(LONGEST)).is_empty());
        assert_eq!(lines_found("style/a.css", &"a\n".repeat(LONGEST + 1)), [0]);
        assert!(lines_found("Cargo.lock", &"a\n".repeat(LONGEST + 1)).is_empty());
    }

    #[test]
    fn nothing_of_one_machine_is_kept() {
        assert_eq!(lines_found("README.md", &format!("cd {}somebody", HOMES[0])), [1]);
        assert_eq!(
            lines_found(
                "tests/e2e/package-lock.json",
                "{\n\"resolved\": \"https://example.com/x.tgz\"\n}"
            ),
            [2]
        );
        assert_eq!(lines_found(".cargo/config.toml", "[registry]"), [1]);
        assert_eq!(lines_found("Cargo.lock", "source = \"git+https://example.com/x\""), [1]);
    }
}
