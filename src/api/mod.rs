//! The only place that speaks HTTP with the gateway.
//!
//! [`client`](self) sends one request and turns what comes back into a value
//! or an [`error::ApiError`]; `latest` makes sure that only the newest of
//! several may write; `live` is the event stream; `contact` tells the network
//! room what became of each request; [`log`] keeps the last ones. One file per feature names
//! the calls.

pub mod error;

#[cfg(target_arch = "wasm32")]
pub mod account;
#[cfg(target_arch = "wasm32")]
pub mod client;
#[cfg(target_arch = "wasm32")]
pub mod contact;
#[cfg(target_arch = "wasm32")]
pub mod latest;
pub mod live;
pub mod log;
#[cfg(target_arch = "wasm32")]
pub mod messages;
#[cfg(target_arch = "wasm32")]
pub mod presence;
#[cfg(target_arch = "wasm32")]
pub mod sessions;
#[cfg(target_arch = "wasm32")]
pub mod stores;
#[cfg(target_arch = "wasm32")]
pub mod translate;
#[cfg(target_arch = "wasm32")]
pub mod unread;
#[cfg(target_arch = "wasm32")]
pub mod upload;
