//! Moving the messages that operators sent through their states.

use super::{
    Conn, Error, Result, Scope, Write, ingest,
    messages::{self, MessageRow},
    sessions::{self, SessionRow},
    sql::Sql,
};
use crate::{
    marketplace::Receipt,
    service::outbox::model::{Event, Illegal, Item, Next, line_up as moves},
};
use sqlx::Row as _;
use steadydesk_wire::{Millis, Outgoing, Unsent};

/// The part of a row that the table of moves knows; nothing for a message that
/// no operator sent.
#[must_use]
pub fn item(row: &MessageRow) -> Option<Item> {
    Some(Item {
        state: row.outgoing.clone()?,
        attempts: row.out_attempts,
        started_at: row.out_started_at,
        due_at: row.out_due_at,
    })
}

/// Puts it back into the row.
pub fn set(row: &mut MessageRow, item: Item) {
    row.outgoing = Some(item.state);
    row.out_attempts = item.attempts;
    row.out_started_at = item.started_at;
    row.out_due_at = item.due_at;
}

/// What an event made of a message.
#[derive(Debug, Clone)]
pub enum Applied {
    Is(Box<MessageRow>),
    Gone,
    /// It does not apply in the state it is in; nothing has changed.
    Illegal,
}

/// Applies `event` to a message, saves it, tells it, and lines up those behind it.
///
/// # Errors
/// When the database refuses.
pub async fn apply(
    tx: &mut Write,
    session: &SessionRow,
    mut row: MessageRow,
    event: Event,
    tries: u32,
    now: Millis,
) -> Result<Applied> {
    let Some(item) = item(&row) else {
        return Ok(Applied::Illegal);
    };
    let applied = match item.apply(event, tries) {
        Err(Illegal) => return Ok(Applied::Illegal),
        Ok(Next::Gone) => {
            messages::delete(tx, session, &row, now).await?;
            Applied::Gone
        }
        Ok(Next::Item(item)) => {
            set(&mut row, item);
            messages::save(tx, session, &mut row, now).await?;
            Applied::Is(Box::new(row))
        }
    };
    line_up(tx, session, now).await?;
    Ok(applied)
}

/// Makes exactly those messages wait that stand behind a failed one.
///
/// # Errors
/// When the database refuses.
pub async fn line_up(tx: &mut Write, session: &SessionRow, now: Millis) -> Result<()> {
    let mut rows = messages::unsettled(tx, session.n).await?;
    let items: Vec<Item> = rows.iter().filter_map(item).collect();
    for (place, event) in moves(&items) {
        if let Ok(Next::Item(item)) = items[place].clone().apply(event, u32::MAX) {
            set(&mut rows[place], item);
            messages::save(tx, session, &mut rows[place], now).await?;
        }
    }
    Ok(())
}

/// The platform answered that it has the message, and names it. Its echo may
/// have come before, as a message of its own (altered on the way), or another
/// one's echo may have been taken for it.
///
/// # Errors
/// When the database refuses, or the message is in no state to be taken.
pub async fn taken(
    tx: &mut Write,
    session: &SessionRow,
    mut row: MessageRow,
    receipt: &Receipt,
    now: Millis,
) -> Result<()> {
    if !matches!(row.outgoing, Some(Outgoing::Sent)) {
        let item = item(&row).ok_or_else(|| Error::Row("a message that nobody sent was taken".to_owned()))?;
        match item.apply(Event::Taken, u32::MAX) {
            Ok(Next::Item(item)) => set(&mut row, item),
            _ => return Err(Error::Row("a message was taken that was not on its way".to_owned())),
        }
    }
    if row.platform_message_id.as_deref() != Some(receipt.message_id.as_str()) {
        let claimed_before = row.platform_message_id.replace(receipt.message_id.clone());
        let other = messages::by_platform_id(tx, session.n, &receipt.message_id).await?;
        match (other, claimed_before) {
            // Its echo came under a look that was not recognised: one of them is enough.
            (Some(other), None) => messages::delete(tx, session, &other, now).await?,
            // It had claimed a twin: each gets its own name back.
            (Some(mut other), Some(twin)) => {
                other.platform_message_id = None;
                messages::save(tx, session, &mut other, now).await?;
                messages::save(tx, session, &mut row, now).await?;
                other.platform_message_id = Some(twin);
                messages::save(tx, session, &mut other, now).await?;
            }
            (None, Some(twin)) => {
                messages::save(tx, session, &mut row, now).await?;
                ingest::insert_twin(tx, session, &row, twin, now).await?;
            }
            (None, None) => {}
        }
    }
    if let Some(at) = receipt.at {
        row.at = at;
    }
    messages::save(tx, session, &mut row, now).await?;
    line_up(tx, session, now).await?;
    ingest::refresh_session(tx, session.n, now).await?;
    Ok(())
}

/// After a stop in mid-send nobody knows what became of it: every message that
/// was on its way is to be looked for. Answers how many there were.
///
/// # Errors
/// When the database refuses.
pub async fn recover(tx: &mut Write, now: Millis) -> Result<usize> {
    let mut recovered = 0;
    for store in messages::stores_to_send(tx).await? {
        for session_n in messages::sessions_to_send(tx, &store).await? {
            let Some(session) = sessions::by_number(tx, session_n).await? else {
                continue;
            };
            for row in messages::unsettled(tx, session_n).await? {
                if row.outgoing == Some(Outgoing::Sending) {
                    apply(tx, &session, row, Event::Lost { due: now }, u32::MAX, now).await?;
                    recovered += 1;
                }
            }
        }
    }
    Ok(recovered)
}

/// The unsettled messages of a session, with the session.
///
/// # Errors
/// When the database is away.
pub async fn line(conn: &mut Conn, session_n: i64) -> Result<Option<(SessionRow, Vec<MessageRow>)>> {
    let Some(session) = sessions::by_number(conn, session_n).await? else {
        return Ok(None);
    };
    let rows = messages::unsettled(conn, session_n).await?;
    Ok(Some((session, rows)))
}

/// Up to `limit` messages that `operator` has written and that are not out, behind the number `after`, with where they
/// belong; and the number to go on behind.
///
/// # Errors
/// When the database is away.
pub async fn unsent(
    conn: &mut Conn,
    scope: &Scope,
    operator: &str,
    after: i64,
    limit: i64,
) -> Result<(Vec<Unsent>, Option<i64>)> {
    let mut sql = Sql::new(
        "SELECT m.*, s.id AS session_id, s.store_id, s.store_name, s.buyer_name FROM messages m \
         JOIN sessions s ON s.n = m.session_n",
    );
    sql.condition()
        .push("m.out_state IN ('queued', 'waiting', 'sending', 'checking', 'failed')");
    sql.equals("m.operator", Some(operator));
    sql.granted("s.store_id", scope);
    sql.condition().push("m.n > ").value(after);
    sql.push(" ORDER BY m.n LIMIT ").value(limit);
    let rows = sql.rows(conn).await?;
    let mut last = None;
    let mut items = Vec::new();
    for row in &rows {
        let message = MessageRow::read(row)?;
        last = Some(message.n);
        items.push(Unsent {
            message: message.to_wire(),
            store: row.try_get::<String, _>("store_id")?.try_into()?,
            store_name: row.try_get("store_name")?,
            buyer: row.try_get("buyer_name")?,
        });
    }
    let whole = i64::try_from(items.len()).unwrap_or(i64::MAX) == limit;
    Ok((items, last.filter(|_| whole)))
}
