//! Rows for tests.

use steadydesk_wire::{
    Author, Buyer, Content, LastMessage, Message, MessageId, Millis, Platform, Region, Session, SessionId, StoreId,
};

pub(crate) fn message(id: &str, position: i64, version: i64) -> Message {
    Message {
        id: MessageId::try_from(id).unwrap(),
        session: SessionId::try_from("shopee-1~a").unwrap(),
        author: Author::Buyer,
        operator: None,
        content: Content::Text { text: id.to_owned() },
        platform_text: None,
        at: Millis(position),
        position,
        recalled: false,
        withheld: false,
        outgoing: None,
        version,
    }
}

/// A session whose last message came at `at`; `version` is the same number.
pub(crate) fn session(id: &str, at: i64) -> Session {
    Session {
        id: SessionId::try_from(format!("shopee-1~{id}")).unwrap(),
        store: StoreId::try_from("shopee-1").unwrap(),
        store_name: "Toko Satu".into(),
        platform: Platform::Shopee,
        region: Region::from("ID"),
        buyer: Buyer {
            id: id.into(),
            name: id.into(),
        },
        last: Some(LastMessage {
            id: MessageId::try_from(format!("m-{id}-{at}")).unwrap(),
            author: Author::Buyer,
            content: Content::Text {
                text: "halo kak".into(),
            },
            at: Millis(at),
        }),
        unread: 0,
        waiting_since: None,
        can_send: true,
        store_unread: 0,
        version: at,
    }
}
