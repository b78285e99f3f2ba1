//! Only the newest request may write.
//!
//! Leptos' `Resource` starts the next fetch when the old one has ended and
//! shows the stale value first, and an `Action` lets a slow first answer
//! overwrite a fast second. [`Latest`] gives what a list needs: starting a
//! request aborts the one before it at the wire, at once, on the side of the
//! click; and an answer that comes late all the same (from a server that
//! ignored the abort, or already read) reaches nobody.

use super::client::Text;
use super::error::ApiError;
use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::{Rc, Weak};
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, AbortSignal};

/// A line of requests of which the newest alone counts. Clones share the line.
#[derive(Debug, Clone, Default)]
pub struct Latest {
    inner: Rc<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    generation: Cell<u64>,
    running: RefCell<Option<AbortController>>,
}

impl Inner {
    fn abort(&self) {
        self.generation.set(self.generation.get() + 1);
        if let Some(controller) = self.running.take() {
            controller.abort();
        }
    }
}

impl Drop for Inner {
    /// What was started for a view ends with it.
    fn drop(&mut self) {
        self.abort();
    }
}

/// Makes the request; nothing where there is nothing to be asked.
pub type Start = Box<dyn FnOnce(Option<&AbortSignal>) -> Option<Text>>;
/// Gets what the newest request brought.
pub type Then = Box<dyn FnOnce(Result<String, ApiError>)>;
/// Hands an answer over.
type Told = Box<dyn FnOnce()>;

impl Latest {
    /// Takes back the request under way, if there is one. Its answer will reach nobody.
    pub fn abort(&self) {
        self.inner.abort();
    }

    /// Takes back the request before, at once, and starts one as soon as the
    /// present task has ended. `then` gets the answer only if no newer request
    /// has begun meanwhile; an abort is never reported.
    pub fn run<T, F>(
        &self,
        fetch: impl FnOnce(Option<AbortSignal>) -> F,
        then: impl FnOnce(Result<T, ApiError>) + 'static,
    ) where
        T: 'static,
        F: Future<Output = Result<T, ApiError>> + 'static,
    {
        let turn = self.begin();
        let answer = fetch(turn.signal.clone());
        turn.go(Box::pin(async move {
            let answer = answer.await;
            let aborted = matches!(answer, Err(ApiError::Aborted));
            let then: Told = Box::new(move || then(answer));
            (!aborted).then_some(then)
        }));
    }

    /// The same for what reads the text by itself.
    pub fn ask(&self, start: Start, then: Then) {
        let turn = self.begin();
        if let Some(text) = start(turn.signal.as_ref()) {
            turn.go(Box::pin(async move {
                let text = text.await;
                let aborted = matches!(text, Err(ApiError::Aborted));
                let then: Told = Box::new(move || then(text));
                (!aborted).then_some(then)
            }));
        }
    }

    fn begin(&self) -> Turn {
        self.inner.abort();
        // A browser without abort still obeys the generation.
        let controller = AbortController::new().ok();
        let signal = controller.as_ref().map(AbortController::signal);
        self.inner.running.replace(controller);
        Turn {
            line: Rc::downgrade(&self.inner),
            generation: self.inner.generation.get(),
            signal,
        }
    }
}

/// One request's place in the line.
struct Turn {
    line: Weak<Inner>,
    generation: u64,
    signal: Option<AbortSignal>,
}

impl Turn {
    fn go(self, answer: Pin<Box<dyn Future<Output = Option<Told>>>>) {
        spawn_local(async move {
            // Overtaken before the task that started it has ended: it need not go out at all.
            if self.newest().is_none() {
                return;
            }
            let answer = answer.await;
            if self.end()
                && let Some(tell) = answer
            {
                tell();
            }
        });
    }

    /// The line, while no newer request has begun in it.
    fn newest(&self) -> Option<Rc<Inner>> {
        self.line
            .upgrade()
            .filter(|line| line.generation.get() == self.generation)
    }

    /// Nothing is under way any more; false where a newer request has begun.
    fn end(&self) -> bool {
        self.newest().inspect(|line| drop(line.running.take())).is_some()
    }
}
