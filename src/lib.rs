//! The console: a single-page app that Leptos renders and Trunk builds.
//!
//! Reading order: [`route`] (which pages there are), [`i18n`] (every text),
//! then, in the browser only, `browser` (the outside world behind a small
//! seam), [`json`] (how answers are read), `api` (HTTP), [`list`] (the base of
//! every list), `ui` (parts without domain), the rooms ([`account`],
//! [`unread`], [`stores`], [`inbox`], [`outbox`], [`network`], [`presence`], [`notifications`], [`settings`]), what reaches
//! over all of them ([`keys`], [`palette`]) and `app` (what holds them together).
//!
//! A room's `model.rs` is pure and compiled natively too; whatever touches
//! Leptos or the browser exists on wasm32 alone, so that a model cannot come
//! to depend on it.

pub mod i18n;
pub mod route;

pub mod browser;

pub mod json;

pub mod api;

pub mod ui;

pub mod account;
pub mod inbox;
pub mod keys;
pub mod list;
pub mod network;
pub mod notifications;
pub mod outbox;
pub mod palette;
pub mod presence;
pub mod settings;
pub mod snapshot;
pub mod stores;
pub mod translation;
pub mod unread;

#[cfg(target_arch = "wasm32")]
pub mod app;
#[cfg(target_arch = "wasm32")]
pub mod router;
#[cfg(target_arch = "wasm32")]
pub mod shell;
