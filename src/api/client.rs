//! One request to the gateway.

use super::error::ApiError;
use crate::browser::page;
use gloo_net::http::{Method, Request, RequestBuilder, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cell::RefCell;
use std::rc::Rc;
use steadydesk_wire::{Code, Problem};
use web_sys::{AbortSignal, File};

type Hook = Rc<dyn Fn()>;

thread_local! {
    static SIGNED_OUT: RefCell<Option<Hook>> = const { RefCell::new(None) };
}

/// Calls `then` whenever the gateway says that nobody is signed in.
pub fn on_signed_out(then: impl Fn() + 'static) {
    SIGNED_OUT.set(Some(Rc::new(then)));
}

/// `GET`, with a JSON answer.
pub async fn get<T: DeserializeOwned>(path: &str, signal: Option<&AbortSignal>) -> Result<T, ApiError> {
    read(send(Method::GET, path, signal, None::<&()>).await?).await
}

/// A JSON body, and a JSON answer.
pub async fn call<T: DeserializeOwned>(
    method: Method,
    path: &str,
    body: &impl Serialize,
    signal: Option<&AbortSignal>,
) -> Result<T, ApiError> {
    read(send(method, path, signal, Some(body)).await?).await
}

/// A request whose answer has no body; `body` may be `None::<&()>`.
pub async fn tell(method: Method, path: &str, body: Option<&impl Serialize>) -> Result<(), ApiError> {
    send(method, path, None, body).await.map(|_| ())
}

/// Sends; an answer outside of 200 to 299 is an error.
pub async fn send(
    method: Method,
    path: &str,
    signal: Option<&AbortSignal>,
    body: Option<&impl Serialize>,
) -> Result<Response, ApiError> {
    let builder = RequestBuilder::new(path).method(method).abort_signal(signal);
    let request = match body {
        Some(body) => builder.json(body),
        None => builder.build(),
    };
    answer(request.map_err(|_| ApiError::Unreadable)?, signal).await
}

/// Bytes under the type that the browser gives them, and a JSON answer.
pub async fn upload<T: DeserializeOwned>(path: &str, file: &File) -> Result<T, ApiError> {
    let request = RequestBuilder::new(path)
        .method(Method::POST)
        .header("content-type", &file.type_())
        .body(file.clone());
    read(answer(request.map_err(|_| ApiError::Unreadable)?, None).await?).await
}

async fn answer(request: Request, signal: Option<&AbortSignal>) -> Result<Response, ApiError> {
    let response = request.send().await.map_err(|_| no_answer(signal))?;
    if response.ok() {
        return Ok(response);
    }
    let status = response.status();
    let problem = match response.text().await {
        Ok(text) => serde_json::from_str(&text).unwrap_or_else(|_| from_status(status)),
        Err(_) => return Err(no_answer(signal)),
    };
    if problem.code == Code::SignedOut {
        // Cloned out first: the hook may send requests of its own.
        if let Some(hook) = SIGNED_OUT.with_borrow(Clone::clone) {
            hook();
        }
    }
    Err(ApiError::Problem(Box::new(problem)))
}

async fn read<T: DeserializeOwned>(response: Response) -> Result<T, ApiError> {
    let text = response.text().await.map_err(|_| ApiError::Unreachable)?;
    serde_json::from_str(&text).map_err(|_| ApiError::Unreadable)
}

fn no_answer(signal: Option<&AbortSignal>) -> ApiError {
    if signal.is_some_and(AbortSignal::aborted) {
        ApiError::Aborted
    } else if page::online() {
        ApiError::Unreachable
    } else {
        ApiError::Offline
    }
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
