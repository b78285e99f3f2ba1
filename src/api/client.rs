//! One request to the gateway.

use super::contact;
use super::error::ApiError;
use super::log::{Entry, Log, Outcome, shape};
use crate::browser::{clock, early};
use crate::json;
use crate::network::model::{Event, Why};
use gloo_net::http::{Method, Request, RequestBuilder};
use js_sys::Promise;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cell::RefCell;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use steadydesk_wire::{Code, Problem};
use wasm_bindgen::JsValue;
use web_sys::AbortSignal;

type Hook = Rc<dyn Fn()>;

thread_local! {
    static SIGNED_OUT: RefCell<Option<Hook>> = const { RefCell::new(None) };
    static LOG: RefCell<Log> = RefCell::default();
}

/// Calls `then` whenever the gateway says that nobody is signed in.
pub fn on_signed_out(then: impl Fn() + 'static) {
    SIGNED_OUT.set(Some(Rc::new(then)));
}

/// The last requests that have ended, the newest first.
#[must_use]
pub fn last_requests() -> Vec<Entry> {
    LOG.with_borrow(Log::newest_first)
}

/// A request's answer, read as JSON; the request goes out when this is first polled.
///
/// What sends is one function for all requests, and this reads its text: an
/// `async fn` for each `T` would compile the sending anew each time.
#[must_use = "nothing is sent before this is awaited"]
pub struct Answer<T> {
    text: Text,
    value: PhantomData<fn() -> T>,
}

/// A request's answer as it comes.
pub type Text = Pin<Box<dyn Future<Output = Result<String, ApiError>>>>;

impl<T> fmt::Debug for Answer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer").finish_non_exhaustive()
    }
}

impl<T: DeserializeOwned> Future for Answer<T> {
    type Output = Result<T, ApiError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let text = ready!(self.text.as_mut().poll(context));
        Poll::Ready(text.and_then(|text| read(&text)))
    }
}

impl<T> Answer<T> {
    fn new(text: Text) -> Self {
        Self {
            text,
            value: PhantomData,
        }
    }

    /// The same, not yet read: for what treats answers of all types alike.
    pub fn text(self) -> Text {
        self.text
    }
}

/// Reads an answer's text.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, ApiError> {
    let value = json::read(text).map_err(|_| ApiError::Unreadable);
    contact::heard(value.is_ok());
    value
}

/// `GET`, with a JSON answer.
pub fn get<T>(path: &str, signal: Option<&AbortSignal>) -> Answer<T> {
    Answer::new(send(Method::GET, path, None, signal))
}

/// A JSON body, and a JSON answer.
pub fn call<T>(method: Method, path: &str, body: &impl Serialize, signal: Option<&AbortSignal>) -> Answer<T> {
    Answer::new(send(method, path, Some(written(body)), signal))
}

/// A request whose answer has no body; `body` may be `None::<&()>`.
pub async fn tell(method: Method, path: &str, body: Option<&impl Serialize>) -> Result<(), ApiError> {
    let text = send(method, path, body.map(written), None).await?;
    // An answer that has a body is somebody else's.
    contact::heard(text.is_empty());
    text.is_empty().then_some(()).ok_or(ApiError::Unreadable)
}

fn written(body: &impl Serialize) -> (String, JsValue) {
    // No type of the API fails to be written; if one did, the gateway would refuse the empty body.
    let text = serde_json::to_string(body).unwrap_or_default();
    ("application/json".to_owned(), text.into())
}

/// Sends, with a body of that content type; an answer outside of 200 to 299 is an error.
fn send(method: Method, path: &str, body: Option<(String, JsValue)>, signal: Option<&AbortSignal>) -> Text {
    let asked = (name(&method), shape(path));
    let early = (method == Method::GET).then(|| early::question(path, signal)).flatten();
    let builder = RequestBuilder::new(path).method(method).abort_signal(signal);
    let request = match body {
        Some((kind, body)) => builder.header("content-type", &kind).body(body),
        None => builder.build(),
    };
    Box::pin(noted(asked, request, early, signal.cloned()))
}

fn name(method: &Method) -> &'static str {
    match *method {
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        _ => "GET",
    }
}

/// Sends, and notes how it ended.
async fn noted(
    (method, path): (&'static str, String),
    request: Result<Request, gloo_net::Error>,
    early: Option<Promise>,
    signal: Option<AbortSignal>,
) -> Result<String, ApiError> {
    let begun = clock::monotonic();
    let mut status = None;
    let answer = answer(request, early, signal, &mut status).await;
    let outcome = match answer {
        Err(ApiError::Aborted) => Outcome::Aborted,
        Err(ApiError::Offline | ApiError::Unreachable) => Outcome::Failed,
        _ => Outcome::of(status),
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "positive, and some minutes at most"
    )]
    let took = (clock::monotonic() - begun) as u32;
    let entry = Entry {
        method,
        path,
        status,
        took,
        outcome,
    };
    LOG.with_borrow_mut(|log| log.note(entry));
    answer
}

async fn answer(
    request: Result<Request, gloo_net::Error>,
    early: Option<Promise>,
    signal: Option<AbortSignal>,
    status: &mut Option<u16>,
) -> Result<String, ApiError> {
    let request = request.map_err(|_| ApiError::Unreadable)?;
    let mut fetch = contact::turn(request.method() == "GET", signal.as_ref()).await?;
    let early = match early {
        Some(question) => early::answer(question).await,
        None => None,
    };
    let (code, text) = match early {
        Some(answer) => answer,
        None => {
            let response = request.send().await.map_err(|_| no_answer(signal.as_ref()))?;
            // Told also where the rest of the answer does not come.
            *status = Some(response.status());
            let text = response.text().await.map_err(|_| no_answer(signal.as_ref()))?;
            (response.status(), text)
        }
    };
    *status = Some(code);
    if (200..300).contains(&code) {
        return Ok(text);
    }
    fetch.ok = code < 500;
    Err(refused(code, &text))
}

/// What an answer of such a status and text means that is no success.
pub(super) fn refused(status: u16, text: &str) -> ApiError {
    let problem = json::read::<Problem>(text);
    contact::heard(problem.is_ok());
    let problem = problem.unwrap_or_else(|_| from_status(status));
    if problem.code == Code::SignedOut {
        // Cloned out first: the hook may send requests of its own.
        if let Some(hook) = SIGNED_OUT.with_borrow(Clone::clone) {
            hook();
        }
    }
    ApiError::Problem(Box::new(problem))
}

/// What it means that no answer came.
pub(super) fn no_answer(signal: Option<&AbortSignal>) -> ApiError {
    if signal.is_some_and(AbortSignal::aborted) {
        return ApiError::Aborted;
    }
    contact::tell(Event::Unanswered(Why::Unreachable));
    contact::nobody()
}

/// What an error answer means that is not the gateway's own, such as a proxy's page.
fn from_status(status: u16) -> Problem {
    let code = match status {
        401 => Code::SignedOut,
        403 => Code::NotAllowed,
        404 => Code::NotFound,
        413 => Code::TooLarge,
        429 => Code::TooMany,
        502..=504 => Code::Unavailable,
        500 | 501 | 505..=599 => Code::Internal,
        _ => Code::Unknown,
    };
    Problem {
        status,
        code,
        title: format!("HTTP {status}"),
        detail: None,
        retry_after: None,
    }
}
