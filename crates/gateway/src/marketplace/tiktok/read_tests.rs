//! TikTok Shop's samples, read.

use super::*;
use serde_json::json;

#[test]
fn a_conversation_is_read() {
    let value = json!({
     "id":"7494560109732334261","participant_count":3,"can_send_message":false,"unread_count":2,"create_time":1_700_000_000,
     "participants":[{"im_user_id":"..","role":"SHOP","nickname":"My shop","avatar":""},
       {"im_user_id":"7494560109732334999","user_id":"7494560109732338459","role":"BUYER","nickname":"anna"}],
     "latest_message":{"id":"7494560109732334270","type":"TEXT","content":"{}","create_time":"1700000100"}});
    let session = session(&value).expect("a session");
    assert_eq!(
        (session.buyer_id.as_str(), session.buyer_name.as_str()),
        ("7494560109732338459", "anna")
    );
    assert_eq!((session.unread, session.can_send), (2, false));
    assert_eq!(session.last_at, Some(Millis(1_700_000_100_000)));
    assert_eq!(session.last_message_id.as_deref(), Some("7494560109732334270"));
}

fn sample() -> Value {
    json!({"id":"7494560109732334270","type":"TEXT","content":"{\"content\":\"simple text\"}","create_time":1_700_000_100,
        "is_visible":true,"index":"1700000100000001","sender":{"im_user_id":"..","role":"BUYER","nickname":"anna"}})
}

#[test]
fn a_message_is_read() {
    let message = message(&sample(), "s").expect("a message");
    assert_eq!(
        message.content,
        Content::Text {
            text: "simple text".into()
        }
    );
    assert_eq!((message.author, message.session_id.as_str()), (Author::Buyer, "s"));
    assert_eq!(
        (message.index.as_str(), message.at_unit_ms, message.hidden),
        ("1700000100000001", 1_000, false)
    );
    let mut hidden = sample();
    hidden["is_visible"] = json!(false);
    assert!(super::message(&hidden, "s").expect("a message").hidden);
}

#[test]
fn roles_are_told_apart() {
    for (role, expected) in [
        ("BUYER", Author::Buyer),
        ("SHOP", Author::Seller),
        ("CUSTOMER_SERVICE", Author::Seller),
        ("ROBOT", Author::Robot),
        ("SYSTEM", Author::System),
        ("TOMORROW", Author::System),
    ] {
        assert_eq!(author(Some(role), "TEXT"), expected, "{role}");
    }
}

#[test]
fn each_type_becomes_what_it_is_and_an_unknown_one_is_kept() {
    for (kind, content, expected) in [
        (
            "IMAGE",
            json!({"height":"290","url":"https://x/i","width":"304"}),
            Content::Image {
                width: Some(304),
                height: Some(290),
            },
        ),
        (
            "VIDEO",
            json!({"url":"https://x/v","cover":"https://x/c","duration":"12.0"}),
            Content::Video {
                seconds: None,
                has_picture: true,
                url: Some("https://x/v".into()),
            },
        ),
        (
            "PRODUCT_CARD",
            json!({"product_id":"17"}),
            Content::Product {
                product_id: "17".into(),
                title: None,
                price: None,
            },
        ),
        (
            "BUYER_ENTER_FROM_ORDER",
            json!({"order_id":5}),
            Content::Order {
                order_id: "5".into(),
                title: None,
                status: None,
            },
        ),
        (
            "COUPON_CARD",
            json!({"coupon_id":"3"}),
            Content::Voucher {
                voucher_id: "3".into(),
                title: None,
            },
        ),
        (
            "LOGISTICS_CARD",
            json!({"order_id":"5","package_id":"6"}),
            Content::Logistics {
                order_id: "5".into(),
                package_id: Some("6".into()),
            },
        ),
        (
            "RETURN_REFUND_CARD",
            json!({"order_id":"5","sku_id":"1"}),
            Content::ReturnRefund { order_id: "5".into() },
        ),
        (
            "NOTIFICATION",
            json!({"content":"hi"}),
            Content::Notice { text: "hi".into() },
        ),
        (
            "OTHER",
            json!("?"),
            Content::Unknown {
                platform_type: "OTHER".into(),
                raw: "?".into(),
            },
        ),
        (
            "TEXT",
            json!("odd"),
            Content::Unknown {
                platform_type: "TEXT".into(),
                raw: "odd".into(),
            },
        ),
    ] {
        assert_eq!(content_of(kind, &content), expected, "{kind}");
    }
}

#[test]
fn pushes_are_read() {
    let news = |body: &Value| push(body.to_string().as_bytes()).expect("a push");
    let mut body = json!({"type":14,"tts_notification_id":"7327112393057371910","shop_id":"7494049642642441621",
      "timestamp":1_700_000_000,"data":{"message_id":"7494560109732334270","index":"1700000000000001",
      "conversation_id":"7494560109732334261","type":"TEXT","content":"{\"content\":\"hello\"}","create_time":1_700_000_000,
      "is_visible":true,"sender":{"im_user_id":"7494560109732334999","role":"BUYER"}}});
    let first = news(&body);
    body["timestamp"] = json!(1_700_000_900);
    assert_eq!(first.dedup_key, news(&body).dedup_key);
    assert_eq!(first.shop_id, "7494049642642441621");
    let News::Message(message) = first.news else {
        panic!("a message")
    };
    assert_eq!(
        (message.id.as_str(), message.session_id.as_str()),
        ("7494560109732334270", "7494560109732334261")
    );

    let joined = json!({"type":13,"tts_notification_id":"5","shop_id":"1","data":{"conversation_id":"77"}});
    let joined = news(&joined);
    assert_eq!(
        joined.news,
        News::Session {
            session_id: "77".into(),
            unread: None
        }
    );
    assert_eq!(joined.dedup_key, "n:5");
    assert_eq!(news(&json!({"type":6,"shop_id":"1"})).news, News::Deauthorized);
    let expires = json!({"type":7,"shop_id":"1","data":{"expiration_time":1_700_000_000}});
    assert_eq!(
        news(&expires).news,
        News::AuthorizationExpires {
            at: Some(Millis(1_700_000_000_000))
        }
    );
    assert_eq!(news(&json!({"type":71,"shop_id":"1"})).news, News::Other);
}
