//! Shopee Open Platform v2.

mod chat;
mod errors;
mod read;
pub(crate) mod signing;

use super::{
    CallError, Granted, Marketplace, Parcel, Picture, Push, Receipt, Recipient, RemoteMessage, RemotePicture,
    RemoteSession, Shop, ShopInfo, ShopState, Stretch, Tokens,
    hosts::Hosts,
    http::{Effect, Http},
    loose::{at, count, list, text, time, until, word},
    now::{now, unix_seconds},
};
use async_trait::async_trait;
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use steadydesk_wire::{FailReason, Platform, Region};
use url::Url;

/// A refresh token lives 30 days; the answers do not say so.
const REFRESH_LIFE_MS: i64 = 30 * 24 * 3_600_000;

/// The app as it is registered with Shopee.
#[derive(Clone)]
pub struct App {
    pub partner_id: String,
    pub partner_key: String,
    pub site: Site,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App")
            .field("partner_id", &self.partner_id)
            .field("site", &self.site)
            .finish_non_exhaustive()
    }
}

/// Which of Shopee's platforms the app is registered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Site {
    #[default]
    Global,
    China,
    Brazil,
}

impl Site {
    fn api(self) -> &'static str {
        match self {
            Self::Global => "https://partner.shopeemobile.com",
            Self::China => "https://openplatform.shopee.cn",
            Self::Brazil => "https://openplatform.shopee.com.br",
        }
    }

    fn pages(self) -> &'static str {
        match self {
            Self::Global => "https://open.shopee.com",
            Self::China => "https://open.shopee.cn",
            Self::Brazil => "https://open.shopee.com.br",
        }
    }
}

/// The connector.
#[derive(Debug, Clone)]
pub struct Shopee {
    app: App,
    hosts: Hosts,
    http: Http,
}

impl Shopee {
    #[must_use]
    pub fn new(app: App, hosts: Hosts, http: Http) -> Self {
        Self { app, hosts, http }
    }

    /// The address of a call that no shop makes.
    fn public_url(&self, path: &str) -> Url {
        let timestamp = unix_seconds();
        let sign = signing::public(&self.app.partner_key, &self.app.partner_id, path, timestamp);
        let mut url = self.hosts.url(self.app.site.api(), path);
        url.query_pairs_mut()
            .append_pair("partner_id", &self.app.partner_id)
            .append_pair("timestamp", &timestamp.to_string())
            .append_pair("sign", &sign);
        url
    }

    /// The address of a shop's call, with the business parameters of a GET.
    fn shop_url(&self, shop: &Shop, path: &str, query: &[(&str, &str)]) -> Url {
        let timestamp = unix_seconds();
        let App {
            partner_id,
            partner_key,
            ..
        } = &self.app;
        let sign = signing::shop(
            partner_key,
            partner_id,
            path,
            timestamp,
            &shop.tokens.access,
            &shop.shop_id,
        );
        let mut url = self.hosts.url(self.app.site.api(), path);
        url.query_pairs_mut()
            .extend_pairs(query)
            .append_pair("partner_id", partner_id)
            .append_pair("timestamp", &timestamp.to_string())
            .append_pair("access_token", &shop.tokens.access)
            .append_pair("shop_id", &shop.shop_id)
            .append_pair("sign", &sign);
        url
    }

    async fn call(&self, request: RequestBuilder, effect: Effect) -> Result<Value, CallError> {
        errors::check(self.http.call(request, effect).await?, effect)
    }

    async fn get(&self, shop: &Shop, path: &str, query: &[(&str, &str)]) -> Result<Value, CallError> {
        self.call(self.http.get(self.shop_url(shop, path, query)), Effect::Read)
            .await
    }

    async fn post(&self, shop: &Shop, path: &str, body: &Value, effect: Effect) -> Result<Value, CallError> {
        self.call(self.http.post(self.shop_url(shop, path, &[])).json(body), effect)
            .await
    }

    /// Reads the tokens of an answer to an exchange or a refresh.
    fn tokens(body: &Value) -> Result<Tokens, CallError> {
        let (Some(access), Some(refresh)) = (word(body, "access_token"), word(body, "refresh_token")) else {
            return Err(CallError::Unknown("an answer without tokens".to_owned()));
        };
        let now = now();
        Ok(Tokens {
            access,
            access_until: until(at(body, "expire_in"), now).unwrap_or_else(|| now.plus(4 * 3_600_000)),
            refresh,
            refresh_until: Some(now.plus(REFRESH_LIFE_MS)),
        })
    }
}

/// An id as Shopee writes it in bodies: a number, where it is one.
fn number(id: &str) -> Value {
    id.parse::<u64>().map_or_else(|_| json!(id), |number| json!(number))
}

#[async_trait]
impl Marketplace for Shopee {
    fn platform(&self) -> Platform {
        Platform::Shopee
    }

    fn authorize_url(&self, callback: &Url, state: &str) -> Url {
        let mut url = self.hosts.url(self.app.site.pages(), "/auth");
        url.query_pairs_mut()
            .append_pair("partner_id", &self.app.partner_id)
            .append_pair("auth_type", "seller")
            .append_pair("redirect_uri", callback.as_str())
            .append_pair("response_type", "code")
            .append_pair("state", state);
        url
    }

    async fn exchange(&self, query: &[(String, String)]) -> Result<Vec<Granted>, CallError> {
        let of = |key: &str| {
            query
                .iter()
                .find(|(name, _)| name == key)
                .map(|(_, value)| value.as_str())
        };
        let Some(code) = of("code") else {
            let detail = "the callback carries no code".to_owned();
            return Err(CallError::Refused {
                reason: FailReason::Refused,
                detail,
            });
        };
        let mut body = json!({"code": code, "partner_id": number(&self.app.partner_id)});
        match (of("shop_id"), of("main_account_id")) {
            (Some(shop_id), _) => body["shop_id"] = number(shop_id),
            (None, Some(account)) => body["main_account_id"] = number(account),
            (None, None) => {
                let detail = "the callback names no shop".to_owned();
                return Err(CallError::Refused {
                    reason: FailReason::Refused,
                    detail,
                });
            }
        }
        let request = self.http.post(self.public_url("/api/v2/auth/token/get")).json(&body);
        let answer = self.call(request, Effect::Write).await?;
        let tokens = Self::tokens(&answer)?;
        let mut shops: Vec<_> = list(&answer, "shop_id_list")
            .iter()
            .filter_map(super::loose::as_text)
            .collect();
        if let Some(shop_id) = of("shop_id").filter(|_| shops.is_empty()) {
            shops.push(shop_id.to_owned());
        }
        // Where a shop is, only the shop itself says.
        let shop = |shop_id| Shop {
            shop_id,
            region: Region::from(""),
            cipher: String::new(),
            tokens: tokens.clone(),
        };
        Ok(shops
            .into_iter()
            .map(|shop_id| Granted {
                shop: shop(shop_id),
                name: String::new(),
            })
            .collect())
    }

    async fn refresh(&self, shop: &Shop) -> Result<Tokens, CallError> {
        let body = json!({
            "refresh_token": shop.tokens.refresh,
            "partner_id": number(&self.app.partner_id),
            "shop_id": number(&shop.shop_id),
        });
        let request = self
            .http
            .post(self.public_url("/api/v2/auth/access_token/get"))
            .json(&body);
        let answer = self.call(request, Effect::Write).await.map_err(|error| match error {
            // No access token takes part in this call: nothing is said of the permission.
            CallError::TokenExpired(detail) => CallError::Failed(detail),
            other => other,
        })?;
        Self::tokens(&answer)
    }

    async fn shop(&self, shop: &Shop) -> Result<ShopInfo, CallError> {
        // Its fields are at the top, not under `response`.
        let body = self.get(shop, "/api/v2/shop/get_shop_info", &[]).await?;
        let state = match text(&body, "status").unwrap_or_default().to_ascii_uppercase().as_str() {
            "BANNED" => ShopState::Banned,
            "FROZEN" => ShopState::Frozen,
            _ => ShopState::Normal,
        };
        Ok(ShopInfo {
            name: text(&body, "shop_name").unwrap_or_default(),
            region: word(&body, "region").map_or_else(|| shop.region.clone(), Region::from),
            state,
            authorized_until: time(at(&body, "expire_time")).map(|(at, _)| at),
        })
    }

    async fn to_ship(&self, shop: &Shop) -> Result<u32, CallError> {
        let body = json!({"filter": {"package_status": 2}, "pagination": {"page_size": 1, "cursor": ""}});
        let answer = self
            .post(shop, "/api/v2/order/search_package_list", &body, Effect::Read)
            .await?;
        count(at(at(&answer, "response"), "pagination"), "total_count")
            .ok_or_else(|| CallError::Failed("a package list without its count".to_owned()))
    }

    async fn sessions(&self, shop: &Shop, cursor: Option<&str>) -> Result<Stretch<RemoteSession>, CallError> {
        chat::sessions(self, shop, cursor).await
    }

    async fn session(&self, shop: &Shop, session_id: &str) -> Result<RemoteSession, CallError> {
        chat::session(self, shop, session_id).await
    }

    async fn messages(
        &self,
        shop: &Shop,
        session_id: &str,
        cursor: Option<&str>,
    ) -> Result<Stretch<RemoteMessage>, CallError> {
        chat::messages(self, shop, session_id, cursor).await
    }

    async fn upload(&self, shop: &Shop, picture: &Picture) -> Result<RemotePicture, CallError> {
        chat::upload(self, shop, picture).await
    }

    async fn send(&self, shop: &Shop, to: &Recipient, parcel: &Parcel) -> Result<Receipt, CallError> {
        chat::send(self, shop, to, parcel).await
    }

    async fn mark_read(&self, shop: &Shop, session_id: &str, last_message_id: &str) -> Result<(), CallError> {
        let body = json!({"conversation_id": session_id, "last_read_message_id": last_message_id});
        self.post(shop, "/api/v2/sellerchat/read_conversation", &body, Effect::Read)
            .await?;
        Ok(())
    }

    fn verify_push(&self, url: &Url, authorization: &str, body: &[u8]) -> bool {
        signing::push_is_genuine(&self.app.partner_key, url.as_str(), body, authorization)
    }

    fn read_push(&self, body: &[u8]) -> Result<Push, String> {
        read::push(body)
    }

    fn text_limit(&self) -> Option<usize> {
        None
    }

    fn may_poll(&self) -> bool {
        true
    }
}
