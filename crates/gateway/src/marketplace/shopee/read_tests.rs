//! Shopee's samples, read.

use super::*;
use serde_json::json;

const OUR_SHOP: &str = "165103149";

fn list_sample() -> Value {
    serde_json::from_str(
        r#"{"messages":[{
        "message_id":"2302748948493123953","message_type":"text","from_id":165105353,"from_shop_id":987654,
        "to_id":947151379,"to_shop_id":165103149,"conversation_id":709122092476686867,
        "created_timestamp":1726044721,"region":"BR","status":"normal","source":"new_webchat",
        "content":{"text":"Oi","translation":{"text":"Hi","source":"..","target_language":"en","source_language":"pt"}},
        "message_option":0,"source_content":{"order_sn":"220818EGS328B9","item_id":0},
        "quoted_msg":null,"business_type":0}],
        "page_result":{"next_offset":"2302748948493120000","page_size":25}}"#,
    )
    .expect("a sample")
}

#[test]
fn a_conversation_is_read_with_nanoseconds_and_numbers() {
    let value = json!({
        "conversation_id": 709_122_092_476_686_867_u64, "to_id": 165_105_353, "to_name": "buyer_name", "unread_count": 1,
        "latest_message_id": "2302748948493123953", "last_message_timestamp": 1_758_801_601_123_456_789_i64,
    });
    let session = session(&value).expect("a session");
    assert_eq!(session.id, "709122092476686867");
    assert_eq!(session.buyer_id, "165105353");
    assert_eq!(session.last_at, Some(Millis(1_758_801_601_123)));
    assert_eq!(session.unread, 1);
    assert_eq!(super::session(&json!({"to_id": 1})), None);
}

#[test]
fn a_buyer_with_a_shop_stays_a_buyer() {
    let messages = messages(&list_sample(), "x", OUR_SHOP);
    let [message] = messages.as_slice() else {
        panic!("one message")
    };
    assert_eq!(message.author, Author::Buyer);
    assert_eq!(message.session_id, "709122092476686867");
    assert_eq!(message.content, Content::Text { text: "Oi".into() });
    let translation = PlatformText {
        text: "Hi".into(),
        language: Some("en".into()),
    };
    assert_eq!(message.platform_text, Some(translation));
    assert_eq!((message.at, message.at_unit_ms), (Millis(1_726_044_721_000), 1_000));
}

#[test]
fn ours_the_robots_and_what_is_withheld_are_told_apart() {
    let mut sample = list_sample();
    sample["messages"][0]["from_shop_id"] = json!("165103149");
    assert_eq!(messages(&sample, "x", OUR_SHOP)[0].author, Author::Seller);
    sample["messages"][0]["status"] = json!("auto_reply");
    assert_eq!(messages(&sample, "x", OUR_SHOP)[0].author, Author::Robot);
    for (status, withheld) in [
        ("normal", false),
        ("blocked", true),
        ("censored_blacklist", true),
        ("censored_whitelist", false),
    ] {
        sample["messages"][0]["status"] = json!(status);
        assert_eq!(messages(&sample, "x", OUR_SHOP)[0].withheld, withheld, "{status}");
    }
    sample["messages"][0]["from_shop_id"] = json!("987654");
    sample["messages"][0]["status"] = json!("blocked");
    let theirs = &messages(&sample, "x", OUR_SHOP)[0];
    assert_eq!((theirs.author, theirs.withheld), (Author::Buyer, false));
}

#[test]
fn each_type_becomes_what_it_is_and_an_unknown_one_is_kept() {
    for (kind, content, expected) in [
        (
            "image",
            json!({"url":"https://x/i","thumb_width":20,"thumb_height":"10"}),
            Content::Image {
                width: Some(20),
                height: Some(10),
            },
        ),
        (
            "video",
            json!({"video_url":"https://x/v","thumb_url":"https://x/t","duration_seconds":9}),
            Content::Video {
                seconds: Some(9),
                has_picture: true,
                url: Some("https://x/v".into()),
            },
        ),
        (
            "item",
            json!({"shop_id":1,"item_id":77}),
            Content::Product {
                product_id: "77".into(),
                title: None,
                price: None,
            },
        ),
        (
            "order",
            json!({"order_sn":"2404A","shop_id":1}),
            Content::Order {
                order_id: "2404A".into(),
                title: None,
                status: None,
            },
        ),
        (
            "bundle_message",
            json!({"messages":["1"]}),
            Content::Unknown {
                platform_type: "bundle_message".into(),
                raw: r#"{"messages":["1"]}"#.into(),
            },
        ),
        (
            "text",
            json!(["odd"]),
            Content::Unknown {
                platform_type: "text".into(),
                raw: r#"["odd"]"#.into(),
            },
        ),
        (
            "hologram",
            json!("beam"),
            Content::Unknown {
                platform_type: "hologram".into(),
                raw: "beam".into(),
            },
        ),
    ] {
        assert_eq!(content_of(kind, &content), expected, "{kind}");
    }
}

fn push_sample(status: &str) -> Value {
    json!({"msg_id":"","shop_id":165_103_149,"code":10,"timestamp":1_726_044_722,
     "data":{"type":"message","region":"BR","content":{
       "message_id":"2302748948493123953","shop_id":165_103_149,"request_id":"request-1",
       "from_id":165_105_353,"from_user_name":"buyer","to_id":947_151_379,"from_shop_id":987_654,"to_shop_id":165_103_149,
       "message_type":"text","content":{"text":"Oi"},"conversation_id":"709122092476686867",
       "created_timestamp":1_726_044_721,"region":"BR","business_type":0,"quoted_msg":{"message_id":""},
       "status":status,"source_content":{}}}})
}

#[test]
fn a_message_push_is_the_message_and_its_key_is_the_messages() {
    let first = push(push_sample("normal").to_string().as_bytes()).expect("a push");
    let mut later = push_sample("normal");
    later["timestamp"] = json!(1_726_099_999);
    let again = push(later.to_string().as_bytes()).expect("a push");
    assert_eq!(first.dedup_key, again.dedup_key);
    assert_eq!(first.shop_id, OUR_SHOP);
    assert!(matches!(first.news, News::Message(message) if message.author == Author::Buyer));
}

#[test]
fn a_notification_asks_to_read_the_session_again() {
    let body = json!({"shop_id":165_103_149,"code":10,"data":{"type":"notification","content":{"type":"mark_as_replied",
        "conversation_id":"709122092476686867","content":{"conversation_id":"709122092476686867"},"business_type":0}}});
    let push = push(body.to_string().as_bytes()).expect("a push");
    assert_eq!(
        push.news,
        News::Session {
            session_id: "709122092476686867".into(),
            unread: None
        }
    );
}

#[test]
fn other_pushes_are_known_or_passed_over() {
    let news = |body: Value| push(body.to_string().as_bytes()).expect("a push").news;
    assert_eq!(news(json!({"shop_id":1,"code":2})), News::Deauthorized);
    assert_eq!(news(json!({"shop_id":1,"code":999})), News::Other);
    assert_eq!(news(json!({"code":10,"data":"odd"})), News::Other);
    assert!(push(b"<html>").is_err());
}
