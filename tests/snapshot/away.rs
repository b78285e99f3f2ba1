//! To another room and back: what is in memory.

use super::*;

/// Scrolled into the middle of the list, with a session open and a draft in it.
async fn in_the_middle() -> (Desk, Many, (String, f64), String) {
    let (desk, many) = open_many("/inbox", 1_000).await;
    scroll(&desk, 20_000).await;
    let (middle, _) = first_in_sight(&desk);
    desk.press(&middle);
    until("it is open", || selected(&desk) == [middle.clone()]).await;
    until("it can be answered", || {
        desk.find("textarea[aria-label=Message]").is_some()
    })
    .await;
    desk.write("half a sentence");
    let sight = first_in_sight(&desk);
    (desk, many, sight, middle)
}

#[wasm_bindgen_test]
async fn sr_01_back_within_five_minutes_all_of_it_stands_in_one_frame_without_a_request() {
    let (desk, _many, sight, middle) = in_the_middle().await;
    away(&desk).await;
    let asked = desk.gateway.asked(LIST).len();
    let later = Later::by(298_000.0, 298_000.0);
    desk.named("nav a", "Inbox").click();
    frame().await;
    assert_eq!(desk.gateway.asked(LIST).len(), asked, "asked before the paint");
    assert_eq!(first_in_sight(&desk), sight);
    assert_eq!(selected(&desk), [middle]);
    assert_eq!(draft(&desk), "half a sentence");
    assert!(desk.find(".session-row.empty").is_none());
    drop(later);
}

#[wasm_bindgen_test]
async fn sr_02_after_five_minutes_the_newest_are_fetched_and_the_same_session_is_in_sight() {
    let (desk, many) = open_many("/inbox", 1_000).await;
    scroll(&desk, 2_000).await;
    let (open, _) = first_in_sight(&desk);
    desk.press(&open);
    until("it is open", || selected(&desk) == [open.clone()]).await;
    away(&desk).await;
    let asked = desk.gateway.asked(LIST).len();
    for n in 100..104 {
        let _ = many.write(n, "while away");
    }
    many.hold(true);
    let later = Later::by(301_000.0, 301_000.0);
    desk.named("nav a", "Inbox").click();
    let question = desk.gateway.wait(LIST, asked + 1).await;
    assert!(question.line.contains("offset=0"), "{}", question.line);
    until("the veil is over the rows of before", || {
        desk.all("[role=status]")
            .iter()
            .any(|status| status.text_content().unwrap().contains("Loading data..."))
    })
    .await;
    assert!(!listed(&desk).is_empty());
    many.hold(false);
    many.answer(&question);
    until("the same session is selected and in sight", || {
        let frame = scroller(&desk).get_bounding_client_rect();
        let row = desk.find("[role=option][aria-selected=true]");
        row.is_some_and(|row| {
            let row_box = row.get_bounding_client_rect();
            row.get_attribute("data-id").as_ref() == Some(&open)
                && frame.top() <= row_box.top() + 1.0
                && row_box.bottom() <= frame.bottom() + 1.0
        })
    })
    .await;
    scroller(&desk).set_scroll_top(0);
    until("the newest are on top", || listed(&desk).starts_with(&many.ids(4))).await;
    drop(later);
}

#[wasm_bindgen_test]
async fn sr_03_a_wall_clock_that_jumps_while_away_changes_nothing() {
    for wall in [-3_600_000.0, 86_400_000.0] {
        let (desk, _many, sight, _) = in_the_middle().await;
        away(&desk).await;
        let asked = desk.gateway.asked(LIST).len();
        let later = Later::by(120_000.0, wall);
        desk.named("nav a", "Inbox").click();
        frame().await;
        assert_eq!(first_in_sight(&desk), sight, "the wall clock moved by {wall} ms");
        assert_eq!(desk.gateway.asked(LIST).len(), asked);
        drop(later);
    }
}

#[wasm_bindgen_test]
async fn sr_04_a_session_that_went_while_away_says_so_and_its_draft_can_be_copied() {
    let desk = open(&format!("/inbox?session={A}")).await;
    desk.wait_texts(&[&format!("hello from {A}")]).await;
    desk.write("half a sentence");
    away(&desk).await;
    let gone = Change::SessionGone {
        store: "shopee-1".parse().unwrap(),
        session: A.parse().unwrap(),
    };
    desk.gateway.stream("change", &change(101, gone));
    support::a_while().await;
    room(&desk, "Inbox").await;
    until("it says when", || {
        desk.text(".thread [role=status]")
            .contains("This session was removed at")
    })
    .await;
    let kept = desk
        .get(".lost-draft textarea")
        .unchecked_into::<web_sys::HtmlTextAreaElement>();
    assert_eq!(kept.value(), "half a sentence");
    assert_eq!(desk.named(".thread button", "Copy").tag_name(), "BUTTON");
    assert!(selected(&desk).is_empty(), "nothing else is selected");
    assert_eq!(listed(&desk), [B]);
}

#[wasm_bindgen_test]
async fn sr_05_a_session_outside_the_filter_is_fetched_by_itself_and_marked() {
    let gateway = gateway();
    let mut unread = session(B, 2);
    unread.unread = 1;
    gateway.always(
        LIST,
        &Page {
            items: vec![unread],
            total: 1,
            more_than_total: false,
            offset: 0,
            seq: 100,
            as_of: Millis(1_760_000_000_000),
        },
    );
    gateway.always(&format!("GET /api/sessions/{A}"), &session(A, 1));
    gateway.always(
        &format!("GET /api/sessions/{A}/messages"),
        &page(&[from_buyer(A, "m1", 10, "hello")]),
    );
    let desk = console(gateway, &format!("/inbox?unread=true&session={A}")).await;
    desk.wait_texts(&["hello"]).await;
    assert_eq!(
        desk.gateway.asked(&format!("GET /api/sessions/{A}")).len(),
        2,
        "itself, and its messages"
    );
    assert_eq!(desk.text(".thread-head .outside"), "Outside this filter");
    assert_eq!(listed(&desk), [B]);
    desk.go(&format!("/inbox?session={A}"));
    until("the mark goes with the filter", || {
        desk.find(".thread-head .outside").is_none()
    })
    .await;
}

#[wasm_bindgen_test]
async fn sr_11_forty_messages_in_twelve_sessions_are_there_without_moving_what_is_read() {
    let (desk, many, sight, middle) = in_the_middle().await;
    away(&desk).await;
    let heard = desk.gateway.asked("GET /api/unread").len();
    for n in 0..40 {
        let event = many.write(801 + (n % 12) * 2, &format!("message {n}"));
        desk.gateway.stream("change", &event);
    }
    support::a_while().await;
    let asked = desk.gateway.asked(LIST).len();
    room(&desk, "Inbox").await;
    until("the rows are there", || listed(&desk).contains(&sight.0)).await;
    assert_eq!(first_in_sight(&desk), sight, "what was read stays to the pixel");
    assert_eq!(selected(&desk), [middle]);
    assert_eq!(desk.gateway.asked(LIST).len(), asked, "the stream had told all of it");
    assert_eq!(desk.gateway.asked("GET /api/unread").len(), heard);
    scroller(&desk).set_scroll_top(0);
    until("the twelve are on top, newest first", || {
        let top: Vec<_> = listed(&desk).into_iter().take(12).collect();
        top == many.ids(12)
    })
    .await;
    let first = desk.all("[role=option][data-id]")[0].text_content().unwrap();
    assert!(first.contains("message 39"), "{first}");
    let unread = desk.all("[role=option] .count.unread");
    assert!(unread.len() >= 8, "{} rows say that they are unread", unread.len());
}

#[wasm_bindgen_test]
async fn sr_11_what_came_into_the_open_session_stands_below_its_line() {
    let desk = open(&format!("/inbox?session={A}")).await;
    desk.wait_texts(&[&format!("hello from {A}")]).await;
    away(&desk).await;
    for n in 0..3 {
        let message = from_buyer(A, &format!("n{n}"), 20 + n, &format!("new {n}"));
        desk.gateway.stream("change", &message_change(101 + 2 * n, &message));
        let mut row = session(A, 102 + 2 * n);
        row.unread = u32::try_from(n + 1).unwrap();
        let row = Change::Session { session: Box::new(row) };
        desk.gateway.stream("change", &change(102 + 2 * n, row));
    }
    support::a_while().await;
    room(&desk, "Inbox").await;
    desk.wait_texts(&[&format!("hello from {A}"), "new 0", "new 1", "new 2"])
        .await;
    until("the line is there", || desk.find(".new-line").is_some()).await;
    let line = desk.get(".new-line");
    let row = line.closest(".row").unwrap().unwrap();
    assert!(row.text_content().unwrap().contains("new 0"));
}

/// The browser refuses its database, until this is dropped.
struct NoDisk;

impl NoDisk {
    fn begin() -> Self {
        run(
            "window.disk = [IDBFactory.prototype.open, IDBDatabase.prototype.transaction];
             const no = () => { throw new DOMException('refused', 'InvalidStateError') };
             IDBFactory.prototype.open = no;
             IDBDatabase.prototype.transaction = no;",
        );
        Self
    }
}

impl Drop for NoDisk {
    fn drop(&mut self) {
        run("[IDBFactory.prototype.open, IDBDatabase.prototype.transaction] = window.disk");
    }
}

fn run(script: &str) {
    js_sys::Function::new_no_args(script).call0(&JsValue::NULL).unwrap();
}

#[wasm_bindgen_test]
async fn sr_10_without_a_disk_the_view_is_kept_in_the_tab_and_one_notice_says_so() {
    let refused = NoDisk::begin();
    let (desk, _many, sight, middle) = in_the_middle().await;
    let notice = "Work goes on in memory, but a reload loses drafts and unsent messages.";
    let notices = || desk.text(".toasts").matches(notice).count();
    until("one notice", || notices() == 1).await;
    away(&desk).await;
    let asked = desk.gateway.asked(LIST).len();
    desk.named("nav a", "Inbox").click();
    frame().await;
    assert_eq!(first_in_sight(&desk), sight);
    assert_eq!(selected(&desk), [middle]);
    assert_eq!(draft(&desk), "half a sentence");
    assert_eq!(desk.gateway.asked(LIST).len(), asked);
    assert_eq!(notices(), 1, "said once");
    drop(refused);
    until("the disk is used again", || notices() == 0).await;
}
