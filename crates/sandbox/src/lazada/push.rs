//! Message types 2 (a message) and 19 (a session).

use super::render;
use crate::{
    push::{Event, News},
    shared::Shared,
};
use serde_json::{Value, json};

/// What Lazada pushes of an event: the message, whoever wrote it, and the
/// session's new counts. `seller_id` is text in one and a number in the other,
/// as in the platform's own samples.
pub(crate) fn push_bodies(shared: &Shared, event: &Event, now_ms: i64) -> Vec<Value> {
    let Event { store, session, news } = event;
    let market = shared.market();
    let counts = json!({
        "seller_id": store.id(), "message_type": 19, "timestamp": now_ms,
        "data": {"sync_type": "SESSION_UPDATE", "user_account_id": store.seller_user().to_string(),
            "user_account_type": 2, "session_id": store.session_id(session.no), "unread_count": session.unread,
            "to_position": session.last_at(), "self_position": render::self_position(&market, store, session),
            "site_id": store.site.country},
    });
    match news {
        News::Opened => Vec::new(),
        News::Read => vec![counts],
        News::Written(message) => {
            let written = json!({
                "seller_id": store.id().to_string(), "message_type": 2, "timestamp": now_ms,
                "data": render::message(&market, store, session.no, message, &shared.url),
            });
            vec![written, counts]
        }
    }
}
