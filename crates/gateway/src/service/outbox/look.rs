//! Looking for a message whose answer was lost: the session is read back until
//! the message is found, or it is certain that the platform does not have it.

use super::{model::Event, sender::Sender};
use crate::{
    db::{
        self,
        ingest::{How, Told},
        messages::MessageRow,
        sessions::SessionRow,
    },
    marketplace::CallError,
    service::{Settings, calls::failure_of, threads},
};
use std::time::Duration;
use steadydesk_wire::{FailReason, Failure, Millis};

/// Pages that one look at a session reads at most: an attempt is seldom older.
const LOOK_PAGES: usize = 10;

/// How often a lost message has been looked for, and how often that was impossible.
#[derive(Debug, Clone, Copy)]
pub(super) struct Looks {
    done: usize,
    impossible: u32,
    /// Until then the platform may still be at work on it: it is not given up as missing.
    until: Millis,
}

impl Looks {
    /// Of a message whose call has ended: what the platform did of it, it has done.
    pub(super) fn ended() -> Self {
        Self {
            done: 0,
            impossible: 0,
            until: Millis(0),
        }
    }

    /// Of a message whose call may have been cut off by our own end, at any moment: the
    /// platform does not notice, and may take as long as we would have waited.
    fn cut_off(row: &MessageRow, settings: &Settings) -> Self {
        let limit = i64::try_from(settings.call_limit.as_millis()).unwrap_or(i64::MAX);
        Self {
            until: row.out_started_at.unwrap_or(row.at).plus(limit),
            ..Self::ended()
        }
    }
}

impl Sender {
    /// Reads the session back to see whether a lost message is there. Taking in
    /// what is read claims it (see [`db::ingest`]).
    pub(super) async fn look(&self, session: &SessionRow, row: MessageRow) -> db::Result<()> {
        let settings = &self.services.work.settings;
        let tolerance_ms = i64::try_from(settings.clock_tolerance.as_millis()).unwrap_or(i64::MAX);
        let since = row.out_started_at.unwrap_or(row.at).plus(-tolerance_ms);
        let looked_at = self.services.clock.now();
        let read = self.read_back(session, since, tolerance_ms).await?;
        // One that is not remembered was on its way when the gateway stopped.
        let known = self.looks().get(&row.id).copied();
        let mut looks = known.unwrap_or_else(|| Looks::cut_off(&row, settings));
        let event = match read {
            Ok(()) => {
                looks.done += 1;
                looks.impossible = 0;
                let now = self.services.clock.now();
                if looks.done >= settings.verify_waits.len() && looked_at >= looks.until {
                    Event::Missing { now }
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

    pub(super) fn verify_wait(&self, place: usize) -> Duration {
        let waits = &self.services.work.settings.verify_waits;
        waits
            .get(place.min(waits.len().saturating_sub(1)))
            .copied()
            .unwrap_or_default()
    }
}
