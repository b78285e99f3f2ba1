//! Sessions: one buyer of one store each.

use super::{Conn, Result, Scope, Write, changes, search, sql::Sql, storable, stores};
use sqlx::{Row as _, any::AnyRow};
use steadydesk_wire::{
    Buyer, Change, Content, LastMessage, Millis, Platform, Region, Session, SessionId, StoreId, UnreadCounts,
};

/// Behind every time: what puts the answered sessions behind the waiting ones.
const ANSWERED: i64 = 9_000_000_000_000_000;
/// Texts are cut to so many characters in a session's row.
const LAST_TEXT_CHARS: usize = 200;

/// One session as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionRow {
    /// Its number here; 0 before it is first saved.
    pub n: i64,
    pub id: SessionId,
    pub store: StoreId,
    pub platform_session_id: String,
    pub platform: Platform,
    pub region: Region,
    pub store_name: String,
    pub buyer_id: String,
    pub buyer_name: String,
    /// Texts of any length: saving cuts them.
    pub last: Option<LastMessage>,
    pub unread: u32,
    pub waiting_since: Option<Millis>,
    pub can_send: bool,
    /// Where older history goes on at the platform; opaque.
    pub history_cursor: Option<String>,
    /// The platform has no message older than ours.
    pub history_complete: bool,
    /// The platform's id of the newest message up to which it has been read back.
    pub synced_message_id: Option<String>,
    /// Of the store, its other sessions included; saving keeps it.
    pub store_unread: u32,
    pub version: i64,
    search_doc: Option<i64>,
}

impl SessionRow {
    /// A session of `store` without any message yet.
    #[must_use]
    pub fn new(id: SessionId, store: &stores::StoreRow, platform_session_id: String, buyer: Buyer) -> Self {
        Self {
            n: 0,
            id,
            store: store.id.clone(),
            platform_session_id,
            platform: store.platform,
            region: store.region.clone(),
            store_name: store.name.clone(),
            buyer_id: buyer.id,
            buyer_name: buyer.name,
            last: None,
            unread: 0,
            waiting_since: None,
            can_send: true,
            history_cursor: None,
            history_complete: false,
            synced_message_id: None,
            store_unread: store.unread,
            version: 0,
            search_doc: None,
        }
    }

    /// As the console sees it.
    #[must_use]
    pub fn to_wire(&self) -> Session {
        Session {
            id: self.id.clone(),
            store: self.store.clone(),
            store_name: self.store_name.clone(),
            platform: self.platform,
            region: self.region.clone(),
            buyer: Buyer {
                id: self.buyer_id.clone(),
                name: self.buyer_name.clone(),
            },
            last: self.last.clone(),
            unread: self.unread,
            waiting_since: self.waiting_since,
            can_send: self.can_send,
            store_unread: self.store_unread,
            version: self.version,
        }
    }

    fn sort_at(&self) -> i64 {
        self.last.as_ref().map_or(0, |last| last.at.0)
    }

    fn wait_rank(&self) -> i64 {
        self.waiting_since.map_or(ANSWERED - self.sort_at(), |since| since.0)
    }

    /// Reads a row of `sessions s` joined with its store, see [`COLUMNS`].
    pub(super) fn read(row: &AnyRow) -> Result<Self> {
        let last: Option<&str> = row.try_get("last")?;
        Ok(Self {
            n: row.try_get("n")?,
            id: row.try_get::<String, _>("id")?.try_into()?,
            store: row.try_get::<String, _>("store_id")?.try_into()?,
            platform_session_id: row.try_get("platform_session_id")?,
            platform: stores::platform_from(row.try_get("platform")?)?,
            region: Region::from(row.try_get::<&str, _>("region")?),
            store_name: row.try_get("store_name")?,
            buyer_id: row.try_get("buyer_id")?,
            buyer_name: row.try_get("buyer_name")?,
            last: last.map(serde_json::from_str).transpose()?,
            unread: stores::count(row, "unread")?,
            waiting_since: row.try_get::<Option<i64>, _>("waiting_since")?.map(Millis),
            can_send: stores::flag(row, "can_send")?,
            history_cursor: row.try_get("history_cursor")?,
            history_complete: stores::flag(row, "history_complete")?,
            synced_message_id: row.try_get("synced_message_id")?,
            store_unread: stores::count(row, "store_unread")?,
            version: row.try_get("version")?,
            search_doc: row.try_get("search_doc")?,
        })
    }
}

/// What a question for whole rows selects; behind it comes a `WHERE`.
pub(super) const SELECT: &str =
    "SELECT s.*, t.unread AS store_unread FROM sessions s JOIN stores t ON t.id = s.store_id";

/// A last message with its text cut to what a row shows.
#[must_use]
pub fn cut(mut last: LastMessage) -> LastMessage {
    if let Content::Text { text } | Content::Notice { text } | Content::Unknown { raw: text, .. } = &mut last.content
        && let Some((end, _)) = text.char_indices().nth(LAST_TEXT_CHARS)
    {
        text.truncate(end);
    }
    last
}

/// The session with this id, if `scope` may see it.
///
/// # Errors
/// When the database is away.
pub async fn get(conn: &mut Conn, scope: &Scope, id: &SessionId) -> Result<Option<SessionRow>> {
    let mut sql = Sql::new(SELECT);
    sql.condition().push("s.id = ").value(id.as_str());
    sql.granted("s.store_id", scope);
    sql.rows(conn).await?.first().map(SessionRow::read).transpose()
}

/// The session with this number.
///
/// # Errors
/// When the database is away.
pub async fn by_number(conn: &mut Conn, n: i64) -> Result<Option<SessionRow>> {
    let mut sql = Sql::new(SELECT);
    sql.condition().push("s.n = ").value(n);
    sql.rows(conn).await?.first().map(SessionRow::read).transpose()
}

/// The session that a platform calls so.
///
/// # Errors
/// When the database is away.
pub async fn by_platform_id(conn: &mut Conn, store: &StoreId, id: &str) -> Result<Option<SessionRow>> {
    let mut sql = Sql::new(SELECT);
    sql.condition().push("s.store_id = ").value(store.as_str());
    sql.condition().push("s.platform_session_id = ").value(&*storable(id));
    sql.rows(conn).await?.first().map(SessionRow::read).transpose()
}

/// All sessions of a store, newest first, from `offset`: for the jobs.
///
/// # Errors
/// When the database is away.
pub async fn of_store(conn: &mut Conn, store: &StoreId, offset: i64, limit: i64) -> Result<Vec<SessionRow>> {
    let mut sql = Sql::new(SELECT);
    sql.condition().push("s.store_id = ").value(store.as_str());
    sql.push(" ORDER BY s.sort_at DESC, s.n DESC LIMIT ")
        .value(limit)
        .push(" OFFSET ")
        .value(offset);
    sql.rows(conn).await?.iter().map(SessionRow::read).collect()
}

/// Saves a session, new (`n` is 0) or known, keeps its store's unread count,
/// and tells the change.
///
/// # Errors
/// When the database refuses, or the platform's id is taken by another session.
pub async fn save(tx: &mut Write, session: &mut SessionRow, now: Millis) -> Result<()> {
    session.last = session.last.take().map(cut);
    let seq = tx.next_seq();
    session.version = seq;
    let (before, name_before) = if session.n == 0 {
        (0, None)
    } else {
        kept(tx, session.n).await?
    };
    write(tx, session).await?;
    if name_before.as_deref() != Some(session.buyer_name.as_str()) {
        if let Some(doc) = session.search_doc.take() {
            search::remove(tx, doc).await?;
        }
        let at = session.last.as_ref().map_or(now, |last| last.at);
        session.search_doc = search::add(tx, &session.store, session.n, at, &session.buyer_name).await?;
        sqlx::query("UPDATE sessions SET search_doc = $1 WHERE n = $2")
            .bind(session.search_doc)
            .bind(session.n)
            .execute(&mut **tx)
            .await?;
    }
    let row = sqlx::query("UPDATE stores SET unread = unread + $1 WHERE id = $2 RETURNING unread")
        .bind(i64::from(session.unread) - before)
        .bind(session.store.as_str())
        .fetch_one(&mut **tx)
        .await?;
    session.store_unread = stores::count(&row, "unread")?;
    let change = Change::Session {
        session: Box::new(session.to_wire()),
    };
    changes::append(tx, seq, now, &session.store, &change).await
}

/// Saves what the console cannot see of a known session (cursors), without telling anybody.
///
/// # Errors
/// When the database refuses.
pub async fn save_quietly(tx: &mut Write, session: &SessionRow) -> Result<()> {
    sqlx::query("UPDATE sessions SET history_cursor = $1, history_complete = $2, synced_message_id = $3 WHERE n = $4")
        .bind(session.history_cursor.clone())
        .bind(i64::from(session.history_complete))
        .bind(session.synced_message_id.clone())
        .bind(session.n)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

async fn kept(tx: &mut Write, n: i64) -> Result<(i64, Option<String>)> {
    let row = sqlx::query("SELECT unread, buyer_name FROM sessions WHERE n = $1")
        .bind(n)
        .fetch_one(&mut **tx)
        .await?;
    Ok((row.try_get(0)?, row.try_get(1)?))
}

async fn write(tx: &mut Write, session: &mut SessionRow) -> Result<()> {
    session.buyer_name = storable(&session.buyer_name).into_owned();
    let last = session.last.as_ref().map(serde_json::to_string).transpose()?;
    if session.n == 0 {
        let row = sqlx::query(
            "INSERT INTO sessions (id, store_id, platform_session_id, platform, region, store_name, buyer_id, \
             buyer_name, last, sort_at, unread, waiting_since, wait_rank, can_send, history_cursor, history_complete, \
             synced_message_id, version) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) RETURNING n",
        )
        .bind(session.id.as_str())
        .bind(session.store.as_str())
        .bind(storable(&session.platform_session_id).into_owned())
        .bind(session.platform.as_str())
        .bind(session.region.as_str())
        .bind(storable(&session.store_name).into_owned())
        .bind(storable(&session.buyer_id).into_owned())
        .bind(session.buyer_name.clone())
        .bind(last)
        .bind(session.sort_at())
        .bind(i64::from(session.unread))
        .bind(session.waiting_since.map(|at| at.0))
        .bind(session.wait_rank())
        .bind(i64::from(session.can_send))
        .bind(session.history_cursor.clone())
        .bind(i64::from(session.history_complete))
        .bind(session.synced_message_id.clone())
        .bind(session.version)
        .fetch_one(&mut **tx)
        .await?;
        session.n = row.try_get(0)?;
        return Ok(());
    }
    sqlx::query(
        "UPDATE sessions SET buyer_name = $1, last = $2, sort_at = $3, unread = $4, waiting_since = $5, \
         wait_rank = $6, can_send = $7, history_cursor = $8, history_complete = $9, synced_message_id = $10, \
         version = $11, buyer_id = $12 WHERE n = $13",
    )
    .bind(session.buyer_name.clone())
    .bind(last)
    .bind(session.sort_at())
    .bind(i64::from(session.unread))
    .bind(session.waiting_since.map(|at| at.0))
    .bind(session.wait_rank())
    .bind(i64::from(session.can_send))
    .bind(session.history_cursor.clone())
    .bind(i64::from(session.history_complete))
    .bind(session.synced_message_id.clone())
    .bind(session.version)
    .bind(storable(&session.buyer_id).into_owned())
    .bind(session.n)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Unread messages by store, as far as `scope` may see.
///
/// # Errors
/// When the database is away.
pub async fn unread(conn: &mut Conn, scope: &Scope) -> Result<UnreadCounts> {
    let mut sql = Sql::new("SELECT id, platform, unread FROM stores");
    sql.condition().push("unread > 0");
    sql.granted("id", scope);
    sql.push(" ORDER BY id");
    let rows = sql.rows(conn).await?;
    let stores = rows
        .iter()
        .map(|row| {
            Ok(steadydesk_wire::StoreUnread {
                store: row.try_get::<String, _>(0)?.try_into()?,
                platform: stores::platform_from(row.try_get(1)?)?,
                unread: stores::count(row, "unread")?,
            })
        })
        .collect::<Result<_>>()?;
    Ok(UnreadCounts {
        stores,
        seq: changes::newest(conn).await?,
    })
}
