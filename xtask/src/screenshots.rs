//! `screenshots`: pictures of every page, for the documents and for whoever changes how the console looks.

use crate::shell::{run, say};
use crate::{build, paths, setup, test};
use anyhow::{Context, Result};
use clap::Args;
use std::fs;

const FOLDER: &str = "docs/screenshots";
/// Larger ones are not put into the repository.
const MOST_BYTES: u64 = 170_000;

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Every page in every look (wide, narrow; light, dark; English, Chinese) into the build folder, to be looked at.
    #[arg(long)]
    all: bool,
    /// Only those whose name has this in it, such as `thread-wide`, also into the build folder.
    #[arg(long, value_name = "PART")]
    only: Option<String>,
    /// With the console's quick build instead of the released one.
    #[arg(long)]
    dev: bool,
}

/// Takes the pictures with Playwright, against the real gateway and the sandbox's fixed world.
pub(crate) fn screenshots(options: &Options) -> Result<()> {
    let is_kept = !options.all && options.only.is_none();
    let folder = if is_kept {
        paths::root().join(FOLDER)
    } else {
        paths::target().join("screenshots")
    };
    setup::fonts();
    let mut pictures = test::playwright(&build::console(!options.dev)?)?;
    pictures
        .args(["--config", "screenshots.config.ts", "--reporter=list"])
        .env("SCREENSHOTS_INTO", &folder)
        .env("FONTCONFIG_FILE", paths::e2e().join("screenshots/fonts.conf"))
        .stdout(std::io::stderr());
    if options.all {
        pictures.env("SCREENSHOTS_ALL", "1");
    }
    if let Some(part) = &options.only {
        pictures.env("SCREENSHOTS_ONLY", part);
    }
    run(&mut pictures).context("the pictures were not taken; Playwright's words are above")?;
    for picture in build::files_below(&folder)? {
        let bytes = fs::metadata(&picture)?.len();
        if is_kept && bytes > MOST_BYTES {
            say(format_args!(
                "{} has {bytes} bytes: more than {MOST_BYTES} are too many to keep",
                picture.display()
            ));
        }
    }
    say(format_args!("the pictures are in {}", folder.display()));
    Ok(())
}
