//! The calls of Lazada's instant messaging. Lists are for catching up, never
//! for polling: Lazada takes the permission away for it.

use super::{Effect, Lazada, api, errors, read};
use crate::marketplace::{
    CallError, Parcel, Picture, Receipt, Recipient, RemoteMessage, RemotePicture, RemoteSession, Shop, Stretch,
    loose::{at, flag, id, list, text, time, word},
    now::now,
};
use reqwest::multipart;
use serde_json::Value;
use steadydesk_wire::FailReason;

const PAGE: &str = "20";

/// Lists are cut by a time and the id before it; a cursor holds both.
fn split(cursor: Option<&str>) -> (String, Option<String>) {
    match cursor.and_then(|cursor| cursor.split_once('|')) {
        Some((time, last)) => (time.to_owned(), Some(last.to_owned()).filter(|last| !last.is_empty())),
        None => (now().0.to_string(), None),
    }
}

/// The cursor behind a page, if there is a page behind it.
fn next(data: &Value, last: &str, cursor: Option<&str>) -> Option<String> {
    if flag(data, "has_more") != Some(true) {
        return None;
    }
    let next = format!(
        "{}|{}",
        id(data, "next_start_time")?,
        text(data, last).unwrap_or_default()
    );
    (cursor != Some(next.as_str())).then_some(next)
}

pub(super) async fn sessions(
    lazada: &Lazada,
    shop: &Shop,
    cursor: Option<&str>,
) -> Result<Stretch<RemoteSession>, CallError> {
    let (start, last) = split(cursor);
    let mut business = vec![("start_time", start.as_str()), ("page_size", PAGE)];
    business.extend(last.as_deref().map(|last| ("last_session_id", last)));
    let body = lazada.get(shop, "/im/session/list", &business).await?;
    let data = at(&body, "data");
    let items = list(data, "session_list").iter().filter_map(read::session).collect();
    Ok(Stretch {
        items,
        next: next(data, "last_session_id", cursor),
    })
}

pub(super) async fn session(lazada: &Lazada, shop: &Shop, session_id: &str) -> Result<RemoteSession, CallError> {
    let body = lazada
        .get(shop, "/im/session/get", &[("session_id", session_id)])
        .await?;
    let data = at(&body, "data");
    [data, at(data, "session")]
        .into_iter()
        .chain(list(data, "session_list").first())
        .find_map(read::session)
        .ok_or_else(|| CallError::Refused {
            reason: FailReason::Refused,
            detail: "no such session".to_owned(),
        })
}

pub(super) async fn messages(
    lazada: &Lazada,
    shop: &Shop,
    session_id: &str,
    cursor: Option<&str>,
) -> Result<Stretch<RemoteMessage>, CallError> {
    let (start, last) = split(cursor);
    let mut business = vec![
        ("session_id", session_id),
        ("start_time", start.as_str()),
        ("page_size", PAGE),
    ];
    business.extend(last.as_deref().map(|last| ("last_message_id", last)));
    let body = lazada.get(shop, "/im/message/list", &business).await?;
    let data = at(&body, "data");
    Ok(Stretch {
        items: read::messages(data, session_id),
        next: next(data, "last_message_id", cursor),
    })
}

/// Pictures for chat go through the general image upload. Files are not signed.
pub(super) async fn upload(lazada: &Lazada, shop: &Shop, picture: &Picture) -> Result<RemotePicture, CallError> {
    let path = "/image/upload";
    let bad = |detail: &str| CallError::Refused {
        reason: FailReason::BadPicture,
        detail: detail.to_owned(),
    };
    let name = match picture.media_type.as_str() {
        "image/jpeg" => "picture.jpg",
        "image/png" => "picture.png",
        "image/gif" => "picture.gif",
        _ => return Err(bad("Lazada takes JPEG, PNG and GIF")),
    };
    let part = multipart::Part::stream(picture.bytes.clone())
        .file_name(name)
        .mime_str(&picture.media_type)
        .map_err(|_| bad("an odd media type"))?;
    let mut url = lazada.hosts.url(api(&shop.region), &format!("/rest{path}"));
    url.query_pairs_mut()
        .extend_pairs(lazada.signed(path, Some(&shop.tokens.access), &[]));
    let form = multipart::Form::new().part("image", part);
    // An upload that nobody refers to does nothing: a lost answer is a failure like any other.
    let answer = lazada
        .http
        .call(lazada.http.post(url).multipart(form), Effect::Read)
        .await?;
    let body = errors::check(answer, Effect::Read)?;
    let data = at(&body, "data");
    let url = word(at(data, "image"), "url")
        .or_else(|| word(data, "url"))
        .ok_or_else(|| CallError::Failed("an upload without its address".to_owned()))?;
    Ok(RemotePicture {
        url,
        width: picture.width,
        height: picture.height,
    })
}

pub(super) async fn send(lazada: &Lazada, shop: &Shop, to: &Recipient, parcel: &Parcel) -> Result<Receipt, CallError> {
    let (width, height);
    let mut business = vec![("session_id", to.session_id.as_str())];
    match parcel {
        Parcel::Text(text) => business.extend([("template_id", "1"), ("txt", text.as_str())]),
        Parcel::Picture(picture) => {
            (width, height) = (picture.width.to_string(), picture.height.to_string());
            business.extend([
                ("template_id", "3"),
                ("img_url", picture.url.as_str()),
                ("width", width.as_str()),
                ("height", height.as_str()),
            ]);
        }
    }
    let body = lazada.post(shop, "/im/message/send", &business, Effect::Write).await?;
    let data = at(&body, "data");
    let message_id = id(data, "message_id")
        .ok_or_else(|| CallError::Unknown("an answer to a send without a message id".to_owned()))?;
    Ok(Receipt {
        message_id,
        at: time(at(data, "current_time")).map(|(at, _)| at),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_cursor_holds_the_time_and_the_id() {
        for time in [json!(1_618_971_891_953_i64), json!("1618971891953")] {
            let data = json!({"has_more":true,"next_start_time":time,"last_session_id":"1_2_3_1_103"});
            let cursor = next(&data, "last_session_id", None).expect("more");
            let expected = ("1618971891953".to_owned(), Some("1_2_3_1_103".to_owned()));
            assert_eq!(split(Some(&cursor)), expected);
            assert_eq!(
                next(&data, "last_session_id", Some(&cursor)),
                None,
                "a page that leads to itself is the last"
            );
        }
        assert_eq!(
            next(&json!({"has_more":false,"next_start_time":1}), "last_session_id", None),
            None
        );
    }
}
