//! Messages: as written, in their order, each once.

use crate::support::world::{self, T0};
use steadydesk_gateway::db::{
    Scope,
    lists::{self, Place},
    messages::{self, Accepted},
    stores,
};
use steadydesk_wire::{Author, ClientId, Content, Outgoing, Platform};

both! {
    async fn texts_come_back_as_written(db) {
        let store = world::store(&db, Platform::Shopee, "1", "One\0Shop", "TH").await;
        let mut session = world::session(&db, &store, 1, "Na\0me").await;
        assert_eq!((store.id.as_str(), session.buyer_name.as_str()), ("shopee-1", "Na\u{fffd}me"));
        let texts = [
            "<script>alert(1)</script>".to_owned(),
            "nul \0 and \u{1}\u{7f} and \u{feff}".to_owned(),
            "\u{202e}right to left\u{202c}\u{200b}".to_owned(),
            "\u{10ffff}\u{378}\u{e0001} unassigned".to_owned(),
            "line\n".repeat(10_000),
            "ก".repeat(100_000),
            "'; DROP TABLE messages; --".to_owned(),
            String::new(),
        ];
        for (minute, text) in (0..).zip(&texts) {
            world::hears(&db, &mut session, minute, text).await;
        }
        let mut read = db.read().await.expect("a snapshot");
        let page = lists::messages(&mut read, &session, None, 0, T0).await.expect("a page");
        let back: Vec<_> = page.items.into_iter().map(|message| message.content).collect();
        let written: Vec<_> = texts.into_iter().map(|text| Content::Text { text }).collect();
        assert_eq!(back, written);
        assert_eq!(page.before, None);
    }

    async fn a_thread_is_read_backwards_to_its_begin(db) {
        let store = world::store(&db, Platform::Shopee, "1", "One", "TH").await;
        let mut session = world::session(&db, &store, 1, "Somchai").await;
        for n in 0..23 {
            // Five of each minute: equal places are ordered by id.
            world::hears(&db, &mut session, n / 5, &n.to_string()).await;
        }
        let mut read = db.read().await.expect("a snapshot");
        let whole = lists::messages(&mut read, &session, None, 200, T0).await.expect("a page").items;
        assert_eq!(whole.len(), 23);
        let mut place: Option<Place> = None;
        let mut back = Vec::new();
        loop {
            let page = lists::messages(&mut read, &session, place.as_ref(), 4, T0).await.expect("a page");
            back.splice(0..0, page.items);
            match page.before {
                Some(before) => place = Some(before.parse().expect("a place")),
                None => break,
            }
        }
        assert_eq!(back, whole);
    }

    async fn hidden_messages_are_kept_and_not_shown(db) {
        let store = world::store(&db, Platform::Tiktok, "1", "One", "TH").await;
        let mut session = world::session(&db, &store, 1, "Somchai").await;
        world::hears(&db, &mut session, 0, "shown").await;
        let mut tx = db.write().await.expect("a transaction");
        let content = Content::Notice { text: "hidden".into() };
        let id = "h1".try_into().expect("an id");
        let at = T0.plus(60_000);
        let author = steadydesk_wire::Author::System;
        let mut hidden = messages::MessageRow::new(id, &session, author, content, at, at.0 * 1000);
        hidden.hidden = true;
        hidden.platform_message_id = Some("h1".into());
        let before = tx.seq();
        messages::save(&mut tx, &session, &mut hidden, at).await.expect("saved");
        tx.commit().await.expect("committed");
        let mut read = db.read().await.expect("a snapshot");
        let page = lists::messages(&mut read, &session, None, 0, T0).await.expect("a page");
        assert_eq!(page.items.len(), 1);
        let told = steadydesk_gateway::db::changes::since(&mut read, &Scope::All, before, 10).await.expect("a log");
        assert_eq!(told, []);
        assert!(messages::by_platform_id(&mut read, session.n, "h1").await.expect("read").is_some());
    }

    async fn a_client_id_is_accepted_once_also_when_the_store_is_gone(db) {
        let store = world::store(&db, Platform::Shopee, "1", "One", "TH").await;
        let id = ClientId::try_from("0190aaaa-0000-7000-8000-000000000001").expect("an id");
        let first = Accepted { session: "shopee-1~1".into(), content_hash: "abc".into() };
        let mut tx = db.write().await.expect("a transaction");
        assert!(messages::accept(&mut tx, &id, &first, T0).await.expect("accepted"));
        assert!(!messages::accept(&mut tx, &id, &first, T0).await.expect("known"));
        stores::delete(&mut tx, &store.id, T0).await.expect("deleted");
        tx.commit().await.expect("committed");
        let mut read = db.read().await.expect("a snapshot");
        assert_eq!(messages::accepted(&mut read, &id).await.expect("read"), Some(first));
    }

    async fn somebody_elses_word_behind_a_place_is_found_and_ones_own_is_none(db) {
        let store = world::store(&db, Platform::Shopee, "1", "One", "TH").await;
        let mut session = world::session(&db, &store, 1, "Somchai").await;
        let mut elsewhere = world::session(&db, &store, 2, "Malee").await;
        world::hears(&db, &mut session, 0, "the message that was seen").await;
        world::hears(&db, &mut elsewhere, 9, "in another session").await;
        let seen = T0.0 * 1000;
        for (minute, author, operator, hidden, counts) in [
            (1, Author::Seller, Some("ann"), false, false),
            (2, Author::System, None, false, false),
            (3, Author::Robot, None, true, false),
            (4, Author::Robot, None, false, true),
            (5, Author::Seller, Some("bob"), false, true),
            (6, Author::Seller, None, false, true),
            (7, Author::Buyer, None, false, true),
        ] {
            let mut tx = db.write().await.expect("a transaction");
            let at = T0.plus(minute * 60_000);
            let id = format!("m{minute}").try_into().expect("an id");
            let content = Content::Text { text: "more".into() };
            let mut message = messages::MessageRow::new(id, &session, author, content, at, at.0 * 1000);
            message.operator = operator.map(str::to_owned);
            message.hidden = hidden;
            messages::save(&mut tx, &session, &mut message, at).await.expect("saved");
            let before = at.0 * 1000 - 1;
            for (place, is_behind) in [(before, counts), (at.0 * 1000, false)] {
                let found = messages::others_behind(&mut tx, session.n, place, "ann").await.expect("read");
                assert_eq!(found, is_behind, "{author:?} {operator:?}");
            }
            assert_eq!(messages::others_behind(&mut tx, session.n, seen, "ann").await.expect("read"), minute >= 4);
            tx.commit().await.expect("committed");
        }
    }

    async fn what_waits_to_be_sent_is_found_by_session_and_store(db) {
        let store = world::store(&db, Platform::Shopee, "1", "One", "TH").await;
        let mut session = world::session(&db, &store, 1, "Somchai").await;
        let mut message = world::hears(&db, &mut session, 0, "answer").await;
        for (state, waits) in [
            (Outgoing::Queued { retry_at: None, failure: None }, true),
            (Outgoing::Sending, true),
            (Outgoing::Checking { failure: None }, true),
            (Outgoing::Sent, false),
        ] {
            message.outgoing = Some(state.clone());
            let mut tx = db.write().await.expect("a transaction");
            messages::save(&mut tx, &session, &mut message, T0).await.expect("saved");
            assert_eq!(messages::unsettled(&mut tx, session.n).await.expect("read").len(), usize::from(waits));
            assert_eq!(!messages::sessions_to_send(&mut tx, &store.id).await.expect("read").is_empty(), waits);
            assert_eq!(!messages::stores_to_send(&mut tx).await.expect("read").is_empty(), waits);
            tx.commit().await.expect("committed");
            let mut read = db.read().await.expect("a snapshot");
            let back = messages::get(&mut read, &Scope::All, &message.id).await.expect("read").expect("there");
            assert_eq!(back.outgoing, Some(state));
        }
    }
}
