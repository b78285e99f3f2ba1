//! Translations in an open thread: what is shown, what is asked for, what is kept.

use super::script;
use super::support::gateway::{Asked, on};
use super::support::inbox::*;
use super::support::{a_while, frame, until};
use leptos::prelude::*;
use serde_json::json;
use std::cell::RefCell;
use std::rc::Rc;
use steadydesk::browser::storage::{self, Named, Table};
use steadydesk_wire::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

/// Another session of the store of [`A`].
const A2: &str = "shopee-1~a2";

/// Nothing is on disk, and the language is the default.
pub(super) async fn fresh() {
    for user in ["u1", "u2"] {
        storage::wipe(&user.parse().unwrap()).await;
    }
    script(
        "for (const name of ['translation', 'translation-language', 'language']) localStorage.removeItem('steadydesk.' + name)",
    );
}

fn provider(version: &str) -> TranslationProvider {
    TranslationProvider {
        name: "test".into(),
        version: version.into(),
    }
}

/// What the gateway was asked to translate, question by question.
#[derive(Clone, Default)]
pub(super) struct Questions(Rc<RefCell<Vec<Translate>>>);

impl Questions {
    pub(super) fn texts(&self) -> Vec<Vec<String>> {
        self.0.borrow().iter().map(|question| question.texts.clone()).collect()
    }

    pub(super) fn last(&self) -> Translate {
        self.0.borrow().last().cloned().expect("a question")
    }

    fn count(&self) -> usize {
        self.0.borrow().len()
    }
}

/// What the fake translator says for a text.
fn said(text: &str, to: &str) -> String {
    format!("[{to}] {text}")
}

fn answer(asked: &Asked, question: &Translate, version: &str) {
    let texts = question.texts.iter().map(|text| Translation::Translated {
        text: said(text, &question.to),
        from: question.from.clone().or(Some("id".into())),
        older: None,
    });
    asked.answer(
        200,
        &Translated {
            provider: provider(version),
            texts: texts.collect(),
        },
    );
}

/// A translator behind the gateway.
pub(super) fn translator(desk: &super::support::gateway::Gateway, version: &'static str) -> Questions {
    let questions = Questions::default();
    let noted = questions.clone();
    desk.rule("POST /api/translate", move |asked| {
        let question: Translate = serde_json::from_str(&asked.body).unwrap();
        answer(asked, &question, version);
        noted.0.borrow_mut().push(question);
        true
    });
    questions
}

/// A gateway with some sessions, each with these messages of its buyer.
pub(super) fn with(sessions: &[(&str, &[&str])]) -> super::support::gateway::Gateway {
    let gateway = gateway();
    let rows: Vec<Session> = sessions
        .iter()
        .enumerate()
        .map(|(at, (id, _))| session(id, 10 - i64::try_from(at).unwrap()))
        .collect();
    for (row, (id, texts)) in rows.iter().zip(sessions) {
        gateway.always(&format!("GET /api/sessions/{id}"), row);
        let messages: Vec<Message> = texts
            .iter()
            .enumerate()
            .map(|(at, text)| from_buyer(id, &format!("{id}-{at}"), 10 + i64::try_from(at).unwrap(), text))
            .collect();
        gateway.always(&format!("GET /api/sessions/{id}/messages"), &page(&messages));
    }
    gateway.always(
        "GET /api/sessions?",
        &Page {
            items: rows.clone(),
            total: rows.len() as u64,
            more_than_total: false,
            offset: 0,
            seq: 100,
            as_of: Millis(1_760_000_000_000),
        },
    );
    gateway
}

pub(super) fn translations(desk: &Desk) -> Vec<String> {
    let found = desk.all("[role=log] [data-part=translation]");
    found.iter().map(|one| one.text_content().unwrap()).collect()
}

pub(super) async fn shows(desk: &Desk, wanted: &[&str]) {
    until(
        &format!("translations {wanted:?}, not {:?}", translations(desk)),
        || translations(desk) == wanted,
    )
    .await;
}

pub(super) fn inbox_of(session: &str) -> String {
    format!("/inbox?session={session}")
}

/// Sees in every frame, until `done`, that a message never stands there without its translation.
async fn together(desk: &Desk, session: &str, done: impl Fn() -> bool) {
    let bubbles = format!("[role=log] article[data-id^='{session}-']");
    while !done() {
        for bubble in desk.all(&bubbles) {
            let translated = bubble.query_selector("[data-part=translation]").unwrap();
            assert!(translated.is_some(), "a bare message: {}", bubble.inner_html());
        }
        frame().await;
    }
}

#[wasm_bindgen_test]
async fn tc_01_leaving_and_coming_back_asks_for_nothing_and_paints_both_at_once() {
    fresh().await;
    let gateway = with(&[
        (A, &["apa kabar kak hari ini", "bisa kirim hari ini"]),
        (B, &["halo dari toko lain"]),
    ]);
    let questions = translator(&gateway, "1");
    let desk = console(gateway, &inbox_of(A)).await;
    shows(&desk, &["[en] apa kabar kak hari ini", "[en] bisa kirim hari ini"]).await;
    assert_eq!(
        questions.texts(),
        [["apa kabar kak hari ini", "bisa kirim hari ini"]],
        "one question"
    );
    desk.press(B);
    shows(&desk, &["[en] halo dari toko lain"]).await;
    desk.press(A);
    together(&desk, A, || translations(&desk).len() == 2).await;
    assert_eq!(questions.count(), 2);
    // A reload finds the same on disk, with nobody there to translate.
    drop(desk);
    let gateway = with(&[(A, &["apa kabar kak hari ini", "bisa kirim hari ini"])]);
    let desk = console(gateway, &inbox_of(A)).await;
    together(&desk, A, || translations(&desk).len() == 2).await;
    assert_eq!(desk.gateway.asked("/api/translate").len(), 0);
}

#[wasm_bindgen_test]
async fn tc_03_the_same_text_in_three_sessions_of_two_stores_is_asked_for_once() {
    fresh().await;
    let text: &[&str] = &["kapan barang saya dikirim"];
    let gateway = with(&[(A, text), (A2, text), (B, text)]);
    let questions = translator(&gateway, "1");
    let desk = console(gateway, &inbox_of(A)).await;
    for session in [A, A2, B] {
        desk.press(session);
        desk.wait_texts(text).await;
        shows(&desk, &["[en] kapan barang saya dikirim"]).await;
    }
    assert_eq!(questions.count(), 1);
    // Nor in another life of the page, in a session that has not been opened before.
    drop(desk);
    let other = "tiktok-9~new";
    let desk = console(with(&[(other, text)]), &inbox_of(other)).await;
    shows(&desk, &["[en] kapan barang saya dikirim"]).await;
    assert_eq!(desk.gateway.asked("/api/translate").len(), 0);
}

#[wasm_bindgen_test]
async fn tc_04_another_language_never_shows_the_wrong_one_and_going_back_is_free() {
    fresh().await;
    let gateway = with(&[(A, &["apakah masih ada stok"])]);
    let questions = translator(&gateway, "1");
    let desk = console(gateway, &inbox_of(A)).await;
    shows(&desk, &["[en] apakah masih ada stok"]).await;
    let wrong = Rc::new(RefCell::new(Vec::new()));
    for (language, tag) in [("简体中文", "zh-Hans"), ("English", "en"), ("简体中文", "zh-Hans")] {
        if desk.find("input[name$=-language]").is_none() {
            desk.get("button[aria-haspopup]").click();
            until("the menu is open", || desk.find("input[name$=-language]").is_some()).await;
        }
        desk.named("label.choice", language).click();
        // What is seen is what is painted.
        frame().await;
        let seen = Rc::clone(&wrong);
        until("the language has come", || {
            let now = translations(&desk);
            seen.borrow_mut().extend(
                now.iter()
                    .filter(|text| !text.starts_with(&format!("[{tag}]")))
                    .cloned(),
            );
            !now.is_empty()
        })
        .await;
    }
    assert_eq!(*wrong.borrow(), [""; 0], "shown in the wrong language");
    let to: Vec<String> = questions
        .0
        .borrow()
        .iter()
        .map(|question| question.to.clone())
        .collect();
    assert_eq!(to, ["en", "zh-Hans"]);
    fresh().await;
}

#[wasm_bindgen_test]
async fn tc_05_an_edited_text_has_its_own_translation_and_a_recalled_one_has_none() {
    fresh().await;
    let gateway = with(&[(A, &["warna merah ada tidak"])]);
    let questions = translator(&gateway, "1");
    let desk = console(gateway, &inbox_of(A)).await;
    shows(&desk, &["[en] warna merah ada tidak"]).await;
    let mut edited = from_buyer(A, &format!("{A}-0"), 10, "warna biru ada tidak");
    edited.version = 101;
    desk.gateway.stream("change", &message_change(101, &edited));
    let stale = Rc::new(RefCell::new(0));
    until("the new text is translated", || {
        let is_new = desk.texts() == ["warna biru ada tidak"];
        let now = translations(&desk);
        *stale.borrow_mut() += usize::from(is_new && now == ["[en] warna merah ada tidak"]);
        now == ["[en] warna biru ada tidak"]
    })
    .await;
    assert_eq!(*stale.borrow(), 0, "the old translation under the new text");
    edited.recalled = true;
    edited.version = 102;
    desk.gateway.stream("change", &message_change(102, &edited));
    shows(&desk, &[]).await;
    assert_eq!(questions.count(), 2);
}

#[wasm_bindgen_test]
async fn tc_06_another_version_marks_what_is_older_and_renews_what_is_looked_at() {
    fresh().await;
    let gateway = with(&[(A, &["ini pesanan yang lama"]), (B, &["ini juga pesanan lama"])]);
    translator(&gateway, "1");
    let desk = console(gateway, &inbox_of(A)).await;
    shows(&desk, &["[en] ini pesanan yang lama"]).await;
    desk.press(B);
    shows(&desk, &["[en] ini juga pesanan lama"]).await;
    drop(desk);
    // The gateway speaks with another version, which shows with the first new text.
    let gateway = with(&[
        (B, &["ini juga pesanan lama", "dan satu yang baru"]),
        (A, &["ini pesanan yang lama"]),
    ]);
    let questions = Questions::default();
    let held = questions.clone();
    gateway.rule("POST /api/translate", move |asked| {
        let question: Translate = serde_json::from_str(&asked.body).unwrap();
        let refresh = question.refresh;
        held.0.borrow_mut().push(question.clone());
        // The renewal is left open, to see what stands there meanwhile.
        if !refresh {
            answer(asked, &question, "2");
        }
        true
    });
    let desk = console(gateway, &inbox_of(B)).await;
    until("the older one is marked", || {
        desk.text("[role=log]").contains("An older translation")
    })
    .await;
    shows(&desk, &["[en] ini juga pesanan lama", "[en] dan satu yang baru"]).await;
    let renewal = desk.gateway.wait("POST /api/translate", 2).await;
    let question = questions.last();
    assert_eq!(
        (question.refresh, question.texts.as_slice()),
        (true, &["ini juga pesanan lama".to_owned()][..])
    );
    answer(&renewal, &question, "2");
    until("it is no longer older", || {
        !desk.text("[role=log]").contains("An older translation")
    })
    .await;
    let rows = storage::rows(Table::Translations, &["u1"]).await;
    assert_eq!(
        rows.iter().filter(|row| row.contains("test 1")).count(),
        1,
        "what nobody looked at is still there"
    );
}

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
    assert_eq!(storage::rows(Table::Translations, &["u1"]).await.len(), 1);
}
