//! By a reload, a crash, a discarded tab: what is on disk. A second console in
//! the same page stands in for the page after it; nothing of the first is left
//! but what it had stored.

use super::*;
use gloo_timers::future::TimeoutFuture;
use steadydesk::browser::storage::{self, Table};

pub(super) const USER: &str = "u1";

/// The views on disk.
pub(super) async fn views() -> Vec<String> {
    storage::rows(Table::Views, &[USER]).await
}

/// Waits until a view on disk says this.
pub(super) async fn written(needle: &str) {
    for _ in 0..2_000 {
        if views().await.iter().any(|view| view.contains(needle)) {
            return;
        }
        TimeoutFuture::new(10).await;
    }
    panic!("no view says {needle}: {:?}", views().await);
}

/// The page goes away without a word, and another one comes at that address, on the same gateway.
pub(super) fn reload(desk: Desk, address: &str) -> Desk {
    let gateway = desk.leave();
    Desk::join(gateway, mounted(address, steadydesk::app::console))
}

/// From here the gateway answers nothing.
pub(super) fn silent(desk: &Desk) {
    desk.gateway.rule("/api/", |_| true);
}

/// Another tab of this browser: nothing is noted in it.
pub(super) fn another_tab() {
    leptos::prelude::window()
        .session_storage()
        .unwrap()
        .unwrap()
        .clear()
        .unwrap();
}

pub(super) async fn clean() {
    storage::wipe(&USER.parse().unwrap()).await;
}

/// A console scrolled into the middle, with a session open; all of it on disk.
async fn left_in_the_middle() -> (Desk, Many, (String, f64), String) {
    clean().await;
    let (desk, many) = open_many("/inbox", 1_000).await;
    scroll(&desk, 20_000).await;
    let (middle, _) = first_in_sight(&desk);
    desk.press(&middle);
    until("it is open", || selected(&desk) == [middle.clone()]).await;
    let sight = first_in_sight(&desk);
    written(&format!("session={middle}")).await;
    written(&format!("\n{}\n", 20_000)).await;
    (desk, many, sight, middle)
}

#[wasm_bindgen_test]
async fn sr_14_a_reload_paints_the_view_before_the_gateway_answers_anything() {
    let (desk, _many, sight, middle) = left_in_the_middle().await;
    silent(&desk);
    let address = support::address();
    let asked = desk.gateway.asked(LIST).len();
    let desk = reload(desk, &address);
    until("the rows are there", || listed(&desk).contains(&sight.0)).await;
    assert_eq!(first_in_sight(&desk), sight);
    assert_eq!(selected(&desk), [middle]);
    assert!(
        desk.text(".sessions .stamp").starts_with("as of"),
        "{}",
        desk.text(".sessions .stamp")
    );
    // Fresh: the stream goes on from where it was, and the list is not asked for at all.
    let stream = desk.gateway.wait("GET /api/events", 2).await;
    assert!(stream.last_event_id.is_some());
    assert_eq!(desk.gateway.asked(LIST).len(), asked);
}

#[wasm_bindgen_test]
async fn sr_14_after_two_hours_the_view_is_shown_and_caught_up_once() {
    let (desk, many, sight, middle) = left_in_the_middle().await;
    let _ = many.write(3, "meanwhile");
    let asked = desk.gateway.asked(LIST).len();
    let later = Later::by(0.0, 7_200_000.0);
    let address = support::address();
    let desk = reload(desk, &address);
    until("the rows are there", || listed(&desk).contains(&sight.0)).await;
    assert_eq!(selected(&desk), [middle]);
    let stream = desk.gateway.wait("GET /api/events", 2).await;
    assert_eq!(stream.last_event_id, None, "too old to go on from");
    desk.gateway.wait(LIST, asked + 1).await;
    until("it stands where it stood", || {
        desk.find(".session-row.empty").is_none() && first_in_sight(&desk) == sight
    })
    .await;
    drop(later);
}

#[wasm_bindgen_test]
async fn sr_03_a_view_of_the_future_is_not_shown() {
    let (desk, _many, _, _) = left_in_the_middle().await;
    let later = Later::by(0.0, -3_600_000.0);
    silent(&desk);
    let desk = reload(desk, "/inbox");
    desk.gateway.wait("GET /api/hello", 2).await;
    TimeoutFuture::new(600).await;
    assert!(
        desk.find("nav").is_none(),
        "nothing is shown before the gateway has said who sits here"
    );
    drop(later);
}

#[wasm_bindgen_test]
async fn sr_07_each_tab_comes_back_to_its_own_and_a_new_one_to_the_last_used() {
    clean().await;
    let desk = open(&format!("/inbox?session={A}")).await;
    desk.wait_texts(&[&format!("hello from {A}")]).await;
    written(&format!("session={A}")).await;
    let notes = || leptos::prelude::window().session_storage().unwrap().unwrap();
    let first = notes().get_item("steadydesk.view").unwrap().unwrap();
    another_tab();
    let desk = reload(desk, &format!("/inbox?session={B}"));
    desk.gateway.wait("GET /api/events", 2).await;
    desk.wait_texts(&[&format!("hello from {B}")]).await;
    written(&format!("session={B}")).await;
    assert_eq!(views().await.len(), 2, "neither has taken the other's");

    silent(&desk);
    another_tab();
    let desk = reload(desk, "/");
    until("a new tab opens where the last one was", || selected(&desk) == [B]).await;
    assert_eq!(support::address(), format!("/inbox?session={B}"));
    desk.wait_texts(&[&format!("hello from {B}")]).await;

    notes().set_item("steadydesk.view", &first).unwrap();
    let desk = reload(desk, &format!("/inbox?session={A}"));
    desk.wait_texts(&[&format!("hello from {A}")]).await;
    assert_eq!(selected(&desk), [A]);
}

#[wasm_bindgen_test]
async fn sr_09_a_spoiled_view_is_discarded_once_with_one_word_in_the_diagnostics() {
    for (spoil, word) in [
        (Some(("operator", "operatos")), "damaged"),
        (Some(("1 ", "0 ")), "of another version"),
        (None, "the console stopped while showing it"),
    ] {
        let (desk, _many, _, _) = left_in_the_middle().await;
        let notes = leptos::prelude::window().local_storage().unwrap().unwrap();
        notes.remove_item("steadydesk.view.spoiled").unwrap();
        let whose = notes.get_item("steadydesk.view").unwrap().unwrap();
        let (_, tab) = whose.split_once('\n').unwrap();
        match spoil {
            Some((from, to)) => {
                let text = views().await.remove(0).replacen(from, to, 1);
                let key = vec![USER.to_owned(), tab.to_owned()];
                storage::put(Table::Views, vec![(key, text)]).await;
            }
            None => notes.set_item(&format!("steadydesk.view.showing.{tab}"), "1").unwrap(),
        }
        let desk = reload(desk, "/settings");
        until("the desk is there all the same", || desk.find("nav").is_some()).await;
        let line = || {
            let parts = desk.text(".diagnostics");
            parts.contains("Stored view not shown") && parts.contains(word)
        };
        until(word, line).await;
        assert!(
            views().await.iter().all(|view| !view.contains("\n20000\n")),
            "it is gone"
        );
        let desk = reload(desk, "/inbox");
        until("and the next start is as any other", || !listed(&desk).is_empty()).await;
    }
}

#[wasm_bindgen_test]
async fn sr_06_a_tab_killed_while_typing_has_all_but_the_last_moment() {
    clean().await;
    let desk = open(&format!("/inbox?session={A}")).await;
    desk.wait_texts(&[&format!("hello from {A}")]).await;
    let mut text = String::new();
    let begun = now();
    let mut typed = Vec::new();
    // Typing without a pause.
    while now() - begun < 1_200.0 {
        text.push('x');
        desk.write(&text);
        typed.push((now(), text.len()));
        TimeoutFuture::new(30).await;
    }
    let killed = now();
    let rows = storage::rows(Table::Drafts, &[USER, "shopee-1", A]).await;
    let kept = rows.first().map_or(0, |row| row.matches('x').count());
    let before = typed
        .iter()
        .filter(|(at, _)| *at < killed - 300.0)
        .map(|(_, length)| *length);
    let least = before.max().unwrap_or(0);
    // The timer itself may be late on a busy machine: one turn of it is forgiven.
    assert!(
        kept + 12 >= least && kept > 0,
        "{kept} of {least} that were there 300 ms before"
    );
    let desk = reload(desk, &format!("/inbox?session={A}"));
    until("the draft is there", || {
        desk.find("textarea[aria-label=Message]").is_some() && draft(&desk).len() >= kept
    })
    .await;
}

#[wasm_bindgen_test]
async fn sr_13_a_start_without_a_network_shows_the_view_its_age_and_the_bar() {
    clean().await;
    let desk = open(&format!("/inbox?session={A}")).await;
    desk.wait_texts(&[&format!("hello from {A}")]).await;
    written(&format!("session={A}")).await;
    desk.gateway.add(support::gateway::on("/api/").status(0));
    let desk = reload(desk, &format!("/inbox?session={A}"));
    desk.wait_texts(&[&format!("hello from {A}")]).await;
    assert_eq!(listed(&desk), [A, B]);
    let bar = "Network connection lost. Session fetching paused.";
    until("the bar says that nothing is fetched", || {
        desk.all("[role=alert]")
            .iter()
            .any(|alert| alert.text_content().unwrap().contains(bar))
    })
    .await;
    desk.wait_texts(&[&format!("hello from {A}")]).await;
    assert_eq!(listed(&desk), [A, B], "nothing is blanked");
    assert!(desk.text(".sessions .stamp").starts_with("as of"));
}

#[wasm_bindgen_test]
async fn sr_15_out_of_the_browsers_cache_one_stream_is_opened_again() {
    clean().await;
    let desk = open("/inbox").await;
    let send = |kind: &str, persisted: bool| {
        let event = format!("window.dispatchEvent(new PageTransitionEvent('{kind}', {{ persisted: {persisted} }}))");
        js_sys::Function::new_no_args(&event).call0(&JsValue::NULL).unwrap();
    };
    let mut unread = session(B, 101);
    unread.unread = 1;
    let session = Box::new(unread);
    desk.gateway.stream("change", &change(101, Change::Session { session }));
    until("it is heard", || desk.find(".session-row .count.unread").is_some()).await;
    let before = desk.gateway.asked("GET /api/events");
    send("pagehide", true);
    until("the stream ends with the page", || {
        before[0].aborted.get().is_some() || before[0].answered.get().is_some()
    })
    .await;
    let shown = now();
    send("pageshow", true);
    let again = desk.gateway.wait("GET /api/events", 2).await;
    assert!(again.at - shown < 1_000.0);
    assert_eq!(again.last_event_id.as_deref(), Some("101"));
    support::a_while().await;
    assert_eq!(desk.gateway.asked("GET /api/events").len(), 2, "one, and not two");
}
