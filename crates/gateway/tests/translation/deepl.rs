//! DeepL cannot be run here: a small server behaves as its documents say
//! (<https://developers.deepl.com/api-reference/translate>), and refuses what they forbid.

use crate::bench::{Bench, failure, settings, text};
use axum::{
    Json, Router,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};
use steadydesk_gateway::config::Given;
use steadydesk_wire::{Translation, TranslationFailure, TranslationLanguages};

/// What was asked, and the statuses to answer with before it works.
#[derive(Default)]
struct DeepL {
    asked: Mutex<Vec<Value>>,
    statuses: Mutex<Vec<u16>>,
}

type Shared = State<Arc<DeepL>>;

fn is_ours(headers: &HeaderMap) -> bool {
    headers
        .get("authorization")
        .is_some_and(|key| key == "DeepL-Auth-Key secret:fx")
}

async fn translate(State(deepl): Shared, headers: HeaderMap, Json(body): Json<Value>) -> Response {
    deepl.asked.lock().expect("whole").push(body.clone());
    let refuse = |status: u16, words: &str| {
        let status = StatusCode::from_u16(status).expect("a status");
        (status, Json(json!({"message": words}))).into_response()
    };
    if !is_ours(&headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    if let Some(status) = deepl.statuses.lock().expect("whole").pop() {
        return refuse(status, "Quota exceeded");
    }
    let texts = body["text"].as_array().expect("an array");
    if texts.is_empty() || texts.len() > 50 {
        return refuse(400, "Too many texts");
    }
    let targets = ["EN-US", "EN-GB", "PT-BR", "PT-PT", "ZH-HANS", "ZH-HANT", "ID", "DE"];
    if !targets.iter().any(|target| body["target_lang"] == **target) {
        return refuse(400, "Value for 'target_lang' not supported.");
    }
    if texts
        .iter()
        .any(|text| text.as_str().expect("a text").contains("tidak boleh"))
    {
        return refuse(400, "Bad request");
    }
    assert_eq!(body["tag_handling"], "xml");
    let translated: Vec<Value> = texts
        .iter()
        .map(|text| json!({"detected_source_language": "ID", "text": shout(text.as_str().expect("a text"))}))
        .collect();
    Json(json!({"translations": translated})).into_response()
}

/// Capitals outside of tags and entities, which must be well-formed.
fn shout(xml: &str) -> String {
    let mut out = String::new();
    let mut rest = xml;
    while let Some(c) = rest.chars().next() {
        let closing = match c {
            '<' => Some('>'),
            '&' => Some(';'),
            _ => None,
        };
        let length = closing.map_or(c.len_utf8(), |closing| rest.find(closing).expect("well-formed") + 1);
        if closing.is_some() {
            out.push_str(&rest[..length]);
        } else {
            out.extend(c.to_uppercase());
        }
        rest = &rest[length..];
    }
    out
}

async fn languages(headers: HeaderMap, Query(query): Query<HashMap<String, String>>) -> Response {
    if !is_ours(&headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let codes: &[&str] = match query["type"].as_str() {
        "source" => &["ID", "ZH", "EN"],
        _ => &["EN-US", "EN-GB", "ZH", "ZH-HANS", "ZH-HANT", "ID"],
    };
    Json(
        codes
            .iter()
            .map(|code| json!({"language": code, "name": code}))
            .collect::<Value>(),
    )
    .into_response()
}

async fn start(key: &str) -> (Arc<DeepL>, Bench) {
    let deepl = Arc::new(DeepL::default());
    let router = Router::new()
        .route("/v2/translate", post(translate))
        .route("/v2/languages", get(languages))
        .with_state(Arc::clone(&deepl));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, router).await });
    let given = Given {
        translate_provider: Some("deepl".into()),
        translate_url: Some(format!("http://{address}").parse().expect("an address")),
        translate_key: Some(key.into()),
        ..Given::default()
    };
    (deepl, Bench::with(given, settings()).await)
}

fn asked(deepl: &DeepL) -> Vec<Value> {
    deepl.asked.lock().expect("whole").clone()
}

#[tokio::test]
async fn deepl_is_asked_as_its_documents_say() {
    let (deepl, bench) = start("secret:fx").await;
    let texts: Vec<String> = (0..60)
        .map(|n| format!("nomor {n}A-7 <3 & murah, https://a.example/?b=1&c=2"))
        .collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let answers = bench.ask(&texts, None, "zh-CN").await;
    assert_eq!(text(&answers[59]), "NOMOR 59A-7 <3 & MURAH, https://a.example/?b=1&c=2");
    assert!(matches!(&answers[0], Translation::Translated { from: Some(from), .. } if from == "id"));
    let requests = asked(&deepl);
    assert_eq!(requests.len(), 2, "60 texts are two requests");
    let expected = json!({
        "target_lang": "ZH-HANS",
        "tag_handling": "xml",
        "preserve_formatting": true,
        "split_sentences": "nonewlines",
        "text": requests[0]["text"],
    });
    assert_eq!(requests[0], expected);
    assert_eq!(
        requests[0]["text"][0],
        "nomor <x id=\"0\"/> &lt;<x id=\"1\"/> &amp; murah, <x id=\"2\"/>"
    );
    bench.ask(&["halo"], Some("id"), "en").await;
    let last = asked(&deepl).pop().expect("a request");
    assert_eq!(
        (&last["source_lang"], &last["target_lang"]),
        (&json!("ID"), &json!("EN-US"))
    );
    let languages: TranslationLanguages = bench.desk.get(&bench.cookie, "/api/translate/languages").await.json();
    let chinese = languages
        .languages
        .iter()
        .find(|one| one.from == "zh-Hans")
        .expect("Chinese");
    assert_eq!(chinese.to, ["en", "id", "zh-Hant"]);
}

#[tokio::test]
async fn deepl_s_refusals_are_told() {
    let (deepl, bench) = start("secret:fx").await;
    deepl.statuses.lock().expect("whole").push(429);
    assert_eq!(
        text(&bench.ask(&["halo"], Some("id"), "en").await[0]),
        "HALO",
        "429 without a time is waited out"
    );
    let answer = &bench.ask(&["halo"], Some("id"), "tlh").await[0];
    assert_eq!(failure(answer), (TranslationFailure::Language, None));
    // One text that it refuses does not take the others with it.
    let mut texts = vec!["kata"; 20];
    texts[13] = "tidak boleh";
    let before = asked(&deepl).len();
    let own: Vec<String> = texts
        .iter()
        .enumerate()
        .map(|(n, text)| format!("{text} {n} x"))
        .collect();
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    let answers = bench.ask(&own, Some("id"), "en").await;
    for (n, answer) in answers.iter().enumerate() {
        if n == 13 {
            assert_eq!(failure(answer), (TranslationFailure::Refused, None));
        } else {
            assert_eq!(text(answer), format!("KATA {n} X"));
        }
    }
    assert!(asked(&deepl).len() - before <= 12, "{}", asked(&deepl).len() - before);
    deepl.statuses.lock().expect("whole").push(456);
    let answer = &bench.ask(&["lagi"], Some("id"), "en").await[0];
    assert_eq!(
        failure(answer),
        (TranslationFailure::Limited, Some(3_600)),
        "its quota is spent"
    );

    let (deepl, bench) = start("wrong").await;
    let answer = &bench.ask(&["halo"], Some("id"), "en").await[0];
    assert_eq!(failure(answer), (TranslationFailure::Refused, None));
    assert!(!format!("{answer:?}").contains("wrong"), "the key is not told");
    assert_eq!(asked(&deepl).len(), 1, "a wrong key is not tried again");
}
