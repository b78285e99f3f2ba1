//! Pages: filters, sorts, offsets, counts, grants.

use crate::support::world::{self, T0};
use steadydesk_gateway::db::{
    Db, Scope,
    fill::{self, Size},
    lists, sessions, stores,
};
use steadydesk_wire::{
    Page, Platform, Region, Role, Session, SessionFilter, SessionSort, StoreFilter, StorePage, StoreStatus,
};

async fn sessions_page(db: &Db, scope: &Scope, filter: &SessionFilter) -> Page<Session> {
    lists::sessions(&mut db.read().await.expect("a snapshot"), scope, filter, T0)
        .await
        .expect("a page")
}

async fn stores_page(db: &Db, scope: &Scope, filter: &StoreFilter) -> StorePage {
    lists::stores(&mut db.read().await.expect("a snapshot"), scope, filter, T0)
        .await
        .expect("a page")
}

const SIZE: Size = Size {
    stores: 30,
    sessions: 300,
    messages: 600,
    threads: [0, 0],
};

both! {
    async fn pages_join_without_gap_or_overlap(db) {
        fill::fill(&db, SIZE, T0).await.expect("filled");
        for sort in [SessionSort::Newest, SessionSort::LongestWaiting] {
            let mut all = Vec::new();
            for offset in (0..300).step_by(70) {
                let filter = SessionFilter { sort, offset, limit: 70, ..Default::default() };
                let page = sessions_page(&db, &Scope::All, &filter).await;
                assert_eq!((page.total, page.offset, page.more_than_total), (300, offset, false));
                assert_eq!(page.seq, *db.newest().borrow());
                all.extend(page.items);
            }
            assert_eq!(all.len(), 300);
            let key = |session: &Session| {
                let at = session.last.as_ref().expect("a message").at;
                match (sort, session.waiting_since) {
                    (SessionSort::LongestWaiting, Some(since)) => (0, since.0),
                    (SessionSort::LongestWaiting, None) => (1, -at.0),
                    (SessionSort::Newest, _) => (0, -at.0),
                }
            };
            assert!(all.is_sorted_by_key(key), "{sort:?}");
            let ids: std::collections::HashSet<_> = all.iter().map(|session| &session.id).collect();
            assert_eq!(ids.len(), 300);
        }
        let beyond = SessionFilter { offset: 5_000, ..Default::default() };
        let page = sessions_page(&db, &Scope::All, &beyond).await;
        assert_eq!((page.items.len(), page.total), (0, 300));
    }

    async fn every_filter_holds_for_every_row(db) {
        fill::fill(&db, SIZE, T0).await.expect("filled");
        let everything = SessionFilter { limit: 100, ..Default::default() };
        let mut all = Vec::new();
        for offset in [0, 100, 200] {
            all.extend(sessions_page(&db, &Scope::All, &SessionFilter { offset, ..everything.clone() }).await.items);
        }
        let th = Region::from("TH");
        let store = all[0].store.clone();
        type Holds = Box<dyn Fn(&Session) -> bool>;
        let cases: Vec<(SessionFilter, Holds)> = vec![
            (
                SessionFilter { platform: Some(Platform::Lazada), ..everything.clone() },
                Box::new(|session| session.platform == Platform::Lazada),
            ),
            (
                SessionFilter { region: Some(th.clone()), ..everything.clone() },
                Box::new(move |session| session.region == th),
            ),
            (
                SessionFilter { store: Some(store.clone()), ..everything.clone() },
                Box::new(move |session| session.store == store),
            ),
            (SessionFilter { unread: true, ..everything.clone() }, Box::new(|session| session.unread > 0)),
            (
                SessionFilter { unanswered: true, ..everything.clone() },
                Box::new(|session| session.waiting_since.is_some()),
            ),
            (
                SessionFilter { unread: true, platform: Some(Platform::Shopee), ..everything.clone() },
                Box::new(|session| session.unread > 0 && session.platform == Platform::Shopee),
            ),
        ];
        for (filter, holds) in cases {
            let page = sessions_page(&db, &Scope::All, &filter).await;
            let expected: Vec<_> = all.iter().filter(|session| holds(session)).take(100).collect();
            assert!(!expected.is_empty(), "{filter:?}");
            assert_eq!(page.items.iter().collect::<Vec<_>>(), expected, "{filter:?}");
            assert_eq!(page.total, all.iter().filter(|session| holds(session)).count() as u64, "{filter:?}");
        }
    }

    async fn an_operator_sees_the_granted_stores_alone(db) {
        fill::fill(&db, SIZE, T0).await.expect("filled");
        let all = stores_page(&db, &Scope::All, &StoreFilter { limit: 100, ..Default::default() }).await;
        let mut read = db.read().await.expect("a snapshot");
        let mine = stores::get(&mut read, &all.page.items[4].id).await.expect("read").expect("there");
        let other = stores::get(&mut read, &all.page.items[5].id).await.expect("read").expect("there");
        drop(read);
        let scope = world::person(&db, "ann", Role::Operator, "", &[&mine]).await.scope();
        let page = stores_page(&db, &scope, &StoreFilter::default()).await;
        assert_eq!(page.page.items.iter().map(|store| &store.id).collect::<Vec<_>>(), [&mine.id]);
        assert_eq!(page.page.total, 1);
        assert_eq!(page.regions, std::slice::from_ref(&mine.region));
        assert_eq!(page.tabs.iter().map(|tab| tab.count).sum::<u64>(), 1);
        let page = sessions_page(&db, &scope, &SessionFilter::default()).await;
        assert_eq!(page.total, 10);
        assert!(page.items.iter().all(|session| session.store == mine.id));
        let asked = SessionFilter { store: Some(other.id.clone()), ..Default::default() };
        assert_eq!(sessions_page(&db, &scope, &asked).await.total, 0);
        let searched = SessionFilter { q: Some("store".into()), ..Default::default() };
        assert_eq!(sessions_page(&db, &scope, &searched).await.total, 10, "its own name alone is found");
        let mut read = db.read().await.expect("a snapshot");
        assert!(lists::store(&mut read, &scope, &mine.id).await.expect("read").is_some());
        assert!(lists::store(&mut read, &scope, &other.id).await.expect("read").is_none());
        let unread = sessions::unread(&mut read, &scope).await.expect("counts");
        assert!(unread.stores.iter().all(|one| one.store == mine.id));
    }

    async fn stores_are_searched_and_counted_by_tab(db) {
        world::store(&db, Platform::Shopee, "100", "50% Off_Shop", "TH").await;
        world::store(&db, Platform::Lazada, "101", "好物专卖店", "MY").await;
        world::store(&db, Platform::Tiktok, "102", "ZEBRA café", "TH").await;
        for (q, expected) in [
            ("0% off_", vec!["shopee-100"]),
            ("_", vec!["shopee-100"]),
            ("%", vec!["shopee-100"]),
            ("好物", vec!["lazada-101"]),
            ("zebra CAFÉ", vec!["tiktok-102"]),
            ("'; DROP TABLE stores; --", vec![]),
            ("10", vec!["shopee-100", "tiktok-102", "lazada-101"]),
            (" ", vec!["shopee-100", "tiktok-102", "lazada-101"]),
        ] {
            let filter = StoreFilter { q: Some(q.into()), ..Default::default() };
            let page = stores_page(&db, &Scope::All, &filter).await;
            let found: Vec<&str> = page.page.items.iter().map(|store| store.id.as_str()).collect();
            assert_eq!(found, expected, "{q}");
        }
        let filter = StoreFilter { platform: Some(Platform::Shopee), region: Some("TH".into()), ..Default::default() };
        let page = stores_page(&db, &Scope::All, &filter).await;
        let tabs: Vec<_> = page.tabs.iter().map(|tab| (tab.platform, tab.count)).collect();
        assert_eq!(tabs, [(Platform::Shopee, 1), (Platform::Lazada, 0), (Platform::Tiktok, 1)]);
        assert_eq!((page.page.total, page.page.items.len()), (1, 1));
        assert_eq!(page.regions, [Region::from("MY"), Region::from("TH")]);
    }

    async fn a_status_follows_the_clock(db) {
        let mut store = world::store(&db, Platform::Shopee, "1", "One", "TH").await;
        store.slowed_until = Some(T0.plus(1_000));
        let mut tx = db.write().await.expect("a transaction");
        stores::save(&mut tx, &mut store, T0).await.expect("saved");
        tx.commit().await.expect("committed");
        let slowed = StoreFilter { status: Some("slowed".into()), ..Default::default() };
        assert_eq!(stores_page(&db, &Scope::All, &slowed).await.page.total, 1);
        let mut tx = db.write().await.expect("a transaction");
        assert_eq!(stores::changed_by_time(&mut tx, T0).await.expect("read"), []);
        let changed = stores::changed_by_time(&mut tx, T0.plus(1_000)).await.expect("read");
        assert_eq!(changed.len(), 1);
        assert_eq!(changed[0].status(T0.plus(1_000)), StoreStatus::Normal);
        for mut store in changed {
            stores::save(&mut tx, &mut store, T0.plus(1_000)).await.expect("saved");
        }
        tx.commit().await.expect("committed");
        assert_eq!(stores_page(&db, &Scope::All, &slowed).await.page.total, 0);
    }
}
