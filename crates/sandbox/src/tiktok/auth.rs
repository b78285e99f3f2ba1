//! The authorise page and the token calls of TikTok Shop's other hosts.

use super::{Refused, done, refuse};
use crate::{
    http::{
        call::{Answer, Call},
        page::{self, Choice},
    },
    market::{Approval, Grant, GrantError, Market, Scope, seller_of},
    shared::Shared,
    world::Platform,
};
use serde_json::json;

/// `/open/authorize`: the way back is the app's callback, not a parameter.
///
/// `approve=all` allows every shop of one seller: the one that `seller` names,
/// else the first with a shop that has not allowed the app yet.
pub(super) fn page(shared: &Shared, call: &Call) -> Result<Answer, Refused> {
    let app = &shared.apps.tiktok;
    if call.query("service_id") != Some(&app.service_id) {
        return Err(page::broken("service_id"));
    }
    let mut market = shared.market();
    let Some(choice) = call.query("approve") else {
        return Ok(page::choices("TikTok Shop", call, &choices(&market)));
    };
    let scope = if let Some(seller) = choice.strip_prefix("all") {
        let named = seller.strip_prefix('-').or_else(|| call.query("seller"));
        Scope::Seller(seller_for_all(&market, named).ok_or_else(|| page::unknown_shop(choice))?)
    } else {
        let store = market
            .world
            .find_shop(Platform::Tiktok, choice)
            .ok_or_else(|| page::unknown_shop(choice))?;
        Scope::Store(store.no)
    };
    let approval = Approval {
        platform: Platform::Tiktok,
        scope,
        renew: call.query("renew").is_some(),
    };
    let code = market.approve(approval, call.now_ms);
    let region = market
        .shops(Platform::Tiktok, scope)
        .first()
        .map_or("", |store| store.site.country);
    let back = format!("{}/oauth/tiktok/callback", shared.gateway());
    let params = [
        ("app_key", app.app_key.as_str()),
        ("code", &code),
        ("locale", "en"),
        ("shop_region", region),
    ];
    page::back(&back, &params, call.query("state"))
}

fn choices(market: &Market) -> Vec<Choice> {
    let mut choices = Vec::new();
    let mut seller = None;
    for store in market.world.stores_of(Platform::Tiktok) {
        let owner = seller_of(store.no);
        if seller != Some(owner) {
            seller = Some(owner);
            choices.push(Choice {
                value: format!("all-{owner}"),
                label: format!("Seller {owner}: every shop"),
            });
        }
        choices.push(Choice::shop(&store));
    }
    choices
}

fn seller_for_all(market: &Market, named: Option<&str>) -> Option<u32> {
    let mut stores = market.world.stores_of(Platform::Tiktok);
    if let Some(named) = named {
        let named: u32 = named.parse().ok()?;
        return stores.find(|store| seller_of(store.no) == named).map(|_| named);
    }
    let open = stores.find(|store| !market.authorized(store.no));
    let first = || market.world.stores_of(Platform::Tiktok).next();
    open.or_else(first).map(|store| seller_of(store.no))
}

/// The app's key and secret, which stand in the query of both token calls.
fn check_app(shared: &Shared, call: &Call, grant_type: &str) -> Result<(), Refused> {
    let app = &shared.apps.tiktok;
    if call.method != axum::http::Method::GET {
        return Err(refuse(405, 36_009_010, "Invalid method"));
    }
    if call.query("app_key") != Some(&app.app_key) || call.query("app_secret") != Some(&app.app_secret) {
        return Err(refuse(200, 36_004_001, "app_key or app_secret is invalid"));
    }
    if call.query("grant_type") != Some(grant_type) {
        return Err(refuse(200, 36_004_002, "grant_type is invalid"));
    }
    Ok(())
}

/// `GET /api/v2/token/get`.
pub(super) fn token(shared: &Shared, call: &Call) -> Result<Answer, Refused> {
    check_app(shared, call, "authorized_code")?;
    let code = call.query("auth_code").unwrap_or_default();
    let grant = shared.market().exchange(Platform::Tiktok, code, None, call.now_ms);
    Ok(tokens(
        call,
        &grant.map_err(|_| refuse(200, 36_004_004, "auth_code is invalid or expired"))?,
    ))
}

/// `GET /api/v2/token/refresh`.
pub(super) fn refresh(shared: &Shared, call: &Call) -> Result<Answer, Refused> {
    check_app(shared, call, "refresh_token")?;
    let token = call.query("refresh_token").unwrap_or_default();
    let grant = shared
        .market()
        .refresh(Platform::Tiktok, token, None, call.now_ms)
        .map_err(|error| match error {
            GrantError::Code | GrantError::Refresh => refuse(200, 36_004_005, "refresh_token is invalid"),
            GrantError::RefreshExpired | GrantError::AccessExpired => {
                refuse(200, 36_004_006, "refresh_token has expired")
            }
        })?;
    Ok(tokens(call, &grant))
}

/// `*_expire_in` are moments, not durations, whatever their names say.
fn tokens(call: &Call, grant: &Grant) -> Answer {
    let first = grant.shops.first();
    let seller = first.map_or(0, |store| seller_of(store.no));
    let mut answer = done(&json!({
        "access_token": grant.access, "access_token_expire_in": call.now_s() + grant.access_s,
        "refresh_token": grant.refresh, "refresh_token_expire_in": call.now_s() + grant.refresh_s,
        "open_id": format!("7010736{seller:09}"), "seller_name": format!("Seller {seller}"),
        "seller_base_region": first.map_or("", |store| store.site.country), "user_type": 0,
        "granted_scopes": ["seller.authorization.info", "seller.customer_service", "seller.order.info"],
    }));
    if let crate::http::call::Payload::Json(value) = &mut answer.payload {
        value["message"] = "success".into();
    }
    answer
}
