//! Messages, what became of the ones an operator sent, and the client ids
//! that were ever accepted.

use super::{Conn, Error, Result, Scope, Write, changes, search, sessions::SessionRow, sql::Sql, storable, stores};
use sqlx::{Row as _, any::AnyRow};
use steadydesk_wire::{
    Author, Change, ClientId, Content, Message, MessageId, Millis, Outgoing, PlatformText, SessionId, StoreId,
};

/// One message as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct MessageRow {
    /// Its number here; 0 before it is first saved.
    pub n: i64,
    pub id: MessageId,
    pub session_n: i64,
    /// Filled in by reading; saving takes the session's.
    pub session: SessionId,
    /// Nothing while the platform has not taken it.
    pub platform_message_id: Option<String>,
    /// What the platform orders messages of the same time by, where it has told of this one.
    pub platform_index: Option<String>,
    pub author: Author,
    /// The name of the colleague who wrote it, where it was written in a console.
    pub operator: Option<String>,
    pub content: Content,
    pub platform_text: Option<PlatformText>,
    pub at: Millis,
    /// Its place in the thread; never changes once saved.
    pub position: i64,
    /// Not to be shown, and told to nobody.
    pub hidden: bool,
    pub recalled: bool,
    /// Where the platform has its picture; never leaves the gateway.
    pub picture_url: Option<String>,
    /// What became of it, for one that an operator sent.
    pub outgoing: Option<Outgoing>,
    /// When its next step is due.
    pub out_due_at: Option<Millis>,
    pub out_attempts: u32,
    /// When the last attempt left.
    pub out_started_at: Option<Millis>,
    /// The uploaded picture that it carries.
    pub out_upload: Option<String>,
    pub version: i64,
    search_doc: Option<i64>,
}

impl MessageRow {
    /// A message of `session` that is not saved yet.
    #[must_use]
    pub fn new(
        id: MessageId,
        session: &SessionRow,
        author: Author,
        content: Content,
        at: Millis,
        position: i64,
    ) -> Self {
        Self {
            n: 0,
            id,
            session_n: session.n,
            session: session.id.clone(),
            platform_message_id: None,
            platform_index: None,
            author,
            operator: None,
            content,
            platform_text: None,
            at,
            position,
            hidden: false,
            recalled: false,
            picture_url: None,
            outgoing: None,
            out_due_at: None,
            out_attempts: 0,
            out_started_at: None,
            out_upload: None,
            version: 0,
            search_doc: None,
        }
    }

    /// As the console sees it.
    #[must_use]
    pub fn to_wire(&self) -> Message {
        Message {
            id: self.id.clone(),
            session: self.session.clone(),
            author: self.author,
            operator: self.operator.clone(),
            content: self.content.clone(),
            platform_text: self.platform_text.clone(),
            at: self.at,
            position: self.position,
            recalled: self.recalled,
            outgoing: self.outgoing.clone(),
            version: self.version,
        }
    }

    /// Reads a row of `messages m` joined with its session, see [`SELECT`].
    pub(super) fn read(row: &AnyRow) -> Result<Self> {
        let millis =
            |column: &str| -> Result<Option<Millis>> { Ok(row.try_get::<Option<i64>, _>(column)?.map(Millis)) };
        let platform_text: Option<&str> = row.try_get("platform_text")?;
        let outgoing: Option<&str> = row.try_get("outgoing")?;
        Ok(Self {
            n: row.try_get("n")?,
            id: row.try_get::<String, _>("id")?.try_into()?,
            session_n: row.try_get("session_n")?,
            session: row.try_get::<String, _>("session_id")?.try_into()?,
            platform_message_id: row.try_get("platform_message_id")?,
            platform_index: row.try_get("platform_index")?,
            author: author_from(row.try_get("author")?)?,
            operator: row.try_get("operator")?,
            content: serde_json::from_str(row.try_get("content")?)?,
            platform_text: platform_text.map(serde_json::from_str).transpose()?,
            at: Millis(row.try_get("at")?),
            position: row.try_get("position")?,
            hidden: stores::flag(row, "hidden")?,
            recalled: stores::flag(row, "recalled")?,
            picture_url: row.try_get("picture_url")?,
            outgoing: outgoing.map(serde_json::from_str).transpose()?,
            out_due_at: millis("out_due_at")?,
            out_attempts: stores::count(row, "out_attempts")?,
            out_started_at: millis("out_started_at")?,
            out_upload: row.try_get("out_upload")?,
            version: row.try_get("version")?,
            search_doc: row.try_get("search_doc")?,
        })
    }
}

/// What a question for whole rows selects; behind it comes a `WHERE`.
pub(super) const SELECT: &str = "SELECT m.*, s.id AS session_id FROM messages m JOIN sessions s ON s.n = m.session_n";

fn author_word(author: Author) -> &'static str {
    match author {
        Author::Buyer => "buyer",
        Author::Seller => "seller",
        Author::Robot => "robot",
        Author::System => "system",
    }
}

fn author_from(word: &str) -> Result<Author> {
    Ok(match word {
        "buyer" => Author::Buyer,
        "seller" => Author::Seller,
        "robot" => Author::Robot,
        "system" => Author::System,
        _ => return Err(Error::Row(format!("author {word}"))),
    })
}

/// The word for a state, in the column `out_state`.
#[must_use]
pub fn state_word(outgoing: &Outgoing) -> &'static str {
    match outgoing {
        Outgoing::Queued { .. } => "queued",
        Outgoing::Waiting => "waiting",
        Outgoing::Sending => "sending",
        Outgoing::Checking { .. } => "checking",
        Outgoing::Sent => "sent",
        Outgoing::Failed { .. } => "failed",
    }
}

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
             out_upload, search_doc, version, platform_index) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21) \
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
        .fetch_one(&mut **tx)
        .await?;
        message.n = row.try_get(0)?;
        return Ok(());
    }
    sqlx::query(
        "UPDATE messages SET platform_message_id = $1, operator = $2, content = $3, platform_text = $4, at = $5, \
         hidden = $6, recalled = $7, picture_url = $8, out_state = $9, outgoing = $10, out_due_at = $11, \
         out_attempts = $12, out_started_at = $13, version = $14 WHERE n = $15",
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
