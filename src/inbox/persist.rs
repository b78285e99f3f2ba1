//! Drafts on this computer's disk.

use crate::browser::storage::{self, Table};
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

/// All drafts of a user.
pub async fn load_drafts(user: &UserId) -> Vec<Draft> {
    let rows = storage::rows(Table::Drafts, &[user.as_str()]).await;
    // A row that this version cannot read is passed over, not deleted: a later version may have written it.
    rows.iter().filter_map(|row| json::read(row).ok()).collect()
}

/// Keeps a draft in place of the session's earlier one.
pub async fn save_draft(user: &UserId, draft: &Draft) {
    let key = [user.as_str(), draft.store.as_str(), draft.session.as_str()];
    if draft.text.is_empty() {
        storage::delete(Table::Drafts, &key).await;
    } else if let Ok(row) = serde_json::to_string(draft) {
        storage::put(Table::Drafts, vec![(key.map(str::to_owned).to_vec(), row)]).await;
    }
}
