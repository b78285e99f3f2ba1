//! Translations in an open thread: what is shown, what is asked for, what is kept.

use super::script;
use super::support::gateway::Asked;
use super::support::inbox::*;
use super::support::{dispatch, frame, until};
use std::cell::RefCell;
use std::rc::Rc;
use steadydesk::browser::storage::{self, Table};
use steadydesk_wire::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

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

pub(super) fn provider(version: &str) -> TranslationProvider {
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
pub(super) fn said(text: &str, to: &str) -> String {
    format!("[{to}] {text}")
}

pub(super) fn answer(asked: &Asked, question: &Translate, version: &str) {
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
pub(super) async fn together(desk: &Desk, session: &str, done: impl Fn() -> bool) {
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
async fn words_of_a_translation_are_found_also_where_it_comes_late() {
    fresh().await;
    let gateway = with(&[(A, &["apa kabar kak hari ini", "bisa kirim hari ini kak"])]);
    gateway.rule("POST /api/translate", |_| true);
    let desk = console(gateway, &inbox_of(A)).await;
    until("its messages", || desk.all("[role=log] article").len() == 2).await;
    desk.named("button", "Find in conversation").click();
    until("its field", || {
        desk.find("input[aria-label='Find in conversation']").is_some()
    })
    .await;
    let field: web_sys::HtmlInputElement = desk.one("input[aria-label='Find in conversation']").unchecked_into();
    // In no message, but in what the translator will say of each.
    field.set_value("en] bisa");
    dispatch(&field, "new InputEvent('input', { bubbles: true })");
    let count = || desk.text(".find-count");
    until("nothing is found yet", || !count().is_empty()).await;
    assert!(desk.all(".is-found").is_empty());
    let asked = desk.gateway.wait("POST /api/translate", 1).await;
    answer(&asked, &serde_json::from_str(&asked.body).unwrap(), "1");
    until("it is found", || desk.all(".is-found").len() == 1).await;
    assert!(count().contains("1"), "{}", count());
}

#[wasm_bindgen_test]
async fn tc_03_the_same_text_in_three_sessions_of_two_stores_is_asked_for_once() {
    fresh().await;
    let text: &[&str] = &["kapan barang saya dikirim"];
    let gateway = with(&[(A, text), (A2, text), (B, text)]);
    let questions = translator(&gateway, "1");
    let desk = console(gateway, &inbox_of(A)).await;
    until("the list", || desk.all("[role=option][data-id]").len() == 3).await;
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
