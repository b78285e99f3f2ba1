//! The connection: a fetch whose body never ends. (`EventSource` would hide
//! outages and statuses, and could not be given a deadline.)

use super::bus::{Connection, Live};
use super::cursor::reconnect_after;
use super::sse::{self, Parser};
use crate::browser::clock;
use gloo_net::http::{RequestBuilder, Response};
use gloo_timers::callback::Timeout;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Math, Reflect, Uint8Array};
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use steadydesk_wire::StreamItem;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, ReadableStreamDefaultReader};

/// The gateway gives a sign of life every 15 s: after two missed ones it is gone.
const SILENCE: u32 = 35_000;

/// Why a connection ended.
enum End {
    /// The owner ended, or nobody is signed in.
    ForGood,
    /// Anything else.
    Lost,
}

/// What is on the wire, so that the owner's end can take it back.
#[derive(Default)]
struct Hold {
    ended: Cell<bool>,
    controller: RefCell<Option<AbortController>>,
}

impl Hold {
    fn abort(&self) {
        if let Some(controller) = self.controller.take() {
            controller.abort();
        }
    }
}

/// Holds the stream up, however often it is lost, until the owner ends.
pub fn keep_connected(live: Live) {
    let hold = Rc::new(Hold::default());
    let kept = StoredValue::new_local(Rc::clone(&hold));
    on_cleanup(move || {
        kept.with_value(|hold| {
            hold.ended.set(true);
            hold.abort();
        });
        live.set_connection(Connection::Closed);
    });
    spawn_local(async move {
        let mut attempt = 0;
        live.set_connection(Connection::Connecting);
        loop {
            let end = connect(live, &hold, &mut attempt).await;
            if hold.ended.get() {
                return;
            }
            if matches!(end, End::ForGood) {
                live.set_connection(Connection::Closed);
                return;
            }
            attempt += 1;
            let wait = reconnect_after(attempt, Math::random());
            live.set_connection(Connection::Lost {
                next_try: clock::gateway_now().plus(i64::from(wait)),
            });
            TimeoutFuture::new(wait).await;
            if hold.ended.get() {
                return;
            }
        }
    });
}

/// One connection, from its first byte to its last.
async fn connect(live: Live, hold: &Rc<Hold>, attempt: &mut u32) -> End {
    let Ok(controller) = AbortController::new() else {
        return End::Lost;
    };
    let signal = controller.signal();
    hold.controller.replace(Some(controller));
    let deadline = Deadline::default();
    deadline.extend(hold);
    let mut request = RequestBuilder::new("/api/events")
        .header("accept", "text/event-stream")
        .abort_signal(Some(&signal));
    if let Some(cursor) = live.cursor() {
        request = request.header("last-event-id", &cursor.to_string());
    }
    let Ok(response) = request.send().await else {
        return End::Lost;
    };
    match response.status() {
        200 if is_event_stream(&response) => {}
        401 => {
            // Any request finds out that nobody is signed in, and says so to the console.
            let _ = crate::api::account::me().await;
            return End::ForGood;
        }
        _ => return End::Lost,
    }
    let Some(reader) = response.body().and_then(|body| body.get_reader().dyn_into().ok()) else {
        return End::Lost;
    };
    let reader: ReadableStreamDefaultReader = reader;
    let mut parser = Parser::default();
    while let Some(bytes) = read(&reader).await {
        if hold.ended.get() {
            return End::ForGood;
        }
        deadline.extend(hold);
        let Ok(frames) = parser.push(&bytes) else { break };
        for frame in frames {
            match sse::item(&frame) {
                Ok(Some(item)) => {
                    note_time(&item);
                    *attempt = 0;
                    live.set_connection(Connection::Open);
                    let over = matches!(item, StreamItem::TooOld(_));
                    live.hear(item);
                    if over {
                        // The cursor is new now; the gateway closes, and we connect anew without waiting long.
                        hold.abort();
                        return End::Lost;
                    }
                }
                Ok(None) => {}
                // Not the gateway's words (a proxy's page, a cut body): nothing of it is believed.
                Err(_) => {
                    hold.abort();
                    return End::Lost;
                }
            }
        }
    }
    hold.abort();
    End::Lost
}

fn is_event_stream(response: &Response) -> bool {
    response
        .headers()
        .get("content-type")
        .is_some_and(|kind| kind.starts_with("text/event-stream"))
}

/// The next bytes; nothing at the end, on an error, or when aborted.
async fn read(reader: &ReadableStreamDefaultReader) -> Option<Vec<u8>> {
    let step = JsFuture::from(reader.read()).await.ok()?;
    let value = Reflect::get(&step, &JsValue::from_str("value")).ok()?;
    value.dyn_into::<Uint8Array>().ok().map(|bytes| bytes.to_vec())
}

fn note_time(item: &StreamItem) {
    match item {
        StreamItem::Hello(greeting) | StreamItem::TooOld(greeting) => clock::gateway_said(greeting.now),
        StreamItem::CaughtUp(caught) | StreamItem::Beat(caught) => clock::gateway_said(caught.now),
        // A change may be told long after it happened.
        StreamItem::Change(_) => {}
    }
}

/// Ends a connection that has gone silent.
#[derive(Default)]
struct Deadline {
    timer: RefCell<Option<Timeout>>,
}

impl Deadline {
    fn extend(&self, hold: &Rc<Hold>) {
        let hold = Rc::clone(hold);
        // Setting a new timer drops, and so takes back, the one before.
        self.timer.replace(Some(Timeout::new(SILENCE, move || hold.abort())));
    }
}
