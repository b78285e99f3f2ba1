//! One client a platform, as a seller's app has it.

use super::{approve, http, now_ms, read};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use sha2::Sha256;
use steadydesk_sandbox::Sandbox;

fn hmac(key: &str, base: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(base);
    mac.finalize().into_bytes().to_vec()
}

pub(crate) fn hmac_hex(key: &str, base: &[u8]) -> String {
    hex::encode(hmac(key, base))
}

type Params = Vec<(String, String)>;

fn params(list: &[(&str, &str)]) -> Params {
    list.iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

pub(crate) fn file(bytes: Vec<u8>) -> Part {
    Part::bytes(bytes)
        .file_name("picture.png")
        .mime_str("image/png")
        .unwrap()
}

#[derive(Clone, Debug)]
pub(crate) struct Shopee {
    pub(crate) base: String,
    pub(crate) partner_id: u64,
    pub(crate) key: String,
    pub(crate) shop: String,
    pub(crate) access: String,
    pub(crate) refresh: String,
}

impl Shopee {
    /// The world's first Shopee shop, authorised.
    pub(crate) async fn first(sandbox: &Sandbox) -> Self {
        let id = super::stores(sandbox, "shopee", None).await[0].clone();
        Self::authorised(sandbox, &id).await
    }

    pub(crate) async fn app(sandbox: &Sandbox) -> Self {
        let app = read(sandbox, "apps").await["shopee"].clone();
        Self {
            base: sandbox.url(),
            partner_id: app["partner_id"].as_u64().unwrap(),
            key: app["partner_key"].as_str().unwrap().to_owned(),
            shop: String::new(),
            access: String::new(),
            refresh: String::new(),
        }
    }

    pub(crate) async fn authorised(sandbox: &Sandbox, shop: &str) -> Self {
        let mut client = Self::app(sandbox).await;
        let back = client.approve(shop).await;
        let body =
            json!({"code": back["code"], "partner_id": client.partner_id, "shop_id": shop.parse::<u64>().unwrap()});
        let tokens = client.public("POST", "/api/v2/auth/token/get", &[], Some(body)).await;
        assert_eq!(tokens["error"], "", "{tokens}");
        client.shop = shop.to_owned();
        client.take(&tokens);
        client
    }

    pub(crate) async fn approve(&self, choice: &str) -> std::collections::HashMap<String, String> {
        let (base, partner) = (&self.base, self.partner_id);
        approve(&format!(
            "{base}/auth?partner_id={partner}&auth_type=seller&redirect_uri=http://127.0.0.1:9/back&response_type=code&state=s1&approve={choice}"
        ))
        .await
    }

    pub(crate) fn take(&mut self, tokens: &Value) {
        self.access = tokens["access_token"].as_str().unwrap().to_owned();
        self.refresh = tokens["refresh_token"].as_str().unwrap().to_owned();
    }

    pub(crate) fn signed(&self, path: &str, at_s: i64, shop: bool) -> Params {
        let level = if shop {
            format!("{}{}", self.access, self.shop)
        } else {
            String::new()
        };
        let base = format!("{}{path}{at_s}{level}", self.partner_id);
        let mut query = params(&[
            ("partner_id", &self.partner_id.to_string()),
            ("timestamp", &at_s.to_string()),
        ]);
        query.push(("sign".to_owned(), hmac_hex(&self.key, base.as_bytes())));
        if shop {
            query.extend(params(&[("access_token", &self.access), ("shop_id", &self.shop)]));
        }
        query
    }

    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        query: &Params,
        body: Option<Value>,
    ) -> reqwest::Result<reqwest::Response> {
        let mut request = http()
            .request(method.parse().unwrap(), format!("{}{path}", self.base))
            .query(query);
        if let Some(body) = body {
            request = request.json(&body);
        }
        request.send().await
    }

    pub(crate) async fn public(&self, method: &str, path: &str, query: &[(&str, &str)], body: Option<Value>) -> Value {
        let mut all = self.signed(path, now_ms() / 1000, false);
        all.extend(params(query));
        self.send(method, path, &all, body).await.unwrap().json().await.unwrap()
    }

    pub(crate) async fn try_get(&self, path: &str, query: &[(&str, &str)]) -> reqwest::Result<reqwest::Response> {
        let path = format!("/api/v2{path}");
        let mut all = self.signed(&path, now_ms() / 1000, true);
        all.extend(params(query));
        self.send("GET", &path, &all, None).await
    }

    pub(crate) async fn get(&self, path: &str, query: &[(&str, &str)]) -> Value {
        self.try_get(path, query).await.unwrap().json().await.unwrap()
    }

    pub(crate) async fn try_post(&self, path: &str, body: Value) -> reqwest::Result<reqwest::Response> {
        let path = format!("/api/v2{path}");
        self.send("POST", &path, &self.signed(&path, now_ms() / 1000, true), Some(body))
            .await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Value {
        self.try_post(path, body).await.unwrap().json().await.unwrap()
    }

    pub(crate) async fn upload(&self, bytes: Vec<u8>) -> Value {
        let path = "/api/v2/sellerchat/upload_image";
        let query = self.signed(path, now_ms() / 1000, true);
        let form = Form::new().part("file", file(bytes));
        let request = http()
            .post(format!("{}{path}", self.base))
            .query(&query)
            .multipart(form);
        request.send().await.unwrap().json().await.unwrap()
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Lazada {
    pub(crate) base: String,
    pub(crate) key: String,
    pub(crate) secret: String,
    pub(crate) access: String,
    pub(crate) refresh: String,
}

impl Lazada {
    pub(crate) async fn app(sandbox: &Sandbox) -> Self {
        let app = read(sandbox, "apps").await["lazada"].clone();
        Self {
            base: sandbox.url(),
            key: app["app_key"].as_str().unwrap().to_owned(),
            secret: app["app_secret"].as_str().unwrap().to_owned(),
            access: String::new(),
            refresh: String::new(),
        }
    }

    pub(crate) async fn authorised(sandbox: &Sandbox, seller: &str) -> Self {
        let mut client = Self::app(sandbox).await;
        let back = client.approve(seller).await;
        let tokens = client.get("/auth/token/create", &[("code", &back["code"])]).await;
        assert_eq!(tokens["code"], "0", "{tokens}");
        client.access = tokens["access_token"].as_str().unwrap().to_owned();
        client.refresh = tokens["refresh_token"].as_str().unwrap().to_owned();
        client
    }

    pub(crate) async fn approve(&self, choice: &str) -> std::collections::HashMap<String, String> {
        let (base, key) = (&self.base, &self.key);
        approve(&format!("{base}/oauth/authorize?response_type=code&force_auth=true&redirect_uri=http://127.0.0.1:9/back&client_id={key}&state=s1&approve={choice}")).await
    }

    pub(crate) fn signed(&self, path: &str, own: &[(&str, &str)], at_ms: i64) -> Params {
        let mut all = params(own);
        all.extend(params(&[
            ("app_key", &self.key),
            ("timestamp", &at_ms.to_string()),
            ("sign_method", "sha256"),
        ]));
        if !self.access.is_empty() && !path.starts_with("/auth/") {
            all.extend(params(&[("access_token", &self.access)]));
        }
        all.sort();
        let base = all
            .iter()
            .fold(path.to_owned(), |base, (name, value)| base + name + value);
        all.push((
            "sign".to_owned(),
            hex::encode_upper(hmac(&self.secret, base.as_bytes())),
        ));
        all
    }

    pub(crate) async fn ask(&self, path: &str, all: &Params) -> Value {
        http()
            .get(format!("{}/rest{path}", self.base))
            .query(all)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    }

    pub(crate) async fn get(&self, path: &str, own: &[(&str, &str)]) -> Value {
        self.ask(path, &self.signed(path, own, now_ms())).await
    }

    /// Everything in a form, as Lazada's own SDK does.
    pub(crate) async fn post(&self, path: &str, own: &[(&str, &str)]) -> Value {
        let all = self.signed(path, own, now_ms());
        http()
            .post(format!("{}/rest{path}", self.base))
            .form(&all)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    }

    pub(crate) async fn upload(&self, bytes: Vec<u8>) -> Value {
        let all = self.signed("/image/upload", &[], now_ms());
        let form = Form::new().part("image", file(bytes));
        let request = http()
            .post(format!("{}/rest/image/upload", self.base))
            .query(&all)
            .multipart(form);
        request.send().await.unwrap().json().await.unwrap()
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Tiktok {
    pub(crate) base: String,
    pub(crate) key: String,
    pub(crate) secret: String,
    pub(crate) service: String,
    pub(crate) access: String,
    pub(crate) refresh: String,
    pub(crate) cipher: String,
}

impl Tiktok {
    pub(crate) async fn app(sandbox: &Sandbox) -> Self {
        let app = read(sandbox, "apps").await["tiktok"].clone();
        let text = |name: &str| app[name].as_str().unwrap().to_owned();
        Self {
            base: sandbox.url(),
            key: text("app_key"),
            secret: text("app_secret"),
            service: text("service_id"),
            access: String::new(),
            refresh: String::new(),
            cipher: String::new(),
        }
    }

    pub(crate) async fn authorised(sandbox: &Sandbox, choice: &str) -> Self {
        let mut client = Self::app(sandbox).await;
        let (base, service) = (&client.base, &client.service);
        let back = approve(&format!(
            "{base}/open/authorize?service_id={service}&state=s1&approve={choice}"
        ))
        .await;
        let tokens = client
            .token(
                "get",
                &[("auth_code", &back["code"]), ("grant_type", "authorized_code")],
            )
            .await;
        assert_eq!(tokens["code"], 0, "{tokens}");
        client.access = tokens["data"]["access_token"].as_str().unwrap().to_owned();
        client.refresh = tokens["data"]["refresh_token"].as_str().unwrap().to_owned();
        let shops = client.call("GET", "/authorization/202309/shops", &[], None).await.1;
        client.cipher = shops["data"]["shops"][0]["cipher"].as_str().unwrap().to_owned();
        client
    }

    pub(crate) async fn token(&self, what: &str, query: &[(&str, &str)]) -> Value {
        let mut all = params(&[("app_key", &self.key), ("app_secret", &self.secret)]);
        all.extend(params(query));
        let request = http().get(format!("{}/api/v2/token/{what}", self.base)).query(&all);
        request.send().await.unwrap().json().await.unwrap()
    }

    pub(crate) fn signed(&self, path: &str, own: &[(&str, &str)], body: &str, at_s: i64) -> Params {
        let mut all = params(own);
        all.extend(params(&[("app_key", &self.key), ("timestamp", &at_s.to_string())]));
        if !self.cipher.is_empty()
            && path.contains("/customer_service/") | path.contains("/order/") | path.contains("/event/")
        {
            all.extend(params(&[("shop_cipher", &self.cipher)]));
        }
        all.sort();
        let base = all
            .iter()
            .fold(path.to_owned(), |base, (name, value)| base + name + value);
        let whole = format!("{0}{base}{body}{0}", self.secret);
        all.push(("sign".to_owned(), hmac_hex(&self.secret, whole.as_bytes())));
        all
    }

    pub(crate) async fn send(&self, method: &str, path: &str, query: &Params, body: String) -> (u16, Value) {
        let request = http()
            .request(method.parse().unwrap(), format!("{}{path}", self.base))
            .query(query)
            .header("x-tts-access-token", &self.access)
            .header("content-type", "application/json")
            .body(body);
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    pub(crate) async fn call(
        &self,
        method: &str,
        path: &str,
        own: &[(&str, &str)],
        body: Option<Value>,
    ) -> (u16, Value) {
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        let query = self.signed(path, own, &body, now_ms() / 1000);
        self.send(method, path, &query, body).await
    }

    pub(crate) async fn get(&self, path: &str, own: &[(&str, &str)]) -> Value {
        self.call("GET", path, own, None).await.1
    }

    pub(crate) async fn say(&self, session: &str, text: &str) -> (u16, Value) {
        let content = json!({"content": text}).to_string();
        let path = format!("/customer_service/202309/conversations/{session}/messages");
        self.call("POST", &path, &[], Some(json!({"type": "TEXT", "content": content})))
            .await
    }

    pub(crate) async fn upload(&self, bytes: Vec<u8>) -> Value {
        let path = "/customer_service/202309/images/upload";
        let query = self.signed(path, &[], "", now_ms() / 1000);
        let form = Form::new().part("data", file(bytes));
        let request = http().post(format!("{}{path}", self.base)).query(&query);
        let request = request.header("x-tts-access-token", &self.access).multipart(form);
        request.send().await.unwrap().json().await.unwrap()
    }
}
