//! `run`: the whole desk on this machine, from one command.

use crate::services::{Service, check_port, is_healthy};
use crate::shell::{command, say};
use crate::{build, paths};
use anyhow::{Context, Result, bail};
use clap::Args;
use std::path::PathBuf;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

/// A gateway that has thousands of stores to authorise needs a while.
const PATIENCE: Duration = Duration::from_secs(120);

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Where the console is served, on 127.0.0.1.
    #[arg(long, default_value_t = 8080, value_parser = clap::value_parser!(u16).range(1..))]
    port: u16,
    /// Where the sandbox marketplaces are served, on 127.0.0.1.
    #[arg(long, default_value_t = 8090, value_parser = clap::value_parser!(u16).range(1..))]
    sandbox_port: u16,
    /// The folder of the database and the logs; made when missing.
    #[arg(long, default_value = "data", value_name = "DIR")]
    data: PathBuf,
    /// The number that the sandbox's world is made from: the same seed, the same world.
    #[arg(long, value_name = "S")]
    seed: Option<u64>,
    /// How many stores the sandbox has.
    #[arg(long, default_value_t = 24, value_name = "N")]
    stores: u32,
    /// How many sessions each store has.
    #[arg(long, default_value_t = 25, value_name = "N")]
    sessions: u32,
    /// How many messages each session has.
    #[arg(long, default_value_t = 40, value_name = "N")]
    messages: u32,
    /// No buyer writes by itself.
    #[arg(long)]
    quiet_buyers: bool,
    /// Build for release: a small console, a fast gateway, a longer build.
    #[arg(long)]
    release: bool,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    if options.port == options.sandbox_port {
        bail!("--port and --sandbox-port are both {}: give each its own", options.port);
    }
    // Before the long build, so that nobody waits for nothing.
    check_port(options.port, "--port")?;
    check_port(options.sandbox_port, "--sandbox-port")?;
    let console = build::console(options.release)?;
    let servers = build::servers(options.release)?;

    let (tell, stop) = mpsc::channel();
    // Nobody hears a second signal while we are stopping.
    ctrlc::set_handler(move || _ = tell.send(())).context("cannot listen for Ctrl-C")?;

    let data = paths::root().join(&options.data);
    let logs = data.join("logs");
    let gateway_url = format!("http://127.0.0.1:{}", options.port);
    let sandbox_url = format!("http://127.0.0.1:{}", options.sandbox_port);

    if data.join("steadydesk.db").is_file() {
        say(format_args!(
            "{} holds an earlier run. The marketplaces of the sandbox begin anew and know nothing of what was written in \
             it, so that talks begun there take no answer; another --data begins with an empty desk",
            data.display()
        ));
    }
    say(format_args!("starting the sandbox marketplaces on {sandbox_url}"));
    let mut sandbox = command(servers.sandbox);
    sandbox.args(["--port", &options.sandbox_port.to_string(), "--gateway", &gateway_url]);
    for (flag, number) in [
        ("--stores", options.stores),
        ("--sessions", options.sessions),
        ("--messages", options.messages),
    ] {
        sandbox.args([flag, &number.to_string()]);
    }
    if let Some(seed) = options.seed {
        sandbox.args(["--seed", &seed.to_string()]);
    }
    if options.quiet_buyers {
        sandbox.arg("--quiet-buyers");
    }
    // Buyers' real words, where they lie beside the checkout.
    let texts = paths::root().join("../shared/data");
    if texts.is_dir() {
        sandbox.arg("--data-texts").arg(texts);
    }
    let mut sandbox = Service::start("sandbox", &mut sandbox, &logs, PATIENCE)?;

    say(format_args!(
        "starting the gateway on {gateway_url}; its data and logs are in {}",
        data.display()
    ));
    let mut gateway = command(servers.gateway);
    gateway.args([
        "--listen",
        &format!("127.0.0.1:{}", options.port),
        "--sandbox",
        &sandbox_url,
    ]);
    gateway.arg("--data").arg(&data).arg("--console").arg(console);
    // Declared after the sandbox, so dropped before it: the gateway stops first.
    let mut gateway = Service::start("gateway", &mut gateway, &logs, PATIENCE)?;
    let deadline = Instant::now() + PATIENCE;
    while !is_healthy(options.port) {
        gateway.check()?;
        if Instant::now() > deadline {
            bail!(
                "the gateway serves, but /healthz does not answer 200; see {}",
                logs.display()
            );
        }
    }

    println!("ready {gateway_url}");
    say("sign in as operator with the password sandbox; Ctrl-C stops everything");
    while let Err(RecvTimeoutError::Timeout) = stop.recv_timeout(Duration::from_millis(500)) {
        gateway.check()?;
        sandbox.check()?;
    }
    say("stopping");
    Ok(())
}
