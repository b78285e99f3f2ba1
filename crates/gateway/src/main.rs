//! The gateway's program: reads the configuration, serves until Ctrl-C or SIGTERM.

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand};
use std::{io::Write as _, path::PathBuf};
use steadydesk_gateway::{
    Services, bench,
    config::{Config, Given},
    server::{self, Serving},
    telemetry,
};

/// Steadydesk's gateway: serves the console, keeps the team's data and speaks the marketplaces' open APIs.
///
/// Every setting can be a flag, an environment variable or a key of the configuration file, under the same name;
/// a flag counts before the environment, the environment before the file.
#[derive(Debug, Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,

    /// Configuration file (TOML)
    #[arg(long, env = "STEADYDESK_CONFIG", value_name = "FILE", global = true)]
    config: Option<PathBuf>,

    #[command(flatten)]
    given: Given,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Set the password of an account, read from standard input, and sign it out everywhere
    SetPassword {
        /// The account's name
        name: String,
    },
    /// Measure the lists on a filled database; prints JSON
    #[command(hide = true)]
    BenchLists(bench::Options),
    /// Fill a database for measuring; prints JSON
    #[command(hide = true)]
    BenchFill(bench::FillOptions),
}

fn main() -> Result<()> {
    let cli = Cli::parse();
    let given = match &cli.config {
        Some(path) => cli.given.or(Given::from_file(path)?),
        None => cli.given,
    };
    telemetry::init(
        given.log.as_deref().unwrap_or("info"),
        given.log_format.unwrap_or_default(),
    )?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match cli.command {
            None => serve(Config::new(given)?).await,
            Some(Command::SetPassword { name }) => set_password(Config::new(given)?, &name).await,
            Some(Command::BenchLists(options)) => bench::run(&options).await,
            Some(Command::BenchFill(options)) => bench::run_fill(&options).await,
        }
    })
}

async fn serve(config: Config) -> Result<()> {
    // Before anything else, so that a signal during the start is not lost.
    let stop = stop_signal()?;
    let serving = Serving::start(Services::open(config).await?).await?;
    // The one line that whoever started this program waits for.
    writeln!(std::io::stdout(), "gateway http://{}", serving.address)?;
    tracing::info!(address = %serving.address, "serving");
    stop.await;
    tracing::info!("stopping");
    serving.stop().await;
    Ok(())
}

/// Ends with the first Ctrl-C or SIGTERM.
fn stop_signal() -> Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen for Ctrl-C")?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

async fn set_password(config: Config, name: &str) -> Result<()> {
    let services = Services::open(config).await?;
    writeln!(std::io::stderr(), "New password for {name}:")?;
    let mut line = String::new();
    std::io::stdin()
        .read_line(&mut line)
        .context("no password came on standard input")?;
    server::set_password(&services, name, line.trim_end_matches(['\r', '\n']).to_owned()).await?;
    services.db.close().await;
    writeln!(std::io::stderr(), "Done.")?;
    Ok(())
}
