//! Lazada Open Platform, under `/rest`, and its authorise page.
//!
//! Parameters may stand in the query or in a form; the signature is over all of
//! them. Status is 200 whatever the answer says: `code` is text and `"0"` means
//! well, and IM answers say once more in `success` and `err_code`.

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
    market::{Market, Refusal},
    shared::Shared,
    sign,
    world::{Platform, Store, StoreState},
};
use serde_json::{Value, json};

const PREFIX: &str = "/rest";
/// How far a request's timestamp may be away from now.
const WINDOW_MS: i64 = 7_200_000;

type Refused = Answer;

fn refuse(code: &str, message: &str) -> Refused {
    Answer::json(json!({"code": code, "type": "ISV", "message": message, "request_id": request_id()}))
}

fn missing(name: &str) -> Refused {
    let message =
        format!("the input parameter \"{name}\" that is mandatory for processing this request is not supplied");
    refuse("MissingParameter", &message)
}

/// An IM refusal: the gateway is well (`code` 0), the business is not.
fn im_refuse(code: &str, message: &str) -> Refused {
    Answer::json(json!({
        "code": "0", "request_id": request_id(), "success": false, "err_code": code, "err_message": message,
    }))
}

fn im_done(data: &Value) -> Answer {
    Answer::json(json!({
        "code": "0", "request_id": request_id(), "success": true, "err_code": "0", "err_message": "SUCCESS",
        "data": data,
    }))
}

fn done(data: &Value) -> Answer {
    Answer::json(json!({"code": "0", "request_id": request_id(), "data": data}))
}

fn params(call: &Call) -> impl Iterator<Item = (&str, &str)> {
    call.query
        .iter()
        .chain(&call.form)
        .map(|(name, value)| (name.as_str(), value.as_str()))
}

fn signed(shared: &Shared, call: &Call) -> bool {
    let path = call.path.strip_prefix(PREFIX).unwrap_or(&call.path);
    let right = sign::lazada(&shared.apps.lazada.app_secret, path, params(call));
    sign::same(call.param("sign").unwrap_or_default(), &right)
}

/// Which shop a request is for (its token says), and whether its signature is right.
pub(crate) fn inspect(shared: &Shared, call: &Call) -> Seen {
    if !call.path.starts_with("/rest/") {
        return Seen::default();
    }
    let token = call.param("access_token").or_else(|| call.param("refresh_token"));
    let store = token.and_then(|token| shared.market().only_store(Platform::Lazada, token));
    Seen {
        store: store.map(|store| store.no),
        sign_ok: Some(signed(shared, call)),
    }
}

/// A timestamp in milliseconds, or ISO 8601.
fn timestamp_ms(text: &str) -> Option<i64> {
    let written = || {
        text.parse::<jiff::Timestamp>()
            .ok()
            .map(jiff::Timestamp::as_millisecond)
    };
    text.parse().ok().or_else(written)
}

/// The common parameters, in the order in which the gateway looks at them.
fn check_request(shared: &Shared, call: &Call) -> Result<(), Refused> {
    let app_key = call.param("app_key").ok_or_else(|| missing("app_key"))?;
    if app_key != shared.apps.lazada.app_key {
        return Err(refuse("InvalidAppKey", "The specified App Key is invalid"));
    }
    let timestamp = call.param("timestamp").ok_or_else(|| missing("timestamp"))?;
    let sign_method = call.param("sign_method").ok_or_else(|| missing("sign_method"))?;
    call.param("sign").ok_or_else(|| missing("sign"))?;
    let near = timestamp_ms(timestamp).is_some_and(|at_ms| (machine_ms() - at_ms).abs() <= WINDOW_MS);
    if !near {
        return Err(refuse(
            "InvalidTimestamp",
            "The specified timestamp is invalid or expired",
        ));
    }
    if sign_method != "sha256" || !signed(shared, call) {
        return Err(refuse(
            "IncompleteSignature",
            "The request signature does not conform to lazop standards",
        ));
    }
    Ok(())
}

/// The shop that the token speaks for.
fn check_shop(market: &mut Market, call: &Call) -> Result<Store, Refused> {
    let token = call.param("access_token").ok_or_else(|| missing("access_token"))?;
    let good = market.access(Platform::Lazada, token, call.now_ms).is_some();
    let store = market.only_store(Platform::Lazada, token).filter(|_| good);
    let store = store
        .filter(|store| market.authorized_until(store) > call.now_ms)
        .ok_or_else(token_expired)?;
    market.note_use(store.no);
    if market.state(&store) == StoreState::Banned && call.path != "/rest/seller/get" {
        return Err(refuse("SellerNotVerified", "The seller is not verified"));
    }
    Ok(store)
}

/// Answers any request under Lazada's paths.
pub(crate) fn answer(shared: &Shared, call: &Call) -> Answer {
    route(shared, call).unwrap_or_else(|refused| refused)
}

fn route(shared: &Shared, call: &Call) -> Result<Answer, Refused> {
    if call.path == "/oauth/authorize" {
        return auth::page(shared, call);
    }
    let path = call.path.strip_prefix(PREFIX).unwrap_or_default();
    if !PATHS
        .iter()
        .any(|(known, method)| *known == path && (*method == "ANY" || *method == call.method.as_str()))
    {
        return Err(refuse("InvalidApi", "The specified API is invalid"));
    }
    check_request(shared, call)?;
    let market = &mut *shared.market();
    match path {
        "/auth/token/create" => return auth::token(market, call),
        "/auth/token/refresh" => return auth::refresh(market, call),
        _ => {}
    }
    let store = check_shop(market, call)?;
    match path {
        "/seller/get" => Ok(shop::seller(market, &store)),
        "/orders/get" => orders::list(market, &store, call),
        "/im/session/list" => chat::sessions(market, &store, call),
        "/im/session/get" => chat::session(market, &store, call),
        "/im/session/read" => chat::read(market, &store, call),
        "/im/session/open" => chat::open(market, &store, call),
        "/im/message/list" => chat::messages(market, &store, call),
        "/im/message/send" => send::message(market, &store, call),
        "/im/message/recall" => send::recall(market, &store, call),
        _ => send::upload(market, call),
    }
}

/// What there is, and with which method.
const PATHS: [(&str, &str); 12] = [
    ("/auth/token/create", "ANY"),
    ("/auth/token/refresh", "ANY"),
    ("/seller/get", "GET"),
    ("/orders/get", "GET"),
    ("/im/session/list", "GET"),
    ("/im/session/get", "GET"),
    ("/im/session/read", "POST"),
    ("/im/session/open", "ANY"),
    ("/im/message/list", "GET"),
    ("/im/message/send", "POST"),
    ("/im/message/recall", "ANY"),
    ("/image/upload", "POST"),
];

/// The gateway's "too many requests"; the length of the ban stands in the message.
pub(crate) fn rate_limited(seconds: u64) -> Answer {
    let message = format!("Api access frequency exceeds the limit. this ban will last {seconds} seconds");
    let mut answer = refuse("ApiCallLimit", &message);
    answer.retry_after_s = Some(seconds);
    answer
}

/// The gateway's "access token expired".
pub(crate) fn token_expired() -> Answer {
    refuse("IllegalAccessToken", "The specified access token is invalid or expired")
}

/// A message that is not taken.
pub(crate) fn send_refused(reason: &str) -> Answer {
    match reason {
        "window_closed" => not_taken(Refusal::WindowClosed),
        "forbidden_word" => im_refuse("-5", "The message contains forbidden words."),
        other => im_refuse("-1", other),
    }
}

fn not_taken(refusal: Refusal) -> Answer {
    match refusal {
        Refusal::NoSuchSession => im_refuse("-3", "session not found"),
        Refusal::WindowClosed => im_refuse("-22", "order out of day limit: 7"),
        Refusal::TooManyUnanswered => im_refuse(
            "-23",
            "no more than 5 messages without a reply of the buyer within a day",
        ),
    }
}
