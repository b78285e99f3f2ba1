//! Time: the wall clock, the monotonic clock, the gateway's clock, timers.

use gloo_timers::callback::Timeout;
use gloo_timers::future::TimeoutFuture;
use js_sys::Date;
use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use steadydesk_wire::Millis;

thread_local! {
    /// The gateway's time minus this browser's monotonic clock, in milliseconds, as last heard.
    static GATEWAY: Cell<Option<f64>> = const { Cell::new(None) };
}

/// Milliseconds on a clock that only goes forward; its zero means nothing.
#[must_use]
pub fn monotonic() -> f64 {
    web_sys::window()
        .and_then(|window| window.performance())
        .map_or_else(Date::now, |clock| clock.now())
}

/// Milliseconds since 1970 on this computer's clock, which anybody may move.
#[must_use]
pub fn wall() -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "times stay far below 2^53")]
    let wall = Date::now() as i64;
    wall
}

/// Supposes that this computer's clock is still as far ahead of the gateway's
/// as it was, until the gateway says.
pub fn suppose_ahead(milliseconds: i64) {
    if GATEWAY.get().is_none() {
        gateway_said(Millis(wall() - milliseconds));
    }
}

/// Takes note of the gateway's time, as an answer has just told it.
pub fn gateway_said(now: Millis) {
    #[expect(clippy::cast_precision_loss, reason = "times stay far below 2^53")]
    GATEWAY.set(Some(now.0 as f64 - monotonic()));
}

/// The time on the gateway's clock; on this browser's before the gateway has said anything.
#[must_use]
pub fn gateway_now() -> Millis {
    gateway_at(monotonic())
}

/// The same for a moment of the monotonic clock.
#[must_use]
pub fn gateway_at(monotonic: f64) -> Millis {
    let difference = GATEWAY.get().unwrap_or_else(|| Date::now() - self::monotonic());
    #[expect(clippy::cast_possible_truncation, reason = "times stay far below 2^53")]
    Millis((difference + monotonic) as i64)
}

/// A call in the future. Dropping it takes it back.
#[derive(Debug)]
pub struct Timer {
    _timeout: Timeout,
}

/// Calls `then` in a task of its own, as soon as the present one and all that it has set off have ended.
pub fn soon(then: impl FnOnce() + 'static) {
    soon_after(0, then);
}

/// Calls `then` once, after so many milliseconds, for good.
pub fn soon_after(milliseconds: u32, then: impl FnOnce() + 'static) {
    timeout(milliseconds, Box::new(then)).forget();
}

/// Calls `then` once, after so many milliseconds.
#[must_use]
pub fn after(milliseconds: u32, then: impl FnOnce() + 'static) -> Timer {
    Timer {
        _timeout: timeout(milliseconds, Box::new(then)),
    }
}

/// Boxed, so that the way of a call out of the browser is compiled once and not for every timer.
fn timeout(milliseconds: u32, then: Box<dyn FnOnce()>) -> Timeout {
    Timeout::new(milliseconds, then)
}

/// Lets the browser paint and answer the hand before the work goes on.
pub async fn pause() {
    TimeoutFuture::new(0).await;
}

/// What is worked on for at most so many milliseconds; nothing where it takes longer.
pub async fn within<T>(milliseconds: u32, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    let mut over = pin!(TimeoutFuture::new(milliseconds));
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(value) => Poll::Ready(Some(value)),
        Poll::Pending => over.as_mut().poll(context).map(|()| None),
    })
    .await
}

/// Milliseconds by which this computer's wall clock is ahead of the gateway's.
#[must_use]
pub fn ahead() -> i64 {
    wall() - gateway_now().0
}
