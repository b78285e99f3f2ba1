//! The base of every list: filter, request, veil, rows, pages.
//!
//! [`model`] decides (a state machine moved by named events), `state` carries
//! its commands out and publishes what a view reads, and the rest are the
//! parts that every list shows: veil, stamp, pager, search field.
//!
//! [`window`] holds a list that is too long to have whole.
//!
//! A list is a [`Kind`]: what one asks for, what a row is, how it is fetched.

pub mod model;
pub mod window;

#[cfg(target_arch = "wasm32")]
mod bulk;
#[cfg(target_arch = "wasm32")]
mod keep;
#[cfg(target_arch = "wasm32")]
mod kind;
#[cfg(target_arch = "wasm32")]
mod pager;
#[cfg(target_arch = "wasm32")]
mod room;
#[cfg(target_arch = "wasm32")]
mod scroll;
#[cfg(target_arch = "wasm32")]
mod search;
#[cfg(target_arch = "wasm32")]
mod stamp;
#[cfg(target_arch = "wasm32")]
mod state;
#[cfg(target_arch = "wasm32")]
mod table;
#[cfg(target_arch = "wasm32")]
mod veil;

#[cfg(target_arch = "wasm32")]
pub use {
    bulk::{Bulk, Does, bulk_bar},
    keep::provide_keep,
    kind::{Cell, Kind, List, Selects},
    pager::pager,
    room::{Addressed, News, Room},
    search::search,
    stamp::stamp,
    table::{Column, Look, table},
    veil::veiled,
};
