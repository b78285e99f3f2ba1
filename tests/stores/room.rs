//! The room and its ways: search, pages, status, adding and deleting.

use super::*;

#[wasm_bindgen_test]
async fn aj_16_composition_searches_nothing_until_it_ends() {
    let gateway = Gateway::start();
    let room = room(&gateway, "/stores", Role::Operator).await;
    let field = room.input("input[type=search][aria-label='Search stores']");
    let asked = || gateway.asked("q=").len();

    dispatch(&field, "new CompositionEvent('compositionstart', {bubbles: true})");
    for text in ["n", "ni", "ni h"] {
        field.set_value(text);
        dispatch(&field, "new InputEvent('input', {bubbles: true, isComposing: true})");
    }
    dispatch(
        &field,
        "new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true, cancelable: true})",
    );
    dispatch(
        &field,
        "new KeyboardEvent('keydown', {key: 'Enter', keyCode: 229, bubbles: true, cancelable: true})",
    );
    stays(500.0, "no request while composing", || asked() == 0).await;

    field.set_value("你好");
    dispatch(&field, "new CompositionEvent('compositionend', {bubbles: true})");
    let ended = now();
    until("one request", || asked() == 1).await;
    assert!(gateway.asked("q=")[0].at - ended >= 248.0);
    assert!(gateway.asked("q=%E4%BD%A0%E5%A5%BD").len() == 1);
    until("the address", || address() == "/stores?q=%E4%BD%A0%E5%A5%BD").await;
}

#[wasm_bindgen_test]
async fn search_waits_for_a_pause_and_enter_does_not() {
    let gateway = Gateway::start();
    let room = room(&gateway, "/stores?page=2", Role::Operator).await;
    let field = room.input("input[type=search]");
    for text in ["m", "mu", "mug "] {
        type_into(&field, text);
    }
    until("one search", || gateway.asked("q=mug&offset=0").len() == 1).await;
    assert_eq!(
        gateway.asked("q=").len(),
        1,
        "one for three keys, and from the first page"
    );
    assert_eq!(field.value(), "mug ", "what is typed stays as it is");

    let pressed = now();
    type_into(&field, "cup");
    press(&field, "Enter");
    until("it is out", || gateway.asked("q=cup").len() == 1).await;
    assert!(gateway.asked("q=cup")[0].at - pressed < 50.0);
    stays(400.0, "no second one", || gateway.asked("q=cup").len() == 1).await;
}

#[wasm_bindgen_test]
async fn back_and_forward_bring_the_view_back() {
    let gateway = Gateway::start();
    let room = room(&gateway, "/stores", Role::Operator).await;
    gateway.add(on("platform=lazada").json(&page(&LAZADA, 2)));
    tab(&room, "Lazada");
    until("the tab's rows", || rows(&room) == LAZADA).await;
    window().history().unwrap().back().unwrap();
    until("all rows again", || rows(&room) == ALL && address() == "/stores").await;
    window().history().unwrap().forward().unwrap();
    until("the tab's rows again", || rows(&room) == LAZADA).await;
}

#[wasm_bindgen_test]
async fn the_pager_walks_the_pages_there_are() {
    let gateway = Gateway::start();
    let room = room(&gateway, "/stores", Role::Operator).await;
    gateway.add(on("offset=25").json(&page(&["shopee-26"], 43)));
    assert_eq!(room.text(".pager-place"), "Page 1 of 2");
    let button = |name: &str| room.named("nav[aria-label=Pages] button", name);
    assert!(button("Previous page").has_attribute("disabled"));
    button("Next page").click();
    assert!(button("Next page").has_attribute("disabled") || rows(&room) == ALL);
    until("the second page", || rows(&room) == ["shopee-26"]).await;
    assert_eq!(
        (room.text(".pager-place").as_str(), address().as_str()),
        ("Page 2 of 2", "/stores?page=2")
    );
    assert!(button("Next page").has_attribute("disabled") && !button("Previous page").has_attribute("disabled"));
}

#[wasm_bindgen_test]
async fn a_broken_store_says_what_is_wrong_and_leads_the_way_out() {
    let gateway = Gateway::start();
    let mut answer = page(&[], 2);
    answer.page.items = vec![
        store("shopee-1", "<b>Tea & Co</b>", StoreStatus::LoginExpired),
        store("lazada-1", "Fine", StoreStatus::LoginExpires { days: 3 }),
    ];
    let shown = room(&gateway, "/stores", Role::Admin).await;
    gateway.add(on("platform=tiktok").json(&answer));
    tab(&shown, "TikTok Shop");
    until("the rows", || rows(&shown).len() == 2).await;
    let row = shown.text("[data-id=shopee-1]");
    assert!(row.contains("<b>Tea & Co</b>"), "a name is text: {row}");
    assert!(
        row.contains("Login expired") && row.contains("Authorise the store again."),
        "{row}"
    );
    assert!(shown.text("[data-id=lazada-1]").contains("Login expires in 3 days"));

    let refusal = Problem {
        status: 502,
        code: Code::Platform,
        title: String::new(),
        detail: None,
        retry_after: None,
    };
    gateway.add(on("POST /api/authorizations").status(502).json(&refusal));
    shown
        .named("[data-id=shopee-1] button", "Authorise again: <b>Tea & Co</b>")
        .click();
    until("the refusal in words", || {
        shown.text(".toasts").contains("The marketplace does not answer.")
    })
    .await;
}

#[wasm_bindgen_test]
async fn deleting_asks_first_and_takes_the_row_out() {
    let gateway = Gateway::start();
    let shown = room(&gateway, "/stores", Role::Admin).await;
    gateway.add(on("DELETE /api/stores/lazada-1").status(204));
    shown.named("[data-id=lazada-1] button", "Delete").click();
    until("the question", || {
        shown.text("dialog[open]").contains("Shop lazada-1 leaves the desk")
    })
    .await;
    assert!(
        gateway.asked("/api/stores/lazada-1").is_empty(),
        "nothing is deleted before the answer"
    );
    shown.named("dialog[open] button", "Cancel").click();
    until("the dialog closes", || shown.find("dialog[open]").is_none()).await;
    assert_eq!(rows(&shown), ALL);

    shown.named("[data-id=lazada-1] button", "Delete").click();
    until("the question again", || shown.find("dialog[open] .danger").is_some()).await;
    gateway.add(on("GET /api/stores?").json(&page(&["shopee-1", "tiktok-1"], 42)));
    shown.named("dialog[open] .danger", "Delete").click();
    until("the row is gone", || rows(&shown) == ["shopee-1", "tiktok-1"]).await;
    assert!(shown.text(".toasts").contains("Shop lazada-1 was deleted."));
}

#[wasm_bindgen_test]
async fn an_operator_cannot_add_or_delete() {
    let gateway = Gateway::start();
    let shown = room(&gateway, "/stores?authorization=refused", Role::Operator).await;
    assert!(shown.find(".room-head .primary").is_none() && shown.all("[data-id] button").is_empty());
    assert!(
        shown.text(".toasts").contains("The store was not authorised"),
        "said once"
    );
    assert_eq!(address(), "/stores", "and taken out of the address");
}
