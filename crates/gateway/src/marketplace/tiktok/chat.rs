//! The calls of TikTok Shop's customer service.

use super::{Call, Effect, Tiktok, read};
use crate::marketplace::{
    CallError, Parcel, Picture, Receipt, Recipient, RemoteMessage, RemotePicture, RemoteSession, Shop, Stretch,
    loose::{at, count, id, list, word},
};
use reqwest::multipart;
use serde_json::{Value, json};
use steadydesk_wire::FailReason;

const CONVERSATIONS: &str = "/customer_service/202309/conversations";
const SESSIONS: &str = "20";
const MESSAGES: &str = "10";

fn messages_path(session_id: &str) -> String {
    format!("{CONVERSATIONS}/{session_id}/messages")
}

/// Session ids stand in paths: only those of digits and letters may.
fn check(session_id: &str) -> Result<(), CallError> {
    if !session_id.is_empty()
        && session_id
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    {
        return Ok(());
    }
    Err(CallError::Refused {
        reason: FailReason::Refused,
        detail: "no conversation id".to_owned(),
    })
}

fn next(data: &Value, cursor: Option<&str>) -> Option<String> {
    word(data, "next_page_token").filter(|next| Some(next.as_str()) != cursor)
}

/// The order of the list is not promised: each page is put newest first.
pub(super) async fn sessions(
    tiktok: &Tiktok,
    shop: &Shop,
    cursor: Option<&str>,
) -> Result<Stretch<RemoteSession>, CallError> {
    let mut query = vec![("page_size", SESSIONS), ("locale", "en")];
    query.extend(cursor.map(|cursor| ("page_token", cursor)));
    let body = tiktok.get(shop, CONVERSATIONS, &query).await?;
    let data = at(&body, "data");
    let mut items: Vec<_> = list(data, "conversations").iter().filter_map(read::session).collect();
    items.sort_by_key(|session| std::cmp::Reverse(session.last_at));
    Ok(Stretch {
        items,
        next: next(data, cursor),
    })
}

pub(super) async fn session(tiktok: &Tiktok, shop: &Shop, session_id: &str) -> Result<RemoteSession, CallError> {
    check(session_id)?;
    let path = format!("/customer_service/202601/conversations/{session_id}");
    let body = tiktok.get(shop, &path, &[]).await?;
    let data = at(&body, "data");
    [data, at(data, "conversation")]
        .into_iter()
        .find_map(read::session)
        .ok_or_else(|| CallError::Refused {
            reason: FailReason::Refused,
            detail: "no such conversation".to_owned(),
        })
}

pub(super) async fn messages(
    tiktok: &Tiktok,
    shop: &Shop,
    session_id: &str,
    cursor: Option<&str>,
) -> Result<Stretch<RemoteMessage>, CallError> {
    check(session_id)?;
    let mut query = vec![
        ("page_size", MESSAGES),
        ("sort_field", "create_time"),
        ("sort_order", "DESC"),
        ("locale", "en"),
    ];
    query.extend(cursor.map(|cursor| ("page_token", cursor)));
    let body = tiktok.get(shop, &messages_path(session_id), &query).await?;
    let data = at(&body, "data");
    let items = list(data, "messages")
        .iter()
        .filter_map(|value| read::message(value, session_id))
        .collect();
    Ok(Stretch {
        items,
        next: next(data, cursor),
    })
}

/// The body of an upload takes no part in its signature.
pub(super) async fn upload(tiktok: &Tiktok, shop: &Shop, picture: &Picture) -> Result<RemotePicture, CallError> {
    let bad = |detail: &str| CallError::Refused {
        reason: FailReason::BadPicture,
        detail: detail.to_owned(),
    };
    let name = match picture.media_type.as_str() {
        "image/jpeg" => "picture.jpg",
        "image/png" => "picture.png",
        "image/gif" => "picture.gif",
        "image/webp" => "picture.webp",
        _ => return Err(bad("TikTok Shop takes JPEG, PNG, GIF and WebP")),
    };
    let path = "/customer_service/202309/images/upload";
    let call = Call {
        token: &shop.tokens.access,
        cipher: &shop.cipher,
        path,
        query: &[],
    };
    let part = multipart::Part::stream(picture.bytes.clone())
        .file_name(name)
        .mime_str(&picture.media_type)
        .map_err(|_| bad("an odd media type"))?;
    let request = tiktok
        .http
        .post(tiktok.url(&call, None))
        .multipart(multipart::Form::new().part("data", part));
    // An upload that nobody refers to does nothing: a lost answer is a failure like any other.
    let body = tiktok.finish(request, call.token, Effect::Read).await?;
    let data = at(&body, "data");
    let size = |key, own| count(data, key).filter(|pixels| *pixels > 0).unwrap_or(own);
    Ok(RemotePicture {
        url: word(data, "url").ok_or_else(|| CallError::Failed("an upload without its address".to_owned()))?,
        width: size("width", picture.width),
        height: size("height", picture.height),
    })
}

pub(super) async fn send(tiktok: &Tiktok, shop: &Shop, to: &Recipient, parcel: &Parcel) -> Result<Receipt, CallError> {
    check(&to.session_id)?;
    // The content is JSON inside a text; sizes are texts as in what is read.
    let (kind, content) = match parcel {
        Parcel::Text(text) => ("TEXT", json!({"content": text})),
        Parcel::Picture(picture) => (
            "IMAGE",
            json!({"url": picture.url, "width": picture.width.to_string(), "height": picture.height.to_string()}),
        ),
    };
    let body = json!({"type": kind, "content": content.to_string()});
    let answer = tiktok
        .post(shop, &messages_path(&to.session_id), &[], Some(&body), Effect::Write)
        .await?;
    let message_id = id(at(&answer, "data"), "message_id")
        .ok_or_else(|| CallError::Unknown("an answer to a send without a message id".to_owned()))?;
    Ok(Receipt { message_id, at: None })
}

pub(super) async fn mark_read(tiktok: &Tiktok, shop: &Shop, session_id: &str) -> Result<(), CallError> {
    check(session_id)?;
    let path = format!("{}/read", messages_path(session_id));
    tiktok.post(shop, &path, &[], None, Effect::Read).await?;
    Ok(())
}
