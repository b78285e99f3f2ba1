//! The sandbox as a program: flags in, one line out, served until told to stop.

use clap::Parser;
use std::{io::Write, path::PathBuf};
use steadydesk_sandbox::{Options, Sandbox};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// Shopee, Lazada and TikTok Shop on loopback, for tests and demonstrations.
#[derive(Debug, Parser)]
#[command(version)]
struct Flags {
    /// Port on 127.0.0.1; 0 takes any free one
    #[arg(long, env = "STEADYDESK_SANDBOX_PORT", default_value_t = 8090)]
    port: u16,
    /// The gateway: pushes go to its /push/shopee, /push/lazada and /push/tiktok
    #[arg(long, env = "STEADYDESK_SANDBOX_GATEWAY", default_value = "http://127.0.0.1:8080")]
    gateway: String,
    /// Decides the world: the same number makes the same stores, buyers and talks
    #[arg(long, env = "STEADYDESK_SANDBOX_SEED", default_value_t = 1)]
    seed: u64,
    /// Stores, over the sites of the three platforms (at most 10000)
    #[arg(long, env = "STEADYDESK_SANDBOX_STORES", default_value_t = 24)]
    stores: u32,
    /// Sessions in each store
    #[arg(long, env = "STEADYDESK_SANDBOX_SESSIONS", default_value_t = 25)]
    sessions: u32,
    /// Messages in each session
    #[arg(long, env = "STEADYDESK_SANDBOX_MESSAGES", default_value_t = 40)]
    messages: u32,
    /// No buyer writes by itself
    #[arg(long, env = "STEADYDESK_SANDBOX_QUIET_BUYERS")]
    quiet_buyers: bool,
    /// Folder with buyers-th.txt and buyers-id-en.csv, whose texts buyers then write too
    #[arg(long, env = "STEADYDESK_SANDBOX_DATA_TEXTS", value_name = "DIR")]
    data_texts: Option<PathBuf>,
    /// Requests a second that one shop is allowed before rate-limit errors; 0 for no limit
    #[arg(long, env = "STEADYDESK_SANDBOX_REQUESTS_A_SECOND", default_value_t = 100)]
    requests_a_second: u32,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let flags = Flags::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .json()
        .with_writer(std::io::stderr)
        .with_env_filter(filter)
        .init();

    // Before serving, so that no signal falls between.
    let mut terminate = signal(SignalKind::terminate())?;
    let sandbox = Sandbox::start(Options {
        port: flags.port,
        gateway: flags.gateway,
        seed: flags.seed,
        stores: flags.stores,
        sessions: flags.sessions,
        messages: flags.messages,
        quiet_buyers: flags.quiet_buyers,
        data_texts: flags.data_texts,
        anchor_ms: None,
        requests_a_second: flags.requests_a_second,
    })
    .await?;
    let mut out = std::io::stdout();
    writeln!(out, "sandbox {}", sandbox.url())?;
    out.flush()?;

    tokio::select! {
        _ = terminate.recv() => {}
        interrupt = tokio::signal::ctrl_c() => interrupt?,
    }
    sandbox.stop().await;
    Ok(())
}
