//! Pages of the lists. Each question first finds the numbers of the page's
//! rows in an index alone, then reads those rows, so that a page far behind
//! costs little more than the first.

use super::{
    Backend, Conn, Read, Result, Scope, changes, messages, search,
    sessions::SessionRow,
    sql::{Sql, anywhere},
    storable,
    stores::{self, StoreRow},
};
use sqlx::{Row as _, any::AnyRow};
use steadydesk_wire::{
    MessagePage, Millis, Page, Region, Session, SessionFilter, SessionPage, SessionSort, Standing, StoreFilter,
    StoreId, StorePage, StoreStanding, StoreTab,
};

/// Rows of a page, when nothing is said.
const STORES_PER_PAGE: u32 = 25;
const SESSIONS_PER_PAGE: u32 = 50;
const MESSAGES_PER_PAGE: u32 = 50;
/// And at most.
const MOST_PER_PAGE: u32 = 100;
const MOST_MESSAGES: u32 = 200;

fn bounds(offset: u64, limit: u32, by_itself: u32) -> (i64, i64) {
    let limit = if limit == 0 {
        by_itself
    } else {
        limit.min(MOST_PER_PAGE)
    };
    (i64::try_from(offset).unwrap_or(i64::MAX), i64::from(limit))
}

/// A page of stores, by name.
///
/// # Errors
/// When the database is away.
pub async fn stores(read: &mut Read, scope: &Scope, filter: &StoreFilter, now: Millis) -> Result<StorePage> {
    let seq = changes::newest(read).await?;
    let tabs = store_tabs(read, scope, filter).await?;
    let total = tabs
        .iter()
        .filter(|tab| filter.platform.is_none_or(|one| one == tab.platform))
        .map(|tab| tab.count);
    let total = total.sum();
    let (offset, limit) = bounds(filter.offset, filter.limit, STORES_PER_PAGE);
    let mut sql = Sql::new("SELECT t.* FROM (SELECT id AS page_id FROM stores");
    store_conditions(&mut sql, scope, filter);
    sql.equals("platform", filter.platform.map(steadydesk_wire::Platform::as_str));
    sql.push(" ORDER BY name_key, id LIMIT ")
        .value(limit)
        .push(" OFFSET ")
        .value(offset);
    sql.push(") page JOIN stores t ON t.id = page.page_id ORDER BY t.name_key, t.id");
    let rows = sql.rows(read).await?;
    let items = rows
        .iter()
        .map(|row| Ok(StoreRow::read(row)?.to_wire(now)))
        .collect::<Result<_>>()?;
    let regions = store_regions(read, scope).await?;
    let page = Page {
        items,
        total,
        more_than_total: false,
        offset: filter.offset,
        seq,
        as_of: now,
    };
    Ok(StorePage { page, tabs, regions })
}

/// How these stores are, under a filter that has no page.
///
/// # Errors
/// When the database is away.
pub async fn standings(
    read: &mut Read,
    scope: &Scope,
    ids: &[StoreId],
    filter: &StoreFilter,
    now: Millis,
) -> Result<Vec<StoreStanding>> {
    let mut sql = Sql::new("SELECT * FROM stores");
    among(&mut sql, "id", ids).granted("id", scope);
    let there = sql.rows(read).await?;
    let there: Vec<StoreRow> = there.iter().map(StoreRow::read).collect::<Result<_>>()?;
    let mut sql = Sql::new("SELECT id FROM stores");
    store_conditions(&mut sql, scope, filter);
    sql.equals("platform", filter.platform.map(steadydesk_wire::Platform::as_str));
    among(&mut sql, "id", ids);
    let listed = texts(&sql.rows(read).await?)?;
    // What was there for this account and is gone, the log of changes tells for as long as it reaches back.
    let mut sql = Sql::new("SELECT store_id FROM changes");
    among(&mut sql, "store_id", ids).granted("store_id", scope);
    sql.equals("kind", Some("store_gone"));
    let gone = texts(&sql.rows(read).await?)?;
    let has = |ids: &[String], id: &StoreId| ids.iter().any(|known| known == id.as_str());
    let standing = |id: &StoreId| {
        let store = there
            .iter()
            .find(|store| store.id == *id)
            .map(|store| store.to_wire(now));
        let standing = match &store {
            Some(_) if has(&listed, id) => Standing::Listed,
            Some(_) => Standing::Outside,
            // Nothing is kept from one who may see all stores.
            None if *scope == Scope::All || has(&gone, id) => Standing::Deleted,
            None => Standing::NotYours,
        };
        StoreStanding {
            id: id.clone(),
            standing,
            store,
        }
    };
    Ok(ids.iter().map(standing).collect())
}

/// Adds that `column` is one of these ids, of which there is one at least.
fn among<'a>(sql: &'a mut Sql, column: &'static str, ids: &[StoreId]) -> &'a mut Sql {
    sql.condition().push(column).push(" IN (");
    for (at, id) in ids.iter().enumerate() {
        if at > 0 {
            sql.push(", ");
        }
        sql.value(id.as_str());
    }
    sql.push(")")
}

fn texts(rows: &[AnyRow]) -> Result<Vec<String>> {
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

fn store_conditions(sql: &mut Sql, scope: &Scope, filter: &StoreFilter) {
    sql.granted("id", scope);
    sql.equals("region", filter.region.as_ref().map(Region::as_str));
    sql.equals("status", filter.status.as_deref());
    if let Some(q) = filter.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        let pattern = anywhere(&storable(q).to_lowercase());
        sql.condition()
            .push("(name_key LIKE ")
            .value(&*pattern)
            .push(" ESCAPE '!' OR shop_id LIKE ");
        sql.value(&*pattern).push(" ESCAPE '!')");
    }
}

async fn store_tabs(conn: &mut Conn, scope: &Scope, filter: &StoreFilter) -> Result<Vec<StoreTab>> {
    let mut sql = Sql::new("SELECT platform, COUNT(*) FROM stores");
    store_conditions(&mut sql, scope, filter);
    sql.push(" GROUP BY platform");
    let rows = sql.rows(conn).await?;
    steadydesk_wire::Platform::ALL
        .into_iter()
        .map(|platform| {
            let mut count = 0;
            for row in &rows {
                if row.try_get::<&str, _>(0)? == platform.as_str() {
                    count = row.try_get::<i64, _>(1)?;
                }
            }
            Ok(StoreTab {
                platform,
                count: u64::try_from(count).unwrap_or(0),
            })
        })
        .collect()
}

async fn store_regions(conn: &mut Conn, scope: &Scope) -> Result<Vec<Region>> {
    let mut sql = Sql::new("SELECT DISTINCT region FROM stores");
    sql.granted("id", scope);
    sql.push(" ORDER BY region");
    sql.rows(conn)
        .await?
        .iter()
        .map(|row| Ok(Region::from(row.try_get::<&str, _>(0)?)))
        .collect()
}

/// A page of sessions.
///
/// # Errors
/// When the database is away.
pub async fn sessions(read: &mut Read, scope: &Scope, filter: &SessionFilter, now: Millis) -> Result<SessionPage> {
    let seq = changes::newest(read).await?;
    let (among, more_than_total) = match filter.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        Some(q) => {
            let backend = read.backend();
            let (numbers, more) = found(read, backend, scope, filter.store.as_ref(), q).await?;
            (Some(numbers), more)
        }
        None => (None, false),
    };
    let mut count = Sql::new("SELECT COUNT(*) FROM sessions s");
    session_conditions(&mut count, scope, filter, among.as_deref());
    let total = u64::try_from(count.number(read).await?).unwrap_or(0);

    let order = match filter.sort {
        SessionSort::Newest => " ORDER BY s.sort_at DESC, s.n DESC",
        SessionSort::LongestWaiting => " ORDER BY s.wait_rank, s.n DESC",
    };
    let (offset, limit) = bounds(filter.offset, filter.limit, SESSIONS_PER_PAGE);
    let mut sql = Sql::new("SELECT s.*, t.unread AS store_unread FROM (SELECT s.n AS page_n FROM sessions s");
    session_conditions(&mut sql, scope, filter, among.as_deref());
    sql.push(order)
        .push(" LIMIT ")
        .value(limit)
        .push(" OFFSET ")
        .value(offset);
    sql.push(") page JOIN sessions s ON s.n = page.page_n JOIN stores t ON t.id = s.store_id")
        .push(order);
    let rows = sql.rows(read).await?;
    let items: Vec<Session> = rows
        .iter()
        .map(|row| Ok(SessionRow::read(row)?.to_wire()))
        .collect::<Result<_>>()?;
    Ok(Page {
        items,
        total,
        more_than_total,
        offset: filter.offset,
        seq,
        as_of: now,
    })
}

/// The sessions in which `q` is found: by buyer's name, message, or store's name.
async fn found(
    conn: &mut Conn,
    backend: Backend,
    scope: &Scope,
    store: Option<&StoreId>,
    q: &str,
) -> Result<(Vec<i64>, bool)> {
    let (mut numbers, mut more) = match search::find(conn, backend, scope, store, q).await? {
        Some(found) => (found.sessions, found.more),
        None => (Vec::new(), false),
    };
    let mut sql = Sql::new("SELECT s.n FROM stores t JOIN sessions s ON s.store_id = t.id");
    sql.granted("t.id", scope);
    sql.condition()
        .push("t.name_key LIKE ")
        .value(&*anywhere(&storable(q).to_lowercase()))
        .push(" ESCAPE '!'");
    sql.push(" LIMIT ").value(search::NEWEST + 1);
    let rows = sql.rows(conn).await?;
    more |= i64::try_from(rows.len()).unwrap_or(i64::MAX) > search::NEWEST;
    for row in &rows {
        numbers.push(row.try_get(0)?);
    }
    numbers.sort_unstable();
    numbers.dedup();
    Ok((numbers, more))
}

fn session_conditions(sql: &mut Sql, scope: &Scope, filter: &SessionFilter, among: Option<&[i64]>) {
    sql.granted("s.store_id", scope);
    sql.equals("s.platform", filter.platform.map(steadydesk_wire::Platform::as_str));
    sql.equals(
        "s.store_id",
        filter.store.as_ref().map(steadydesk_wire::StoreId::as_str),
    );
    sql.equals("s.region", filter.region.as_ref().map(Region::as_str));
    if filter.unread {
        sql.condition().push("s.unread > 0");
    }
    if filter.unanswered {
        sql.condition().push("s.waiting_since IS NOT NULL");
    }
    if let Some(numbers) = among {
        // Numbers from our own index: nothing that somebody wrote.
        let list: Vec<String> = numbers.iter().map(i64::to_string).collect();
        let list = if list.is_empty() {
            "0".to_owned()
        } else {
            list.join(",")
        };
        sql.condition().push("s.n IN (").push(&list).push(")");
    }
}

/// A stretch of a thread: the newest messages, or those before a cursor.
///
/// # Errors
/// When the database is away.
pub async fn messages(
    read: &mut Read,
    session: &SessionRow,
    before: Option<&Place>,
    limit: u32,
    now: Millis,
) -> Result<MessagePage> {
    let seq = changes::newest(read).await?;
    let limit = if limit == 0 {
        MESSAGES_PER_PAGE
    } else {
        limit.min(MOST_MESSAGES)
    };
    let place = before.map(|place| (place.position, place.id.as_str()));
    let mut rows = messages::shown_before(read, session.n, place, i64::from(limit) + 1).await?;
    let has_more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    rows.reverse();
    let first = rows.first().map(|row| Place {
        position: row.position,
        id: row.id.to_string(),
    });
    // The database's begin is the thread's only when the platform has nothing older either.
    let before = if has_more || !session.history_complete {
        first
    } else {
        None
    };
    let items = rows.iter().map(messages::MessageRow::to_wire).collect();
    Ok(MessagePage {
        items,
        before: before.map(|place| place.to_string()),
        seq,
        as_of: now,
    })
}

/// A place in a thread, as `before` carries it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub position: i64,
    pub id: String,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.position, self.id)
    }
}

impl std::str::FromStr for Place {
    type Err = &'static str;
    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        const NO_PLACE: &str = "`before` is not one that a page gave";
        let (position, id) = text.split_once('.').ok_or(NO_PLACE)?;
        Ok(Self {
            position: position.parse().map_err(|_| NO_PLACE)?,
            id: id.to_owned(),
        })
    }
}

/// The store with this id, if `scope` may see it.
///
/// # Errors
/// When the database is away.
pub async fn store(read: &mut Read, scope: &Scope, id: &steadydesk_wire::StoreId) -> Result<Option<StoreRow>> {
    let Some(store) = stores::get(read, id).await? else {
        return Ok(None);
    };
    let mut sql = Sql::new("SELECT COUNT(*) FROM stores");
    sql.equals("id", Some(id.as_str())).granted("id", scope);
    Ok((sql.number(read).await? == 1).then_some(store))
}
