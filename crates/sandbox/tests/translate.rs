//! The translator, asked as LibreTranslate's documents say.

mod support;

use serde_json::{Value, json};
use support::*;

/// The translator's answer, which must be JSON.
async fn said(request: reqwest::RequestBuilder) -> Value {
    request.send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn one_text_or_many_in_json_or_as_a_form() {
    let sandbox = start().await;
    let url = format!("{}/libretranslate/translate", sandbox.url());
    let (text, english) = ("我要兩個，有黑色最好", "I need two, in black if possible");
    let body = json!({"q": text, "source": "auto", "target": "en", "format": "text"});
    let one = said(http().post(&url).json(&body)).await;
    assert_eq!(
        one,
        json!({"translatedText": english, "detectedLanguage": {"confidence": 100.0, "language": "zh-Hant"}})
    );
    let body = json!({"q": [text, "hao?"], "source": "zh-Hant", "target": "en"});
    let many = said(http().post(&url).json(&body)).await;
    assert_eq!(many, json!({"translatedText": [english, "[en: hao?]"]}));
    let form = [("q", text), ("source", "zh-Hant"), ("target", "en")];
    let form = said(http().post(&url).form(&form)).await;
    assert_eq!(form, json!({"translatedText": english}));
    let languages = said(http().get(format!("{}/libretranslate/languages", sandbox.url()))).await;
    assert_eq!(languages[0]["name"], "en (sandbox)");
    let noted = read(&sandbox, "requests").await;
    assert_eq!(noted.as_array().unwrap().len(), 4);
    assert_eq!(
        (&noted[0]["path"], &noted[0]["platform"]),
        (&json!("/libretranslate/translate"), &Value::Null)
    );
}

#[tokio::test]
async fn refusals_are_in_its_own_words() {
    let sandbox = start().await;
    let url = format!("{}/libretranslate/translate", sandbox.url());
    for (body, words) in [
        (
            json!({"source": "auto", "target": "en"}),
            "Invalid request: missing q parameter",
        ),
        (
            json!({"q": "a", "source": "en"}),
            "Invalid request: missing target parameter",
        ),
        (json!({"q": "a", "source": "xx", "target": "en"}), "xx is not supported"),
        (
            json!({"q": "a", "source": "en", "target": "auto"}),
            "auto is not supported",
        ),
    ] {
        let answer = http().post(&url).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), 400);
        assert_eq!(answer.json::<Value>().await.unwrap(), json!({"error": words}));
    }
    let place = json!({"path": "/libretranslate/"});
    fault(
        &sandbox,
        json!({"where": place, "fault": "rate_limited", "retry_after_s": 9, "times": 1}),
    )
    .await;
    let answer = http().post(&url).json(&json!({})).send().await.unwrap();
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["retry-after"]),
        (429, &"9".parse().unwrap())
    );
    fault(
        &sandbox,
        json!({"where": {"platform": "tiktok"}, "fault": "drop_before"}),
    )
    .await;
    let answer = http().post(&url).json(&json!({})).send().await.unwrap();
    assert_eq!(answer.status(), 400, "it is none of the marketplaces");
}
