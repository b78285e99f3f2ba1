//! Sending: accepted once and for ever, durable before it is confirmed, in
//! order within a session, and never twice without a look.
//!
//! [`model`] is the table of moves; [`sender`] carries it out, one task a store;
//! [`look`] finds out what became of a message whose answer was lost.

mod look;
pub mod model;
pub(crate) mod sender;

use crate::{
    Services,
    db::{
        self, Scope,
        messages::{Accepted, MessageRow},
        outgoing::{self, Applied},
        pictures::Kind,
        sessions::SessionRow,
    },
    error::Error,
    marketplace::digest_hex,
};
use model::{Event, Item};
use steadydesk_wire::{Author, Content, Message, MessageId, NewContent, NewMessage, SessionId, StoreId};

/// More than any platform is known to take in one message.
const TEXT_BYTES: usize = 200_000;

/// Takes a message for sending. The same id with the same content gives the
/// same answer however often it comes; it is on disk before this returns.
///
/// # Errors
/// [`Error::IdTaken`] for another content under a known id, [`Error::Invalid`]
/// for what cannot be sent, [`Error::Stale`] when somebody else has written behind what the operator had seen,
/// [`Error::NotFound`] for an unknown session. Who may ask is the caller's to check.
pub async fn accept(
    services: &Services,
    operator: &str,
    session: &SessionId,
    new: &NewMessage,
) -> Result<Message, Error> {
    let now = services.clock.now();
    let id = MessageId::from(new.id.clone());
    let mark = Accepted {
        session: session.to_string(),
        content_hash: content_hash(&new.content)?,
    };
    let mut tx = services.db.write().await?;
    let row = db::sessions::get(&mut tx, &Scope::All, session)
        .await?
        .ok_or(Error::NotFound)?;
    if let Some(known) = db::messages::accepted(&mut tx, &new.id).await? {
        if known != mark {
            return Err(Error::IdTaken);
        }
        let message = db::messages::get(&mut tx, &Scope::All, &id).await?;
        return message
            .map(|message| message.to_wire())
            .ok_or_else(|| Error::WrongState("the message was taken back".to_owned()));
    }
    let limit = services
        .marketplaces
        .get(row.platform)
        .and_then(|marketplace| marketplace.text_limit());
    let (content, upload) = content_of(&mut tx, &new.content, limit).await?;
    // In this transaction, which is the only one that writes: nobody comes between this look and the message.
    if let Some(seen) = new.seen
        && db::messages::others_behind(&mut tx, row.n, seen, operator).await?
    {
        return Err(Error::Stale);
    }
    let position = db::ingest::own_place(&mut tx, row.n, now).await?;
    let mut message = MessageRow::new(id, &row, Author::Seller, content, now, position);
    message.operator = Some(operator.to_owned());
    message.out_upload = upload;
    outgoing::set(&mut message, Item::queued());
    db::messages::accept(&mut tx, &new.id, &mark, now).await?;
    db::messages::save(&mut tx, &row, &mut message, now).await?;
    outgoing::line_up(&mut tx, &row, now).await?;
    let answer = db::messages::get(&mut tx, &Scope::All, &message.id)
        .await?
        .unwrap_or(message)
        .to_wire();
    tx.commit().await?;
    sender::wake(services, &row.store);
    Ok(answer)
}

/// What is compared when an id comes again.
fn content_hash(content: &NewContent) -> Result<String, Error> {
    let bytes = serde_json::to_vec(content).map_err(|error| Error::Internal(error.into()))?;
    Ok(digest_hex(&bytes))
}

async fn content_of(
    tx: &mut db::Write,
    content: &NewContent,
    limit: Option<usize>,
) -> Result<(Content, Option<String>), Error> {
    match content {
        NewContent::Text { text } => {
            if text.trim().is_empty() {
                return Err(Error::Invalid("the text is empty".to_owned()));
            }
            if let Some(limit) = limit.filter(|limit| text.chars().count() > *limit) {
                return Err(Error::Invalid(format!("the platform takes at most {limit} characters")));
            }
            if text.len() > TEXT_BYTES {
                return Err(Error::TooLarge);
            }
            Ok((Content::Text { text: text.clone() }, None))
        }
        NewContent::Image { upload } => {
            let picture = db::pictures::get(tx, Kind::Upload, upload).await?;
            let picture = picture.ok_or_else(|| Error::Invalid("there is no such upload any more".to_owned()))?;
            let content = Content::Image {
                width: Some(picture.width),
                height: Some(picture.height),
            };
            Ok((content, Some(upload.clone())))
        }
    }
}

/// Tries a failed message again.
///
/// # Errors
/// [`Error::WrongState`] unless it is failed.
pub async fn retry(services: &Services, message: &MessageId) -> Result<Message, Error> {
    let event = Event::Retry {
        now: services.clock.now(),
    };
    ordered(services, message, event).await?.ok_or(Error::NotFound)
}

/// Sends again what may be out already: the operator's decision, possible
/// while the session cannot be read back.
///
/// # Errors
/// [`Error::WrongState`] unless its outcome is unknown and cannot be found out now.
pub async fn send_again(services: &Services, message: &MessageId) -> Result<Message, Error> {
    let event = Event::SendAgain {
        now: services.clock.now(),
    };
    ordered(services, message, event).await?.ok_or(Error::NotFound)
}

/// Takes a message back that is queued, waiting or failed, or whose outcome cannot be found out now.
///
/// # Errors
/// [`Error::WrongState`] when it is on its way or out.
pub async fn cancel(services: &Services, message: &MessageId) -> Result<(), Error> {
    ordered(services, message, Event::Cancel).await.map(|_| ())
}

/// Applies what an operator ordered. Nothing when the message is gone with it.
async fn ordered(services: &Services, message: &MessageId, event: Event) -> Result<Option<Message>, Error> {
    let now = services.clock.now();
    let mut tx = services.db.write().await?;
    let row = db::messages::get(&mut tx, &Scope::All, message)
        .await?
        .ok_or(Error::NotFound)?;
    let session = session_of(&mut tx, &row).await?;
    let tries = services.work.settings.send_tries();
    let state = row
        .outgoing
        .as_ref()
        .map_or("a message that nobody sent here", db::messages::state_word);
    let answer = match outgoing::apply(&mut tx, &session, row.clone(), event, tries, now).await? {
        Applied::Is(row) => {
            // Those behind it may have been lined up anew, and it with them.
            let row = db::messages::get(&mut tx, &Scope::All, &row.id).await?.unwrap_or(*row);
            Some(row.to_wire())
        }
        Applied::Gone => None,
        Applied::Illegal => return Err(Error::WrongState(format!("the message is {state}"))),
    };
    tx.commit().await?;
    sender::wake(services, &session.store);
    Ok(answer)
}

async fn session_of(conn: &mut db::Conn, row: &MessageRow) -> Result<SessionRow, Error> {
    db::sessions::by_number(conn, row.session_n)
        .await?
        .ok_or(Error::NotFound)
}

/// Lets go on what waited for a store to be mended: authorised again, no longer suspended.
///
/// # Errors
/// When the database is away.
pub async fn free(services: &Services, store: &StoreId) -> Result<(), Error> {
    let now = services.clock.now();
    let mut tx = services.db.write().await?;
    for session_n in db::messages::sessions_to_send(&mut tx, store).await? {
        let Some((session, rows)) = outgoing::line(&mut tx, session_n).await? else {
            continue;
        };
        for row in rows {
            // Those that nothing held refuse the event, which is right.
            outgoing::apply(&mut tx, &session, row, Event::Freed, u32::MAX, now).await?;
        }
    }
    tx.commit().await?;
    sender::wake(services, store);
    Ok(())
}
