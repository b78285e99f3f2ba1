//! Lazada's JSON as the gateway's values: sessions, messages, pushes.

use crate::marketplace::{
    News, Push, RemoteMessage, RemoteSession,
    hmac::digest_hex,
    loose::{at, count, flag, id, int, list, raw, text, time, unwrapped, word},
};
use serde_json::Value;
use steadydesk_wire::{Author, Content, Millis, PlatformText};

/// One entry of the session list; nothing where it has no id.
pub(crate) fn session(value: &Value) -> Option<RemoteSession> {
    let session_id = id(value, "session_id")?;
    Some(RemoteSession {
        buyer_id: id(value, "buyer_id").unwrap_or_else(|| buyer_in(&session_id)),
        buyer_name: text(value, "title").unwrap_or_default(),
        unread: count(value, "unread_count").unwrap_or(0),
        last_message_id: id(value, "last_message_id"),
        last_at: time(at(value, "last_message_time")).map(|(at, _)| at),
        can_send: true,
        id: session_id,
    })
}

/// Session ids of the samples are `sellerUser_2_buyerUser_1_103`.
fn buyer_in(session_id: &str) -> String {
    session_id.split('_').nth(2).unwrap_or_default().to_owned()
}

/// One message, of a list or of a push; nothing where it has no id.
pub(crate) fn message(value: &Value) -> Option<RemoteMessage> {
    let message_id = id(value, "message_id")?;
    let template = int(value, "template_id").unwrap_or(0);
    let content = unwrapped(at(value, "content"));
    let (at_time, unit) = time(at(value, "send_time")).unwrap_or((Millis(0), 1));
    let author = author(value, template);
    Some(RemoteMessage {
        session_id: id(value, "session_id").unwrap_or_default(),
        author,
        platform_text: word(&content, "translateTxt")
            .or_else(|| word(&content, "translatText"))
            .map(|text| PlatformText { text, language: None }),
        at: at_time,
        at_unit_ms: unit,
        index: message_id.clone(),
        hidden: false,
        recalled: int(value, "status") == Some(1),
        withheld: author != Author::Buyer && word(value, "process_msg").is_some(),
        picture_url: picture(template, &content),
        content: content_of(template, &content),
        id: message_id,
    })
}

fn author(value: &Value, template: i64) -> Author {
    if int(value, "type") == Some(2) || template == 2 {
        Author::System
    } else if int(value, "from_account_type") != Some(2) {
        Author::Buyer
    } else if flag(value, "auto_reply") == Some(true) || template == 10015 {
        Author::Robot
    } else {
        Author::Seller
    }
}

fn content_of(template: i64, content: &Value) -> Content {
    let unknown = || Content::Unknown {
        platform_type: template.to_string(),
        raw: raw(content),
    };
    let size = |key| count(content, key).filter(|pixels| *pixels > 0);
    match template {
        1 | 10015 => text(content, "txt").map_or_else(unknown, |text| Content::Text { text }),
        2 => text(content, "txt").map_or_else(unknown, |text| Content::Notice { text }),
        3 => Content::Image {
            width: size("width"),
            height: size("height"),
        },
        4 => Content::Sticker {
            label: word(content, "txt"),
            has_picture: word(content, "imgUrl").is_some(),
        },
        6 => Content::Video {
            seconds: count(content, "videoDuration"),
            has_picture: word(content, "imgUrl").is_some(),
            url: word(content, "videoUrl").filter(|url| url.starts_with("http")),
        },
        10006 => id(content, "itemId").map_or_else(unknown, |product_id| Content::Product {
            product_id,
            title: word(content, "title"),
            price: word(content, "price"),
        }),
        10007 => id(content, "orderId").map_or_else(unknown, |order_id| Content::Order {
            order_id,
            title: word(content, "title"),
            status: word(content, "status"),
        }),
        10008 => id(content, "voucherId").map_or_else(unknown, |voucher_id| Content::Voucher {
            voucher_id,
            title: word(content, "title"),
        }),
        10011 => id(content, "orderId").map_or_else(unknown, |order_id| Content::ReturnRefund { order_id }),
        _ => unknown(),
    }
}

fn picture(template: i64, content: &Value) -> Option<String> {
    match template {
        3 | 4 | 6 => word(content, "imgUrl").or_else(|| word(content, "smallImgUrl")),
        _ => None,
    }
}

/// The messages of a page, brought into the order that the interface promises:
/// newest first. The platform only implies its order.
pub(crate) fn messages(data: &Value, session_id: &str) -> Vec<RemoteMessage> {
    let mut items: Vec<_> = list(data, "message_list").iter().filter_map(message).collect();
    for item in items.iter_mut().filter(|item| item.session_id.is_empty()) {
        session_id.clone_into(&mut item.session_id);
    }
    items.sort_by_key(|item| std::cmp::Reverse(item.at));
    items
}

/// A push whose signature has been checked.
pub(crate) fn push(body: &[u8]) -> Result<Push, String> {
    let value: Value = serde_json::from_slice(body).map_err(|error| format!("a Lazada push is no JSON: {error}"))?;
    let shop_id = id(&value, "seller_id").unwrap_or_default();
    let data = unwrapped(at(&value, "data"));
    // The samples leave open whether the fields lie one level deeper.
    let data = if at(&data, "data").is_object() {
        at(&data, "data")
    } else {
        &data
    };
    let (news, key) = match int(&value, "message_type") {
        Some(2) => match message(data).filter(|message| !message.session_id.is_empty()) {
            Some(message) => {
                // A recall comes under the same id, with another status.
                let key = format!(
                    "m:{}:{}:{}:{}",
                    message.session_id, message.id, message.recalled, message.withheld
                );
                (News::Message(Box::new(message)), Some(key))
            }
            None => (News::Other, None),
        },
        Some(19) => {
            let unread = count(data, "unread_count");
            (
                id(data, "session_id").map_or(News::Other, |session_id| News::Session { session_id, unread }),
                None,
            )
        }
        Some(8) => (
            News::AuthorizationExpires {
                at: time(at(data, "auth_expiry_time")).map(|(at, _)| at),
            },
            None,
        ),
        Some(13) => (News::ShopChanged, None),
        _ => (News::Other, None),
    };
    let dedup_key = key.unwrap_or_else(|| format!("b:{}", digest_hex(body)));
    Ok(Push {
        shop_id,
        dedup_key,
        news,
    })
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
