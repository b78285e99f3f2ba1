//! `POST /control/buyer-messages`: a buyer writes.

use super::problem::{Problem, Read};
use crate::{
    ids,
    market::{Market, NewBuyer},
    shared::Shared,
    world::{Body, PictureRef, Store},
};
use axum::{Json, extract::State};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Debug, Deserialize)]
pub(super) struct Words {
    store: String,
    session: Option<String>,
    buyer: Option<String>,
    /// Taken as it is, byte for byte.
    #[serde(default)]
    text: String,
    #[serde(default)]
    kind: Kind,
}

/// What is written; anything but text has content of the sandbox's choice.
#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    #[default]
    Text,
    Image,
    Video,
    Sticker,
    Product,
    Order,
}

/// Answers when the message is in the lists; the push goes out by itself.
pub(super) async fn write(State(shared): State<Arc<Shared>>, Read(words): Read<Words>) -> Result<Json<Value>, Problem> {
    let now_ms = shared.clock.now_ms();
    let mut market = shared.market();
    let name = &words.store;
    let store = market
        .named_store(name)
        .ok_or_else(|| Problem::unknown(format!("there is no store {name}")))?;
    let who = who(&market, &store, &words)?;
    let body = match words.kind {
        Kind::Text => Body::Text {
            text: words.text,
            english: None,
        },
        Kind::Image => Body::Picture(PictureRef::seeded(now_ms.unsigned_abs())),
        Kind::Video => Body::Video {
            still: PictureRef::seeded(now_ms.unsigned_abs()),
            seconds: 12,
        },
        Kind::Sticker => Body::Sticker {
            name: "happy".to_owned(),
        },
        Kind::Product => Body::Product(0),
        Kind::Order => Body::Order(0),
    };
    let written = market.buyer_writes(&store, who, body, now_ms);
    let (session, message) = written.map_err(|_| Problem::unknown("there is no such session in this store"))?;
    Ok(Json(json!({
        "session": store.session_id(session), "message": store.message_id(session, message.no),
    })))
}

fn who(market: &Market, store: &Store, words: &Words) -> Result<NewBuyer, Problem> {
    if let Some(id) = &words.session {
        let found = ids::read_session(store.platform, id).filter(|(of, _)| *of == store.no);
        let (_, no) = found.ok_or_else(|| Problem::unknown(format!("there is no session {id} in this store")))?;
        return Ok(NewBuyer::InSession(no));
    }
    let Some(buyer) = &words.buyer else {
        return Ok(NewBuyer::Anybody);
    };
    // A buyer of this shop by id, else one by name.
    let known = buyer.parse().ok().and_then(|id| ids::read_buyer(store.platform, id));
    let known = known.filter(|(of, no)| *of == store.no && market.session(store, *no).is_some());
    Ok(known.map_or_else(|| NewBuyer::Named(buyer.clone()), |(_, no)| NewBuyer::InSession(no)))
}
