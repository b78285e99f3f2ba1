//! `size`: what an operator downloads first, held against a checked-in budget.

use crate::{build, paths};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::Path;

const BUDGET: &str = "size-budget.json";

/// Builds the release console and fails when it is larger than size-budget.json allows.
pub(crate) fn size() -> Result<()> {
    let budget: Value = serde_json::from_str(&fs::read_to_string(paths::root().join(BUDGET)).context(BUDGET)?)?;
    let limit = budget["brotli_bytes"]
        .as_u64()
        .context("size-budget.json: \"brotli_bytes\" must be a number")?;
    let sizes = measure(&build::console(true)?)?;
    for (kind, bytes) in sizes.of_kinds() {
        eprintln!("{kind:>6} {bytes:>9} bytes in brotli");
    }
    let total = sizes.total();
    eprintln!("{:>6} {total:>9} bytes of {limit}", "total");
    if total > limit {
        bail!(
            "the console is {} bytes over its budget ({BUDGET}): find what grew, or argue for a larger one",
            total - limit
        );
    }
    Ok(())
}

/// Bytes in brotli's best compression, by kind of file.
#[derive(Debug, Default)]
struct Sizes {
    wasm: u64,
    glue: u64,
    css: u64,
}

impl Sizes {
    fn of_kinds(&self) -> [(&'static str, u64); 3] {
        [("wasm", self.wasm), ("glue", self.glue), ("css", self.css)]
    }

    fn total(&self) -> u64 {
        self.wasm + self.glue + self.css
    }
}

/// Compresses what lies in a build of the console and adds it up.
fn measure(dist: &Path) -> Result<Sizes> {
    let mut sizes = Sizes::default();
    for file in build::files_below(dist)? {
        let sum = match file.extension().and_then(|ending| ending.to_str()) {
            Some("wasm") => &mut sizes.wasm,
            Some("js" | "mjs") => &mut sizes.glue,
            Some("css") => &mut sizes.css,
            _ => continue,
        };
        *sum += compress(&fs::read(&file)?)?.len() as u64;
    }
    Ok(sizes)
}

/// Brotli at its best (quality 11, window 22), as `dist` ships it.
pub(crate) fn compress(content: &[u8]) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut packed, 64 * 1024, 11, 22);
    writer.write_all(content)?;
    drop(writer);
    Ok(packed)
}
