//! Linking the sandbox's stores: each through the real way (authorise page,
//! callback, token exchange), with the seller's click left out.

use super::authorize::{self, Outcome, store_id};
use crate::{Services, db};
use anyhow::{Context as _, bail};
use futures_util::{StreamExt as _, stream};
use serde::Deserialize;
use std::time::Duration;
use steadydesk_wire::{NewAuthorization, Platform, UserId};
use url::Url;

/// Stores that are being linked at the same time.
const AT_ONCE: usize = 8;

#[derive(Deserialize)]
struct Listed {
    platform: Platform,
    id: serde_json::Value,
}

/// Authorises every store of the sandbox that is not here yet. Answers how many
/// were added; one that refuses is logged and left out.
///
/// # Errors
/// When no sandbox is configured or it does not answer.
pub async fn link_all(services: &Services, account: &UserId) -> anyhow::Result<usize> {
    let sandbox = services.config.sandbox.clone().context("no sandbox is configured")?;
    let client = reqwest::Client::builder()
        .timeout(Duration::from_secs(20))
        .redirect(reqwest::redirect::Policy::none())
        .build()?;
    let listed: Vec<Listed> = client
        .get(sandbox.join("/control/stores")?)
        .send()
        .await?
        .json()
        .await?;
    let mut wanted = Vec::new();
    {
        let mut conn = services.db.read().await?;
        for store in listed {
            let shop_id = store
                .id
                .as_str()
                .map_or_else(|| store.id.to_string(), ToOwned::to_owned);
            if db::stores::by_shop(&mut conn, store.platform, &shop_id)
                .await?
                .is_none()
            {
                wanted.push((store.platform, shop_id));
            }
        }
    }
    let linked = stream::iter(wanted)
        .map(|(platform, shop_id)| {
            let client = &client;
            async move {
                let done = link(services, client, account, platform, &shop_id).await;
                if let Err(error) = &done {
                    tracing::warn!(%platform, shop_id, error = format!("{error:#}"), "a sandbox store was not linked");
                }
                usize::from(done.is_ok())
            }
        })
        .buffer_unordered(AT_ONCE)
        .fold(0, |sum, one| async move { sum + one })
        .await;
    Ok(linked)
}

/// One store: to the page, past the click, and back through the callback.
async fn link(
    services: &Services,
    client: &reqwest::Client,
    account: &UserId,
    platform: Platform,
    shop_id: &str,
) -> anyhow::Result<()> {
    // A grant before this one may have brought it along.
    let id = store_id(platform, shop_id)?;
    if db::stores::get(&mut *services.db.read().await?, &id).await?.is_some() {
        return Ok(());
    }
    let page = authorize::begin(services, account, &NewAuthorization { platform, store: None }).await?;
    let mut page = Url::parse(&page.url)?;
    page.query_pairs_mut().append_pair("approve", shop_id);
    let answer = client.get(page).send().await?;
    let Some(location) = answer.headers().get(reqwest::header::LOCATION) else {
        bail!("the authorise page answered {} without leading back", answer.status());
    };
    let back = services.config.public_url.join(location.to_str()?)?;
    let query: Vec<(String, String)> = back.query_pairs().into_owned().collect();
    match authorize::finish(services, platform, &query).await? {
        Outcome::Authorized(_) => Ok(()),
        Outcome::Refused => bail!("the authorisation was refused"),
    }
}
