//! Translations when something is wrong or gone: damage, refusals, late answers, deleted stores, another user.

use super::script;
use super::support::gateway::on;
use super::support::inbox::*;
use super::support::{a_while, until};
use super::thread::{answer, fresh, inbox_of, provider, said, shows, together, translations, translator, with};
use serde_json::json;
use std::cell::RefCell;
use std::rc::Rc;
use steadydesk::browser::storage::{self, Named, Table};
use steadydesk_wire::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

/// Puts something else in the place of the entries' texts that hold a word.
async fn damage(word: &str, how: &str) {
    let broken = script(&format!(
        "return new Promise((done) => {{
             const open = indexedDB.open('steadydesk-2');
             open.onsuccess = () => {{
                 const change = open.result.transaction('translations', 'readwrite');
                 const cursor = change.objectStore('translations').openCursor();
                 cursor.onsuccess = () => {{
                     const at = cursor.result;
                     if (!at) return;
                     if (at.value.t.includes('{word}')) at.update({{ ...at.value, t: ({how})(at.value.t) }});
                     at.continue();
                 }};
                 change.oncomplete = () => {{ open.result.close(); done() }};
             }};
         }})"
    ));
    JsFuture::from(js_sys::Promise::from(broken)).await.unwrap();
}

#[wasm_bindgen_test]
async fn tc_07_damaged_entries_are_translated_anew_and_the_others_come_from_disk() {
    fresh().await;
    let texts: &[&str] = &[
        "satu saja ya kak",
        "dua saja ya kak",
        "tiga saja ya kak",
        "empat saja ya kak",
    ];
    let gateway = with(&[(A, texts)]);
    translator(&gateway, "1");
    let desk = console(gateway, &inbox_of(A)).await;
    until("all are translated", || translations(&desk).len() == 4).await;
    drop(desk);
    damage("dua saja", "(text) => text.replace('dua', 'duo')").await;
    damage("tiga saja", "(text) => text.slice(0, 30)").await;
    let gateway = with(&[(A, texts)]);
    let questions = translator(&gateway, "1");
    let desk = console(gateway, &inbox_of(A)).await;
    until("all are translated again", || translations(&desk).len() == 4).await;
    assert_eq!(questions.texts(), [["dua saja ya kak", "tiga saja ya kak"]]);
    let tally = || async { storage::rows(Table::Notes, &["u1", "translation-tally", "shopee-1"]).await };
    let start = super::support::now();
    while tally().await.iter().all(|row| row.split(' ').nth(2) != Some("2")) {
        assert!(
            super::support::now() - start < 30_000.0,
            "two are counted as damaged: {:?}",
            tally().await
        );
        a_while().await;
    }
}

#[wasm_bindgen_test]
async fn tc_12_a_translator_that_fails_is_said_asked_again_and_never_stormed() {
    fresh().await;
    let texts: Vec<String> = (0..50).map(|n| format!("pesan yang ke {n} dari kami")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let gateway = with(&[(A, &texts)]);
    gateway.add(on("POST /api/translate").status(429).json(&json!({
        "status": 429, "code": "too_many", "title": "Too many", "retry_after": 3600,
    })));
    let desk = console(gateway, &inbox_of(A)).await;
    until("it is said", || !desk.all("[data-part=translation-failed]").is_empty()).await;
    for _ in 0..3 {
        a_while().await;
    }
    let failed = desk.all("[data-part=translation-failed]");
    assert!(failed.len() > 5, "each message says it: {}", failed.len());
    assert!(failed[0].text_content().unwrap().starts_with("Translation failed: "));
    assert_eq!(
        desk.gateway.asked("/api/translate").len(),
        1,
        "one question for all, and then none"
    );
    // What the other side asked for is kept, whoever presses.
    desk.named("[data-part=translation-failed] button", "Translate again")
        .click();
    for _ in 0..3 {
        a_while().await;
    }
    assert_eq!(desk.gateway.asked("/api/translate").len(), 1);
    // Sending goes on.
    desk.write("Siap kak");
    desk.enter();
    until("it is sent off", || desk.posted(A).len() == 1).await;
}

#[wasm_bindgen_test]
async fn tc_12_one_text_that_fails_is_tried_again_by_hand() {
    fresh().await;
    let gateway = with(&[(A, &["teks yang bagus sekali", "teks yang rusak sekali"])]);
    let answers = Rc::new(RefCell::new(0));
    gateway.rule("POST /api/translate", move |asked| {
        let question: Translate = serde_json::from_str(&asked.body).unwrap();
        *answers.borrow_mut() += 1;
        let texts = question.texts.iter().map(|text| {
            if text.contains("rusak") && *answers.borrow() == 1 {
                Translation::Failed {
                    failure: TranslationFailure::Garbled,
                    detail: "lost".into(),
                    retry_after: None,
                }
            } else {
                Translation::Translated {
                    text: said(text, "en"),
                    from: None,
                    older: None,
                }
            }
        });
        asked.answer(
            200,
            &Translated {
                provider: provider("1"),
                texts: texts.collect(),
            },
        );
        true
    });
    let desk = console(gateway, &inbox_of(A)).await;
    shows(&desk, &["[en] teks yang bagus sekali"]).await;
    until("the reason is there", || {
        desk.text("[data-part=translation-failed]")
            .starts_with("Translation failed: the translator lost a number, link or name.")
    })
    .await;
    desk.named("[data-part=translation-failed] button", "Translate again")
        .click();
    shows(&desk, &["[en] teks yang bagus sekali", "[en] teks yang rusak sekali"]).await;
}

#[wasm_bindgen_test]
async fn tc_13_what_has_no_words_is_not_asked_for() {
    fresh().await;
    let gateway = with(&[(
        A,
        &[
            "2404A/77-SG",
            "https://shopee.co.id/x-i.1.2",
            "👍👍",
            "12.500",
            "nomor resi 2404A/77-SG",
        ],
    )]);
    let questions = translator(&gateway, "1");
    let desk = console(gateway, &inbox_of(A)).await;
    shows(&desk, &["[en] nomor resi 2404A/77-SG"]).await;
    assert_eq!(questions.texts(), [["nomor resi 2404A/77-SG"]]);
}

#[wasm_bindgen_test]
async fn tc_14_an_answer_after_the_switch_is_kept_and_shown_in_its_own_session_only() {
    fresh().await;
    let gateway = with(&[(A, &["jawaban ini datang terlambat"]), (B, &["sesi yang lain sekali"])]);
    gateway.rule("POST /api/translate", |_| true);
    let desk = console(gateway, &inbox_of(A)).await;
    let late = desk.gateway.wait("POST /api/translate", 1).await;
    desk.press(B);
    desk.wait_texts(&["sesi yang lain sekali"]).await;
    let question: Translate = serde_json::from_str(&late.body).unwrap();
    answer(&late, &question, "1");
    let other = desk.gateway.wait("POST /api/translate", 2).await;
    assert_eq!(translations(&desk), [""; 0], "nothing of it under the other session");
    answer(&other, &serde_json::from_str(&other.body).unwrap(), "1");
    shows(&desk, &["[en] sesi yang lain sekali"]).await;
    desk.press(A);
    together(&desk, A, || {
        translations(&desk) == ["[en] jawaban ini datang terlambat"]
    })
    .await;
    assert_eq!(desk.gateway.asked("/api/translate").len(), 2);
}

#[wasm_bindgen_test]
async fn what_a_platform_attached_is_taken_where_it_fits() {
    fresh().await;
    let gateway = with(&[(A, &[])]);
    let mut fits = from_buyer(A, "fits", 10, "ada yang lebih besar");
    fits.platform_text = Some(PlatformText {
        text: "Is there a bigger one?".into(),
        language: Some("en".into()),
    });
    let mut other = from_buyer(A, "other", 11, "ada yang lebih kecil");
    other.platform_text = Some(PlatformText {
        text: "有小一点的吗".into(),
        language: None,
    });
    gateway.always(&format!("GET /api/sessions/{A}/messages"), &page(&[fits, other]));
    let questions = translator(&gateway, "1");
    let desk = console(gateway, &inbox_of(A)).await;
    shows(&desk, &["Is there a bigger one?", "[en] ada yang lebih kecil"]).await;
    assert_eq!(questions.texts(), [["ada yang lebih kecil"]]);
}

fn entry_of(user: &str, session: &str, n: u32) -> Named {
    let store = session.split('~').next().unwrap();
    Named {
        key: [user, store, session, "en", &format!("{n}")]
            .map(str::to_owned)
            .to_vec(),
        name: vec![user.to_owned(), format!("en {n}")],
        text: format!("row {n}"),
    }
}

#[wasm_bindgen_test]
async fn tc_10_a_deleted_store_takes_its_entries_with_it_and_nobody_elses() {
    fresh().await;
    let rows = [
        entry_of("u1", "shopee-1~x", 1),
        entry_of("u1", "shopee-12~x", 2),
        entry_of("u2", "shopee-1~x", 3),
    ];
    storage::put_named(Table::Translations, &rows).await;
    // The app was closed while a store was being deleted.
    storage::put_named(Table::Translations, &[entry_of("u1", "lazada-7~x", 4)]).await;
    let doomed = ["u1", "translation-doomed", "lazada-7"].map(str::to_owned).to_vec();
    storage::put(Table::Notes, vec![(doomed, String::new())]).await;
    let gateway = with(&[(A, &["toko ini akan dihapus"])]);
    translator(&gateway, "1");
    let desk = console(gateway, &inbox_of(A)).await;
    shows(&desk, &["[en] toko ini akan dihapus"]).await;
    let gone = Change::StoreGone {
        store: "shopee-1".parse().unwrap(),
    };
    desk.gateway.stream("change", &change(101, gone));
    let start = super::support::now();
    let left = || async { storage::rows(Table::Translations, &["u1"]).await };
    while left().await != ["row 2"] {
        assert!(
            super::support::now() - start < 5_000.0,
            "left after 5 s: {:?}",
            left().await
        );
        a_while().await;
    }
    assert_eq!(
        storage::rows(Table::Translations, &["u2"]).await,
        ["row 3"],
        "another user's stay"
    );
    let notes = storage::rows(Table::Notes, &["u1", "translation-doomed"]).await;
    assert_eq!(notes, [""; 0], "the deletion is finished");
}

#[wasm_bindgen_test]
async fn tc_17_another_user_of_the_browser_is_shown_nothing_of_the_firsts() {
    fresh().await;
    let texts: &[&str] = &["rahasia pembeli pertama"];
    let gateway = with(&[(A, texts)]);
    translator(&gateway, "1");
    let desk = console(gateway, &inbox_of(A)).await;
    shows(&desk, &["[en] rahasia pembeli pertama"]).await;
    drop(desk);
    let gateway = with(&[(A, texts)]);
    gateway.always(
        "GET /api/hello",
        &json!({
            "version": "1",
            "now": 1_760_000_000_000_i64,
            "account": {"id": "u2", "name": "colleague", "role": "operator", "now": 1_760_000_000_000_i64},
            "sandbox_accounts": [],
        }),
    );
    gateway.rule("POST /api/translate", |_| true);
    let desk = console(gateway, &inbox_of(A)).await;
    let asked = desk.gateway.wait("POST /api/translate", 1).await;
    assert_eq!(translations(&desk), [""; 0]);
    answer(&asked, &serde_json::from_str(&asked.body).unwrap(), "1");
    shows(&desk, &["[en] rahasia pembeli pertama"]).await;
    storage::wipe(&"u2".parse().unwrap()).await;
    assert_eq!(storage::rows(Table::Translations, &["u2"]).await, [""; 0]);
}
