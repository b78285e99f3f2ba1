//! Rules about Rust code: what a room of the console may touch, and panics.

use super::source::{Line, lines};
use super::{File, Finding};
use std::collections::HashSet;

/// Words that a part of the console may not use.
struct Fence {
    /// Whether the rule is for this file.
    applies: fn(&str) -> bool,
    words: &'static [&'static str],
    remedy: &'static str,
}

const FENCES: &[Fence] = &[
    Fence {
        applies: |path| path.ends_with("/model.rs"),
        words: &[
            "leptos",
            "web_sys",
            "js_sys",
            "gloo",
            "gloo_net",
            "gloo_timers",
            "wasm_bindgen",
            "rexie",
        ],
        remedy: "a model is pure: move what needs the browser to state.rs or view.rs and hand its result in",
    },
    Fence {
        applies: |path| !path.starts_with("src/browser/") && path != "src/browser.rs",
        words: &[
            "window()",
            "document()",
            "js_sys::global",
            "local_storage()",
            "session_storage()",
        ],
        remedy: "only src/browser touches the browser's globals: add a function there and call it",
    },
    Fence {
        applies: |path| !path.starts_with("src/api/") && path != "src/api.rs",
        words: &[
            "gloo_net",
            "fetch_with_str",
            "fetch_with_request",
            "EventSource",
            "WebSocket",
            "XmlHttpRequest",
        ],
        remedy: "only src/api speaks HTTP: add a call there and use it",
    },
];

/// Checks all files.
pub(super) fn check(files: &[File]) -> Vec<Finding> {
    let tests: HashSet<String> = files.iter().flat_map(test_modules).collect();
    files
        .iter()
        .filter(|file| !tests.contains(&file.path))
        .flat_map(check_file)
        .collect()
}

/// The files that this one includes under `#[cfg(test)]`: they may panic.
fn test_modules(file: &File) -> Vec<String> {
    if !file.path.ends_with(".rs") || !file.text.contains("#[cfg(test)]") {
        return Vec::new();
    }
    let (folder, name) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
    let home = match name {
        "mod.rs" | "lib.rs" | "main.rs" => folder.to_owned(),
        _ => file.path.trim_end_matches(".rs").to_owned(),
    };
    let mut modules = Vec::new();
    let mut named = None;
    for line in lines(&file.text).iter().filter(|line| line.test) {
        if line.code.contains("#[path") {
            named = line.strings.first().map(|path| format!("{folder}/{path}"));
        } else if let Some(module) = line
            .code
            .trim()
            .strip_suffix(';')
            .and_then(|code| code.split("mod ").nth(1))
        {
            modules.push(named.take().unwrap_or_else(|| format!("{home}/{module}.rs")));
        }
    }
    modules
}

fn check_file(file: &File) -> Vec<Finding> {
    let console = file.path.starts_with("src/");
    let shipped = console || file.path.starts_with("crates/") && file.path.contains("/src/");
    if !file.path.ends_with(".rs") || !(shipped || file.path.starts_with("xtask/src/")) {
        return Vec::new();
    }
    let lines = lines(&file.text);
    let mut findings = panics(file, &lines);
    if console {
        findings.extend(fences(file, &lines));
        findings.extend(paths(file, &lines));
        findings.extend(room_index(file, &lines));
    }
    findings
}

fn fences(file: &File, lines: &[Line]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for fence in FENCES.iter().filter(|fence| (fence.applies)(&file.path)) {
        for (number, line) in numbered(lines) {
            if let Some(word) = fence.words.iter().find(|word| has_word(&line.code, word)) {
                findings.push(Finding::new(file, number, format!("`{word}`: {}", fence.remedy)));
            }
        }
    }
    findings
}

/// Whether the word stands in the code by itself, not as a part of a longer name.
fn has_word(code: &str, word: &str) -> bool {
    let part_of_name = |char: char| char.is_alphanumeric() || char == '_';
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = code[at + word.len()..].chars().next();
        !before.is_some_and(part_of_name) && (word.ends_with(')') || !after.is_some_and(part_of_name))
    })
}

/// Addresses of the console are printed by `src/route.rs`, the gateway's by `src/api`.
fn paths(file: &File, lines: &[Line]) -> Vec<Finding> {
    let allowed = ["src/route.rs", "src/route/", "src/api.rs", "src/api/"];
    if allowed.iter().any(|path| file.path.starts_with(path)) {
        return Vec::new();
    }
    let is_path = |text: &String| {
        text.strip_prefix('/')
            .is_some_and(|rest| rest.starts_with(|char: char| char.is_ascii_lowercase()))
    };
    numbered(lines)
        .filter_map(|(number, line)| {
            line.strings
                .iter()
                .find(|text| is_path(text))
                .map(|text| (number, text))
        })
        .map(|(number, text)| {
            let remedy = format!("\"{text}\": a page's path comes from src/route.rs, a call's from src/api");
            Finding::new(file, number, remedy)
        })
        .collect()
}

/// A panic needs a reason on the line above (above its statement, when that is a chain over several lines).
fn panics(file: &File, lines: &[Line]) -> Vec<Finding> {
    if file.path.contains("/tests/") || file.path.ends_with("/tests.rs") {
        return Vec::new();
    }
    let panics = |code: &str| code.contains(".unwrap()") || code.contains(".expect(");
    numbered(lines)
        .filter(|(number, line)| panics(&line.code) && !has_reason(lines, number - 1))
        .map(|(number, _)| {
            let remedy =
                "this can panic: return the failure as a value, or say in a comment above why it cannot happen";
            Finding::new(file, number, remedy)
        })
        .collect()
}

fn has_reason(lines: &[Line], index: usize) -> bool {
    let mut at = index;
    loop {
        if at == 0 {
            return false;
        }
        let chained = lines[at].code.trim_start().starts_with('.');
        at -= 1;
        if lines[at].comment && lines[at].code.trim().is_empty() {
            return true;
        }
        if !chained {
            return false;
        }
    }
}

/// `mod.rs` is a room's index: documentation, modules, exports.
fn room_index(file: &File, lines: &[Line]) -> Vec<Finding> {
    if !file.path.ends_with("/mod.rs") {
        return Vec::new();
    }
    let mut inside = false;
    let mut findings = Vec::new();
    for (number, line) in numbered(lines) {
        let code = line.code.trim();
        let declares = |word: &str| code.split_whitespace().any(|part| part == word);
        if inside || code.is_empty() || code.starts_with('#') || declares("mod") || declares("use") {
            inside = (inside || declares("use")) && !code.is_empty() && !code.ends_with(';');
            continue;
        }
        findings.push(Finding::new(
            file,
            number,
            "mod.rs only lists a room's modules and exports: move this to a file of its own",
        ));
        break;
    }
    findings
}

fn numbered(lines: &[Line]) -> impl Iterator<Item = (usize, &Line)> {
    lines
        .iter()
        .enumerate()
        .filter(|(_, line)| !line.test)
        .map(|(index, line)| (index + 1, line))
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

    fn lines_found(path: &str, text: &str) -> Vec<usize> {
        check(&[file(path, text)])
            .into_iter()
            .map(|finding| finding.line)
            .collect()
    }

    #[test]
    fn each_rule_finds_its_breach_and_lets_the_rest_pass() {
        let cases: &[(&str, &str, &[usize])] = &[
            ("src/inbox/model.rs", "use leptos::prelude::*;", &[1]),
            (
                "src/inbox/model.rs",
                "// leptos shows this\nfn f() -> &'static str { \"leptos\" }",
                &[],
            ),
            ("src/inbox/view.rs", "use leptos::prelude::*;", &[]),
            (
                "src/inbox/view.rs",
                "let w = web_sys::window();\nlet d = document();",
                &[1, 2],
            ),
            ("src/inbox/view.rs", "let d = node.owner_document();", &[]),
            ("src/browser/clock.rs", "let w = web_sys::window();", &[]),
            ("src/stores/state.rs", "use gloo_net::http::Request;", &[1]),
            ("src/api/client.rs", "use gloo_net::http::Request;", &[]),
            (
                "src/stores/view.rs",
                "let a = \"/stores\";\nlet b = format!(\"/inbox/{id}\");",
                &[1, 2],
            ),
            ("src/stores/view.rs", "let a = \"image/png\"; let b = \"/\";", &[]),
            ("src/route.rs", "let a = \"/stores\";", &[]),
            ("src/stores/state.rs", "fn f() { g().unwrap(); }", &[1]),
            (
                "src/stores/state.rs",
                "// A list is never empty.\nlet x = a\n    .first()\n    .unwrap();",
                &[],
            ),
            (
                "src/stores/state.rs",
                "#[cfg(test)]\nmod tests {\n  fn f() { g().unwrap(); }\n}",
                &[],
            ),
            ("crates/gateway/src/db/mod.rs", "fn f() { g().expect(\"why\"); }", &[1]),
            ("crates/gateway/tests/http.rs", "fn f() { g().unwrap(); }", &[]),
            (
                "src/stores/mod.rs",
                "//! Stores.\nmod model;\npub use model::{\n    A,\n    B,\n};\nfn f() {}",
                &[7],
            ),
        ];
        for (path, text, expected) in cases {
            assert_eq!(&lines_found(path, text), expected, "{path}: {text}");
        }
    }

    #[test]
    fn a_file_included_under_test_may_panic() {
        let panics = "fn f() { g().unwrap(); }";
        let index = "#[cfg(test)]\nmod fixture;\n#[cfg(test)]\n#[path = \"more_tests.rs\"]\nmod tests;\nmod real;";
        let files = [
            file("src/inbox/model.rs", index),
            file("src/inbox/model/fixture.rs", panics),
            file("src/inbox/more_tests.rs", panics),
            file("src/inbox/model/real.rs", panics),
        ];
        let found: Vec<String> = check(&files).into_iter().map(|finding| finding.path).collect();
        assert_eq!(found, ["src/inbox/model/real.rs"]);
    }
}
