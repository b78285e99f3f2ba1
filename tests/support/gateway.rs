//! The gateway of a browser test, inside the page: it stands in for
//! `window.fetch`, remembers what the console asks, answers by rules (late, as
//! a failure, deaf to aborts), and holds what a test wants to answer itself.

use super::{now, until};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Function, Promise, Reflect, Uint8Array};
use serde::Serialize;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Request;

/// A request of the console. Times are on the page's monotonic clock.
pub struct Asked {
    /// Such as `GET /api/sessions?limit=50`.
    pub line: String,
    pub body: String,
    pub last_event_id: Option<String>,
    pub at: f64,
    pub answered: Rc<Cell<Option<f64>>>,
    pub aborted: Rc<Cell<Option<f64>>>,
    deaf: Rc<Cell<bool>>,
    resolve: Function,
    reject: Function,
    live: Rc<Live>,
}

/// Requests that are neither answered nor aborted.
#[derive(Default)]
struct Live {
    now: Cell<u32>,
    most: Cell<u32>,
}

impl Live {
    fn begin(&self) {
        self.now.set(self.now.get() + 1);
        self.most.set(self.most.get().max(self.now.get()));
    }

    fn end(&self) {
        self.now.set(self.now.get() - 1);
    }
}

impl Asked {
    /// Answers with JSON.
    pub fn answer(&self, status: u16, body: &impl Serialize) {
        self.reply(status, &JsValue::from_str(&serde_json::to_string(body).unwrap()));
    }

    /// Answers with a status and nothing else.
    pub fn done(&self, status: u16) {
        self.reply(status, &JsValue::NULL);
    }

    /// Fails as a lost connection does.
    pub fn fail(&self) {
        self.end();
        let error = Function::new_no_args("return new TypeError('Failed to fetch')");
        let error = error.call0(&JsValue::NULL).unwrap();
        self.reject.call1(&JsValue::NULL, &error).unwrap();
    }

    fn end(&self) {
        assert!(
            self.answered.replace(Some(now())).is_none(),
            "answered before: {}",
            self.line
        );
        if self.aborted.get().is_none() || self.deaf.get() {
            self.live.end();
        }
    }

    fn reply(&self, status: u16, body: &JsValue) {
        let kind = match (body.is_string(), status) {
            (true, ..400) => "application/json",
            (true, _) => "application/problem+json",
            (false, _) if body.is_null() => "text/plain",
            (false, _) => "text/event-stream",
        };
        self.end();
        let make = Function::new_with_args(
            "status, kind, body",
            "return new Response(body, { status, headers: { 'content-type': kind } })",
        );
        let response = make.call3(&JsValue::NULL, &status.into(), &kind.into(), body).unwrap();
        self.resolve.call1(&JsValue::NULL, &response).unwrap();
    }
}

/// How requests are answered that hold something in their line.
pub struct Rule {
    needle: String,
    latency: u32,
    status: u16,
    body: Option<String>,
    deaf: bool,
}

/// For requests whose `METHOD /path?query` holds this.
pub fn on(needle: &str) -> Rule {
    Rule {
        needle: needle.to_owned(),
        latency: 0,
        status: 200,
        body: None,
        deaf: false,
    }
}

impl Rule {
    /// Answers after so many milliseconds.
    pub fn after(self, latency: u32) -> Self {
        Self { latency, ..self }
    }

    /// Answers even when the request was aborted, as a server does that has already answered.
    pub fn deaf(self) -> Self {
        Self { deaf: true, ..self }
    }

    /// Status 0 is a connection that is lost.
    pub fn status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    /// A page instead of JSON.
    pub fn html(self, body: &str) -> Self {
        Self {
            body: Some(body.to_owned()),
            ..self
        }
    }

    pub fn json(self, body: &impl Serialize) -> Self {
        Self {
            body: Some(serde_json::to_string(body).unwrap()),
            ..self
        }
    }

    async fn answer(status: u16, body: Option<String>, latency: u32, asked: Rc<Asked>) {
        if latency > 0 {
            TimeoutFuture::new(latency).await;
        }
        if asked.aborted.get().is_some() && !asked.deaf.get() {
            return;
        }
        match status {
            0 => asked.fail(),
            // Some statuses have no body, not even an empty one.
            _ => asked.reply(status, &body.map_or(JsValue::NULL, JsValue::from)),
        }
    }
}

/// Says whether it has taken the request.
type Take = Box<dyn Fn(&Rc<Asked>) -> bool>;

/// The gateway. While it lives, nothing of the console reaches a network.
pub struct Gateway {
    state: Rc<State>,
    real: JsValue,
}

#[derive(Default)]
struct State {
    asked: RefCell<Vec<Rc<Asked>>>,
    rules: RefCell<Vec<(String, Take)>>,
    stream: RefCell<Option<JsValue>>,
    live: Rc<Live>,
}

impl Gateway {
    /// Takes the place of the network, with no rules and nothing asked.
    pub fn start() -> Self {
        let window = web_sys::window().unwrap();
        // What the test before has left on disk is nobody's.
        for notes in [window.local_storage(), window.session_storage()] {
            notes.unwrap().unwrap().remove_item("steadydesk.view").unwrap();
        }
        let real = Reflect::get(&window, &"fetch".into()).unwrap();
        let state = Rc::new(State::default());
        let fetch = Closure::<dyn Fn(Request) -> Promise>::new({
            let state = Rc::clone(&state);
            move |request: Request| state.fetch(request)
        });
        Reflect::set(&window, &"fetch".into(), &fetch.into_js_value()).unwrap();
        Self { state, real }
    }

    /// Answers by a rule. The one added last is asked first; a request that no
    /// rule takes is held for the test, but for the event stream, which opens.
    pub fn add(&self, rule: Rule) {
        let Rule {
            needle,
            latency,
            status,
            body,
            deaf,
        } = rule;
        let take = move |asked: &Rc<Asked>| {
            asked.deaf.set(deaf);
            spawn_local(Rule::answer(status, body.clone(), latency, Rc::clone(asked)));
            true
        };
        self.take(&needle, Box::new(take));
    }

    /// Answers requests whose line holds this with this JSON.
    pub fn always(&self, needle: &str, body: &impl Serialize) {
        self.add(on(needle).json(body));
    }

    /// Hands requests whose line holds this to `rule`, which says whether it
    /// has taken them: by an answer, or to have them held.
    pub fn rule(&self, needle: &str, rule: impl Fn(&Asked) -> bool + 'static) {
        self.take(needle, Box::new(move |asked| rule(asked)));
    }

    fn take(&self, needle: &str, take: Take) {
        self.state.rules.borrow_mut().insert(0, (needle.to_owned(), take));
    }

    /// The requests so far whose line holds this.
    pub fn asked(&self, needle: &str) -> Vec<Rc<Asked>> {
        let asked = self.state.asked.borrow();
        asked
            .iter()
            .filter(|asked| asked.line.contains(needle))
            .cloned()
            .collect()
    }

    /// Waits for the request number `count` (from 1) whose line holds this.
    pub async fn wait(&self, needle: &str, count: usize) -> Rc<Asked> {
        until(needle, || self.asked(needle).len() >= count).await;
        Rc::clone(&self.asked(needle)[count - 1])
    }

    /// How many requests were alive at once, at most.
    pub fn most_alive(&self) -> u32 {
        self.state.live.most.get()
    }

    /// Says something on the event stream, as raw bytes.
    pub fn stream_raw(&self, text: &str) {
        let writer = self.state.stream.borrow().clone();
        let writer = writer.expect("the console has no stream open");
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
            // Not aborted: what was said before is still heard.
            let close: Function = Reflect::get(&writer, &"close".into()).unwrap().unchecked_into();
            let closed: Promise = close.call0(&writer).unwrap().unchecked_into();
            spawn_local(async move {
                let _ = JsFuture::from(closed).await;
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
            let url = web_sys::Url::new(&request.url()).unwrap();
            let mut asked = Asked {
                line: format!("{} {}{}", request.method(), url.pathname(), url.search()),
                body: String::new(),
                last_event_id: request.headers().get("last-event-id").unwrap(),
                at: now(),
                answered: Rc::default(),
                aborted: Rc::default(),
                deaf: Rc::default(),
                resolve,
                reject,
                live: Rc::clone(&state.live),
            };
            asked.live.begin();
            asked.hear_abort(&request);
            spawn_local(async move {
                let body = JsFuture::from(request.text().unwrap()).await.unwrap();
                asked.body = body.as_string().unwrap_or_default();
                state.take(&Rc::new(asked));
            });
        })
    }

    fn take(&self, asked: &Rc<Asked>) {
        self.asked.borrow_mut().push(Rc::clone(asked));
        for (needle, take) in &*self.rules.borrow() {
            if asked.line.contains(needle.as_str()) && take(asked) {
                return;
            }
        }
        if asked.line.starts_with("GET /api/events") {
            self.open_stream(asked);
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
        asked.reply(200, &readable);
    }
}

impl Asked {
    fn hear_abort(&self, request: &Request) {
        let (aborted, deaf) = (Rc::clone(&self.aborted), Rc::clone(&self.deaf));
        let (live, reject, answered) = (Rc::clone(&self.live), self.reject.clone(), Rc::clone(&self.answered));
        let on_abort = Closure::once_into_js(move || {
            if answered.get().is_some() {
                return;
            }
            aborted.set(Some(now()));
            if !deaf.get() {
                live.end();
                let error = Function::new_no_args("return new DOMException('aborted', 'AbortError')");
                let _ = reject.call1(&JsValue::NULL, &error.call0(&JsValue::NULL).unwrap());
            }
        });
        let signal = request.signal();
        signal
            .add_event_listener_with_callback("abort", on_abort.unchecked_ref())
            .unwrap();
    }
}
