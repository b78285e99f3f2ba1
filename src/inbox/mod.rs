//! The inbox: all shops' sessions, the thread of one, and the composer.
//!
//! Reading order: [`model`] (what is decided), `list_state` (the sessions),
//! `thread_state` (the open session: `thread_load` brings it in, `thread_read`
//! says what was read, `thread_kept` holds those that were left), `drafts` (on disk by [`persist`]); then
//! what is seen: `view` puts `list_view` and `thread_view` side by side,
//! `thread_log` shows the messages (`thread_rows` those on the page, `scroll`
//! where it is scrolled to, `thread_find` words in it), `message_view` draws one
//! message with its `content_view`, and `composer` writes: `composer_strip`
//! above it shows what `composer_pictures` uploads.

pub mod model;

#[cfg(target_arch = "wasm32")]
mod composer;
#[cfg(target_arch = "wasm32")]
mod composer_pictures;
#[cfg(target_arch = "wasm32")]
mod composer_strip;
#[cfg(target_arch = "wasm32")]
mod content_view;
#[cfg(target_arch = "wasm32")]
mod drafts;
#[cfg(target_arch = "wasm32")]
mod filter_view;
#[cfg(target_arch = "wasm32")]
mod list_state;
#[cfg(target_arch = "wasm32")]
mod list_view;
#[cfg(target_arch = "wasm32")]
mod message_view;
#[cfg(target_arch = "wasm32")]
mod now;
#[cfg(target_arch = "wasm32")]
pub mod persist;
#[cfg(target_arch = "wasm32")]
mod picture;
#[cfg(target_arch = "wasm32")]
mod scroll;
#[cfg(target_arch = "wasm32")]
mod scroll_rows;
#[cfg(target_arch = "wasm32")]
mod thread_find;
#[cfg(target_arch = "wasm32")]
mod thread_kept;
#[cfg(target_arch = "wasm32")]
mod thread_load;
#[cfg(target_arch = "wasm32")]
mod thread_log;
#[cfg(target_arch = "wasm32")]
mod thread_read;
#[cfg(target_arch = "wasm32")]
mod thread_rows;
#[cfg(target_arch = "wasm32")]
mod thread_state;
#[cfg(target_arch = "wasm32")]
mod thread_view;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub use composer_pictures::provide_pictures;
#[cfg(target_arch = "wasm32")]
pub use drafts::provide_drafts;
#[cfg(target_arch = "wasm32")]
pub use list_state::provide_kept_sessions;
#[cfg(target_arch = "wasm32")]
pub use thread_kept::{Threads, provide_threads};
#[cfg(target_arch = "wasm32")]
pub use view::inbox_room;
