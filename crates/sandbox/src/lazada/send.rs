//! `/im/message/send`, `/im/message/recall` and `/image/upload`.

use super::{Refused, chat::wanted, done, im_done, im_refuse, missing, not_taken, refuse};
use crate::{
    http::call::{Answer, Call},
    ids,
    market::{Market, Upload},
    picture,
    world::{Body, PictureRef, Platform, Store},
};
use serde_json::json;

/// `POST /im/message/send`.
pub(super) fn message(market: &mut Market, store: &Store, call: &Call) -> Result<Answer, Refused> {
    let session = wanted(market, store, call)?;
    let template = call.param("template_id").ok_or_else(|| missing("template_id"))?;
    let body = body(market, store, call, template)?;
    let message = market
        .seller_sends(store, session, body, call.now_ms)
        .map_err(not_taken)?;
    let template: u32 = template.parse().unwrap_or(0);
    Ok(im_done(&json!({
        "message_id": store.message_id(session, message.no), "template_id": template, "current_time": message.at_ms,
    })))
}

fn body(market: &Market, store: &Store, call: &Call, template: &str) -> Result<Body, Refused> {
    let text = |name: &str| {
        call.param(name)
            .filter(|text| !text.is_empty())
            .ok_or_else(|| missing(name))
    };
    let size = |name: &str| {
        text(name)?
            .parse::<u32>()
            .ok()
            .filter(|n| *n > 0)
            .ok_or_else(|| im_refuse("-2", &format!("{name} is invalid")))
    };
    match template {
        "1" => Ok(Body::Text {
            text: text("txt")?.to_owned(),
            english: None,
        }),
        "3" => {
            let (width, height) = (size("width")?, size("height")?);
            let name = call
                .picture_name(text("img_url")?)
                .filter(|name| market.upload(name).is_some());
            let name = name.ok_or_else(|| im_refuse("-2", "img_url must come from /image/upload"))?;
            Ok(Body::Picture(PictureRef {
                name: name.to_owned(),
                width,
                height,
            }))
        }
        "4" => {
            let name = text("txt")?.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
            Ok(Body::Sticker {
                name: name.ok_or_else(|| im_refuse("-2", "txt is no emoji"))?.to_owned(),
            })
        }
        "10006" => {
            let id = text("item_id")?
                .parse()
                .ok()
                .and_then(|id| ids::read_product(Platform::Lazada, id));
            let found = id.filter(|(of, _)| *of == store.no);
            found
                .map(|(_, product)| Body::Product(product))
                .ok_or_else(|| im_refuse("-2", "item_id is invalid"))
        }
        "10007" => {
            let found = ids::read_order(Platform::Lazada, text("order_id")?).filter(|(of, _)| *of == store.no);
            let known = found.filter(|(_, session)| market.order(store, *session).is_some());
            known
                .map(|(_, session)| Body::Order(session))
                .ok_or_else(|| im_refuse("-2", "order_id is invalid"))
        }
        "10008" => {
            let id = text("promotion_id")?
                .parse()
                .map_err(|_| im_refuse("-2", "promotion_id is invalid"))?;
            Ok(Body::Voucher {
                id,
                title: "Voucher".to_owned(),
            })
        }
        "10010" => Ok(Body::Notice {
            text: "follow".to_owned(),
        }),
        _ => Err(im_refuse("-2", "template_id is invalid")),
    }
}

/// `/im/message/recall`: at most two minutes after sending.
pub(super) fn recall(market: &mut Market, store: &Store, call: &Call) -> Result<Answer, Refused> {
    let session = wanted(market, store, call)?;
    let id = call.param("message_id").ok_or_else(|| missing("message_id"))?;
    let found = ids::read_message(Platform::Lazada, id).filter(|(of, no, _)| *of == store.no && *no == session);
    let recalled = found.is_some_and(|(_, _, message)| market.recall(store, session, message, call.now_ms));
    if recalled {
        Ok(im_done(&json!({})))
    } else {
        Err(im_refuse("-4", "the message cannot be recalled"))
    }
}

const MOST_PICTURE_BYTES: usize = 1024 * 1024;

/// `POST /image/upload`: multipart field `image`, JPEG or PNG of at most 1 MB;
/// the file is not part of the signature.
pub(super) fn upload(market: &mut Market, call: &Call) -> Result<Answer, Refused> {
    let part = call.parts.iter().find(|part| part.name == "image" && part.file);
    let part = part.ok_or_else(|| missing("image"))?;
    if part.bytes.len() > MOST_PICTURE_BYTES {
        return Err(refuse("302", "E302: The image is too large"));
    }
    let known = picture::sniff(&part.bytes).filter(|(media_type, _, _)| *media_type != "image/gif");
    let (media_type, width, height) = known.ok_or_else(|| refuse("301", "E301: The image is not a JPG or PNG"))?;
    let name = market.keep_upload(Upload {
        media_type,
        bytes: part.bytes.clone(),
        width,
        height,
    });
    Ok(done(
        &json!({"image": {"url": call.picture_url(&name), "hash_code": name}}),
    ))
}
