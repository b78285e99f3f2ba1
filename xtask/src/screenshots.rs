//! `screenshots`: pictures of every page, for the documents and for whoever changes how the console looks.

use crate::shell::{run, say};
use crate::{build, paths, setup, test};
use anyhow::{Context, Result};
use clap::Args;
use std::fs;

const FOLDER: &str = "docs/screenshots";
/// Below it, every picture; only those that documents show are put into the repository.
const ALL: &str = "all";
/// Larger ones are not put into the repository.
const MOST_BYTES: u64 = 180_000;

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Only those whose name has this in it, such as `thread-wide`; what the documents show stays as it is.
    #[arg(long, value_name = "PART")]
    only: Option<String>,
    /// With the console's quick build instead of the released one.
    #[arg(long)]
    dev: bool,
}

/// Takes pictures of every page in every look (wide, narrow; light, dark; English, Chinese) with Playwright, against
/// the real gateway and the sandbox's fixed world.
pub(crate) fn screenshots(options: &Options) -> Result<()> {
    let kept = paths::root().join(FOLDER);
    let all = kept.join(ALL);
    setup::fonts();
    let mut pictures = test::playwright(&build::console(!options.dev)?)?;
    pictures
        .args(["--config", "screenshots.config.ts", "--reporter=list"])
        .env("SCREENSHOTS_INTO", &all)
        .env("FONTCONFIG_FILE", paths::e2e().join("screenshots/fonts.conf"))
        .stdout(std::io::stderr());
    match &options.only {
        Some(part) => pictures.env("SCREENSHOTS_ONLY", part),
        None => pictures.env("SCREENSHOTS_KEPT_INTO", &kept),
    };
    run(&mut pictures).context("the pictures were not taken; Playwright's words are above")?;
    for picture in build::files_below(&kept)? {
        let bytes = fs::metadata(&picture)?.len();
        if !picture.starts_with(&all) && bytes > MOST_BYTES {
            say(format_args!(
                "{} has {bytes} bytes: more than {MOST_BYTES} are too many to keep",
                picture.display()
            ));
        }
    }
    say(format_args!("the pictures are in {}", all.display()));
    Ok(())
}
