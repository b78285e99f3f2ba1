//! A gateway as a child process on data that outlives it, and the sandbox.

use serde_json::{Value, json};
use std::{
    process::Stdio,
    time::{Duration, Instant},
};
use steadydesk_sandbox::{Options, Sandbox};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
};

/// How long anything may take to become true.
const PATIENCE: Duration = Duration::from_secs(90);

pub(crate) struct Rig {
    pub(crate) sandbox: Sandbox,
    http: reqwest::Client,
    folder: tempfile::TempDir,
    /// PostgreSQL's address; without it SQLite in the folder.
    database: Option<String>,
    child: Option<Child>,
    url: String,
    cookie: String,
}

/// A session that can be answered, as gateway and sandbox name it.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) store: String,
    pub(crate) platform: String,
    pub(crate) at_platform: String,
}

impl Session {
    /// Where a fault meets what is sent in it.
    pub(crate) fn sends(&self) -> Value {
        json!({"store": self.store, "method": "POST", "path": self.send_path()})
    }

    pub(crate) fn send_path(&self) -> String {
        match self.platform.as_str() {
            "shopee" => "/api/v2/sellerchat/send_message".to_owned(),
            "lazada" => "/rest/im/message/send".to_owned(),
            _ => format!("/customer_service/202309/conversations/{}/messages", self.at_platform),
        }
    }
}

/// A message as the thread shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) author: String,
    pub(crate) text: String,
    /// `sent`, `queued`, …; empty for one that nobody sent here.
    pub(crate) state: String,
    pub(crate) outgoing: Value,
}

impl Rig {
    /// Both run, but nothing need be linked or read yet.
    pub(crate) async fn begin(database: Option<String>) -> Self {
        let options = Options {
            port: 0,
            stores: 6,
            sessions: 4,
            messages: 12,
            quiet_buyers: true,
            requests_a_second: 10_000,
            ..Options::default()
        };
        let mut rig = Self {
            sandbox: Sandbox::start(options).await.expect("a sandbox"),
            http: reqwest::Client::new(),
            folder: tempfile::tempdir().expect("a folder"),
            database,
            child: None,
            url: String::new(),
            cookie: String::new(),
        };
        rig.wake().await;
        rig
    }

    /// Every store that can be is linked and read.
    pub(crate) async fn start(database: Option<String>) -> Self {
        let rig = Self::begin(database).await;
        rig.read_whole().await;
        rig
    }

    pub(crate) async fn read_whole(&self) {
        self.until("every store to be linked and read", async || {
            let page = self.get("/api/sessions?limit=100").await;
            // Those in trouble come with larger worlds: of six stores every one can be read.
            (page["total"].as_u64().unwrap_or(0) >= 6 * 4).then_some(())
        })
        .await;
    }

    /// Starts the gateway on the data that is there.
    pub(crate) async fn wake(&mut self) {
        assert!(self.child.is_none(), "it runs already");
        let mut command = Command::new(env!("CARGO_BIN_EXE_steadydesk-gateway"));
        command
            .args([
                "--listen",
                "127.0.0.1:0",
                "--log",
                "error",
                "--sandbox",
                &self.sandbox.url(),
            ])
            .arg("--data")
            .arg(self.folder.path());
        if let Some(database) = &self.database {
            command.args(["--database", database]);
        }
        let mut child = command
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the gateway starts");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let line = tokio::time::timeout(PATIENCE, lines.next_line())
            .await
            .expect("it serves in time")
            .expect("its output")
            .expect("its line");
        line.strip_prefix("gateway ")
            .expect("its address")
            .clone_into(&mut self.url);
        self.child = Some(child);
        self.control("PUT", "/control/push", json!({"url": self.url})).await;
        if self.cookie.is_empty() {
            self.sign_in().await;
        }
    }

    async fn sign_in(&mut self) {
        let request = self.http.post(format!("{}/api/sign-in", self.url));
        let request = request.header("origin", &self.url);
        let answer = request.json(&json!({"name": "admin", "password": "sandbox"})).send();
        let answer = answer.await.expect("an answer");
        let cookie = answer
            .headers()
            .get("set-cookie")
            .expect("a cookie")
            .to_str()
            .expect("text");
        cookie.split(';').next().expect("a pair").clone_into(&mut self.cookie);
    }

    /// As `kill -9`: it has no moment left to do anything.
    pub(crate) async fn kill(&mut self) {
        let mut child = self.child.take().expect("it runs");
        child.kill().await.expect("killed");
    }

    /// Stops it in its tracks; only [`Rig::kill`] comes after.
    pub(crate) async fn freeze(&self) {
        let id = self.child.as_ref().and_then(Child::id).expect("it runs");
        let done = Command::new("kill").args(["-STOP", &id.to_string()]).status().await;
        assert!(done.expect("`kill` runs").success());
    }

    pub(crate) async fn again(&mut self) {
        self.kill().await;
        self.wake().await;
    }

    /// Asks the gateway; nothing while it does not answer.
    async fn ask(&self, method: &str, path: &str, body: &Value) -> Option<(u16, Value)> {
        let request = self
            .http
            .request(method.parse().expect("a method"), format!("{}{path}", self.url));
        let request = request.header("cookie", &self.cookie).header("origin", &self.url);
        let request = if body.is_null() { request } else { request.json(body) };
        let answer = request.timeout(Duration::from_secs(10)).send().await.ok()?;
        let status = answer.status().as_u16();
        Some((status, answer.json().await.unwrap_or(Value::Null)))
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let (status, body) = self.ask("GET", path, &Value::Null).await.expect("an answer");
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    /// Hands a message over; whether the gateway has said that it has it.
    pub(crate) async fn post(&self, session: &Session, id: &str, text: &str) -> bool {
        let body = json!({"id": id, "content": {"text": {"text": text}}});
        let path = format!("/api/sessions/{}/messages", session.id.replace('%', "%25"));
        match self.ask("POST", &path, &body).await {
            Some((202, _)) => true,
            None => false,
            other => panic!("a message was not taken: {other:?}"),
        }
    }

    /// Hands over a message that must be taken.
    pub(crate) async fn send(&self, session: &Session, text: &str) {
        assert!(self.post(session, &new_id(), text).await, "the gateway answers");
    }

    pub(crate) async fn retry(&self, message: &str) {
        self.ask("POST", &format!("/api/messages/{message}/retry"), &Value::Null)
            .await;
    }

    pub(crate) async fn control(&self, method: &str, path: &str, body: Value) -> Value {
        let request = self.http.request(
            method.parse().expect("a method"),
            format!("{}{path}", self.sandbox.url()),
        );
        let request = if body.is_null() { request } else { request.json(&body) };
        let answer = request.send().await.expect("the sandbox answers");
        assert!(answer.status().is_success(), "{method} {path}: {}", answer.status());
        answer.json().await.unwrap_or(Value::Null)
    }

    pub(crate) async fn fault(&self, place: &Value, fault: Value) {
        let mut order = fault;
        order["where"] = place.clone();
        self.control("POST", "/control/faults", order).await;
    }

    pub(crate) async fn no_faults(&self) {
        self.control("DELETE", "/control/faults", Value::Null).await;
    }

    /// The number of requests that the marketplaces have had.
    pub(crate) async fn requests_so_far(&self) -> u64 {
        let all = self.control("GET", "/control/requests", Value::Null).await;
        let numbers = all
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|one| one["n"].as_u64());
        numbers.max().unwrap_or(0)
    }

    /// Waits until `count` requests to a path have come since.
    pub(crate) async fn until_requested(&self, since: u64, session: &Session, count: usize) {
        let shop = session.store.split_once('-').expect("platform and id").1;
        self.until("a request", async || {
            let all = self
                .control("GET", &format!("/control/requests?since={since}"), Value::Null)
                .await;
            let ours = all.as_array().expect("a list").iter().filter(|one| {
                one["method"] == "POST" && one["path"] == session.send_path().as_str() && one["store"] == shop
            });
            (ours.count() >= count).then_some(())
        })
        .await;
    }

    /// What the marketplaces committed in a session, in order.
    pub(crate) async fn committed(&self, session: &Session) -> Vec<String> {
        let sent = self.control("GET", "/control/sent", Value::Null).await;
        let ours = sent.as_array().expect("a list").iter();
        ours.filter(|one| one["session"] == session.at_platform.as_str())
            .map(|one| one["text"].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    pub(crate) async fn until_committed(&self, session: &Session, text: &str) {
        self.until("a message at the marketplace", async || {
            self.committed(session)
                .await
                .iter()
                .any(|one| one == text)
                .then_some(())
        })
        .await;
    }

    /// One session that can be answered in a store of each platform, `each` times.
    pub(crate) async fn sessions(&self, each: usize) -> Vec<Session> {
        let mut found: Vec<Session> = Vec::new();
        let stores = self.control("GET", "/control/stores", Value::Null).await;
        for store in stores.as_array().expect("a list") {
            let platform = store["platform"].as_str().expect("a word");
            // Shopee lets no app write in Taiwan.
            let silent = platform == "shopee" && store["region"] == "TW";
            if store["state"] != "normal" || silent || found.iter().any(|one| one.platform == platform) {
                continue;
            }
            let id = store["id"]
                .as_str()
                .map_or_else(|| store["id"].to_string(), str::to_owned);
            let store = format!("{platform}-{id}");
            for n in 0..each {
                let body = json!({"store": store, "text": "Hello?", "buyer": format!("Buyer {n}")});
                let written = self.control("POST", "/control/buyer-messages", body).await;
                let at_platform = written["session"].as_str().expect("an id").to_owned();
                let (store, platform) = (store.clone(), platform.to_owned());
                found.push(self.session(store, platform, at_platform).await);
            }
        }
        assert_eq!(found.len(), 3 * each, "{found:?}");
        found
    }

    async fn session(&self, store: String, platform: String, at_platform: String) -> Session {
        let page = format!("/api/sessions?limit=100&store={store}");
        let encoded: String = url::form_urlencoded::byte_serialize(at_platform.as_bytes()).collect();
        let id = format!("{store}~{encoded}");
        self.until("a new session", async || {
            let listed = self.get(&page).await;
            let items = listed["items"].as_array().expect("a list");
            items.iter().any(|one| one["id"] == id.as_str()).then_some(())
        })
        .await;
        Session {
            id,
            store,
            platform,
            at_platform,
        }
    }

    /// The thread, oldest first.
    pub(crate) async fn thread(&self, session: &str) -> Vec<(String, Shown)> {
        let path = format!("/api/sessions/{}/messages?limit=200", session.replace('%', "%25"));
        let page = self.get(&path).await;
        let mut all: Vec<(i64, String, Shown)> = page["items"].as_array().expect("a list").iter().map(read).collect();
        all.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
        all.into_iter().map(|(_, id, shown)| (id, shown)).collect()
    }

    /// Our messages of a thread, once each of them is sent or has visibly failed.
    pub(crate) async fn settled(&self, session: &Session) -> Vec<(String, Shown)> {
        self.until(&format!("everything in {} to be settled", session.id), async || {
            let mut ours = self.thread(&session.id).await;
            ours.retain(|(_, shown)| !shown.state.is_empty());
            let settled = ours
                .iter()
                .all(|(_, shown)| matches!(shown.state.as_str(), "sent" | "failed" | "waiting"));
            settled.then_some(ours)
        })
        .await
    }

    /// Waits until `condition` gives a value.
    pub(crate) async fn until<T>(&self, what: &str, mut condition: impl AsyncFnMut() -> Option<T>) -> T {
        let began = Instant::now();
        loop {
            if let Some(value) = condition().await {
                return value;
            }
            assert!(began.elapsed() < PATIENCE, "waited in vain for {what}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

pub(crate) fn new_id() -> String {
    uuid::Uuid::now_v7().to_string()
}

fn read(message: &Value) -> (i64, String, Shown) {
    let outgoing = &message["outgoing"];
    let state = match outgoing {
        Value::Object(kind) => kind.keys().next().cloned().unwrap_or_default(),
        other => other.as_str().unwrap_or_default().to_owned(),
    };
    let shown = Shown {
        author: message["author"].as_str().unwrap_or_default().to_owned(),
        text: message["content"]["text"]["text"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
        state,
        outgoing: outgoing.clone(),
    };
    let position = message["position"].as_i64().expect("a place");
    (position, message["id"].as_str().expect("an id").to_owned(), shown)
}
