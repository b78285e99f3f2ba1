//! The search over buyers' names, messages and stores' names.

use crate::support::world;
use steadydesk_gateway::db::{Db, Scope, lists, messages, search, stores};
use steadydesk_wire::{Platform, Role, SessionFilter};

async fn found(db: &Db, scope: &Scope, q: &str) -> Vec<String> {
    let filter = SessionFilter {
        q: Some(q.into()),
        ..Default::default()
    };
    let page = lists::sessions(&mut db.read().await.expect("a snapshot"), scope, &filter, world::T0).await;
    let page = page.expect("a page");
    assert_eq!(page.total, page.items.len() as u64, "{q}");
    page.items.into_iter().map(|session| session.buyer.name).collect()
}

const TEXTS: [(&str, &str); 7] = [
    ("Thai", "สินค้ามีพร้อมส่งไหมคะ"),
    ("Chinese", "我想退货，谢谢"),
    ("Emoji", "sampai 👍🏽 makasih"),
    ("Signs", "50% off_now \"really\" it's a\\b"),
    ("Vietnamese", "Shop ơi còn hàng KHÔNG ạ"),
    ("Nul", "before\0after"),
    ("Long", "x"),
];

both! {
    async fn parts_of_words_in_any_script(db) {
        let store = world::store(&db, Platform::Shopee, "1", "Night Market", "TH").await;
        for (n, (name, text)) in (0..).zip(TEXTS) {
            let mut session = world::session(&db, &store, n, name).await;
            let text = if name == "Long" { "long ".repeat(300) + "needle" } else { text.to_owned() };
            world::hears(&db, &mut session, i64::from(n), &text).await;
        }
        let every: Vec<&str> = TEXTS.iter().rev().map(|(name, _)| *name).collect();
        for (q, expected) in [
            ("พร้อม", vec!["Thai"]),
            ("มีพร้อมส่ง", vec!["Thai"]),
            ("退货", vec!["Chinese"]),
            ("谢", vec!["Chinese"]),
            ("货谢", vec![]),
            ("👍🏽", vec!["Emoji"]),
            ("👍", vec!["Emoji"]),
            ("👎", vec![]),
            ("0% off_", vec!["Signs"]),
            ("%", vec!["Signs"]),
            ("_", vec!["Signs"]),
            ("\"really\"", vec!["Signs"]),
            ("it's", vec!["Signs"]),
            ("a\\b", vec!["Signs"]),
            ("* OR x", vec![]),
            ("không", vec!["Vietnamese"]),
            // The same letters, decomposed.
            ("kho\u{302}ng", vec!["Vietnamese"]),
            ("e\0a", vec!["Nul"]),
            ("needle", vec!["Long"]),
            ("hine", vec!["Chinese"]),
            ("ght mar", every.clone()),
        ] {
            assert_eq!(found(&db, &Scope::All, q).await, expected, "{q}");
        }
    }

    async fn what_is_gone_is_not_found(db) {
        let store = world::store(&db, Platform::Shopee, "1", "One", "TH").await;
        let mut session = world::session(&db, &store, 1, "Somchai").await;
        let message = world::hears(&db, &mut session, 0, "zebrafish").await;
        assert_eq!(found(&db, &Scope::All, "brafi").await, ["Somchai"]);
        let mut tx = db.write().await.expect("a transaction");
        messages::delete(&mut tx, &session, &message, world::T0).await.expect("deleted");
        tx.commit().await.expect("committed");
        assert_eq!(found(&db, &Scope::All, "brafi").await, [""; 0]);
        assert_eq!(found(&db, &Scope::All, "omcha").await, ["Somchai"]);
        let mut tx = db.write().await.expect("a transaction");
        stores::delete(&mut tx, &store.id, world::T0).await.expect("deleted");
        tx.commit().await.expect("committed");
        assert_eq!(found(&db, &Scope::All, "omcha").await, [""; 0]);
        // Numbers of documents are used again: what was there must not come back.
        let store = world::store(&db, Platform::Shopee, "2", "Two", "TH").await;
        world::session(&db, &store, 1, "Malee").await;
        assert_eq!(found(&db, &Scope::All, "omcha").await, [""; 0]);
        assert_eq!(found(&db, &Scope::All, "alee").await, ["Malee"]);
    }

    async fn merging_the_index_loses_and_brings_back_nothing(db) {
        let store = world::store(&db, Platform::Shopee, "1", "One", "TH").await;
        let mut session = world::session(&db, &store, 1, "Somchai").await;
        // A transaction each, so that the index is in parts.
        for n in 0..40 {
            world::hears(&db, &mut session, n, &format!("parcel number {n} is late")).await;
        }
        let gone = world::hears(&db, &mut session, 40, "zebrafish").await;
        let mut tx = db.write().await.expect("a transaction");
        messages::delete(&mut tx, &session, &gone, world::T0).await.expect("deleted");
        tx.commit().await.expect("committed");
        let seq = *db.newest().borrow();
        for _ in 0..2 {
            search::merge(&db).await.expect("merged");
            for n in 0..40 {
                assert_eq!(found(&db, &Scope::All, &format!("mber {n} is")).await, ["Somchai"], "{n}");
            }
            assert_eq!(found(&db, &Scope::All, "zebra").await, [""; 0]);
        }
        assert_eq!(*db.newest().borrow(), seq, "nobody has to be told");
    }

    async fn a_new_name_replaces_the_old(db) {
        let store = world::store(&db, Platform::Shopee, "1", "One", "TH").await;
        let mut session = world::session(&db, &store, 1, "Somchai").await;
        session.buyer_name = "Malee".into();
        world::hears(&db, &mut session, 0, "hi").await;
        assert_eq!(found(&db, &Scope::All, "somch").await, [""; 0]);
        assert_eq!(found(&db, &Scope::All, "male").await, ["Malee"]);
    }

    async fn many_messages_of_one_minute_are_all_found(db) {
        let store = world::store(&db, Platform::Shopee, "1", "One", "TH").await;
        let mut session = world::session(&db, &store, 1, "Somchai").await;
        let mut tx = db.write().await.expect("a transaction");
        for n in 0..4_200 {
            let text = if n == 4_199 { "the last one" } else { "k" };
            world::hears_in(&mut tx, &mut session, 3, text).await;
        }
        tx.commit().await.expect("committed");
        assert_eq!(found(&db, &Scope::All, "last on").await, ["Somchai"]);
    }

    async fn an_operator_finds_in_the_granted_stores_alone(db) {
        let mine = world::store(&db, Platform::Shopee, "1", "Mine", "TH").await;
        let other = world::store(&db, Platform::Shopee, "2", "Other", "TH").await;
        for (n, (store, name)) in [(&mine, "Malee"), (&other, "Somchai")].into_iter().enumerate() {
            let mut session = world::session(&db, store, u32::try_from(n).expect("small"), name).await;
            world::hears(&db, &mut session, 0, "zebrafish").await;
        }
        let scope = world::person(&db, "ann", Role::Operator, "", &[&mine]).await.scope();
        for q in ["zebra", "z", "mal", "min"] {
            assert_eq!(found(&db, &scope, q).await, ["Malee"], "{q}");
        }
        for q in ["somch", "other"] {
            assert_eq!(found(&db, &scope, q).await, [""; 0], "{q}");
        }
    }
}
