//! One HTTP call to a platform, and an honest word on what is known of it
//! afterwards: done, not done, or unknown.

use super::CallError;
use reqwest::{RequestBuilder, StatusCode, header, redirect};
use serde_json::Value;
use std::time::{Duration, SystemTime};

/// More than any platform's page of messages; beyond it an answer is nonsense.
const MAX_BODY: usize = 8 * 1024 * 1024;

/// How long calls may take.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// To have a connection.
    pub connect: Duration,
    /// From the call to the end of the answer.
    pub whole: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            whole: Duration::from_secs(20),
        }
    }
}

/// What a call does at the platform, which decides what a lost answer means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Changes nothing: a failure is only a failure.
    Read,
    /// May have been carried out although the answer says otherwise.
    Write,
}

/// An answer whose body is JSON. The status says less than the body: platforms
/// answer errors with 200 and with 4xx.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) body: Value,
}

/// A client that speaks JSON, follows no redirect and reads no endless body.
#[derive(Debug, Clone)]
pub struct Http {
    client: reqwest::Client,
}

impl Http {
    /// A client of its own connections.
    ///
    /// # Errors
    /// Where the system's TLS roots cannot be read.
    pub fn new(timeouts: Timeouts) -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder()
            .connect_timeout(timeouts.connect)
            .timeout(timeouts.whole)
            .redirect(redirect::Policy::none())
            .user_agent(concat!("steadydesk/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self { client })
    }

    pub(crate) fn get(&self, url: url::Url) -> RequestBuilder {
        self.client.get(url)
    }

    pub(crate) fn post(&self, url: url::Url) -> RequestBuilder {
        self.client.post(url)
    }

    /// Makes the call. `Ok` is any JSON answer below 500 that is no 429: the
    /// platform's own words, still to be read.
    pub(crate) async fn call(&self, request: RequestBuilder, effect: Effect) -> Result<Answer, CallError> {
        let mut response = request.send().await.map_err(|error| lost(&error))?;
        let status = response.status();
        let retry_after = retry_after(response.headers());
        if status == StatusCode::TOO_MANY_REQUESTS {
            return Err(CallError::RateLimited { retry_after });
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| lost(&error))? {
            if bytes.len() + chunk.len() > MAX_BODY {
                return Err(CallError::Unknown("the answer has no end".to_owned()));
            }
            bytes.extend_from_slice(&chunk);
        }
        if status.is_server_error() {
            return Err(failed(effect, &format!("HTTP {}", status.as_u16())));
        }
        let body = serde_json::from_slice(&bytes)
            .map_err(|_| CallError::Unknown(format!("HTTP {} with a body that is no JSON", status.as_u16())))?;
        Ok(Answer {
            status: status.as_u16(),
            retry_after,
            body,
        })
    }
}

/// The platform says that it failed. Of a write nobody knows how far it came.
pub(crate) fn failed(effect: Effect, detail: &str) -> CallError {
    match effect {
        Effect::Read => CallError::Failed(detail.to_owned()),
        Effect::Write => CallError::Unknown(detail.to_owned()),
    }
}

/// Without an answer: either nothing was sent, or nobody knows.
fn lost(error: &reqwest::Error) -> CallError {
    // The error's own text has the address in it, and with it tokens.
    let what = if error.is_connect() {
        return CallError::NotSent("no connection".to_owned());
    } else if error.is_builder() {
        return CallError::NotSent("the request could not be built".to_owned());
    } else if error.is_timeout() {
        "timed out"
    } else if error.is_body() || error.is_decode() {
        "the answer was cut"
    } else {
        "the connection broke"
    };
    CallError::Unknown(what.to_owned())
}

/// `Retry-After` in seconds or as a date (RFC 9110, 10.2.3).
pub(crate) fn retry_after(headers: &header::HeaderMap) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds.min(24 * 3600)));
    }
    let date = jiff::fmt::rfc2822::parse(text).ok()?;
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).ok()?.as_secs();
    let seconds = u64::try_from(date.timestamp().as_second()).ok()?.saturating_sub(now);
    Some(Duration::from_secs(seconds.min(24 * 3600)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header_of(text: &str) -> Option<Duration> {
        let mut headers = header::HeaderMap::new();
        headers.insert(header::RETRY_AFTER, text.parse().expect("a header value"));
        retry_after(&headers)
    }

    #[test]
    fn retry_after_is_read_in_both_forms() {
        assert_eq!(header_of("30"), Some(Duration::from_secs(30)));
        assert_eq!(header_of("Thu, 01 Jan 2015 00:00:00 GMT"), Some(Duration::ZERO));
        assert_eq!(header_of("soon"), None);
    }

    /// Answers one connection with `answer` and closes it.
    async fn once(answer: &'static [u8]) -> url::Url {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            let mut request = [0_u8; 4096];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(answer).await;
        });
        format!("http://{address}/").parse().expect("a url")
    }

    async fn outcome(answer: &'static [u8], effect: Effect) -> Result<Value, CallError> {
        let http = Http::new(Timeouts {
            connect: Duration::from_secs(1),
            whole: Duration::from_secs(1),
        })
        .expect("http");
        http.call(http.post(once(answer).await), effect)
            .await
            .map(|answer| answer.body)
    }

    #[tokio::test]
    async fn what_is_known_after_a_call() {
        use CallError::{Failed, RateLimited, Unknown};
        let fine = outcome(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}", Effect::Write).await;
        assert_eq!(fine, Ok(serde_json::json!({})));
        let closed = outcome(b"", Effect::Write).await;
        assert!(matches!(closed, Err(Unknown(_))), "{closed:?}");
        let cut = outcome(b"HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n{\"a\":", Effect::Write).await;
        assert!(matches!(cut, Err(Unknown(_))), "{cut:?}");
        let html = outcome(b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n<html>", Effect::Read).await;
        assert!(matches!(html, Err(Unknown(_))), "{html:?}");
        let broken = b"HTTP/1.1 503 Sorry\r\ncontent-length: 2\r\n\r\n{}";
        assert!(matches!(outcome(broken, Effect::Write).await, Err(Unknown(_))));
        assert!(matches!(outcome(broken, Effect::Read).await, Err(Failed(_))));
        let slow = outcome(
            b"HTTP/1.1 429 Slow\r\nretry-after: 7\r\ncontent-length: 0\r\n\r\n",
            Effect::Write,
        )
        .await;
        assert_eq!(
            slow,
            Err(RateLimited {
                retry_after: Some(Duration::from_secs(7))
            })
        );
    }

    #[tokio::test]
    async fn a_closed_port_means_that_nothing_was_sent() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        drop(listener);
        let http = Http::new(Timeouts::default()).expect("http");
        let url = format!("http://{address}/").parse().expect("a url");
        let refused = http.call(http.post(url), Effect::Write).await.map(|answer| answer.body);
        assert!(matches!(refused, Err(CallError::NotSent(_))), "{refused:?}");
    }
}
