//! Who translates, and how much of it there may be.

use anyhow::{Context as _, Result, bail};
use std::{fmt, path::PathBuf, time::Duration};
use url::Url;

/// A provider of translations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    LibreTranslate,
    DeepL,
    Apertium,
    /// The sandbox's own, which speaks as LibreTranslate does.
    Sandbox,
}

impl Kind {
    /// As it is called in settings, answers and the memory of translations.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LibreTranslate => "libretranslate",
            Self::DeepL => "deepl",
            Self::Apertium => "apertium",
            Self::Sandbox => "sandbox",
        }
    }
}

/// The provider in force, checked.
#[derive(Clone)]
pub struct Translate {
    pub kind: Kind,
    /// Paths such as `translate` are added to it.
    pub url: Url,
    pub key: Option<String>,
    pub version: String,
    pub timeout: Duration,
    /// Characters a day.
    pub budget: Option<i64>,
}

impl fmt::Debug for Translate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Translate")
            .field("kind", &self.kind)
            .field("url", &self.url.as_str())
            .field("version", &self.version)
            .field("budget", &self.budget)
            .finish_non_exhaustive()
    }
}

/// What was given for it.
pub(super) struct Wanted<'a> {
    pub(super) provider: Option<String>,
    pub(super) url: Option<Url>,
    pub(super) key: Option<String>,
    pub(super) key_file: Option<PathBuf>,
    pub(super) version: Option<String>,
    pub(super) timeout_seconds: Option<u32>,
    pub(super) budget: Option<u64>,
    pub(super) sandbox: Option<&'a Url>,
}

/// Checks it and fills in the rest.
pub(super) fn check(wanted: Wanted<'_>) -> Result<Option<Translate>> {
    let kind = match wanted.provider.as_deref() {
        Some("libretranslate") => Kind::LibreTranslate,
        Some("deepl") => Kind::DeepL,
        Some("apertium") => Kind::Apertium,
        Some("off") => return Ok(None),
        Some(_) => bail!("`translate_provider` must be libretranslate, deepl, apertium or off"),
        None if wanted.url.is_some() => {
            bail!("`translate_url` is set but `translate_provider` is not; set it to libretranslate, deepl or apertium")
        }
        None if wanted.sandbox.is_some() => Kind::Sandbox,
        None => return Ok(None),
    };
    let key = match (wanted.key, wanted.key_file) {
        (Some(_), Some(_)) => bail!("`translate_key` and `translate_key_file` are both set; set one"),
        (Some(key), None) => Some(key),
        (None, Some(path)) => Some(std::fs::read_to_string(&path).with_context(|| {
            format!(
                "`translate_key_file`: {} cannot be read; it holds the provider's key",
                path.display()
            )
        })?),
        (None, None) => None,
    };
    let key = key.map(|key| key.trim().to_owned());
    if key
        .as_ref()
        .is_some_and(|key| key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_graphic()))
    {
        bail!("`translate_key` is no key: it is empty or has spaces or line ends in it");
    }
    if kind == Kind::DeepL && key.is_none() {
        bail!("`translate_provider` is deepl but there is no key; set `translate_key_file` or `translate_key`");
    }
    let url = match (wanted.url, kind) {
        (Some(url), _) => url,
        (None, Kind::DeepL) => deepl(key.as_deref().unwrap_or_default()),
        (None, Kind::Sandbox) => {
            let sandbox = wanted.sandbox.context("no sandbox is configured")?;
            sandbox.join("/libretranslate/").context("`sandbox` makes no address")?
        }
        (None, _) => bail!(
            "`translate_provider` is {} but `translate_url` is not set; set it to the address where that is served",
            kind.as_str()
        ),
    };
    if kind == Kind::DeepL && url.scheme() != "https" && super::loopback(&url).is_err() {
        bail!("`translate_url` must begin with https:// for deepl: the key would travel in the clear");
    }
    let timeout = wanted.timeout_seconds.unwrap_or(10);
    if !(1..=15).contains(&timeout) {
        bail!("`translate_timeout_seconds` must be 1 to 15: an operator waits for it, and it is tried three times");
    }
    let version = wanted.version.unwrap_or_else(|| "1".to_owned());
    if version.is_empty() || version.len() > 60 || version.chars().any(char::is_control) {
        bail!("`translate_version` must be a name of 1 to 60 characters");
    }
    let budget = match wanted.budget.map(i64::try_from) {
        None => None,
        Some(Ok(budget)) => Some(budget),
        Some(Err(_)) => bail!("`translate_budget` is too large; leave it out for no limit"),
    };
    Ok(Some(Translate {
        kind,
        url: folder(url)?,
        key,
        version,
        timeout: Duration::from_secs(u64::from(timeout)),
        budget,
    }))
}

/// Where DeepL serves accounts: keys of free ones end with `:fx`
/// (<https://developers.deepl.com/docs/getting-started/auth>).
fn deepl(key: &str) -> Url {
    let address = if key.ends_with(":fx") {
        "https://api-free.deepl.com/"
    } else {
        "https://api.deepl.com/"
    };
    // Both are well-formed.
    Url::parse(address).expect("an address")
}

/// The address as a folder, so that paths are added behind it.
fn folder(mut url: Url) -> Result<Url> {
    let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
    if !is_web || url.query().is_some() || url.fragment().is_some() {
        bail!("`translate_url` must be http(s)://HOST[:PORT][/PATH]");
    }
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::super::{Config, Given};
    use super::*;

    fn checked(toml: &str) -> Result<Option<Translate>> {
        let given: Given = toml::from_str(toml).expect("readable");
        Config::new(given).map(|config| config.translate)
    }

    #[test]
    fn nobody_translates_until_somebody_is_named() {
        assert!(checked("").expect("fine").is_none());
        assert!(
            checked("sandbox = 'http://127.0.0.1:8090'\ntranslate_provider = 'off'")
                .expect("fine")
                .is_none()
        );
    }

    #[test]
    fn addresses_are_filled_in_and_keys_are_not_told() {
        let sandbox = checked("sandbox = 'http://127.0.0.1:8090'")
            .expect("fine")
            .expect("one");
        assert_eq!(
            (sandbox.kind, sandbox.url.as_str()),
            (Kind::Sandbox, "http://127.0.0.1:8090/libretranslate/")
        );
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("key");
        std::fs::write(&file, "secret:fx\n").expect("written");
        let deepl = checked(&format!(
            "translate_provider = 'deepl'\ntranslate_key_file = '{}'\ntranslate_budget = 5",
            file.display()
        ))
        .expect("fine")
        .expect("one");
        assert_eq!(
            (deepl.url.as_str(), deepl.budget),
            ("https://api-free.deepl.com/", Some(5))
        );
        assert_eq!(deepl.key.as_deref(), Some("secret:fx"));
        assert!(!format!("{deepl:?}").contains("secret"));
        let own = checked("translate_provider = 'libretranslate'\ntranslate_url = 'http://mt.lan:5000/lt'")
            .expect("fine")
            .expect("one");
        assert_eq!(own.url.as_str(), "http://mt.lan:5000/lt/");
    }

    #[rstest::rstest]
    #[case("translate_provider = 'babel'", "`translate_provider`")]
    #[case("translate_provider = 'apertium'", "`translate_url`")]
    #[case("translate_provider = 'deepl'", "`translate_key")]
    #[case("translate_url = 'http://mt.lan'", "`translate_provider`")]
    #[case("translate_provider = 'apertium'\ntranslate_url = 'ftp://mt.lan'", "`translate_url`")]
    #[case("translate_provider = 'deepl'\ntranslate_key = 'a b'", "`translate_key`")]
    #[case(
        "translate_provider = 'deepl'\ntranslate_key = 'k'\ntranslate_url = 'http://mt.lan'",
        "`translate_url`"
    )]
    #[case(
        "translate_provider = 'deepl'\ntranslate_key_file = '/nowhere/key'",
        "`translate_key_file`"
    )]
    #[case(
        "sandbox = 'http://127.0.0.1:1'\ntranslate_timeout_seconds = 60",
        "`translate_timeout_seconds`"
    )]
    #[case("time_zone = 'Middle/Earth'", "`time_zone`")]
    fn a_mistake_names_its_key(#[case] toml: &str, #[case] key: &str) {
        let error = checked(toml).expect_err("a mistake").to_string();
        assert!(error.contains(key) && !error.contains("a b"), "{error}");
    }
}
