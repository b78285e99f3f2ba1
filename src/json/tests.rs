//! Held against `serde_json`.

use super::*;
use proptest::prelude::*;
use serde_json::{Value, json};
use steadydesk_wire::{Author, Code, Content, Message, MessageId, Millis, Outgoing, StoreStatus};

/// What `serde_json` makes of it, where it makes anything of it.
fn by_serde_json(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok()
}

#[test]
fn texts_are_taken_and_refused_as_serde_json_does() {
    for text in [
        "",
        " ",
        "null",
        "nul",
        "nullx",
        "true",
        " false ",
        "0",
        "-0.5",
        "01",
        "-",
        "-01",
        "+1",
        "1.",
        ".5",
        "1e5",
        "1E+05",
        "1e",
        "12 3",
        "9223372036854775807",
        "[]",
        "[1,]",
        "[,]",
        "[1 2]",
        "[1, 2]",
        "[[]",
        "]",
        "{}",
        "{\"a\":1}",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "{a:1}",
        "{\"a\":}",
        "{1:1}",
        "{\"a\":{\"b\":[{}]}}",
        "\"",
        "\"a\nb\"",
        "\"\\n\\t\\\"\\\\\\/\\b\\f\\r\"",
        "\"\\x\"",
        "\"\\u00e9\"",
        "\"\\u00E\"",
        "\"\\ud83d\\ude00\"",
        "\"\\ud83d\"",
        "\"\\ud83d\\u0041\"",
        "\"\\ud83dx\"",
        "\"\\ude00\"",
        "\"\\u+123\"",
        "\"😀é\\u0000\"",
        "\u{feff}1",
        "\u{a0}1",
        "\"\u{7f}\"",
    ] {
        assert_eq!(read::<Value>(text).ok(), by_serde_json(text), "{text:?}");
        // What is passed over has to be JSON too.
        let ignored = format!(r#"{{"text":"t","of_tomorrow":{text}}}"#);
        let read = read::<steadydesk_wire::PlatformText>(&ignored).ok();
        assert_eq!(read.is_some(), by_serde_json(&ignored).is_some(), "{ignored:?}");
    }
}

#[test]
fn values_of_another_type_are_refused() {
    assert_eq!(read::<Vec<u32>>("[1,-2]"), Err(Unreadable));
    assert_eq!(read::<u8>("256"), Err(Unreadable));
    assert_eq!(read::<i64>("1.0"), Err(Unreadable));
    assert_eq!(read::<i64>("9223372036854775808"), Err(Unreadable));
    assert_eq!(read::<(u8, u8)>("[1,2,3]"), Err(Unreadable));
    assert_eq!(read::<(u8, u8)>("[1]"), Err(Unreadable));
    assert_eq!(read::<bool>("1"), Err(Unreadable));
    assert_eq!(read::<String>("null"), Err(Unreadable));
    assert_eq!(read::<MessageId>(r#""a b""#), Err(Unreadable));
    assert_eq!(read::<Author>(r#""nobody""#), Err(Unreadable));
    assert_eq!(read::<Outgoing>(r#""queued""#), Err(Unreadable));
    assert_eq!(read::<Outgoing>(r#"{"sent":null,"queued":{}}"#), Err(Unreadable));
    assert_eq!(read::<Content>(r#"{"text":{}}"#), Err(Unreadable));
    assert_eq!(read::<Content>(r#"{"text":{"text":"a","text":"b"}}"#), Err(Unreadable));
}

#[test]
fn enums_are_their_word_or_an_object_of_one_key() {
    assert_eq!(read(r#""of_tomorrow""#), Ok(Code::Unknown));
    assert_eq!(read(r#" "sent" "#), Ok(Outgoing::Sent));
    assert_eq!(read(r#"{"sent":null}"#), Ok(Outgoing::Sent));
    assert_eq!(
        read(r#"{ "slowed" : { "until" : 6 , "of_tomorrow" : [ {} ] } }"#),
        Ok(StoreStatus::Slowed { until: Millis(6) })
    );
}

#[test]
fn nesting_ends_somewhere() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(read::<Value>(&nested(100)).is_ok());
    assert_eq!(read::<Value>(&nested(101)), Err(Unreadable));
    assert_eq!(read::<de::IgnoredAny>(&nested(100_000)).err(), Some(Unreadable));
}

#[test]
fn a_whole_message_reads_as_it_was_written() {
    let message = json!({
        "id": "m1", "session": "shopee-1~7", "author": "seller", "operator": "ann",
        "content": {"video": {"seconds": 3, "has_picture": true}}, "at": 7, "position": -7, "recalled": true,
        "outgoing": {"failed": {"failure": {"reason": "too_long", "detail": null}}}, "version": 12,
    });
    let expected: Message = serde_json::from_value(message.clone()).unwrap();
    assert_eq!(read(&message.to_string()), Ok(expected));
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::btree_map(any::<String>(), inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_json_reads_as_serde_json_wrote_it(value in values()) {
        prop_assert_eq!(read::<Value>(&value.to_string()), Ok(value.clone()));
        prop_assert_eq!(read::<Value>(&serde_json::to_string_pretty(&value).unwrap()), Ok(value));
    }

    #[test]
    fn any_text_is_taken_or_refused_as_serde_json_does(
        text in r#"([\[\]{},: \n"\\truefalsn0-9.eE+\-]|null|true|false|"a"|\\u[0-9a-fD]{4}|é){0,12}"#,
    ) {
        let taken = read::<de::IgnoredAny>(&text).is_ok();
        prop_assert_eq!(taken, serde_json::from_str::<de::IgnoredAny>(&text).is_ok());
    }
}
