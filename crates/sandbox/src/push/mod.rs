//! Pushes: what a marketplace tells the gateway by itself.
//!
//! An event becomes a push, the push waits for its time on the sandbox's clock
//! and is delivered in its store's order. What then happens follows the
//! platform: Lazada tries again every half hour, twelve times, Shopee keeps what
//! it could not deliver in its list of lost pushes, TikTok Shop documents no
//! retry and gets none.

mod deliver;
mod schedule;

pub(crate) use deliver::Pusher;

use crate::{
    market::SessionView,
    world::{Message, Platform, Store},
};
use std::time::Duration;

/// Something that happened in a session.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    pub(crate) store: Store,
    pub(crate) session: SessionView,
    pub(crate) news: News,
}

/// What happened.
#[derive(Debug, Clone)]
pub(crate) enum News {
    /// A session that was not there before.
    Opened,
    /// A message was written, or changed by being taken back.
    Written(Message),
    /// The seller has read.
    Read,
}

/// How long a platform waits for an answer.
fn patience(platform: Platform) -> Duration {
    match platform {
        Platform::Shopee => Duration::from_secs(2),
        Platform::Lazada => Duration::from_millis(500),
        // Not documented.
        Platform::Tiktok => Duration::from_secs(5),
    }
}

/// When a push that failed for the `tried`th time is due again, in ms from then.
fn again_in_ms(platform: Platform, tried: u32) -> Option<i64> {
    (platform == Platform::Lazada && tried <= 12).then_some(30 * 60_000)
}
