//! Stores, sessions and messages for tests, put in as the gateway does it.

use steadydesk_gateway::db::{
    Db, Write, accounts,
    accounts::AccountRow,
    messages::{self, MessageRow},
    sessions::{self, SessionRow},
    stores::{self, StoreRow},
};
use steadydesk_wire::{
    Author, Buyer, Content, LastMessage, MessageId, Millis, Platform, Region, Role, SessionId, StoreId, UserId,
};

/// When everything here happened, plus some.
pub(crate) const T0: Millis = Millis(1_790_000_000_000);

pub(crate) async fn store(db: &Db, platform: Platform, shop: &str, name: &str, region: &str) -> StoreRow {
    let id = StoreId::try_from(format!("{platform}-{shop}")).expect("an id");
    let mut row = StoreRow::new(id, platform, shop.into(), Region::from(region), T0);
    row.name = name.into();
    let mut tx = db.write().await.expect("a transaction");
    stores::save(&mut tx, &mut row, T0).await.expect("saved");
    tx.commit().await.expect("committed");
    row
}

pub(crate) async fn session(db: &Db, store: &StoreRow, number: u32, buyer: &str) -> SessionRow {
    let id = SessionId::try_from(format!("{}~{number}", store.id)).expect("an id");
    let buyer = Buyer {
        id: format!("b{number}"),
        name: buyer.into(),
    };
    let mut row = SessionRow::new(id, store, number.to_string(), buyer);
    row.history_complete = true;
    let mut tx = db.write().await.expect("a transaction");
    sessions::save(&mut tx, &mut row, T0).await.expect("saved");
    tx.commit().await.expect("committed");
    row
}

/// A buyer writes, `minute` after [`T0`].
pub(crate) async fn hears(db: &Db, session: &mut SessionRow, minute: i64, text: &str) -> MessageRow {
    let mut tx = db.write().await.expect("a transaction");
    let message = hears_in(&mut tx, session, minute, text).await;
    tx.commit().await.expect("committed");
    message
}

pub(crate) async fn hears_in(tx: &mut Write, session: &mut SessionRow, minute: i64, text: &str) -> MessageRow {
    let at = T0.plus(minute * 60_000);
    let number = uuid::Uuid::new_v4().simple().to_string();
    let content = Content::Text { text: text.into() };
    let id = MessageId::try_from(number.as_str()).expect("an id");
    let mut message = MessageRow::new(id, session, Author::Buyer, content, at, at.0 * 1000);
    message.platform_message_id = Some(number);
    messages::save(tx, session, &mut message, at).await.expect("saved");
    session.last = Some(LastMessage {
        id: message.id.clone(),
        author: Author::Buyer,
        content: message.content.clone(),
        at,
    });
    session.unread += 1;
    session.waiting_since = session.waiting_since.or(Some(at));
    sessions::save(tx, session, at).await.expect("saved");
    message
}

/// An account with the password hash given, granted these stores.
pub(crate) async fn person(db: &Db, name: &str, role: Role, hash: &str, granted: &[&StoreRow]) -> AccountRow {
    let account = AccountRow {
        id: UserId::try_from(format!("user-{name}")).expect("an id"),
        name: name.into(),
        password_hash: hash.into(),
        role,
        all_stores: false,
        created_at: T0,
    };
    let granted: Vec<StoreId> = granted.iter().map(|store| store.id.clone()).collect();
    let mut tx = db.write().await.expect("a transaction");
    assert!(accounts::save(&mut tx, &account).await.expect("saved"));
    accounts::set_grants(&mut tx, &account.id, &granted)
        .await
        .expect("granted");
    tx.commit().await.expect("committed");
    account
}
