//! The JSON of translations.

use crate::shape;
use insta::assert_snapshot;
use steadydesk_wire::{
    Code, Millis, Translate, Translated, Translation, TranslationBudget, TranslationFailure, TranslationLanguages,
    TranslationProvider, TranslationSource,
};

fn provider(version: &str) -> TranslationProvider {
    TranslationProvider {
        name: "deepl".into(),
        version: version.into(),
    }
}

#[test]
fn questions() {
    let least: Translate = serde_json::from_str(r#"{"texts":["a"],"to":"en"}"#).expect("readable");
    assert_snapshot!(shape(&least), @r#"{"texts":["a"],"to":"en"}"#);
    let all = Translate {
        texts: vec!["สวัสดี".into()],
        from: Some("th".into()),
        to: "zh-Hans".into(),
        refresh: true,
    };
    assert_snapshot!(shape(&all), @r#"{"texts":["สวัสดี"],"from":"th","to":"zh-Hans","refresh":true}"#);
}

#[test]
fn answers() {
    let answer = Translated {
        provider: provider("2"),
        texts: vec![
            Translation::Translated {
                text: "hello".into(),
                from: Some("th".into()),
                older: None,
            },
            Translation::Translated {
                text: "hello".into(),
                from: None,
                older: Some(provider("1")),
            },
            Translation::Unchanged,
            Translation::Failed {
                failure: TranslationFailure::Limited,
                detail: "Slow down.".into(),
                retry_after: Some(7),
            },
        ],
    };
    assert_snapshot!(shape(&answer), @r#"{"provider":{"name":"deepl","version":"2"},"texts":[{"translated":{"text":"hello","from":"th"}},{"translated":{"text":"hello","older":{"name":"deepl","version":"1"}}},"unchanged",{"failed":{"failure":"translation_limited","detail":"Slow down.","retry_after":7}}]}"#);
    let failures = vec![
        TranslationFailure::Budget,
        TranslationFailure::Limited,
        TranslationFailure::Unreachable,
        TranslationFailure::Language,
        TranslationFailure::Refused,
        TranslationFailure::Garbled,
        TranslationFailure::TooLong,
    ];
    assert_snapshot!(shape(&failures), @r#"["translation_budget","translation_limited","translation_unreachable","translation_language","translation_refused","translation_garbled","translation_too_long"]"#);
    let newer: TranslationFailure = serde_json::from_str("\"of_tomorrow\"").expect("readable");
    assert_eq!(newer, TranslationFailure::Unknown);
    assert_snapshot!(shape(&Code::TranslationOff), @r#""translation_off""#);
}

#[test]
fn what_may_be_spent_and_what_can_be_asked() {
    let budget = TranslationBudget {
        limit: Some(9),
        used: 4,
        resets_at: Millis(5),
    };
    assert_snapshot!(shape(&budget), @r#"{"limit":9,"used":4,"resets_at":5}"#);
    let endless = TranslationBudget { limit: None, ..budget };
    assert_snapshot!(shape(&endless), @r#"{"used":4,"resets_at":5}"#);
    let languages = TranslationLanguages {
        provider: provider("1"),
        detects: true,
        languages: vec![TranslationSource {
            from: "th".into(),
            to: vec!["en".into()],
        }],
    };
    assert_snapshot!(shape(&languages), @r#"{"provider":{"name":"deepl","version":"1"},"detects":true,"languages":[{"from":"th","to":["en"]}]}"#);
}
