//! Carries the outbox out: one task a store that only ever moves forward, with
//! at most one message of a session in flight.

use super::{
    look::Looks,
    model::{Event, Item, Turn, is_old, turn},
};
use crate::{
    Services,
    db::{
        self, Scope,
        messages::MessageRow,
        outgoing::{self, Applied},
        pictures::Kind,
        sessions::SessionRow,
    },
    marketplace::{CallError, Parcel, Picture, Receipt, Recipient, RemotePicture},
    service::calls::failure_of,
};
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError, atomic::Ordering},
    time::Duration,
};
use steadydesk_wire::{Content, FailReason, Failure, MessageId, Millis, Outgoing, StoreId};
use tokio::{task::JoinSet, time::Instant};

/// Looks for what is due at the latest after so long.
const LONGEST_REST: Duration = Duration::from_secs(3600);

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

/// What was under way in a session has ended: written down, or not.
#[derive(Debug)]
struct Step {
    session_n: i64,
    done: db::Result<()>,
}

#[derive(Debug, Clone)]
pub(super) struct Sender {
    pub(super) services: Services,
    pub(super) store: StoreId,
    looks: Arc<Mutex<HashMap<MessageId, Looks>>>,
}

impl Sender {
    async fn run(self) {
        let state = self.services.work.store_state(&self.store);
        let mut under_way = JoinSet::new();
        let mut busy: HashSet<i64> = HashSet::new();
        let mut troubles = 0;
        loop {
            let mut until = Instant::now() + LONGEST_REST;
            match self.dispatch(&mut under_way, &mut busy).await {
                Ok(Some(at)) => {
                    let pause = Duration::from_millis(at.since(self.services.clock.now()).max(1).unsigned_abs());
                    // A test may push the clock: never sleep long on its word.
                    until = Instant::now() + pause.min(LONGEST_REST);
                }
                Ok(None) => {}
                Err(error) => {
                    tracing::error!(store = %self.store, %error, "the outbox cannot be read");
                    self.back_off(&mut troubles).await;
                    continue;
                }
            }
            tokio::select! {
                () = state.to_send.notified() => {}
                Some(done) = under_way.join_next() => match done {
                    Ok(Step { session_n, done: Ok(()) }) => {
                        troubles = 0;
                        busy.remove(&session_n);
                    }
                    Ok(Step { session_n, done: Err(error) }) => {
                        tracing::error!(store = %self.store, %error, "a step of the outbox could not be written");
                        busy.remove(&session_n);
                        self.back_off(&mut troubles).await;
                    }
                    // A panic: nobody knows which session it was. Once the others have ended, none is in hand.
                    Err(_) => {
                        while under_way.join_next().await.is_some() {}
                        busy.clear();
                        self.back_off(&mut troubles).await;
                    }
                },
                () = tokio::time::sleep_until(until) => {}
            }
        }
    }

    /// Leaves a database alone that does not do as it is asked, longer each time.
    async fn back_off(&self, troubles: &mut u32) {
        tokio::time::sleep(self.services.work.settings.wait(*troubles)).await;
        *troubles = troubles.saturating_add(1);
    }

    /// Starts what is due in sessions where nothing is under way. Answers when
    /// the next thing is due.
    async fn dispatch(&self, under_way: &mut JoinSet<Step>, busy: &mut HashSet<i64>) -> db::Result<Option<Millis>> {
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
                        let done = this.send(&session, row).await;
                        Step { session_n, done }
                    });
                }
                Turn::Check(place) => {
                    let row = rows.swap_remove(place);
                    under_way.spawn(async move {
                        let done = this.look(&session, row).await;
                        Step { session_n, done }
                    });
                }
                Turn::Forsaken(place) => {
                    let id = rows.swap_remove(place).id;
                    under_way.spawn(async move {
                        let done = this.lost(&session, &id).await;
                        Step { session_n, done }
                    });
                }
            }
            busy.insert(session_n);
        }
        Ok(next)
    }

    /// Applies an event to the message as it is now. Nothing when it does not apply any more.
    pub(super) async fn apply(
        &self,
        session: &SessionRow,
        id: &MessageId,
        event: Event,
    ) -> db::Result<Option<MessageRow>> {
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
        if outgoing::item(&row).is_some_and(|item| is_old(&item, row.at, self.services.clock.now())) {
            let failure = Failure {
                reason: FailReason::NewMessages,
                detail: None,
            };
            return self
                .apply(session, &row.id, Event::Refused { failure })
                .await
                .map(|_| ());
        }
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
                self.lost(session, &row.id).await
            }
            Err(error) => self.not_sent(session, &row, &error).await,
        }
    }

    /// Its call has ended and nobody knows how: it is to be looked for.
    async fn lost(&self, session: &SessionRow, id: &MessageId) -> db::Result<()> {
        let due = self.in_a_while(self.verify_wait(0));
        if self.apply(session, id, Event::Lost { due }).await?.is_some() {
            self.looks().insert(id.clone(), Looks::ended());
        }
        Ok(())
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

    pub(super) fn looks(&self) -> std::sync::MutexGuard<'_, HashMap<MessageId, Looks>> {
        self.looks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn in_a_while(&self, wait: Duration) -> Millis {
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
