//! Authorise pages, the exchange of a code and the refreshing of tokens.

use super::{Refused, body, refuse};
use crate::{
    http::{
        call::{Answer, Call, request_id},
        page::{self, Choice},
    },
    market::{Approval, GrantError, Market, Scope},
    shared::Shared,
    world::{Platform, Store},
};
use serde_json::{Value, json};

/// The new authorise page: `/auth`, unsigned.
pub(super) fn page(shared: &Shared, call: &Call) -> Result<Answer, Refused> {
    let whole = call.query("partner_id") == Some(&shared.apps.shopee.partner_id.to_string())
        && call.query("auth_type") == Some("seller")
        && call.query("response_type") == Some("code");
    let back = call.query("redirect_uri").filter(|_| whole);
    let back = back.ok_or_else(|| page::broken("partner_id, auth_type=seller, response_type=code, redirect_uri"))?;
    choose(&mut shared.market(), call, back)
}

/// The classic authorise page: signed, `redirect` names the way back.
pub(super) fn signed_page(market: &mut Market, call: &Call) -> Result<Answer, Refused> {
    let back = call.query("redirect").ok_or_else(|| page::broken("redirect"))?;
    choose(market, call, back)
}

fn choose(market: &mut Market, call: &Call, back: &str) -> Result<Answer, Refused> {
    let Some(choice) = call.query("approve") else {
        let shops = market.world.stores_of(Platform::Shopee);
        let mut choices: Vec<Choice> = shops.map(|store| Choice::shop(&store)).collect();
        choices.insert(
            0,
            Choice {
                value: "all".to_owned(),
                label: "Main account: every shop".to_owned(),
            },
        );
        return Ok(page::choices("Shopee", call, &choices));
    };
    let renew = call.query("renew").is_some();
    let (scope, name, id) = if choice == "all" {
        (Scope::MainAccount, "main_account_id", MAIN_ACCOUNT.to_string())
    } else {
        let store = market.world.find_shop(Platform::Shopee, choice);
        let store = store.ok_or_else(|| page::unknown_shop(choice))?;
        (Scope::Store(store.no), "shop_id", store.id().to_string())
    };
    let code = market.approve(
        Approval {
            platform: Platform::Shopee,
            scope,
            renew,
        },
        call.now_ms,
    );
    page::back(back, &[("code", &code), (name, &id)], call.query("state"))
}

/// The one main account, which owns every Shopee shop of the world.
const MAIN_ACCOUNT: u64 = 1_000_123;

fn right_partner(shared: &Shared, body: &Value) -> Result<(), Refused> {
    if body.get("partner_id").and_then(Value::as_u64) == Some(shared.apps.shopee.partner_id) {
        return Ok(());
    }
    Err(refuse("error_param", "Invalid partner_id."))
}

/// `POST /auth/token/get`: a code for tokens.
pub(super) fn token(market: &mut Market, shared: &Shared, call: &Call) -> Result<Answer, Refused> {
    let body = body(call)?;
    right_partner(shared, &body)?;
    let invalid = || refuse("error_auth", "Invalid code");
    let code = body.get("code").and_then(Value::as_str).ok_or_else(invalid)?;
    let number = |name| body.get(name).and_then(Value::as_u64);
    let wanted = match (number("shop_id"), number("main_account_id")) {
        (Some(shop), None) => {
            let store = market
                .world
                .find_shop(Platform::Shopee, &shop.to_string())
                .ok_or_else(invalid)?;
            Scope::Store(store.no)
        }
        (None, Some(MAIN_ACCOUNT)) => Scope::MainAccount,
        _ => {
            return Err(refuse(
                "error_param",
                "Exactly one of shop_id and main_account_id is required.",
            ));
        }
    };
    let grant = market
        .exchange(Platform::Shopee, code, Some(wanted), call.now_ms)
        .map_err(|_| invalid())?;
    let shops: Vec<u64> = grant.shops.iter().map(Store::id).collect();
    Ok(Answer::json(json!({
        "error": "", "message": "", "request_id": request_id(),
        "shop_id_list": shops, "merchant_id_list": [],
        "access_token": grant.access, "refresh_token": grant.refresh, "expire_in": grant.access_s,
    })))
}

/// `POST /auth/access_token/get`: a refresh token, good for one use a shop, for new tokens.
pub(super) fn refresh(market: &mut Market, shared: &Shared, call: &Call) -> Result<Answer, Refused> {
    let body = body(call)?;
    right_partner(shared, &body)?;
    let invalid = || refuse("error_auth", "Invalid refresh_token.");
    let token = body.get("refresh_token").and_then(Value::as_str).ok_or_else(invalid)?;
    let others = ["merchant_id", "supplier_id", "user_id", "principal_id"];
    let Some(shop) = body.get("shop_id").and_then(Value::as_u64) else {
        return Err(refuse("error_param", "There is no shop_id in body."));
    };
    if others.iter().any(|name| body.get(name).is_some()) {
        return Err(refuse(
            "error_param",
            "Exactly one of shop_id and merchant_id is required.",
        ));
    }
    let store = market
        .world
        .find_shop(Platform::Shopee, &shop.to_string())
        .ok_or_else(invalid)?;
    let grant = market
        .refresh(Platform::Shopee, token, Some(store.no), call.now_ms)
        .map_err(|error| match error {
            GrantError::RefreshExpired => refuse("refresh_token_expired", "The refresh_token has expired."),
            GrantError::AccessExpired => refuse("shop_access_expired", "The shop authorization has expired."),
            GrantError::Code | GrantError::Refresh => invalid(),
        })?;
    Ok(Answer::json(json!({
        "error": "", "message": "", "request_id": request_id(),
        "partner_id": shared.apps.shopee.partner_id, "shop_id": shop,
        "access_token": grant.access, "refresh_token": grant.refresh, "expire_in": grant.access_s,
    })))
}
