//! The marketplaces on loopback: Shopee Open Platform v2, Lazada Open Platform
//! and TikTok Shop Open API 202309, as a seller's app sees them.
//!
//! One process on one port speaks all three, with their signatures, tokens,
//! paging, error bodies and pushes. It is written from the platforms' facts and
//! shares no line with the gateway's connectors, so that each checks the other:
//! what the real platform would refuse is refused here.
//!
//! Reading order:
//!
//! * [`dice`], [`ids`], [`world`]: the world that a seed makes. Nothing of it
//!   is stored; every store, session and message is made when it is asked for.
//! * [`market`]: what has happened since, under one lock. Every change goes
//!   through it, so that a message, its line in `/control/sent` and its push
//!   are one step.
//! * [`shopee`], [`lazada`], [`tiktok`]: each platform's calls over the market.
//!   `answer` is plain code from a [`http::call::Call`] to an answer.
//! * [`translate`]: a LibreTranslate server over the world's own texts.
//! * [`push`]: deliveries to the gateway, with redelivery on the sandbox's clock.
//! * [`fault`], [`control`]: what tests do to all this.
//! * [`http`]: the server around it.
//!
//! Two starts with the same seed on the same day give the same world, and
//! tokens given before a restart are still good after it.

mod clock;
mod control;
mod dice;
mod fault;
mod http;
mod ids;
mod lazada;
mod market;
mod picture;
mod push;
mod shared;
mod shopee;
mod sign;
mod tiktok;
mod translate;
mod visitors;
mod world;

use crate::{
    http::Server,
    market::Market,
    push::Pusher,
    shared::{Apps, Shared},
    world::{Plan, World},
};
use anyhow::Context;
use std::{net::Ipv4Addr, path::PathBuf, sync::Arc};
use tokio::{net::TcpListener, sync::mpsc, task::JoinSet};
use tokio_util::sync::CancellationToken;

/// What a sandbox is made from.
#[derive(Debug, Clone)]
pub struct Options {
    /// Port on 127.0.0.1; 0 takes any free one.
    pub port: u16,
    /// Where pushes go and where TikTok Shop sends sellers back to.
    pub gateway: String,
    /// Decides the world.
    pub seed: u64,
    /// At most 10,000.
    pub stores: u32,
    /// Sessions in each store; at most 100,000.
    pub sessions: u32,
    /// Messages in each session; at most 100,000.
    pub messages: u32,
    /// No buyer writes by itself.
    pub quiet_buyers: bool,
    /// A folder with `buyers-th.txt` and `buyers-id-en.csv`, whose texts buyers then write too.
    pub data_texts: Option<PathBuf>,
    /// The moment that the world's ages count back from, in ms since 1970;
    /// without it the beginning of the present day (UTC).
    pub anchor_ms: Option<i64>,
    /// Requests a second that one shop is allowed; beyond come the platform's rate-limit errors.
    pub requests_a_second: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 8090,
            gateway: "http://127.0.0.1:8080".to_owned(),
            seed: 1,
            stores: 24,
            sessions: 25,
            messages: 40,
            quiet_buyers: false,
            data_texts: None,
            anchor_ms: None,
            requests_a_second: 100,
        }
    }
}

/// A running sandbox. Dropping it stops it too, without waiting.
#[derive(Debug)]
pub struct Sandbox {
    url: String,
    stop: CancellationToken,
    tasks: JoinSet<()>,
}

impl Sandbox {
    /// Makes the world and serves it; ready when this returns.
    ///
    /// # Errors
    /// When the world cannot be made from the options or the port is taken.
    pub async fn start(options: Options) -> anyhow::Result<Self> {
        let started_ms = clock::machine_ms();
        let plan = Plan {
            seed: options.seed,
            stores: options.stores,
            sessions: options.sessions,
            messages: options.messages,
            anchor_ms: options.anchor_ms.unwrap_or_else(|| start_of_day(started_ms)),
            data_texts: options.data_texts.clone(),
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port))
            .await
            .with_context(|| format!("cannot listen on 127.0.0.1:{}", options.port))?;
        let url = format!("http://{}", listener.local_addr()?);
        let (news, events) = mpsc::unbounded_channel();
        let market = Market::new(World::new(plan)?, started_ms, news);
        let shared = Arc::new(Shared::new(&options, Apps::of_seed(options.seed), market, url.clone()));

        let stop = CancellationToken::new();
        let mut tasks = JoinSet::new();
        tasks.spawn(Pusher::new(shared.clone(), events)?.run(stop.clone()));
        tasks.spawn(Server::new(shared.clone()).run(listener, stop.clone()));
        if !options.quiet_buyers {
            tasks.spawn(visitors::run(shared, stop.clone()));
        }
        Ok(Self { url, stop, tasks })
    }

    /// Where it serves: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// Stops serving at once and waits until all its tasks have ended.
    pub async fn stop(mut self) {
        self.stop.cancel();
        while self.tasks.join_next().await.is_some() {}
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// Midnight (UTC) before a moment.
fn start_of_day(now_ms: i64) -> i64 {
    const DAY_MS: i64 = 24 * 3_600_000;
    now_ms - now_ms.rem_euclid(DAY_MS)
}
