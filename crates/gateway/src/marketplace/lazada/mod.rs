//! Lazada Open Platform.

mod chat;
mod errors;
mod read;
pub(crate) mod signing;

use super::{
    CallError, Granted, Marketplace, Parcel, Picture, Push, Receipt, Recipient, RemoteMessage, RemotePicture,
    RemoteSession, Shop, ShopInfo, ShopState, Stretch, Tokens,
    hosts::Hosts,
    http::{Effect, Http},
    loose::{at, count, id, text, until, word},
    now::now,
};
use async_trait::async_trait;
use serde_json::Value;
use steadydesk_wire::{FailReason, Platform, Region};
use url::Url;

/// The app as it is registered with Lazada; chat needs one of an IM category.
#[derive(Clone)]
pub struct App {
    pub app_key: String,
    pub app_secret: String,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App")
            .field("app_key", &self.app_key)
            .finish_non_exhaustive()
    }
}

/// The connector.
#[derive(Debug, Clone)]
pub struct Lazada {
    app: App,
    hosts: Hosts,
    http: Http,
}

/// Each country's API has its own host.
fn api(region: &Region) -> &'static str {
    match region.as_str() {
        "MY" => "https://api.lazada.com.my",
        "TH" => "https://api.lazada.co.th",
        "VN" => "https://api.lazada.vn",
        "PH" => "https://api.lazada.com.ph",
        "ID" => "https://api.lazada.co.id",
        _ => "https://api.lazada.sg",
    }
}

/// The token endpoints and the seller's page have one host.
const AUTH: &str = "https://auth.lazada.com";

/// A time for the order list: ISO 8601 with an offset.
fn iso(millis: i64) -> String {
    jiff::Timestamp::from_millisecond(millis)
        .map(|time| time.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string())
        .unwrap_or_default()
}

impl Lazada {
    #[must_use]
    pub fn new(app: App, hosts: Hosts, http: Http) -> Self {
        Self { app, hosts, http }
    }

    /// All parameters of a call, signed.
    fn signed<'a>(
        &self,
        path: &str,
        token: Option<&'a str>,
        business: &[(&'a str, &'a str)],
    ) -> Vec<(&'a str, String)> {
        let timestamp = now().0.to_string();
        let mut params: Vec<(&str, &str)> = business.to_vec();
        params.extend([
            ("app_key", self.app.app_key.as_str()),
            ("timestamp", timestamp.as_str()),
            ("sign_method", "sha256"),
            // Answers `MissingPartner` have been seen without it.
            ("partner_id", "steadydesk"),
        ]);
        params.extend(token.map(|token| ("access_token", token)));
        let sign = signing::sign(&self.app.app_secret, path, &params);
        let mut signed: Vec<(&'a str, String)> = business
            .iter()
            .map(|(key, value)| (*key, (*value).to_owned()))
            .collect();
        signed.extend([
            ("app_key", self.app.app_key.clone()),
            ("timestamp", timestamp),
            ("sign_method", "sha256".to_owned()),
            ("partner_id", "steadydesk".to_owned()),
        ]);
        signed.extend(token.map(|token| ("access_token", token.to_owned())));
        signed.push(("sign", sign));
        signed
    }

    async fn get(&self, shop: &Shop, path: &str, business: &[(&str, &str)]) -> Result<Value, CallError> {
        let params = self.signed(path, Some(&shop.tokens.access), business);
        let mut url = self.hosts.url(api(&shop.region), &format!("/rest{path}"));
        url.query_pairs_mut().extend_pairs(params);
        errors::check(self.http.call(self.http.get(url), Effect::Read).await?, Effect::Read)
    }

    async fn post(
        &self,
        shop: &Shop,
        path: &str,
        business: &[(&str, &str)],
        effect: Effect,
    ) -> Result<Value, CallError> {
        let params = self.signed(path, Some(&shop.tokens.access), business);
        let url = self.hosts.url(api(&shop.region), &format!("/rest{path}"));
        errors::check(self.http.call(self.http.post(url).form(&params), effect).await?, effect)
    }

    async fn token_call(&self, path: &str, business: &[(&str, &str)]) -> Result<Value, CallError> {
        let params = self.signed(path, None, business);
        let url = self.hosts.url(AUTH, &format!("/rest{path}"));
        errors::check(
            self.http.call(self.http.post(url).form(&params), Effect::Write).await?,
            Effect::Write,
        )
    }

    fn tokens(body: &Value) -> Result<Tokens, CallError> {
        let (Some(access), Some(refresh)) = (word(body, "access_token"), word(body, "refresh_token")) else {
            return Err(CallError::Unknown("an answer without tokens".to_owned()));
        };
        let now = now();
        Ok(Tokens {
            access,
            access_until: until(at(body, "expires_in"), now).unwrap_or_else(|| now.plus(7 * 24 * 3_600_000)),
            refresh,
            refresh_until: until(at(body, "refresh_expires_in"), now),
        })
    }
}

/// The sellers of a grant with their countries: a list, or an object by country.
fn sellers(body: &Value) -> Vec<(String, Region)> {
    let info = ["country_user_info", "country_user_info_list"].map(|key| at(body, key));
    let one = |country: Option<String>, value: &Value| {
        let country = word(value, "country").or(country)?;
        Some((id(value, "seller_id")?, Region::from(country)))
    };
    let mut found: Vec<(String, Region)> = Vec::new();
    for value in info {
        if let Some(list) = value.as_array() {
            found.extend(list.iter().filter_map(|value| one(None, value)));
        } else if let Some(map) = value.as_object() {
            found.extend(
                map.iter()
                    .filter_map(|(country, value)| one(Some(country.clone()), value)),
            );
        }
    }
    found.sort();
    found.dedup();
    found
}

#[async_trait]
impl Marketplace for Lazada {
    fn platform(&self) -> Platform {
        Platform::Lazada
    }

    fn authorize_url(&self, callback: &Url, state: &str) -> Url {
        let mut url = self.hosts.url(AUTH, "/oauth/authorize");
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("force_auth", "true")
            .append_pair("redirect_uri", callback.as_str())
            .append_pair("client_id", &self.app.app_key)
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
        let answer = self.token_call("/auth/token/create", &[("code", code)]).await?;
        let tokens = Self::tokens(&answer)?;
        let name = text(&answer, "account").unwrap_or_default();
        let grant = |(shop_id, region)| Granted {
            shop: Shop {
                shop_id,
                region,
                cipher: String::new(),
                tokens: tokens.clone(),
            },
            name: name.clone(),
        };
        Ok(sellers(&answer).into_iter().map(grant).collect())
    }

    async fn refresh(&self, shop: &Shop) -> Result<Tokens, CallError> {
        let business = [("refresh_token", shop.tokens.refresh.as_str())];
        let answer = self
            .token_call("/auth/token/refresh", &business)
            .await
            .map_err(|error| match error {
                // No access token takes part in this call: nothing is said of the permission.
                CallError::TokenExpired(detail) => CallError::Failed(detail),
                other => other,
            })?;
        Self::tokens(&answer)
    }

    async fn shop(&self, shop: &Shop) -> Result<ShopInfo, CallError> {
        let body = self.get(shop, "/seller/get", &[]).await?;
        let data = at(&body, "data");
        let state = match text(data, "status").unwrap_or_default().to_ascii_uppercase().as_str() {
            "INACTIVE" => ShopState::Frozen,
            "DELETED" => ShopState::Banned,
            _ => ShopState::Normal,
        };
        Ok(ShopInfo {
            name: text(data, "name").unwrap_or_default(),
            region: shop.region.clone(),
            state,
            // The refresh token cannot be prolonged: with it the permission ends.
            authorized_until: shop.tokens.refresh_until,
        })
    }

    /// Orders have no status, their items have: those of each unshipped one are counted.
    async fn to_ship(&self, shop: &Shop) -> Result<u32, CallError> {
        let after = iso(now().0 - 30 * 24 * 3_600_000);
        let mut total = 0_u32;
        for status in ["pending", "packed", "ready_to_ship"] {
            let business = [
                ("created_after", after.as_str()),
                ("status", status),
                ("limit", "1"),
                ("offset", "0"),
            ];
            let body = self.get(shop, "/orders/get", &business).await?;
            let orders = count(at(&body, "data"), "countTotal")
                .ok_or_else(|| CallError::Failed("an order list without its count".to_owned()))?;
            total = total.saturating_add(orders);
        }
        Ok(total)
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
        let business = [("session_id", session_id), ("last_read_message_id", last_message_id)];
        self.post(shop, "/im/session/read", &business, Effect::Read).await?;
        Ok(())
    }

    fn verify_push(&self, _url: &Url, authorization: &str, body: &[u8]) -> bool {
        signing::push_is_genuine(&self.app.app_key, &self.app.app_secret, body, authorization)
    }

    fn read_push(&self, body: &[u8]) -> Result<Push, String> {
        read::push(body)
    }

    fn text_limit(&self) -> Option<usize> {
        None
    }

    /// "If an ISV polling call is found, the API permissions will be immediately reclaimed."
    fn may_poll(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn sellers_come_as_a_list_and_as_an_object() {
        let list = json!({"country_user_info":[{"country":"sg","user_id":"1","seller_id":"1152180742"},
            {"country":"my","seller_id":77}]});
        let expected = [
            ("1152180742".to_owned(), Region::from("SG")),
            ("77".to_owned(), Region::from("MY")),
        ];
        assert_eq!(sellers(&list), expected);
        let object = json!({"country_user_info":{"sg":{"seller_id":"1152180742"},"my":{"seller_id":"77"}}});
        assert_eq!(sellers(&object), expected);
        let refreshed = json!({"country_user_info_list":[{"country":"SG","seller_id":"1152180742"}]});
        assert_eq!(sellers(&refreshed), [expected[0].clone()]);
    }

    #[test]
    fn tokens_of_the_official_sample() {
        let body = json!({"access_token":"50000201f12","country":"sg","refresh_token":"50001201e12",
            "refresh_expires_in":4_320_000,"expires_in":864_000,"code":"0"});
        let tokens = Lazada::tokens(&body).expect("tokens");
        let refresh_until = tokens.refresh_until.expect("an end");
        assert_eq!(refresh_until.since(tokens.access_until), (4_320_000 - 864_000) * 1_000);
    }

    #[test]
    fn order_times_are_iso_8601_with_an_offset() {
        assert_eq!(iso(1_700_000_000_000), "2023-11-14T22:13:20+00:00");
    }
}
