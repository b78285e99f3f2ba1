//! Sessions and messages in Lazada's spelling.

use crate::{
    market::{Market, SessionView},
    world::{Body, Message, Side, Store},
};
use serde_json::{Value, json};

/// `template_id` and `content` (an object here; on the wire it is text) of a message.
pub(super) fn content(market: &Market, store: &Store, body: &Body, origin: &str) -> (u32, Value) {
    let picture = |name: &str| format!("{origin}/pictures/{name}");
    let order = |session: u32| market.world.order_id(store, session);
    match body {
        Body::Text {
            text,
            english: Some(english),
        } if store.cross_border => (1, json!({"translateTxt": english, "txt": text})),
        Body::Text { text, .. } => (1, json!({"txt": text})),
        Body::AutoReply { text } => (10015, json!({"txt": text})),
        Body::Notice { text } | Body::Faq { text } => (2, json!({"txt": text, "recallContent": ""})),
        Body::Picture(one) => (
            3,
            json!({"imgUrl": picture(&one.name), "osskey": one.name, "width": one.width, "height": one.height}),
        ),
        Body::Sticker { name } => {
            let still = picture(&format!("{:016x}-64x64.png", name.len() * 7_919));
            (
                4,
                json!({"imgUrl": still, "smallImgUrl": still, "txt": format!("[{name}]")}),
            )
        }
        Body::Video { still, seconds } => (
            6,
            json!({"imgUrl": picture(&still.name), "txt": "", "videoDuration": seconds,
                "videoUrl": format!("{origin}/videos/{}.mp4", still.name), "width": still.width,
                "height": still.height, "videoId": still.name}),
        ),
        Body::Product(product) | Body::CameFromProduct(product) => {
            let product = market.world.product(store, *product);
            let icon = picture(&format!("{:016x}-128x128.png", product.id));
            (
                10006,
                json!({"itemId": product.id, "skuId": product.id + 1, "title": product.title,
                    "price": product.price_text(store), "oldPrice": "", "discount": "", "iconUrl": icon,
                    "actionUrl": format!("{origin}/products/i{}.html", product.id)}),
            )
        }
        Body::Order(session) | Body::Logistics(session) => {
            let order = order(*session);
            (
                10007,
                json!({"orderId": order, "title": format!("Order {order}"), "content": "", "status": "pending",
                    "iconUrl": picture(&format!("{session:016x}-128x128.png")), "actionUrl": format!("{origin}/orders/{order}")}),
            )
        }
        Body::Return(session) => (
            10011,
            json!({"orderId": order(*session), "title": "Refund", "status": "REFUND_INIT"}),
        ),
        Body::Voucher { id, title } => (
            10008,
            json!({"voucherId": id, "title": title, "discount": title, "discountAmount": "10", "minOrderAmount": "0",
                "currency": store.site.currency, "period": "", "voucherType": "COLLECTIBLE_VOUCHER"}),
        ),
    }
}

/// (`from_account_id`, `from_account_type`, `to_account_id`, `to_account_type`).
fn ends(store: &Store, session: u32, side: Side) -> (String, u32, String, u32) {
    let (buyer, seller) = (store.buyer_id(session).to_string(), store.seller_user().to_string());
    if side == Side::Seller {
        (seller, 2, buyer, 1)
    } else {
        (buyer, 1, seller, 2)
    }
}

/// A message, as lists and pushes carry it.
pub(super) fn message(market: &Market, store: &Store, session: u32, message: &Message, origin: &str) -> Value {
    let (template, content) = if message.recalled {
        (
            2,
            json!({"txt": "The message was recalled", "recallContent": message.text()}),
        )
    } else {
        content(market, store, &message.body, origin)
    };
    let (from, from_type, to, to_type) = ends(store, session, message.side);
    json!({
        "message_id": store.message_id(session, message.no), "session_id": store.session_id(session),
        "content": content.to_string(), "from_account_id": from, "from_account_type": from_type,
        "to_account_id": to, "to_account_type": to_type, "send_time": message.at_ms, "template_id": template,
        "type": if message.side == Side::System { 2 } else { 1 }, "process_msg": if message.is_withheld() { "contact details" } else { "" },
        "status": u32::from(message.recalled), "auto_reply": matches!(message.body, Body::AutoReply { .. }),
        "site_id": store.site.country,
    })
}

/// A session as the list carries it.
pub(super) fn session(market: &Market, store: &Store, session: &SessionView, origin: &str) -> Value {
    let last = session.last.as_ref();
    let summary = last.map_or(String::new(), |last| match last.text() {
        "" => format!("[{}]", last.body.kind()),
        text => text.to_owned(),
    });
    let head = session.buyer.id.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    json!({
        "session_id": store.session_id(session.no), "summary": summary, "title": session.buyer.name,
        "head_url": format!("{origin}/pictures/{head:016x}-64x64.png"),
        "last_message_id": last.map(|last| store.message_id(session.no, last.no)).unwrap_or_default(),
        "last_message_time": session.last_at(), "buyer_id": session.buyer.id, "unread_count": session.unread,
        "self_position": self_position(market, store, session), "to_position": session.last_at(),
        "tags": [], "site_id": store.site.country,
    })
}

/// Up to which time the seller has read.
pub(super) fn self_position(market: &Market, store: &Store, session: &SessionView) -> i64 {
    let newest = market.messages(store, session.no, None, session.unread.saturating_add(1));
    newest.get(session.unread as usize).map_or(0, |message| message.at_ms)
}
