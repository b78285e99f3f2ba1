//! The JSON of the types that cross the wire. A change here is a change for
//! consoles that stay open while the gateway is replaced.

mod people;
mod translation;

use insta::assert_snapshot;
use serde::{Serialize, de::DeserializeOwned};
use steadydesk_wire::{
    Attended, Author, Authorization, Buyer, Caught, Change, Content, Event, FailReason, Failure, Greeting, Here,
    InvalidId, LastMessage, Message, MessagePage, Millis, NewAuthorization, NewContent, NewMessage, Outgoing, Page,
    Person, Platform, PlatformText, Presence, Session, SessionFilter, SessionSort, Standing, StandingsQuestion, Store,
    StoreFilter, StorePage, StoreStanding, StoreStandings, StoreStatus, StoreTab, StoreUnread, UnreadCounts, Unsent,
    UnsentPage, Uploaded,
};

/// The JSON of a value, which reads back as the value.
fn shape<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: &T) -> String {
    let json = serde_json::to_string(value).expect("JSON");
    assert_eq!(serde_json::from_str::<T>(&json).expect("readable"), *value);
    json
}

/// The word by which the JSON of an enum says which of its variants it is.
fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value).expect("JSON") {
        serde_json::Value::String(word) => word,
        serde_json::Value::Object(one) => one.into_iter().map(|(word, _)| word).collect(),
        other => panic!("{other}"),
    }
}

fn id<T: TryFrom<String, Error = InvalidId>>(text: &str) -> T {
    T::try_from(text.to_owned()).expect("an id")
}

fn store(status: StoreStatus) -> Store {
    Store {
        id: id("shopee-1"),
        platform: Platform::Shopee,
        shop_id: "1".into(),
        name: "Sunny".into(),
        region: "th".into(),
        status,
        unread: 3,
        to_ship: None,
        alerts: 1,
        proxy: Some("p".into()),
        as_of: Some(Millis(4)),
        authorized_until: None,
        version: 9,
    }
}

fn session() -> Session {
    Session {
        id: id("shopee-1~7"),
        store: id("shopee-1"),
        store_name: "Sunny".into(),
        platform: Platform::Shopee,
        region: "TH".into(),
        buyer: Buyer {
            id: "b1".into(),
            name: "สมหญิง".into(),
        },
        last: Some(LastMessage {
            id: id("m1"),
            author: Author::Buyer,
            content: Content::Text { text: "nul\0".into() },
            at: Millis(7),
        }),
        unread: 1,
        waiting_since: Some(Millis(7)),
        can_send: true,
        store_unread: 3,
        version: 11,
    }
}

fn message(outgoing: Option<Outgoing>) -> Message {
    Message {
        id: id("m1"),
        session: id("shopee-1~7"),
        author: Author::Seller,
        operator: outgoing.as_ref().map(|_| "ann".into()),
        content: Content::Text { text: "hi".into() },
        platform_text: None,
        at: Millis(7),
        position: 7_000,
        recalled: false,
        withheld: false,
        outgoing,
        version: 12,
    }
}

fn failure() -> Failure {
    Failure {
        reason: FailReason::WindowClosed,
        detail: Some("too late".into()),
    }
}

#[test]
fn stores() {
    assert_snapshot!(shape(&store(StoreStatus::Normal)), @r#"{"id":"shopee-1","platform":"shopee","shop_id":"1","name":"Sunny","region":"TH","status":"normal","unread":3,"to_ship":null,"alerts":1,"proxy":"p","as_of":4,"authorized_until":null,"version":9}"#);
    let statuses = [
        StoreStatus::Banned,
        StoreStatus::Frozen,
        StoreStatus::LoginExpired,
        StoreStatus::ProxyExpired,
        StoreStatus::SyncFailing {
            since: Millis(5),
            reason: "timed out".into(),
        },
        StoreStatus::Slowed { until: Millis(6) },
        StoreStatus::LoginExpires { days: 2 },
        StoreStatus::Normal,
    ];
    for status in &statuses {
        assert_eq!(word(status), status.as_str());
    }
    assert_snapshot!(shape(&statuses.to_vec()), @r#"["banned","frozen","login_expired","proxy_expired",{"sync_failing":{"since":5,"reason":"timed out"}},{"slowed":{"until":6}},{"login_expires":{"days":2}},"normal"]"#);
    let page = Page {
        items: vec![store(StoreStatus::Normal)],
        total: 1,
        more_than_total: false,
        offset: 0,
        seq: 9,
        as_of: Millis(8),
    };
    let tabs = vec![StoreTab {
        platform: Platform::Tiktok,
        count: 4,
    }];
    assert_snapshot!(shape(&StorePage { page, tabs, regions: vec!["TH".into()] }), @r#"{"page":{"items":[{"id":"shopee-1","platform":"shopee","shop_id":"1","name":"Sunny","region":"TH","status":"normal","unread":3,"to_ship":null,"alerts":1,"proxy":"p","as_of":4,"authorized_until":null,"version":9}],"total":1,"offset":0,"seq":9,"as_of":8},"tabs":[{"platform":"tiktok","count":4}],"regions":["TH"]}"#);
    let filter = StoreFilter {
        status: Some("frozen".into()),
        offset: 25,
        ..StoreFilter::default()
    };
    assert_snapshot!(shape(&filter), @r#"{"status":"frozen","offset":25,"limit":0}"#);
    let standing = StoreStanding {
        id: id("shopee-1"),
        standing: Standing::NotYours,
        store: None,
    };
    assert_snapshot!(shape(&StoreStandings { items: vec![standing] }), @r#"{"items":[{"id":"shopee-1","standing":"not_yours","store":null}]}"#);
    let question = StandingsQuestion {
        ids: vec![id("shopee-1")],
        platform: Some(Platform::Shopee),
        region: None,
        status: None,
        q: Some("tea".into()),
    };
    assert_snapshot!(shape(&question), @r#"{"ids":["shopee-1"],"platform":"shopee","region":null,"status":null,"q":"tea"}"#);
    assert_snapshot!(shape(&NewAuthorization { platform: Platform::Lazada, store: None }), @r#"{"platform":"lazada"}"#);
    assert_snapshot!(shape(&Authorization { url: "https://example.test/".into() }), @r#"{"url":"https://example.test/"}"#);
}

#[test]
fn sessions() {
    assert_snapshot!(shape(&session()), @r#"{"id":"shopee-1~7","store":"shopee-1","store_name":"Sunny","platform":"shopee","region":"TH","buyer":{"id":"b1","name":"สมหญิง"},"last":{"id":"m1","author":"buyer","content":{"text":{"text":"nul\u0000"}},"at":7},"unread":1,"waiting_since":7,"can_send":true,"store_unread":3,"version":11}"#);
    let filter = SessionFilter {
        platform: Some(Platform::Lazada),
        unread: true,
        sort: SessionSort::LongestWaiting,
        ..SessionFilter::default()
    };
    assert_snapshot!(shape(&filter), @r#"{"platform":"lazada","unread":true,"sort":"longest_waiting","offset":0,"limit":0}"#);
    let stores = vec![StoreUnread {
        store: id("shopee-1"),
        platform: Platform::Shopee,
        unread: 2,
    }];
    assert_snapshot!(shape(&UnreadCounts { stores, seq: 5 }), @r#"{"stores":[{"store":"shopee-1","platform":"shopee","unread":2}],"seq":5}"#);
    let page = Page::<Session> {
        items: vec![],
        total: 1_000,
        more_than_total: true,
        offset: 50,
        seq: 1,
        as_of: Millis(2),
    };
    assert_snapshot!(shape(&page), @r#"{"items":[],"total":1000,"more_than_total":true,"offset":50,"seq":1,"as_of":2}"#);
}

#[test]
fn messages() {
    assert_snapshot!(shape(&message(None)), @r#"{"id":"m1","session":"shopee-1~7","author":"seller","content":{"text":{"text":"hi"}},"at":7,"position":7000,"version":12}"#);
    let states = vec![
        Outgoing::Queued {
            retry_at: None,
            failure: None,
        },
        Outgoing::Queued {
            retry_at: Some(Millis(9)),
            failure: Some(failure()),
        },
        Outgoing::Waiting,
        Outgoing::Sending,
        Outgoing::Checking { failure: None },
        Outgoing::Sent,
        Outgoing::Failed { failure: failure() },
    ];
    assert_snapshot!(shape(&states), @r#"[{"queued":{}},{"queued":{"retry_at":9,"failure":{"reason":"window_closed","detail":"too late"}}},"waiting","sending",{"checking":{}},"sent",{"failed":{"failure":{"reason":"window_closed","detail":"too late"}}}]"#);
    let contents = vec![
        Content::Text { text: "a".into() },
        Content::Image {
            width: Some(3),
            height: None,
        },
        Content::Video {
            seconds: None,
            has_picture: true,
            url: None,
        },
        Content::Product {
            product_id: "1".into(),
            title: Some("Mug".into()),
            price: None,
        },
        Content::Order {
            order_id: "2".into(),
            title: None,
            status: Some("READY".into()),
        },
        Content::Voucher {
            voucher_id: "3".into(),
            title: None,
        },
        Content::Logistics {
            order_id: "2".into(),
            package_id: None,
        },
        Content::ReturnRefund { order_id: "2".into() },
        Content::Sticker {
            label: Some("[happy]".into()),
            has_picture: false,
        },
        Content::Notice { text: "n".into() },
        Content::Unknown {
            platform_type: "hologram".into(),
            raw: "{}".into(),
        },
    ];
    assert_snapshot!(shape(&contents), @r#"[{"text":{"text":"a"}},{"image":{"width":3}},{"video":{"has_picture":true}},{"product":{"product_id":"1","title":"Mug"}},{"order":{"order_id":"2","status":"READY"}},{"voucher":{"voucher_id":"3"}},{"logistics":{"order_id":"2"}},{"return_refund":{"order_id":"2"}},{"sticker":{"label":"[happy]","has_picture":false}},{"notice":{"text":"n"}},{"unknown":{"platform_type":"hologram","raw":"{}"}}]"#);
    let mut sent = message(Some(Outgoing::Sent));
    sent.platform_text = Some(PlatformText {
        text: "hello".into(),
        language: Some("en".into()),
    });
    sent.recalled = true;
    let page = MessagePage {
        items: vec![sent],
        before: Some("7000.m1".into()),
        seq: 3,
        as_of: Millis(4),
    };
    assert_snapshot!(shape(&page), @r#"{"items":[{"id":"m1","session":"shopee-1~7","author":"seller","operator":"ann","content":{"text":{"text":"hi"}},"platform_text":{"text":"hello","language":"en"},"at":7,"position":7000,"recalled":true,"outgoing":"sent","version":12}],"before":"7000.m1","seq":3,"as_of":4}"#);
    let unsent = UnsentPage {
        items: vec![Unsent {
            message: message(Some(Outgoing::Waiting)),
            store: id("shopee-1"),
            store_name: "One".into(),
            buyer: "Somchai".into(),
        }],
        after: Some(9),
        seq: 3,
        as_of: Millis(4),
    };
    assert_snapshot!(shape(&unsent), @r#"{"items":[{"message":{"id":"m1","session":"shopee-1~7","author":"seller","operator":"ann","content":{"text":{"text":"hi"}},"at":7,"position":7000,"outgoing":"waiting","version":12},"store":"shopee-1","store_name":"One","buyer":"Somchai"}],"after":9,"seq":3,"as_of":4}"#);
    let new = [
        NewContent::Text { text: "hi".into() },
        NewContent::Image { upload: "u1".into() },
    ];
    let new: Vec<_> = new
        .into_iter()
        .zip([None, Some(7_000)])
        .map(|(content, seen)| NewMessage {
            id: id("0190"),
            content,
            seen,
        })
        .collect();
    assert_snapshot!(shape(&new), @r#"[{"id":"0190","content":{"text":{"text":"hi"}}},{"id":"0190","content":{"image":{"upload":"u1"}},"seen":7000}]"#);
    assert_snapshot!(shape(&Uploaded { upload: "u1".into(), width: 3, height: 2 }), @r#"{"upload":"u1","width":3,"height":2}"#);
}

#[test]
fn events() {
    let changes = vec![
        Change::Store {
            store: Box::new(store(StoreStatus::Frozen)),
        },
        Change::StoreGone { store: id("shopee-1") },
        Change::Session {
            session: Box::new(session()),
        },
        Change::SessionGone {
            store: id("shopee-1"),
            session: id("shopee-1~7"),
        },
        Change::Message {
            message: Box::new(message(None)),
        },
        Change::MessageGone {
            session: id("shopee-1~7"),
            message: id("m1"),
        },
    ];
    let kinds: Vec<_> = changes.iter().map(word).collect();
    assert_eq!(
        kinds,
        [
            "store",
            "store_gone",
            "session",
            "session_gone",
            "message",
            "message_gone"
        ]
    );
    for change in &changes {
        shape(change);
    }
    let event = Event {
        seq: 8,
        prev: 6,
        at: Millis(7),
        change: Change::StoreGone { store: id("shopee-1") },
    };
    assert_snapshot!(shape(&event), @r#"{"seq":8,"prev":6,"at":7,"change":{"store_gone":{"store":"shopee-1"}}}"#);
    assert_snapshot!(shape(&Greeting { newest: 9, oldest: 2, now: Millis(3), version: "0.1.0".into() }), @r#"{"newest":9,"oldest":2,"now":3,"version":"0.1.0"}"#);
    let here = Here {
        tab: id("t1"),
        session: Some(id("shopee-1~7")),
        typing: true,
    };
    let gone = Here {
        tab: id("t1"),
        session: None,
        typing: false,
    };
    assert_snapshot!(shape(&vec![here, gone]), @r#"[{"tab":"t1","session":"shopee-1~7","typing":true},{"tab":"t1"}]"#);
    let people = [("ann", true), ("bob", false)].map(|(name, typing)| Person {
        name: name.into(),
        typing,
    });
    let sessions = vec![Attended {
        session: id("shopee-1~7"),
        people: people.into(),
    }];
    let both = [true, false].map(|anew| Presence {
        anew,
        sessions: sessions.clone(),
    });
    assert_snapshot!(shape(&both.to_vec()), @r#"[{"anew":true,"sessions":[{"session":"shopee-1~7","people":[{"name":"ann","typing":true},{"name":"bob"}]}]},{"sessions":[{"session":"shopee-1~7","people":[{"name":"ann","typing":true},{"name":"bob"}]}]}]"#);
    assert_snapshot!(shape(&Caught { seq: 9, now: Millis(3) }), @r#"{"seq":9,"now":3}"#);
}
