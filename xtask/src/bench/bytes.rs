//! What an operator downloads on the first visit.

use crate::{build, size};
use anyhow::Result;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

const KINDS: [(&str, &[&str]); 4] = [
    ("wasm", &["wasm"]),
    ("glue", &["js", "mjs"]),
    ("css", &["css"]),
    ("html", &["html"]),
];

/// Bytes raw and in brotli by kind of file, and their sums. Other files are not part of the first load.
pub(super) fn measure(console: &Path) -> Result<Value> {
    let mut sums = [(0, 0); KINDS.len()];
    for file in build::files_below(console)? {
        let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if let Some(kind) = KINDS.iter().position(|(_, endings)| endings.contains(&ending)) {
            let content = fs::read(&file)?;
            sums[kind].0 += content.len();
            sums[kind].1 += size::compress(&content)?.len();
        }
    }
    let mut report = json!({});
    let mut total = (0, 0);
    for ((kind, _), (raw, brotli)) in KINDS.iter().zip(sums) {
        report[*kind] = json!({ "raw": raw, "brotli": brotli });
        total = (total.0 + raw, total.1 + brotli);
    }
    report["total"] = json!({ "raw": total.0, "brotli": total.1 });
    Ok(report)
}

#[cfg(test)]
mod tests {
    #[test]
    fn files_are_added_up_by_kind() {
        let folder = std::env::temp_dir().join(format!("steadydesk-xtask-bytes-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("snippets")).unwrap();
        for (name, content) in [
            ("a.js", "12345"),
            ("snippets/b.mjs", "123"),
            ("a.css", "1"),
            ("a.js.br", "x"),
            ("x.txt", "x"),
        ] {
            std::fs::write(folder.join(name), content).unwrap();
        }
        let report = super::measure(&folder).unwrap();
        assert_eq!(report["glue"]["raw"], 8);
        assert_eq!(report["total"]["raw"], 9);
        assert_eq!(report["wasm"], serde_json::json!({ "raw": 0, "brotli": 0 }));
        std::fs::remove_dir_all(folder).unwrap();
    }
}
