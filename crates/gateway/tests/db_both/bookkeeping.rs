//! People, permissions, pushes, pictures, the audit log.

use crate::support::world::{self, T0};
use steadydesk_gateway::db::{
    accounts, audit,
    authorizations::{self, Pending},
    pictures::{self, Kind, PictureRow},
    pushes, stores,
};
use steadydesk_wire::{Platform, Role};

both! {
    async fn a_name_belongs_to_one_whatever_the_case(db) {
        let ann = world::person(&db, "Ann", Role::Operator, "hash", &[]).await;
        let mut tx = db.write().await.expect("a transaction");
        let mut other = ann.clone();
        other.id = "user-2".try_into().expect("an id");
        other.name = " ANN ".into();
        assert!(!accounts::save(&mut tx, &other).await.expect("refused"));
        tx.commit().await.expect("committed");
        let mut read = db.read().await.expect("a snapshot");
        assert_eq!(accounts::by_name(&mut read, "aNN").await.expect("read"), Some(ann));
        assert_eq!(accounts::by_name(&mut read, "nobody").await.expect("read"), None);
    }

    async fn a_sign_in_ends_with_its_account(db) {
        let ann = world::person(&db, "Ann", Role::Operator, "hash", &[]).await;
        let mut tx = db.write().await.expect("a transaction");
        accounts::begin(&mut tx, "print", &ann.id, T0).await.expect("begun");
        accounts::seen(&mut tx, "print", T0.plus(5)).await.expect("noted");
        let found = accounts::signed_in(&mut tx, "print").await.expect("read").expect("there");
        assert_eq!((found.account, found.created_at, found.seen_at), (ann.clone(), T0, T0.plus(5)));
        assert!(accounts::delete(&mut tx, &ann.id).await.expect("deleted"));
        assert!(accounts::signed_in(&mut tx, "print").await.expect("read").is_none());
    }

    async fn a_grant_does_not_outlive_its_store(db) {
        let store = world::store(&db, Platform::Shopee, "1", "One", "TH").await;
        let ann = world::person(&db, "Ann", Role::Operator, "", &[&store]).await;
        let mut tx = db.write().await.expect("a transaction");
        assert_eq!(accounts::grants(&mut tx, &ann.id).await.expect("read"), std::slice::from_ref(&store.id));
        stores::delete(&mut tx, &store.id, T0).await.expect("deleted");
        assert_eq!(accounts::grants(&mut tx, &ann.id).await.expect("read"), []);
        tx.commit().await.expect("committed");
        world::store(&db, Platform::Shopee, "1", "One again", "TH").await;
        let mut read = db.read().await.expect("a snapshot");
        assert_eq!(accounts::grants(&mut read, &ann.id).await.expect("read"), [], "a new store is granted anew");
    }

    async fn a_state_is_used_once_in_time_for_its_platform(db) {
        let pending = Pending { platform: Platform::Lazada, account: "u".try_into().expect("an id"), store: None };
        let mut tx = db.write().await.expect("a transaction");
        for state in ["a", "b"] {
            authorizations::begin(&mut tx, state, &pending, T0).await.expect("begun");
        }
        let late = T0.plus(authorizations::LIFE_MS);
        for (state, platform, now, expected) in [
            ("a", Platform::Shopee, T0, None),
            ("nonsense", Platform::Lazada, T0, None),
            ("a", Platform::Lazada, T0, Some(&pending)),
            ("a", Platform::Lazada, T0, None),
            ("b", Platform::Lazada, late, None),
        ] {
            let taken = authorizations::take(&mut tx, state, platform, now).await.expect("read");
            assert_eq!(taken.as_ref(), expected, "{state} {platform}");
        }
    }

    async fn a_push_comes_in_once(db) {
        let mut tx = db.write().await.expect("a transaction");
        assert!(pushes::receive(&mut tx, Platform::Shopee, "k", b"body\0", T0).await.expect("new"));
        assert!(!pushes::receive(&mut tx, Platform::Shopee, "k", b"body\0", T0).await.expect("known"));
        assert!(pushes::receive(&mut tx, Platform::Tiktok, "k", b"other", T0).await.expect("new"));
        let due = pushes::due(&mut tx, 10).await.expect("read");
        assert_eq!(due.iter().map(|push| push.body.as_slice()).collect::<Vec<_>>(), [&b"body\0"[..], b"other"]);
        pushes::done(&mut tx, due[0].n, T0).await.expect("done");
        pushes::failed(&mut tx, due[1].n).await.expect("noted");
        let due = pushes::due(&mut tx, 10).await.expect("read");
        assert_eq!((due.len(), due[0].attempts), (1, 1));
        assert!(!pushes::receive(&mut tx, Platform::Shopee, "k", b"again", T0).await.expect("still known"));
        assert_eq!(pushes::prune(&mut tx, T0.plus(1)).await.expect("pruned"), 2);
        assert!(pushes::receive(&mut tx, Platform::Shopee, "k", b"again", T0).await.expect("new again"));
    }

    async fn a_picture_comes_back_byte_for_byte(db) {
        let picture = PictureRow {
            id: "p".into(),
            account: None,
            media_type: "image/png".into(),
            width: 3,
            height: 2,
            bytes: (0..=255).collect(),
        };
        let mut tx = db.write().await.expect("a transaction");
        pictures::put(&mut tx, Kind::Upload, &picture, T0).await.expect("kept");
        assert_eq!(pictures::get(&mut tx, Kind::Upload, "p").await.expect("read"), Some(picture));
        assert_eq!(pictures::get(&mut tx, Kind::Message, "p").await.expect("read"), None);
        assert_eq!(pictures::prune(&mut tx, T0.plus(1)).await.expect("pruned"), 1);
    }

    async fn the_audit_log_is_read_backwards(db) {
        let mut tx = db.write().await.expect("a transaction");
        for n in 0..5 {
            audit::write(&mut tx, T0.plus(n), "admin", "sign_in", "", "nul\0", "192.0.2.1").await.expect("written");
        }
        let first = audit::page(&mut tx, None, 2).await.expect("read");
        assert_eq!(first.iter().map(|entry| entry.at).collect::<Vec<_>>(), [T0.plus(4), T0.plus(3)]);
        let next = audit::page(&mut tx, Some(first[1].n), 10).await.expect("read");
        assert_eq!(next.len(), 3);
    }
}
