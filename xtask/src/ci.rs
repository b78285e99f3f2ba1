//! `ci`: everything that must hold before a change lands.

use crate::count::Count;
use crate::shell::{cargo, run, say};
use crate::test::{Rim, run_rim};
use crate::{setup, size, tidy};
use anyhow::{Result, bail};
use std::time::Instant;

/// Runs every check, also after one has failed, and ends with one count of checks and tests.
pub(crate) fn ci() -> Result<()> {
    setup::console_tools()?;
    let mut count = Count::default();
    count += check("format", || run(cargo().args(["fmt", "--all", "--check"])));
    count += check("tidy", tidy::tidy);
    count += check("lints, native", || {
        run(cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
    });
    count += check("lints, wasm32", || {
        let target = ["--package", "steadydesk", "--target", "wasm32-unknown-unknown"];
        run(cargo()
            .arg("clippy")
            .args(target)
            // Not `--all-targets`: the models' unit tests are native ones.
            .args(["--lib", "--bins", "--test", "*", "--", "-D", "warnings"]))
    });
    for rim in Rim::ALL {
        count += timed(&format!("{rim:?} tests"), || {
            run_rim(rim, false, &[]).unwrap_or_else(|error| {
                eprintln!("error: {error:#}");
                Count::FAILED
            })
        });
    }
    count += check("size budget", size::size);
    println!("{count}");
    if count.failed > 0 {
        bail!("what failed is told above");
    }
    Ok(())
}

fn check(name: &str, act: impl FnOnce() -> Result<()>) -> Count {
    timed(name, || match act() {
        Ok(()) => Count::PASSED,
        Err(error) => {
            eprintln!("error: {name}: {error:#}");
            Count::FAILED
        }
    })
}

fn timed(name: &str, act: impl FnOnce() -> Count) -> Count {
    say(name);
    let start = Instant::now();
    let count = act();
    say(format_args!("{name}: {count} ({} s)", start.elapsed().as_secs()));
    count
}
