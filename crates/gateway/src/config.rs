//! The configuration: each setting by a flag, an environment variable
//! (`STEADYDESK_…`) or a key of the file given by `--config`; the first that is
//! given counts. Names are the same everywhere: `--public-url`,
//! `STEADYDESK_PUBLIC_URL`, `public_url = "…"`.

mod given;
mod translate;

pub use given::Given;
pub use translate::{Kind as TranslateKind, Translate};

use crate::marketplace::{lazada, shopee, tiktok};
use anyhow::{Context as _, Result, bail};
use std::{fmt, net::SocketAddr, path::PathBuf, time::Duration};
use url::Url;

/// The configuration in force, checked.
#[derive(Clone)]
pub struct Config {
    pub data: PathBuf,
    pub listen: SocketAddr,
    /// Without a slash at its end.
    pub public_url: Url,
    pub database: Option<String>,
    pub console: Option<PathBuf>,
    /// Whether browsers keep the console's files, so that it starts without a network.
    pub offline: bool,
    pub sandbox: Option<Url>,
    pub key: Option<String>,
    pub key_file: PathBuf,
    pub trust_proxy: bool,
    pub beat: Duration,
    pub changes_kept: i64,
    pub changes_hours: i64,
    pub shopee: Option<shopee::App>,
    pub lazada: Option<lazada::App>,
    pub tiktok: Option<tiktok::App>,
    /// Who translates; nothing where nobody does.
    pub translate: Option<Translate>,
    /// In which the team's day begins.
    pub time_zone: jiff::tz::TimeZone,
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("data", &self.data)
            .field("listen", &self.listen)
            .field("public_url", &self.public_url.as_str())
            .field("sandbox", &self.sandbox.as_ref().map(Url::as_str))
            .finish_non_exhaustive()
    }
}

impl Config {
    /// Checks what is given and fills in the rest.
    ///
    /// # Errors
    /// The text names the key and says what to do.
    pub fn new(given: Given) -> Result<Self> {
        let data = std::path::absolute(given.data.unwrap_or_else(|| PathBuf::from("steadydesk-data")))
            .context("`data` is no path to a folder")?;
        let listen = given.listen.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080)));
        let public_url = match given.public_url {
            Some(url) => url,
            None => Url::parse(&format!("http://{listen}")).context("`listen` makes no address; set `public_url`")?,
        };
        if !matches!(public_url.scheme(), "http" | "https") || public_url.path() != "/" {
            bail!("`public_url` must be http(s)://HOST[:PORT] with nothing behind it");
        }
        if let Some(url) = &given.database
            && !url.starts_with("postgres://")
            && !url.starts_with("postgresql://")
        {
            bail!("`database` must begin with postgres://; leave it out for SQLite in the data folder");
        }
        if let Some(sandbox) = &given.sandbox {
            loopback(sandbox)?;
        }
        if let Some(console) = &given.console
            && !console.join("index.html").is_file()
        {
            bail!(
                "`console`: there is no index.html in {}; build the console or leave it out",
                console.display()
            );
        }
        let beat = given.beat_seconds.unwrap_or(15);
        if !(1..=60).contains(&beat) {
            bail!("`beat_seconds` must be 1 to 60: browsers and proxies drop quieter streams");
        }
        let site = match given.shopee_site.as_deref() {
            None | Some("global") => shopee::Site::Global,
            Some("china") => shopee::Site::China,
            Some("brazil") => shopee::Site::Brazil,
            Some(_) => bail!("`shopee_site` must be global, china or brazil"),
        };
        let shopee = both(
            ("shopee_partner_id", given.shopee_partner_id),
            ("shopee_partner_key", given.shopee_partner_key),
        )?
        .map(|(partner_id, partner_key)| shopee::App {
            partner_id,
            partner_key,
            site,
        });
        let lazada = both(
            ("lazada_app_key", given.lazada_app_key),
            ("lazada_app_secret", given.lazada_app_secret),
        )?
        .map(|(app_key, app_secret)| lazada::App { app_key, app_secret });
        let tiktok = match both(
            ("tiktok_app_key", given.tiktok_app_key),
            ("tiktok_app_secret", given.tiktok_app_secret),
        )? {
            Some((app_key, app_secret)) => Some(tiktok::App {
                app_key,
                app_secret,
                us: given.tiktok_us.unwrap_or(false),
                service_id: given.tiktok_service_id.context(
                    "`tiktok_app_key` is set but `tiktok_service_id` is not; the app's page in Partner Center has it",
                )?,
            }),
            None => None,
        };
        let time_zone = match given.time_zone.as_deref() {
            None => jiff::tz::TimeZone::UTC,
            Some(name) => jiff::tz::TimeZone::get(name).map_err(|_| {
                anyhow::anyhow!("`time_zone` must be a name such as Asia/Singapore or UTC that this machine knows")
            })?,
        };
        let translate = translate::check(translate::Wanted {
            provider: given.translate_provider,
            url: given.translate_url,
            key: given.translate_key,
            key_file: given.translate_key_file,
            version: given.translate_version,
            timeout_seconds: given.translate_timeout_seconds,
            budget: given.translate_budget,
            sandbox: given.sandbox.as_ref(),
        })?;
        Ok(Self {
            key_file: given.key_file.unwrap_or_else(|| data.join("seal.key")),
            data,
            listen,
            public_url,
            database: given.database,
            console: given.console,
            offline: given.offline.unwrap_or(true),
            sandbox: given.sandbox,
            key: given.key,
            trust_proxy: given.trust_proxy.unwrap_or(false),
            beat: Duration::from_secs(u64::from(beat)),
            changes_kept: i64::from(given.changes_kept.unwrap_or(200_000)),
            changes_hours: i64::from(given.changes_hours.unwrap_or(72)),
            shopee,
            lazada,
            tiktok,
            translate,
            time_zone,
        })
    }

    /// Whether browsers reach us over TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url.scheme() == "https"
    }

    /// Where a platform's authorise page leads back to.
    #[must_use]
    pub fn callback(&self, platform: steadydesk_wire::Platform) -> Url {
        let mut url = self.public_url.clone();
        url.set_path(&format!("/oauth/{platform}/callback"));
        url
    }

    /// Where a platform's pushes come to.
    #[must_use]
    pub fn push(&self, platform: steadydesk_wire::Platform) -> Url {
        let mut url = self.public_url.clone();
        url.set_path(&format!("/push/{platform}"));
        url
    }
}

/// The sandbox's accounts have a known password: it must not be reachable from elsewhere.
fn loopback(url: &Url) -> Result<()> {
    let is_loopback = match url.host() {
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    };
    if !is_loopback || url.scheme() != "http" {
        bail!("`sandbox` must be an http address of this machine, such as http://127.0.0.1:8090");
    }
    Ok(())
}

fn both((a_key, a): (&str, Option<String>), (b_key, b): (&str, Option<String>)) -> Result<Option<(String, String)>> {
    match (a, b) {
        (Some(a), Some(b)) => Ok(Some((a, b))),
        (None, None) => Ok(None),
        (Some(_), None) => bail!("`{a_key}` is set but `{b_key}` is not; set both or neither"),
        (None, Some(_)) => bail!("`{b_key}` is set but `{a_key}` is not; set both or neither"),
    }
}

#[cfg(test)]
mod tests;
