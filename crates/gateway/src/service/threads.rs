//! Reading sessions from the platform into the database.

use crate::{
    Services,
    db::{
        self,
        ingest::{How, Merged, Told},
        sessions::SessionRow,
        stores::StoreRow,
    },
    error::Error,
    marketplace::{CallError, RemoteMessage, RemoteSession, Stretch},
};
use steadydesk_wire::StoreId;

pub use super::reads::mark_read;

/// Why reading did not work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadError {
    #[error(transparent)]
    Call(#[from] CallError),
    #[error(transparent)]
    Db(#[from] db::Error),
}

/// Fetches one more stretch of older history, where the platform has any.
/// Answers whether anything came.
///
/// # Errors
/// When the platform does not answer; what is here already can still be read.
pub async fn older(services: &Services, session: &SessionRow) -> Result<bool, Error> {
    if session.history_complete {
        return Ok(false);
    }
    let page = page(
        services,
        &session.store,
        &session.platform_session_id,
        session.history_cursor.clone(),
    )
    .await;
    let page = page.map_err(|error| Error::Platform(error.to_string()))?;
    let told = Told {
        session: None,
        messages: page.items,
        how: How::History,
        older: Some(page.next),
        synced: None,
        tolerance_ms: 0,
    };
    let merged = merge(services, &session.store, &session.platform_session_id, told).await?;
    Ok(merged.is_some_and(|merged| merged.added > 0))
}

pub(crate) async fn page(
    services: &Services,
    store: &StoreId,
    platform_session_id: &str,
    cursor: Option<String>,
) -> Result<Stretch<RemoteMessage>, CallError> {
    services
        .call(store, |marketplace, shop| {
            let (id, cursor) = (platform_session_id.to_owned(), cursor.clone());
            async move { marketplace.messages(&shop, &id, cursor.as_deref()).await }
        })
        .await
}

pub(crate) async fn merge(
    services: &Services,
    store: &StoreId,
    platform_session_id: &str,
    told: Told,
) -> db::Result<Option<Merged>> {
    let now = services.clock.now();
    let mut tx = services.db.write().await?;
    let Some(row) = db::stores::get(&mut tx, store).await? else {
        return Ok(None);
    };
    let merged = db::ingest::merge(&mut tx, &row, platform_session_id, told, now).await?;
    tx.commit().await?;
    if merged.as_ref().is_some_and(|merged| !merged.claimed.is_empty()) {
        services.work.store_state(store).to_send.notify_one();
    }
    Ok(merged)
}

/// Reads a session's newest messages until they join what is known (or, of a
/// new session, one page), and takes them in with what the list said of it.
/// Nothing is read where list and database agree. Answers whether anything was new.
pub(crate) async fn catch_up(services: &Services, store: &StoreRow, remote: RemoteSession) -> Result<bool, ReadError> {
    let known = {
        let mut conn = services.db.read().await?;
        db::sessions::by_platform_id(&mut conn, &store.id, &remote.id).await?
    };
    let settings = &services.work.settings;
    let id = remote.id.clone();
    let tolerance_ms = i64::try_from(settings.clock_tolerance.as_millis()).unwrap_or(i64::MAX);
    let mut told = Told {
        session: Some(remote),
        messages: Vec::new(),
        how: How::Live,
        older: None,
        synced: None,
        tolerance_ms,
    };
    let last = told.session.as_ref().and_then(|remote| remote.last_message_id.clone());
    if let Some(known) = &known
        && last.is_some()
        && known.synced_message_id == last
    {
        if told
            .session
            .as_ref()
            .is_some_and(|remote| says_nothing_new(known, remote))
        {
            return Ok(false);
        }
        let before = known.version;
        let merged = merge(services, &store.id, &id, told).await?;
        return Ok(merged.is_some_and(|merged| merged.session.version != before));
    }
    let mut cursor = None;
    for _ in 0..settings.gap_pages.max(1) {
        let page = page(services, &store.id, &id, cursor.take()).await?;
        let joined = match &known {
            // Of a new session one page; the rest is history, read on demand.
            None => true,
            Some(known) => knows_any(services, known, &page.items).await?,
        };
        told.messages.extend(page.items);
        if known
            .as_ref()
            .is_none_or(|known| known.history_cursor.is_none() && !known.history_complete)
        {
            told.older = Some(page.next.clone());
        }
        cursor = page.next;
        if joined || cursor.is_none() {
            break;
        }
    }
    // Newest first: the first one read is what the next look compares with.
    told.synced = last.or_else(|| told.messages.first().map(|message| message.id.clone()));
    merge(services, &store.id, &id, told).await?;
    Ok(true)
}

/// Whether the list says what is known: then there is nothing to write.
fn says_nothing_new(known: &SessionRow, remote: &RemoteSession) -> bool {
    known.unread <= remote.unread
        && known.can_send == remote.can_send
        && (remote.buyer_name.is_empty() || known.buyer_name == remote.buyer_name)
        && (remote.buyer_id.is_empty() || known.buyer_id == remote.buyer_id)
}

/// Whether a page reaches what was read before.
async fn knows_any(services: &Services, session: &SessionRow, page: &[RemoteMessage]) -> db::Result<bool> {
    let mut conn = services.db.read().await?;
    match &session.synced_message_id {
        Some(synced) if page.iter().any(|message| message.id == *synced) => Ok(true),
        // The mark may have been taken back meanwhile: any message older than it will do.
        Some(synced) => {
            let Some(mark) = db::messages::by_platform_id(&mut conn, session.n, synced).await? else {
                return Ok(true);
            };
            Ok(page.iter().any(|message| message.at < mark.at))
        }
        None => Ok(true),
    }
}

/// Asks the platform for one session and catches up with it.
pub(crate) async fn read_again(
    services: &Services,
    store: &StoreRow,
    platform_session_id: &str,
) -> Result<bool, ReadError> {
    let remote = services
        .call(&store.id, |marketplace, shop| {
            let id = platform_session_id.to_owned();
            async move { marketplace.session(&shop, &id).await }
        })
        .await?;
    catch_up(services, store, remote).await
}
