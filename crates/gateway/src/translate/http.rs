//! One request to a provider: an answer in JSON, or what is known of the failure.

use super::Failure;
use crate::marketplace::http::retry_after;
use reqwest::{RequestBuilder, StatusCode, redirect};
use serde_json::Value;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;
use url::Url;

/// More than a hundred long texts; beyond it an answer is nonsense.
const MAX_BODY: usize = 4 * 1024 * 1024;
/// As much of a provider's own words as is passed on.
const MAX_WORDS: usize = 200;

/// A client that speaks JSON, follows no redirect and reads no endless body.
#[derive(Debug, Clone)]
pub(crate) struct Http {
    client: reqwest::Client,
}

impl Http {
    pub(super) fn new(timeout: Duration) -> anyhow::Result<Self> {
        let client = reqwest::Client::builder()
            .connect_timeout(timeout.min(Duration::from_secs(5)))
            .timeout(timeout)
            .redirect(redirect::Policy::none())
            .user_agent(concat!("steadydesk/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self { client })
    }

    pub(super) fn get(&self, base: &Url, path: &str) -> RequestBuilder {
        self.client.get(under(base, path))
    }

    pub(super) fn post(&self, base: &Url, path: &str) -> RequestBuilder {
        self.client.post(under(base, path))
    }

    /// Sends it. `Ok` is the JSON of an answer that is a success.
    pub(super) async fn call(&self, request: RequestBuilder) -> Result<Value, Failure> {
        let mut response = request.send().await.map_err(|error| lost(&error))?;
        let status = response.status();
        let retry_after = retry_after(response.headers());
        if status == StatusCode::TOO_MANY_REQUESTS
            || (status == StatusCode::SERVICE_UNAVAILABLE && retry_after.is_some())
        {
            return Err(Failure::Limited { retry_after });
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| lost(&error))? {
            if bytes.len() + chunk.len() > MAX_BODY {
                return Err(Failure::Lost("the answer has no end".to_owned()));
            }
            bytes.extend_from_slice(&chunk);
        }
        let body: Option<Value> = serde_json::from_slice(&bytes).ok();
        match (status.as_u16(), body) {
            (200..=299, Some(body)) => Ok(body),
            (200..=299, None) => Err(Failure::Lost("the answer is no JSON".to_owned())),
            // DeepL's word for a quota that is spent; it comes back next month, or when somebody raises it.
            (456, _) => Err(Failure::Limited {
                retry_after: Some(Duration::from_secs(3600)),
            }),
            (status @ (400 | 413 | 414 | 422), body) => Err(Failure::BadText(said(status, body.as_ref()))),
            (status @ 400..=499, body) => Err(Failure::Refused(said(status, body.as_ref()))),
            // A server in trouble may quote the text, so only its number is told.
            (status, _) => Err(Failure::Lost(format!("HTTP {status}"))),
        }
    }
}

/// `path` behind the address, which ends with a slash.
fn under(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    url.set_path(&format!("{}{path}", base.path()));
    url
}

/// Why a provider says no: in its words, where it has any.
fn said(status: u16, body: Option<&Value>) -> String {
    let words = ["error", "explanation", "message"]
        .into_iter()
        .find_map(|field| body?.get(field)?.as_str());
    match words {
        Some(words) => words.chars().take(MAX_WORDS).collect(),
        None => format!("HTTP {status}"),
    }
}

/// Without an answer: either nothing was sent, or nobody knows.
fn lost(error: &reqwest::Error) -> Failure {
    // The error's own text has the address in it, and with it keys and texts.
    if error.is_connect() {
        Failure::NotSent("no connection".to_owned())
    } else if error.is_builder() {
        Failure::NotSent("the request could not be built".to_owned())
    } else if error.is_timeout() {
        Failure::Lost("timed out".to_owned())
    } else if error.is_body() || error.is_decode() {
        Failure::Lost("the answer was cut".to_owned())
    } else {
        Failure::Lost("the connection broke".to_owned())
    }
}

/// The provider says well, but not what it should.
pub(super) fn nonsense() -> Failure {
    Failure::Lost("the answer is not what was asked for".to_owned())
}

/// A provider's list of languages, asked for again every so often.
#[derive(Debug)]
pub(super) struct Known<T>(Mutex<Option<(Instant, T)>>);

impl<T: Clone> Known<T> {
    const GOOD_FOR: Duration = Duration::from_secs(600);

    pub(super) fn new() -> Self {
        Self(Mutex::new(None))
    }

    /// What is known, or what `ask` finds out; many who want it ask once.
    pub(super) async fn get(&self, ask: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
        let mut known = self.0.lock().await;
        if let Some((at, value)) = &*known
            && at.elapsed() < Self::GOOD_FOR
        {
            return Ok(value.clone());
        }
        let value = ask.await?;
        *known = Some((Instant::now(), value.clone()));
        Ok(value)
    }
}
