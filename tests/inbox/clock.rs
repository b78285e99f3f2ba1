//! A computer whose clock is wrong: the gateway's counts.

use super::*;

/// The gateway's time in these tests.
const NOW: i64 = 1_760_000_000_000;

/// Sets the computer's clock so many minutes ahead of the gateway's; right again when dropped.
struct Wrong;

impl Wrong {
    fn by(minutes: i32) -> Self {
        let set = "const begun = performance.now(); Date.real ??= Date.now;
                   Date.now = () => now + minutes * 60000 + performance.now() - begun;";
        #[expect(clippy::cast_precision_loss, reason = "times stay far below 2^53")]
        let now = NOW as f64;
        js_sys::Function::new_with_args("now, minutes", set)
            .call2(&wasm_bindgen::JsValue::NULL, &now.into(), &minutes.into())
            .unwrap();
        Self
    }
}

impl Drop for Wrong {
    fn drop(&mut self) {
        js_sys::eval("Date.now = Date.real").unwrap();
    }
}

#[wasm_bindgen_test]
async fn nw_16_a_clock_wrong_by_40_minutes_changes_no_order_no_age_and_no_cursor() {
    for minutes in [40, -40] {
        let _wrong = Wrong::by(minutes);
        let gateway = gateway();
        let first = from_buyer(A, "first", -300_000, "five minutes ago");
        let mut row = session(A, 2);
        (row.unread, row.waiting_since) = (1, Some(first.at));
        row.last = Some(LastMessage {
            id: first.id.clone(),
            author: Author::Buyer,
            content: first.content.clone(),
            at: first.at,
        });
        gateway.always(&format!("GET /api/sessions/{A}"), &row);
        gateway.always(&messages_of(A), &page(&[first]));
        gateway.always(
            "GET /api/sessions?",
            &Page {
                items: vec![row],
                total: 1,
                more_than_total: false,
                offset: 0,
                seq: 100,
                as_of: Millis(NOW),
            },
        );
        let desk = console(gateway, &format!("/inbox?session={A}")).await;
        desk.wait_texts(&["five minutes ago"]).await;
        until("the row's age", || desk.text(".session-row time") == "5 min").await;
        assert_eq!(desk.text(".session-row .waiting"), "waiting 5 min");
        // As of the gateway's time, and of no age.
        let hour = js_sys::eval("'as of ' + new Date(1760000000000).toTimeString().slice(0, 4)").unwrap();
        let as_of = hour.as_string().unwrap();
        for stamp in [".thread-head .stamp", ".list-foot .stamp"] {
            until(stamp, || desk.text(stamp).starts_with(&as_of)).await;
            assert!(!desk.text(stamp).contains("ago"), "{minutes}: {}", desk.text(stamp));
        }
        // What is written now stands behind what was, and before what comes then.
        desk.write("now");
        desk.enter();
        desk.wait_texts(&["five minutes ago", "now"]).await;
        let posted = desk.gateway.wait(&format!("POST /api/sessions/{A}/messages"), 1).await;
        posted.answer(202, &own(A, &desk.posted(A)[0], 10, Outgoing::Sent));
        desk.wait_states(&["sent"]).await;
        desk.gateway
            .stream("change", &message_change(101, &from_buyer(A, "then", 20_000, "then")));
        desk.wait_texts(&["five minutes ago", "now", "then"]).await;
        // What was missed is asked for by number, never by time.
        desk.gateway.cut_stream();
        let again = desk.gateway.wait("GET /api/events", 2).await;
        assert_eq!(again.last_event_id.as_deref(), Some("101"));
        assert!(again.line.ends_with("/api/events"), "{}", again.line);
        assert!(desk.find("[role=alert]").is_none(), "no bar for a clock");
    }
}
