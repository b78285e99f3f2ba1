//! The event stream: every change of the team's data, as it happens.
//!
//! Reading order: [`sse`] (bytes to events), [`cursor`] (how far we have heard
//! and how a page joins the stream), `bus` (who is told), `stream` (one
//! connection), `link` (the one connection of all tabs). When to connect is
//! decided by the network room.

pub mod cursor;
pub mod sse;

#[cfg(target_arch = "wasm32")]
mod bus;
#[cfg(target_arch = "wasm32")]
mod link;
#[cfg(target_arch = "wasm32")]
mod stream;
#[cfg(target_arch = "wasm32")]
mod subscribers;

#[cfg(target_arch = "wasm32")]
pub use {
    bus::{Connection, History, Live, Notice, provide_live, use_live},
    link::Link,
    subscribers::Subscribers,
};
