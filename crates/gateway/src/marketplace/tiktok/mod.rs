//! TikTok Shop Open API, 202309 and later.

mod chat;
mod errors;
mod read;
pub(crate) mod signing;

use super::{
    CallError, Granted, Marketplace, Parcel, Picture, Push, Receipt, Recipient, RemoteMessage, RemotePicture,
    RemoteSession, Shop, ShopInfo, ShopState, Stretch, Tokens,
    hosts::Hosts,
    http::{Effect, Http},
    loose::{at, count, id, list, text, word},
    now::{now, unix_seconds},
};
use async_trait::async_trait;
use reqwest::{RequestBuilder, header};
use serde_json::{Value, json};
use steadydesk_wire::{FailReason, Platform, Region};
use url::Url;

const API: &str = "https://open-api.tiktokglobalshop.com";
const AUTH: &str = "https://auth.tiktok-shops.com";

/// The app as it is registered with TikTok Shop.
#[derive(Clone)]
pub struct App {
    pub app_key: String,
    pub app_secret: String,
    pub service_id: String,
    /// Sellers of the United States give their permission on a page of their own.
    pub us: bool,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App")
            .field("app_key", &self.app_key)
            .field("us", &self.us)
            .finish_non_exhaustive()
    }
}

/// The connector.
#[derive(Debug, Clone)]
pub struct Tiktok {
    app: App,
    hosts: Hosts,
    http: Http,
}

/// A call before it is signed.
struct Call<'a> {
    token: &'a str,
    /// Empty where the call takes none.
    cipher: &'a str,
    path: &'a str,
    query: &'a [(&'a str, &'a str)],
}

impl Tiktok {
    #[must_use]
    pub fn new(app: App, hosts: Hosts, http: Http) -> Self {
        Self { app, hosts, http }
    }

    /// The address of a call, signed over `body`, the very bytes that will go out.
    fn url(&self, call: &Call<'_>, body: Option<&[u8]>) -> Url {
        let timestamp = unix_seconds().to_string();
        let mut params = call.query.to_vec();
        params.extend([
            ("app_key", self.app.app_key.as_str()),
            ("timestamp", timestamp.as_str()),
        ]);
        if !call.cipher.is_empty() {
            params.push(("shop_cipher", call.cipher));
        }
        let sign = signing::sign(&self.app.app_secret, call.path, &params, body);
        let mut url = self.hosts.url(API, call.path);
        url.query_pairs_mut().extend_pairs(params).append_pair("sign", &sign);
        url
    }

    async fn finish(&self, request: RequestBuilder, token: &str, effect: Effect) -> Result<Value, CallError> {
        let answer = self
            .http
            .call(request.header("x-tts-access-token", token), effect)
            .await?;
        errors::check(answer, effect)
    }

    async fn get(&self, shop: &Shop, path: &str, query: &[(&str, &str)]) -> Result<Value, CallError> {
        let call = Call {
            token: &shop.tokens.access,
            cipher: &shop.cipher,
            path,
            query,
        };
        // One content type: a second one is an "invalid request format".
        let request = self
            .http
            .get(self.url(&call, None))
            .header(header::CONTENT_TYPE, "application/json");
        self.finish(request, call.token, Effect::Read).await
    }

    /// A call that no cipher belongs to: `/authorization/…`, `/seller/…`.
    async fn get_of_seller(&self, token: &str, path: &str) -> Result<Value, CallError> {
        let call = Call {
            token,
            cipher: "",
            path,
            query: &[],
        };
        let request = self
            .http
            .get(self.url(&call, None))
            .header(header::CONTENT_TYPE, "application/json");
        self.finish(request, token, Effect::Read).await
    }

    /// Without a body where there is nothing to say: clients disagree on how `{}` is signed.
    async fn post(
        &self,
        shop: &Shop,
        path: &str,
        query: &[(&str, &str)],
        body: Option<&Value>,
        effect: Effect,
    ) -> Result<Value, CallError> {
        let call = Call {
            token: &shop.tokens.access,
            cipher: &shop.cipher,
            path,
            query,
        };
        let bytes = body.map(|body| body.to_string().into_bytes());
        let request = self
            .http
            .post(self.url(&call, bytes.as_deref()))
            .header(header::CONTENT_TYPE, "application/json")
            .body(bytes.unwrap_or_default());
        self.finish(request, call.token, effect).await
    }

    /// The token endpoints are not signed; the secret itself is in the query.
    async fn token_call(&self, path: &str, more: &[(&str, &str)]) -> Result<Value, CallError> {
        let mut url = self.hosts.url(AUTH, path);
        url.query_pairs_mut()
            .append_pair("app_key", &self.app.app_key)
            .append_pair("app_secret", &self.app.app_secret)
            .extend_pairs(more);
        errors::check(self.http.call(self.http.get(url), Effect::Write).await?, Effect::Write)
    }

    /// `…_expire_in` are moments, not lengths, in spite of the name.
    fn tokens(body: &Value) -> Result<Tokens, CallError> {
        let data = at(body, "data");
        let (Some(access), Some(refresh)) = (word(data, "access_token"), word(data, "refresh_token")) else {
            return Err(CallError::Unknown("an answer without tokens".to_owned()));
        };
        let now = now();
        let end = |key| super::loose::until(at(data, key), now);
        Ok(Tokens {
            access,
            access_until: end("access_token_expire_in").unwrap_or_else(|| now.plus(7 * 24 * 3_600_000)),
            refresh,
            refresh_until: end("refresh_token_expire_in"),
        })
    }

    async fn order_count(&self, shop: &Shop, status: &str) -> Result<u32, CallError> {
        let body = json!({"order_status": status});
        let path = "/order/202309/orders/search";
        let answer = self
            .post(shop, path, &[("page_size", "1")], Some(&body), Effect::Read)
            .await?;
        count(at(&answer, "data"), "total_count")
            .ok_or_else(|| CallError::Failed("an order list without its count".to_owned()))
    }
}

#[async_trait]
impl Marketplace for Tiktok {
    fn platform(&self) -> Platform {
        Platform::Tiktok
    }

    /// The callback is registered with the app and stands in no query.
    fn authorize_url(&self, _callback: &Url, state: &str) -> Url {
        let real = if self.app.us {
            "https://services.us.tiktokshop.com"
        } else {
            "https://services.tiktokshop.com"
        };
        let mut url = self.hosts.url(real, "/open/authorize");
        url.query_pairs_mut()
            .append_pair("service_id", &self.app.service_id)
            .append_pair("state", state);
        url
    }

    async fn exchange(&self, query: &[(String, String)]) -> Result<Vec<Granted>, CallError> {
        let Some((_, code)) = query.iter().find(|(name, _)| name == "code") else {
            let detail = "the callback carries no code".to_owned();
            return Err(CallError::Refused {
                reason: FailReason::Refused,
                detail,
            });
        };
        let more = [("auth_code", code.as_str()), ("grant_type", "authorized_code")];
        let tokens = Self::tokens(&self.token_call("/api/v2/token/get", &more).await?)?;
        let shops = self
            .get_of_seller(&tokens.access, "/authorization/202309/shops")
            .await?;
        let grant = |value: &Value| {
            Some(Granted {
                name: text(value, "name").unwrap_or_default(),
                shop: Shop {
                    shop_id: id(value, "id")?,
                    region: Region::from(text(value, "region")?),
                    cipher: text(value, "cipher").unwrap_or_default(),
                    tokens: tokens.clone(),
                },
            })
        };
        Ok(list(at(&shops, "data"), "shops").iter().filter_map(grant).collect())
    }

    async fn refresh(&self, shop: &Shop) -> Result<Tokens, CallError> {
        let more = [
            ("refresh_token", shop.tokens.refresh.as_str()),
            ("grant_type", "refresh_token"),
        ];
        match self.token_call("/api/v2/token/refresh", &more).await {
            Ok(body) => Self::tokens(&body),
            // No access token takes part in this call: nothing is said of the permission.
            Err(CallError::TokenExpired(detail)) => Err(CallError::Failed(detail)),
            // Its codes are not published: what is no trouble on the way is a no.
            Err(CallError::Refused { detail, .. }) => Err(CallError::LoginExpired(detail)),
            Err(other) => Err(other),
        }
    }

    async fn shop(&self, shop: &Shop) -> Result<ShopInfo, CallError> {
        let own = |value: &&Value| id(value, "id").as_deref() == Some(shop.shop_id.as_str());
        let authorized = self
            .get_of_seller(&shop.tokens.access, "/authorization/202309/shops")
            .await?;
        let Some(info) = list(at(&authorized, "data"), "shops").iter().find(own) else {
            return Err(CallError::LoginExpired(
                "the seller no longer grants this shop".to_owned(),
            ));
        };
        // A shop that is granted but not among the active ones rests.
        let active = self.get_of_seller(&shop.tokens.access, "/seller/202309/shops").await?;
        let active = list(at(&active, "data"), "shops").iter().any(|value| own(&value));
        Ok(ShopInfo {
            name: text(info, "name").unwrap_or_default(),
            region: word(info, "region").map_or_else(|| shop.region.clone(), Region::from),
            state: if active { ShopState::Normal } else { ShopState::Frozen },
            authorized_until: shop.tokens.refresh_until,
        })
    }

    async fn to_ship(&self, shop: &Shop) -> Result<u32, CallError> {
        let whole = self.order_count(shop, "AWAITING_SHIPMENT").await?;
        Ok(whole.saturating_add(self.order_count(shop, "PARTIALLY_SHIPPING").await?))
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

    /// Marks everything in the session; the message does not matter.
    async fn mark_read(&self, shop: &Shop, session_id: &str, _last_message_id: &str) -> Result<(), CallError> {
        chat::mark_read(self, shop, session_id).await
    }

    fn verify_push(&self, _url: &Url, authorization: &str, body: &[u8]) -> bool {
        signing::push_is_genuine(&self.app.app_key, &self.app.app_secret, body, authorization)
    }

    fn read_push(&self, body: &[u8]) -> Result<Push, String> {
        read::push(body)
    }

    fn text_limit(&self) -> Option<usize> {
        Some(2_000)
    }

    fn may_poll(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use steadydesk_wire::Millis;

    #[test]
    fn token_lives_are_moments() {
        let body = json!({"code":0,"data":{"access_token":"ROW_a","access_token_expire_in":1_782_408_746,
            "refresh_token":"ROW_r","refresh_token_expire_in":"1788308746"}});
        let tokens = Tiktok::tokens(&body).expect("tokens");
        assert_eq!(tokens.access_until, Millis(1_782_408_746_000));
        assert_eq!(tokens.refresh_until, Some(Millis(1_788_308_746_000)));
    }
}
