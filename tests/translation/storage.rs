//! The disk: faults of the browser's database, and what is left of the rows.

use super::support::{mounted, until};
use super::{Fault, script};
use leptos::prelude::*;
use std::cell::Cell;
use std::rc::Rc;
use steadydesk::browser::storage::{self, Kept, Named, News, Table};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

async fn put(user: &str, name: &str, text: &str) -> Kept {
    storage::put(
        Table::Notes,
        vec![(vec![user.to_owned(), name.to_owned()], text.to_owned())],
    )
    .await
}

async fn rows(user: &str) -> Vec<String> {
    storage::rows(Table::Notes, &[user]).await
}

/// Kills the console's handle: the database is closed under it, as another tab's upgrade does.
async fn forget_handle() {
    let _dead = Fault::dead_handle();
    storage::rows(Table::Notes, &["nobody"]).await;
}

fn toasts(text: &str) -> usize {
    let page = document().body().unwrap().text_content().unwrap();
    page.matches(text).count()
}

#[wasm_bindgen_test]
async fn tc_08_a_database_that_cannot_be_opened_is_tried_thrice_and_used_again_once_it_works() {
    let console = mounted("/", steadydesk::app::console);
    assert_eq!(put("u8", "before", "on disk").await, Kept::OnDisk);
    let fault = Fault::no_opening();
    {
        let _dead = script(
            "window.close0 = IDBDatabase.prototype.transaction; IDBDatabase.prototype.transaction = () => { throw new DOMException('closed', 'InvalidStateError') }",
        );
        assert_eq!(put("u8", "during", "in memory").await, Kept::InMemory);
        script("IDBDatabase.prototype.transaction = window.close0");
    }
    assert_eq!(
        script("return window.opened").as_f64(),
        Some(4.0),
        "opened, and opened again three times"
    );
    assert_eq!(storage::kept(), Kept::InMemory);
    put("u8", "more", "also").await;
    storage::delete(Table::Notes, &["u8", "before"]).await;
    assert_eq!(rows("u8").await, ["in memory", "also"]);
    assert_eq!(
        script("return window.opened").as_f64(),
        Some(4.0),
        "it is left alone for a while"
    );
    until("one notice", || toasts("This browser's disk cannot be used now.") == 1).await;
    drop(fault);
    until("the disk is used again", || storage::kept() == Kept::OnDisk).await;
    until("the notice has gone", || {
        toasts("This browser's disk cannot be used now.") == 0
    })
    .await;
    forget_handle().await;
    assert_eq!(
        rows("u8").await,
        ["in memory", "also"],
        "carried over, and what was deleted is gone"
    );
    drop(console);
}

#[wasm_bindgen_test]
async fn tc_08_a_handle_that_died_is_opened_anew_and_nothing_is_lost() {
    assert_eq!(put("dead", "a", "1").await, Kept::OnDisk);
    let fault = Fault::dead_handle();
    assert_eq!(put("dead", "b", "2").await, Kept::OnDisk);
    assert_eq!(rows("dead").await, ["1", "2"]);
    drop(fault);
}

#[wasm_bindgen_test]
async fn tc_08_a_table_that_is_missing_is_made_and_the_others_stay() {
    put("gap", "a", "1").await;
    let broken = script(
        "return new Promise((done, failed) => {
             const name = 'steadydesk-2';
             const now = indexedDB.open(name);
             now.onsuccess = () => {
                 const next = now.result.version + 1;
                 now.result.close();
                 const change = indexedDB.open(name, next);
                 change.onupgradeneeded = () => change.result.deleteObjectStore('drafts');
                 change.onsuccess = () => { change.result.close(); done() };
                 change.onerror = failed;
             };
         })",
    );
    JsFuture::from(js_sys::Promise::from(broken)).await.unwrap();
    let key = vec!["gap".to_owned(), "s".to_owned()];
    assert_eq!(
        storage::put(Table::Drafts, vec![(key, "text".to_owned())]).await,
        Kept::OnDisk
    );
    assert_eq!(storage::rows(Table::Drafts, &["gap"]).await, ["text"]);
    assert_eq!(rows("gap").await, ["1"]);
}

#[wasm_bindgen_test]
async fn tc_09_a_full_disk_throws_translations_out_and_says_nothing() {
    let told = Rc::new(Cell::new(None));
    storage::watch({
        let told = Rc::clone(&told);
        move |news| told.set(Some(news))
    });
    let named = |n: u32| Named {
        key: ["full", "store", "session", "en", &n.to_string()]
            .map(str::to_owned)
            .to_vec(),
        name: vec!["full".to_owned(), format!("en{n}")],
        text: format!("text {n}"),
    };
    storage::put_named(Table::Translations, &[named(1), named(2)]).await;
    storage::put(Table::Drafts, vec![(vec!["full".to_owned()], "draft".to_owned())]).await;
    storage::on_full(|| {
        Box::pin(async {
            storage::delete(Table::Translations, &["full", "store"]).await;
            true
        })
    });
    let fault = Fault::full();
    assert_eq!(put("full", "a", "1").await, Kept::OnDisk);
    assert_eq!(told.get(), None::<News>, "no word to the operator");
    assert_eq!(storage::rows(Table::Translations, &["full"]).await, [""; 0]);
    assert_eq!(storage::rows(Table::Drafts, &["full"]).await, ["draft"]);
    drop(fault);
    // Where nothing is left to throw out, rows wait in memory and that is said.
    storage::on_full(|| Box::pin(async { false }));
    let fault = Fault::full();
    assert_eq!(put("full", "b", "2").await, Kept::InMemory);
    assert_eq!(
        storage::put_named(Table::Translations, &[named(3)]).await,
        Kept::InMemory
    );
    assert_eq!(told.get(), Some(News::Full));
    assert_eq!(rows("full").await, ["2", "1"]);
    drop(fault);
    until("it is on disk after all", || told.get() == Some(News::OnDisk)).await;
    assert_eq!(rows("full").await, ["1", "2"]);
}

#[wasm_bindgen_test]
async fn rows_are_found_by_name_and_read_by_pages() {
    let named = |n: u32| Named {
        key: ["names", "store", "session", "en", &n.to_string()]
            .map(str::to_owned)
            .to_vec(),
        name: vec!["names".to_owned(), format!("en{n}")],
        text: format!("text {n}"),
    };
    let all: Vec<Named> = (1..=5).map(named).collect();
    assert_eq!(storage::put_named(Table::Translations, &all).await, Kept::OnDisk);
    let name = |n: u32| vec!["names".to_owned(), format!("en{n}")];
    let found = storage::find(Table::Translations, &[name(4), name(9), name(1)]).await;
    assert_eq!(found, [Some("text 4".to_owned()), None, Some("text 1".to_owned())]);
    let other = vec!["other".to_owned(), "en4".to_owned()];
    assert_eq!(
        storage::find(Table::Translations, &[other]).await,
        [None],
        "another user's"
    );
    let first = storage::page(Table::Translations, &["names"], None, 3).await;
    let texts = |rows: &[storage::Row]| rows.iter().map(|(_, text)| text.clone()).collect::<Vec<_>>();
    assert_eq!(texts(&first), ["text 1", "text 2", "text 3"]);
    let rest = storage::page(Table::Translations, &["names"], Some(&first[2].0), 3).await;
    assert_eq!(texts(&rest), ["text 4", "text 5"]);
    assert_eq!(rest[1].0, all[4].key);
}

#[wasm_bindgen_test]
async fn tc_11_odd_ids_never_reach_into_anothers_rows() {
    let long = "x".repeat(500);
    let odd = ["a", "a/b", "..", "a|b", "a\u{0}", "\u{ffff}", "🛒", "", long.as_str()];
    let mut count = 0;
    for store in odd {
        for session in odd {
            let key = vec!["odd".to_owned(), store.to_owned(), session.to_owned()];
            storage::put(Table::Drafts, vec![(key, format!("{store}>{session}"))]).await;
            count += 1;
        }
    }
    for store in odd {
        assert_eq!(
            storage::rows(Table::Drafts, &["odd", store]).await.len(),
            odd.len(),
            "{store:?}"
        );
        let one = storage::rows(Table::Drafts, &["odd", store, "a/b"]).await;
        assert_eq!(one, [format!("{store}>a/b")]);
    }
    storage::delete(Table::Drafts, &["odd", "a"]).await;
    assert_eq!(storage::rows(Table::Drafts, &["odd"]).await.len(), count - odd.len());
    assert_eq!(storage::rows(Table::Drafts, &["od"]).await, [""; 0]);
}
