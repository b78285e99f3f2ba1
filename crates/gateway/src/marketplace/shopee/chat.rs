//! The calls of Shopee's seller chat. Its official pages are behind a login:
//! shapes are those that working clients read.

use super::{Effect, Shopee, number, read};
use crate::marketplace::{
    CallError, Parcel, Picture, Receipt, Recipient, RemoteMessage, RemotePicture, RemoteSession, Shop, Stretch,
    loose::{at, flag, id, list, time, word},
};
use reqwest::multipart;
use serde_json::{Value, json};
use steadydesk_wire::FailReason;

/// Above this Shopee answers an empty list, without an error.
const SESSIONS: &str = "25";
const MESSAGES: &str = "25";
const PICTURE_BYTES: usize = 2 * 1024 * 1024;

/// `direction=older` lists newest first; `latest` without a cursor would begin
/// with the oldest of the shop.
pub(super) async fn sessions(
    shopee: &Shopee,
    shop: &Shop,
    cursor: Option<&str>,
) -> Result<Stretch<RemoteSession>, CallError> {
    let mut query = vec![("direction", "older"), ("type", "all"), ("page_size", SESSIONS)];
    query.extend(cursor.map(|cursor| ("next_timestamp_nano", cursor)));
    let body = shopee
        .get(shop, "/api/v2/sellerchat/get_conversation_list", &query)
        .await?;
    let response = at(&body, "response");
    let page = at(response, "page_result");
    let items: Vec<_> = list(response, "conversations")
        .iter()
        .filter_map(read::session)
        .collect();
    let next = id(at(page, "next_cursor"), "next_message_time_nano")
        .filter(|next| flag(page, "more").unwrap_or(true) && !items.is_empty() && Some(next.as_str()) != cursor);
    Ok(Stretch { items, next })
}

pub(super) async fn session(shopee: &Shopee, shop: &Shop, session_id: &str) -> Result<RemoteSession, CallError> {
    let query = [("conversation_id", session_id)];
    let body = shopee
        .get(shop, "/api/v2/sellerchat/get_one_conversation", &query)
        .await?;
    let response = at(&body, "response");
    // Bare in one client, wrapped in another.
    [response, at(response, "conversation")]
        .into_iter()
        .chain(list(response, "conversations").first())
        .find_map(read::session)
        .ok_or_else(|| CallError::Refused {
            reason: FailReason::Refused,
            detail: "no such conversation".to_owned(),
        })
}

/// The first page takes no offset: `offset=0` is an error.
pub(super) async fn messages(
    shopee: &Shopee,
    shop: &Shop,
    session_id: &str,
    cursor: Option<&str>,
) -> Result<Stretch<RemoteMessage>, CallError> {
    let mut query = vec![("conversation_id", session_id), ("page_size", MESSAGES)];
    query.extend(cursor.map(|cursor| ("offset", cursor)));
    let body = shopee.get(shop, "/api/v2/sellerchat/get_message", &query).await?;
    let response = at(&body, "response");
    let items = read::messages(response, session_id, &shop.shop_id);
    let next = id(at(response, "page_result"), "next_offset")
        .filter(|next| !items.is_empty() && Some(next.as_str()) != cursor);
    Ok(Stretch { items, next })
}

pub(super) async fn upload(shopee: &Shopee, shop: &Shop, picture: &Picture) -> Result<RemotePicture, CallError> {
    let bad = |detail: &str| CallError::Refused {
        reason: FailReason::BadPicture,
        detail: detail.to_owned(),
    };
    if picture.bytes.len() > PICTURE_BYTES {
        return Err(bad("Shopee takes pictures up to 2 MB"));
    }
    let name = match picture.media_type.as_str() {
        "image/jpeg" => "picture.jpg",
        "image/png" => "picture.png",
        "image/gif" => "picture.gif",
        _ => return Err(bad("Shopee takes JPEG, PNG and GIF")),
    };
    let part = multipart::Part::stream(picture.bytes.clone())
        .file_name(name)
        .mime_str(&picture.media_type)
        .map_err(|_| bad("an odd media type"))?;
    let url = shopee.shop_url(shop, "/api/v2/sellerchat/upload_image", &[]);
    let form = multipart::Form::new().part("file", part);
    // An upload that nobody refers to does nothing: a lost answer is a failure like any other.
    let body = shopee.call(shopee.http.post(url).multipart(form), Effect::Read).await?;
    let response = at(&body, "response");
    let url = word(response, "url").ok_or_else(|| CallError::Failed("an upload without its address".to_owned()))?;
    Ok(RemotePicture {
        url,
        width: picture.width,
        height: picture.height,
    })
}

pub(super) async fn send(shopee: &Shopee, shop: &Shop, to: &Recipient, parcel: &Parcel) -> Result<Receipt, CallError> {
    let (kind, content): (_, Value) = match parcel {
        Parcel::Text(text) => ("text", json!({"text": text})),
        Parcel::Picture(picture) => ("image", json!({"image_url": picture.url})),
    };
    let body = json!({"to_id": number(&to.buyer_id), "message_type": kind, "content": content});
    let answer = shopee
        .post(shop, "/api/v2/sellerchat/send_message", &body, Effect::Write)
        .await?;
    let response = at(&answer, "response");
    let message_id = id(response, "message_id")
        .ok_or_else(|| CallError::Unknown("an answer to a send without a message id".to_owned()))?;
    Ok(Receipt {
        message_id,
        at: time(at(response, "created_timestamp")).map(|(at, _)| at),
    })
}
