//! `customer_service`: sending messages and pictures.

use super::{Refused, chat::wanted, done, invalid, window_closed};
use crate::{
    http::call::{Answer, Call},
    ids,
    market::{Market, Refusal, Upload},
    picture,
    world::{Body, PictureRef, Platform, Store},
};
use serde_json::{Value, json};

/// Characters that a text may have.
const MOST_CHARACTERS: usize = 2_000;
const MOST_PICTURE_BYTES: usize = 10 * 1024 * 1024;

/// `POST conversations/{id}/messages`; `named` is the newer version, in which the sender has a role.
pub(super) fn message(
    market: &mut Market,
    store: &Store,
    id: &str,
    call: &Call,
    named: bool,
) -> Result<Answer, Refused> {
    let session = wanted(market, store, id)?;
    let body = call
        .json()
        .filter(Value::is_object)
        .ok_or_else(|| invalid("Invalid request body."))?;
    let role = body
        .get("sender_role")
        .and_then(Value::as_str)
        .unwrap_or("CUSTOMER_SERVICE");
    if named && !["CUSTOMER_SERVICE", "SYSTEM", "ROBOT"].contains(&role) {
        return Err(invalid("Invalid 'sender_role'."));
    }
    let kind = body.get("type").and_then(Value::as_str).unwrap_or_default();
    let content = body
        .get("content")
        .and_then(Value::as_str)
        .and_then(|text| serde_json::from_str(text).ok());
    let content: Value = content.ok_or_else(|| invalid("Invalid 'content'. It must be a JSON string."))?;
    let parcel = parcel(market, store, call, kind, &content)?;
    let sent = market
        .seller_sends(store, session.no, parcel, call.now_ms)
        .map_err(|refusal| match refusal {
            Refusal::NoSuchSession => invalid("Invalid 'conversation_id'."),
            Refusal::WindowClosed | Refusal::TooManyUnanswered => window_closed(),
        })?;
    Ok(done(&json!({"message_id": store.message_id(session.no, sent.no)})))
}

fn parcel(market: &Market, store: &Store, call: &Call, kind: &str, content: &Value) -> Result<Body, Refused> {
    let text = |name: &str| {
        let found = content
            .get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty());
        found.ok_or_else(|| invalid(&format!("Invalid 'content'. '{name}' is required.")))
    };
    // Numbers come as text in a message's content, and some clients send them bare.
    let size = |name: &str| {
        let value = content.get(name);
        let number = value.and_then(|value| value.as_u64().or_else(|| value.as_str()?.parse().ok()));
        let number = number
            .and_then(|number| u32::try_from(number).ok())
            .filter(|number| *number > 0);
        number.ok_or_else(|| invalid(&format!("Invalid 'content'. '{name}' is required.")))
    };
    let order = |id: &str| {
        let found = ids::read_order(Platform::Tiktok, id).filter(|(of, _)| *of == store.no);
        let known = found.filter(|(_, session)| market.order(store, *session).is_some());
        known
            .map(|(_, session)| session)
            .ok_or_else(|| invalid("Invalid 'order_id'."))
    };
    match kind {
        "TEXT" => {
            let text = text("content")?;
            if text.chars().count() > MOST_CHARACTERS {
                return Err(invalid("Invalid 'content'. A text has at most 2000 characters."));
            }
            Ok(Body::Text {
                text: text.to_owned(),
                english: None,
            })
        }
        "IMAGE" => {
            let (width, height) = (size("width")?, size("height")?);
            let name = call
                .picture_name(text("url")?)
                .filter(|name| market.upload(name).is_some());
            let name = name.ok_or_else(|| invalid("Invalid 'url'. It must come from the image upload."))?;
            Ok(Body::Picture(PictureRef {
                name: name.to_owned(),
                width,
                height,
            }))
        }
        "PRODUCT_CARD" => {
            let id = text("product_id")?
                .parse()
                .ok()
                .and_then(|id| ids::read_product(Platform::Tiktok, id));
            let found = id.filter(|(of, _)| *of == store.no);
            found
                .map(|(_, product)| Body::Product(product))
                .ok_or_else(|| invalid("Invalid 'product_id'."))
        }
        "ORDER_CARD" => Ok(Body::Order(order(text("order_id")?)?)),
        "LOGISTICS_CARD" => {
            text("package_id")?;
            Ok(Body::Logistics(order(text("order_id")?)?))
        }
        "RETURN_REFUND_CARD" => {
            text("sku_id")?;
            Ok(Body::Return(order(text("order_id")?)?))
        }
        "COUPON_CARD" => {
            let id = text("coupon_id")?
                .parse()
                .map_err(|_| invalid("Invalid 'coupon_id'."))?;
            Ok(Body::Voucher {
                id,
                title: "Coupon".to_owned(),
            })
        }
        _ => Err(invalid("Invalid 'type'.")),
    }
}

/// `POST images/upload`: multipart field `data`, at most 10 MB; the body is not signed.
pub(super) fn upload(market: &mut Market, call: &Call) -> Result<Answer, Refused> {
    let part = call.parts.iter().find(|part| part.name == "data");
    let part = part.ok_or_else(|| invalid("Missing 'data'."))?;
    if part.bytes.len() > MOST_PICTURE_BYTES {
        return Err(invalid("The image is larger than 10 MB."));
    }
    let (media_type, width, height) =
        picture::sniff(&part.bytes).ok_or_else(|| invalid("The image format is not supported."))?;
    let name = market.keep_upload(Upload {
        media_type,
        bytes: part.bytes.clone(),
        width,
        height,
    });
    Ok(done(
        &json!({"url": call.picture_url(&name), "width": width, "height": height}),
    ))
}
