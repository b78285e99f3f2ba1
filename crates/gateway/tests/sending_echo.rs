//! An own message comes back from the platform before its answer, after it,
//! twice, altered, or together with a twin that somebody else wrote: one row each.

use steadydesk_gateway::{
    db::{
        self, Db, Scope,
        ingest::{How, Told},
        messages::MessageRow,
        outgoing::{self, Applied},
        sessions::SessionRow,
        stores::StoreRow,
    },
    marketplace::{Receipt, RemoteMessage, RemoteSession},
    service::outbox::model::{Event, Item},
};
use steadydesk_wire::{Author, Content, MessageId, Millis, Outgoing, Platform, Region, StoreId};

const NOW: Millis = Millis(1_780_000_000_500);

struct Rig {
    db: Db,
    store: StoreRow,
    _folder: tempfile::TempDir,
}

fn text(text: &str) -> Content {
    Content::Text { text: text.to_owned() }
}

fn remote(id: &str, author: Author, content: &str, at: Millis) -> RemoteMessage {
    RemoteMessage {
        id: id.to_owned(),
        session_id: "s".to_owned(),
        author,
        content: text(content),
        platform_text: None,
        at: Millis(at.0 / 1_000 * 1_000),
        at_unit_ms: 1_000,
        index: id.to_owned(),
        hidden: false,
        recalled: false,
        withheld: false,
        picture_url: None,
    }
}

impl Rig {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let db = Db::sqlite(&folder.path().join("desk.db")).await.expect("a database");
        let id = StoreId::try_from("shopee-1").expect("an id");
        let mut store = StoreRow::new(id, Platform::Shopee, "1".to_owned(), Region::from("TH"), NOW);
        let mut tx = db.write().await.expect("a transaction");
        db::stores::save(&mut tx, &mut store, NOW).await.expect("saved");
        tx.commit().await.expect("committed");
        let rig = Self {
            db,
            store,
            _folder: folder,
        };
        rig.hear(vec![remote("1", Author::Buyer, "hello", NOW.plus(-60_000))])
            .await;
        rig
    }

    /// The platform tells of messages.
    async fn hear(&self, messages: Vec<RemoteMessage>) -> SessionRow {
        let session = RemoteSession {
            id: "s".to_owned(),
            buyer_id: "b".to_owned(),
            buyer_name: "Buyer".to_owned(),
            unread: 1,
            last_message_id: None,
            last_at: None,
            can_send: true,
        };
        let told = Told {
            session: Some(session),
            messages,
            how: How::Live,
            older: None,
            synced: None,
            tolerance_ms: 5_000,
        };
        let mut tx = self.db.write().await.expect("a transaction");
        let merged = db::ingest::merge(&mut tx, &self.store, "s", told, NOW)
            .await
            .expect("merged");
        tx.commit().await.expect("committed");
        merged.expect("a session").session
    }

    async fn session(&self) -> SessionRow {
        let mut conn = self.db.read().await.expect("a snapshot");
        db::sessions::by_platform_id(&mut conn, &self.store.id, "s")
            .await
            .expect("read")
            .expect("there")
    }

    /// An operator's message that has left.
    async fn send(&self, content: &str) -> MessageId {
        let session = self.session().await;
        let id = MessageId::try_from(uuid::Uuid::now_v7().to_string()).expect("an id");
        let mut tx = self.db.write().await.expect("a transaction");
        let place = db::ingest::own_place(&mut tx, session.n, NOW).await.expect("a place");
        let mut row = MessageRow::new(id.clone(), &session, Author::Seller, text(content), NOW, place);
        outgoing::set(&mut row, Item::queued());
        db::messages::save(&mut tx, &session, &mut row, NOW)
            .await
            .expect("saved");
        let start = Event::Start { now: NOW };
        let applied = outgoing::apply(&mut tx, &session, row, start, 5, NOW)
            .await
            .expect("applied");
        assert!(matches!(applied, Applied::Is(_)));
        tx.commit().await.expect("committed");
        id
    }

    /// The platform's answer names the message.
    async fn answer(&self, id: &MessageId, message_id: &str) {
        let session = self.session().await;
        let mut tx = self.db.write().await.expect("a transaction");
        let row = db::messages::get(&mut tx, &Scope::All, id)
            .await
            .expect("read")
            .expect("there");
        let receipt = Receipt {
            message_id: message_id.to_owned(),
            at: None,
        };
        outgoing::taken(&mut tx, &session, row, &receipt, NOW)
            .await
            .expect("taken");
        tx.commit().await.expect("committed");
    }

    /// The own messages of the thread: the platform's id and whether we sent it here.
    async fn own(&self) -> Vec<(String, bool)> {
        let session = self.session().await;
        let mut conn = self.db.read().await.expect("a snapshot");
        let mut rows = db::messages::before(&mut conn, session.n, None, 100)
            .await
            .expect("messages");
        rows.reverse();
        rows.retain(|row| row.author == Author::Seller);
        assert!(
            rows.iter()
                .all(|row| row.outgoing.is_none() || row.outgoing == Some(Outgoing::Sent))
        );
        rows.into_iter()
            .map(|row| (row.platform_message_id.unwrap_or_default(), row.outgoing.is_some()))
            .collect()
    }
}

#[tokio::test]
async fn os_05_an_echo_before_the_answer_after_it_and_twice_is_one_message() {
    let rig = Rig::new().await;
    let echo = || vec![remote("7", Author::Seller, "yes\n", NOW)];
    let one = rig.send("yes").await;
    rig.hear(echo()).await;
    assert_eq!(rig.own().await, [("7".to_owned(), true)], "claimed");
    rig.answer(&one, "7").await;
    rig.hear(echo()).await;
    rig.hear(echo()).await;
    assert_eq!(rig.own().await, [("7".to_owned(), true)]);

    let two = rig.send("no").await;
    rig.answer(&two, "8").await;
    rig.hear(vec![remote("8", Author::Seller, "no", NOW)]).await;
    assert_eq!(rig.own().await, [("7".to_owned(), true), ("8".to_owned(), true)]);
    assert_eq!(rig.session().await.waiting_since, None, "answered");
}

#[tokio::test]
async fn an_echo_that_was_altered_on_the_way_is_recognised_by_the_answer() {
    let rig = Rig::new().await;
    let id = rig.send("call me at 081-234-5678").await;
    rig.hear(vec![remote("7", Author::Seller, "call me at ***", NOW)]).await;
    rig.answer(&id, "7").await;
    rig.hear(vec![remote("7", Author::Seller, "call me at ***", NOW)]).await;
    assert_eq!(rig.own().await, [("7".to_owned(), true)]);
}

#[tokio::test]
async fn a_twin_from_elsewhere_gets_its_own_name_back() {
    // Its echo first, then ours, then the answer.
    let rig = Rig::new().await;
    let id = rig.send("ok").await;
    rig.hear(vec![remote("7", Author::Seller, "ok", NOW)]).await;
    rig.hear(vec![remote("8", Author::Seller, "ok", NOW)]).await;
    rig.answer(&id, "8").await;
    let mut own = rig.own().await;
    own.sort();
    assert_eq!(own, [("7".to_owned(), false), ("8".to_owned(), true)]);

    // Its echo first, then the answer, then ours.
    let rig = Rig::new().await;
    let id = rig.send("ok").await;
    rig.hear(vec![remote("7", Author::Seller, "ok", NOW)]).await;
    rig.answer(&id, "8").await;
    rig.hear(vec![
        remote("8", Author::Seller, "ok", NOW),
        remote("7", Author::Seller, "ok", NOW),
    ])
    .await;
    let mut own = rig.own().await;
    own.sort();
    assert_eq!(own, [("7".to_owned(), false), ("8".to_owned(), true)]);
}

#[tokio::test]
async fn what_was_there_before_the_attempt_is_not_taken_for_it() {
    let rig = Rig::new().await;
    rig.hear(vec![remote("5", Author::Seller, "ok", NOW)]).await;
    rig.send("ok").await;
    rig.hear(vec![
        remote("5", Author::Seller, "ok", NOW),
        remote("6", Author::Buyer, "ok", NOW),
        remote("4", Author::Seller, "ok", NOW.plus(-20_000)),
    ])
    .await;
    let session = rig.session().await;
    let mut conn = rig.db.read().await.expect("a snapshot");
    let line = db::messages::unsettled(&mut conn, session.n).await.expect("read");
    assert_eq!(line.len(), 1, "still on its way");
}

#[tokio::test]
async fn within_a_second_an_overtaken_message_goes_where_the_platform_has_it_and_places_stay() {
    let rig = Rig::new().await;
    let session = rig.hear(vec![remote("9", Author::Buyer, "first heard", NOW)]).await;
    let mut conn = rig.db.read().await.expect("a snapshot");
    let first_heard = db::messages::before(&mut conn, session.n, None, 1)
        .await
        .expect("messages");
    drop(conn);
    let session = rig.hear(vec![remote("8", Author::Buyer, "heard later", NOW)]).await;
    let again = rig
        .hear(vec![
            remote("8", Author::Buyer, "heard later", NOW),
            remote("9", Author::Buyer, "first heard", NOW),
        ])
        .await;
    assert_eq!(session.version, again.version, "hearing it again changes nothing");
    let mut conn = rig.db.read().await.expect("a snapshot");
    let rows = db::messages::before(&mut conn, session.n, None, 10)
        .await
        .expect("messages");
    let ids: Vec<_> = rows
        .iter()
        .rev()
        .filter_map(|row| row.platform_message_id.clone())
        .collect();
    assert_eq!(ids, ["1", "8", "9"]);
    assert!(rows.contains(&first_heard[0]), "its place is the one it was given");
}
