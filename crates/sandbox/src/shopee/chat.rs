//! `sellerchat`: reading conversations and marking them.

use super::{Refused, body, done, id_in, refuse, render};
use crate::{
    http::call::{Answer, Call},
    ids,
    market::Market,
    world::{Platform, Store},
};
use serde_json::{Value, json};

/// More a page and the list comes back empty, without an error.
const MOST_CONVERSATIONS: i64 = 25;

/// `GET get_conversation_list`.
///
/// `older` goes down from the newest (or from the cursor), pinned ones first on
/// the first page; `latest` goes up, and without a cursor it starts at the
/// shop's oldest conversation.
pub(super) fn list(market: &Market, store: &Store, call: &Call) -> Result<Answer, Refused> {
    let older = match call.query("direction") {
        Some("older") => true,
        Some("latest") => false,
        _ => return Err(refuse("error_param", "direction is invalid.")),
    };
    let kind = call.query("type").unwrap_or_default();
    if !["all", "unread", "pinned"].contains(&kind) {
        return Err(refuse("error_param", "type is invalid."));
    }
    let size = positive(call, "page_size", MOST_CONVERSATIONS)?;
    let cursor = match call
        .query("next_timestamp_nano")
        .filter(|text| !text.is_empty() && *text != "0")
    {
        Some(text) => Some(
            text.parse::<i64>()
                .map_err(|_| refuse("error_param", "next_timestamp_nano is invalid."))?,
        ),
        None => None,
    };
    if size > MOST_CONVERSATIONS {
        let next = json!({"next_message_time_nano": "0", "conversation_id": "0"});
        return Ok(done(&json!({
            "page_result": {"page_size": size, "more": false, "next_cursor": next}, "conversations": [],
        })));
    }
    let mut all: Vec<(i64, u32)> = market
        .order_of_sessions(store)
        .into_iter()
        .map(|(at_ms, no)| (render::last_ns(market, store, at_ms, no), no))
        .filter(|(at, _)| cursor.is_none_or(|cursor| if older { *at < cursor } else { *at > cursor }))
        .collect();
    all.sort_unstable_by(|a, b| b.cmp(a));
    if !older {
        all.reverse();
    }
    if older {
        // Stable: pinned ones first, each group still by time. Later pages leave them out.
        let pinned = |no: u32| market.session(store, no).is_some_and(|session| session.pinned);
        if cursor.is_none() {
            all.sort_by_key(|(_, no)| !pinned(*no));
        } else if kind != "pinned" {
            all.retain(|(_, no)| !pinned(*no));
        }
    }
    let wanted = all
        .into_iter()
        .filter_map(|(at, no)| Some((at, market.session(store, no)?)))
        .filter(|(_, session)| match kind {
            "unread" => session.unread > 0,
            "pinned" => session.pinned,
            _ => true,
        });
    let size = usize::try_from(size).unwrap_or(0);
    let mut page: Vec<_> = wanted.take(size + 1).collect();
    let more = page.len() > size;
    page.truncate(size);
    let next = page.last().map_or(0, |(at, _)| *at);
    let conversations: Vec<Value> = page
        .iter()
        .map(|(_, session)| render::conversation(market, store, session, &call.origin))
        .collect();
    Ok(done(&json!({
        "page_result": {"page_size": size, "more": more,
            "next_cursor": {"next_message_time_nano": next.to_string(), "conversation_id": "0"}},
        "conversations": conversations,
    })))
}

fn positive(call: &Call, name: &str, default: i64) -> Result<i64, Refused> {
    match call.query(name) {
        None => Ok(default),
        Some(text) => text
            .parse()
            .ok()
            .filter(|number| *number > 0)
            .ok_or_else(|| refuse("error_param", &format!("{name} is invalid."))),
    }
}

/// `GET get_one_conversation`.
pub(super) fn one(market: &Market, store: &Store, call: &Call) -> Result<Answer, Refused> {
    let no = session_no(market, store, call.query("conversation_id"))?;
    let session = market.session(store, no).ok_or_else(not_found)?;
    Ok(done(&render::conversation(market, store, &session, &call.origin)))
}

/// `GET get_message`: newest first; the next page starts behind `offset`, which
/// the first page must not carry (not even as 0).
pub(super) fn messages(market: &Market, store: &Store, call: &Call) -> Result<Answer, Refused> {
    let no = session_no(market, store, call.query("conversation_id"))?;
    if let Some(list) = call.query("message_id_list").filter(|list| !list.is_empty()) {
        let ids = list
            .trim_matches(['[', ']'])
            .split(',')
            .map(|id| id.trim().trim_matches('"'));
        let found: Vec<Value> = ids
            .filter_map(|id| market.message(store, no, message_no(store, no, id)?))
            .map(|message| render::message(market, store, no, &message, &call.origin))
            .collect();
        return Ok(done(
            &json!({"messages": found, "page_result": {"next_offset": "", "page_size": found.len()}}),
        ));
    }
    let size = positive(call, "page_size", 25)?;
    if !(25..=60).contains(&size) {
        return Err(refuse("error_param", "page_size must be between 25 and 60."));
    }
    let before = match call.query("offset").filter(|text| !text.is_empty()) {
        Some(offset) => Some(message_no(store, no, offset).ok_or_else(not_found)?),
        None => None,
    };
    let size = u32::try_from(size).unwrap_or(25);
    let mut page = market.messages(store, no, before, size + 1);
    let more = page.len() > size as usize;
    page.truncate(size as usize);
    let next = page
        .last()
        .filter(|_| more)
        .map(|message| store.message_id(no, message.no));
    let messages: Vec<Value> = page
        .iter()
        .map(|message| render::message(market, store, no, message, &call.origin))
        .collect();
    Ok(done(&json!({
        "messages": messages, "page_result": {"next_offset": next.unwrap_or_default(), "page_size": size},
    })))
}

/// `GET get_unread_conversation_count`: conversations, not messages.
pub(super) fn unread_count(market: &Market, store: &Store) -> Answer {
    let sessions = market.order_of_sessions(store);
    let unread = sessions
        .into_iter()
        .filter(|(_, no)| market.session(store, *no).is_some_and(|one| one.unread > 0));
    done(&json!({"total_unread_count": unread.count()}))
}

/// `POST read_conversation`: read up to and with `last_read_message_id`.
pub(super) fn read(market: &mut Market, store: &Store, call: &Call) -> Result<Answer, Refused> {
    let (no, body) = session_in_body(market, store, call)?;
    let Some(id) = id_in(&body, "last_read_message_id") else {
        return Err(refuse("error_param", "last_read_message_id is required."));
    };
    let upto = message_no(store, no, &id).filter(|upto| market.message(store, no, *upto).is_some());
    market.read(store, no, Some(upto.ok_or_else(not_found)?));
    Ok(done(&json!({})))
}

/// `POST unread_conversation`.
pub(super) fn unread(market: &mut Market, store: &Store, call: &Call) -> Result<Answer, Refused> {
    let (no, _) = session_in_body(market, store, call)?;
    market.mark_unread(store, no);
    Ok(done(&json!({})))
}

/// `POST pin_conversation` and `unpin_conversation`.
pub(super) fn pin(market: &mut Market, store: &Store, call: &Call, pinned: bool) -> Result<Answer, Refused> {
    let (no, _) = session_in_body(market, store, call)?;
    market.pin(store, no, pinned);
    Ok(done(&json!({})))
}

/// `POST mute_conversation`.
pub(super) fn mute(market: &mut Market, store: &Store, call: &Call) -> Result<Answer, Refused> {
    let (no, _) = session_in_body(market, store, call)?;
    market.mute(store, no);
    Ok(done(&json!({})))
}

/// `POST delete_conversation`.
pub(super) fn delete(market: &mut Market, store: &Store, call: &Call) -> Result<Answer, Refused> {
    let (no, _) = session_in_body(market, store, call)?;
    market.delete_session(store, no);
    Ok(done(&json!({})))
}

fn not_found() -> Refused {
    refuse("error_not_found", "The conversation or message does not exist.")
}

fn session_in_body(market: &Market, store: &Store, call: &Call) -> Result<(u32, Value), Refused> {
    let body = body(call)?;
    let id = id_in(&body, "conversation_id");
    Ok((session_no(market, store, id.as_deref())?, body))
}

fn session_no(market: &Market, store: &Store, id: Option<&str>) -> Result<u32, Refused> {
    let id = id.ok_or_else(|| refuse("error_param", "conversation_id is required."))?;
    let (of, no) = ids::read_session(Platform::Shopee, id).ok_or_else(not_found)?;
    if of != store.no || market.session(store, no).is_none() {
        return Err(not_found());
    }
    Ok(no)
}

fn message_no(store: &Store, session: u32, id: &str) -> Option<u32> {
    let (of, no, message) = ids::read_message(Platform::Shopee, id)?;
    (of == store.no && no == session).then_some(message)
}
