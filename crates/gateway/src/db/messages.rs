//! Messages, what became of the ones an operator sent, and the client ids
//! that were ever accepted.

use super::{
    Conn, Result, Scope, Write, changes, message_row::author_word, search, sessions::SessionRow, sql::Sql, storable,
};
use sqlx::Row as _;
use steadydesk_wire::{Change, ClientId, Content, MessageId, Millis, StoreId};

pub use super::message_row::{MessageRow, state_word};

/// What a question for whole rows selects; behind it comes a `WHERE`.
pub(super) const SELECT: &str = "SELECT m.*, s.id AS session_id FROM messages m JOIN sessions s ON s.n = m.session_n";

/// The message with this id, if `scope` may see it.
///
/// # Errors
/// When the database is away.
pub async fn get(conn: &mut Conn, scope: &Scope, id: &MessageId) -> Result<Option<MessageRow>> {
    let mut sql = Sql::new(SELECT);
    sql.condition().push("m.id = ").value(id.as_str());
    sql.granted("s.store_id", scope);
    sql.rows(conn).await?.first().map(MessageRow::read).transpose()
}

/// The message that a platform calls so, in this session.
///
/// # Errors
/// When the database is away.
pub async fn by_platform_id(conn: &mut Conn, session_n: i64, id: &str) -> Result<Option<MessageRow>> {
    let mut sql = Sql::new(SELECT);
    sql.condition().push("m.session_n = ").value(session_n);
    sql.condition().push("m.platform_message_id = ").value(&*storable(id));
    sql.rows(conn).await?.first().map(MessageRow::read).transpose()
}

/// Up to `limit` messages of a session before a place (or the newest), newest
/// first, hidden ones included.
///
/// # Errors
/// When the database is away.
pub async fn before(
    conn: &mut Conn,
    session_n: i64,
    place: Option<(i64, &MessageId)>,
    limit: i64,
) -> Result<Vec<MessageRow>> {
    let mut sql = Sql::new(SELECT);
    sql.condition().push("m.session_n = ").value(session_n);
    if let Some((position, id)) = place {
        sql.condition()
            .push("(m.position, m.id) < (")
            .value(position)
            .push(", ")
            .value(id.as_str())
            .push(")");
    }
    sql.push(" ORDER BY m.position DESC, m.id DESC LIMIT ").value(limit);
    sql.rows(conn).await?.iter().map(MessageRow::read).collect()
}

/// Up to `limit` messages of a session, newest first, that are to be shown.
///
/// # Errors
/// When the database is away.
pub async fn shown_before(
    conn: &mut Conn,
    session_n: i64,
    place: Option<(i64, &str)>,
    limit: i64,
) -> Result<Vec<MessageRow>> {
    let mut sql = Sql::new(SELECT);
    sql.condition().push("m.session_n = ").value(session_n);
    sql.condition().push("m.hidden = 0");
    if let Some((position, id)) = place {
        sql.condition()
            .push("(m.position, m.id) < (")
            .value(position)
            .push(", ")
            .value(id)
            .push(")");
    }
    sql.push(" ORDER BY m.position DESC, m.id DESC LIMIT ").value(limit);
    sql.rows(conn).await?.iter().map(MessageRow::read).collect()
}

/// What of a session is not settled (queued, waiting, sending, checking, failed), in its order.
///
/// # Errors
/// When the database is away.
pub async fn unsettled(conn: &mut Conn, session_n: i64) -> Result<Vec<MessageRow>> {
    let mut sql = Sql::new(SELECT);
    sql.condition().push("m.session_n = ").value(session_n);
    sql.condition()
        .push("m.out_state IN ('queued', 'waiting', 'sending', 'checking', 'failed')");
    sql.push(" ORDER BY m.position, m.id");
    sql.rows(conn).await?.iter().map(MessageRow::read).collect()
}

/// Sessions of a store (by number) with something to send or to check.
///
/// # Errors
/// When the database is away.
pub async fn sessions_to_send(conn: &mut Conn, store: &StoreId) -> Result<Vec<i64>> {
    let mut sql = Sql::new(
        "SELECT m.session_n FROM messages m JOIN sessions s ON s.n = m.session_n \
         WHERE m.out_state IN ('queued', 'waiting', 'sending', 'checking', 'failed') AND s.store_id = ",
    );
    sql.value(store.as_str())
        .push(" GROUP BY m.session_n ORDER BY MIN(m.position)");
    sql.rows(conn).await?.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// Stores that have something to send or to check: for the start.
///
/// # Errors
/// When the database is away.
pub async fn stores_to_send(conn: &mut Conn) -> Result<Vec<StoreId>> {
    let rows = sqlx::query(
        "SELECT DISTINCT s.store_id FROM messages m JOIN sessions s ON s.n = m.session_n \
         WHERE m.out_state IN ('queued', 'waiting', 'sending', 'checking', 'failed')",
    )
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| Ok(row.try_get::<String, _>(0)?.try_into()?))
        .collect()
}

/// The highest position in a session; nothing in an empty one.
///
/// # Errors
/// When the database is away.
pub async fn newest_position(conn: &mut Conn, session_n: i64) -> Result<Option<i64>> {
    let row = sqlx::query("SELECT MAX(position) FROM messages WHERE session_n = $1")
        .bind(session_n)
        .fetch_one(conn)
        .await?;
    Ok(row.try_get(0)?)
}

/// Whether somebody other than `operator` stands behind a place: the buyer, the robot, a colleague, or somebody in
/// the store's own app. What the platform itself says to both is nobody's word.
///
/// # Errors
/// When the database is away.
pub async fn others_behind(conn: &mut Conn, session_n: i64, position: i64, operator: &str) -> Result<bool> {
    let row = sqlx::query(
        "SELECT n FROM messages WHERE session_n = $1 AND position > $2 AND hidden = 0 AND (author IN ('buyer', 'robot') \
         OR (author = 'seller' AND (operator IS NULL OR operator <> $3))) LIMIT 1",
    )
    .bind(session_n)
    .bind(position)
    .bind(operator)
    .fetch_optional(conn)
    .await?;
    Ok(row.is_some())
}

/// Saves a message, new (`n` is 0) or known, indexes its text, and tells the change
/// (not of a hidden one).
///
/// # Errors
/// When the database refuses, or the platform's id is taken by another message of the session.
pub async fn save(tx: &mut Write, session: &SessionRow, message: &mut MessageRow, now: Millis) -> Result<()> {
    message.session = session.id.clone();
    message.session_n = session.n;
    let is_new = message.n == 0;
    let seq = tx.next_seq();
    message.version = seq;
    if is_new && !message.hidden {
        message.search_doc = match text_of(&message.content) {
            Some(text) => search::add(tx, &session.store, session.n, message.at, text).await?,
            None => None,
        };
    }
    write(tx, message).await?;
    if message.hidden {
        return Ok(());
    }
    let change = Change::Message {
        message: Box::new(message.to_wire()),
    };
    changes::append(tx, seq, now, &session.store, &change).await
}

/// What the search finds of a content.
fn text_of(content: &Content) -> Option<&str> {
    match content {
        Content::Text { text } | Content::Notice { text } => Some(text),
        Content::Product { title, .. } | Content::Order { title, .. } | Content::Voucher { title, .. } => {
            title.as_deref()
        }
        _ => None,
    }
}

async fn write(tx: &mut Write, message: &mut MessageRow) -> Result<()> {
    let content = serde_json::to_string(&message.content)?;
    let platform_text = message.platform_text.as_ref().map(serde_json::to_string).transpose()?;
    let outgoing = message.outgoing.as_ref().map(serde_json::to_string).transpose()?;
    if message.n == 0 {
        let row = sqlx::query(
            "INSERT INTO messages (id, session_n, platform_message_id, author, operator, content, platform_text, at, \
             position, hidden, recalled, picture_url, out_state, outgoing, out_due_at, out_attempts, out_started_at, \
             out_upload, search_doc, version, platform_index, withheld) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22) \
             RETURNING n",
        )
        .bind(message.id.as_str())
        .bind(message.session_n)
        .bind(
            message
                .platform_message_id
                .as_deref()
                .map(|id| storable(id).into_owned()),
        )
        .bind(author_word(message.author))
        .bind(message.operator.clone())
        .bind(content)
        .bind(platform_text)
        .bind(message.at.0)
        .bind(message.position)
        .bind(i64::from(message.hidden))
        .bind(i64::from(message.recalled))
        .bind(message.picture_url.as_deref().map(|url| storable(url).into_owned()))
        .bind(message.outgoing.as_ref().map(state_word))
        .bind(outgoing)
        .bind(message.out_due_at.map(|at| at.0))
        .bind(i64::from(message.out_attempts))
        .bind(message.out_started_at.map(|at| at.0))
        .bind(message.out_upload.clone())
        .bind(message.search_doc)
        .bind(message.version)
        .bind(
            message
                .platform_index
                .as_deref()
                .map(|index| storable(index).into_owned()),
        )
        .bind(i64::from(message.withheld))
        .fetch_one(&mut **tx)
        .await?;
        message.n = row.try_get(0)?;
        return Ok(());
    }
    sqlx::query(
        "UPDATE messages SET platform_message_id = $1, operator = $2, content = $3, platform_text = $4, at = $5, \
         hidden = $6, recalled = $7, picture_url = $8, out_state = $9, outgoing = $10, out_due_at = $11, \
         out_attempts = $12, out_started_at = $13, version = $14, withheld = $15 WHERE n = $16",
    )
    .bind(
        message
            .platform_message_id
            .as_deref()
            .map(|id| storable(id).into_owned()),
    )
    .bind(message.operator.clone())
    .bind(content)
    .bind(platform_text)
    .bind(message.at.0)
    .bind(i64::from(message.hidden))
    .bind(i64::from(message.recalled))
    .bind(message.picture_url.as_deref().map(|url| storable(url).into_owned()))
    .bind(message.outgoing.as_ref().map(state_word))
    .bind(outgoing)
    .bind(message.out_due_at.map(|at| at.0))
    .bind(i64::from(message.out_attempts))
    .bind(message.out_started_at.map(|at| at.0))
    .bind(message.version)
    .bind(i64::from(message.withheld))
    .bind(message.n)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Deletes a message and tells it.
///
/// # Errors
/// When the database refuses.
pub async fn delete(tx: &mut Write, session: &SessionRow, message: &MessageRow, now: Millis) -> Result<()> {
    if let Some(doc) = message.search_doc {
        search::remove(tx, doc).await?;
    }
    sqlx::query("DELETE FROM messages WHERE n = $1")
        .bind(message.n)
        .execute(&mut **tx)
        .await?;
    let seq = tx.next_seq();
    let change = Change::MessageGone {
        session: session.id.clone(),
        message: message.id.clone(),
    };
    changes::append(tx, seq, now, &session.store, &change).await
}

/// What is known of a client id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    pub session: String,
    /// Of the content that it was accepted with.
    pub content_hash: String,
}

/// Whether a client id was ever accepted, and for what.
///
/// # Errors
/// When the database is away.
pub async fn accepted(conn: &mut Conn, id: &ClientId) -> Result<Option<Accepted>> {
    let row = sqlx::query("SELECT session_id, content_hash FROM accepted WHERE client_id = $1")
        .bind(id.as_str())
        .fetch_optional(conn)
        .await?;
    row.map(|row| {
        Ok(Accepted {
            session: row.try_get(0)?,
            content_hash: row.try_get(1)?,
        })
    })
    .transpose()
}

/// Remembers a client id for ever. False when it was accepted before.
///
/// # Errors
/// When the database refuses.
pub async fn accept(tx: &mut Write, id: &ClientId, accepted: &Accepted, now: Millis) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO accepted (client_id, session_id, content_hash, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
    )
    .bind(id.as_str())
    .bind(accepted.session.as_str())
    .bind(accepted.content_hash.as_str())
    .bind(now.0)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}
