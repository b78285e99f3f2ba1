//! Carries the outbox out: one task a store that only ever moves forward, with
//! at most one message of a session in flight.

use super::model::{Event, Item, Turn, turn};
use crate::{
    Services,
    db::{
        self, Scope,
        ingest::{How, Told},
        messages::MessageRow,
        outgoing::{self, Applied},
        pictures::Kind,
        sessions::SessionRow,
    },
    marketplace::{CallError, Parcel, Picture, Receipt, Recipient, RemotePicture},
    service::{calls::failure_of, threads},
};
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError, atomic::Ordering},
    time::Duration,
};
use steadydesk_wire::{Content, FailReason, Failure, MessageId, Millis, Outgoing, StoreId};
use tokio::{task::JoinSet, time::Instant};

/// Pages that one look at a session reads at most: an attempt is seldom older.
const LOOK_PAGES: usize = 10;

/// Wakes a store's sender, and starts it where it does not run yet.
pub(crate) fn wake(services: &Services, store: &StoreId) {
    let state = services.work.store_state(store);
    state.to_send.notify_one();
    if !state.sender_runs.swap(true, Ordering::AcqRel) {
        let sender = Sender {
            services: services.clone(),
            store: store.clone(),
            looks: Arc::default(),
        };
        services.spawn(sender.run());
    }
}

/// How often a lost message has been looked for, and how often that was impossible.
#[derive(Debug, Default, Clone, Copy)]
struct Looks {
    done: usize,
    impossible: u32,
}

#[derive(Debug, Clone)]
struct Sender {
    services: Services,
    store: StoreId,
    looks: Arc<Mutex<HashMap<MessageId, Looks>>>,
}

impl Sender {
    async fn run(self) {
        let state = self.services.work.store_state(&self.store);
        let mut under_way = JoinSet::new();
        let mut busy: HashSet<i64> = HashSet::new();
        let mut troubles = 0;
        loop {
            let pause = match self.dispatch(&mut under_way, &mut busy).await {
                Ok(next) => {
                    troubles = 0;
                    next.map(|at| Duration::from_millis(at.since(self.services.clock.now()).max(1).unsigned_abs()))
                }
                Err(error) => {
                    tracing::error!(store = %self.store, %error, "the outbox cannot be read");
                    troubles += 1;
                    Some(self.services.work.settings.wait(troubles))
                }
            };
            // A test may push the clock: never sleep long on its word.
            let until = Instant::now()
                + pause
                    .unwrap_or(Duration::from_secs(3600))
                    .min(Duration::from_secs(3600));
            tokio::select! {
                () = state.to_send.notified() => {}
                Some(done) = under_way.join_next() => {
                    match done {
                        Ok(session_n) => { busy.remove(&session_n); }
                        // A panic: nobody knows which session it was, so all are looked at again.
                        Err(_) => busy.clear(),
                    }
                }
                () = tokio::time::sleep_until(until) => {}
            }
        }
    }

    /// Starts what is due in sessions where nothing is under way. Answers when
    /// the next thing is due.
    async fn dispatch(&self, under_way: &mut JoinSet<i64>, busy: &mut HashSet<i64>) -> db::Result<Option<Millis>> {
        let now = self.services.clock.now();
        let mut next: Option<Millis> = None;
        let sessions = {
            let mut conn = self.services.db.read().await?;
            db::messages::sessions_to_send(&mut conn, &self.store).await?
        };
        for session_n in sessions {
            if busy.contains(&session_n) || busy.len() >= self.services.work.settings.sends_at_once {
                continue;
            }
            let line = {
                let mut conn = self.services.db.read().await?;
                outgoing::line(&mut conn, session_n).await?
            };
            let Some((session, mut rows)) = line else { continue };
            let items: Vec<Item> = rows.iter().filter_map(outgoing::item).collect();
            let this = self.clone();
            match turn(&items, now) {
                Turn::Rest => continue,
                Turn::Wait(at) => {
                    next = Some(next.map_or(at, |next| next.min(at)));
                    continue;
                }
                Turn::Send(place) => {
                    let row = rows.swap_remove(place);
                    under_way.spawn(async move {
                        this.told(this.send(&session, row).await);
                        session_n
                    });
                }
                Turn::Check(place) => {
                    let row = rows.swap_remove(place);
                    under_way.spawn(async move {
                        this.told(this.look(&session, row).await);
                        session_n
                    });
                }
            }
            busy.insert(session_n);
        }
        Ok(next)
    }

    fn told(&self, done: db::Result<()>) {
        if let Err(error) = done {
            tracing::error!(store = %self.store, %error, "a step of the outbox could not be written");
        }
    }

    /// Applies an event to the message as it is now. Nothing when it does not apply any more.
    async fn apply(&self, session: &SessionRow, id: &MessageId, event: Event) -> db::Result<Option<MessageRow>> {
        let mut tx = self.services.db.write().await?;
        let Some(row) = db::messages::get(&mut tx, &Scope::All, id).await? else {
            return Ok(None);
        };
        let tries = self.services.work.settings.send_tries();
        let now = self.services.clock.now();
        match outgoing::apply(&mut tx, session, row, event, tries, now).await? {
            Applied::Is(row) => {
                tx.commit().await?;
                Ok(Some(*row))
            }
            Applied::Gone | Applied::Illegal => Ok(None),
        }
    }

    /// One attempt: written down as under way, made, and its outcome written down.
    async fn send(&self, session: &SessionRow, row: MessageRow) -> db::Result<()> {
        let parcel = match self.parcel(&row).await? {
            Ok(parcel) => parcel,
            Err(error) => return self.not_sent(session, &row, &error).await,
        };
        let start = Event::Start {
            now: self.services.clock.now(),
        };
        // Cancelled meanwhile, or lined up behind another: nothing to do.
        let Some(row) = self.apply(session, &row.id, start).await? else {
            return Ok(());
        };
        let to = Recipient {
            session_id: session.platform_session_id.clone(),
            buyer_id: session.buyer_id.clone(),
        };
        let result = self
            .services
            .call(&self.store, |marketplace, shop| {
                let (to, parcel) = (to.clone(), parcel.clone());
                async move { marketplace.send(&shop, &to, &parcel).await }
            })
            .await;
        match result {
            Ok(receipt) => self.taken(session, &row.id, &receipt, &parcel).await,
            Err(CallError::Unknown(detail)) => {
                tracing::warn!(message = %row.id, detail, "the answer to a message was lost");
                self.looks().insert(row.id.clone(), Looks::default());
                let due = self.in_a_while(self.verify_wait(0));
                self.apply(session, &row.id, Event::Lost { due }).await.map(|_| ())
            }
            Err(error) => self.not_sent(session, &row, &error).await,
        }
    }

    /// What goes out: the text, or the picture once the platform has it.
    async fn parcel(&self, row: &MessageRow) -> db::Result<Result<Parcel, CallError>> {
        let upload = match (&row.content, &row.out_upload) {
            (Content::Text { text }, _) => return Ok(Ok(Parcel::Text(text.clone()))),
            (_, Some(upload)) => upload,
            _ => return Ok(Err(bad_picture("the message carries nothing that can be sent"))),
        };
        let picture = {
            let mut conn = self.services.db.read().await?;
            db::pictures::get(&mut conn, Kind::Upload, upload).await?
        };
        let Some(picture) = picture else {
            return Ok(Err(bad_picture("the picture is no longer here")));
        };
        let picture = Picture {
            bytes: picture.bytes.into(),
            media_type: picture.media_type,
            width: picture.width,
            height: picture.height,
        };
        let uploaded: Result<RemotePicture, CallError> = self
            .services
            .call(&self.store, |marketplace, shop| {
                let picture = picture.clone();
                async move { marketplace.upload(&shop, &picture).await }
            })
            .await;
        Ok(uploaded.map(Parcel::Picture).map_err(|error| match error {
            // Of an upload nobody sees anything: a lost one is made again.
            CallError::Unknown(detail) => CallError::Failed(detail),
            other => other,
        }))
    }

    async fn taken(&self, session: &SessionRow, id: &MessageId, receipt: &Receipt, parcel: &Parcel) -> db::Result<()> {
        let mut tx = self.services.db.write().await?;
        let Some(mut row) = db::messages::get(&mut tx, &Scope::All, id).await? else {
            return Ok(());
        };
        if let Parcel::Picture(picture) = parcel {
            row.picture_url = Some(picture.url.clone());
        }
        outgoing::taken(&mut tx, session, row, receipt, self.services.clock.now()).await?;
        tx.commit().await?;
        self.looks().remove(id);
        Ok(())
    }

    /// Nothing was done: by the kind of the error it comes again, waits or has failed.
    async fn not_sent(&self, session: &SessionRow, row: &MessageRow, error: &CallError) -> db::Result<()> {
        let now = self.services.clock.now();
        let failure = failure_of(error);
        // What went wrong before it left (an upload) moves it through the same table.
        if !matches!(row.outgoing, Some(Outgoing::Sending))
            && self.apply(session, &row.id, Event::Start { now }).await?.is_none()
        {
            return Ok(());
        }
        let event = match error {
            CallError::RateLimited { retry_after } => {
                let wait = retry_after.unwrap_or_else(|| self.services.work.settings.wait(row.out_attempts));
                Event::Slowed {
                    until: self.in_a_while(wait),
                }
            }
            CallError::LoginExpired(_) | CallError::Suspended { .. } => Event::Held { failure },
            CallError::Refused { .. } => Event::Refused { failure },
            CallError::TokenExpired(_) | CallError::Failed(_) | CallError::NotSent(_) | CallError::Unknown(_) => {
                let wait = self.services.work.settings.send_wait(row.out_attempts);
                Event::NotDone { failure, wait, now }
            }
        };
        self.apply(session, &row.id, event).await.map(|_| ())
    }

    /// Reads the session back to see whether a lost message is there. Taking in
    /// what is read claims it (see [`db::ingest`]).
    async fn look(&self, session: &SessionRow, row: MessageRow) -> db::Result<()> {
        let settings = &self.services.work.settings;
        let tolerance_ms = i64::try_from(settings.clock_tolerance.as_millis()).unwrap_or(i64::MAX);
        let since = row.out_started_at.unwrap_or(row.at).plus(-tolerance_ms);
        let read = self.read_back(session, since, tolerance_ms).await?;
        let mut looks = self.looks().get(&row.id).copied().unwrap_or_default();
        let event = match read {
            Ok(()) => {
                looks = Looks {
                    done: looks.done + 1,
                    impossible: 0,
                };
                if looks.done >= settings.verify_waits.len() {
                    Event::Missing {
                        now: self.services.clock.now(),
                    }
                } else {
                    Event::Unsettled {
                        failure: None,
                        due: self.in_a_while(self.verify_wait(looks.done)),
                    }
                }
            }
            Err(error) => {
                let wait = match &error {
                    CallError::RateLimited {
                        retry_after: Some(wait),
                    } => *wait,
                    _ => settings.wait(looks.impossible),
                };
                looks.impossible += 1;
                Event::Unsettled {
                    failure: Some(self.cannot_look(&error)),
                    due: self.in_a_while(wait),
                }
            }
        };
        let missing = matches!(event, Event::Missing { .. });
        // Found meanwhile, it is sent, and the event no longer applies.
        let still_lost = self.apply(session, &row.id, event).await?.is_some();
        if still_lost && !missing {
            self.looks().insert(row.id, looks);
        } else {
            self.looks().remove(&row.id);
        }
        Ok(())
    }

    async fn read_back(
        &self,
        session: &SessionRow,
        since: Millis,
        tolerance_ms: i64,
    ) -> db::Result<Result<(), CallError>> {
        let mut cursor = None;
        for _ in 0..LOOK_PAGES {
            let page = threads::page(&self.services, &self.store, &session.platform_session_id, cursor.take()).await;
            let page = match page {
                Ok(page) => page,
                Err(error) => return Ok(Err(error)),
            };
            let reached = page.items.iter().any(|message| message.at < since);
            let told = Told {
                session: None,
                messages: page.items,
                how: How::Live,
                older: None,
                synced: None,
                tolerance_ms,
            };
            let merged = threads::merge(&self.services, &self.store, &session.platform_session_id, told).await?;
            cursor = page.next;
            let found = merged.is_some_and(|merged| !merged.claimed.is_empty());
            if found || reached || cursor.is_none() {
                break;
            }
        }
        Ok(Ok(()))
    }

    fn cannot_look(&self, error: &CallError) -> Failure {
        match failure_of(error) {
            Failure {
                reason: FailReason::Refused,
                detail,
            } => Failure {
                reason: FailReason::Unreachable,
                detail,
            },
            failure => failure,
        }
    }

    fn looks(&self) -> std::sync::MutexGuard<'_, HashMap<MessageId, Looks>> {
        self.looks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn verify_wait(&self, place: usize) -> Duration {
        let waits = &self.services.work.settings.verify_waits;
        waits
            .get(place.min(waits.len().saturating_sub(1)))
            .copied()
            .unwrap_or_default()
    }

    fn in_a_while(&self, wait: Duration) -> Millis {
        self.services
            .clock
            .now()
            .plus(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX))
    }
}

fn bad_picture(detail: &str) -> CallError {
    CallError::Refused {
        reason: FailReason::BadPicture,
        detail: detail.to_owned(),
    }
}
