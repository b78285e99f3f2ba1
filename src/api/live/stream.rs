//! The connection: a fetch whose body never ends. (`EventSource` would hide
//! outages and statuses, and could not be told when to try again.)

use super::sse::{self, Frame, Parser};
use crate::browser::clock;
use gloo_net::http::{RequestBuilder, Response};
use js_sys::{Reflect, Uint8Array};
use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;
use steadydesk_wire::StreamItem;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, ReadableStreamDefaultReader};

/// What comes of a connection.
#[derive(Debug)]
pub(super) enum Said {
    /// A word of the gateway, as it came and as it is understood.
    Item(Frame, StreamItem),
    /// It has ended; `anew` where the gateway only wants it opened again.
    Lost { anew: bool },
    /// Nobody is signed in.
    Over,
}

const LOST: Said = Said::Lost { anew: false };

/// One connection at a time. Dropping this ends it.
pub(super) struct Stream {
    inner: Rc<Inner>,
}

struct Inner {
    then: Box<dyn Fn(Said)>,
    /// The number of the connection that counts.
    turn: Cell<u32>,
    controller: RefCell<Option<AbortController>>,
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream").finish_non_exhaustive()
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.close();
    }
}

impl Stream {
    pub(super) fn new(then: impl Fn(Said) + 'static) -> Self {
        Self {
            inner: Rc::new(Inner {
                then: Box::new(then),
                turn: Cell::new(0),
                controller: RefCell::new(None),
            }),
        }
    }

    /// Connects, in place of the connection before, from that cursor on.
    pub(super) fn open(&self, cursor: Option<i64>) {
        self.close();
        let turn = self.inner.turn.get();
        let inner = Rc::clone(&self.inner);
        spawn_local(async move {
            if let Some(end) = inner.run(turn, cursor).await
                && inner.turn.get() == turn
            {
                inner.close();
                (inner.then)(end);
            }
        });
    }

    /// Ends the connection without a word.
    pub(super) fn close(&self) {
        self.inner.close();
    }
}

impl Inner {
    fn close(&self) {
        self.turn.set(self.turn.get().wrapping_add(1));
        if let Some(controller) = self.controller.take() {
            controller.abort();
        }
    }

    /// One connection, from its first byte to its last; nothing where another took its place.
    async fn run(&self, turn: u32, cursor: Option<i64>) -> Option<Said> {
        let controller = AbortController::new().ok();
        let signal = controller.as_ref().map(AbortController::signal);
        if self.turn.get() != turn {
            return None;
        }
        self.controller.replace(controller);
        let mut request = RequestBuilder::new("/api/events")
            .header("accept", "text/event-stream")
            .abort_signal(signal.as_ref());
        if let Some(cursor) = cursor {
            request = request.header("last-event-id", &cursor.to_string());
        }
        let Ok(response) = request.send().await else {
            return Some(LOST);
        };
        match response.status() {
            200 if is_event_stream(&response) => {}
            401 => return Some(Said::Over),
            _ => return Some(LOST),
        }
        let reader = response.body().and_then(|body| body.get_reader().dyn_into().ok());
        let Some(reader): Option<ReadableStreamDefaultReader> = reader else {
            return Some(LOST);
        };
        let mut parser = Parser::default();
        while let Some(bytes) = read(&reader).await {
            let Ok(frames) = parser.push(&bytes) else {
                return Some(LOST);
            };
            for frame in frames {
                if self.turn.get() != turn {
                    return None;
                }
                match sse::item(&frame) {
                    Ok(Some(item)) => {
                        note_time(&item);
                        let anew = matches!(item, StreamItem::TooOld(_));
                        (self.then)(Said::Item(frame, item));
                        if anew {
                            // The cursor is new now.
                            return Some(Said::Lost { anew });
                        }
                    }
                    Ok(None) => {}
                    // Not the gateway's words (a proxy's page, a cut body): nothing of it is believed.
                    Err(_) => return Some(LOST),
                }
            }
        }
        Some(LOST)
    }
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
        StreamItem::Change(_) | StreamItem::Presence(_) => {}
    }
}
