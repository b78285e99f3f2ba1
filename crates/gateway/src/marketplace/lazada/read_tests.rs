//! Lazada's samples, read.

use super::*;
use serde_json::json;

#[test]
fn a_session_is_read() {
    let value = json!({"session_id":"100094063_2_1011822749_1_103","summary":"test message","title":"wangermazi",
        "last_message_id":"21cZj5X0BtkHT42670","last_message_time":1_621_495_731_445_i64,"buyer_id":1_011_822_749,
        "unread_count":8,"tags":["official"],"site_id":"SG"});
    let session = session(&value).expect("a session");
    assert_eq!(
        (session.buyer_id.as_str(), session.buyer_name.as_str()),
        ("1011822749", "wangermazi")
    );
    assert_eq!((session.unread, session.last_at), (8, Some(Millis(1_621_495_731_445))));
    let bare = super::session(&json!({"session_id":"1_2_33_1_103"})).expect("a session");
    assert_eq!(bare.buyer_id, "33");
}

fn sample() -> Value {
    json!({"message_id":"1zYOS7N0cuIqw96026","session_id":"100094063_2_1011822749_1_103",
       "content":"{\"txt\":\"你好\",\"translateTxt\":\"hello\"}","from_account_id":"1011822749","from_account_type":1,
       "to_account_id":"100094063","to_account_type":2,"send_time":1_596_550_789_323_i64,"template_id":1,"type":1,
       "process_msg":"","status":0,"auto_reply":false,"site_id":"SG"})
}

#[test]
fn the_content_is_json_in_a_text() {
    let message = message(&sample()).expect("a message");
    assert_eq!(message.content, Content::Text { text: "你好".into() });
    assert_eq!(
        message.platform_text,
        Some(PlatformText {
            text: "hello".into(),
            language: None
        })
    );
    assert_eq!(
        (message.author, message.at_unit_ms, message.withheld),
        (Author::Buyer, 1, false)
    );
    let mut other = sample();
    other["content"] = json!({"txt":"你好","translatText":"hello"});
    assert_eq!(
        super::message(&other)
            .expect("a message")
            .platform_text
            .map(|text| text.text),
        Some("hello".into())
    );
}

#[test]
fn authors_recalls_and_blocks_are_told_apart() {
    let with = |changes: &[(&str, Value)]| {
        let mut value = sample();
        for (key, change) in changes {
            value[*key] = change.clone();
        }
        message(&value).expect("a message")
    };
    assert_eq!(with(&[("from_account_type", json!("2"))]).author, Author::Seller);
    assert_eq!(
        with(&[("from_account_type", json!(2)), ("auto_reply", json!(true))]).author,
        Author::Robot
    );
    assert_eq!(with(&[("type", json!(2))]).author, Author::System);
    assert!(with(&[("status", json!(1))]).recalled);
    assert!(with(&[("process_msg", json!("blocked")), ("from_account_type", json!(2))]).withheld);
    assert!(!with(&[("process_msg", json!("blocked"))]).withheld, "the buyer's own");
}

#[test]
fn each_template_becomes_what_it_is_and_an_unknown_one_is_kept() {
    for (template, content, expected) in [
        (
            3,
            json!({"imgUrl":"https://x/i","width":"20","height":10}),
            Content::Image {
                width: Some(20),
                height: Some(10),
            },
        ),
        (
            4,
            json!({"imgUrl":"https://x/i","txt":"[happy]"}),
            Content::Sticker {
                label: Some("[happy]".into()),
                has_picture: true,
            },
        ),
        (
            10006,
            json!({"itemId":9,"title":"Cup","price":"RM 5"}),
            Content::Product {
                product_id: "9".into(),
                title: Some("Cup".into()),
                price: Some("RM 5".into()),
            },
        ),
        (
            10007,
            json!({"orderId":"16090","status":"pending"}),
            Content::Order {
                order_id: "16090".into(),
                title: None,
                status: Some("pending".into()),
            },
        ),
        (
            10008,
            json!({"voucherId":5}),
            Content::Voucher {
                voucher_id: "5".into(),
                title: None,
            },
        ),
        (
            777,
            json!({"a":1}),
            Content::Unknown {
                platform_type: "777".into(),
                raw: r#"{"a":1}"#.into(),
            },
        ),
        (
            1,
            json!("not json {"),
            Content::Unknown {
                platform_type: "1".into(),
                raw: "not json {".into(),
            },
        ),
    ] {
        assert_eq!(content_of(template, &content), expected, "{template}");
    }
}

#[test]
fn a_page_is_put_newest_first() {
    let mut older = sample();
    older["message_id"] = json!("older");
    older["send_time"] = json!(1_596_550_700_000_i64);
    let data = json!({"message_list":[older, sample()]});
    let ids: Vec<_> = messages(&data, "s").into_iter().map(|message| message.id).collect();
    assert_eq!(ids, ["1zYOS7N0cuIqw96026", "older"]);
}

#[test]
fn a_recall_is_another_push_than_the_message() {
    let of = |status: i64, seller: Value| {
        let mut data = sample();
        data["status"] = json!(status);
        push(
            json!({"seller_id":seller,"message_type":2,"data":data})
                .to_string()
                .as_bytes(),
        )
        .expect("a push")
    };
    let (said, again, recalled) = (
        of(0, json!("1000143772")),
        of(0, json!(1_000_143_772)),
        of(1, json!("1000143772")),
    );
    assert_eq!(said.dedup_key, again.dedup_key);
    assert_eq!(said.shop_id, again.shop_id);
    assert_ne!(said.dedup_key, recalled.dedup_key);
}

#[test]
fn session_expiry_and_status_pushes() {
    let news = |body: Value| push(body.to_string().as_bytes()).expect("a push").news;
    let session = json!({"seller_id":20_240_305,"message_type":19,"data":{"sync_type":"SESSION_UPDATE",
        "session_id":"100094063_2_1011822749_1_103","unread_count":0,"self_position":1_596_550_789_323_i64}});
    let expected = News::Session {
        session_id: "100094063_2_1011822749_1_103".into(),
        unread: Some(0),
    };
    assert_eq!(news(session), expected);
    let expiry = json!({"seller_id":"1","message_type":8,"data":{"auth_expiry_time":1_596_550_789_i64}});
    assert_eq!(
        news(expiry),
        News::AuthorizationExpires {
            at: Some(Millis(1_596_550_789_000))
        }
    );
    assert_eq!(
        news(json!({"seller_id":"1","message_type":13,"data":{"status":"close"}})),
        News::ShopChanged
    );
    assert_eq!(news(json!({"seller_id":"1","message_type":99})), News::Other);
    let deep = json!({"seller_id":"1","message_type":2,"data":{"data":sample()}});
    assert!(matches!(news(deep), News::Message(_)));
}
