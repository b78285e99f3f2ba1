//! What requests say of the network, and whether they may go out.
//!
//! The network room watches: it is told of every answer and of every request
//! without one, and while it says so requests rest. A fetch then waits until
//! it may go; anything else fails at once, for whoever sent it (the outbox,
//! the operator) has its own way of trying again.

use super::error::ApiError;
use crate::browser::{clock, page};
use crate::json;
use crate::network::model::{Event, Why};
use gloo_net::http::RequestBuilder;
use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};
use steadydesk_wire::{Hello, Problem};
use web_sys::AbortSignal;

type Monitor = Rc<dyn Fn(Event)>;

thread_local! {
    static MONITOR: RefCell<Option<Monitor>> = const { RefCell::new(None) };
    static PAUSED: Cell<bool> = const { Cell::new(false) };
    static WAITING: RefCell<Vec<(Option<AbortSignal>, Waker)>> = const { RefCell::new(Vec::new()) };
}

/// Tells `monitor` of every request from here on; nothing ends that, and lets requests go.
pub fn watch(monitor: Option<Monitor>) {
    let ends = monitor.is_none();
    MONITOR.set(monitor);
    if ends {
        pause(false);
    }
}

/// Has requests rest, or lets them go.
pub fn pause(paused: bool) {
    PAUSED.set(paused);
    if !paused {
        for (_, waker) in WAITING.take() {
            waker.wake();
        }
    }
}

/// Whether requests rest.
#[must_use]
pub fn is_paused() -> bool {
    PAUSED.get()
}

/// Waits until requests may go: for what is no request of this room's.
pub async fn resumed() {
    poll_fn(|context| {
        if !PAUSED.get() {
            return Poll::Ready(());
        }
        WAITING.with_borrow_mut(|waiting| waiting.push((None, context.waker().clone())));
        Poll::Pending
    })
    .await;
}

/// Tells the monitor what has become of a request.
pub(super) fn tell(event: Event) {
    // Cloned out first: the monitor may send requests of its own.
    if let Some(monitor) = MONITOR.with_borrow(Clone::clone) {
        monitor(event);
    }
}

/// Tells the monitor whether that was our gateway speaking.
pub(super) fn heard(ours: bool) {
    tell(if ours {
        Event::Answered
    } else {
        Event::Unanswered(Why::NotOurs)
    });
}

/// A fetch under way, for the monitor's count.
#[derive(Debug)]
pub(super) struct Fetch {
    counts: bool,
    pub(super) ok: bool,
}

impl Drop for Fetch {
    fn drop(&mut self) {
        if self.counts {
            tell(Event::Fetched { ok: self.ok });
        }
    }
}

/// Waits until a request may go out. What is no fetch does not wait.
pub(super) async fn turn(fetch: bool, signal: Option<&AbortSignal>) -> Result<Fetch, ApiError> {
    let aborted = || signal.is_some_and(AbortSignal::aborted);
    if PAUSED.get() && !fetch {
        return Err(nobody());
    }
    poll_fn(|context| {
        if !PAUSED.get() || aborted() {
            return Poll::Ready(());
        }
        WAITING.with_borrow_mut(|waiting| {
            // Those that were taken back meanwhile end now, so that they never pile up.
            let (gone, still): (Vec<_>, Vec<_>) = waiting
                .drain(..)
                .partition(|(signal, _)| signal.as_ref().is_some_and(AbortSignal::aborted));
            *waiting = still;
            waiting.push((signal.cloned(), context.waker().clone()));
            gone.into_iter().for_each(|(_, waker)| waker.wake());
        });
        Poll::Pending
    })
    .await;
    if aborted() {
        return Err(ApiError::Aborted);
    }
    if fetch {
        tell(Event::Asked);
    }
    Ok(Fetch {
        counts: fetch,
        ok: true,
    })
}

/// What to say when there is no answer.
pub(super) fn nobody() -> ApiError {
    if page::online() {
        ApiError::Unreachable
    } else {
        ApiError::Offline
    }
}

/// Asks the gateway for a sign of life, whether requests rest or not. Only an
/// answer in its own words counts.
pub async fn probe(signal: Option<AbortSignal>) -> Result<(), Why> {
    let unreachable = |_| Why::Unreachable;
    let request = RequestBuilder::new("/api/hello").abort_signal(signal.as_ref());
    let response = request.send().await.map_err(unreachable)?;
    let text = response.text().await.map_err(unreachable)?;
    if let Ok(hello) = json::read::<Hello>(&text) {
        clock::gateway_said(hello.now);
        return Ok(());
    }
    match response.status() {
        // Such a problem is our gateway's own, and it lives.
        400.. if json::read::<Problem>(&text).is_ok() => Ok(()),
        // A proxy before the gateway, which has not reached it.
        502..=504 => Err(Why::Unreachable),
        _ => Err(Why::NotOurs),
    }
}
