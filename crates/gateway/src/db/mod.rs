//! The database: SQLite as the embedded default, PostgreSQL by a connection
//! string. All SQL of the gateway is in this room, one file a feature, and one
//! text serves both (only TEXT, BIGINT and BLOB columns; `$1` parameters).
//!
//! [`Db::read`] opens a snapshot: everything read in it is true at one moment,
//! which is that of its sequence number. [`Db::write`] opens *the* write
//! transaction: there is one at a time, so reading a row, deciding and saving
//! it needs no further locks. Every change of a store, session or message goes
//! through `save` or `delete` of its file, which append to the log of changes
//! in the same transaction and set the row's `version` to the change's number.
//!
//! Reading order: [`changes`], [`stores`], [`sessions`], [`messages`],
//! [`search`], [`lists`] (pages), [`accounts`], then the small ones.

pub mod accounts;
pub mod audit;
pub mod authorizations;
pub mod changes;
mod claim;
mod connect;
pub mod fill;
pub mod ingest;
pub mod lists;
mod message_row;
pub mod messages;
pub mod outgoing;
pub mod pictures;
mod place;
pub mod pushes;
pub mod search;
pub mod sessions;
mod sql;
pub mod stores;
pub mod translations;

pub use connect::{Backend, Db, Read, Write};
pub use sql::Scope;

/// The connection inside a [`Read`] or [`Write`], to which they both deref:
/// what every query takes.
pub type Conn = sqlx::AnyConnection;

/// Why the database did not do its work.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database refused or is away.
    #[error("database: {0}")]
    Sql(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("database migration: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// A row holds what this version cannot read.
    #[error("unreadable row: {0}")]
    Row(String),
}

/// What queries answer.
pub type Result<T> = std::result::Result<T, Error>;

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        // Positions only: the text of the error could quote a message.
        Self::Row(format!("JSON at column {}", error.column()))
    }
}

impl From<steadydesk_wire::InvalidId> for Error {
    fn from(error: steadydesk_wire::InvalidId) -> Self {
        Self::Row(error.to_string())
    }
}

/// A text as both databases can hold it: PostgreSQL has no NUL in TEXT. For
/// names and the platforms' ids; contents are kept as JSON, byte for byte.
#[must_use]
pub fn storable(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains('\0') {
        text.replace('\0', "\u{fffd}").into()
    } else {
        text.into()
    }
}
