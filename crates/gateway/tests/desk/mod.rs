//! A gateway and a sandbox in this process, with delays of milliseconds.
#![allow(dead_code)] // Each test file uses a part of it.

use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};
use steadydesk_gateway::{
    Services,
    config::{Config, Given},
    db::{self, Scope, messages::MessageRow, sessions::SessionRow, stores::StoreRow},
    server::Serving,
    service::{Settings, Work, outbox, settings::PerPlatform},
};
use steadydesk_sandbox::{Options, Sandbox};
use steadydesk_wire::{ClientId, Message, MessageId, NewContent, NewMessage, Outgoing, Platform, SessionId, StoreId};

/// How long a condition may take to become true.
const PATIENCE: Duration = Duration::from_secs(40);

pub(crate) fn options() -> Options {
    Options {
        port: 0,
        stores: 6,
        sessions: 4,
        messages: 12,
        quiet_buyers: true,
        requests_a_second: 10_000,
        ..Options::default()
    }
}

/// Everything as in life, a hundred times faster, and no polling.
pub(crate) fn settings() -> Settings {
    let millis = Duration::from_millis;
    Settings {
        send_waits: [20, 40, 80, 160].map(millis).to_vec(),
        verify_waits: [20, 30, 40, 60, 80].map(millis).to_vec(),
        call_limit: millis(400),
        backoff: (millis(10), millis(150)),
        gap: PerPlatform::all(Duration::ZERO),
        poll: PerPlatform::all(None),
        ..Settings::default()
    }
}

pub(crate) struct Desk {
    pub(crate) sandbox: Sandbox,
    pub(crate) serving: Serving,
    http: reqwest::Client,
    folder: tempfile::TempDir,
    settings: Settings,
}

impl Desk {
    /// Starts both; ready when every store that can be is linked and read.
    pub(crate) async fn start(options: Options, settings: Settings) -> Self {
        let _ = tracing_subscriber::fmt()
            .with_env_filter(std::env::var("TEST_LOG").unwrap_or_else(|_| "off".into()))
            .with_test_writer()
            .try_init();
        let sandbox = Sandbox::start(options).await.expect("a sandbox");
        let folder = tempfile::tempdir().expect("a folder");
        let serving = serve(&sandbox, folder.path(), &settings).await;
        let desk = Self {
            sandbox,
            serving,
            http: reqwest::Client::new(),
            folder,
            settings,
        };
        desk.pushes_here().await;
        desk.until("every store to be read", async || {
            let listed = desk.control("GET", "/control/stores", Value::Null).await;
            let listed = listed.as_array().expect("a list").len();
            let mut conn = desk.services().db.read().await.expect("a snapshot");
            let stores = db::stores::all(&mut conn).await.expect("stores");
            let is_read =
                |store: &StoreRow| store.sync_state.is_some() || store.to_wire(now(&desk)).status.as_str() != "normal";
            (stores.len() == listed && stores.iter().all(is_read)).then_some(())
        })
        .await;
        desk
    }

    /// With the plainest world.
    pub(crate) async fn plain() -> Self {
        Self::start(options(), settings()).await
    }

    /// Stops the gateway as a power cut does to its work, and starts it on the same data.
    pub(crate) async fn restart(self) -> Self {
        let Self {
            sandbox,
            serving,
            http,
            folder,
            settings,
        } = self;
        serving.stop().await;
        let serving = serve(&sandbox, folder.path(), &settings).await;
        let desk = Self {
            sandbox,
            serving,
            http,
            folder,
            settings,
        };
        desk.pushes_here().await;
        desk
    }

    /// Takes the database's write lock, as another program could, until the answer is dropped.
    pub(crate) async fn lock_database(&self) -> db::Write {
        let other = db::Db::sqlite(&self.folder.path().join("steadydesk.db")).await;
        other.expect("the same database").write().await.expect("the lock")
    }

    async fn pushes_here(&self) {
        let url = format!("http://{}", self.serving.address);
        self.control("PUT", "/control/push", json!({"url": url})).await;
    }

    pub(crate) fn services(&self) -> &Services {
        &self.serving.services
    }

    pub(crate) async fn control(&self, method: &str, path: &str, body: Value) -> Value {
        let url = format!("{}{path}", self.sandbox.url());
        let mut request = self.http.request(method.parse().expect("a method"), url);
        if !body.is_null() {
            request = request.json(&body);
        }
        let answer = request.send().await.expect("the sandbox answers");
        assert!(
            answer.status().is_success(),
            "{method} {path}: {}",
            answer.text().await.unwrap_or_default()
        );
        answer.json().await.unwrap_or(Value::Null)
    }

    /// Signs a sandbox account in; answers its cookie.
    pub(crate) async fn sign_in(&self, name: &str) -> String {
        let url = format!("http://{}", self.serving.address);
        let request = self
            .http
            .post(format!("{url}/api/sign-in"))
            .header("origin", url)
            .json(&json!({"name": name, "password": "sandbox"}));
        let answer = request.send().await.expect("the gateway answers");
        let cookie = answer.headers().get("set-cookie").expect("a cookie");
        let cookie = cookie.to_str().expect("plain text");
        cookie.split(';').next().unwrap_or_default().to_owned()
    }

    /// What the gateway's own API says.
    pub(crate) async fn get<T: serde::de::DeserializeOwned>(&self, cookie: &str, path: &str) -> T {
        let url = format!("http://{}{path}", self.serving.address);
        let answer = self.http.get(url).header("cookie", cookie).send().await;
        let answer = answer.expect("the gateway answers");
        answer.json().await.expect("what the API promises")
    }

    pub(crate) async fn fault(&self, order: Value) {
        self.control("POST", "/control/faults", order).await;
    }

    pub(crate) async fn no_faults(&self) {
        self.control("DELETE", "/control/faults", Value::Null).await;
    }

    /// What the marketplaces committed in this session (by its platform's id), in order.
    pub(crate) async fn sent(&self, session: &SessionRow) -> Vec<String> {
        let sent = self.control("GET", "/control/sent", Value::Null).await;
        let all = sent.as_array().expect("a list");
        all.iter()
            .filter(|one| one["session"] == session.platform_session_id.as_str())
            .map(|one| one["text"].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    pub(crate) async fn buyer_writes(&self, session: &SessionRow, text: &str) {
        let body = json!({"store": session.store, "session": session.platform_session_id, "text": text});
        self.control("POST", "/control/buyer-messages", body).await;
    }

    /// Waits until `condition` gives a value.
    pub(crate) async fn until<T>(&self, what: &str, mut condition: impl AsyncFnMut() -> Option<T>) -> T {
        let waited = tokio::time::timeout(PATIENCE, async {
            loop {
                if let Some(value) = condition().await {
                    return value;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        });
        waited.await.unwrap_or_else(|_| panic!("waited in vain for {what}"))
    }

    /// The stores of a platform that are as they should be.
    pub(crate) async fn stores(&self, platform: Platform) -> Vec<StoreRow> {
        let mut conn = self.services().db.read().await.expect("a snapshot");
        let all = db::stores::all(&mut conn).await.expect("stores");
        all.into_iter()
            .filter(|store| store.platform == platform && store.tokens.is_some() && store.sync_state.is_some())
            .filter(|store| !store.login_expired)
            .collect()
    }

    /// The newest session of a platform's first store.
    pub(crate) async fn session(&self, platform: Platform) -> SessionRow {
        let store = self.stores(platform).await.into_iter().next().expect("a store");
        self.sessions(&store.id).await.into_iter().next().expect("a session")
    }

    pub(crate) async fn sessions(&self, store: &StoreId) -> Vec<SessionRow> {
        let mut conn = self.services().db.read().await.expect("a snapshot");
        db::sessions::of_store(&mut conn, store, 0, 10_000)
            .await
            .expect("sessions")
    }

    pub(crate) async fn again(&self, session: &SessionRow) -> SessionRow {
        let mut conn = self.services().db.read().await.expect("a snapshot");
        db::sessions::by_number(&mut conn, session.n)
            .await
            .expect("a session")
            .expect("it is there")
    }

    pub(crate) async fn store(&self, id: &StoreId) -> StoreRow {
        let mut conn = self.services().db.read().await.expect("a snapshot");
        db::stores::get(&mut conn, id)
            .await
            .expect("a store")
            .expect("it is there")
    }

    pub(crate) async fn status(&self, id: &StoreId) -> &'static str {
        self.store(id).await.status(now(self)).as_str()
    }

    /// The thread, oldest first.
    pub(crate) async fn thread(&self, session: &SessionRow) -> Vec<MessageRow> {
        let mut conn = self.services().db.read().await.expect("a snapshot");
        let mut rows = db::messages::before(&mut conn, session.n, None, 100_000)
            .await
            .expect("messages");
        rows.reverse();
        rows
    }

    /// The messages of a thread with this text.
    pub(crate) async fn with_text(&self, session: &SessionRow, text: &str) -> Vec<MessageRow> {
        let is = |row: &MessageRow| row.content == steadydesk_wire::Content::Text { text: text.to_owned() };
        self.thread(session).await.into_iter().filter(is).collect()
    }

    pub(crate) async fn send(&self, session: &SessionRow, text: &str) -> Message {
        self.send_content(&session.id, NewContent::Text { text: text.to_owned() })
            .await
    }

    pub(crate) async fn send_content(&self, session: &SessionId, content: NewContent) -> Message {
        let new = NewMessage {
            id: client_id(),
            content,
            seen: None,
        };
        outbox::accept(self.services(), "operator", session, &new)
            .await
            .expect("accepted")
    }

    pub(crate) async fn message(&self, id: &MessageId) -> Option<MessageRow> {
        let mut conn = self.services().db.read().await.expect("a snapshot");
        db::messages::get(&mut conn, &Scope::All, id).await.expect("a message")
    }

    /// Waits until a message is sent or has failed.
    pub(crate) async fn settled(&self, id: &MessageId) -> Outgoing {
        self.state(id, |state| matches!(state, Outgoing::Sent | Outgoing::Failed { .. }))
            .await
    }

    pub(crate) async fn state(&self, id: &MessageId, is: impl Fn(&Outgoing) -> bool) -> Outgoing {
        let mut last = None;
        let waited = tokio::time::timeout(PATIENCE, async {
            loop {
                let state = self
                    .message(id)
                    .await
                    .and_then(|row| row.outgoing)
                    .expect("an outgoing message");
                if is(&state) {
                    return state;
                }
                last = Some(state);
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        })
        .await;
        waited.unwrap_or_else(|_| panic!("waited in vain for a message, which is {last:?}"))
    }
}

async fn serve(sandbox: &Sandbox, folder: &std::path::Path, settings: &Settings) -> Serving {
    let given = Given {
        data: Some(folder.to_owned()),
        listen: Some(([127, 0, 0, 1], 0).into()),
        sandbox: Some(sandbox.url().parse().expect("a url")),
        ..Given::default()
    };
    let config = Config::new(given).expect("a configuration");
    let mut services = Services::open(config).await.expect("services");
    services.work = Arc::new(Work::new(settings.clone()));
    Serving::start(services).await.expect("a gateway")
}

pub(crate) fn now(desk: &Desk) -> steadydesk_wire::Millis {
    desk.services().clock.now()
}

pub(crate) fn client_id() -> ClientId {
    ClientId::try_from(uuid::Uuid::now_v7().to_string()).expect("a UUID is an id")
}

/// A PNG of one pixel.
pub(crate) const PIXEL: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8,
    6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 0x0d, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0, 1, 0, 0, 5, 0, 1,
    0x0d, 0x0a, 0x2d, 0xb4, 0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

/// The seller gives the permission anew, through the platform's page and our callback.
pub(crate) async fn authorize(desk: &Desk, store: &StoreId) {
    use steadydesk_gateway::service::authorize;
    let row = desk.store(store).await;
    let wanted = steadydesk_wire::NewAuthorization {
        platform: row.platform,
        store: Some(store.clone()),
    };
    let account = steadydesk_wire::UserId::try_from("admin").expect("an id");
    let page = authorize::begin(desk.services(), &account, &wanted)
        .await
        .expect("a page")
        .url;
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("a client");
    let answer = client
        .get(format!("{page}&approve={}", row.shop_id))
        .send()
        .await
        .expect("the page");
    let back = answer
        .headers()
        .get("location")
        .expect("it leads back")
        .to_str()
        .expect("an address")
        .to_owned();
    let back = url::Url::parse(&back).expect("an address");
    let query: Vec<(String, String)> = back.query_pairs().into_owned().collect();
    let outcome = authorize::finish(desk.services(), row.platform, &query)
        .await
        .expect("finished");
    assert_eq!(outcome, authorize::Outcome::Authorized(store.clone()));
    // It is good once.
    let again = authorize::finish(desk.services(), row.platform, &query)
        .await
        .expect("finished");
    assert_eq!(again, authorize::Outcome::Refused);
}
