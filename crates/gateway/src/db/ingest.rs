//! Taking in what a platform tells: idempotent, in any order, in one
//! transaction with the changes that it makes.
//!
//! A message is known by the platform's id. Its place is given once: by the
//! platform's time, and within one unit of that time (a second, on two of the
//! platforms) by the platform's own index among those that are there, else
//! behind what was there before. An own message that is still on
//! its way here, or whose outcome is unknown, claims its echo, so that it
//! never stands in the thread twice.

use super::{
    Conn, Result, Write,
    claim::claim,
    messages::{self, MessageRow},
    place::{self, PLACES_PER_MS, Time, natural},
    sessions::{self, SessionRow},
    storable,
    stores::StoreRow,
};
use crate::marketplace::{RemoteMessage, RemoteSession};
use sqlx::Row as _;
use steadydesk_wire::{Author, Buyer, LastMessage, MessageId, Millis, SessionId, StoreId};

/// How messages came to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// Pushed, or read at the new end of the thread.
    Live,
    /// Read at the old end of the thread.
    History,
}

/// What a platform told of one session.
#[derive(Debug, Clone)]
pub struct Told {
    /// As it stands in the platform's list, where that was read.
    pub session: Option<RemoteSession>,
    pub messages: Vec<RemoteMessage>,
    pub how: How,
    /// Set where a page tells how older history goes on: its cursor, or nothing at the begin.
    pub older: Option<Option<String>>,
    /// Set where the newest messages have been read without a gap up to this platform id.
    pub synced: Option<String>,
    /// How far before an attempt's start the platform's clock may date its message.
    pub tolerance_ms: i64,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Merged {
    pub session: SessionRow,
    /// Messages that were not known before.
    pub added: usize,
    /// Own messages that found their echo.
    pub claimed: Vec<MessageId>,
}

/// The gateway's id of a platform's session.
#[must_use]
pub fn session_id(store: &StoreId, platform_session_id: &str) -> SessionId {
    let mut text = format!("{store}~");
    for byte in platform_session_id.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    if text.len() > 600 {
        text = format!(
            "{store}~%{}",
            crate::marketplace::digest_hex(platform_session_id.as_bytes())
        );
    }
    // Letters, digits and `-_.~%` only, and at most 600 of them.
    SessionId::try_from(text).expect("an encoded id is an id")
}

/// A new id for a message that did not come from a console.
fn message_id() -> MessageId {
    // A UUID is an id.
    MessageId::try_from(uuid::Uuid::now_v7().to_string()).expect("a UUID is an id")
}

/// Takes in what was told. Nothing where a session is not known and was not
/// told of either: its buyer would be nobody.
///
/// # Errors
/// When the database refuses: then nothing of it is true.
pub async fn merge(
    tx: &mut Write,
    store: &StoreRow,
    platform_session_id: &str,
    told: Told,
    now: Millis,
) -> Result<Option<Merged>> {
    let known = sessions::by_platform_id(tx, &store.id, platform_session_id).await?;
    let is_new = known.is_none();
    let mut session = match (known, &told.session) {
        (Some(session), _) => session,
        (None, Some(remote)) => {
            let buyer = Buyer {
                id: remote.buyer_id.clone(),
                name: remote.buyer_name.clone(),
            };
            let id = session_id(&store.id, platform_session_id);
            let mut session = SessionRow::new(id, store, platform_session_id.to_owned(), buyer);
            session.unread = remote.unread;
            sessions::save(tx, &mut session, now).await?;
            session
        }
        (None, None) => return Ok(None),
    };
    let before = session.to_wire();
    if let Some(remote) = &told.session {
        describe(&mut session, remote);
    }
    if let Some(cursor) = told.older {
        session.history_complete = cursor.is_none();
        session.history_cursor = cursor;
    }
    if let Some(synced) = told.synced {
        session.synced_message_id = Some(synced);
    }

    let mut messages = told.messages;
    messages.sort_by(|a, b| (a.at, natural(&a.index)).cmp(&(b.at, natural(&b.index))));
    if told.how == How::History {
        messages.reverse();
    }
    let (mut added, mut unread, mut claimed) = (0, 0_u32, Vec::new());
    let count = messages.len();
    for (n, remote) in messages.into_iter().enumerate() {
        if let Some(row) = messages::by_platform_id(tx, session.n, &remote.id).await? {
            update(tx, &session, row, remote, now).await?;
        } else if let Some(id) = claim(tx, &session, &remote, told.tolerance_ms, now).await? {
            claimed.push(id);
        } else {
            let counts = remote.author == Author::Buyer && !remote.hidden && told.how == How::Live;
            insert(tx, &session, remote, told.how, count - n - 1, now).await?;
            added += 1;
            unread += u32::from(counts);
        }
    }
    // What a new session has unread, the platform has said already.
    if !is_new {
        session.unread = session.unread.saturating_add(unread);
        if let Some(remote) = &told.session
            && !is_stale(tx, &session, remote).await?
        {
            // Read elsewhere: fewer count. More would only be what was read here and not there yet.
            session.unread = session.unread.min(remote.unread);
        }
    }
    summarise(tx, &mut session).await?;
    if session.to_wire() == before {
        sessions::save_quietly(tx, &session).await?;
    } else {
        sessions::save(tx, &mut session, now).await?;
    }
    Ok(Some(Merged {
        session,
        added,
        claimed,
    }))
}

/// Brings a session's summary (last message, waiting since) up to date after a
/// message of it has changed, and tells it where it differs.
///
/// # Errors
/// When the database refuses.
pub async fn refresh_session(tx: &mut Write, session_n: i64, now: Millis) -> Result<Option<SessionRow>> {
    let Some(mut session) = sessions::by_number(tx, session_n).await? else {
        return Ok(None);
    };
    let before = session.to_wire();
    summarise(tx, &mut session).await?;
    if session.to_wire() != before {
        sessions::save(tx, &mut session, now).await?;
    }
    Ok(Some(session))
}

/// The place of a message that an operator writes now: behind everything known.
///
/// # Errors
/// When the database is away.
pub async fn own_place(conn: &mut Conn, session_n: i64, now: Millis) -> Result<i64> {
    let behind = messages::newest_position(conn, session_n)
        .await?
        .map_or(0, |newest| newest + 1);
    Ok(behind.max(now.0 * PLACES_PER_MS + PLACES_PER_MS / 2))
}

fn describe(session: &mut SessionRow, remote: &RemoteSession) {
    session.can_send = remote.can_send;
    if !remote.buyer_id.is_empty() {
        session.buyer_id.clone_from(&remote.buyer_id);
    }
    if !remote.buyer_name.is_empty() {
        session.buyer_name = storable(&remote.buyer_name).into_owned();
    }
}

/// Whether messages have come since the platform said so of the session.
async fn is_stale(tx: &mut Write, session: &SessionRow, remote: &RemoteSession) -> Result<bool> {
    let Some(newest) = newest_at_platform(tx, session.n).await? else {
        return Ok(false);
    };
    Ok(match &remote.last_message_id {
        Some(id) if newest.platform_message_id.as_deref() == Some(id.as_str()) => false,
        Some(id) => messages::by_platform_id(tx, session.n, id).await?.is_some(),
        None => remote.last_at.is_some_and(|at| newest.at > at),
    })
}

async fn one(conn: &mut Conn, condition: &'static str, session_n: i64) -> Result<Option<MessageRow>> {
    let mut sql = super::sql::Sql::new(messages::SELECT);
    sql.condition()
        .push("m.session_n = ")
        .value(session_n)
        .push(" AND ")
        .push(condition);
    sql.rows(conn).await?.first().map(MessageRow::read).transpose()
}

async fn newest_at_platform(conn: &mut Conn, session_n: i64) -> Result<Option<MessageRow>> {
    let condition = "m.platform_message_id IS NOT NULL AND m.hidden = 0 ORDER BY m.position DESC, m.id DESC LIMIT 1";
    one(conn, condition, session_n).await
}

/// The newest message that both sides have, and since when the buyer waits:
/// the first message behind the last answer.
async fn summarise(tx: &mut Write, session: &mut SessionRow) -> Result<()> {
    const SHOWN: &str = "m.hidden = 0 AND (m.out_state IS NULL OR m.out_state = 'sent') \
         ORDER BY m.position DESC, m.id DESC LIMIT 1";
    session.last = one(tx, SHOWN, session.n).await?.map(|row| {
        sessions::cut(LastMessage {
            id: row.id,
            author: row.author,
            content: row.content,
            at: row.at,
        })
    });
    let row = sqlx::query(
        "SELECT position FROM messages WHERE session_n = $1 AND author = 'seller' AND hidden = 0 \
         AND (out_state IS NULL OR out_state = 'sent') ORDER BY position DESC LIMIT 1",
    )
    .bind(session.n)
    .fetch_optional(&mut **tx)
    .await?;
    let answered: i64 = row.map(|row| row.try_get(0)).transpose()?.unwrap_or(i64::MIN);
    let row = sqlx::query(
        "SELECT at FROM messages WHERE session_n = $1 AND author = 'buyer' AND hidden = 0 AND position > $2 \
         ORDER BY position LIMIT 1",
    )
    .bind(session.n)
    .bind(answered)
    .fetch_optional(&mut **tx)
    .await?;
    session.waiting_since = row.map(|row| row.try_get(0)).transpose()?.map(Millis);
    Ok(())
}

async fn insert(
    tx: &mut Write,
    session: &SessionRow,
    remote: RemoteMessage,
    how: How,
    behind: usize,
    now: Millis,
) -> Result<()> {
    let index = remote.at_unit_ms.gt(&1).then_some(remote.index.as_str());
    let time = Time {
        at: remote.at,
        unit_ms: remote.at_unit_ms,
        index,
    };
    let position = place::find(tx, session.n, time, how, behind).await?;
    let mut row = MessageRow::new(
        message_id(),
        session,
        remote.author,
        remote.content,
        remote.at,
        position,
    );
    row.platform_message_id = Some(remote.id);
    row.platform_index = index.map(str::to_owned);
    row.platform_text = remote.platform_text;
    row.hidden = remote.hidden;
    row.recalled = remote.recalled;
    row.withheld = remote.withheld;
    row.picture_url = remote.picture_url;
    messages::save(tx, session, &mut row, now).await
}

/// Writes down a message of ours that another one had been taken for: written
/// elsewhere, with the same content.
pub(super) async fn insert_twin(
    tx: &mut Write,
    session: &SessionRow,
    of: &MessageRow,
    platform_message_id: String,
    now: Millis,
) -> Result<()> {
    let time = Time {
        at: of.at,
        unit_ms: 1,
        index: None,
    };
    let position = place::find(tx, session.n, time, How::Live, 0).await?;
    let mut twin = MessageRow::new(message_id(), session, of.author, of.content.clone(), of.at, position);
    twin.platform_message_id = Some(platform_message_id);
    twin.picture_url.clone_from(&of.picture_url);
    messages::save(tx, session, &mut twin, now).await
}

/// A message that is known already: what may change of it is that it was
/// taken back, withheld, edited, hidden or translated.
async fn update(
    tx: &mut Write,
    session: &SessionRow,
    row: MessageRow,
    remote: RemoteMessage,
    now: Millis,
) -> Result<()> {
    let mut changed = row.clone();
    changed.recalled |= remote.recalled;
    changed.withheld = remote.withheld;
    if row.outgoing.is_none() {
        // A recall may come without the content: what was said stays readable.
        if !remote.recalled {
            changed.content = remote.content;
            changed.picture_url = remote.picture_url.or(changed.picture_url);
        }
        changed.platform_text = remote.platform_text.or(changed.platform_text);
        changed.hidden = remote.hidden;
    }
    if changed == row {
        return Ok(());
    }
    if changed.hidden && !row.hidden {
        messages::delete(tx, session, &row, now).await?;
        changed.n = 0;
    }
    messages::save(tx, session, &mut changed, now).await
}

/// How many buyer messages stand behind a place.
///
/// # Errors
/// When the database is away.
pub async fn buyer_messages_behind(conn: &mut Conn, session_n: i64, position: i64) -> Result<u32> {
    let row = sqlx::query(
        "SELECT COUNT(*) FROM messages WHERE session_n = $1 AND position > $2 AND author = 'buyer' AND hidden = 0",
    )
    .bind(session_n)
    .bind(position)
    .fetch_one(conn)
    .await?;
    Ok(u32::try_from(row.try_get::<i64, _>(0)?).unwrap_or(u32::MAX))
}

/// The platform's id of the newest message up to a place.
///
/// # Errors
/// When the database is away.
pub async fn platform_id_upto(conn: &mut Conn, session_n: i64, position: i64) -> Result<Option<String>> {
    let row = sqlx::query(
        "SELECT platform_message_id FROM messages WHERE session_n = $1 AND position <= $2 \
         AND platform_message_id IS NOT NULL ORDER BY position DESC, id DESC LIMIT 1",
    )
    .bind(session_n)
    .bind(position)
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}
