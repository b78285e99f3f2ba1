//! What was written before somebody else answered is not taken for sending.

use crate::support::{
    desk::Desk,
    world::{self, T0},
};
use serde_json::{Value, json};
use steadydesk_gateway::db::sessions::SessionRow;
use steadydesk_wire::{Message, MessagePage, Platform, Role, UnsentPage};

struct Rig {
    desk: Desk,
    session: SessionRow,
    ann: String,
    bob: String,
}

impl Rig {
    /// A store of ann's and bob's, with a session whose buyer has written once.
    async fn new() -> Self {
        let desk = Desk::new().await;
        let store = world::store(&desk.services.db, Platform::Shopee, "1", "One", "TH").await;
        let mut session = world::session(&desk.services.db, &store, 1, "Somchai").await;
        world::hears(&desk.services.db, &mut session, 0, "hello").await;
        for name in ["ann", "bob"] {
            desk.person(name, Role::Operator, &[&store]).await;
        }
        let (ann, bob) = (desk.sign_in("ann").await, desk.sign_in("bob").await);
        Self {
            desk,
            session,
            ann,
            bob,
        }
    }

    async fn send(&self, cookie: &str, body: Value) -> Result<Message, (u16, String)> {
        let path = format!("/api/sessions/{}/messages", self.session.id);
        let answer = self.desk.write(cookie, "POST", &path, body).await;
        if answer.status == 202 {
            Ok(answer.json())
        } else {
            Err(answer.problem())
        }
    }

    async fn thread(&self) -> Vec<Message> {
        let path = format!("/api/sessions/{}/messages", self.session.id);
        self.desk.get(&self.ann, &path).await.json::<MessagePage>().items
    }
}

fn text(n: u32, text: &str, seen: Option<i64>) -> Value {
    let mut body = json!({ "id": format!("0190aaaa-0000-7000-8000-{n:012}"), "content": { "text": { "text": text } } });
    if let Some(seen) = seen {
        body["seen"] = seen.into();
    }
    body
}

fn stale() -> Result<Message, (u16, String)> {
    Err((409, "stale".into()))
}

#[tokio::test]
async fn os_12_what_was_written_before_a_colleague_answered_is_not_taken() {
    let rig = Rig::new().await;
    let seen = rig.thread().await[0].position;
    let answered = rig.send(&rig.bob, text(1, "by bob", Some(seen))).await.expect("taken");
    assert_eq!(rig.send(&rig.ann, text(2, "by ann", Some(seen))).await, stale());
    assert_eq!(rig.thread().await.len(), 2, "nothing of it is kept");
    // The same id, now that ann has seen it, or does not mind.
    let said = rig
        .send(&rig.ann, text(2, "by ann", Some(answered.position)))
        .await
        .expect("taken");
    rig.send(&rig.ann, text(3, "anyway", None)).await.expect("nobody looks");
    rig.send(&rig.ann, text(4, "ann herself", Some(said.position)))
        .await
        .expect("one's own is no news");
    assert_eq!(
        rig.send(&rig.bob, text(5, "by bob again", Some(answered.position)))
            .await,
        stale()
    );
}

#[tokio::test]
async fn what_was_taken_stays_taken_whatever_came_since() {
    let mut rig = Rig::new().await;
    let seen = rig.thread().await[0].position;
    let first = rig.send(&rig.ann, text(1, "once", Some(seen))).await.expect("taken");
    world::hears(&rig.desk.services.db, &mut rig.session, 10_000_000, "the buyer again").await;
    for seen in [Some(seen), Some(0), None] {
        let again = rig
            .send(&rig.ann, text(1, "once", seen))
            .await
            .expect("the same answer");
        assert_eq!((again.id, again.position), (first.id.clone(), first.position));
    }
    let other = rig.send(&rig.ann, text(1, "other", Some(seen))).await;
    assert_eq!(other, Err((409, "id_taken".into())));
    assert_eq!(rig.send(&rig.ann, text(2, "late", Some(seen))).await, stale());
    let newest = T0.plus(10_000_000 * 60_000).0 * 1000;
    rig.send(&rig.ann, text(2, "late", Some(newest)))
        .await
        .expect("the buyer's word was seen");
}

#[tokio::test]
async fn os_13_an_operator_finds_all_that_is_not_out_and_nobody_elses() {
    let rig = Rig::new().await;
    let mine = rig.send(&rig.ann, text(1, "mine", None)).await.unwrap();
    rig.send(&rig.bob, text(2, "his", None)).await.unwrap();
    let unsent = |cookie: String, after: i64| {
        let desk = &rig.desk;
        async move {
            let path = format!("/api/unsent?after={after}");
            desk.get(&cookie, &path).await.json::<UnsentPage>()
        }
    };
    let page = unsent(rig.ann.clone(), 0).await;
    let found: Vec<_> = page.items.iter().map(|unsent| &unsent.message.id).collect();
    assert_eq!(found, [&mine.id]);
    let first = &page.items[0];
    assert_eq!((first.store_name.as_str(), first.buyer.as_str()), ("One", "Somchai"));
    assert_eq!(first.store, rig.session.store);
    assert_eq!(page.after, None, "that is all");
    assert!(unsent(rig.ann.clone(), i64::MAX).await.items.is_empty());
}
