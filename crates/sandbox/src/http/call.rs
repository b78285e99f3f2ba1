//! A request and an answer, as the platforms' code sees them: plain data.

use axum::http::{HeaderMap, Method};
use bytes::Bytes;
use serde_json::Value;

/// A request to one of the marketplaces, read to its end.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) path: String,
    /// Decoded, in the order they stand.
    pub(crate) query: Vec<(String, String)>,
    /// Fields of a form body, decoded; empty for any other.
    pub(crate) form: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    /// As it came.
    pub(crate) body: Bytes,
    /// What a multipart body holds.
    pub(crate) parts: Vec<Part>,
    /// The sandbox's own address, for links in answers: `http://127.0.0.1:8090`.
    pub(crate) origin: String,
    /// On the sandbox's clock.
    pub(crate) now_ms: i64,
}

/// A part of a multipart body.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) file: bool,
    pub(crate) bytes: Bytes,
}

impl Call {
    /// The first parameter of this name in the query.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        first(&self.query, name)
    }

    /// The first parameter of this name in the query or the form.
    pub(crate) fn param(&self, name: &str) -> Option<&str> {
        self.query(name).or_else(|| first(&self.form, name))
    }

    /// A parameter of query or form as a number.
    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        self.param(name)?.parse().ok()
    }

    /// The JSON body; nothing when it is none.
    pub(crate) fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub(crate) fn now_s(&self) -> i64 {
        self.now_ms / 1000
    }

    /// The address under which a picture is served.
    pub(crate) fn picture_url(&self, name: &str) -> String {
        format!("{}/pictures/{name}", self.origin)
    }

    /// The picture's name in an address that [`Call::picture_url`] made.
    pub(crate) fn picture_name<'a>(&self, url: &'a str) -> Option<&'a str> {
        url.strip_prefix(self.origin.as_str())?.strip_prefix("/pictures/")
    }
}

fn first<'a>(list: &'a [(String, String)], name: &str) -> Option<&'a str> {
    list.iter()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.as_str())
}

/// What goes back.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) retry_after_s: Option<u64>,
    pub(crate) payload: Payload,
}

/// What an answer carries.
#[derive(Debug, Clone)]
pub(crate) enum Payload {
    Json(Value),
    Html(String),
    /// 302 to this address.
    Redirect(String),
}

impl Answer {
    pub(crate) fn json(value: Value) -> Self {
        Self::with_status(200, value)
    }

    pub(crate) fn with_status(status: u16, value: Value) -> Self {
        Self {
            status,
            retry_after_s: None,
            payload: Payload::Json(value),
        }
    }

    pub(crate) fn html(status: u16, page: String) -> Self {
        Self {
            status,
            retry_after_s: None,
            payload: Payload::Html(page),
        }
    }

    pub(crate) fn redirect(url: String) -> Self {
        Self {
            status: 302,
            retry_after_s: None,
            payload: Payload::Redirect(url),
        }
    }
}

/// An id for an answer's `request_id`.
pub(crate) fn request_id() -> String {
    uuid::Uuid::new_v4().simple().to_string()
}

/// What a request shows before it is answered.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Seen {
    pub(crate) store: Option<crate::ids::StoreNo>,
    /// Nothing where the platform asks for no signature.
    pub(crate) sign_ok: Option<bool>,
}
