//! Of many questions the last one counts, and the wait for its answer is seen.

use super::*;
use std::cell::Cell;

#[wasm_bindgen_test]
async fn aj_01_the_second_tab_wins_and_the_first_request_is_aborted_at_the_click() {
    let gateway = Gateway::start();
    let room = room(&gateway, "/stores", Role::Operator).await;
    gateway.add(on("platform=shopee").after(3_000).json(&page(&SHOPEE, 40)));
    gateway.add(on("platform=lazada").after(200).json(&page(&LAZADA, 2)));

    tab(&room, "Shopee");
    let first = now();
    until("the first request is out", || {
        gateway.asked("platform=shopee").len() == 1
    })
    .await;
    let click = now();
    tab(&room, "Lazada");
    let aborted = gateway.asked("platform=shopee")[0]
        .aborted
        .get()
        .expect("aborted on the side of the click");
    assert!(aborted - click < 50.0, "{} ms", aborted - click);

    until("the second tab's rows are shown", || rows(&room) == LAZADA).await;
    let answered = gateway.asked("platform=lazada")[0].answered.get().unwrap();
    assert!(
        now() - answered < 100.0,
        "shown {} ms after the answer",
        now() - answered
    );
    stays(first + 3_300.0 - now(), "the second tab's rows", || {
        rows(&room) == LAZADA
    })
    .await;
    assert_eq!(address(), "/stores?platform=lazada");
}

#[wasm_bindgen_test]
async fn aj_02_twenty_changes_leave_one_request_alive_and_one_list_painted() {
    let gateway = Gateway::start();
    let room = room(&gateway, "/stores", Role::Operator).await;
    gateway.add(on("platform=shopee").after(300).json(&page(&SHOPEE, 40)));
    gateway.add(on("platform=lazada").after(300).json(&page(&LAZADA, 2)));
    for turn in 0..20 {
        tab(&room, if turn % 2 == 0 { "Shopee" } else { "Lazada" });
        stays(60.0, "nothing between is painted", || rows(&room) == ALL).await;
    }
    until("the last filter's rows", || rows(&room) == LAZADA).await;
    assert_eq!(gateway.most_alive(), 1);
}

#[wasm_bindgen_test]
async fn aj_03_an_answer_that_ignores_the_abort_changes_nothing() {
    let gateway = Gateway::start();
    let room = room(&gateway, "/stores?store=lazada-1", Role::Operator).await;
    let mut late = page(&SHOPEE, 400);
    late.tabs[0].count = 999;
    gateway.add(on("platform=shopee").after(500).deaf().json(&late));
    gateway.add(on("platform=lazada").after(100).json(&page(&LAZADA, 2)));
    tab(&room, "Shopee");
    until("the first request is out", || {
        gateway.asked("platform=shopee").len() == 1
    })
    .await;
    tab(&room, "Lazada");
    until("the second tab's rows", || rows(&room) == LAZADA).await;
    until("its veil is gone", || veil(&room).is_none()).await;
    let seen = |room: &Mounted| {
        (
            rows(room),
            room.text(".tabs"),
            room.text(".room-foot"),
            room.text(".stamp"),
        )
    };
    let before = seen(&room);
    until("the late answer is there", || {
        gateway.asked("platform=shopee")[0].answered.get().is_some()
    })
    .await;
    stays(200.0, "list, totals and pager", || seen(&room) == before).await;
    assert_eq!(room.ids("[aria-current=true]"), ["lazada-1"], "the row pointed out");
    assert!(
        room.named("[role=tab]", "Lazada")
            .get_attribute("aria-selected")
            .as_deref()
            == Some("true")
    );
}

#[wasm_bindgen_test]
async fn aj_04_there_and_back_shows_one_result_and_no_error() {
    let gateway = Gateway::start();
    let room = room(&gateway, "/stores", Role::Operator).await;
    gateway.add(on("platform=shopee").after(300).json(&page(&SHOPEE, 40)));
    gateway.add(on("platform=lazada").after(300).json(&page(&LAZADA, 2)));
    tab(&room, "Shopee");
    until("the first request is out", || {
        gateway.asked("platform=shopee").len() == 1
    })
    .await;
    tab(&room, "Lazada");
    until("the second request is out", || {
        gateway.asked("platform=lazada").len() == 1
    })
    .await;
    tab(&room, "Shopee");
    let mut shown = vec![rows(&room)];
    let mut said = Vec::new();
    let start = now();
    while now() - start < 900.0 {
        frame().await;
        if shown.last() != Some(&rows(&room)) {
            shown.push(rows(&room));
        }
        said.extend(veil(&room).filter(|text| text != "Loading data..."));
    }
    assert_eq!(
        shown,
        [ALL.map(str::to_owned).to_vec(), SHOPEE.map(str::to_owned).to_vec()]
    );
    assert!(said.is_empty(), "{said:?}");
    let requests = gateway.asked("platform=shopee");
    assert_eq!(
        requests
            .iter()
            .map(|request| request.aborted.get().is_some())
            .collect::<Vec<_>>(),
        [true, false]
    );
}

#[wasm_bindgen_test]
async fn a_request_overtaken_in_the_same_breath_never_goes_out() {
    let gateway = Gateway::start();
    let room = room(&gateway, "/stores", Role::Operator).await;
    gateway.add(on("platform=lazada").json(&page(&LAZADA, 2)));
    tab(&room, "Shopee");
    tab(&room, "Lazada");
    until("the second tab's rows", || rows(&room) == LAZADA).await;
    assert!(gateway.asked("platform=shopee").is_empty());
}

#[wasm_bindgen_test]
async fn aj_05_a_fast_answer_paints_no_veil() {
    let gateway = Gateway::start();
    let room = room(&gateway, "/stores", Role::Operator).await;
    gateway.add(on("platform=lazada").after(100).json(&page(&LAZADA, 2)));
    // A build server that is itself late for the 150 ms proves nothing: it tries again.
    for _ in 0..10 {
        let click = now();
        tab(&room, "Lazada");
        let (mut veiled, mut shown) = (false, None);
        while now() - click < 600.0 {
            veiled |= veil(&room).is_some() || room.find(".covered").is_some();
            if shown.is_none() && rows(&room) == LAZADA {
                shown = Some(now() - click);
            }
            TimeoutFuture::new(4).await;
        }
        if shown.is_some_and(|after| after < 145.0) {
            assert!(!veiled, "shown after {shown:?} ms, and a veil");
            return;
        }
        tab(&room, "All");
        until("all rows again", || rows(&room) == ALL && veil(&room).is_none()).await;
    }
    panic!("no answer in time");
}

#[wasm_bindgen_test]
async fn aj_05_a_slow_answer_shows_a_veil_over_rows_that_take_nothing() {
    let gateway = Gateway::start();
    let room = room(&gateway, "/stores", Role::Admin).await;
    gateway.add(on("platform=lazada").after(400).json(&page(&LAZADA, 2)));
    let click = now();
    tab(&room, "Lazada");
    // It appeared after this, and before the next.
    let before = Cell::new(click);
    until("the veil", || {
        let seen = veil(&room).is_some();
        if !seen {
            before.set(now());
        }
        seen
    })
    .await;
    let appeared = now();
    assert!(appeared - click >= 148.0, "the veil came after {} ms", appeared - click);
    assert_eq!(veil(&room).as_deref(), Some("Loading data..."));
    assert_eq!(rows(&room), ALL, "the rows of before can still be read");
    let link = room.get("table [data-id] a");
    assert!(link.offset_height() > 0);
    let middle = link.get_bounding_client_rect();
    let (x, y) = (
        middle.left() + middle.width() / 2.0,
        middle.top() + middle.height() / 2.0,
    );
    #[expect(clippy::cast_possible_truncation, reason = "a place on the screen")]
    let top = document()
        .element_from_point(x as f32, y as f32)
        .expect("something is there");
    assert!(
        top.closest("table").unwrap().is_none(),
        "a click there reaches the veil, not the row"
    );
    link.focus().unwrap();
    assert_ne!(
        document().active_element().as_ref(),
        Some(link.as_ref()),
        "Enter cannot reach it"
    );
    assert_eq!(
        room.get(".veiled-rows").get_attribute("aria-busy").as_deref(),
        Some("true")
    );

    until("the veil goes", || veil(&room).is_none()).await;
    assert!(
        now() - before.get() >= 300.0,
        "the veil stayed {} ms",
        now() - before.get()
    );
    assert_eq!(rows(&room), LAZADA);
    assert!(room.get(".veiled-rows").get_attribute("inert").is_none());
}

#[wasm_bindgen_test]
async fn aj_06_after_ten_seconds_the_veil_says_why_and_cancel_goes_back() {
    let gateway = Gateway::start();
    let room = room(&gateway, "/stores?country=MY", Role::Operator).await;
    gateway.add(on("platform=lazada").after(60_000).json(&page(&LAZADA, 2)));
    tab(&room, "Lazada");
    assert_eq!(address(), "/stores?platform=lazada&country=MY");
    until_within(11_000.0, "the reason", || {
        veil(&room).is_some_and(|text| text.contains("longer than usual"))
    })
    .await;
    room.named(".veil button", "Cancel").click();
    until("the veil is gone", || veil(&room).is_none()).await;
    assert!(gateway.asked("platform=lazada")[0].aborted.get().is_some());
    assert_eq!(
        (rows(&room), address().as_str()),
        (ALL.map(str::to_owned).to_vec(), "/stores?country=MY")
    );
    assert_eq!(
        room.named("[role=tab]", "All")
            .get_attribute("aria-selected")
            .as_deref(),
        Some("true")
    );
}

#[wasm_bindgen_test]
async fn aj_06_a_store_error_is_said_in_words_and_retry_works() {
    let gateway = Gateway::start();
    let room = room(&gateway, "/stores", Role::Operator).await;
    let problem = Problem {
        status: 503,
        code: Code::Unavailable,
        title: String::new(),
        detail: None,
        retry_after: None,
    };
    gateway.add(on("platform=lazada").status(503).json(&problem));
    tab(&room, "Lazada");
    until("the reason", || {
        veil(&room).is_some_and(|text| text.contains("The gateway is not ready"))
    })
    .await;
    assert_eq!(rows(&room), ALL);
    gateway.add(on("platform=lazada").json(&page(&LAZADA, 2)));
    room.named(".veil button", "Retry").click();
    until("the rows", || rows(&room) == LAZADA && veil(&room).is_none()).await;
}
