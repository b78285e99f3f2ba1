use super::support::inbox::A;
use super::*;
use wasm_bindgen::JsValue;
use web_sys::HtmlTextAreaElement;

/// What the browser's clipboard does in this test: takes a text, or refuses.
fn clipboard(takes: bool) {
    let script = if takes {
        "navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }"
    } else {
        "navigator.clipboard.writeText = () => Promise.reject(new Error('refused'))"
    };
    js_sys::eval(script).unwrap();
}

async fn diagnostics(desk: &Desk) {
    desk.go("/settings");
    until("the report", || desk.text(".diagnostics").contains("Last requests")).await;
}

#[wasm_bindgen_test]
async fn the_report_tells_what_happened_and_to_nobody_whose() {
    let desk = desk(&[]).await;
    desk.press(A);
    until("the thread", || desk.texts().len() == 1).await;
    desk.go("/inbox?q=somchai");
    desk.gateway.wait("GET /api/sessions?q=somchai", 1).await;
    desk.gateway.cut_stream();
    diagnostics(&desk).await;
    let told = |name: &str| {
        let line = desk
            .all(".diagnostics dl > div")
            .into_iter()
            .find(|line| line.query_selector("dt").unwrap().unwrap().text_content().as_deref() == Some(name));
        line.map(|line| line.query_selector("dd").unwrap().unwrap().text_content().unwrap())
    };
    assert_eq!(told("Console").unwrap(), env!("CARGO_PKG_VERSION"));
    assert_eq!(told("Gateway").unwrap(), "1");
    assert_eq!(told("Last event").unwrap(), "100");
    assert!(told("Browser").unwrap().contains("Chrome"));
    until("the disk has answered", || told("Used").unwrap().ends_with(" MB")).await;
    desk.named("button", "Look again").click();
    until("the stream's loss", || told("Times lost").unwrap() == "1").await;
    assert!(
        told("GET /api/sessions/{id}/messages?limit")
            .unwrap()
            .starts_with("ok, 200, ")
    );
    let all = desk.text(".diagnostics");
    for personal in ["somchai", A, "shopee-1"] {
        assert!(!all.contains(personal), "{personal}");
    }
}

#[wasm_bindgen_test]
async fn the_report_is_copied_or_selected_for_copying() {
    let desk = desk(&[]).await;
    diagnostics(&desk).await;
    clipboard(true);
    desk.named("button", "Copy for a ticket").click();
    until("the word", || {
        desk.text("[aria-labelledby=diagnostics] [role=status]") == "Copied."
    })
    .await;
    let copied = js_sys::Reflect::get(&web_sys::window().unwrap(), &"copied".into()).unwrap();
    let copied = copied.as_string().unwrap();
    assert!(copied.starts_with("Steadydesk\n\nVersions\n- Console: "), "{copied}");
    assert!(copied.contains("\n- GET /api/hello: ok, 200, "), "{copied}");

    clipboard(false);
    desk.named("button", "Copy for a ticket").click();
    focus_on("textarea.ticket").await;
    let area: HtmlTextAreaElement = desk.get("textarea.ticket").unchecked_into();
    assert!(area.value().starts_with("Steadydesk\n"));
    assert_eq!(area.selection_start().unwrap(), Some(0));
    assert_eq!(
        area.selection_end().unwrap(),
        Some(u32::try_from(area.value().encode_utf16().count()).unwrap())
    );
    js_sys::Reflect::delete_property(&web_sys::window().unwrap(), &JsValue::from_str("copied")).unwrap();
}

#[wasm_bindgen_test]
async fn long_tasks_are_counted() {
    steadydesk::browser::device::count_long_tasks();
    let before = steadydesk::browser::device::long_tasks();
    // Busy on purpose: that is what is measured.
    let start = super::support::now();
    while super::support::now() - start < 120.0 {}
    until("the long task is known", || {
        let (count, worst) = steadydesk::browser::device::long_tasks();
        count > before.0 && worst >= 100.0
    })
    .await;
}
