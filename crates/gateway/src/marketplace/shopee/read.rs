//! Shopee's JSON as the gateway's values: sessions, messages, pushes.

use crate::marketplace::{
    News, Push, RemoteMessage, RemoteSession,
    hmac::digest_hex,
    loose::{at, count, id, int, list, raw, text, time, word},
};
use serde_json::Value;
use steadydesk_wire::{Author, Content, Millis, PlatformText};

/// One entry of the conversation list; nothing where it has no id.
pub(crate) fn session(value: &Value) -> Option<RemoteSession> {
    Some(RemoteSession {
        id: id(value, "conversation_id")?,
        buyer_id: id(value, "to_id").unwrap_or_default(),
        buyer_name: text(value, "to_name").unwrap_or_default(),
        unread: count(value, "unread_count").unwrap_or(0),
        last_message_id: id(value, "latest_message_id"),
        last_at: time(at(value, "last_message_timestamp")).map(|(at, _)| at),
        can_send: true,
    })
}

/// One message, of a list or of a push; nothing where it has no id.
pub(crate) fn message(value: &Value, shop_id: &str) -> Option<RemoteMessage> {
    let message_id = id(value, "message_id")?;
    let kind = text(value, "message_type").unwrap_or_default();
    let content = at(value, "content");
    let status = text(value, "status").unwrap_or_default();
    let (at_time, unit) = time(at(value, "created_timestamp")).unwrap_or((Millis(0), 1_000));
    let author = author(value, &kind, &status, shop_id);
    Some(RemoteMessage {
        session_id: id(value, "conversation_id").unwrap_or_default(),
        author,
        content: content_of(&kind, content),
        platform_text: platform_text(content),
        at: at_time,
        at_unit_ms: unit,
        index: message_id.clone(),
        hidden: false,
        recalled: status == "recalled" || status == "deleted",
        withheld: author != Author::Buyer && matches!(status.as_str(), "blocked" | "censored_blacklist"),
        picture_url: picture(&kind, content),
        id: message_id,
    })
}

/// Buyers have a `from_shop_id` too: only ours makes a message the store's.
fn author(value: &Value, kind: &str, status: &str, shop_id: &str) -> Author {
    if kind == "notification" {
        Author::System
    } else if text(value, "from_shop_id").as_deref() != Some(shop_id) {
        Author::Buyer
    } else if matches!(status, "auto_reply" | "offwork_autoreply") || kind == "faq_liveagent" {
        Author::Robot
    } else {
        Author::Seller
    }
}

fn content_of(kind: &str, content: &Value) -> Content {
    let unknown = || Content::Unknown {
        platform_type: kind.to_owned(),
        raw: raw(content),
    };
    match kind {
        "text" | "faq_liveagent" => text(content, "text").map_or_else(unknown, |text| Content::Text { text }),
        "notification" => word(content, "text").map_or_else(unknown, |text| Content::Notice { text }),
        // The size given is the thumbnail's: its shape is right, and so is the room it takes.
        "image" => Content::Image {
            width: count(content, "thumb_width"),
            height: count(content, "thumb_height"),
        },
        "video" => Content::Video {
            seconds: count(content, "duration_seconds"),
            has_picture: word(content, "thumb_url").is_some(),
            url: word(content, "video_url").filter(|url| url.starts_with("http")),
        },
        "item" => id(content, "item_id").map_or_else(unknown, |product_id| Content::Product {
            product_id,
            title: word(content, "name"),
            price: None,
        }),
        "order" => id(content, "order_sn").map_or_else(unknown, |order_id| Content::Order {
            order_id,
            title: None,
            status: word(content, "order_status"),
        }),
        "sticker" => Content::Sticker {
            label: word(content, "sticker_id"),
            has_picture: false,
        },
        "voucher" => id(content, "voucher_id")
            .or_else(|| word(content, "voucher_code"))
            .map_or_else(unknown, |voucher_id| Content::Voucher {
                voucher_id,
                title: word(content, "voucher_code"),
            }),
        "logistics_card" => id(content, "order_sn").map_or_else(unknown, |order_id| Content::Logistics {
            order_id,
            package_id: word(content, "package_number"),
        }),
        "return_refund_card" => {
            id(content, "order_sn").map_or_else(unknown, |order_id| Content::ReturnRefund { order_id })
        }
        _ => unknown(),
    }
}

fn platform_text(content: &Value) -> Option<PlatformText> {
    let translation = at(content, "translation");
    Some(PlatformText {
        text: word(translation, "text")?,
        language: word(translation, "target_language"),
    })
}

fn picture(kind: &str, content: &Value) -> Option<String> {
    match kind {
        "image" => word(content, "url")
            .or_else(|| word(content, "image_url"))
            .or_else(|| word(content, "thumb_url")),
        "video" => word(content, "thumb_url"),
        _ => None,
    }
}

/// A push whose signature has been checked.
pub(crate) fn push(body: &[u8]) -> Result<Push, String> {
    let value: Value = serde_json::from_slice(body).map_err(|error| format!("a Shopee push is no JSON: {error}"))?;
    let shop_id = id(&value, "shop_id").unwrap_or_default();
    let data = at(&value, "data");
    let (news, key) = match int(&value, "code") {
        Some(10) => webchat(data, &shop_id),
        Some(2) => (News::Deauthorized, None),
        Some(12) => (
            News::AuthorizationExpires {
                at: time(at(data, "expire_before")).map(|(at, _)| at),
            },
            None,
        ),
        Some(1 | 28) => (News::ShopChanged, None),
        _ => (News::Other, None),
    };
    // A delivery has no id of its own; without a message's, its bytes are its name.
    let dedup_key = key.unwrap_or_else(|| format!("b:{}", digest_hex(body)));
    Ok(Push {
        shop_id,
        dedup_key,
        news,
    })
}

fn webchat(data: &Value, shop_id: &str) -> (News, Option<String>) {
    let content = at(data, "content");
    if text(data, "type").as_deref() == Some("message")
        && let Some(message) = message(content, shop_id).filter(|message| !message.session_id.is_empty())
    {
        let status = text(content, "status").unwrap_or_default();
        let key = format!("m:{}:{}:{status}", message.session_id, message.id);
        return (News::Message(Box::new(message)), Some(key));
    }
    let session = id(content, "conversation_id").or_else(|| id(at(content, "content"), "conversation_id"));
    (
        session.map_or(News::Other, |session_id| News::Session {
            session_id,
            unread: None,
        }),
        None,
    )
}

/// The messages of a page, newest first.
pub(crate) fn messages(response: &Value, session_id: &str, shop_id: &str) -> Vec<RemoteMessage> {
    let mut items: Vec<_> = list(response, "messages")
        .iter()
        .filter_map(|value| message(value, shop_id))
        .collect();
    for item in items.iter_mut().filter(|item| item.session_id.is_empty()) {
        session_id.clone_into(&mut item.session_id);
    }
    items
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
