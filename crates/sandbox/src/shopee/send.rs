//! `sellerchat`: sending messages and pictures.

use super::{Refused, body, done, refuse, render, window_closed};
use crate::{
    http::call::{Answer, Call},
    ids,
    market::{Market, Refusal, Upload},
    picture,
    world::{Body, PictureRef, Platform, Store},
};
use serde_json::{Value, json};

const MOST_PICTURE_BYTES: usize = 2 * 1024 * 1024;

fn param_error(message: &str) -> Refused {
    refuse("param_error", message)
}

/// `POST send_message`. Unknown fields are left alone.
pub(super) fn message(market: &mut Market, store: &Store, call: &Call) -> Result<Answer, Refused> {
    not_in_taiwan(store)?;
    let body = body(call)?;
    let kind = body.get("message_type").and_then(Value::as_str).unwrap_or_default();
    let content = body.get("content").filter(|content| content.is_object());
    let content = content.ok_or_else(|| param_error("content must be an object."))?;
    let business = body.get("business_type").and_then(Value::as_u64).unwrap_or(0);
    if business != 0 && body.get("conversation_id").is_none() {
        return Err(param_error("conversation_id is required for this business_type."));
    }
    let parcel = parcel(market, store, call, kind, content)?;
    send(market, store, call, &body, parcel)
}

/// `POST send_autoreply_message`.
pub(super) fn auto_reply(market: &mut Market, store: &Store, call: &Call) -> Result<Answer, Refused> {
    not_in_taiwan(store)?;
    let body = body(call)?;
    let text = body
        .pointer("/content/text")
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty());
    let text = text.ok_or_else(|| param_error("content.text is required."))?.to_owned();
    send(market, store, call, &body, Body::AutoReply { text })
}

fn not_in_taiwan(store: &Store) -> Result<(), Refused> {
    if store.site.country == "TW" {
        return Err(refuse("error_permission", "This API is not supported in this region."));
    }
    Ok(())
}

fn send(market: &mut Market, store: &Store, call: &Call, body: &Value, parcel: Body) -> Result<Answer, Refused> {
    let invalid = || refuse("invalid_to_id", "to_id is invalid.");
    let to = body.get("to_id").and_then(Value::as_u64).ok_or_else(invalid)?;
    let found = ids::read_buyer(Platform::Shopee, to).filter(|(of, _)| *of == store.no);
    let (_, session) = found.ok_or_else(invalid)?;
    let message = market
        .seller_sends(store, session, parcel, call.now_ms)
        .map_err(|refusal| match refusal {
            Refusal::NoSuchSession => invalid(),
            Refusal::WindowClosed | Refusal::TooManyUnanswered => window_closed(),
        })?;
    let (kind, content) = render::content(market, store, &message.body, &call.origin);
    // The conversation's id is a bare number here, beyond what a double can hold.
    let conversation: u64 = store.session_id(session).parse().unwrap_or(0);
    Ok(done(&json!({
        "message_id": store.message_id(session, message.no), "to_id": to, "message_type": kind, "content": content,
        "conversation_id": conversation, "created_timestamp": message.at_ms / 1000,
        "region": store.site.country, "message_option": 0,
    })))
}

fn parcel(market: &Market, store: &Store, call: &Call, kind: &str, content: &Value) -> Result<Body, Refused> {
    let text = |name: &str| {
        let found = content
            .get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty());
        found.ok_or_else(|| param_error(&format!("content.{name} is required.")))
    };
    match kind {
        "text" => Ok(Body::Text {
            text: text("text")?.to_owned(),
            english: None,
        }),
        "sticker" => {
            text("sticker_package_id")?;
            Ok(Body::Sticker {
                name: text("sticker_id")?.to_owned(),
            })
        }
        "image" => {
            let name = call.picture_name(text("image_url")?);
            let upload = name.and_then(|name| Some((name, market.upload(name)?)));
            let (name, upload) = upload.ok_or_else(|| param_error("image_url must come from upload_image."))?;
            Ok(Body::Picture(PictureRef {
                name: name.to_owned(),
                width: upload.width,
                height: upload.height,
            }))
        }
        "item" => {
            let id = content.get("item_id").and_then(Value::as_u64);
            let found = id
                .and_then(|id| ids::read_product(Platform::Shopee, id))
                .filter(|(of, _)| *of == store.no);
            found
                .map(|(_, product)| Body::Product(product))
                .ok_or_else(|| param_error("item_id is invalid."))
        }
        "order" => {
            let sn = text("order_sn")?;
            let found = ids::read_order(Platform::Shopee, sn).filter(|(of, _)| *of == store.no);
            let known = found.filter(|(_, session)| market.world.order_id(store, *session) == sn);
            known
                .map(|(_, session)| Body::Order(session))
                .ok_or_else(|| param_error("order_sn is invalid."))
        }
        _ => Err(param_error("message_type is invalid.")),
    }
}

/// `POST upload_image`: multipart field `file`; JPEG, PNG or GIF of at most 2 MB.
pub(super) fn upload(market: &mut Market, call: &Call) -> Result<Answer, Refused> {
    let part = call.parts.iter().find(|part| part.name == "file" && part.file);
    let part = part.ok_or_else(|| param_error("file is required."))?;
    if part.bytes.len() > MOST_PICTURE_BYTES {
        return Err(param_error("The image is larger than 2 MB."));
    }
    let (media_type, width, height) =
        picture::sniff(&part.bytes).ok_or_else(|| param_error("The image must be jpg, jpeg, png or gif."))?;
    let name = market.keep_upload(Upload {
        media_type,
        bytes: part.bytes.clone(),
        width,
        height,
    });
    let url = call.picture_url(&name);
    Ok(done(&json!({
        "url": url, "thumbnail": url, "file_server_id": 0, "thumb_height": height, "thumb_width": width,
        "url_hash": name,
    })))
}
