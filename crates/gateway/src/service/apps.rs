//! The apps that the gateway speaks as, and the connectors that they make.

use crate::{
    config::Config,
    marketplace::{
        Marketplace, Marketplaces,
        hosts::Hosts,
        http::{Http, Timeouts},
        lazada, shopee, tiktok,
    },
};
use anyhow::Context as _;
use serde::Deserialize;
use std::sync::Arc;
use url::Url;

/// The apps that a gateway speaks as.
#[derive(Debug, Default)]
pub struct Apps {
    pub shopee: Option<shopee::App>,
    pub lazada: Option<lazada::App>,
    pub tiktok: Option<tiktok::App>,
}

/// The apps of the configuration, or the sandbox's own where one is given.
///
/// # Errors
/// When the sandbox does not answer.
pub async fn connect(config: &Config) -> anyhow::Result<Marketplaces> {
    let timeouts = Timeouts::default();
    if let Some(sandbox) = &config.sandbox {
        return connectors(apps_of_sandbox(sandbox).await?, &Hosts::One(sandbox.clone()), timeouts);
    }
    let apps = Apps {
        shopee: config.shopee.clone().map(|app| shopee::App {
            partner_id: app.partner_id,
            partner_key: app.partner_key,
            site: app.site,
        }),
        lazada: config.lazada.clone().map(|app| lazada::App {
            app_key: app.app_key,
            app_secret: app.app_secret,
        }),
        tiktok: config.tiktok.clone().map(|app| tiktok::App {
            app_key: app.app_key,
            app_secret: app.app_secret,
            service_id: app.service_id,
            us: false,
        }),
    };
    connectors(apps, &Hosts::Real, timeouts)
}

/// Connectors for `apps`, each with connections of its own.
///
/// # Errors
/// When no HTTP client can be made.
pub fn connectors(apps: Apps, hosts: &Hosts, timeouts: Timeouts) -> anyhow::Result<Marketplaces> {
    let http = || Http::new(timeouts).context("no HTTP client");
    let mut all: Vec<Arc<dyn Marketplace>> = Vec::new();
    if let Some(app) = apps.shopee {
        all.push(Arc::new(shopee::Shopee::new(app, hosts.clone(), http()?)));
    }
    if let Some(app) = apps.lazada {
        all.push(Arc::new(lazada::Lazada::new(app, hosts.clone(), http()?)));
    }
    if let Some(app) = apps.tiktok {
        all.push(Arc::new(tiktok::Tiktok::new(app, hosts.clone(), http()?)));
    }
    Ok(Marketplaces::new(all))
}

#[derive(Deserialize)]
struct SandboxApps {
    shopee: SandboxShopee,
    lazada: SandboxLazada,
    tiktok: SandboxTiktok,
}

#[derive(Deserialize)]
struct SandboxShopee {
    partner_id: serde_json::Value,
    partner_key: String,
}

#[derive(Deserialize)]
struct SandboxLazada {
    app_key: String,
    app_secret: String,
}

#[derive(Deserialize)]
struct SandboxTiktok {
    app_key: String,
    app_secret: String,
    service_id: String,
}

/// The keys under which the sandbox knows its apps; they are no secret.
///
/// # Errors
/// When the sandbox does not answer.
pub async fn apps_of_sandbox(sandbox: &Url) -> anyhow::Result<Apps> {
    let url = sandbox.join("/control/apps")?;
    let client = reqwest::Client::builder()
        .timeout(std::time::Duration::from_secs(10))
        .build()?;
    let apps: SandboxApps = client
        .get(url)
        .send()
        .await
        .and_then(reqwest::Response::error_for_status)
        .with_context(|| format!("the sandbox at {sandbox} does not answer; start it first"))?
        .json()
        .await
        .context("the sandbox's apps are unreadable")?;
    let partner_id = match apps.shopee.partner_id {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    };
    Ok(Apps {
        shopee: Some(shopee::App {
            partner_id,
            partner_key: apps.shopee.partner_key,
            site: shopee::Site::Global,
        }),
        lazada: Some(lazada::App {
            app_key: apps.lazada.app_key,
            app_secret: apps.lazada.app_secret,
        }),
        tiktok: Some(tiktok::App {
            app_key: apps.tiktok.app_key,
            app_secret: apps.tiktok.app_secret,
            service_id: apps.tiktok.service_id,
            us: false,
        }),
    })
}
