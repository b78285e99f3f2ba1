//! The configuration: each setting by a flag, an environment variable
//! (`STEADYDESK_…`) or a key of the file given by `--config`; the first that is
//! given counts. Names are the same everywhere: `--public-url`,
//! `STEADYDESK_PUBLIC_URL`, `public_url = "…"`.

use crate::{
    marketplace::{lazada, shopee, tiktok},
    telemetry::LogFormat,
};
use anyhow::{Context as _, Result, bail};
use clap::Args;
use serde::Deserialize;
use std::{
    fmt,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};
use url::Url;

/// Everything that can be given; nothing has to be.
#[derive(Args, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct Given {
    /// Folder for the database, the sealing key and whatever else is kept; made if missing [default: steadydesk-data]
    #[arg(long, env = "STEADYDESK_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,

    /// Address to serve on; port 0 takes any free one [default: 127.0.0.1:8080]
    #[arg(long, env = "STEADYDESK_LISTEN", value_name = "ADDRESS:PORT")]
    pub listen: Option<SocketAddr>,

    /// Address under which browsers and marketplaces reach this gateway. With https, cookies are sent over TLS alone
    /// [default: http:// and the address served on]
    #[arg(long, env = "STEADYDESK_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<Url>,

    /// Database: `postgres://user:password@host/name`; without it SQLite in the data folder
    #[arg(long, env = "STEADYDESK_DATABASE", value_name = "URL", hide_env_values = true)]
    pub database: Option<String>,

    /// Folder with the built console, served instead of the one inside this program
    #[arg(long, env = "STEADYDESK_CONSOLE", value_name = "DIR")]
    pub console: Option<PathBuf>,

    /// Address of a running sandbox (loopback): its marketplaces instead of the real ones, with accounts to try
    #[arg(long, env = "STEADYDESK_SANDBOX", value_name = "URL")]
    pub sandbox: Option<Url>,

    /// Key that seals the platforms' tokens: 64 hexadecimal digits. Several, separated by commas: the first seals,
    /// all open
    #[arg(long, env = "STEADYDESK_KEY", value_name = "HEX", hide_env_values = true)]
    pub key: Option<String>,

    /// File with that key; made if missing [default: seal.key in the data folder]
    #[arg(long, env = "STEADYDESK_KEY_FILE", value_name = "FILE")]
    pub key_file: Option<PathBuf>,

    /// Trust the X-Forwarded-For header that a proxy in front of this gateway sets (true or false) [default: false]
    #[arg(long, env = "STEADYDESK_TRUST_PROXY", value_name = "BOOL")]
    pub trust_proxy: Option<bool>,

    /// What is logged, such as `info,steadydesk_gateway=debug` [default: info]
    #[arg(long, env = "STEADYDESK_LOG", value_name = "FILTER")]
    pub log: Option<String>,

    /// How log lines look [default: pretty]
    #[arg(long, env = "STEADYDESK_LOG_FORMAT", value_enum)]
    pub log_format: Option<LogFormat>,

    /// Seconds between signs of life on event streams [default: 15]
    #[arg(long, env = "STEADYDESK_BEAT_SECONDS", value_name = "SECONDS")]
    pub beat_seconds: Option<u32>,

    /// How many changes the log keeps for consoles that come back [default: 200000]
    #[arg(long, env = "STEADYDESK_CHANGES_KEPT", value_name = "NUMBER")]
    pub changes_kept: Option<u32>,

    /// For how many hours it keeps them [default: 72]
    #[arg(long, env = "STEADYDESK_CHANGES_HOURS", value_name = "HOURS")]
    pub changes_hours: Option<u32>,

    /// Shopee: the app's partner id
    #[arg(long, env = "STEADYDESK_SHOPEE_PARTNER_ID", value_name = "ID")]
    pub shopee_partner_id: Option<String>,

    /// Shopee: the app's partner key; better by file or environment than by flag
    #[arg(
        long,
        env = "STEADYDESK_SHOPEE_PARTNER_KEY",
        value_name = "KEY",
        hide_env_values = true
    )]
    pub shopee_partner_key: Option<String>,

    /// Shopee: where the app is registered: global, china or brazil [default: global]
    #[arg(long, env = "STEADYDESK_SHOPEE_SITE", value_name = "SITE")]
    pub shopee_site: Option<String>,

    /// Lazada: the app's key
    #[arg(long, env = "STEADYDESK_LAZADA_APP_KEY", value_name = "KEY")]
    pub lazada_app_key: Option<String>,

    /// Lazada: the app's secret; better by file or environment than by flag
    #[arg(
        long,
        env = "STEADYDESK_LAZADA_APP_SECRET",
        value_name = "SECRET",
        hide_env_values = true
    )]
    pub lazada_app_secret: Option<String>,

    /// TikTok Shop: the app's key
    #[arg(long, env = "STEADYDESK_TIKTOK_APP_KEY", value_name = "KEY")]
    pub tiktok_app_key: Option<String>,

    /// TikTok Shop: the app's secret; better by file or environment than by flag
    #[arg(
        long,
        env = "STEADYDESK_TIKTOK_APP_SECRET",
        value_name = "SECRET",
        hide_env_values = true
    )]
    pub tiktok_app_secret: Option<String>,

    /// TikTok Shop: the app's service id, which the authorisation link carries
    #[arg(long, env = "STEADYDESK_TIKTOK_SERVICE_ID", value_name = "ID")]
    pub tiktok_service_id: Option<String>,

    /// TikTok Shop: whether sellers of the United States give their permission (true or false) [default: false]
    #[arg(long, env = "STEADYDESK_TIKTOK_US", value_name = "BOOL")]
    pub tiktok_us: Option<bool>,
}

impl fmt::Debug for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Given")
            .field("data", &self.data)
            .field("listen", &self.listen)
            .finish_non_exhaustive()
    }
}

impl Given {
    /// Reads a configuration file.
    ///
    /// # Errors
    /// The text names the file, the line, and the key that is not known.
    pub fn from_file(path: &Path) -> Result<Self> {
        let shown = path.display();
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read the configuration file {shown}; give another with --config"))?;
        toml::from_str(&text).map_err(|error| {
            let line = error
                .span()
                .map_or(1, |span| text[..span.start].matches('\n').count() + 1);
            // Other explanations quote the value, which may be a secret.
            let why = if error.message().starts_with("unknown field") {
                error.message()
            } else {
                "this cannot be read; write `name = \"text\"`, `name = 5` or `name = true`"
            };
            anyhow::anyhow!("the configuration file {shown}, line {line}: {why}; see --help for the names")
        })
    }

    /// What is given here, and where nothing is, what `other` gives.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            data: self.data.or(other.data),
            listen: self.listen.or(other.listen),
            public_url: self.public_url.or(other.public_url),
            database: self.database.or(other.database),
            console: self.console.or(other.console),
            sandbox: self.sandbox.or(other.sandbox),
            key: self.key.or(other.key),
            key_file: self.key_file.or(other.key_file),
            trust_proxy: self.trust_proxy.or(other.trust_proxy),
            log: self.log.or(other.log),
            log_format: self.log_format.or(other.log_format),
            beat_seconds: self.beat_seconds.or(other.beat_seconds),
            changes_kept: self.changes_kept.or(other.changes_kept),
            changes_hours: self.changes_hours.or(other.changes_hours),
            shopee_partner_id: self.shopee_partner_id.or(other.shopee_partner_id),
            shopee_partner_key: self.shopee_partner_key.or(other.shopee_partner_key),
            shopee_site: self.shopee_site.or(other.shopee_site),
            lazada_app_key: self.lazada_app_key.or(other.lazada_app_key),
            lazada_app_secret: self.lazada_app_secret.or(other.lazada_app_secret),
            tiktok_app_key: self.tiktok_app_key.or(other.tiktok_app_key),
            tiktok_app_secret: self.tiktok_app_secret.or(other.tiktok_app_secret),
            tiktok_service_id: self.tiktok_service_id.or(other.tiktok_service_id),
            tiktok_us: self.tiktok_us.or(other.tiktok_us),
        }
    }
}

/// The configuration in force, checked.
#[derive(Clone)]
pub struct Config {
    pub data: PathBuf,
    pub listen: SocketAddr,
    /// Without a slash at its end.
    pub public_url: Url,
    pub database: Option<String>,
    pub console: Option<PathBuf>,
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
        Ok(Self {
            key_file: given.key_file.unwrap_or_else(|| data.join("seal.key")),
            data,
            listen,
            public_url,
            database: given.database,
            console: given.console,
            sandbox: given.sandbox,
            key: given.key,
            trust_proxy: given.trust_proxy.unwrap_or(false),
            beat: Duration::from_secs(u64::from(beat)),
            changes_kept: i64::from(given.changes_kept.unwrap_or(200_000)),
            changes_hours: i64::from(given.changes_hours.unwrap_or(72)),
            shopee,
            lazada,
            tiktok,
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
