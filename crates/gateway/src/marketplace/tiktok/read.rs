//! TikTok Shop's JSON as the gateway's values: sessions, messages, pushes.

use crate::marketplace::{
    News, Push, RemoteMessage, RemoteSession,
    hmac::digest_hex,
    loose::{at, count, flag, id, int, list, raw, text, time, unwrapped, word},
};
use serde_json::Value;
use steadydesk_wire::{Author, Content, Millis};

/// One conversation; nothing where it has no id.
pub(crate) fn session(value: &Value) -> Option<RemoteSession> {
    let buyer = list(value, "participants")
        .iter()
        .find(|one| text(one, "role").as_deref() == Some("BUYER"));
    let of_buyer = |key: &str| buyer.and_then(|buyer| word(buyer, key));
    let latest = at(value, "latest_message");
    Some(RemoteSession {
        id: id(value, "id").or_else(|| id(value, "conversation_id"))?,
        buyer_id: of_buyer("user_id")
            .or_else(|| of_buyer("im_user_id"))
            .unwrap_or_default(),
        buyer_name: of_buyer("nickname").unwrap_or_default(),
        unread: count(value, "unread_count").unwrap_or(0),
        last_message_id: id(latest, "id"),
        last_at: time(at(latest, "create_time")).map(|(at, _)| at),
        can_send: flag(value, "can_send_message").unwrap_or(true),
    })
}

/// One message, of a list (`id`) or of a push (`message_id`, `conversation_id`);
/// nothing where it has no id.
pub(crate) fn message(value: &Value, session_id: &str) -> Option<RemoteMessage> {
    let message_id = id(value, "id").or_else(|| id(value, "message_id"))?;
    let kind = text(value, "type").unwrap_or_default();
    let content = unwrapped(at(value, "content"));
    let (at_time, unit) = time(at(value, "create_time")).unwrap_or((Millis(0), 1_000));
    Some(RemoteMessage {
        session_id: id(value, "conversation_id").unwrap_or_else(|| session_id.to_owned()),
        author: author(text(at(value, "sender"), "role").as_deref(), &kind),
        platform_text: None,
        at: at_time,
        at_unit_ms: unit,
        index: word(value, "index").unwrap_or_else(|| message_id.clone()),
        hidden: flag(value, "is_visible") == Some(false),
        recalled: false,
        withheld: false,
        picture_url: picture(&kind, &content),
        content: content_of(&kind, &content),
        id: message_id,
    })
}

fn author(role: Option<&str>, kind: &str) -> Author {
    match role {
        Some("BUYER") => Author::Buyer,
        Some("SHOP" | "CUSTOMER_SERVICE") => Author::Seller,
        Some("ROBOT") => Author::Robot,
        Some("SYSTEM") => Author::System,
        _ if kind.starts_with("BUYER_ENTER") => Author::Buyer,
        _ => Author::System,
    }
}

fn content_of(kind: &str, content: &Value) -> Content {
    let unknown = || Content::Unknown {
        platform_type: kind.to_owned(),
        raw: raw(content),
    };
    // Sizes come as texts.
    let size = |key| count(content, key).filter(|pixels| *pixels > 0);
    let order = || id(content, "order_id");
    match kind {
        "TEXT" => text(content, "content").map_or_else(unknown, |text| Content::Text { text }),
        "IMAGE" => Content::Image {
            width: size("width"),
            height: size("height"),
        },
        "VIDEO" => Content::Video {
            seconds: count(content, "duration"),
            has_picture: word(content, "cover").is_some(),
            url: word(content, "url").filter(|url| url.starts_with("http")),
        },
        "EMOTICONS" => Content::Sticker {
            label: word(content, "content").or_else(|| word(content, "name")),
            has_picture: word(content, "url").is_some(),
        },
        "PRODUCT_CARD" | "BUYER_ENTER_FROM_PRODUCT" => {
            id(content, "product_id").map_or_else(unknown, |product_id| Content::Product {
                product_id,
                title: None,
                price: None,
            })
        }
        "ORDER_CARD" | "BUYER_ENTER_FROM_ORDER" => order().map_or_else(unknown, |order_id| Content::Order {
            order_id,
            title: None,
            status: None,
        }),
        "COUPON_CARD" => id(content, "coupon_id").map_or_else(unknown, |voucher_id| Content::Voucher {
            voucher_id,
            title: None,
        }),
        "LOGISTICS_CARD" => order().map_or_else(unknown, |order_id| Content::Logistics {
            order_id,
            package_id: id(content, "package_id"),
        }),
        "RETURN_REFUND_CARD" => order().map_or_else(unknown, |order_id| Content::ReturnRefund { order_id }),
        "ALLOCATED_SERVICE" | "NOTIFICATION" | "BUYER_ENTER_FROM_TRANSFER" => {
            text(content, "content").map_or_else(unknown, |text| Content::Notice { text })
        }
        _ => unknown(),
    }
}

fn picture(kind: &str, content: &Value) -> Option<String> {
    match kind {
        "IMAGE" | "EMOTICONS" => word(content, "url"),
        "VIDEO" => word(content, "cover"),
        _ => None,
    }
}

/// A push whose signature has been checked.
pub(crate) fn push(body: &[u8]) -> Result<Push, String> {
    let value: Value =
        serde_json::from_slice(body).map_err(|error| format!("a TikTok Shop push is no JSON: {error}"))?;
    let shop_id = id(&value, "shop_id").unwrap_or_default();
    let data = unwrapped(at(&value, "data"));
    let (news, key) = match int(&value, "type") {
        Some(14) => match message(&data, "").filter(|message| !message.session_id.is_empty()) {
            Some(message) => {
                let key = format!("m:{}:{}:{}", message.session_id, message.id, message.hidden);
                (News::Message(Box::new(message)), Some(key))
            }
            None => (News::Other, None),
        },
        Some(13) => {
            let session = id(&data, "conversation_id");
            (
                session.map_or(News::Other, |session_id| News::Session {
                    session_id,
                    unread: None,
                }),
                None,
            )
        }
        Some(6) => (News::Deauthorized, None),
        Some(7) => (
            News::AuthorizationExpires {
                at: time(at(&data, "expiration_time")).map(|(at, _)| at),
            },
            None,
        ),
        _ => (News::Other, None),
    };
    let dedup_key = key
        .or_else(|| id(&value, "tts_notification_id").map(|id| format!("n:{id}")))
        .unwrap_or_else(|| format!("b:{}", digest_hex(body)));
    Ok(Push {
        shop_id,
        dedup_key,
        news,
    })
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
