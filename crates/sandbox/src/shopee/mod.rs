//! Shopee Open Platform v2, under `/api/v2`.
//!
//! Every answer has `error`, `message` and `request_id`, and mostly status 200
//! whatever it says; chat business lies under `response`.

mod auth;
mod chat;
mod orders;
mod push;
mod render;
mod send;
mod shop;

pub(crate) use push::push_bodies;

use crate::{
    clock::machine_ms,
    http::call::{Answer, Call, Seen, request_id},
    market::Market,
    shared::Shared,
    sign,
    world::{Platform, Store, StoreState},
};
use axum::http::Method;
use serde_json::{Value, json};

const PREFIX: &str = "/api/v2";
/// Seconds that a request's timestamp may be away from now.
const WINDOW_S: i64 = 300;

/// A refusal: `error` and `message`.
type Refused = Answer;

fn refuse(error: &str, message: &str) -> Refused {
    Answer::json(json!({"error": error, "message": message, "request_id": request_id()}))
}

/// Whether a path is signed by the app alone, without a shop's token.
fn public(path: &str) -> bool {
    let path = path.strip_prefix(PREFIX).unwrap_or(path);
    path.starts_with("/auth/") || path.starts_with("/public/") || path.starts_with("/push/") || path == AUTH_PARTNER
}

const AUTH_PARTNER: &str = "/shop/auth_partner";

/// Which shop a request is for, and whether its signature is right.
pub(crate) fn inspect(shared: &Shared, call: &Call) -> Seen {
    if call.path == "/auth" {
        return Seen::default();
    }
    let named = call.query("shop_id").map(str::to_owned).or_else(|| {
        let body = call.json()?;
        Some(body.get("shop_id")?.as_u64()?.to_string())
    });
    let store = named.and_then(|id| shared.market().world.find_shop(Platform::Shopee, &id));
    Seen {
        store: store.map(|store| store.no),
        sign_ok: Some(signed(shared, call)),
    }
}

fn signed(shared: &Shared, call: &Call) -> bool {
    let query = |name| call.query(name).unwrap_or_default();
    let level = if public(&call.path) {
        vec![]
    } else {
        vec![query("access_token"), query("shop_id")]
    };
    let app = &shared.apps.shopee;
    let right = sign::shopee(
        &app.partner_key,
        query("partner_id"),
        &call.path,
        query("timestamp"),
        &level,
    );
    sign::same(query("sign"), &right)
}

/// Partner, timestamp and signature, in the order in which the platform looks at them.
fn check_request(shared: &Shared, call: &Call) -> Result<(), Refused> {
    let Some(partner) = call.query("partner_id") else {
        return Err(refuse("error_param", "There is no partner_id in query."));
    };
    if partner != shared.apps.shopee.partner_id.to_string() {
        return Err(refuse("error_auth", "Invalid partner_id or shopid."));
    }
    let Some(timestamp) = call.query("timestamp").and_then(|text| text.parse::<i64>().ok()) else {
        return Err(refuse("error_param", "There is no timestamp in query."));
    };
    if call.query("sign").is_none() {
        return Err(refuse("error_param", "There is no sign in query."));
    }
    if (machine_ms() / 1000 - timestamp).abs() > WINDOW_S {
        return Err(refuse("error_param", "Timestamp is expired."));
    }
    if !signed(shared, call) {
        return Err(refuse("error_sign", "Wrong sign."));
    }
    Ok(())
}

/// The shop that the token speaks for.
fn check_shop(market: &mut Market, call: &Call) -> Result<Store, Refused> {
    let invalid = || refuse("invalid_acceess_token", "Invalid access_token, please have a check.");
    let shop = call
        .query("shop_id")
        .ok_or_else(|| refuse("error_param", "There is no shop_id in query."))?;
    let token = call
        .query("access_token")
        .ok_or_else(|| refuse("error_param", "There is no access_token in query."))?;
    let shops = market
        .access(Platform::Shopee, token, call.now_ms)
        .ok_or_else(invalid)?;
    let store = market
        .world
        .find_shop(Platform::Shopee, shop)
        .filter(|store| shops.covers(store.no))
        .ok_or_else(|| refuse("error_auth", "Invalid partner_id or shopid."))?;
    if market.authorized_until(&store) <= call.now_ms {
        return Err(invalid());
    }
    market.note_use(store.no);
    if market.state(&store) == StoreState::Banned && call.path != "/api/v2/shop/get_shop_info" {
        return Err(refuse(
            "shop_banned",
            "The shop account has been banned. Permissions for shop authorization and API calls have been suspended \
             until the shop account is restored.",
        ));
    }
    Ok(store)
}

/// Answers any request under Shopee's paths.
pub(crate) fn answer(shared: &Shared, call: &Call) -> Answer {
    route(shared, call).unwrap_or_else(|refused| refused)
}

fn route(shared: &Shared, call: &Call) -> Result<Answer, Refused> {
    if call.path == "/auth" {
        return auth::page(shared, call);
    }
    check_request(shared, call)?;
    let path = call.path.strip_prefix(PREFIX).unwrap_or_default();
    let market = &mut *shared.market();
    if public(&call.path) {
        return match (&call.method, path) {
            (&Method::GET, AUTH_PARTNER) => auth::signed_page(market, call),
            (&Method::POST, "/auth/token/get") => auth::token(market, shared, call),
            (&Method::POST, "/auth/access_token/get") => auth::refresh(market, shared, call),
            (&Method::GET, "/public/get_shops_by_partner") => shop::shops_by_partner(market, call),
            (&Method::POST, "/push/set_app_push_config") => push::configure(market, call),
            (&Method::GET, "/push/get_lost_push_message") => push::lost(market, call),
            (&Method::POST, "/push/confirm_consumed_lost_push_message") => push::confirm(market, call),
            _ => Err(unknown_path()),
        };
    }
    let store = check_shop(market, call)?;
    match (&call.method, path) {
        (&Method::GET, "/shop/get_shop_info") => Ok(shop::info(market, &store)),
        (&Method::POST, "/order/search_package_list") => orders::packages(market, &store, call),
        (&Method::GET, "/order/get_shipment_list") => orders::shipments(market, &store, call),
        (&Method::GET, "/sellerchat/get_conversation_list") => chat::list(market, &store, call),
        (&Method::GET, "/sellerchat/get_one_conversation") => chat::one(market, &store, call),
        (&Method::GET, "/sellerchat/get_message") => chat::messages(market, &store, call),
        (&Method::GET, "/sellerchat/get_unread_conversation_count") => Ok(chat::unread_count(market, &store)),
        (&Method::POST, "/sellerchat/send_message") => send::message(market, &store, call),
        (&Method::POST, "/sellerchat/send_autoreply_message") => send::auto_reply(market, &store, call),
        (&Method::POST, "/sellerchat/upload_image") => send::upload(market, call),
        (&Method::POST, "/sellerchat/read_conversation") => chat::read(market, &store, call),
        (&Method::POST, "/sellerchat/unread_conversation") => chat::unread(market, &store, call),
        (&Method::POST, "/sellerchat/pin_conversation") => chat::pin(market, &store, call, true),
        (&Method::POST, "/sellerchat/unpin_conversation") => chat::pin(market, &store, call, false),
        (&Method::POST, "/sellerchat/mute_conversation") => chat::mute(market, &store, call),
        (&Method::POST, "/sellerchat/delete_conversation") => chat::delete(market, &store, call),
        _ => Err(unknown_path()),
    }
}

fn unknown_path() -> Refused {
    Answer::with_status(
        404,
        json!({"error": "error_not_found", "message": "Not found.", "request_id": request_id()}),
    )
}

fn done(response: &Value) -> Answer {
    Answer::json(json!({"error": "", "message": "", "request_id": request_id(), "response": response}))
}

/// The JSON object in the body.
fn body(call: &Call) -> Result<Value, Refused> {
    call.json()
        .filter(Value::is_object)
        .ok_or_else(|| refuse("error_param", "Request body is not valid JSON."))
}

/// An id that callers write as a number or as text.
fn id_in(body: &Value, name: &str) -> Option<String> {
    match body.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The platform's "too many requests": status 429 in chat, 200 elsewhere.
pub(crate) fn rate_limited(call: &Call, seconds: u64) -> Answer {
    let mut answer = refuse(
        "error_rate_limit",
        "Too many requests. You have reached the rate limit. Please try again later.",
    );
    answer.status = if call.path.contains("/sellerchat/") { 429 } else { 200 };
    answer.retry_after_s = Some(seconds);
    answer
}

/// The platform's "access token expired" (its misspelling included).
pub(crate) fn token_expired() -> Answer {
    refuse("invalid_acceess_token", "Invalid access_token, please have a check.")
}

/// A message that is not taken.
pub(crate) fn send_refused(reason: &str) -> Answer {
    match reason {
        "window_closed" => window_closed(),
        "forbidden_word" => refuse("param_error", "The message contains forbidden words."),
        other => refuse("param_error", other),
    }
}

fn window_closed() -> Answer {
    refuse(
        "user_is_forbidden",
        "The user is forbidden to send message to this buyer.",
    )
}
