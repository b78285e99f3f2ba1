//! Works pushes off: in their order within a shop, shops apart from each
//! other, again after failures, and after a restart where it had stopped.

use crate::{
    Services,
    db::{
        self,
        ingest::{How, Told},
        pushes::PushRow,
        stores::StoreRow,
    },
    jobs::sync,
    marketplace::{CallError, News, Push},
    service::threads::{self, ReadError},
};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    time::Duration,
};
use steadydesk_wire::Platform;
use tokio::{task::JoinSet, time::Instant};

/// Pushes looked at in one go.
const BATCH: i64 = 500;

type Shop = (Platform, String);

/// What became of a shop's pushes: until when the rest of them waits.
struct Worked {
    shop: Shop,
    wait: Option<Duration>,
}

pub(crate) async fn run(services: Services) {
    let mut under_way: JoinSet<Worked> = JoinSet::new();
    let mut busy: HashSet<Shop> = HashSet::new();
    let mut waiting: HashMap<Shop, Instant> = HashMap::new();
    loop {
        let now = Instant::now();
        waiting.retain(|_, until| *until > now);
        match due(&services).await {
            Ok(by_shop) => {
                for (shop, pushes) in by_shop {
                    if !busy.contains(&shop) && !waiting.contains_key(&shop) {
                        busy.insert(shop.clone());
                        under_way.spawn(work_off(services.clone(), shop, pushes));
                    }
                }
            }
            Err(error) => {
                tracing::error!(%error, "pushes cannot be read");
                tokio::time::sleep(services.work.settings.wait(2)).await;
            }
        }
        let next = waiting
            .values()
            .min()
            .copied()
            .unwrap_or_else(|| Instant::now() + Duration::from_secs(60));
        tokio::select! {
            () = services.work.push_came.notified() => {}
            Some(done) = under_way.join_next() => match done {
                Ok(Worked { shop, wait }) => {
                    if let Some(wait) = wait {
                        waiting.insert(shop.clone(), Instant::now() + wait);
                    }
                    busy.remove(&shop);
                }
                Err(_) => busy.clear(),
            },
            () = tokio::time::sleep_until(next) => {}
        }
    }
}

async fn due(services: &Services) -> db::Result<BTreeMap<Shop, Vec<(PushRow, Push)>>> {
    let rows = {
        let mut conn = services.db.read().await?;
        db::pushes::due(&mut conn, BATCH).await?
    };
    let mut by_shop: BTreeMap<Shop, Vec<(PushRow, Push)>> = BTreeMap::new();
    for row in rows {
        let read = match services.marketplaces.get(row.platform) {
            Some(marketplace) => marketplace.read_push(&row.body),
            None => Err("no app is configured for its platform any more".to_owned()),
        };
        match read {
            Ok(push) => by_shop
                .entry((row.platform, push.shop_id.clone()))
                .or_default()
                .push((row, push)),
            Err(why) => {
                tracing::warn!(platform = %row.platform, why, "a push is passed over");
                finish(services, &row).await?;
            }
        }
    }
    Ok(by_shop)
}

async fn finish(services: &Services, row: &PushRow) -> db::Result<()> {
    let mut tx = services.db.write().await?;
    db::pushes::done(&mut tx, row.n, services.clock.now()).await?;
    tx.commit().await
}

async fn work_off(services: Services, shop: Shop, pushes: Vec<(PushRow, Push)>) -> Worked {
    let settings = &services.work.settings;
    for (row, push) in pushes {
        let wait = match work(&services, &shop, &row, push).await {
            Ok(()) => continue,
            Err(ReadError::Call(CallError::RateLimited {
                retry_after: Some(wait),
            })) => wait,
            Err(error) => {
                tracing::warn!(platform = %shop.0, shop = shop.1, %error, "a push could not be worked off yet");
                settings.wait(row.attempts)
            }
        };
        if let Err(error) = give_up_or_wait(&services, &shop, &row).await {
            tracing::error!(%error, "a push could not be put back");
        }
        return Worked { shop, wait: Some(wait) };
    }
    Worked { shop, wait: None }
}

/// After many failures the regular reading of the store has to find it.
async fn give_up_or_wait(services: &Services, shop: &Shop, row: &PushRow) -> db::Result<()> {
    let mut tx = services.db.write().await?;
    db::pushes::failed(&mut tx, row.n).await?;
    if row.attempts + 1 >= services.work.settings.quiet_tries {
        db::pushes::done(&mut tx, row.n, services.clock.now()).await?;
        if let Some(store) = db::stores::by_shop(&mut tx, shop.0, &shop.1).await? {
            sync::begin(services, &store.id);
        }
    }
    tx.commit().await
}

async fn work(services: &Services, shop: &Shop, row: &PushRow, push: Push) -> Result<(), ReadError> {
    let store = {
        let mut conn = services.db.read().await?;
        db::stores::by_shop(&mut conn, shop.0, &shop.1).await?
    };
    if let Some(store) = store {
        take_in(services, &store, push.news).await?;
    }
    finish(services, row).await?;
    Ok(())
}

async fn take_in(services: &Services, store: &StoreRow, news: News) -> Result<(), ReadError> {
    match news {
        News::Message(message) => {
            let session_id = message.session_id.clone();
            let told = |message| Told {
                session: None,
                messages: vec![message],
                how: How::Live,
                older: None,
                synced: None,
                tolerance_ms: i64::try_from(services.work.settings.clock_tolerance.as_millis()).unwrap_or(i64::MAX),
            };
            let merged = threads::merge(services, &store.id, &session_id, told((*message).clone())).await?;
            if merged.is_none() {
                // A buyer who is new here: the platform knows who it is.
                threads::read_again(services, store, &session_id).await?;
                threads::merge(services, &store.id, &session_id, told(*message)).await?;
            }
        }
        News::Session { session_id, .. } => {
            threads::read_again(services, store, &session_id).await?;
        }
        News::Deauthorized => {
            services.change_store(&store.id, |row| row.login_expired = true).await?;
        }
        News::AuthorizationExpires { at: Some(at) } => {
            services
                .change_store(&store.id, |row| row.authorized_until = Some(at))
                .await?;
        }
        News::AuthorizationExpires { at: None } | News::ShopChanged => sync::begin(services, &store.id),
        News::Other => {}
    }
    Ok(())
}
