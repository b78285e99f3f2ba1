//! The gateway inside the page (`gateway.js`).

use js_sys::{Array, Object, Reflect};
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};

/// The gateway of one test.
pub struct Gateway {
    inner: Object,
}

/// One request that the gateway received. Times are on the page's monotonic clock.
#[derive(Debug, Clone)]
pub struct Request {
    pub method: String,
    pub url: String,
    pub at: f64,
    pub aborted: Option<f64>,
    pub answered: Option<f64>,
}

/// How a request is answered.
pub struct Rule {
    needle: String,
    latency: u32,
    status: u16,
    body: String,
    deaf: bool,
}

/// For requests whose `METHOD /path?query` holds this; a later rule wins over an earlier.
pub fn on(needle: &str) -> Rule {
    Rule {
        needle: needle.to_owned(),
        latency: 0,
        status: 200,
        body: String::new(),
        deaf: false,
    }
}

impl Rule {
    /// Answers after so many milliseconds.
    pub fn after(self, latency: u32) -> Self {
        Self { latency, ..self }
    }

    /// Answers even when the request was aborted.
    pub fn deaf(self) -> Self {
        Self { deaf: true, ..self }
    }

    /// Status 0 is a network that fails.
    pub fn status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    pub fn json(self, body: &impl Serialize) -> Self {
        Self {
            body: serde_json::to_string(body).unwrap(),
            ..self
        }
    }
}

impl Gateway {
    /// Takes the place of `window.fetch`, with no rules and nothing received.
    pub fn install() -> Self {
        js_sys::eval(include_str!("gateway.js")).unwrap();
        let inner = Reflect::get(&js_sys::global(), &"fakeGateway".into()).unwrap();
        Self {
            inner: inner.unchecked_into(),
        }
    }

    pub fn add(&self, rule: Rule) {
        let object = Object::new();
        let set = |name: &str, value: JsValue| {
            Reflect::set(&object, &name.into(), &value).unwrap();
        };
        set("needle", rule.needle.into());
        set("latency", rule.latency.into());
        set("status", rule.status.into());
        set("deaf", rule.deaf.into());
        // Some statuses have no body, not even an empty one.
        set(
            "body",
            if rule.body.is_empty() {
                JsValue::NULL
            } else {
                rule.body.into()
            },
        );
        let rules: Array = Reflect::get(&self.inner, &"rules".into()).unwrap().unchecked_into();
        rules.push(&object);
    }

    /// Every request so far whose address holds this.
    pub fn requests(&self, needle: &str) -> Vec<Request> {
        let log: Array = Reflect::get(&self.inner, &"log".into()).unwrap().unchecked_into();
        let read = |entry: &JsValue, name: &str| Reflect::get(entry, &name.into()).unwrap();
        let time = |entry: &JsValue, name: &str| read(entry, name).as_f64().filter(|time| *time >= 0.0);
        let requests = log.iter().map(|entry| Request {
            method: read(&entry, "method").as_string().unwrap(),
            url: read(&entry, "url").as_string().unwrap(),
            at: time(&entry, "at").unwrap(),
            aborted: time(&entry, "aborted"),
            answered: time(&entry, "answered"),
        });
        requests.filter(|request| request.url.contains(needle)).collect()
    }

    /// How many requests were alive at once, at most.
    pub fn most_alive(&self) -> u32 {
        let most = Reflect::get(&self.inner, &"most".into()).unwrap().as_f64().unwrap();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small count")]
        {
            most as u32
        }
    }
}
