//! A provider in trouble.

use crate::bench::{Bench, Market, failure, settings, text};
use serde_json::json;
use std::time::Duration;
use steadydesk_gateway::config::Given;
use steadydesk_wire::TranslationFailure::{Limited, Unreachable};

fn texts() -> Vec<String> {
    (0..50).map(|n| format!("barang nomor {n} bagus")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tc_12_trouble_is_told_text_by_text_and_makes_no_storm() {
    for (fault, why, wait, requests) in [
        (json!({"fault": "rate_limited", "retry_after_s": 30}), Limited, 30, 1),
        (
            json!({"fault": "status", "code": 500, "body": "{\"error\": \"no\"}"}),
            Unreachable,
            60,
            3,
        ),
        (json!({"fault": "status", "code": 503}), Unreachable, 60, 3),
        (json!({"fault": "drop_before"}), Unreachable, 60, 3),
        (json!({"fault": "truncate"}), Unreachable, 60, 3),
        (json!({"fault": "garbage"}), Unreachable, 60, 3),
        (
            json!({"fault": "status", "code": 200, "body": "{}"}),
            Unreachable,
            60,
            3,
        ),
        (
            json!({"fault": "status", "code": 200, "body": "{\"translatedText\": [\"one\"]}"}),
            Unreachable,
            60,
            3,
        ),
        (
            json!({"fault": "status", "code": 200, "body": "[1, 2"}),
            Unreachable,
            60,
            3,
        ),
    ] {
        let market = Market::start().await;
        let mut bench = Bench::with(market.given(), settings()).await;
        market.fault(fault.clone()).await;
        let texts = texts();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        for answer in bench.ask(&texts, Some("id"), "en").await {
            assert_eq!(failure(&answer), (why, Some(wait)), "{fault}");
        }
        assert_eq!(market.asked().await, requests, "{fault}");
        // Left alone: asking again costs the provider nothing, and says when it makes sense.
        let (_, wait) = failure(&bench.ask(&texts, Some("id"), "en").await[49]);
        assert!(wait.is_some_and(|wait| wait >= 25), "{fault}: {wait:?}");
        assert_eq!(market.asked().await, requests, "{fault}");
        market.no_faults().await;
        bench.change(market.given());
        let healed = bench.ask(&texts, Some("id"), "en").await;
        assert_eq!(text(&healed[49]), "[en: barang nomor 49 bagus]", "{fault}");
        assert_eq!(market.asked().await, requests + 1, "{fault}");
    }
}

#[tokio::test]
async fn tc_12_passing_trouble_is_waited_out() {
    for fault in [
        json!({"fault": "rate_limited", "retry_after_s": 1, "times": 1}),
        json!({"fault": "status", "code": 502, "times": 2}),
        json!({"fault": "drop_after_commit", "times": 1}),
        json!({"fault": "garbage", "times": 2}),
    ] {
        let market = Market::start().await;
        let bench = Bench::with(market.given(), settings()).await;
        market.fault(fault.clone()).await;
        let answer = bench.ask(&["barang bagus"], Some("id"), "en").await;
        assert_eq!(text(&answer[0]), "[en: barang bagus]", "{fault}");
        let tries = 1 + fault["times"].as_u64().expect("a number") as usize;
        assert_eq!(market.asked().await, tries, "{fault}");
    }
}

#[tokio::test]
async fn tc_12_a_provider_that_hangs_is_not_waited_for() {
    let market = Market::start().await;
    let given = Given {
        translate_timeout_seconds: Some(1),
        ..market.given()
    };
    let mut settings = settings();
    settings.tries = 1;
    let bench = Bench::with(given, settings).await;
    market.fault(json!({"fault": "latency", "ms": 5_000})).await;
    let answer = bench.ask(&["barang bagus"], Some("id"), "en").await;
    assert_eq!(failure(&answer[0]), (Unreachable, Some(60)));
}

#[tokio::test]
async fn an_operator_who_will_not_wait_finds_it_in_the_memory_later() {
    let market = Market::start().await;
    let mut settings = settings();
    settings.deadline = Duration::from_millis(100);
    let bench = Bench::with(market.given(), settings).await;
    market.fault(json!({"fault": "latency", "ms": 400, "times": 1})).await;
    let answer = bench.ask(&["barang bagus"], Some("id"), "en").await;
    assert_eq!(failure(&answer[0]).0, Unreachable);
    loop {
        let answer = bench.ask(&["barang bagus"], Some("id"), "en").await;
        if let steadydesk_wire::Translation::Translated { text, .. } = &answer[0] {
            assert_eq!(text, "[en: barang bagus]");
            break;
        }
    }
    assert_eq!(market.asked().await, 1);
}
