//! A gateway made of `window.fetch`: it records what the console asks, answers
//! what it knows, and holds what a test wants to answer itself.

#![allow(
    dead_code,
    unreachable_pub,
    missing_debug_implementations,
    reason = "each test file uses its part"
)]

use gloo_timers::future::TimeoutFuture;
use js_sys::{Function, Promise, Reflect, Uint8Array};
use serde::Serialize;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Request;

/// A request of the console.
pub struct Asked {
    /// Such as `GET /api/sessions?limit=50`.
    pub line: String,
    pub body: String,
    pub last_event_id: Option<String>,
    resolve: Function,
    pub answered: Cell<bool>,
    pub aborted: Rc<Cell<bool>>,
}

impl Asked {
    /// Answers with JSON.
    pub fn answer(&self, status: u16, body: &impl Serialize) {
        self.reply(
            status,
            "application/json",
            &JsValue::from_str(&serde_json::to_string(body).unwrap()),
        );
    }

    /// Answers with a status and nothing else.
    pub fn done(&self, status: u16) {
        self.reply(status, "text/plain", &JsValue::NULL);
    }

    fn reply(&self, status: u16, kind: &str, body: &JsValue) {
        assert!(!self.answered.replace(true), "answered before: {}", self.line);
        let make = Function::new_with_args(
            "status, kind, body",
            "return new Response(body, { status, headers: { 'content-type': kind } })",
        );
        let response = make.call3(&JsValue::NULL, &status.into(), &kind.into(), body).unwrap();
        self.resolve.call1(&JsValue::NULL, &response).unwrap();
    }
}

type Rule = Box<dyn Fn(&Asked) -> bool>;

/// The gateway. While it lives, nothing of the console reaches a network.
pub struct Gateway {
    state: Rc<State>,
    real: JsValue,
}

#[derive(Default)]
struct State {
    asked: RefCell<Vec<Rc<Asked>>>,
    rules: RefCell<Vec<(String, Rule)>>,
    stream: RefCell<Option<JsValue>>,
}

impl Gateway {
    /// Takes the place of the network.
    pub fn start() -> Self {
        let window = web_sys::window().unwrap();
        let real = Reflect::get(&window, &"fetch".into()).unwrap();
        let state = Rc::new(State::default());
        let fetch = Closure::<dyn Fn(Request) -> Promise>::new({
            let state = Rc::clone(&state);
            move |request: Request| state.fetch(request)
        });
        Reflect::set(&window, &"fetch".into(), &fetch.into_js_value()).unwrap();
        Self { state, real }
    }

    /// Answers requests that begin so; `rule` says whether it answered. The rule added last is asked first.
    pub fn rule(&self, begin: &str, rule: impl Fn(&Asked) -> bool + 'static) {
        self.state
            .rules
            .borrow_mut()
            .insert(0, (begin.to_owned(), Box::new(rule)));
    }

    /// Answers requests that begin so with this JSON.
    pub fn always(&self, begin: &str, body: &impl Serialize) {
        let body = serde_json::to_value(body).unwrap();
        self.rule(begin, move |asked| {
            asked.answer(200, &body);
            true
        });
    }

    /// The requests so far that begin so.
    pub fn asked(&self, begin: &str) -> Vec<Rc<Asked>> {
        self.state
            .asked
            .borrow()
            .iter()
            .filter(|asked| asked.line.starts_with(begin))
            .cloned()
            .collect()
    }

    /// Waits for the request number `count` (from 1) that begins so.
    pub async fn wait(&self, begin: &str, count: usize) -> Rc<Asked> {
        until(begin, || self.asked(begin).len() >= count).await;
        Rc::clone(&self.asked(begin)[count - 1])
    }

    /// Says something on the event stream, as raw bytes.
    pub fn stream_raw(&self, text: &str) {
        let writer = self
            .state
            .stream
            .borrow()
            .clone()
            .expect("the console has no stream open");
        let write: Function = Reflect::get(&writer, &"write".into()).unwrap().unchecked_into();
        let written: Promise = write
            .call1(&writer, &Uint8Array::from(text.as_bytes()))
            .unwrap()
            .unchecked_into();
        spawn_local(async move {
            let _ = JsFuture::from(written).await;
        });
    }

    /// Says one event on the stream.
    pub fn stream(&self, event: &str, data: &impl Serialize) {
        self.stream_raw(&format!(
            "event: {event}\ndata: {}\n\n",
            serde_json::to_string(data).unwrap()
        ));
    }

    /// Ends the stream, as a lost connection would.
    pub fn cut_stream(&self) {
        if let Some(writer) = self.state.stream.take() {
            let abort: Function = Reflect::get(&writer, &"abort".into()).unwrap().unchecked_into();
            let aborted: Promise = abort.call0(&writer).unwrap().unchecked_into();
            spawn_local(async move {
                let _ = JsFuture::from(aborted).await;
            });
        }
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        let window = web_sys::window().unwrap();
        Reflect::set(&window, &"fetch".into(), &self.real).unwrap();
    }
}

impl State {
    fn fetch(self: &Rc<Self>, request: Request) -> Promise {
        let state = Rc::clone(self);
        Promise::new(&mut move |resolve, reject| {
            let (state, request) = (Rc::clone(&state), request.clone().unwrap());
            let aborted = Rc::new(Cell::new(false));
            let on_abort = Closure::once_into_js({
                let aborted = Rc::clone(&aborted);
                move || {
                    aborted.set(true);
                    let error = Function::new_no_args("return new DOMException('aborted', 'AbortError')");
                    let _ = reject.call1(&JsValue::NULL, &error.call0(&JsValue::NULL).unwrap());
                }
            });
            request
                .signal()
                .add_event_listener_with_callback("abort", on_abort.unchecked_ref())
                .unwrap();
            spawn_local(async move { state.take(&request, resolve, aborted).await });
        })
    }

    async fn take(&self, request: &Request, resolve: Function, aborted: Rc<Cell<bool>>) {
        let url = web_sys::Url::new(&request.url()).unwrap();
        let line = format!("{} {}{}", request.method(), url.pathname(), url.search());
        let body = JsFuture::from(request.text().unwrap())
            .await
            .unwrap()
            .as_string()
            .unwrap_or_default();
        let last_event_id = request.headers().get("last-event-id").unwrap();
        let asked = Rc::new(Asked {
            line,
            body,
            last_event_id,
            resolve,
            answered: Cell::new(false),
            aborted,
        });
        self.asked.borrow_mut().push(Rc::clone(&asked));
        if asked.line.starts_with("GET /api/events") {
            return self.open_stream(&asked);
        }
        for (begin, rule) in &*self.rules.borrow() {
            if asked.line.starts_with(begin.as_str()) && rule(&asked) {
                return;
            }
        }
    }

    fn open_stream(&self, asked: &Asked) {
        let both = Function::new_no_args("return new TransformStream()")
            .call0(&JsValue::NULL)
            .unwrap();
        let readable = Reflect::get(&both, &"readable".into()).unwrap();
        let writable = Reflect::get(&both, &"writable".into()).unwrap();
        let get_writer: Function = Reflect::get(&writable, &"getWriter".into()).unwrap().unchecked_into();
        self.stream.replace(Some(get_writer.call0(&writable).unwrap()));
        asked.reply(200, "text/event-stream", &readable);
    }
}

/// Waits until something holds, for at most five seconds.
pub async fn until(what: &str, holds: impl Fn() -> bool) {
    // A busy build server is slow: a test that holds ends early all the same.
    for _ in 0..6_000 {
        if holds() {
            return;
        }
        TimeoutFuture::new(5).await;
    }
    let page = web_sys::window()
        .unwrap()
        .document()
        .unwrap()
        .body()
        .unwrap()
        .inner_html();
    panic!("in half a minute this did not come true: {what}; the page: {page}");
}
