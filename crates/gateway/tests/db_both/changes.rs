//! The log of changes: numbers, order, snapshots, pruning.

use crate::support::world::{self, T0};
use steadydesk_gateway::db::{Db, Scope, changes, sessions, stores};
use steadydesk_wire::{Change, Platform, Role};

async fn log(db: &Db, scope: &Scope, after: i64) -> Vec<changes::Logged> {
    changes::since(&mut db.read().await.expect("a snapshot"), scope, after, 1_000)
        .await
        .expect("a log")
}

both! {
    async fn a_change_has_the_version_of_its_row(db) {
        let store = world::store(&db, Platform::Shopee, "1", "One", "TH").await;
        let mut session = world::session(&db, &store, 1, "Somchai").await;
        let message = world::hears(&db, &mut session, 0, "สวัสดี").await;
        let log = log(&db, &Scope::All, 0).await;
        let seqs: Vec<i64> = log.iter().map(|logged| logged.seq).collect();
        assert_eq!(seqs, [1, 2, 3, 4], "no gaps");
        assert_eq!((store.version, message.version, session.version), (1, 3, 4));
        let Change::Message { message: told } = &log[2].change else { panic!("{:?}", log[2]) };
        assert_eq!(**told, message.to_wire());
        let Change::Session { session: told } = &log[3].change else { panic!("{:?}", log[3]) };
        assert_eq!((told.unread, told.store_unread), (1, 1));
        assert_eq!(*db.newest().borrow(), 4);
    }

    async fn what_is_not_committed_was_never_there(db) {
        let store = world::store(&db, Platform::Shopee, "1", "One", "TH").await;
        let mut session = world::session(&db, &store, 1, "Somchai").await;
        let before = db.newest().borrow().to_owned();
        {
            let mut tx = db.write().await.expect("a transaction");
            world::hears_in(&mut tx, &mut session.clone(), 0, "never").await;
        }
        assert_eq!(log(&db, &Scope::All, before).await, []);
        assert_eq!(*db.newest().borrow(), before);
        world::hears(&db, &mut session, 0, "then").await;
        assert_eq!(log(&db, &Scope::All, before).await[0].seq, before + 1, "the number was not used up");
    }

    async fn a_snapshot_stands_still(db) {
        let store = world::store(&db, Platform::Shopee, "1", "One", "TH").await;
        let mut session = world::session(&db, &store, 1, "Somchai").await;
        let mut read = db.read().await.expect("a snapshot");
        let seq = changes::newest(&mut read).await.expect("a number");
        world::hears(&db, &mut session, 0, "new").await;
        let seen = sessions::get(&mut read, &Scope::All, &session.id).await.expect("read").expect("there");
        assert_eq!((seen.unread, seen.version), (0, seq));
        assert_eq!(changes::newest(&mut read).await.expect("a number"), seq);
        drop(read);
        assert_eq!(log(&db, &Scope::All, seq).await.len(), 2);
    }

    async fn a_follower_misses_nothing_while_many_write(db) {
        let store = world::store(&db, Platform::Shopee, "1", "One", "TH").await;
        let first = *db.newest().borrow();
        let writers: Vec<_> = (0..6)
            .map(|n| {
                let (db, store) = (db.clone(), store.clone());
                tokio::spawn(async move {
                    let mut session = world::session(&db, &store, n, "Buyer").await;
                    for minute in 0..8 {
                        world::hears(&db, &mut session, minute, "text").await;
                    }
                })
            })
            .collect();
        let last = first + 6 * (1 + 8 * 2);
        let mut newest = db.newest();
        let mut seen = Vec::new();
        let mut cursor = first;
        let follow = async {
            while cursor < last {
                newest.mark_unchanged();
                for logged in log(&db, &Scope::All, cursor).await {
                    cursor = logged.seq;
                    seen.push(logged.seq);
                }
                if cursor < last {
                    newest.changed().await.expect("the database is open");
                }
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(60), follow).await.expect("all of it comes");
        assert_eq!(seen, (first + 1..=last).collect::<Vec<_>>());
        for writer in writers {
            writer.await.expect("wrote");
        }
    }

    async fn a_cursor_behind_the_pruned_is_known_to_be(db) {
        let store = world::store(&db, Platform::Shopee, "1", "One", "TH").await;
        let mut session = world::session(&db, &store, 1, "Somchai").await;
        for minute in 0..10 {
            world::hears(&db, &mut session, minute, "text").await;
        }
        let mut tx = db.write().await.expect("a transaction");
        assert_eq!(tx.seq(), 22);
        assert_eq!(changes::prune(&mut tx, T0, 100, 5).await.expect("pruned"), 0, "all are young and few");
        assert_eq!(changes::prune(&mut tx, T0, 8, 5).await.expect("pruned"), 5, "a batch at a time");
        assert_eq!(changes::prune(&mut tx, T0, 8, 1_000).await.expect("pruned"), 9, "down to the newest eight");
        assert_eq!(changes::prune(&mut tx, T0.plus(8 * 60_000), 100, 1_000).await.expect("pruned"), 4, "by age");
        tx.commit().await.expect("committed");
        let mut read = db.read().await.expect("a snapshot");
        assert_eq!(changes::oldest(&mut read).await.expect("a number"), 18);
        drop(read);
        assert_eq!(log(&db, &Scope::All, 18).await.len(), 4);
    }

    async fn each_sees_the_changes_of_the_granted_stores_alone(db) {
        let mine = world::store(&db, Platform::Shopee, "1", "Mine", "TH").await;
        let other = world::store(&db, Platform::Lazada, "2", "Other", "MY").await;
        let scope = world::person(&db, "ann", Role::Operator, "", &[&mine]).await.scope();
        let after = *db.newest().borrow();
        for (n, store) in [&mine, &other].into_iter().enumerate() {
            let mut session = world::session(&db, store, u32::try_from(n).expect("small"), "Buyer").await;
            world::hears(&db, &mut session, 0, "text").await;
        }
        let seen = log(&db, &scope, after).await;
        assert_eq!(seen.len(), 3);
        assert_eq!(log(&db, &Scope::All, after).await.len(), 6);
        let mut tx = db.write().await.expect("a transaction");
        for store in [&mine, &other] {
            assert!(stores::delete(&mut tx, &store.id, T0).await.expect("deleted"));
        }
        tx.commit().await.expect("committed");
        let seen = log(&db, &scope, after).await;
        let gone: Vec<_> = seen.iter().map(|logged| &logged.change).collect();
        assert_eq!(gone, [&Change::StoreGone { store: mine.id.clone() }], "its end is told, its past is not");
    }
}
