//! The outbox on this computer's disk: a row an item, and who sends.

use super::model::item::Item;
use super::model::row::{self, Row, sum};
use crate::browser::storage::{self, Table};
use steadydesk_wire::{ClientId, UserId};

/// The note of how often the sending has changed hands.
const TERM: &str = "outbox-term";
/// The note of which damaged rows the operator has been told of.
const TOLD: &str = "outbox-damage";

/// What the disk has of a user.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) items: Vec<Item>,
    /// Rows that cannot be read, as they are.
    pub(super) damaged: Vec<String>,
}

pub(super) async fn load(user: &UserId) -> Found {
    let mut found = Found::default();
    for text in storage::rows(Table::Outbox, &[user.as_str()]).await {
        match row::read(&text) {
            Row::Item(item) => found.items.push(*item),
            Row::Other => {}
            Row::Damaged => found.damaged.push(text),
        }
    }
    found
}

/// Writes an item in place of what the disk has of it.
pub(super) async fn keep(user: &UserId, item: &Item) {
    if let Some(row) = row::write(item) {
        storage::put(Table::Outbox, vec![(key(user, item.id.as_str()), row)]).await;
    }
}

pub(super) async fn forget(user: &UserId, id: &ClientId) {
    storage::delete(Table::Outbox, &[user.as_str(), id.as_str()]).await;
}

/// How often the sending has changed hands, by the disk's word.
pub(super) async fn term(user: &UserId) -> u32 {
    let note = note(user, TERM).await;
    note.and_then(|term| term.parse().ok()).unwrap_or(0)
}

pub(super) async fn set_term(user: &UserId, term: u32) {
    storage::put(Table::Notes, vec![(key(user, TERM), term.to_string())]).await;
}

/// Whether the operator has not been told of these damaged rows; from now on they have.
pub(super) async fn is_news(user: &UserId, damaged: &[String]) -> bool {
    let sums: String = damaged.iter().map(|row| sum(row)).collect();
    if damaged.is_empty() || note(user, TOLD).await.as_ref() == Some(&sums) {
        return false;
    }
    storage::put(Table::Notes, vec![(key(user, TOLD), sums)]).await;
    true
}

async fn note(user: &UserId, name: &str) -> Option<String> {
    let rows = storage::rows(Table::Notes, &[user.as_str(), name]).await;
    rows.into_iter().next()
}

fn key(user: &UserId, name: &str) -> Vec<String> {
    vec![user.to_string(), name.to_owned()]
}
