//! `customer_service`: conversations and their messages.

use super::{Refused, done, invalid, page_size, page_token, read_page_token, render};
use crate::{
    http::call::{Answer, Call},
    ids,
    market::{Market, SessionView},
    world::{Platform, Store},
};
use serde_json::{Value, json};

/// `GET conversations`: at most 20 a page.
pub(super) fn list(market: &Market, store: &Store, call: &Call) -> Result<Answer, Refused> {
    let size = page_size(call, 20)?;
    let after = match call.query("page_token").filter(|token| !token.is_empty()) {
        Some(token) => Some(position(token).ok_or_else(|| invalid("Invalid 'page_token'."))?),
        None => None,
    };
    let behind = |place: &(i64, u32)| after.is_none_or(|after| *place < after);
    let mut page: Vec<_> = market
        .order_of_sessions(store)
        .into_iter()
        .filter(behind)
        .take(size + 1)
        .collect();
    let more = page.len() > size;
    page.truncate(size);
    let next = page
        .last()
        .filter(|_| more)
        .map(|(at, no)| page_token(&format!("{at} {no}")));
    let conversations: Vec<Value> = page
        .iter()
        .filter_map(|(_, no)| market.session(store, *no))
        .map(|session| render::conversation(market, store, &session, &call.origin, call.now_ms))
        .collect();
    Ok(done(
        &json!({"next_page_token": next.unwrap_or_default(), "conversations": conversations}),
    ))
}

/// Time and number behind which a page goes on.
fn position(token: &str) -> Option<(i64, u32)> {
    let text = read_page_token(token)?;
    let (at, no) = text.split_once(' ')?;
    Some((at.parse().ok()?, no.parse().ok()?))
}

/// `GET conversations/{id}`.
pub(super) fn one(market: &Market, store: &Store, id: &str, call: &Call) -> Result<Answer, Refused> {
    let session = wanted(market, store, id)?;
    let conversation = render::conversation(market, store, &session, &call.origin, call.now_ms);
    Ok(done(&json!({"conversation": conversation})))
}

/// `GET conversations/{id}/messages`: at most 10 a page, newest first unless asked otherwise.
pub(super) fn messages(market: &Market, store: &Store, id: &str, call: &Call) -> Result<Answer, Refused> {
    let session = wanted(market, store, id)?;
    let size = page_size(call, 10)?;
    if !["create_time", "index"].contains(&call.query("sort_field").unwrap_or("create_time")) {
        return Err(invalid("Invalid 'sort_field'."));
    }
    let ascending = match call.query("sort_order").unwrap_or("DESC") {
        "DESC" => false,
        "ASC" => true,
        _ => return Err(invalid("Invalid 'sort_order'.")),
    };
    let behind = match call.query("page_token").filter(|token| !token.is_empty()) {
        Some(token) => {
            let no = read_page_token(token).and_then(|text| text.parse::<u32>().ok());
            Some(no.ok_or_else(|| invalid("Invalid 'page_token'."))?)
        }
        None => None,
    };
    let mut page = if ascending {
        // Time and number grow together in a conversation.
        let mut all = market.messages(store, session.no, None, u32::MAX);
        all.reverse();
        all.retain(|message| behind.is_none_or(|behind| message.no > behind));
        all
    } else {
        market.messages(store, session.no, behind, u32::try_from(size + 1).unwrap_or(11))
    };
    let more = page.len() > size;
    page.truncate(size);
    let next = page
        .last()
        .filter(|_| more)
        .map(|message| page_token(&message.no.to_string()));
    let messages: Vec<Value> = page
        .iter()
        .map(|message| render::message(market, store, &session, message, &call.origin))
        .collect();
    Ok(done(&json!({
        "next_page_token": next.unwrap_or_default(),
        "unsupported_msg_tips": "This message type is not supported.", "messages": messages,
    })))
}

/// `POST conversations/{id}/messages/read`: everything of the buyer is read.
pub(super) fn read(market: &mut Market, store: &Store, id: &str) -> Result<Answer, Refused> {
    let session = wanted(market, store, id)?;
    market.read(store, session.no, None);
    Ok(done(&json!({})))
}

/// `POST conversations`: the conversation with a buyer.
pub(super) fn open(market: &Market, store: &Store, call: &Call) -> Result<Answer, Refused> {
    let buyer = call
        .json()
        .and_then(|body| body.get("buyer_user_id")?.as_str()?.parse().ok());
    let found = buyer.and_then(|buyer| ids::read_buyer(Platform::Tiktok, buyer));
    let found = found.filter(|(of, no)| *of == store.no && market.session(store, *no).is_some());
    let (_, no) = found.ok_or_else(|| invalid("Invalid 'buyer_user_id'."))?;
    Ok(done(&json!({"conversation_id": store.session_id(no)})))
}

/// The conversation that the path names.
pub(super) fn wanted(market: &Market, store: &Store, id: &str) -> Result<SessionView, Refused> {
    let found = ids::read_session(Platform::Tiktok, id).filter(|(of, _)| *of == store.no);
    let session = found.and_then(|(_, no)| market.session(store, no));
    session.ok_or_else(|| invalid("Invalid 'conversation_id'."))
}
