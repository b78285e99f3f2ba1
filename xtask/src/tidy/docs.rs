//! Rules about documents: links lead somewhere, and each acceptance statement that is
//! claimed has a test that bears its id.

use super::{File, Finding};
use std::collections::HashSet;

/// The statements that are proved: an id and its words, one a line.
const PROOFS: &str = "docs/acceptance-proofs.md";

/// Checks all documents against all files.
pub(super) fn check(files: &[File]) -> Vec<Finding> {
    let mut known: HashSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let folders: Vec<&str> = files.iter().flat_map(|file| folders_of(&file.path)).collect();
    known.extend(folders);
    let mut findings: Vec<Finding> = files
        .iter()
        .filter(|file| file.path.ends_with(".md"))
        .flat_map(|file| links(file, &known))
        .collect();
    if let Some(list) = files.iter().find(|file| file.path == PROOFS) {
        findings.extend(proofs(list, files));
    }
    findings
}

fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

fn links(file: &File, known: &HashSet<&str>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        for part in line.split("](").skip(1) {
            let target = part.split(')').next().unwrap_or_default();
            let path = target.split('#').next().unwrap_or_default();
            if path.is_empty() || path.contains("://") || path.starts_with("mailto:") {
                continue;
            }
            if !known.contains(resolve(&file.path, path).as_str()) {
                let remedy = format!("the link to {target} leads nowhere: mend its path or take it out");
                findings.push(Finding::new(file, index + 1, remedy));
            }
        }
    }
    findings
}

/// The project path that a link of a document means.
fn resolve(document: &str, link: &str) -> String {
    let mut parts: Vec<&str> = document.split('/').collect();
    parts.pop();
    for part in link.trim_end_matches('/').split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn proofs(list: &File, files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, line) in list.text.lines().enumerate() {
        let Some(id) = line.strip_prefix("- ").and_then(|line| line.split(' ').next()) else {
            continue;
        };
        if !files.iter().any(|file| proves(file, id)) {
            let name = id.to_lowercase().replace('-', "_");
            let remedy = format!("no test bears {id}: name its test `{name}_…` in Rust or `{id} …` in tests/e2e");
            findings.push(Finding::new(list, index + 1, remedy));
        }
    }
    findings
}

fn proves(file: &File, id: &str) -> bool {
    if file.path.ends_with(".rs") {
        let name = format!("fn {}_", id.to_lowercase().replace('-', "_"));
        return file.text.contains(&name);
    }
    let is_test = |line: &str| line.trim_start().starts_with("test") && line.contains(&format!("{id} "));
    file.path.starts_with("tests/e2e/") && file.path.ends_with(".ts") && file.text.lines().any(is_test)
}

#[cfg(test)]
mod tests {
    use super::{File, check};

    fn file(path: &str, text: &str) -> File {
        File {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn a_link_must_lead_to_a_file_or_folder() {
        let text =
            "[a](../README.md) [b](decisions) [c](gone.md) [d](#here) [e](https://example.com)\n[f](../src/x.rs#L3)";
        let files = [
            file("docs/a.md", text),
            file("README.md", ""),
            file("docs/decisions/1.md", ""),
            file("src/x.rs", ""),
        ];
        let found: Vec<String> = check(&files).into_iter().map(|finding| finding.remedy).collect();
        assert_eq!(
            found,
            ["the link to gone.md leads nowhere: mend its path or take it out"]
        );
    }

    #[test]
    fn a_claimed_statement_needs_a_test_that_bears_its_id() {
        let list = "# Proofs\n- OS-01 a bubble\n- OS-02 found\n- AJ-01 only talked about\n";
        let files = [
            file("docs/acceptance-proofs.md", list),
            file(
                "src/outbox/model.rs",
                "#[test]\nfn os_01_bubble() {}\n// aj_01 is elsewhere",
            ),
            file(
                "tests/e2e/sending.spec.ts",
                "  test('OS-02 a lost answer is found', async () => {});\n// AJ-01 not here",
            ),
        ];
        let found: Vec<usize> = check(&files).into_iter().map(|finding| finding.line).collect();
        assert_eq!(found, [4]);
    }
}
