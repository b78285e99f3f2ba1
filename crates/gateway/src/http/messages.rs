//! Threads: reading, sending, and what to do with what did not go out.

use super::{
    extract::{Body, Id, Params},
    session::SignedIn,
};
use crate::{
    Services,
    db::{
        changes,
        lists::{self, Place},
        messages::{self, MessageRow},
        outgoing,
        sessions::{self, SessionRow},
    },
    error::Error,
    service::{outbox, threads},
};
use axum::{Json, extract::State, http::StatusCode};
use serde::Deserialize;
use steadydesk_wire::{Message, MessageId, MessagePage, NewMessage, Problem, SessionId, UnsentPage};

/// Unsent messages a part.
const UNSENT: i64 = 100;

/// What a thread is asked for.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub(super) struct Stretch {
    /// The stretch before this place, which a page gave; without it the newest messages.
    before: Option<String>,
    /// 1 to 200; nothing means 50.
    #[serde(default)]
    limit: u32,
}

async fn session_of(services: &Services, signed_in: &SignedIn, id: &SessionId) -> Result<SessionRow, Error> {
    let mut read = services.db.read().await?;
    sessions::get(&mut read, &signed_in.scope, id)
        .await?
        .ok_or(Error::NotFound)
}

async fn message_of(services: &Services, signed_in: &SignedIn, id: &MessageId) -> Result<MessageRow, Error> {
    let mut read = services.db.read().await?;
    messages::get(&mut read, &signed_in.scope, id)
        .await?
        .ok_or(Error::NotFound)
}

/// A stretch of a thread. What the gateway does not have is fetched from the platform.
#[utoipa::path(get, path = "/api/sessions/{id}/messages", tag = "messages", params(("id" = String, Path), Stretch),
    responses(
        (status = 200, body = MessagePage),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    ))]
pub(super) async fn list(
    State(services): State<Services>,
    signed_in: SignedIn,
    Id(id): Id<SessionId>,
    Params(stretch): Params<Stretch>,
) -> Result<Json<MessagePage>, Error> {
    let place: Option<Place> = stretch
        .before
        .as_deref()
        .map(str::parse)
        .transpose()
        .map_err(|why: &str| Error::Invalid(why.into()))?;
    let session = session_of(&services, &signed_in, &id).await?;
    let page = page(&services, &session, place.as_ref(), stretch.limit).await?;
    let wanted = if stretch.limit == 0 { 50 } else { stretch.limit.min(200) };
    if page.items.len() >= wanted as usize || session.history_complete {
        return Ok(Json(page));
    }
    match threads::older(&services, &session).await {
        Ok(_) => {
            // Read anew: what the platform told also says whether this is the thread's begin.
            let session = session_of(&services, &signed_in, &id).await?;
            Ok(Json(
                self::page(&services, &session, place.as_ref(), stretch.limit).await?,
            ))
        }
        // What is here is shown; scrolling on asks the platform again.
        Err(_) if !page.items.is_empty() => Ok(Json(page)),
        Err(error) => Err(error),
    }
}

async fn page(
    services: &Services,
    session: &SessionRow,
    place: Option<&Place>,
    limit: u32,
) -> Result<MessagePage, Error> {
    let mut read = services.db.read().await?;
    Ok(lists::messages(&mut read, session, place, limit, services.clock.now()).await?)
}

/// Takes a message for sending. The same id and content again: the same answer.
#[utoipa::path(post, path = "/api/sessions/{id}/messages", tag = "messages", params(("id" = String, Path)),
    request_body = NewMessage, responses(
        (status = 202, body = Message),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    ))]
pub(super) async fn send(
    State(services): State<Services>,
    signed_in: SignedIn,
    Id(id): Id<SessionId>,
    Body(new): Body<NewMessage>,
) -> Result<(StatusCode, Json<Message>), Error> {
    session_of(&services, &signed_in, &id).await?;
    let message = outbox::accept(&services, &signed_in.account.name, &id, &new).await?;
    Ok((StatusCode::ACCEPTED, Json(message)))
}

/// Up to where a thread has been read.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub(super) struct ReadUpTo {
    last: MessageId,
}

/// Everything up to a message is read, here and at the platform.
#[utoipa::path(post, path = "/api/sessions/{id}/read", tag = "messages", params(("id" = String, Path)),
    request_body = ReadUpTo, responses(
        (status = 204),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    ))]
pub(super) async fn read(
    State(services): State<Services>,
    signed_in: SignedIn,
    Id(id): Id<SessionId>,
    Body(up_to): Body<ReadUpTo>,
) -> Result<StatusCode, Error> {
    session_of(&services, &signed_in, &id).await?;
    threads::mark_read(&services, &id, &up_to.last).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A failed message is tried again.
#[utoipa::path(post, path = "/api/messages/{id}/retry", tag = "messages", params(("id" = String, Path)), responses(
    (status = 200, body = Message),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 409, body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn retry(
    State(services): State<Services>,
    signed_in: SignedIn,
    Id(id): Id<MessageId>,
) -> Result<Json<Message>, Error> {
    message_of(&services, &signed_in, &id).await?;
    Ok(Json(outbox::retry(&services, &id).await?))
}

/// An unknown outcome that cannot be read back is sent again, by the operator's decision.
#[utoipa::path(post, path = "/api/messages/{id}/send-again", tag = "messages", params(("id" = String, Path)), responses(
    (status = 200, body = Message),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 409, body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn send_again(
    State(services): State<Services>,
    signed_in: SignedIn,
    Id(id): Id<MessageId>,
) -> Result<Json<Message>, Error> {
    message_of(&services, &signed_in, &id).await?;
    Ok(Json(outbox::send_again(&services, &id).await?))
}

/// Cancels a message that is queued, waiting or failed.
#[utoipa::path(delete, path = "/api/messages/{id}", tag = "messages", params(("id" = String, Path)), responses(
    (status = 204),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 409, body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn cancel(
    State(services): State<Services>,
    signed_in: SignedIn,
    Id(id): Id<MessageId>,
) -> Result<StatusCode, Error> {
    message_of(&services, &signed_in, &id).await?;
    outbox::cancel(&services, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Where a list of unsent messages goes on.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub(super) struct Onward {
    /// Behind this place, which the part before gave.
    #[serde(default)]
    after: i64,
}

/// What the asker has written and is not out, in the order of writing, 100 a part.
#[utoipa::path(get, path = "/api/unsent", tag = "messages", params(Onward),
    responses((status = 200, body = UnsentPage)))]
pub(super) async fn unsent(
    State(services): State<Services>,
    signed_in: SignedIn,
    Params(onward): Params<Onward>,
) -> Result<Json<UnsentPage>, Error> {
    let mut read = services.db.read().await?;
    let seq = changes::newest(&mut read).await?;
    let (items, after) = outgoing::unsent(
        &mut read,
        &signed_in.scope,
        &signed_in.account.name,
        onward.after,
        UNSENT,
    )
    .await?;
    Ok(Json(UnsentPage {
        items,
        after,
        seq,
        as_of: services.clock.now(),
    }))
}
