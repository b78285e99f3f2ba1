//! TikTok Shop Open API 202309, under `/`, with its token calls and authorise page.
//!
//! `code` is a number and 0 means well; errors come with a status of their own.
//! The signature is over the body's bytes, the token stands in a header, and the
//! shop is named by its cipher.

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
    http::{
        call::{Answer, Call, Seen, request_id},
        read::media_type,
    },
    market::{Market, Shops},
    shared::Shared,
    sign,
    world::{Platform, Store, StoreState},
};
use axum::http::Method;
use serde_json::{Value, json};

type Refused = Answer;

/// Seconds that a timestamp may lie before and after now.
const WINDOW_S: (i64, i64) = (300, 30);

fn refuse(status: u16, code: u64, message: &str) -> Refused {
    Answer::with_status(
        status,
        json!({"code": code, "data": null, "message": message, "request_id": request_id()}),
    )
}

/// The gateway's and the services' answer to parameters that make no sense.
fn invalid(message: &str) -> Refused {
    refuse(400, 36_009_004, message)
}

fn done(data: &Value) -> Answer {
    Answer::json(json!({"code": 0, "message": "Success", "request_id": request_id(), "data": data}))
}

fn signed(shared: &Shared, call: &Call) -> bool {
    let query = call.query.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let multipart = media_type(&call.headers) == "multipart/form-data";
    let body: &[u8] = if multipart { b"" } else { &call.body };
    let right = sign::tiktok(&shared.apps.tiktok.app_secret, &call.path, query, body);
    sign::same(call.query("sign").unwrap_or_default(), &right)
}

/// What is asked for without a signature.
fn unsigned(path: &str) -> bool {
    ["/api/v2/token/get", "/api/v2/token/refresh", "/open/authorize"].contains(&path)
}

/// Which shop a request is for (its cipher says), and whether its signature is right.
pub(crate) fn inspect(shared: &Shared, call: &Call) -> Seen {
    if unsigned(&call.path) {
        return Seen::default();
    }
    let cipher = call.query("shop_cipher");
    let store = cipher.and_then(|cipher| shop::read_cipher(&shared.market(), cipher));
    Seen {
        store: store.map(|store| store.no),
        sign_ok: Some(signed(shared, call)),
    }
}

/// App key, timestamp, path and signature, in the order in which the gateway looks at them.
fn check_request(shared: &Shared, call: &Call) -> Result<(), Refused> {
    if call.query("app_key") != Some(&shared.apps.tiktok.app_key) {
        return Err(invalid("Invalid credentials. Invalid 'app_key' query parameter."));
    }
    let timestamp = call.query("timestamp").and_then(|text| text.parse::<i64>().ok());
    let Some(timestamp) = timestamp else {
        return Err(invalid(
            "Invalid timestamp. The timestamp query parameter is missing or invalid.",
        ));
    };
    let now_s = machine_ms() / 1000;
    if timestamp < now_s - WINDOW_S.0 {
        return Err(invalid(
            "Invalid timestamp. The value of the timestamp query parameter must not be earlier than 5 minutes \
             before the current time.",
        ));
    }
    if timestamp > now_s + WINDOW_S.1 {
        return Err(invalid(
            "Invalid timestamp. The value of the timestamp query parameter must not be later than 30 seconds after \
             the current time.",
        ));
    }
    if call.headers.get_all("content-type").iter().count() > 1 {
        return Err(refuse(400, 36_009_022, "Invalid request format"));
    }
    if !signed(shared, call) {
        return Err(refuse(
            401,
            106_001,
            "Invalid credentials. The 'sign' query parameter is invalid.",
        ));
    }
    Ok(())
}

fn check_token(market: &Market, call: &Call) -> Result<Shops, Refused> {
    let token = call.header("x-tts-access-token").unwrap_or_default();
    market.access(Platform::Tiktok, token, call.now_ms).ok_or_else(|| {
        if market.stale(Platform::Tiktok, token) {
            token_expired()
        } else {
            invalid("Invalid credentials. The 'x-tts-access-token' header is invalid.")
        }
    })
}

/// The shop that the cipher names and the token speaks for.
fn check_shop(market: &mut Market, call: &Call, shops: Shops) -> Result<Store, Refused> {
    let cipher = call.query("shop_cipher").filter(|cipher| !cipher.is_empty());
    let store = cipher.and_then(|cipher| shop::read_cipher(market, cipher));
    let store = store.ok_or_else(|| refuse(400, 106_013, "Missing identifier. Invalid 'shop_cipher'."))?;
    if !shops.covers(store.no) {
        return Err(refuse(401, 101_000, "The access token does not belong to this shop."));
    }
    if market.authorized_until(&store) <= call.now_ms {
        return Err(token_expired());
    }
    market.note_use(store.no);
    match market.state(&store) {
        StoreState::Frozen => Err(refuse(401, 36_009_043, "The shop is deactivated.")),
        StoreState::Banned => Err(refuse(401, 36_009_044, "The seller is deactivated.")),
        _ => Ok(store),
    }
}

/// Answers any request that is not another marketplace's.
pub(crate) fn answer(shared: &Shared, call: &Call) -> Answer {
    route(shared, call).unwrap_or_else(|refused| refused)
}

fn route(shared: &Shared, call: &Call) -> Result<Answer, Refused> {
    match call.path.as_str() {
        "/open/authorize" => return auth::page(shared, call),
        "/api/v2/token/get" => return auth::token(shared, call),
        "/api/v2/token/refresh" => return auth::refresh(shared, call),
        _ => {}
    }
    let parts: Vec<&str> = call.path.trim_start_matches('/').split('/').collect();
    let Some(known) = KNOWN.iter().find(|known| known.fits(&parts)) else {
        return Err(refuse(404, 36_009_009, "Invalid path"));
    };
    if !known.methods.contains(&call.method.as_str()) {
        return Err(refuse(405, 36_009_010, "Invalid method"));
    }
    check_request(shared, call)?;
    let market = &mut *shared.market();
    let shops = check_token(market, call)?;
    match known.path {
        "authorization/202309/shops" => return Ok(shop::authorized(market, shops)),
        "seller/202309/shops" => return Ok(shop::active(market, shops)),
        _ => {}
    }
    let store = &check_shop(market, call, shops)?;
    let id = parts.get(3).copied().unwrap_or_default();
    let post = call.method == Method::POST;
    match known.path {
        "event/202309/webhooks" => push::webhooks(market, store, call),
        "order/202309/orders/search" => orders::search(market, store, call),
        "customer_service/202309/images/upload" => send::upload(market, call),
        "customer_service/202309/conversations" if post => chat::open(market, store, call),
        "customer_service/202309/conversations" => chat::list(market, store, call),
        "customer_service/202601/conversations/*" => chat::one(market, store, id, call),
        "customer_service/202309/conversations/*/messages/read" => chat::read(market, store, id),
        "customer_service/202606/conversations/*/messages" => send::message(market, store, id, call, true),
        _ if post => send::message(market, store, id, call, false),
        _ => chat::messages(market, store, id, call),
    }
}

/// A path, `*` for an id, and the methods that it knows.
struct Known {
    path: &'static str,
    methods: &'static [&'static str],
}

impl Known {
    fn fits(&self, parts: &[&str]) -> bool {
        let pattern: Vec<&str> = self.path.split('/').collect();
        pattern.len() == parts.len() && pattern.iter().zip(parts).all(|(one, part)| *one == "*" || one == part)
    }
}

const KNOWN: [Known; 10] = [
    Known {
        path: "authorization/202309/shops",
        methods: &["GET"],
    },
    Known {
        path: "seller/202309/shops",
        methods: &["GET"],
    },
    Known {
        path: "event/202309/webhooks",
        methods: &["GET", "PUT", "DELETE"],
    },
    Known {
        path: "order/202309/orders/search",
        methods: &["POST"],
    },
    Known {
        path: "customer_service/202309/images/upload",
        methods: &["POST"],
    },
    Known {
        path: "customer_service/202309/conversations",
        methods: &["GET", "POST"],
    },
    Known {
        path: "customer_service/202601/conversations/*",
        methods: &["GET"],
    },
    Known {
        path: "customer_service/202309/conversations/*/messages",
        methods: &["GET", "POST"],
    },
    Known {
        path: "customer_service/202606/conversations/*/messages",
        methods: &["POST"],
    },
    Known {
        path: "customer_service/202309/conversations/*/messages/read",
        methods: &["POST"],
    },
];

/// The gateway's "too many requests".
pub(crate) fn rate_limited(seconds: u64) -> Answer {
    let message = "Too many requests. You've made too many requests in a short period of time.";
    let mut answer = refuse(429, 36_009_002, message);
    answer.retry_after_s = Some(seconds);
    answer
}

/// The gateway's "access token expired".
pub(crate) fn token_expired() -> Answer {
    let message = "Expired credentials. The 'access_token' or 'x-tts-access-token' header has expired.";
    refuse(401, 105_002, message)
}

/// A message that is not taken.
pub(crate) fn send_refused(reason: &str) -> Answer {
    match reason {
        "window_closed" => window_closed(),
        "forbidden_word" => refuse(200, 45_101_006, "The message contains sensitive content."),
        other => refuse(200, 45_101_006, other),
    }
}

fn window_closed() -> Answer {
    refuse(200, 45_109_001, "The conversation does not allow sending messages.")
}

/// An opaque page token; its letters need encoding in a query.
fn page_token(text: &str) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    STANDARD.encode(format!("{text}\u{ff}"))
}

fn read_page_token(token: &str) -> Option<String> {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let text = String::from_utf8(STANDARD.decode(token).ok()?).ok()?;
    text.strip_suffix('\u{ff}').map(str::to_owned)
}

/// `page_size`, which every list must have.
fn page_size(call: &Call, most: usize) -> Result<usize, Refused> {
    let size = call.query("page_size").and_then(|text| text.parse().ok());
    size.filter(|size| (1..=most).contains(size))
        .ok_or_else(|| invalid(&format!("Invalid 'page_size'. It must be between 1 and {most}.")))
}
