//! What is paid for once, what stays byte for byte, what is refused.

use crate::{
    bench::{Bench, Market, failure, settings, text},
    support::desk::Desk,
};
use futures_util::future::join_all;
use serde_json::{Value, json};
use steadydesk_gateway::config::Given;
use steadydesk_wire::{Role, Translated, Translation, TranslationFailure, TranslationLanguages, TranslationProvider};

const WHEN: &str = "Pesanan 2404A/77-SG kapan dikirim ya kak?";
const WHEN_EN: &str = "When will my order 2404A/77-SG be shipped?";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tc_03_the_same_text_is_asked_for_once_whoever_asks() {
    let market = Market::start().await;
    let mut bench = Bench::with(market.given(), settings()).await;
    market.fault(json!({"fault": "latency", "ms": 150})).await;
    let all = join_all((0..20).map(|_| bench.ask(&[WHEN, WHEN], Some("id"), "en"))).await;
    for answer in all {
        assert_eq!((text(&answer[0]), text(&answer[1])), (WHEN_EN, WHEN_EN));
    }
    assert_eq!(
        market.asked().await,
        1,
        "twenty questions at the same time are one request"
    );
    assert_eq!(
        text(&bench.ask(&[&format!(" {WHEN}\r\n")], Some("in"), "en-US").await[0]),
        WHEN_EN
    );
    bench.change(market.given());
    assert_eq!(text(&bench.ask(&[WHEN], Some("id"), "en").await[0]), WHEN_EN);
    assert_eq!(market.asked().await, 1, "a new start remembers it");
    let paid = "Pesanan {0} kapan dikirim ya kak?".chars().count() as u64;
    assert_eq!(bench.budget().await.used, paid);
    assert_eq!(
        text(&bench.ask(&[WHEN], Some("id"), "zh-CN").await[0]),
        "请问我的订单2404A/77-SG什么时候发货？"
    );
    assert_eq!(market.asked().await, 2, "another language is another text");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_storm_of_questions_is_few_requests() {
    let market = Market::start().await;
    let bench = Bench::with(market.given(), settings()).await;
    market.fault(json!({"fault": "latency", "ms": 400})).await;
    let texts: Vec<String> = (0..50).map(|n| format!("barang nomor {n} bagus")).collect();
    let questions = texts
        .iter()
        .map(|text| async { bench.ask(&[text.as_str()], Some("id"), "en").await });
    for (n, answer) in join_all(questions).await.into_iter().enumerate() {
        assert_eq!(text(&answer[0]), format!("[en: barang nomor {n} bagus]"));
    }
    let asked = market.asked().await;
    assert!(asked <= 3, "{asked} requests for 50 questions");
    assert_eq!(market.requests("/libretranslate/languages").await, 1);
}

#[tokio::test]
async fn tc_13_numbers_links_and_names_are_not_asked_for_and_come_back_byte_for_byte() {
    let market = Market::start().await;
    let bench = Bench::with(market.given(), settings()).await;
    let alone = [
        "2404A/77-SG",
        "https://shopee.co.id/x-i.1.2?sp=%20A",
        "🎁👍🏽 12:30",
        "@bob a@b.com RED-XL",
        "",
        " ?! ",
    ];
    let same = bench.ask(&alone, None, "en").await;
    assert!(same.iter().all(|one| *one == Translation::Unchanged), "{same:?}");
    let own = bench.ask(&["Hello there", "Olá"], Some("pt-BR"), "pt").await;
    assert!(own.iter().all(|one| *one == Translation::Unchanged), "{own:?}");
    assert_eq!(market.requests("/libretranslate").await, 0, "nobody was asked");
    let mixed = "kak @สมหญิง lihat https://shopee.co.id/ต้นไม้-i.1.2?a=1,2 nomor 2404A/77-SG, 1,000.50 🎁";
    let answer = bench.ask(&[mixed], Some("id"), "en").await;
    assert_eq!(text(&answer[0]), format!("[en: {mixed}]"));
    // A provider that loses the placeholders is asked for the words between them.
    let lossy = json!({"translatedText": ["lost"]}).to_string();
    market
        .fault(json!({"fault": "status", "code": 200, "body": lossy, "times": 1}))
        .await;
    let answer = bench
        .ask(&["nomor 5A-77 dan https://a.example/b?c=d, ya"], Some("id"), "en")
        .await;
    assert_eq!(
        text(&answer[0]),
        "[en: nomor] 5A-77 [en: dan] https://a.example/b?c=d [en: , ya]"
    );
    assert_eq!(market.asked().await, 3);
    // One that puts the number into a word of its own is not believed either way.
    let grown = json!({"translatedText": ["x{0}y{0}"]}).to_string();
    market
        .fault(json!({"fault": "status", "code": 200, "body": grown}))
        .await;
    let answer = bench.ask(&["nomor 5A-78"], Some("id"), "en").await;
    assert_eq!(text(&answer[0]), "x{0}y{0} 5A-78");
    // Nothing is no translation, and is not kept as one.
    market.no_faults().await;
    let empty = json!({"translatedText": [" "]}).to_string();
    market
        .fault(json!({"fault": "status", "code": 200, "body": empty, "times": 3}))
        .await;
    let answer = [
        bench.ask(&["barang bagus"], Some("id"), "en").await,
        bench.ask(&["barang bagus 7"], Some("id"), "en").await,
    ];
    for answer in answer {
        assert_eq!(failure(&answer[0]), (TranslationFailure::Garbled, None));
    }
    let answer = bench.ask(&["barang bagus"], Some("id"), "en").await;
    assert_eq!(text(&answer[0]), "[en: barang bagus]");
}

#[tokio::test]
async fn tc_06_translations_of_an_older_version_are_marked_and_renewed_on_wish() {
    let market = Market::start().await;
    let mut bench = Bench::with(market.given(), settings()).await;
    bench.ask(&[WHEN], Some("id"), "en").await;
    bench.change(Given {
        translate_version: Some("2".into()),
        ..market.given()
    });
    let answer = &bench.ask(&[WHEN], Some("id"), "en").await[0];
    let old = TranslationProvider {
        name: "sandbox".into(),
        version: "1".into(),
    };
    assert!(
        matches!(answer, Translation::Translated { older: Some(older), .. } if *older == old),
        "{answer:?}"
    );
    assert_eq!(market.asked().await, 1, "an older one is shown without asking");
    let renewed = json!({"texts": [WHEN], "from": "id", "to": "en", "refresh": true});
    for _ in 0..2 {
        let answer: Translated = bench.post(renewed.clone()).await.json();
        assert_eq!(answer.provider.version, "2");
        assert!(
            matches!(&answer.texts[0], Translation::Translated { older: None, .. }),
            "{answer:?}"
        );
    }
    assert_eq!(market.asked().await, 2, "it is renewed once");
    bench.change(market.given());
    let back = &bench.ask(&[WHEN], Some("id"), "en").await[0];
    assert!(matches!(back, Translation::Translated { older: None, .. }), "{back:?}");
    assert_eq!(market.asked().await, 2, "the old version's is still there");
}

#[tokio::test]
async fn the_day_s_characters_are_counted_before_they_are_spent() {
    let market = Market::start().await;
    let mut bench = Bench::with(
        Given {
            translate_budget: Some(30),
            time_zone: Some("Asia/Singapore".into()),
            ..market.given()
        },
        settings(),
    )
    .await;
    // 20 and 19 characters.
    let (first, second) = ("barang bagus sekali!", "kapan sampai ya kak");
    let answer = bench.ask(&[first, second], Some("id"), "en").await;
    assert_eq!(text(&answer[0]), format!("[en: {first}]"));
    let (why, wait) = failure(&answer[1]);
    assert_eq!(why, TranslationFailure::Budget);
    let budget = bench.budget().await;
    assert_eq!((budget.limit, budget.used), (Some(30), 20));
    let left = budget.resets_at.since(bench.desk.services.clock.now());
    assert!((0..=86_400_000).contains(&left) && wait.is_some_and(|wait| i64::from(wait) * 1000 >= left - 5_000));
    assert_eq!(budget.resets_at.0 % 86_400_000, 16 * 3_600_000, "midnight in Singapore");
    assert_eq!(market.asked().await, 1);
    assert_eq!(
        text(&bench.ask(&[first], Some("id"), "en").await[0]),
        format!("[en: {first}]"),
        "known is free"
    );
    // A request that the provider refused is not counted.
    bench.desk.services.clock.push(86_400_000);
    bench.cookie = bench.desk.sign_in("ann").await;
    market
        .fault(json!({"fault": "rate_limited", "retry_after_s": 1, "times": 1}))
        .await;
    let answer = bench.ask(&[second], Some("id"), "en").await;
    assert_eq!(
        text(&answer[0]),
        format!("[en: {second}]"),
        "the next day it is translated"
    );
    assert_eq!(bench.budget().await.used, 19);
    assert_eq!(market.asked().await, 3);
}

#[tokio::test]
async fn questions_that_make_no_sense_are_refused_in_words() {
    let market = Market::start().await;
    let bench = Bench::with(market.given(), settings()).await;
    for (body, word) in [
        (json!({"texts": [], "to": "en"}), "1 to 100"),
        (json!({"texts": vec!["a"; 101], "to": "en"}), "101"),
        (json!({"texts": ["a"], "to": "english, please"}), "`to`"),
        (json!({"texts": ["a"], "from": "?", "to": "en"}), "`from`"),
        (json!({"texts": ["a"]}), "to"),
    ] {
        let answer = bench.post(body).await;
        assert_eq!(answer.problem(), (422, "invalid".into()));
        let problem: Value = answer.json();
        assert!(problem["detail"].as_str().expect("words").contains(word), "{problem}");
    }
    let long = "kata ".repeat(1_001);
    let answer = bench.ask(&[&long, WHEN], Some("id"), "en").await;
    assert_eq!(failure(&answer[0]), (TranslationFailure::TooLong, None));
    assert_eq!(text(&answer[1]), WHEN_EN, "the others are translated");
    let answer = bench.ask(&["こんにちは"], Some("ja"), "en").await;
    assert_eq!(failure(&answer[0]), (TranslationFailure::Language, None));
    assert_eq!(market.asked().await, 1);
    let outside = bench
        .desk
        .write("", "POST", "/api/translate", json!({"texts": ["a"], "to": "en"}))
        .await;
    assert_eq!(outside.problem(), (401, "signed_out".into()));
    let statuses = join_all((0..70).map(|_| bench.post(json!({"texts": ["7"], "to": "en"})))).await;
    let last = statuses.iter().find(|answer| answer.status == 429).expect("too many");
    assert!(last.header("retry-after").parse::<u32>().expect("seconds") >= 1);
}

#[tokio::test]
async fn languages_are_told_and_found_out() {
    let market = Market::start().await;
    let bench = Bench::with(market.given(), settings()).await;
    let languages: TranslationLanguages = bench.desk.get(&bench.cookie, "/api/translate/languages").await.json();
    assert_eq!((languages.provider.name.as_str(), languages.detects), ("sandbox", true));
    let from: Vec<&str> = languages.languages.iter().map(|one| one.from.as_str()).collect();
    assert_eq!(
        from,
        ["en", "es", "id", "ms", "pt", "th", "tl", "vi", "zh-Hans", "zh-Hant"]
    );
    assert!(
        languages.languages[0].to.contains(&"zh-Hans".to_owned())
            && !languages.languages[0].to.contains(&"en".to_owned())
    );
    let answer = &bench.ask(&[WHEN], None, "en").await[0];
    assert!(
        matches!(answer, Translation::Translated { from: Some(from), .. } if from == "id"),
        "{answer:?}"
    );
    // Found to be in the language that is wanted.
    assert_eq!(bench.ask(&[WHEN_EN], None, "en").await, [Translation::Unchanged]);
}

#[tokio::test]
async fn where_nobody_translates_that_is_said() {
    let desk = Desk::new().await;
    desk.person("ann", Role::Operator, &[]).await;
    let cookie = desk.sign_in("ann").await;
    let answer = desk
        .write(&cookie, "POST", "/api/translate", json!({"texts": ["a"], "to": "en"}))
        .await;
    assert_eq!(answer.problem(), (501, "translation_off".into()));
    let problem: Value = answer.json();
    assert!(
        problem["detail"]
            .as_str()
            .expect("words")
            .contains("translate_provider")
    );
    assert_eq!(
        desk.get(&cookie, "/api/translate/languages").await.problem(),
        (501, "translation_off".into())
    );
    let budget: Value = desk.get(&cookie, "/api/translate/budget").await.json();
    assert_eq!((&budget["used"], budget.get("limit")), (&json!(0), None));
}
