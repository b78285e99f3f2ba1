//! Sessions and messages in Shopee's spelling.

use crate::{
    market::{Market, SessionView},
    world::{Body, Message, Side, Store},
};
use serde_json::{Value, json};

/// `message_type` and `content` of a message.
pub(super) fn content(market: &Market, store: &Store, body: &Body, origin: &str) -> (&'static str, Value) {
    let picture = |name: &str| format!("{origin}/pictures/{name}");
    let order = |session: u32| market.world.order_id(store, session);
    match body {
        Body::Text {
            text,
            english: Some(english),
        } if store.cross_border => {
            let language = store.site.language;
            let translation =
                json!({"text": english, "source": "shopee", "target_language": "en", "source_language": language});
            ("text", json!({"text": text, "translation": translation}))
        }
        Body::Text { text, .. } | Body::AutoReply { text } => ("text", json!({"text": text})),
        Body::Picture(one) => (
            "image",
            json!({"url": picture(&one.name), "thumb_url": picture(&one.name), "thumb_height": one.height,
                "thumb_width": one.width, "file_server_id": 0}),
        ),
        Body::Video { still, seconds } => (
            "video",
            json!({"video_url": format!("{origin}/videos/{}.mp4", still.name), "thumb_url": picture(&still.name),
                "thumb_width": still.width, "thumb_height": still.height, "duration_seconds": seconds}),
        ),
        Body::Sticker { name } => ("sticker", json!({"sticker_id": name, "sticker_package_id": "steady"})),
        Body::Product(product) | Body::CameFromProduct(product) => (
            "item",
            json!({"shop_id": store.id(), "item_id": market.world.product(store, *product).id}),
        ),
        Body::Order(session) => ("order", json!({"order_sn": order(*session), "shop_id": store.id()})),
        Body::Voucher { id, title } => ("voucher", json!({"voucher_id": id, "voucher_code": title})),
        Body::Logistics(session) => ("logistics_card", json!({"order_sn": order(*session)})),
        Body::Return(session) => (
            "return_refund_card",
            json!({"order_sn": order(*session), "return_sn": format!("R{}", order(*session))}),
        ),
        Body::Notice { text } => ("notification", json!({"text": text})),
        Body::Faq { text } => ("faq_liveagent", json!({"text": text, "pass_through_data": ""})),
    }
}

/// The buyer's own shop: buyers have one too, which is never 0.
fn buyer_shop(buyer: u64) -> u64 {
    buyer / 2 + 1
}

/// Sender and receiver as (`from_id`, `from_shop_id`, `to_id`, `to_shop_id`).
pub(super) fn ends(store: &Store, session: u32, side: Side) -> (u64, u64, u64, u64) {
    let buyer = store.buyer_id(session);
    if side == Side::Seller {
        (store.seller_user(), store.id(), buyer, buyer_shop(buyer))
    } else {
        (buyer, buyer_shop(buyer), store.seller_user(), store.id())
    }
}

pub(super) fn message(market: &Market, store: &Store, session: u32, message: &Message, origin: &str) -> Value {
    let (kind, content) = content(market, store, &message.body, origin);
    let (from, from_shop, to, to_shop) = ends(store, session, message.side);
    let source = match message.body {
        Body::Order(session) => json!({"order_sn": market.world.order_id(store, session), "item_id": 0}),
        _ => json!({}),
    };
    json!({
        "message_id": store.message_id(session, message.no), "message_type": kind,
        "from_id": from, "from_shop_id": from_shop, "to_id": to, "to_shop_id": to_shop,
        "conversation_id": store.session_id(session), "created_timestamp": message.at_ms / 1000,
        "region": store.site.country, "status": status(message), "source": "new_webchat",
        "content": content, "message_option": 0, "source_content": source, "quoted_msg": null, "business_type": 0,
    })
}

/// `status` of a message.
pub(super) fn status(message: &Message) -> &'static str {
    match message.body {
        _ if message.is_withheld() => "blocked",
        Body::AutoReply { .. } => "auto_reply",
        _ => "normal",
    }
}

/// Time of the last message in ns, as lists are ordered and paged by.
pub(super) fn last_ns(market: &Market, store: &Store, at_ms: i64, session: u32) -> i64 {
    if at_ms == 0 {
        0
    } else {
        at_ms * 1_000_000 + market.world.fraction_ns(store.no, session)
    }
}

pub(super) fn conversation(market: &Market, store: &Store, session: &SessionView, origin: &str) -> Value {
    let last = session.last.as_ref();
    let (kind, content) = last.map_or(("", json!({})), |last| self::content(market, store, &last.body, origin));
    let from = last.map_or(0, |last| ends(store, session.no, last.side).0);
    let id_of = |message: &Message| store.message_id(session.no, message.no);
    let read = market
        .messages(store, session.no, None, session.unread.saturating_add(1))
        .pop();
    json!({
        "conversation_id": store.session_id(session.no), "to_id": session.buyer.id, "to_name": session.buyer.name,
        "to_avatar": format!("{origin}/pictures/{:016x}-64x64.png", session.buyer.id.wrapping_mul(0x9E37_79B9_7F4A_7C15)),
        "shop_id": store.id(), "unread_count": session.unread, "pinned": session.pinned, "mute": session.muted,
        "last_read_message_id": read.as_ref().map_or_else(|| "0".to_owned(), id_of),
        "latest_message_id": last.map_or_else(|| "0".to_owned(), id_of),
        "latest_message_type": kind, "latest_message_content": content, "latest_message_from_id": from,
        "last_message_timestamp": last_ns(market, store, session.last_at(), session.no), "last_message_option": 0,
        "max_general_option_hide_time": "9223372036854775",
        "opposite_last_deliver_msg_id": "0", "opposite_last_read_msg_id": "0",
    })
}
