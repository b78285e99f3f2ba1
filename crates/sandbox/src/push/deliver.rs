//! Delivering pushes over HTTP.

use super::{
    Event, again_in_ms, patience,
    schedule::{Push, Schedule},
};
use crate::{
    fault::Target,
    lazada,
    shared::Shared,
    shopee, sign, tiktok,
    world::{Platform, Store},
};
use bytes::Bytes;
use serde_json::Value;
use std::{sync::Arc, time::Duration};
use tokio::{sync::mpsc, task::JoinSet};
use tokio_util::sync::CancellationToken;

/// Stores share this many lines; a line delivers one push at a time, so that a
/// store's pushes keep their order.
const LINES: usize = 16;

/// Takes events, plans pushes and delivers them.
#[derive(Debug)]
pub(crate) struct Pusher {
    shared: Arc<Shared>,
    events: mpsc::UnboundedReceiver<Event>,
    client: reqwest::Client,
}

impl Pusher {
    /// # Errors
    /// When no HTTP client can be made.
    pub(crate) fn new(shared: Arc<Shared>, events: mpsc::UnboundedReceiver<Event>) -> anyhow::Result<Self> {
        // The gateway is on this machine: no proxy, no redirects.
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Self { shared, events, client })
    }

    /// Delivers until told to stop; what is then still on its way is dropped.
    pub(crate) async fn run(mut self, stop: CancellationToken) {
        let (failed, mut failures) = mpsc::unbounded_channel();
        let mut lines = Vec::new();
        let mut workers = JoinSet::new();
        for _ in 0..LINES {
            let (line, waiting) = mpsc::unbounded_channel();
            lines.push(line);
            workers.spawn(work(self.shared.clone(), self.client.clone(), waiting, failed.clone()));
        }
        let mut schedule = Schedule::default();
        loop {
            let now_ms = self.shared.clock.now_ms();
            for push in schedule.take_due(now_ms) {
                // The workers live as long as this loop.
                let _ = lines[push.store as usize % LINES].send(push);
            }
            let wait_ms = schedule
                .next_ms()
                .map_or(60_000, |at_ms| (at_ms - now_ms).clamp(1, 60_000));
            let wait = Duration::from_millis(wait_ms.unsigned_abs());
            tokio::select! {
                () = stop.cancelled() => break,
                () = self.shared.clock.moved() => {}
                () = tokio::time::sleep(wait) => {}
                Some(event) = self.events.recv() => self.take_in(&mut schedule, &event),
                Some(push) = failures.recv() => self.plan_again(&mut schedule, push),
            }
        }
        workers.shutdown().await;
    }

    fn take_in(&self, schedule: &mut Schedule, event: &Event) {
        let now_ms = self.shared.clock.now_ms();
        let store = &event.store;
        for body in bodies(&self.shared, event, now_ms) {
            let shop = store.id().to_string();
            let path = format!("/push/{}", store.platform);
            let target = Target {
                platform: Some(store.platform),
                store: Some(&shop),
                path: &path,
                method: "POST",
                sends: false,
            };
            let fault = self.shared.faults().strike_push(target);
            let push = Push {
                platform: store.platform,
                store: store.no,
                shop: shop.clone(),
                body: body.to_string().into_bytes().into(),
                tried: 0,
                begun_ms: now_ms,
            };
            if let Some(lost) = schedule.take_in(push, fault.as_ref(), now_ms) {
                self.keep_lost(&lost);
            }
        }
    }

    fn plan_again(&self, schedule: &mut Schedule, push: Push) {
        match again_in_ms(push.platform, push.tried) {
            Some(wait_ms) => {
                let at_ms = push.begun_ms + wait_ms;
                schedule.plan(push, at_ms);
            }
            None => self.keep_lost(&push),
        }
    }

    /// Shopee remembers what never arrived; nobody else does.
    fn keep_lost(&self, push: &Push) {
        if push.platform == Platform::Shopee
            && let Ok(body) = serde_json::from_slice::<Value>(&push.body)
        {
            let now_ms = self.shared.clock.now_ms();
            self.shared.market().lost.push((now_ms, body));
        }
    }
}

fn bodies(shared: &Shared, event: &Event, now_ms: i64) -> Vec<Value> {
    match event.store.platform {
        Platform::Shopee => shopee::push_bodies(shared, event, now_ms),
        Platform::Lazada => lazada::push_bodies(shared, event, now_ms),
        Platform::Tiktok => tiktok::push_bodies(shared, event, now_ms),
    }
}

async fn work(
    shared: Arc<Shared>,
    client: reqwest::Client,
    mut waiting: mpsc::UnboundedReceiver<Push>,
    failed: mpsc::UnboundedSender<Push>,
) {
    while let Some(mut push) = waiting.recv().await {
        push.begun_ms = shared.clock.now_ms();
        if !deliver(&shared, &client, &push).await {
            push.tried += 1;
            if failed.send(push).is_err() {
                return;
            }
        }
    }
}

/// One delivery; true when the receiver has taken it in time.
async fn deliver(shared: &Shared, client: &reqwest::Client, push: &Push) -> bool {
    let Some(store) = shared.market().world.store(push.store) else {
        return true;
    };
    let url = address(shared, &store);
    let apps = &shared.apps;
    let signature = match push.platform {
        Platform::Shopee => sign::shopee_push(&apps.shopee.partner_key, &url, &push.body),
        Platform::Lazada => sign::app_push(&apps.lazada.app_secret, &apps.lazada.app_key, &push.body),
        Platform::Tiktok => sign::app_push(&apps.tiktok.app_secret, &apps.tiktok.app_key, &push.body),
    };
    let request = client
        .post(&url)
        .header("Authorization", signature)
        .header("Content-Type", "application/json")
        .timeout(patience(push.platform))
        .body(Bytes::clone(&push.body));
    match request.send().await {
        Ok(response) => {
            let taken = if push.platform == Platform::Lazada {
                response.status() == reqwest::StatusCode::OK
            } else {
                response.status().is_success()
            };
            if !taken {
                tracing::info!(platform = %push.platform, shop = push.shop, status = %response.status(), "push refused");
            }
            taken
        }
        Err(error) => {
            tracing::debug!(platform = %push.platform, shop = push.shop, %error, "push not delivered");
            false
        }
    }
}

/// Where a store's pushes go: the address set through the platform's API, else
/// the gateway's.
fn address(shared: &Shared, store: &Store) -> String {
    let market = shared.market();
    let set = match store.platform {
        Platform::Shopee => market.shopee_callback.clone(),
        _ => market.push_url(store.no).map(str::to_owned),
    };
    set.unwrap_or_else(|| format!("{}/push/{}", shared.gateway(), store.platform))
}
