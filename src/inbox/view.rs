//! The room.

use crate::i18n::text;
use crate::ui::notice::notice;
use leptos::prelude::*;

/// The inbox.
pub fn inbox_room() -> AnyView {
    notice(text(|m| m.common.later), None)
}
