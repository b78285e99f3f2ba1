//! A gateway with a provider, and somebody who asks it.

use crate::support::desk::{Answer, Desk, ORIGIN};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};
use steadydesk_gateway::{
    config::Given,
    service::translate::{Settings, Translations},
};
use steadydesk_sandbox::{Options, Sandbox};
use steadydesk_wire::{Role, Translated, Translation, TranslationBudget, TranslationFailure};

/// Everything as in life, a hundred times faster.
pub(crate) fn settings() -> Settings {
    let millis = Duration::from_millis;
    Settings {
        tries: 3,
        waits: (millis(5), millis(20)),
        patience: millis(1_500),
        rests: (millis(60_000), millis(60_000)),
        deadline: millis(20_000),
    }
}

pub(crate) struct Bench {
    pub(crate) desk: Desk,
    pub(crate) cookie: String,
}

impl Bench {
    /// A gateway with this configuration, and an operator who is signed in.
    pub(crate) async fn with(given: Given, settings: Settings) -> Self {
        let mut desk = Desk::with(given).await;
        let config = desk.services.config.translate.clone().expect("a provider");
        let translator = steadydesk_gateway::translate::connect(&config).expect("a client");
        desk.services.translations = Some(Arc::new(Translations::new(&config, translator, settings)));
        desk.router = steadydesk_gateway::app(desk.services.clone()).expect("a router");
        desk.person("ann", Role::Operator, &[]).await;
        let cookie = desk.sign_in("ann").await;
        Self { desk, cookie }
    }

    /// Whoever translates is changed, as by a new start with another configuration; the database stays.
    pub(crate) fn change(&mut self, given: Given) {
        let given = given.or(Given {
            data: Some(self.desk.folder().to_owned()),
            public_url: Some(ORIGIN.parse().expect("an address")),
            ..Given::default()
        });
        let config = steadydesk_gateway::config::Config::new(given).expect("a configuration");
        let wanted = config.translate.as_ref().expect("a provider");
        let translator = steadydesk_gateway::translate::connect(wanted).expect("a client");
        self.desk.services.translations = Some(Arc::new(Translations::new(wanted, translator, settings())));
        self.desk.services.config = Arc::new(config);
        self.desk.router = steadydesk_gateway::app(self.desk.services.clone()).expect("a router");
    }

    pub(crate) async fn post(&self, body: Value) -> Answer {
        self.desk.write(&self.cookie, "POST", "/api/translate", body).await
    }

    pub(crate) async fn ask(&self, texts: &[&str], from: Option<&str>, to: &str) -> Vec<Translation> {
        let mut body = json!({"texts": texts, "to": to});
        if let Some(from) = from {
            body["from"] = json!(from);
        }
        let answer = self.post(body).await;
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.bytes));
        let answer: Translated = answer.json();
        assert_eq!(answer.texts.len(), texts.len());
        answer.texts
    }

    pub(crate) async fn budget(&self) -> TranslationBudget {
        self.desk.get(&self.cookie, "/api/translate/budget").await.json()
    }
}

/// The sandbox, with its translator.
pub(crate) struct Market {
    sandbox: Sandbox,
    http: reqwest::Client,
}

impl Market {
    pub(crate) async fn start() -> Self {
        let options = Options {
            port: 0,
            stores: 1,
            quiet_buyers: true,
            ..Options::default()
        };
        Self {
            sandbox: Sandbox::start(options).await.expect("a sandbox"),
            http: reqwest::Client::new(),
        }
    }

    /// What makes a gateway use it.
    pub(crate) fn given(&self) -> Given {
        Given {
            sandbox: Some(self.sandbox.url().parse().expect("an address")),
            ..Given::default()
        }
    }

    async fn control(&self, method: reqwest::Method, path: &str, body: Value) -> Value {
        let url = format!("{}/control/{path}", self.sandbox.url());
        let answer = self
            .http
            .request(method, url)
            .json(&body)
            .send()
            .await
            .expect("an answer");
        answer.json().await.expect("JSON")
    }

    /// Something goes wrong with translating, and with nothing else.
    pub(crate) async fn fault(&self, mut order: Value) {
        order["where"] = json!({"path": "/libretranslate/translate"});
        assert!(self.control(reqwest::Method::POST, "faults", order).await["id"].is_u64());
    }

    pub(crate) async fn no_faults(&self) {
        self.control(reqwest::Method::DELETE, "faults", Value::Null).await;
    }

    /// Requests to translate so far.
    pub(crate) async fn asked(&self) -> usize {
        self.requests("/libretranslate/translate").await
    }

    pub(crate) async fn requests(&self, path: &str) -> usize {
        let all = self
            .control(reqwest::Method::GET, "requests?since=0", Value::Null)
            .await;
        let all = all.as_array().expect("a list");
        all.iter()
            .filter(|one| one["path"].as_str().is_some_and(|it| it.starts_with(path)))
            .count()
    }
}

/// A translated text.
pub(crate) fn text(translation: &Translation) -> &str {
    match translation {
        Translation::Translated { text, .. } => text,
        other => panic!("{other:?}"),
    }
}

/// Why a text was not translated, and when to ask again.
pub(crate) fn failure(translation: &Translation) -> (TranslationFailure, Option<u32>) {
    match translation {
        Translation::Failed {
            failure, retry_after, ..
        } => (*failure, *retry_after),
        other => panic!("{other:?}"),
    }
}
