//! The session list while it is looked at: however long, and whatever comes in.

use super::*;
use support::{dispatch, now, stays};

/// A console with so many sessions, of which the first are in the page.
pub(super) async fn open_many(address: &str, count: u32) -> (Desk, Many) {
    let gateway = gateway();
    let many = Many::at(&gateway, count);
    let desk = console(gateway, address).await;
    until("sessions are listed", || !listed(&desk).is_empty()).await;
    (desk, many)
}

/// The ids of the rows in the page, in order.
pub(super) fn listed(desk: &Desk) -> Vec<String> {
    desk.ids("[role=option][data-id]")
}

pub(super) fn frame_of(desk: &Desk) -> HtmlElement {
    desk.get(".virtual")
}

/// The row at the top of the list's frame, and how far it begins below the frame's top.
pub(super) fn first_in_sight(desk: &Desk) -> (String, f64) {
    let edge = frame_of(desk).get_bounding_client_rect().top();
    let rows = desk.all("[role=option][data-id]");
    let first = rows
        .iter()
        .find(|row| row.get_bounding_client_rect().bottom() > edge + 0.5);
    let first = first.expect("a row is in sight");
    (
        first.get_attribute("data-id").unwrap(),
        first.get_bounding_client_rect().top() - edge,
    )
}

/// Scrolls there and waits until all that is in sight is there.
pub(super) async fn scroll(desk: &Desk, top: i32) {
    frame_of(desk).set_scroll_top(top);
    frame().await;
    until("what is in sight is there", || {
        desk.find(".session-row.empty").is_none()
    })
    .await;
}

fn top_of(desk: &Desk, id: &str) -> f64 {
    row(desk, id).get_bounding_client_rect().top()
}

pub(super) fn row(desk: &Desk, id: &str) -> HtmlElement {
    desk.get(&format!("[role=option][data-id='{id}']"))
}

fn pointer(desk: &Desk, kind: &str) {
    let target = match kind {
        "leave" => frame_of(desk).into(),
        _ => desk.all("[role=option][data-id]")[2].clone(),
    };
    dispatch(
        &target,
        &format!("new PointerEvent('pointer{kind}', {{bubbles: true}})"),
    );
}

async fn tell(desk: &Desk, event: &Event) {
    desk.gateway.stream("change", event);
}

/// Tells an event of a row in the page and waits until the row says it: all before has been heard as well.
async fn tell_and_see(desk: &Desk, many: &Many, n: u32, text: &str) {
    tell(desk, &many.write(n, text)).await;
    let said = || row(desk, &many::id(n)).text_content().unwrap().contains(text);
    until(text, || {
        desk.find(&format!("[data-id='{}']", many::id(n))).is_some() && said()
    })
    .await;
}

fn news(desk: &Desk) -> String {
    desk.text("button.news")
}

#[wasm_bindgen_test]
async fn aj_10_no_row_moves_under_a_hand() {
    let (desk, many) = open_many("/inbox", 500).await;
    let before = listed(&desk);
    pointer(&desk, "over");
    for round in 0..5 {
        for n in [900, 901, 902, 903, 904] {
            tell(&desk, &many.write(n, &format!("new {round}"))).await;
        }
        tell(&desk, &many.write(6, &format!("six {round}"))).await;
        pointer(&desk, "move");
    }
    tell_and_see(&desk, &many, 7, "seven").await;
    assert_eq!(listed(&desk), before, "no row has moved");
    assert!(
        row(&desk, &many::id(6)).text_content().unwrap().contains("six 4"),
        "rows say the newest"
    );
    assert_eq!(news(&desk), "5 new, 2 moved");

    // A press: ten milliseconds after an update the click opens what was under the pointer.
    let third = row(&desk, &before[3]);
    let place = third.get_bounding_client_rect();
    dispatch(&third, "new PointerEvent('pointerdown', {bubbles: true})");
    tell(&desk, &many.write(8, "eight")).await;
    gloo_timers::future::TimeoutFuture::new(10).await;
    #[expect(clippy::cast_possible_truncation, reason = "pixels of a page")]
    let under = leptos::prelude::document()
        .element_from_point(place.left() as f32 + 40.0, place.top() as f32 + 20.0)
        .unwrap();
    under.unchecked_into::<HtmlElement>().click();
    until("it is open", || {
        desk.ids("[role=option][aria-selected=true]") == [before[3].clone()]
    })
    .await;

    desk.get("button.news").click();
    until("the rows take their places", || listed(&desk)[..3] == many.ids(3)[..]).await;
    assert_eq!(news(&desk), "");

    // Still under the hand; a second after it has left the rest follows by itself.
    let before = listed(&desk);
    tell_and_see(&desk, &many, 9, "nine").await;
    assert_eq!((listed(&desk), news(&desk)), (before.clone(), "1 moved".to_owned()));
    let left = now();
    pointer(&desk, "leave");
    stays(800.0, "nothing moves at once", || listed(&desk) == before).await;
    until("it has its place", || listed(&desk)[0] == many::id(9)).await;
    assert!(now() - left >= 990.0);
    assert_eq!(news(&desk), "");
}

#[wasm_bindgen_test]
async fn aj_10_no_row_moves_while_one_has_the_focus() {
    let (desk, many) = open_many("/inbox", 40).await;
    let before = listed(&desk);
    row(&desk, &before[4]).focus().unwrap();
    for n in [20, 21, 3] {
        tell(&desk, &many.write(n, "again")).await;
    }
    until("three wait", || news(&desk) == "3 moved").await;
    assert_eq!(listed(&desk), before);
    desk.get("input[type=search]").focus().unwrap();
    until("they take their places", || listed(&desk)[..3] == many.ids(3)[..]).await;
}

#[wasm_bindgen_test]
async fn aj_11_the_open_row_stays_while_others_jump() {
    let (desk, many) = open_many(&format!("/inbox?session={}", many::id(2)), 60).await;
    let top = top_of(&desk, &many::id(2));
    for n in [7, 8, 50, 700] {
        tell_and_see(&desk, &many, n, "up").await;
        assert_eq!(listed(&desk)[2], many::id(2));
        assert!((top_of(&desk, &many::id(2)) - top).abs() < 1.0);
    }
    // Its own message does not move it either.
    tell_and_see(&desk, &many, 2, "mine").await;
    assert_eq!(listed(&desk)[2], many::id(2));
    tell_and_see(&desk, &many, 9, "up").await;
    desk.go("/inbox");
    until("it takes its sorted place", || listed(&desk)[..5] == many.ids(5)[..]).await;
    assert_eq!(listed(&desk)[1], many::id(2));
}

#[wasm_bindgen_test]
async fn aj_12_what_is_read_in_the_middle_stays_to_the_pixel() {
    let (desk, many) = open_many("/inbox", 400).await;
    scroll(&desk, 10_000).await;
    let before = first_in_sight(&desk);
    let total = || {
        row(&desk, &before.0)
            .get_attribute("aria-posinset")
            .unwrap()
            .parse::<u32>()
            .unwrap()
    };
    let place = total();
    for n in 0..50 {
        tell(&desk, &many.write(1_000 + n, "first")).await;
    }
    // The last one is told by the row that is in sight.
    let seen = before.0.rsplit('~').next().unwrap().parse::<u32>().unwrap() + 3;
    let mut event = many.write(seen, "gone up");
    if let Change::Session { session } = &mut event.change {
        session.unread = 7;
    }
    tell(&desk, &event).await;
    until("it has gone up", || {
        desk.find(&format!("[data-id='{}']", many::id(seen))).is_none()
    })
    .await;
    let after = first_in_sight(&desk);
    assert_eq!(after.0, before.0);
    assert!((after.1 - before.1).abs() <= 1.0, "{after:?} {before:?}");
    assert!(total() > place);
}

#[wasm_bindgen_test]
async fn aj_15_equal_data_changes_nothing_in_the_page() {
    let (desk, _many) = open_many("/inbox", 300).await;
    scroll(&desk, 2_000).await;
    frame().await;
    let watch = js_sys::Function::new_with_args(
        "target",
        "const seen = []; const watch = new MutationObserver((all) => seen.push(...all));
         watch.observe(target, { subtree: true, childList: true, attributes: true, characterData: true });
         return () => { seen.push(...watch.takeRecords()); return seen.length; }",
    );
    let count: js_sys::Function = watch
        .call1(&wasm_bindgen::JsValue::NULL, &frame_of(&desk).parent_element().unwrap())
        .unwrap()
        .unchecked_into();
    let asked = desk.gateway.asked("GET /api/sessions?").len();
    for round in 1..=3 {
        let back =
            js_sys::Function::new_no_args("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))");
        back.call0(&wasm_bindgen::JsValue::NULL).unwrap();
        let again = desk.gateway.wait("GET /api/sessions?", asked + round).await;
        until("it is answered", || again.answered.get().is_some()).await;
        a_while().await;
    }
    let mutations = count.call0(&wasm_bindgen::JsValue::NULL).unwrap().as_f64();
    assert_eq!(mutations, Some(0.0));
}

#[wasm_bindgen_test]
async fn a_hundred_thousand_sessions_are_flung_through_with_a_few_rows() {
    let (desk, many) = open_many("/inbox", 100_000).await;
    let scroller = frame_of(&desk);
    assert_eq!(
        row(&desk, &many::id(0)).get_attribute("aria-setsize").as_deref(),
        Some("100000")
    );
    let far = scroller.scroll_height() - scroller.client_height();
    assert!(far > 100_000 * 24, "{far}");
    let mut most = 0;
    many.hold(true);
    let asked = desk.gateway.asked("GET /api/sessions?").len();
    for part in 1..=60 {
        scroller.set_scroll_top(far / 60 * part);
        frame().await;
        most = most.max(desk.all("[role=option]").len());
        let bottom = scroller.get_bounding_client_rect().bottom();
        let last = desk.all("[role=option]").last().unwrap().get_bounding_client_rect();
        assert!(last.bottom() >= bottom - 1.0, "a blank at {part}");
    }
    scroller.set_scroll_top(far);
    frame().await;
    assert!(most <= 120, "{most} rows in the page");
    many.hold(false);
    let alive = || {
        let all = desk.gateway.asked("GET /api/sessions?");
        let alive =
            |one: &&std::rc::Rc<support::gateway::Asked>| one.aborted.get().is_none() && one.answered.get().is_none();
        all.iter().filter(alive).cloned().collect::<Vec<_>>()
    };
    for one in alive() {
        many.answer(&one);
    }
    until("the end is there", || listed(&desk).last() == Some(&many::id(99_999))).await;
    until("all of it", || desk.find(".session-row.empty").is_none()).await;
    let all = desk.gateway.asked("GET /api/sessions?");
    let aborted = all[asked..].iter().filter(|one| one.aborted.get().is_some()).count();
    assert!(
        aborted >= 2,
        "what was left was taken back: {aborted} of {}",
        all.len() - asked
    );
    assert!(alive().is_empty());
    assert!(all.len() - asked <= 60, "a fling asks for less than it passes");
    assert_eq!(desk.text(".list-count"), "100,000 sessions");
}

#[wasm_bindgen_test]
async fn another_filter_begins_at_the_top() {
    let (desk, _many) = open_many("/inbox", 300).await;
    scroll(&desk, 5_000).await;
    desk.named("button", "Unread").click();
    until("only the odd ones", || listed(&desk).first() == Some(&many::id(1))).await;
    assert_eq!(frame_of(&desk).scroll_top(), 0);
    assert_eq!(desk.text(".list-count"), "150 sessions");
    assert!(desk.find("nav[aria-label=Pages]").is_none());
}
