//! Whose it is.

use super::disk::*;
use super::*;
use serde_json::json;
use steadydesk::browser::storage::{self, Table};

/// All that this browser keeps, as one text.
async fn everything() -> String {
    let read = js_sys::Function::new_no_args(
        "return (async () => {
            const found = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })];
            for (const { name, version } of await indexedDB.databases()) {
                const database = await new Promise((done, failed) => {
                    const open = indexedDB.open(name, version);
                    open.onsuccess = () => done(open.result);
                    open.onerror = () => failed(open.error);
                });
                for (const table of database.objectStoreNames) {
                    const store = database.transaction(table).objectStore(table);
                    for (const way of ['getAllKeys', 'getAll']) {
                        found.push(await new Promise((done) => {
                            const ask = store[way]();
                            ask.onsuccess = () => done(JSON.stringify(ask.result));
                        }));
                    }
                }
                database.close();
            }
            for (const name of await caches?.keys() ?? []) found.push(name);
            return found.join('\\n');
        })()",
    );
    let promise: js_sys::Promise = read.call0(&JsValue::NULL).unwrap().unchecked_into();
    let text = wasm_bindgen_futures::JsFuture::from(promise).await.unwrap();
    text.as_string().unwrap()
}

fn hello(id: Option<&str>) -> serde_json::Value {
    let account = id.map(|id| json!({"id": id, "name": id, "role": "operator", "now": 1_760_000_000_000_i64}));
    json!({"version": "1", "now": 1_760_000_000_000_i64, "account": account, "sandbox_accounts": []})
}

/// A desk of the first user with a view and a draft on disk.
async fn left_by_the_first() -> Desk {
    clean().await;
    let desk = open(&format!("/inbox?session={A}")).await;
    desk.wait_texts(&[&format!("hello from {A}")]).await;
    desk.write("a secret of the first");
    written(&format!("session={A}")).await;
    for _ in 0..500 {
        if everything().await.contains("a secret of the first") {
            break;
        }
        gloo_timers::future::TimeoutFuture::new(10).await;
    }
    let kept = everything().await;
    assert!(
        kept.contains("a secret of the first") && kept.contains("hello from"),
        "{kept}"
    );
    desk
}

#[wasm_bindgen_test]
async fn sr_08_signing_out_leaves_nothing_of_the_first_for_the_second() {
    let desk = left_by_the_first().await;
    storage::put(
        Table::Translations,
        vec![(vec![USER.to_owned(), "shopee-1".to_owned()], "a translation".to_owned())],
    )
    .await;
    desk.gateway.add(support::gateway::on("POST /api/sign-out").status(204));
    desk.named("#account-menu button", "Sign out").click();
    until("the sign-in page stands there", || {
        desk.find("input[type=password]").is_some()
    })
    .await;
    let kept = everything().await;
    for secret in ["a secret", "hello from", "a translation", A, "u1"] {
        assert!(!kept.contains(secret), "{secret} is still there: {kept}");
    }
    desk.gateway.always("GET /api/hello", &hello(Some("u2")));
    silent_lists(&desk);
    let desk = reload(desk, "/inbox");
    until("the second sits here", || desk.find("nav").is_some()).await;
    assert!(listed(&desk).is_empty() && texts(&desk).is_empty());
}

fn silent_lists(desk: &Desk) {
    desk.gateway.rule("GET /api/sessions", |_| true);
}

#[wasm_bindgen_test]
async fn sr_08_where_the_gateway_says_somebody_else_the_first_ones_view_goes_from_screen_and_disk() {
    let desk = left_by_the_first().await;
    desk.gateway.rule("GET /api/hello", |_| true);
    silent_lists(&desk);
    let desk = reload(desk, &format!("/inbox?session={A}"));
    until("the last view stands there", || listed(&desk) == [A, B]).await;
    let asked = desk.gateway.wait("GET /api/hello", 2).await;
    asked.answer(200, &hello(Some("u2")));
    until("the second's desk stands there", || desk.text(".menu-name") == "u2").await;
    assert!(listed(&desk).is_empty() && texts(&desk).is_empty());
    let kept = everything().await;
    for secret in ["a secret", "hello from", "u1"] {
        assert!(!kept.contains(secret), "{secret} is still there: {kept}");
    }
}

#[wasm_bindgen_test]
async fn sr_08_where_the_session_has_ended_the_view_goes_and_the_draft_waits_for_its_writer() {
    let desk = left_by_the_first().await;
    desk.gateway.rule("GET /api/hello", |_| true);
    let desk = reload(desk, &format!("/inbox?session={A}"));
    until("the last view stands there", || listed(&desk) == [A, B]).await;
    let asked = desk.gateway.wait("GET /api/hello", 2).await;
    asked.answer(200, &hello(None));
    until("the sign-in page stands there", || {
        desk.find("input[type=password]").is_some()
    })
    .await;
    assert!(desk.find("nav").is_none());
    let kept = everything().await;
    assert!(!kept.contains("hello from"), "{kept}");
    assert!(
        kept.contains("a secret of the first"),
        "unsent words wait for whoever wrote them"
    );
    let account = json!({"id": "u2", "name": "u2", "role": "operator", "now": 1_760_000_000_000_i64});
    desk.gateway.always("POST /api/sign-in", &account);
    silent_lists(&desk);
    let form = desk.get("form");
    support::dispatch(&form, "new SubmitEvent('submit', {bubbles: true, cancelable: true})");
    until("the second's desk stands there", || desk.text(".menu-name") == "u2").await;
    let kept = everything().await;
    for secret in ["a secret", "hello from", "u1"] {
        assert!(!kept.contains(secret), "{secret} is still there: {kept}");
    }
}
