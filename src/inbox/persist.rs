//! Drafts on this computer's disk.

use crate::browser::storage::{self, Table};
use crate::browser::tab;
use crate::json;
use serde::{Deserialize, Serialize};
use steadydesk_wire::{Millis, SessionId, StoreId, UserId};

/// A text that an operator has begun and not sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub store: StoreId,
    pub session: SessionId,
    /// The empty text is no draft.
    pub text: String,
    /// When it was last changed.
    pub at: Millis,
    /// The position of the newest message that stood there when it was begun, where that was known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<i64>,
}

/// In the tab: drafts that the disk may not have yet, behind their user. A page that goes right after it has asked for
/// them to be written is sometimes gone before they are.
const NOTE: &str = "drafts";

/// All drafts of a user.
pub async fn load_drafts(user: &UserId) -> Vec<Draft> {
    let note = tab::take(NOTE).unwrap_or_default();
    let mut lines = note.lines();
    if lines.next() == Some(user.as_str()) {
        for draft in lines.filter_map(|row| json::read(row).ok()) {
            save_draft(user, &draft).await;
        }
    }
    let rows = storage::rows(Table::Drafts, &[user.as_str()]).await;
    // A row that this version cannot read is passed over, not deleted: a later version may have written it.
    rows.iter().filter_map(|row| json::read(row).ok()).collect()
}

/// Keeps drafts, each in place of the session's earlier one.
pub async fn save_drafts(user: &UserId, drafts: &[Draft]) {
    let mut note = user.to_string();
    for row in drafts.iter().filter_map(|draft| serde_json::to_string(draft).ok()) {
        note += "\n";
        note += &row;
    }
    tab::put(NOTE, &note);
    for draft in drafts {
        save_draft(user, draft).await;
    }
    tab::remove(NOTE);
}

/// The empty text is deleted.
async fn save_draft(user: &UserId, draft: &Draft) {
    let key = [user.as_str(), draft.store.as_str(), draft.session.as_str()];
    if draft.text.is_empty() {
        storage::delete(Table::Drafts, &key).await;
    } else if let Ok(row) = serde_json::to_string(draft) {
        storage::put(Table::Drafts, vec![(key.map(str::to_owned).to_vec(), row)]).await;
    }
}
