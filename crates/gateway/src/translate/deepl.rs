//! DeepL's API, version 2 (<https://developers.deepl.com/api-reference/translate>):
//! up to 50 texts and 128 KiB a request, the key in a header, 429 for too many
//! requests and 456 for a quota that is spent
//! (<https://developers.deepl.com/docs/best-practices/error-handling>).
//! Placeholders are XML, which it takes apart and puts back by itself
//! (<https://developers.deepl.com/docs/xml-and-html-handling/xml>).

use super::{
    Done, Failure, Language, Limits, Marks, Translator,
    http::{Http, Known, nonsense},
};
use async_trait::async_trait;
use serde_json::{Value, json};
use steadydesk_wire::TranslationSource;
use url::Url;

/// An account at DeepL.
#[derive(Debug)]
pub struct DeepL {
    http: Http,
    url: Url,
    key: Key,
    known: Known<Vec<TranslationSource>>,
}

/// Never shown.
struct Key(String);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

impl DeepL {
    pub(super) fn new(http: Http, url: Url, key: String) -> Self {
        Self {
            http,
            url,
            key: Key(key),
            known: Known::new(),
        }
    }

    fn authorized(&self, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        request.header(reqwest::header::AUTHORIZATION, format!("DeepL-Auth-Key {}", self.key.0))
    }

    /// The codes of `GET /v2/languages`.
    async fn listed(&self, kind: &str) -> Result<Vec<Language>, Failure> {
        let request = self.http.get(&self.url, "v2/languages").query(&[("type", kind)]);
        let body = self.http.call(self.authorized(request)).await?;
        let list = body.as_array().ok_or_else(nonsense)?;
        let mut languages: Vec<Language> = list
            .iter()
            .filter_map(|one| Language::parse(one["language"].as_str()?))
            .collect();
        languages.sort();
        languages.dedup();
        Ok(languages)
    }
}

/// What a language is called as a source: without script and region.
fn source(language: &Language) -> String {
    language.base().to_ascii_uppercase()
}

/// What a language is called as a target: English and Portuguese need a region, Chinese its script.
fn target(language: &Language) -> String {
    match language.as_str() {
        "en" => "EN-US".to_owned(),
        "pt" => "PT-BR".to_owned(),
        other => other.to_ascii_uppercase(),
    }
}

#[async_trait]
impl Translator for DeepL {
    fn limits(&self) -> Limits {
        Limits {
            texts: 50,
            // 128 KiB hold this many characters of four bytes, with room for JSON.
            characters: 20_000,
            marks: Marks::Xml,
        }
    }

    fn detects(&self) -> bool {
        true
    }

    async fn languages(&self) -> Result<Vec<TranslationSource>, Failure> {
        let ask = async {
            let (sources, targets) = (self.listed("source").await?, self.listed("target").await?);
            let into = |from: &Language| {
                let others = targets.iter().filter(|to| !to.is_read_as(from));
                others.map(ToString::to_string).collect()
            };
            let source = |from: &Language| TranslationSource {
                from: from.to_string(),
                to: into(from),
            };
            Ok(sources.iter().map(source).collect())
        };
        self.known.get(ask).await
    }

    async fn translate(&self, texts: &[String], from: Option<&Language>, to: &Language) -> Result<Vec<Done>, Failure> {
        let mut body = json!({
            "text": texts,
            "target_lang": target(to),
            "tag_handling": "xml",
            // Chat lines are whole as they are; their line ends and spaces matter.
            "preserve_formatting": true,
            "split_sentences": "nonewlines",
        });
        if let Some(from) = from {
            body["source_lang"] = json!(source(from));
        }
        let request = self.http.post(&self.url, "v2/translate").json(&body);
        let answer = self
            .http
            .call(self.authorized(request))
            .await
            .map_err(|failure| match failure {
                // "Value for 'target_lang' not supported."
                Failure::BadText(words) if words.contains("_lang") => Failure::Language(words),
                other => other,
            })?;
        let translations = answer["translations"].as_array().ok_or_else(nonsense)?;
        if translations.len() != texts.len() {
            return Err(nonsense());
        }
        let done = |one: &Value| {
            Ok(Done {
                text: one["text"].as_str().ok_or_else(nonsense)?.to_owned(),
                from: one["detected_source_language"].as_str().and_then(Language::parse),
            })
        };
        translations.iter().map(done).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_have_the_regions_and_scripts_that_it_asks_for() {
        let codes = |text| {
            let language = Language::parse(text).expect("a tag");
            (source(&language), target(&language))
        };
        assert_eq!(codes("en-GB"), ("EN".into(), "EN-US".into()));
        assert_eq!(codes("zh-TW"), ("ZH".into(), "ZH-HANT".into()));
        assert_eq!(codes("zh"), ("ZH".into(), "ZH-HANS".into()));
        assert_eq!(codes("pt"), ("PT".into(), "PT-BR".into()));
        assert_eq!(codes("pt-PT"), ("PT".into(), "PT-PT".into()));
        assert_eq!(codes("id"), ("ID".into(), "ID".into()));
    }
}
