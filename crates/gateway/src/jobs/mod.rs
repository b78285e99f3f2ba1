//! What goes on by itself: reading stores ([`sync`]), working pushes off
//! ([`pushes`]), and what time alone brings ([`upkeep`]).

pub(crate) mod pushes;
pub(crate) mod sync;
mod upkeep;

use crate::{
    Services,
    db::{self, accounts},
    service::{outbox, sandbox},
};
use steadydesk_wire::{Role, StoreId};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Takes the work up. The handle ends when `stop` is given and all of it has ended.
pub fn start(services: Services, stop: CancellationToken) -> JoinHandle<()> {
    tokio::spawn(async move {
        tokio::select! {
            () = begin_at_last(&services) => {}
            () = stop.cancelled() => {}
        }
        stop.cancelled().await;
        services.work.tasks.close();
        services.work.tasks.wait().await;
    })
}

/// A database that is away at the start is waited for.
async fn begin_at_last(services: &Services) {
    for n in 0.. {
        match begin(services).await {
            Ok(()) => return,
            Err(error) => tracing::error!(%error, "the work cannot be taken up yet"),
        }
        tokio::time::sleep(services.work.settings.wait(n)).await;
    }
}

/// First what a stop interrupted, then everything regular. Nothing has begun where it fails.
async fn begin(services: &Services) -> db::Result<()> {
    let lost = {
        let mut tx = services.db.write().await?;
        let lost = db::outgoing::recover(&mut tx, services.clock.now()).await?;
        tx.commit().await?;
        lost
    };
    if lost > 0 {
        tracing::warn!(
            lost,
            "messages were on their way when the gateway stopped; they are looked for"
        );
    }
    let (stores, to_send) = {
        let mut conn = services.db.read().await?;
        let stores: Vec<StoreId> = db::stores::all(&mut conn)
            .await?
            .into_iter()
            .map(|store| store.id)
            .collect();
        (stores, db::messages::stores_to_send(&mut conn).await?)
    };
    services.spawn(pushes::run(services.clone()));
    services.spawn(upkeep::run(services.clone()));
    for store in &to_send {
        outbox::sender::wake(services, store);
    }
    for store in &stores {
        sync::begin(services, store);
    }
    if services.config.sandbox.is_some() {
        services.spawn(link_sandbox(services.clone()));
    }
    Ok(())
}

/// In the name of the sandbox's administrator.
async fn link_sandbox(services: Services) {
    for n in 0.. {
        let linked = async {
            let all = accounts::all(&mut *services.db.read().await?).await?;
            let Some(admin) = all.into_iter().find(|account| account.role == Role::Admin) else {
                anyhow::bail!("there is no administrator yet");
            };
            sandbox::link_all(&services, &admin.id).await
        };
        match linked.await {
            Ok(linked) => {
                tracing::info!(linked, "the sandbox's stores are linked");
                return;
            }
            Err(error) => tracing::warn!(
                error = format!("{error:#}"),
                "the sandbox's stores cannot be linked yet"
            ),
        }
        tokio::time::sleep(services.work.settings.wait(n)).await;
    }
}
