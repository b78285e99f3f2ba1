//! Lists and single things, as each may see them.

use crate::support::{desk::Desk, world};
use axum::http::StatusCode;
use serde_json::{Value, json};
use steadydesk_wire::{Message, MessagePage, Platform, Role, Session, SessionPage, StorePage, UnreadCounts};

/// What a query needs to be written as.
fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[tokio::test]
async fn an_operator_sees_the_granted_stores_in_every_list_and_by_no_id_another() {
    let desk = Desk::new().await;
    let db = &desk.services.db;
    let mine = world::store(db, Platform::Shopee, "1", "Mine", "TH").await;
    let other = world::store(db, Platform::Lazada, "2", "Other", "MY").await;
    let mut messages = Vec::new();
    for (n, store) in [&mine, &other].into_iter().enumerate() {
        let mut session = world::session(db, store, u32::try_from(n).expect("small"), "Somchai").await;
        messages.push((
            session.id.clone(),
            world::hears(db, &mut session, 0, "zebrafish").await.id,
        ));
    }
    desk.person("ann", Role::Operator, &[&mine]).await;
    desk.person("root", Role::Admin, &[]).await;
    let (ann, root) = (desk.sign_in("ann").await, desk.sign_in("root").await);
    for (cookie, count) in [(&ann, 1), (&root, 2)] {
        let stores: StorePage = desk.get(cookie, "/api/stores").await.json();
        assert_eq!(stores.page.total, count);
        for path in [
            "/api/sessions",
            "/api/sessions?q=zebra",
            "/api/sessions?q=z",
            "/api/sessions?q=Somchai",
        ] {
            let sessions: SessionPage = desk.get(cookie, path).await.json();
            assert_eq!(sessions.total, count, "{path}");
        }
        let unread: UnreadCounts = desk.get(cookie, "/api/unread").await.json();
        assert_eq!(unread.stores.len() as u64, count);
    }
    let hidden: SessionPage = desk.get(&ann, "/api/sessions?store=lazada-2").await.json();
    assert_eq!(hidden.total, 0);
    for (n, (session, message)) in messages.iter().enumerate() {
        let (store, status) = if n == 0 {
            (&mine, StatusCode::OK)
        } else {
            (&other, StatusCode::NOT_FOUND)
        };
        for path in [
            format!("/api/stores/{}", store.id),
            format!("/api/sessions/{session}"),
            format!("/api/sessions/{session}/messages"),
        ] {
            assert_eq!(desk.get(&ann, &path).await.status, status, "{path}");
            assert_eq!(desk.get(&root, &path).await.status, StatusCode::OK, "{path}");
        }
        if n == 1 {
            let text = json!({ "id": "0190aaaa-0000-7000-8000-000000000001", "content": { "text": { "text": "hi" } } });
            for (method, path, body) in [
                ("POST", format!("/api/sessions/{session}/messages"), text),
                (
                    "POST",
                    format!("/api/sessions/{session}/read"),
                    json!({ "last": message }),
                ),
                ("POST", format!("/api/messages/{message}/retry"), Value::Null),
                ("POST", format!("/api/messages/{message}/send-again"), Value::Null),
                ("DELETE", format!("/api/messages/{message}"), Value::Null),
                ("GET", format!("/api/messages/{message}/picture"), Value::Null),
            ] {
                let answer = desk.write(&ann, method, &path, body).await;
                assert_eq!(answer.problem(), (404, "not_found".into()), "{method} {path}");
            }
        }
    }
}

#[tokio::test]
async fn ids_with_odd_characters_are_found_by_their_encoded_path() {
    let desk = Desk::new().await;
    let db = &desk.services.db;
    let store = world::store(db, Platform::Tiktok, "7", "Seven", "GB").await;
    let mut session = world::session(db, &store, 1, "Ann").await;
    world::hears(db, &mut session, 0, "hi").await;
    desk.person("root", Role::Admin, &[]).await;
    let root = desk.sign_in("root").await;
    let found: Session = desk.get(&root, "/api/sessions/tiktok-7%7E1").await.json();
    assert_eq!(found.id, session.id);
    for path in [
        "/api/sessions/..%2f..",
        "/api/sessions/%00",
        "/api/sessions/%20",
        "/api/sessions/a%2Fb",
    ] {
        assert_eq!(
            desk.get(&root, path).await.problem(),
            (404, "not_found".into()),
            "{path}"
        );
    }
}

#[tokio::test]
async fn texts_are_found_and_come_back_as_written() {
    let desk = Desk::new().await;
    let db = &desk.services.db;
    let store = world::store(db, Platform::Shopee, "1", "Night 50%_Market", "TH").await;
    desk.person("root", Role::Admin, &[]).await;
    let root = desk.sign_in("root").await;
    let texts = [
        ("สินค้ามีพร้อมส่งไหมคะ", "พร้อม"),
        ("我想退货，谢谢", "退货"),
        ("sampai 👍🏽 makasih", "👍🏽"),
        ("100% off_now", "% off_"),
        ("say \"really\" it's", "\"really\" it's"),
        ("nul\0inside", "l\0i"),
        ("<b onclick=alert(1)>", "<b on"),
    ];
    for (n, (text, q)) in texts.iter().enumerate() {
        let mut session = world::session(db, &store, u32::try_from(n).expect("small"), &format!("Buyer{n}")).await;
        world::hears(db, &mut session, i64::try_from(n).expect("small"), text).await;
        let page: SessionPage = desk.get(&root, &format!("/api/sessions?q={}", encoded(q))).await.json();
        assert_eq!(
            page.items.iter().map(|session| &session.id).collect::<Vec<_>>(),
            [&session.id],
            "{q}"
        );
        let thread: MessagePage = desk
            .get(&root, &format!("/api/sessions/{}/messages", session.id))
            .await
            .json();
        assert_eq!(
            thread.items[0].content,
            steadydesk_wire::Content::Text {
                text: (*text).to_owned()
            }
        );
    }
    let stores: StorePage = desk
        .get(&root, &format!("/api/stores?q={}", encoded("0%_")))
        .await
        .json();
    assert_eq!(stores.page.total, 1);
}

#[tokio::test]
async fn questions_that_make_no_sense_are_told_so() {
    let desk = Desk::new().await;
    let db = &desk.services.db;
    let store = world::store(db, Platform::Shopee, "1", "One", "TH").await;
    let session = world::session(db, &store, 1, "Ann").await;
    desk.person("root", Role::Admin, &[]).await;
    let root = desk.sign_in("root").await;
    for path in [
        "/api/sessions?limit=many",
        "/api/sessions?sort=sideways",
        "/api/sessions?platform=ebay",
        "/api/stores?offset=-1",
        "/api/audit?before=x",
        &format!("/api/sessions/{}/messages?before=nonsense", session.id),
    ] {
        assert_eq!(desk.get(&root, path).await.problem(), (422, "invalid".into()), "{path}");
    }
    let page: SessionPage = desk
        .get(&root, "/api/sessions?limit=100000&offset=18446744073709551615")
        .await
        .json();
    assert_eq!((page.items.len(), page.total), (0, 1));
    let path = format!("/api/sessions/{}/read", session.id);
    for (body, code) in [
        (json!({}), "invalid"),
        (json!({ "last": "" }), "invalid"),
        (json!([]), "invalid"),
    ] {
        assert_eq!(
            desk.write(&root, "POST", &path, body).await.problem(),
            (422, code.into())
        );
    }
    let large = json!({ "last": "x".repeat(2 << 20) });
    assert_eq!(
        desk.write(&root, "POST", &path, large).await.problem(),
        (413, "too_large".into())
    );
    assert_eq!(
        desk.write(&root, "PATCH", "/api/stores", Value::Null).await.problem(),
        (405, "bad_request".into())
    );
    assert_eq!(
        desk.get(&root, "/api/nothing").await.problem(),
        (404, "not_found".into())
    );
}

#[tokio::test]
async fn a_thread_is_paged_backwards() {
    let desk = Desk::new().await;
    let db = &desk.services.db;
    let store = world::store(db, Platform::Shopee, "1", "One", "TH").await;
    let mut session = world::session(db, &store, 1, "Ann").await;
    for n in 0..7 {
        world::hears(db, &mut session, n, &n.to_string()).await;
    }
    desk.person("root", Role::Admin, &[]).await;
    let root = desk.sign_in("root").await;
    let mut path = format!("/api/sessions/{}/messages?limit=3", session.id);
    let mut sizes = Vec::new();
    let mut all: Vec<Message> = Vec::new();
    loop {
        let page: MessagePage = desk.get(&root, &path).await.json();
        sizes.push(page.items.len());
        all.splice(0..0, page.items);
        let Some(before) = page.before else { break };
        path = format!(
            "/api/sessions/{}/messages?limit=3&before={}",
            session.id,
            encoded(&before)
        );
    }
    assert_eq!(sizes, [3, 3, 1]);
    assert!(all.is_sorted_by_key(|message| message.position) && all.len() == 7);
}

#[tokio::test]
async fn aj_08_of_selected_stores_it_is_told_where_they_stand_and_why_they_left() {
    let desk = Desk::new().await;
    let db = &desk.services.db;
    let mine = world::store(db, Platform::Shopee, "1", "Mine", "TH").await;
    let elsewhere = world::store(db, Platform::Lazada, "2", "Elsewhere", "MY").await;
    let doomed = world::store(db, Platform::Tiktok, "3", "Doomed", "TH").await;
    let strange = world::store(db, Platform::Shopee, "4", "Strange", "TH").await;
    desk.person("ann", Role::Operator, &[&mine, &elsewhere, &doomed]).await;
    desk.person("root", Role::Admin, &[]).await;
    let (ann, root) = (desk.sign_in("ann").await, desk.sign_in("root").await);
    for store in [&doomed, &strange] {
        let path = format!("/api/stores/{}", store.id);
        desk.write(&root, "DELETE", &path, Value::Null).await;
    }
    let strange_again = world::store(db, Platform::Shopee, "5", "Not hers", "TH").await;
    let ids = [
        "lazada-2",
        "shopee-1",
        "tiktok-3",
        "shopee-4",
        strange_again.id.as_str(),
    ];
    let question = json!({ "ids": ids, "region": "TH" });
    for (cookie, expected) in [
        // To ann a store that she never had does not exist, deleted or not.
        (&ann, ["outside", "listed", "deleted", "not_yours", "not_yours"]),
        (&root, ["outside", "listed", "deleted", "deleted", "listed"]),
    ] {
        let answer: Value = desk
            .write(cookie, "POST", "/api/stores/standings", question.clone())
            .await
            .json();
        let told: Vec<(&str, &str)> = answer["items"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|item| {
                (
                    item["id"].as_str().expect("an id"),
                    item["standing"].as_str().expect("a word"),
                )
            })
            .collect();
        assert_eq!(told, ids.into_iter().zip(expected).collect::<Vec<_>>());
        assert_eq!(answer["items"][1]["store"]["name"], "Mine");
        assert_eq!(answer["items"][2]["store"], Value::Null);
    }
    let many = json!({ "ids": vec!["shopee-1"; 501] });
    let answer = desk.write(&ann, "POST", "/api/stores/standings", many).await;
    assert_eq!(answer.problem(), (422, "invalid".into()));
    for (store, status) in [("shopee-1", 202), ("shopee-5", 404), ("tiktok-3", 404)] {
        let path = format!("/api/stores/{store}/sync");
        assert_eq!(
            desk.write(&ann, "POST", &path, Value::Null).await.status,
            status,
            "{store}"
        );
    }
}
