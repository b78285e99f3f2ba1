//! The event stream, see [`steadydesk_wire::event`] for what it says.
//!
//! A stream reads the log of changes in batches, woken by the newest number.
//! Between it and the socket stand a few events only: whoever reads slowly is
//! read for slowly, out of the database, and costs no memory.

use super::{
    extract::Params,
    session::{self, SignedIn},
};
use crate::{
    Services,
    db::{Scope, accounts, changes},
    error::Error,
    service::presence::model::Word,
};
use axum::{
    extract::State,
    http::{HeaderMap, HeaderName},
    response::{
        IntoResponse,
        sse::{self, Sse},
    },
};
use serde::{Deserialize, Serialize};
use std::convert::Infallible;
use steadydesk_wire::{Caught, Event, Greeting, Presence, StoreId};
use tokio::{
    sync::{broadcast, mpsc},
    time,
};
use tokio_stream::{StreamExt as _, wrappers::ReceiverStream};

/// Changes read at once.
const BATCH: i64 = 200;
/// Events on their way to the socket.
const WAITING: usize = 16;

/// From where.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub(super) struct Cursor {
    /// The cursor, where no `Last-Event-ID` can be sent; without one, from now on.
    after: Option<i64>,
}

/// Changes as they happen, for the stores granted to the account.
#[utoipa::path(get, path = "/api/events", tag = "events", params(Cursor), responses(
    (status = 200, description = "events `hello` (Greeting), `change` (Event), `caught_up` and `beat` (Caught), \
     `presence` (Presence), `too_old` (Greeting)", content_type = "text/event-stream"),
))]
pub(super) async fn events(
    State(services): State<Services>,
    signed_in: SignedIn,
    headers: HeaderMap,
    Params(from): Params<Cursor>,
) -> Result<impl IntoResponse, Error> {
    let last = match headers.get("last-event-id") {
        Some(value) => {
            let number = value.to_str().ok().and_then(|text| text.trim().parse().ok());
            Some(number.ok_or_else(|| Error::Invalid("`Last-Event-ID` is no number".into()))?)
        }
        None => from.after,
    };
    let (out, events) = mpsc::channel(WAITING);
    tokio::spawn(
        Teller {
            services,
            signed_in,
            out,
        }
        .tell(last),
    );
    let stream = ReceiverStream::new(events).map(Ok::<_, Infallible>);
    // Proxies must not collect events before they pass them on.
    Ok(([(HeaderName::from_static("x-accel-buffering"), "no")], Sse::new(stream)))
}

/// Why a stream ends.
enum End {
    /// The client has gone.
    Gone,
    /// The rights are not what they were, or the gateway stops: the client connects anew.
    Over,
    Failed(Error),
}

impl From<Error> for End {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

struct Teller {
    services: Services,
    signed_in: SignedIn,
    out: mpsc::Sender<sse::Event>,
}

impl Teller {
    async fn tell(self, last: Option<i64>) {
        let stop = self.services.stop.clone();
        let gone = self.out.clone();
        let end = tokio::select! {
            end = self.stream(last) => end,
            () = stop.cancelled() => End::Over,
            () = gone.closed() => End::Gone,
        };
        if let End::Failed(error) = end {
            tracing::error!(error = %error, "an event stream failed; the client connects anew");
        }
    }

    async fn stream(&self, last: Option<i64>) -> End {
        match self.run(last).await {
            Err(end) => end,
            Ok(()) => End::Over,
        }
    }

    async fn run(&self, last: Option<i64>) -> Result<(), End> {
        // Followed before the first look, so that nothing falls in between.
        let mut newest = self.services.db.newest();
        let mut rights = self.services.sign_in.follow();
        let granted = self.granted().await?;
        let greeting = self.greeting().await?;
        self.say("hello", None, &greeting).await?;
        // Beyond the newest: a cursor of another life of the database.
        if last.is_some_and(|last| last < greeting.oldest || last > greeting.newest) {
            return self.say("too_old", None, &greeting).await;
        }
        let mut cursor = last.unwrap_or(greeting.newest);
        // The cursor that the client has by what it was told.
        let mut told = cursor;
        let mut is_caught_up = false;
        // Who is where is told behind what was missed.
        let mut presence = None;
        let mut beat = time::interval(self.services.config.beat);
        beat.set_missed_tick_behavior(time::MissedTickBehavior::Delay);
        beat.reset();
        loop {
            newest.mark_unchanged();
            let (batch, up_to, oldest) = self.batch(cursor).await?;
            if cursor < oldest {
                let greeting = self.greeting().await?;
                return self.say("too_old", None, &greeting).await;
            }
            let is_last = batch.len() < usize::try_from(BATCH).unwrap_or(usize::MAX);
            for logged in batch {
                let event = Event {
                    seq: logged.seq,
                    prev: told,
                    at: logged.at,
                    change: logged.change,
                };
                self.say("change", Some(logged.seq), &event).await?;
                (cursor, told) = (logged.seq, logged.seq);
            }
            if !is_last {
                continue;
            }
            cursor = up_to;
            if !is_caught_up {
                is_caught_up = true;
                self.say("caught_up", Some(cursor), &self.caught(cursor)).await?;
            }
            let words = match &mut presence {
                Some(words) => words,
                none => none.insert(self.all_present(&granted).await?),
            };
            // Who is where is no change: the log need not be looked at for it.
            loop {
                tokio::select! {
                    changed = newest.changed() => {
                        if changed.is_err() { return Ok(()) }
                        break;
                    }
                    changed = rights.changed() => {
                        if changed.is_err() || !self.is_as_before(&granted).await? { return Ok(()) }
                        break;
                    }
                    _ = beat.tick() => {
                        // Also looks whether the sign-in still stands, and, with several
                        // gateways on one database, for what the others wrote.
                        if !self.is_as_before(&granted).await? { return Ok(()) }
                        self.say("beat", Some(cursor), &self.caught(cursor)).await?;
                        break;
                    }
                    word = words.recv() => match word {
                        Ok(word) => self.present(&word, &granted).await?,
                        // Fallen behind.
                        Err(_) => *words = self.all_present(&granted).await?,
                    }
                }
            }
        }
    }

    /// Tells where everybody else is; gives what is said of it from then on.
    async fn all_present(&self, granted: &[StoreId]) -> Result<broadcast::Receiver<Word>, End> {
        let (all, words) = self.services.work.presence.follow();
        let seen = all.iter().filter(|word| self.sees(&word.store, granted));
        let told = seen.map(|word| word.told_to(&self.signed_in.account.id));
        let presence = Presence {
            anew: true,
            sessions: told.filter(|attended| !attended.people.is_empty()).collect(),
        };
        self.say("presence", None, &presence).await?;
        Ok(words)
    }

    async fn present(&self, word: &Word, granted: &[StoreId]) -> Result<(), End> {
        let own = &self.signed_in.account.id;
        if word.by.as_ref() == Some(own) || !self.sees(&word.store, granted) {
            return Ok(());
        }
        let presence = Presence {
            anew: false,
            sessions: vec![word.told_to(own)],
        };
        self.say("presence", None, &presence).await
    }

    fn sees(&self, store: &StoreId, granted: &[StoreId]) -> bool {
        self.signed_in.scope == Scope::All || granted.contains(store)
    }

    async fn greeting(&self) -> Result<Greeting, End> {
        let mut read = self.services.db.read().await.map_err(Error::from)?;
        Ok(Greeting {
            newest: changes::newest(&mut read).await.map_err(Error::from)?,
            oldest: changes::oldest(&mut read).await.map_err(Error::from)?,
            now: self.services.clock.now(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        })
    }

    /// Changes after `cursor`, and the newest and oldest number at that moment.
    async fn batch(&self, cursor: i64) -> Result<(Vec<changes::Logged>, i64, i64), Error> {
        let mut read = self.services.db.read().await?;
        let newest = changes::newest(&mut read).await?;
        let oldest = changes::oldest(&mut read).await?;
        let batch = if cursor < newest {
            changes::since(&mut read, &self.signed_in.scope, cursor, BATCH).await?
        } else {
            Vec::new()
        };
        Ok((batch, newest, oldest))
    }

    /// Whether the sign-in stands, with the same rights. A grant that changed
    /// ends the stream: its client must forget, or fetch, what it now may (not) see.
    async fn is_as_before(&self, granted: &[StoreId]) -> Result<bool, Error> {
        let now = session::find(&self.services, &self.signed_in.fingerprint).await?;
        Ok(now.is_some_and(|now| now.scope == self.signed_in.scope) && self.granted().await? == granted)
    }

    /// The stores granted one by one, where that is what decides.
    async fn granted(&self) -> Result<Vec<StoreId>, Error> {
        match &self.signed_in.scope {
            Scope::All => Ok(Vec::new()),
            Scope::Granted(account) => Ok(accounts::grants(&mut *self.services.db.read().await?, account).await?),
        }
    }

    fn caught(&self, seq: i64) -> Caught {
        Caught {
            seq,
            now: self.services.clock.now(),
        }
    }

    async fn say(&self, name: &'static str, id: Option<i64>, data: &impl Serialize) -> Result<(), End> {
        let json = serde_json::to_string(data).map_err(|error| Error::Internal(error.into()))?;
        let mut event = sse::Event::default().event(name).data(json);
        if let Some(id) = id {
            event = event.id(id.to_string());
        }
        self.out.send(event).await.map_err(|_| End::Gone)
    }
}
