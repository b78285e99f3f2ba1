//! What can be given: flags, environment variables, keys of the file.

use crate::telemetry::LogFormat;
use anyhow::{Context as _, Result};
use clap::Args;
use serde::Deserialize;
use std::{
    fmt,
    net::SocketAddr,
    path::{Path, PathBuf},
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

    /// Whether browsers keep the console's files, so that it starts without a network (true or false). False also takes
    /// them out of browsers that have them [default: true]
    #[arg(long, env = "STEADYDESK_OFFLINE", value_name = "BOOL")]
    pub offline: Option<bool>,

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

    /// Who translates: libretranslate, deepl, apertium or off [default: off; with a sandbox, the sandbox]
    #[arg(long, env = "STEADYDESK_TRANSLATE_PROVIDER", value_name = "NAME")]
    pub translate_provider: Option<String>,

    /// Translation: where LibreTranslate or Apertium APy is served, or another address of DeepL's
    #[arg(long, env = "STEADYDESK_TRANSLATE_URL", value_name = "URL")]
    pub translate_url: Option<Url>,

    /// Translation: the provider's key; better by file or environment than by flag
    #[arg(long, env = "STEADYDESK_TRANSLATE_KEY", value_name = "KEY", hide_env_values = true)]
    pub translate_key: Option<String>,

    /// Translation: file with that key
    #[arg(long, env = "STEADYDESK_TRANSLATE_KEY_FILE", value_name = "FILE")]
    pub translate_key_file: Option<PathBuf>,

    /// Translation: a name for the provider's models and glossary; with a new one, older translations are renewed when
    /// they are looked at [default: 1]
    #[arg(long, env = "STEADYDESK_TRANSLATE_VERSION", value_name = "NAME")]
    pub translate_version: Option<String>,

    /// Translation: seconds that one request to the provider may take, 1 to 15 [default: 10]
    #[arg(long, env = "STEADYDESK_TRANSLATE_TIMEOUT_SECONDS", value_name = "SECONDS")]
    pub translate_timeout_seconds: Option<u32>,

    /// Translation: characters a day that the team may send to the provider [default: no limit]
    #[arg(long, env = "STEADYDESK_TRANSLATE_BUDGET", value_name = "CHARACTERS")]
    pub translate_budget: Option<u64>,

    /// The time zone in which the team's day begins, such as Asia/Singapore [default: UTC]
    #[arg(long, env = "STEADYDESK_TIME_ZONE", value_name = "ZONE")]
    pub time_zone: Option<String>,
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
            translate_provider: self.translate_provider.or(other.translate_provider),
            translate_url: self.translate_url.or(other.translate_url),
            translate_key: self.translate_key.or(other.translate_key),
            translate_key_file: self.translate_key_file.or(other.translate_key_file),
            translate_version: self.translate_version.or(other.translate_version),
            translate_timeout_seconds: self.translate_timeout_seconds.or(other.translate_timeout_seconds),
            translate_budget: self.translate_budget.or(other.translate_budget),
            time_zone: self.time_zone.or(other.time_zone),
            offline: self.offline.or(other.offline),
        }
    }
}
