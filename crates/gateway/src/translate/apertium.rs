//! Apertium APy (<https://wiki.apertium.org/wiki/Apertium-apy>): one text a
//! request, pairs of ISO 639-3 codes (`ind|zlm`), which `GET /listPairs` names.
//!
//! Two things must be asked for, seen in version 0.11.7: `markUnknown=no`, or
//! words that it does not know come back with a `*`; and `deformat=txt` with
//! `reformat=txt`, or the text is read as HTML.

use super::{
    Done, Failure, Language, Limits, Marks, Translator,
    http::{Http, Known, nonsense},
};
use async_trait::async_trait;
use serde_json::Value;
use std::collections::BTreeMap;
use steadydesk_wire::TranslationSource;
use url::Url;

/// An Apertium APy server.
#[derive(Debug)]
pub struct Apertium {
    http: Http,
    url: Url,
    key: Option<String>,
    known: Known<Vec<(String, String)>>,
}

impl Apertium {
    pub(super) fn new(http: Http, url: Url, key: Option<String>) -> Self {
        Self {
            http,
            url,
            key,
            known: Known::new(),
        }
    }

    /// The installed pairs, by the server's codes.
    async fn pairs(&self) -> Result<Vec<(String, String)>, Failure> {
        let ask = async {
            let body = self.http.call(self.http.get(&self.url, "listPairs")).await?;
            let list = response(&body)?.as_array().ok_or_else(nonsense)?;
            let code = |pair: &Value, field: &str| pair[field].as_str().map(ToOwned::to_owned);
            let pairs = list
                .iter()
                .map(|pair| Some((code(pair, "sourceLanguage")?, code(pair, "targetLanguage")?)));
            pairs.collect::<Option<Vec<_>>>().ok_or_else(nonsense)
        };
        self.known.get(ask).await
    }

    async fn pair(&self, from: &Language, to: &Language) -> Result<String, Failure> {
        let pairs = self.pairs().await?;
        let fitting = pairs
            .iter()
            // `eng_US` is the pair with a region; the plain one is meant.
            .filter_map(|(source, target)| {
                let fit = (from.fits(source)?, to.fits(target)?, source.len() + target.len());
                Some((fit, format!("{source}|{target}")))
            });
        fitting.min().map(|(_, pair)| pair).ok_or_else(|| {
            Failure::Language(format!(
                "the server has no pair of languages from {from} into {to} installed"
            ))
        })
    }
}

/// What is inside the envelope, whose own status counts too.
fn response(body: &Value) -> Result<&Value, Failure> {
    match body["responseStatus"].as_u64() {
        Some(200) => Ok(&body["responseData"]),
        Some(status) => Err(Failure::Lost(format!("status {status}"))),
        None => Err(nonsense()),
    }
}

#[async_trait]
impl Translator for Apertium {
    fn limits(&self) -> Limits {
        Limits {
            texts: 1,
            characters: 10_000,
            marks: Marks::Braces,
        }
    }

    fn detects(&self) -> bool {
        false
    }

    async fn languages(&self) -> Result<Vec<TranslationSource>, Failure> {
        let mut sources: BTreeMap<Language, Vec<String>> = BTreeMap::new();
        for (source, target) in self.pairs().await? {
            if let (Some(source), Some(target)) = (Language::parse(&source), Language::parse(&target)) {
                let targets = sources.entry(source).or_default();
                if !targets.contains(&target.to_string()) {
                    targets.push(target.to_string());
                }
            }
        }
        let source = |(from, to): (Language, Vec<String>)| TranslationSource {
            from: from.to_string(),
            to,
        };
        Ok(sources.into_iter().map(source).collect())
    }

    async fn translate(&self, texts: &[String], from: Option<&Language>, to: &Language) -> Result<Vec<Done>, Failure> {
        let from = from.ok_or_else(|| {
            Failure::Language("Apertium does not find out which language a text is in; choose it".to_owned())
        })?;
        let pair = self.pair(from, to).await?;
        let mut done = Vec::with_capacity(texts.len());
        for text in texts {
            let mut form = vec![
                ("langpair", pair.as_str()),
                ("q", text),
                ("markUnknown", "no"),
                ("deformat", "txt"),
                ("reformat", "txt"),
            ];
            if let Some(key) = &self.key {
                form.push(("key", key));
            }
            let body = self
                .http
                .call(self.http.post(&self.url, "translate").form(&form))
                .await?;
            done.push(Done {
                text: response(&body)?["translatedText"]
                    .as_str()
                    .ok_or_else(nonsense)?
                    .to_owned(),
                from: Some(from.clone()),
            });
        }
        Ok(done)
    }
}
