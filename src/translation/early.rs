//! The translations of the session that a start paints from the disk, read
//! beside its messages, so that the first frame has both.

use super::persist::{self, Loaded};
use std::cell::RefCell;
use steadydesk_wire::{SessionId, UserId};

thread_local! {
    static EARLY: RefCell<Option<(UserId, String, Loaded)>> = const { RefCell::new(None) };
}

/// Reads a session's translations for its first opening.
pub async fn early(user: &UserId, session: &SessionId) {
    let loaded = persist::load(user.as_str(), session.as_str()).await;
    EARLY.set(Some((user.clone(), session.to_string(), loaded)));
}

/// What was read early, where it is this session's; once.
pub(super) fn take(user: &UserId, session: &str) -> Option<Loaded> {
    let (whose, of, loaded) = EARLY.take()?;
    (whose == *user && of == session).then_some(loaded)
}
