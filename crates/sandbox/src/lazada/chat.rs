//! `/im/session` and `/im/message/list`.

use super::{Refused, im_done, im_refuse, missing, not_taken, render};
use crate::{
    http::call::{Answer, Call},
    ids,
    market::{Market, Refusal},
    world::{Platform, Store},
};
use serde_json::{Value, json};

const MOST_A_PAGE: i64 = 20;

/// `start_time` and `page_size`, which both lists must have.
fn stretch(call: &Call) -> Result<(i64, usize), Refused> {
    let required = |name: &str| {
        call.param(name).ok_or_else(|| missing(name))?;
        call.number(name)
            .ok_or_else(|| im_refuse("-2", &format!("{name} is invalid")))
    };
    let (start, size) = (required("start_time")?, required("page_size")?);
    if !(1..=MOST_A_PAGE).contains(&size) {
        return Err(im_refuse("-2", "page_size must be between 1 and 20"));
    }
    Ok((start, usize::try_from(size).unwrap_or(1)))
}

/// `GET /im/session/list`: backwards from `start_time`; the next page starts at
/// `next_start_time`, behind `last_session_id`. Who leaves that one out gets the
/// last session of the page before once more.
pub(super) fn sessions(market: &Market, store: &Store, call: &Call) -> Result<Answer, Refused> {
    let (start, size) = stretch(call)?;
    let last = match call.param("last_session_id").filter(|id| !id.is_empty()) {
        Some(id) => Some(session_no(store, id).ok_or_else(|| im_refuse("-2", "last_session_id is invalid"))?),
        None => None,
    };
    let behind = |(at, no): &(i64, u32)| *at < start || (*at == start && last.is_none_or(|last| *no < last));
    let mut page: Vec<_> = market
        .order_of_sessions(store)
        .into_iter()
        .filter(behind)
        .take(size + 1)
        .collect();
    let more = page.len() > size;
    page.truncate(size);
    let list: Vec<Value> = page
        .iter()
        .filter_map(|(_, no)| {
            Some(render::session(
                market,
                store,
                &market.session(store, *no)?,
                &call.origin,
            ))
        })
        .collect();
    let (next_start, next_last) = page
        .last()
        .map_or((start, String::new()), |(at, no)| (*at, store.session_id(*no)));
    Ok(im_done(&json!({
        "has_more": more, "next_start_time": next_start, "last_session_id": next_last, "session_list": list,
    })))
}

/// `GET /im/session/get`.
pub(super) fn session(market: &Market, store: &Store, call: &Call) -> Result<Answer, Refused> {
    let no = wanted(market, store, call)?;
    let session = market
        .session(store, no)
        .ok_or_else(|| not_taken(Refusal::NoSuchSession))?;
    Ok(im_done(&render::session(market, store, &session, &call.origin)))
}

/// `GET /im/message/list`: backwards from `start_time`, newest first.
pub(super) fn messages(market: &Market, store: &Store, call: &Call) -> Result<Answer, Refused> {
    let no = wanted(market, store, call)?;
    let (start, size) = stretch(call)?;
    let last = match call.param("last_message_id").filter(|id| !id.is_empty()) {
        Some(id) => {
            let found = ids::read_message(Platform::Lazada, id)
                .filter(|(of, in_session, _)| *of == store.no && *in_session == no);
            Some(found.ok_or_else(|| im_refuse("-2", "last_message_id is invalid"))?.2)
        }
        None => None,
    };
    // With the cursor's message known the walk starts right behind it; without,
    // it starts at the newest and skips what is later than asked for.
    let mut page = Vec::new();
    let mut before = last;
    while page.len() <= size {
        let stretch = market.messages(store, no, before, 100);
        let Some(oldest) = stretch.last() else { break };
        before = Some(oldest.no);
        page.extend(stretch.into_iter().filter(|message| message.at_ms <= start));
    }
    let more = page.len() > size;
    page.truncate(size);
    let list: Vec<Value> = page
        .iter()
        .map(|message| render::message(market, store, no, message, &call.origin))
        .collect();
    let (next_start, next_last) = page.last().map_or((start, String::new()), |oldest| {
        (oldest.at_ms, store.message_id(no, oldest.no))
    });
    Ok(im_done(&json!({
        "has_more": more, "next_start_time": next_start, "last_message_id": next_last, "message_list": list,
    })))
}

/// `POST /im/session/read`: read up to and with `last_read_message_id`.
pub(super) fn read(market: &mut Market, store: &Store, call: &Call) -> Result<Answer, Refused> {
    let no = wanted(market, store, call)?;
    let id = call
        .param("last_read_message_id")
        .ok_or_else(|| missing("last_read_message_id"))?;
    let found =
        ids::read_message(Platform::Lazada, id).filter(|(of, in_session, _)| *of == store.no && *in_session == no);
    let upto = found
        .map(|(_, _, message)| message)
        .filter(|message| market.message(store, no, *message).is_some());
    market.read(
        store,
        no,
        Some(upto.ok_or_else(|| im_refuse("-4", "message not found"))?),
    );
    Ok(im_done(&json!({})))
}

/// `/im/session/open`: the session of an order's buyer.
pub(super) fn open(market: &Market, store: &Store, call: &Call) -> Result<Answer, Refused> {
    const DAY_MS: i64 = 24 * 3_600_000;
    let id = call.param("order_id").ok_or_else(|| missing("order_id"))?;
    let found = ids::read_order(Platform::Lazada, id).filter(|(of, _)| *of == store.no);
    let known = found.filter(|(_, session)| market.order(store, *session).is_some());
    let (_, session) = known.ok_or_else(|| im_refuse("-21", "order not found"))?;
    if call.now_ms - market.world.order_at(store.no, session) > 30 * DAY_MS {
        return Err(im_refuse("-22", "order out of day limit: 30"));
    }
    Ok(im_done(&json!({"session_id": store.session_id(session)})))
}

fn session_no(store: &Store, id: &str) -> Option<u32> {
    let (of, no) = ids::read_session(Platform::Lazada, id)?;
    (of == store.no).then_some(no)
}

/// The session that the request names.
pub(super) fn wanted(market: &Market, store: &Store, call: &Call) -> Result<u32, Refused> {
    let id = call.param("session_id").ok_or_else(|| missing("session_id"))?;
    let found = session_no(store, id).filter(|no| market.session(store, *no).is_some());
    found.ok_or_else(|| not_taken(Refusal::NoSuchSession))
}
