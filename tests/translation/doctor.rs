//! The cache doctor and the draft's translation, as an operator uses them.

use super::script;
use super::support::inbox::*;
use super::support::{until, visit};
use super::thread::{fresh, inbox_of, shows, translations, translator, with};
use serde_json::json;
use std::cell::RefCell;
use std::rc::Rc;
use steadydesk::browser::storage::{self, Named, Table};
use steadydesk::translation::model::doctor::Size;
use steadydesk::translation::model::entry::Entry;
use steadydesk_wire::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlSelectElement, HtmlTextAreaElement};

fn entry(n: u32) -> Entry {
    Entry {
        hash: format!("{n:032x}"),
        pair: "en".into(),
        from: "id".into(),
        maker: "test 1".into(),
        text: format!("translation number {n}"),
    }
}

fn row(session: &str, entry: &Entry, text: String) -> Named {
    let store = session.split('~').next().unwrap();
    Named {
        key: ["u1", store, session, "en", &entry.hash].map(str::to_owned).to_vec(),
        name: vec!["u1".to_owned(), entry.id()],
        text,
    }
}

/// Fills sessions of a hundred entries each, of which some are damaged, with their counters.
async fn fill(sessions: u32, damaged: &[u32]) {
    for number in 0..sessions {
        let session = format!("shopee-1~s{number:03}");
        let rows: Vec<Named> = (0..100)
            .map(|n| {
                let entry = entry(number * 100 + n);
                let text = if damaged.contains(&(number * 100 + n)) {
                    "1\nnonsense".to_owned()
                } else {
                    entry.row()
                };
                row(&session, &entry, text)
            })
            .collect();
        storage::put_named(Table::Translations, &rows).await;
        let key = ["u1", "translated", "shopee-1", &session].map(str::to_owned).to_vec();
        let size = Size {
            count: 100,
            bytes: 30_000,
            used: 1,
        };
        storage::put(Table::Notes, vec![(key, size.row())]).await;
    }
}

fn doctor(desk: &Desk) -> String {
    desk.text("[data-part=doctor]")
}

fn press(desk: &Desk, name: &str) {
    desk.named("section[aria-labelledby=settings-cache] button", name)
        .click();
}

/// The cells of a store's line.
fn line(desk: &Desk, store: &str) -> Vec<String> {
    let rows = desk.all(".cache-table tr");
    let found = rows.iter().find(|row| row.text_content().unwrap().starts_with(store));
    let cells = found.map(|row| row.query_selector_all("td").unwrap());
    let cells = cells
        .into_iter()
        .flat_map(|cells| (0..cells.length()).filter_map(move |at| cells.item(at)));
    cells.map(|cell| cell.text_content().unwrap()).collect()
}

#[wasm_bindgen_test]
async fn tc_16_the_doctor_counts_verifies_in_slices_and_repairs_one_session() {
    fresh().await;
    fill(100, &[4_205, 4_206, 7_001]).await;
    let desk = console(with(&[]), "/settings").await;
    until("the counters are there", || {
        line(&desk, "shopee-1") == ["10,000", "3,000 kB", "–", "0", "0"]
    })
    .await;
    script(
        "window.longest = 0; window.running = true; let last = performance.now();
         const step = () => { const now = performance.now(); window.longest = Math.max(window.longest, now - last); last = now;
             if (window.running) window.channel.port2.postMessage(0) };
         window.channel = new MessageChannel(); window.channel.port1.onmessage = step; window.channel.port2.postMessage(0)",
    );
    press(&desk, "Verify");
    until("all are verified", || {
        doctor(&desk) == "10,000 texts verified, 3 damaged."
    })
    .await;
    let longest = script("window.running = false; return window.longest")
        .as_f64()
        .unwrap();
    // The build under test is not optimised and the machine is shared: the bound proper is held by the benchmark.
    assert!(longest < 500.0, "a task of {longest} ms");
    let repairs = desk.all(".cache-broken li");
    assert_eq!(repairs.len(), 2);
    assert!(
        desk.text(".cache-broken")
            .contains("shopee-chat/u1/shopee-1/shopee-1~s042/messages.json")
    );
    press(&desk, "Repair shopee-chat/u1/shopee-1/shopee-1~s042/");
    until("it is repaired", || {
        doctor(&desk).starts_with("2 damaged texts removed.")
    })
    .await;
    assert_eq!(desk.all(".cache-broken li").len(), 1);
    assert_eq!(
        storage::rows(Table::Translations, &["u1", "shopee-1", "shopee-1~s042"])
            .await
            .len(),
        98
    );
    press(&desk, "Clear");
    until("it asks", || desk.find("dialog[open]").is_some()).await;
    desk.named("dialog[open] button", "Clear").click();
    until("it is empty", || doctor(&desk) == "The cache is empty.").await;
    assert_eq!(storage::rows(Table::Translations, &["u1"]).await, [""; 0]);
}

/// Hands a file to the doctor.
fn hand_in(desk: &Desk, file: &str) {
    let input = desk.get("section[aria-labelledby=settings-cache] input[type=file]");
    let hand = js_sys::Function::new_with_args(
        "input, text",
        "const carried = new DataTransfer(); carried.items.add(new File([text], 'cache.json'));
         input.files = carried.files; input.dispatchEvent(new Event('change', { bubbles: true }))",
    );
    hand.call2(&wasm_bindgen::JsValue::NULL, &input, &file.into()).unwrap();
}

#[wasm_bindgen_test]
async fn tc_16_an_export_comes_back_and_a_wrong_file_loses_nothing() {
    fresh().await;
    fill(2, &[7]).await;
    script(
        "window.create0 = URL.createObjectURL;
         URL.createObjectURL = (blob) => { blob.text().then((text) => { window.exported = text }); return 'data:,' };
         window.exported = undefined",
    );
    let desk = console(with(&[]), "/settings").await;
    until("the counters are there", || !line(&desk, "shopee-1").is_empty()).await;
    press(&desk, "Export");
    until("a file is handed over", || script("return window.exported").is_string()).await;
    script("URL.createObjectURL = window.create0");
    let file = script("return window.exported").as_string().unwrap();
    assert!(serde_json::from_str::<serde_json::Value>(&file).is_ok());
    hand_in(&desk, &file.replacen("number 8\"", "number 9\"", 1));
    until("it is refused with its line", || {
        doctor(&desk) == "Nothing was imported. Line 10: the entry is damaged: its checksum is another one."
    })
    .await;
    assert_eq!(storage::rows(Table::Translations, &["u1"]).await.len(), 200);
    storage::delete(Table::Translations, &["u1"]).await;
    hand_in(&desk, &file);
    until("it is back", || doctor(&desk) == "199 texts imported.").await;
    until("it is counted", || {
        line(&desk, "shopee-1").first().is_some_and(|count| count == "199")
    })
    .await;
    assert_eq!(storage::rows(Table::Translations, &["u1"]).await.len(), 199);
}

#[wasm_bindgen_test]
async fn the_choices_and_the_budget_are_in_the_settings() {
    fresh().await;
    let gateway = with(&[]);
    gateway.always(
        "GET /api/translate/budget",
        &json!({ "limit": 100_000, "used": 95_000, "resets_at": 1_760_000_000_000_i64 }),
    );
    let desk = console(gateway, "/settings").await;
    until("the budget is said", || {
        desk.text("[data-part=budget]")
            .starts_with("95,000 of the team's 100,000 characters")
    })
    .await;
    assert!(desk.text("[data-part=budget]").contains("Almost spent"));
    let select: HtmlSelectElement = desk.get(".translate-into select").unchecked_into();
    assert_eq!(select.value(), "");
    select.set_value("th");
    super::support::dispatch(&select, "new Event('change', { bubbles: true })");
    assert_eq!(
        script("return localStorage.getItem('steadydesk.translation-language')")
            .as_string()
            .as_deref(),
        Some("th")
    );
    fresh().await;
}

#[wasm_bindgen_test]
async fn tc_15_the_buyers_language_is_said_once_and_remembered() {
    fresh().await;
    let gateway = with(&[(A, &["boleh"])]);
    let questions = translator(&gateway, "1");
    let desk = console(gateway, &inbox_of(A)).await;
    // The site is Malaysia's.
    shows(&desk, &["[en] boleh"]).await;
    assert_eq!(questions.last().from.as_deref(), Some("ms"));
    desk.named("form button", "Translate the draft").click();
    until("the panel is open", || desk.find(".buyer-language select").is_some()).await;
    let select: HtmlSelectElement = desk.get(".buyer-language select").unchecked_into();
    select.set_value("id");
    super::support::dispatch(&select, "new Event('change', { bubbles: true })");
    until("it is asked for as Indonesian", || {
        questions.last().from.as_deref() == Some("id")
    })
    .await;
    shows(&desk, &["[en] boleh"]).await;
    drop(desk);
    visit("/");
    let gateway = with(&[(A, &["boleh", "bisa"])]);
    let questions = translator(&gateway, "1");
    let desk = console(gateway, &inbox_of(A)).await;
    until("both are there", || translations(&desk).len() == 2).await;
    assert_eq!(questions.texts(), [["bisa"]]);
    assert_eq!(questions.last().from.as_deref(), Some("id"));
}

#[wasm_bindgen_test]
async fn a_draft_is_seen_in_both_languages_and_back_before_it_is_sent() {
    fresh().await;
    let gateway = with(&[(A, &["apakah masih ada stok kak"])]);
    let asked = Rc::new(RefCell::new(Vec::<Translate>::new()));
    let noted = Rc::clone(&asked);
    gateway.rule("POST /api/translate", move |request| {
        let question: Translate = serde_json::from_str(&request.body).unwrap();
        let say = |text: &String| Translation::Translated {
            text: match text.as_str() {
                "Yes, in stock" => "Ya, ada stok".to_owned(),
                "Ya, ada stok" => "Yes, there is stock".to_owned(),
                "Ya, masih ada" => "Yes, still there".to_owned(),
                other => format!("[{}] {other}", question.to),
            },
            from: question
                .from
                .clone()
                .or_else(|| Some(if text.starts_with("Yes") { "en" } else { "id" }.to_owned())),
            older: None,
        };
        let provider = TranslationProvider {
            name: "test".into(),
            version: "1".into(),
        };
        request.answer(
            200,
            &Translated {
                provider,
                texts: question.texts.iter().map(say).collect(),
            },
        );
        noted.borrow_mut().push(question.clone());
        true
    });
    let desk = console(gateway, &inbox_of(A)).await;
    shows(&desk, &["[en] apakah masih ada stok kak"]).await;
    desk.write("Yes, in stock");
    desk.named("form button", "Translate the draft").click();
    until("it is there and back", || {
        desk.text("[data-part=back-translation]") == "Yes, there is stock"
    })
    .await;
    let to: Vec<String> = asked.borrow()[1..].iter().map(|question| question.to.clone()).collect();
    assert_eq!(to, ["id", "en"], "into the language that the buyer writes, and back");
    assert!(
        desk.text(".draft-translation").contains("Yes, in stock"),
        "the draft beside it"
    );
    let said: HtmlTextAreaElement = desk.get(".draft-translation textarea").unchecked_into();
    assert_eq!(said.value(), "Ya, ada stok");
    said.set_value("Ya, masih ada");
    super::support::dispatch(&said, "new InputEvent('input', { bubbles: true })");
    until("it is said that the way back is not of this", || {
        desk.text(".draft-translation").contains("You have changed it since.")
    })
    .await;
    desk.named(".draft-translation button", "Translate back again").click();
    until("it is back again", || {
        desk.text("[data-part=back-translation]") == "Yes, still there"
    })
    .await;
    desk.named(".draft-translation button", "Use the translation").click();
    until("the panel is gone", || desk.find(".draft-translation").is_none()).await;
    assert_eq!(desk.field().value(), "Ya, masih ada");
    desk.enter();
    until("it is sent off", || desk.posted(A).len() == 1).await;
    assert_eq!(
        desk.posted(A)[0].content,
        NewContent::Text {
            text: "Ya, masih ada".into()
        }
    );
}
