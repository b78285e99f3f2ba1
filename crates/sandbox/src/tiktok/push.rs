//! Webhook types 13 (a conversation) and 14 (a message), and registering for them.

use super::{Refused, done, invalid, render};
use crate::{
    http::call::{Answer, Call},
    market::Market,
    push::{Event, News},
    shared::Shared,
    world::Store,
};
use axum::http::Method;
use serde_json::{Value, json};

/// What TikTok Shop pushes of an event: every message, the shop's own too.
pub(crate) fn push_bodies(shared: &Shared, event: &Event, now_ms: i64) -> Vec<Value> {
    let Event { store, session, news } = event;
    let (kind, data) = match news {
        News::Opened => (
            13,
            json!({"conversation_id": store.session_id(session.no), "create_time": now_ms / 1000}),
        ),
        News::Written(message) => {
            let market = shared.market();
            (14, render::pushed(&market, store, session, message, &shared.url))
        }
        News::Read => return Vec::new(),
    };
    let id = uuid::Uuid::new_v4().as_u128() % 1_000_000_000_000_000_000;
    vec![json!({
        "type": kind, "tts_notification_id": format!("7{id:018}"), "shop_id": store.id().to_string(),
        "timestamp": now_ms / 1000, "data": data,
    })]
}

/// `event/202309/webhooks`: where a shop's messages are pushed to.
pub(super) fn webhooks(market: &mut Market, store: &Store, call: &Call) -> Result<Answer, Refused> {
    const EVENT: &str = "NEW_MESSAGE";
    if call.method == Method::GET {
        let list: Vec<Value> = market
            .push_url(store.no)
            .map(|url| json!({"address": url, "event_type": EVENT}))
            .into_iter()
            .collect();
        return Ok(done(&json!({"total_count": list.len(), "webhooks": list})));
    }
    let body = call.json().ok_or_else(|| invalid("Invalid request body."))?;
    let event = body
        .get("event_type")
        .and_then(Value::as_str)
        .filter(|event| !event.is_empty());
    let event = event.ok_or_else(|| invalid("Missing 'event_type'."))?;
    let address = body.get("address").and_then(Value::as_str);
    if call.method == Method::PUT {
        let web = |address: &&str| url::Url::parse(address).is_ok_and(|url| ["http", "https"].contains(&url.scheme()));
        let address = address.filter(web).ok_or_else(|| invalid("Invalid 'address'."))?;
        // The one address serves both events of the chat.
        if event == EVENT {
            market.set_push_url(store.no, Some(address.to_owned()));
        }
    } else if event == EVENT {
        market.set_push_url(store.no, None);
    }
    Ok(done(&json!({})))
}
