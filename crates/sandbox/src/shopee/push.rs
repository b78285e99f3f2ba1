//! Push code 10 (webchat), its configuration and the list of lost pushes.

use super::{Refused, body, done, refuse, render};
use crate::{
    http::call::{Answer, Call, request_id},
    market::{Market, SessionView},
    push::{Event, News},
    shared::Shared,
    world::{Message, Side, Store},
};
use serde_json::{Value, json};

/// What Shopee pushes of an event. The shop's own messages are not pushed: all
/// that comes is a notice that the conversation has been answered.
pub(crate) fn push_bodies(shared: &Shared, event: &Event, now_ms: i64) -> Vec<Value> {
    let Event { store, session, news } = event;
    let data = match news {
        News::Opened => return Vec::new(),
        News::Written(message) if message.side == Side::Seller => notice(store, session, "mark_as_replied"),
        News::Read => notice(store, session, "read"),
        News::Written(message) => {
            let market = shared.market();
            written(&market, store, session, message, &shared.url)
        }
    };
    vec![json!({"msg_id": "", "shop_id": store.id(), "code": 10, "timestamp": now_ms / 1000, "data": data})]
}

fn notice(store: &Store, session: &SessionView, kind: &str) -> Value {
    let conversation = store.session_id(session.no);
    json!({
        "type": "notification", "region": store.site.country,
        "content": {"type": kind, "conversation_id": conversation, "content": {"conversation_id": conversation},
            "business_type": 0},
    })
}

fn written(market: &Market, store: &Store, session: &SessionView, message: &Message, origin: &str) -> Value {
    let (kind, content) = render::content(market, store, &message.body, origin);
    let (from, from_shop, to, to_shop) = render::ends(store, session.no, message.side);
    json!({
        "type": "message", "region": store.site.country,
        "content": {
            "message_id": store.message_id(session.no, message.no), "shop_id": store.id(), "request_id": request_id(),
            "from_id": from, "from_user_name": session.buyer.name, "to_id": to, "to_user_name": store.name,
            "from_shop_id": from_shop, "to_shop_id": to_shop, "message_type": kind, "content": content,
            "conversation_id": store.session_id(session.no), "created_timestamp": message.at_ms / 1000,
            "region": store.site.country, "business_type": 0, "is_in_chatbot_session": false,
            "quoted_msg": {"message_id": ""}, "sub_account_id": 0, "sub_account_name": "0",
            "status": render::status(message), "source_content": {},
        },
    })
}

/// `POST set_app_push_config`.
pub(super) fn configure(market: &mut Market, call: &Call) -> Result<Answer, Refused> {
    let body = body(call)?;
    if let Some(url) = body.get("callback_url").and_then(Value::as_str) {
        let whole = url::Url::parse(url).is_ok_and(|url| ["http", "https"].contains(&url.scheme()));
        if !whole {
            return Err(refuse("error_param", "callback_url is invalid."));
        }
        market.shopee_callback = Some(url.to_owned());
    }
    Ok(done(&json!({"result": "success"})))
}

const KEPT_MS: i64 = 3 * 24 * 3_600_000;

/// `GET get_lost_push_message`: the 100 oldest of the last three days.
pub(super) fn lost(market: &mut Market, call: &Call) -> Result<Answer, Refused> {
    market.lost.retain(|(at_ms, _)| call.now_ms - at_ms <= KEPT_MS);
    let list: Vec<Value> = market.lost.iter().take(100).map(|(_, push)| lost_entry(push)).collect();
    let has_next = market.lost.len() > 100;
    let last_id = list.len();
    Ok(done(
        &json!({"push_message_list": list, "has_next_page": has_next, "last_message_id": last_id}),
    ))
}

fn lost_entry(push: &Value) -> Value {
    json!({"shop_id": push["shop_id"], "code": push["code"], "timestamp": push["timestamp"], "data": push["data"].to_string()})
}

/// `POST confirm_consumed_lost_push_message`: forgets what has been read, up to `last_message_id`.
pub(super) fn confirm(market: &mut Market, call: &Call) -> Result<Answer, Refused> {
    let last = body(call)?.get("last_message_id").and_then(Value::as_u64);
    let last = last.ok_or_else(|| refuse("error_param", "last_message_id is required."))?;
    let last = usize::try_from(last).unwrap_or(usize::MAX).min(market.lost.len());
    market.lost.drain(..last);
    Ok(done(&json!({})))
}
