//! The authorise page, the exchange of a code and the refreshing of tokens.

use super::{Refused, missing, refuse};
use crate::{
    http::{
        call::{Answer, Call, request_id},
        page::{self, Choice},
    },
    market::{Approval, Grant, GrantError, Market, Scope},
    shared::Shared,
    world::{Platform, Store},
};
use serde_json::{Value, json};

/// `/oauth/authorize`: one seller account a code.
pub(super) fn page(shared: &Shared, call: &Call) -> Result<Answer, Refused> {
    let whole =
        call.query("client_id") == Some(&shared.apps.lazada.app_key) && call.query("response_type") == Some("code");
    let back = call.query("redirect_uri").filter(|_| whole);
    let back = back.ok_or_else(|| page::broken("client_id, response_type=code, redirect_uri"))?;
    let mut market = shared.market();
    let Some(choice) = call.query("approve") else {
        let choices: Vec<Choice> = market
            .world
            .stores_of(Platform::Lazada)
            .map(|store| Choice::shop(&store))
            .collect();
        return Ok(page::choices("Lazada", call, &choices));
    };
    if choice == "all" {
        return Err(page::plain(
            400,
            "A Lazada code is for one seller account: approve one shop at a time.",
        ));
    }
    let store = market
        .world
        .find_shop(Platform::Lazada, choice)
        .ok_or_else(|| page::unknown_shop(choice))?;
    let approval = Approval {
        platform: Platform::Lazada,
        scope: Scope::Store(store.no),
        renew: call.query("renew").is_some(),
    };
    let code = market.approve(approval, call.now_ms);
    page::back(back, &[("code", &code)], call.query("state"))
}

/// `/auth/token/create`.
pub(super) fn token(market: &mut Market, call: &Call) -> Result<Answer, Refused> {
    let code = call.param("code").ok_or_else(|| missing("code"))?;
    let grant = market.exchange(Platform::Lazada, code, None, call.now_ms);
    let grant = grant.map_err(|_| refuse("InvalidCode", "Invalid authorization code"))?;
    Ok(tokens(&grant, "country_user_info"))
}

/// `/auth/token/refresh`: the refresh token itself is never renewed.
pub(super) fn refresh(market: &mut Market, call: &Call) -> Result<Answer, Refused> {
    let token = call.param("refresh_token").ok_or_else(|| missing("refresh_token"))?;
    let grant = market
        .refresh(Platform::Lazada, token, None, call.now_ms)
        .map_err(|error| match error {
            GrantError::Code | GrantError::Refresh | GrantError::RefreshExpired | GrantError::AccessExpired => refuse(
                "IllegalRefreshToken",
                "The specified refresh token is invalid or expired",
            ),
        })?;
    Ok(tokens(&grant, "country_user_info_list"))
}

fn tokens(grant: &Grant, list: &str) -> Answer {
    let users: Vec<Value> = grant.shops.iter().map(user).collect();
    let first = grant.shops.first();
    let country = first.map(|store| store.site.country.to_lowercase()).unwrap_or_default();
    let account = first
        .map(|store| format!("seller{}@example.com", store.id()))
        .unwrap_or_default();
    let mut answer = json!({
        "access_token": grant.access, "country": country, "refresh_token": grant.refresh,
        "account_platform": "seller_center", "refresh_expires_in": grant.refresh_s, "expires_in": grant.access_s,
        "account": account, "code": "0", "request_id": request_id(),
    });
    answer[list] = Value::Array(users);
    Answer::json(answer)
}

fn user(store: &Store) -> Value {
    let id = store.id().to_string();
    json!({
        "country": store.site.country.to_lowercase(), "user_id": store.seller_user().to_string(), "seller_id": id,
        "short_code": short_code(store),
    })
}

/// A short code as sellers have them: the country and six letters.
pub(super) fn short_code(store: &Store) -> String {
    format!("{}S{:05X}", store.site.country, store.no + 0x1_2345)
}
