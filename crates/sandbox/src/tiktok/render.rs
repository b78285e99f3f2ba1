//! Conversations and messages in TikTok Shop's spelling.

use crate::{
    market::{Market, SessionView},
    world::{Body, Message, Side, Store},
};
use serde_json::{Value, json};

/// `type` and `content` (an object here; on the wire it is text) of a message.
pub(super) fn content(market: &Market, store: &Store, body: &Body, origin: &str) -> (&'static str, Value) {
    let picture = |name: &str| format!("{origin}/pictures/{name}");
    let order = |session: u32| market.world.order_id(store, session);
    let product = |product: u64| market.world.product(store, product).id.to_string();
    match body {
        Body::Text { text, .. } | Body::AutoReply { text } => ("TEXT", json!({"content": text})),
        // Sizes are text here.
        Body::Picture(one) => (
            "IMAGE",
            json!({"height": one.height.to_string(), "url": picture(&one.name), "width": one.width.to_string()}),
        ),
        Body::Video { still, seconds } => (
            "VIDEO",
            json!({"url": format!("{origin}/videos/{}.mp4", still.name), "cover": picture(&still.name),
                "width": still.width.to_string(), "height": still.height.to_string(),
                "duration": seconds.to_string(), "vid": still.name, "format": "mp4"}),
        ),
        Body::Sticker { name } => (
            "EMOTICONS",
            json!({"url": picture(&format!("{:016x}-64x64.png", name.len() * 7_919)), "name": name}),
        ),
        Body::Product(one) => ("PRODUCT_CARD", json!({"product_id": product(*one)})),
        Body::CameFromProduct(one) => ("BUYER_ENTER_FROM_PRODUCT", json!({"product_id": product(*one)})),
        Body::Order(session) => ("ORDER_CARD", json!({"order_id": order(*session)})),
        Body::Logistics(session) => (
            "LOGISTICS_CARD",
            json!({"order_id": order(*session), "package_id": format!("115{}", order(*session))}),
        ),
        Body::Return(session) => (
            "RETURN_REFUND_CARD",
            json!({"order_id": order(*session), "sku_id": product(0)}),
        ),
        Body::Voucher { id, .. } => ("COUPON_CARD", json!({"coupon_id": id.to_string()})),
        Body::Notice { text } => ("NOTIFICATION", json!({"content": text})),
        Body::Faq { text } => ("ALLOCATED_SERVICE", json!({"content": text})),
    }
}

fn im_user(store: &Store, session: u32, side: Side) -> String {
    match side {
        Side::Buyer => (store.buyer_id(session) + 1_000_000_000_000_000).to_string(),
        Side::Seller => store.seller_user().to_string(),
        Side::System => "0".to_owned(),
    }
}

/// `role` of a message's sender.
fn role(message: &Message) -> &'static str {
    match (&message.body, message.side) {
        (Body::AutoReply { .. }, _) => "ROBOT",
        (_, Side::Buyer) => "BUYER",
        (_, Side::Seller) => "CUSTOMER_SERVICE",
        (_, Side::System) => "SYSTEM",
    }
}

/// Grows with time and is unique in its conversation.
fn index(message: &Message) -> String {
    (message.at_ms * 1_000 + i64::from(message.no % 1_000)).to_string()
}

fn avatar(session: &SessionView, origin: &str) -> String {
    format!(
        "{origin}/pictures/{:016x}-64x64.png",
        session.buyer.id.wrapping_mul(0x9E37_79B9_7F4A_7C15)
    )
}

/// What the shop is shown only in part: hidden notes of the platform.
fn visible(message: &Message) -> bool {
    !matches!(message.body, Body::Faq { .. })
}

/// A message of a list.
pub(super) fn message(market: &Market, store: &Store, session: &SessionView, message: &Message, origin: &str) -> Value {
    let (kind, content) = content(market, store, &message.body, origin);
    let (nickname, avatar) = match message.side {
        Side::Buyer => (session.buyer.name.as_str(), avatar(session, origin)),
        Side::Seller => (store.name.as_str(), String::new()),
        Side::System => ("", String::new()),
    };
    json!({
        "id": store.message_id(session.no, message.no), "type": kind, "content": content.to_string(),
        "create_time": message.at_ms / 1000, "is_visible": visible(message), "index": index(message),
        "sender": {"im_user_id": im_user(store, session.no, message.side), "role": role(message),
            "nickname": nickname, "avatar": avatar},
    })
}

/// A message as a push carries it: without names.
pub(super) fn pushed(market: &Market, store: &Store, session: &SessionView, message: &Message, origin: &str) -> Value {
    let (kind, content) = content(market, store, &message.body, origin);
    json!({
        "message_id": store.message_id(session.no, message.no), "index": index(message),
        "conversation_id": store.session_id(session.no), "type": kind, "content": content.to_string(),
        "create_time": message.at_ms / 1000, "is_visible": visible(message),
        "sender": {"im_user_id": im_user(store, session.no, message.side), "role": role(message)},
    })
}

/// A conversation of the list.
pub(super) fn conversation(market: &Market, store: &Store, session: &SessionView, origin: &str, now_ms: i64) -> Value {
    let mut buyer = json!({
        "im_user_id": im_user(store, session.no, Side::Buyer), "user_id": session.buyer.id.to_string(),
        "role": "BUYER", "nickname": session.buyer.name, "avatar": avatar(session, origin),
    });
    if store.site.country == "ID" {
        let platform = if session.no % 4 == 3 {
            "TOKOPEDIA"
        } else {
            "TIKTOK_SHOP"
        };
        buyer["buyer_platform"] = platform.into();
    }
    let shop = json!({
        "im_user_id": im_user(store, session.no, Side::Seller), "role": "SHOP", "nickname": store.name, "avatar": "",
    });
    let mut conversation = json!({
        "id": store.session_id(session.no), "participant_count": 2,
        "can_send_message": market.may_send(store, session.no, now_ms).is_ok(), "unread_count": session.unread,
        "create_time": session.last_at() / 1000 - 86_400, "participants": [buyer, shop],
    });
    if let Some(last) = &session.last {
        conversation["latest_message"] = message(market, store, session, last, origin);
    }
    conversation
}
