//! LibreTranslate's HTTP API (<https://docs.libretranslate.com/guides/api_usage/>,
//! <https://docs.libretranslate.com/api/operations/translate/>): one POST for
//! many texts, `auto` for a language that is to be found out, errors as
//! `{"error": "…"}`. The sandbox speaks it too.
//!
//! Servers differ in how they call Chinese and Brazilian Portuguese (`zh` or
//! `zh-Hans`, `zt` or `zh-Hant`, `pb` or `pt-BR`:
//! <https://github.com/LibreTranslate/LibreTranslate/issues/778>), so its own
//! list of languages decides which code is sent.

use super::{
    Done, Failure, Language, Limits, Marks, Translator,
    http::{Http, Known, nonsense},
};
use async_trait::async_trait;
use serde::Deserialize;
use serde_json::{Value, json};
use steadydesk_wire::TranslationSource;
use url::Url;

/// A LibreTranslate server.
#[derive(Debug)]
pub struct LibreTranslate {
    http: Http,
    url: Url,
    key: Option<String>,
    known: Known<Vec<Offer>>,
}

/// A line of `GET /languages`.
#[derive(Debug, Clone, Deserialize)]
struct Offer {
    code: String,
    #[serde(default)]
    targets: Vec<String>,
}

impl LibreTranslate {
    pub(super) fn new(http: Http, url: Url, key: Option<String>) -> Self {
        Self {
            http,
            url,
            key,
            known: Known::new(),
        }
    }

    async fn offers(&self) -> Result<Vec<Offer>, Failure> {
        let ask = async {
            let body = self.http.call(self.http.get(&self.url, "languages")).await?;
            serde_json::from_value(body).map_err(|_| nonsense())
        };
        self.known.get(ask).await
    }

    /// The server's own codes for the two languages.
    async fn codes(&self, from: Option<&Language>, to: &Language) -> Result<(String, String), Failure> {
        let offers = self.offers().await?;
        let codes = || offers.iter().map(|offer| offer.code.as_str());
        let unknown = |language: &Language| Failure::Language(format!("the server does not translate {language}"));
        let Some(from) = from else {
            // Targets that no source names are none of a server's.
            let target = best(
                offers.iter().flat_map(|offer| offer.targets.iter().map(String::as_str)),
                to,
            )
            .or_else(|| best(codes(), to));
            return Ok(("auto".to_owned(), target.ok_or_else(|| unknown(to))?));
        };
        let source = best(codes(), from).ok_or_else(|| unknown(from))?;
        let targets = offers
            .iter()
            .find(|offer| offer.code == source)
            .map(|offer| &offer.targets);
        let target = match targets {
            Some(targets) if !targets.is_empty() => best(targets.iter().map(String::as_str), to),
            _ => best(codes(), to),
        };
        let target =
            target.ok_or_else(|| Failure::Language(format!("the server does not translate from {from} into {to}")))?;
        Ok((source, target))
    }
}

/// The code that fits a language best.
fn best<'a>(codes: impl Iterator<Item = &'a str>, language: &Language) -> Option<String> {
    codes
        .filter_map(|code| Some((language.fits(code)?, code)))
        .min()
        .map(|(_, code)| code.to_owned())
}

#[async_trait]
impl Translator for LibreTranslate {
    /// Its own limits are the host's choice and unlimited by themselves.
    fn limits(&self) -> Limits {
        Limits {
            texts: 50,
            characters: 10_000,
            marks: Marks::Braces,
        }
    }

    fn detects(&self) -> bool {
        true
    }

    async fn languages(&self) -> Result<Vec<TranslationSource>, Failure> {
        let tag = |code: &str| Language::parse(code).map(|language| language.to_string());
        let offers = self.offers().await?;
        let sources = offers.iter().filter_map(|offer| {
            Some(TranslationSource {
                from: tag(&offer.code)?,
                to: offer
                    .targets
                    .iter()
                    .filter(|target| **target != offer.code)
                    .filter_map(|target| tag(target))
                    .collect(),
            })
        });
        Ok(sources.collect())
    }

    async fn translate(&self, texts: &[String], from: Option<&Language>, to: &Language) -> Result<Vec<Done>, Failure> {
        let (source, target) = self.codes(from, to).await?;
        let mut body = json!({"q": texts, "source": source, "target": target, "format": "text"});
        if let Some(key) = &self.key {
            body["api_key"] = json!(key);
        }
        let answer = self
            .http
            .call(self.http.post(&self.url, "translate").json(&body))
            .await?;
        let translated = answer["translatedText"].as_array().ok_or_else(nonsense)?;
        if translated.len() != texts.len() {
            return Err(nonsense());
        }
        let detected = |n: usize| -> Option<Language> {
            let found = match &answer["detectedLanguage"] {
                Value::Array(all) => all.get(n)?,
                one => one,
            };
            // Where it has no idea it says so with no confidence, and names English.
            if found["confidence"].as_f64() == Some(0.0) {
                return None;
            }
            Language::parse(found["language"].as_str()?)
        };
        let done = translated.iter().enumerate().map(|(n, text)| {
            Ok(Done {
                text: text.as_str().ok_or_else(nonsense)?.to_owned(),
                from: detected(n),
            })
        });
        done.collect()
    }
}
