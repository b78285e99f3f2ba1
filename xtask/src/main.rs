//! The project's commands. One file a command; `setup` is what they share.
//!
//! Progress goes to standard error; standard output carries only what a script
//! may want to read (`ready …`, the benchmarks' JSON, the count of tests).

// A command-line tool speaks by printing.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod bench;
mod build;
mod ci;
mod count;
mod dist;
mod paths;
mod run;
mod screenshots;
mod services;
mod setup;
mod shell;
mod size;
mod test;
mod tidy;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "Steadydesk's commands", disable_version_flag = true)]
struct Cli {
    #[command(subcommand)]
    command: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Set up what is missing, build, and serve the console with a gateway and the sandbox marketplaces.
    Run(run::Options),
    /// Run every test, or one rim of them.
    Test(test::Options),
    /// What the build server runs: format, lints, tidy, all tests, size budget.
    Ci,
    /// Build one gateway binary with the console inside, into target/dist/.
    Dist,
    /// Measure the gateway's lists and the console's sizes; JSON on standard output.
    Bench(bench::Options),
    /// Take pictures of every page into docs/screenshots.
    Screenshots(screenshots::Options),
    /// Check the house rules that a program can check.
    Tidy,
    /// Hold the release console against size-budget.json.
    Size,
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Task::Run(options) => run::run(&options),
        Task::Test(options) => test::test(&options),
        Task::Ci => ci::ci(),
        Task::Dist => dist::dist(),
        Task::Bench(options) => bench::bench(&options),
        Task::Screenshots(options) => screenshots::screenshots(&options),
        Task::Tidy => tidy::tidy(),
        Task::Size => size::size(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}
