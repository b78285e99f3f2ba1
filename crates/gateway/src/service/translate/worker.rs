//! Taking what has gathered to the provider, and bringing it home.

use super::{
    ask::{remembered, told},
    budget,
    state::{Job, Pair, Translations},
};
use crate::{
    Services,
    db::{self, translations::TranslationRow},
    translate::{Done, Failure, Protected},
};
use std::{collections::VecDeque, ops::Range, sync::Arc, time::Duration};
use steadydesk_wire::{Translation, TranslationFailure};

/// Requests that may be spent on finding the one text of many that the provider refuses.
const SEARCHES: usize = 12;

/// Works on a pair of languages until nothing has gathered any more.
pub(super) async fn work(services: Services, translations: Arc<Translations>, pair: Pair) {
    let shift = Shift {
        services: &services,
        translations: &translations,
        pair: &pair,
    };
    while let Some(batch) = translations.next(&pair) {
        let outcomes = shift.translate(&batch).await;
        for (job, outcome) in batch.iter().zip(outcomes) {
            translations.land(job, outcome);
        }
    }
}

/// One worker's work. When it ends in the middle, nobody waits for ever.
struct Shift<'a> {
    services: &'a Services,
    translations: &'a Translations,
    pair: &'a Pair,
}

impl Drop for Shift<'_> {
    fn drop(&mut self) {
        self.translations.abandon(self.pair);
    }
}

/// Why a text was not translated.
#[derive(Debug, Clone)]
struct Trouble {
    failure: TranslationFailure,
    detail: String,
    retry_after: Option<u32>,
}

impl From<Trouble> for Translation {
    fn from(trouble: Trouble) -> Self {
        Self::Failed {
            failure: trouble.failure,
            detail: trouble.detail,
            retry_after: trouble.retry_after,
        }
    }
}

impl From<db::Error> for Trouble {
    fn from(error: db::Error) -> Self {
        tracing::error!(%error, "translating needs the database");
        Self {
            failure: TranslationFailure::Unreachable,
            detail: "The gateway's database is away.".to_owned(),
            retry_after: Some(2),
        }
    }
}

impl Shift<'_> {
    /// An outcome a job, in their order.
    async fn translate(&self, batch: &[Job]) -> Vec<Translation> {
        // Somebody may have brought it home between the look at the memory and now.
        let hashes: Vec<String> = batch.iter().map(|job| job.hash.clone()).collect();
        let known = remembered(self.services, self.translations, &hashes)
            .await
            .unwrap_or_default();
        let present = &self.translations.provider;
        let is_known = |job: &&Job| known.get(&job.hash).is_some_and(|row| row.provider == *present);
        let open: Vec<&Job> = batch.iter().filter(|job| !is_known(job)).collect();
        let fresh = self.fetch(&open).await;
        self.remember(&open, &fresh).await;
        let mut fresh = fresh.into_iter();
        let outcome = |job: &Job| match known.get(&job.hash).filter(|row| row.provider == *present) {
            Some(row) => told(row, &job.text, present),
            // As many as are open.
            None => match fresh.next().expect("an outcome an open job") {
                Ok(done) => told(&self.row(job, &done), &job.text, present),
                Err(trouble) => trouble.into(),
            },
        };
        batch.iter().map(outcome).collect()
    }

    fn row(&self, job: &Job, done: &Done) -> TranslationRow {
        let language = done.from.as_ref().or(self.pair.0.as_ref());
        TranslationRow {
            text_hash: job.hash.clone(),
            provider: self.translations.provider.clone(),
            translated: done.text.clone(),
            language: language.map(ToString::to_string),
        }
    }

    /// What is not kept is only paid for again: nobody's answer fails for it.
    async fn remember(&self, jobs: &[&Job], outcomes: &[Result<Done, Trouble>]) {
        let keep = async {
            let now = self.services.clock.now();
            let mut tx = self.services.db.write().await?;
            for (job, outcome) in jobs.iter().zip(outcomes) {
                if let Ok(done) = outcome {
                    db::translations::put(&mut tx, &self.row(job, done), now).await?;
                }
            }
            tx.commit().await
        };
        if outcomes.iter().any(Result::is_ok)
            && let Err(error) = keep.await
        {
            tracing::error!(%error, "translations could not be kept");
        }
    }

    /// Translates with what must stay protected: whole, or else piece by piece.
    async fn fetch(&self, jobs: &[&Job]) -> Vec<Result<Done, Trouble>> {
        let marks = self.translations.translator.limits().marks;
        let texts: Vec<Protected> = jobs.iter().map(|job| Protected::new(&job.text, marks)).collect();
        let masked: Vec<String> = texts.iter().map(Protected::masked).collect();
        let mut outcomes = self.deliver(&masked).await;
        let mut broken = Vec::new();
        for (n, outcome) in outcomes.iter_mut().enumerate() {
            if let Ok(done) = outcome {
                match texts[n].restore(&done.text).filter(|text| !text.trim().is_empty()) {
                    Some(text) => done.text = text,
                    None if texts[n].has_parts() => broken.push(n),
                    None => *outcome = Err(garbled()),
                }
            }
        }
        let pieces: Vec<String> = broken.iter().flat_map(|n| texts[*n].pieces()).collect();
        let mut answers = self.deliver(&pieces).await.into_iter();
        for n in broken {
            let own: Result<Vec<Done>, Trouble> = answers.by_ref().take(texts[n].pieces().len()).collect();
            let from = outcomes[n].as_ref().ok().and_then(|done| done.from.clone());
            outcomes[n] = own.and_then(|own| {
                let own: Vec<String> = own.into_iter().map(|done| done.text).collect();
                if own.iter().any(|piece| piece.trim().is_empty()) {
                    return Err(garbled());
                }
                let text = texts[n].assemble(&own).ok_or_else(garbled)?;
                Ok(Done { text, from })
            });
        }
        outcomes
    }

    /// Asks the provider, in as few requests as its limits allow. One outcome a text, in their order.
    async fn deliver(&self, texts: &[String]) -> Vec<Result<Done, Trouble>> {
        let mut outcomes = Vec::with_capacity(texts.len());
        let mut left = self.requests(texts);
        let mut searches = SEARCHES;
        while let Some(range) = left.pop_front() {
            match self.request(&texts[range.clone()]).await {
                Ok(some) => outcomes.extend(some),
                Err(failure) if failure.is_of_a_text() && range.len() > 1 && searches > 0 => {
                    searches -= 1;
                    let middle = range.start + range.len() / 2;
                    left.push_front(middle..range.end);
                    left.push_front(range.start..middle);
                }
                Err(failure) => {
                    let trouble = self.trouble(failure);
                    outcomes.extend(range.map(|_| Err(trouble.clone())));
                }
            }
        }
        outcomes
    }

    /// The texts by requests that the provider takes.
    fn requests(&self, texts: &[String]) -> VecDeque<Range<usize>> {
        let limits = self.translations.translator.limits();
        let mut requests = VecDeque::new();
        let (mut start, mut characters) = (0, 0);
        for (n, text) in texts.iter().enumerate() {
            let more = text.chars().count();
            if n > start && (n - start >= limits.texts || characters + more > limits.characters) {
                requests.push_back(start..n);
                (start, characters) = (n, 0);
            }
            characters += more;
        }
        if start < texts.len() {
            requests.push_back(start..texts.len());
        }
        requests
    }

    /// One request, tried as often as the settings say. `Err` is a failure that one of its texts may be to blame for.
    async fn request(&self, texts: &[String]) -> Result<Vec<Result<Done, Trouble>>, Failure> {
        let all = |trouble: Trouble| Ok(texts.iter().map(|_| Err(trouble.clone())).collect());
        let (from, to) = self.pair;
        let mut waits = self.translations.waits();
        loop {
            if let Some(left) = self.translations.resting() {
                return all(limited("The provider of translations is left alone for a while.", left));
            }
            let reserved = match budget::reserve(self.services, self.translations, texts).await {
                Ok(reserved) => reserved,
                Err(error) => return all(error.into()),
            };
            if reserved.texts == 0 {
                return all(self.spent());
            }
            let asked = &texts[..reserved.texts];
            let answer = {
                // Never closed.
                let _slot = self.translations.slots.acquire().await;
                self.translations.translator.translate(asked, from.as_ref(), to).await
            };
            let failure = match answer {
                Ok(done) => {
                    self.translations.has_worked();
                    let over = texts[reserved.texts..].iter().map(|_| Err(self.spent()));
                    return Ok(done.into_iter().map(Ok).chain(over).collect());
                }
                Err(failure) => failure,
            };
            if failure.is_unpaid()
                && let Err(error) = reserved.give_back(self.services).await
            {
                tracing::error!(%error, "characters that were not used could not be given back");
            }
            if failure.is_of_a_text() {
                return Err(failure);
            }
            let wanted = match &failure {
                Failure::Limited { retry_after } => *retry_after,
                _ => None,
            };
            let wait = waits.next().filter(|_| failure.is_passing());
            let wait = wait.map(|wait| wait.max(wanted.unwrap_or_default()));
            match wait.filter(|wait| *wait <= self.translations.settings.patience) {
                Some(wait) => tokio::time::sleep(wait).await,
                None => return all(self.trouble(failure)),
            }
        }
    }

    /// What a failure means for a text. After one that is not of a text, the provider is left alone for a while.
    fn trouble(&self, failure: Failure) -> Trouble {
        let name = &self.translations.provider.name;
        let unreachable = |why: &str, rest: Duration| Trouble {
            failure: TranslationFailure::Unreachable,
            detail: format!("The provider of translations ({name}) does not answer: {why}."),
            retry_after: Some(seconds(rest)),
        };
        match failure {
            Failure::Limited { retry_after } => {
                let rest = self.translations.has_failed(retry_after);
                tracing::warn!(provider = name, "the provider of translations asks to slow down");
                limited(
                    "The provider of translations asks to slow down, or its quota is spent.",
                    rest,
                )
            }
            Failure::NotSent(why) | Failure::Lost(why) => {
                tracing::warn!(provider = name, why, "the provider of translations does not answer");
                unreachable(&why, self.translations.has_failed(None))
            }
            Failure::Language(detail) => Trouble {
                failure: TranslationFailure::Language,
                detail,
                retry_after: None,
            },
            Failure::BadText(detail) | Failure::Refused(detail) => Trouble {
                failure: TranslationFailure::Refused,
                detail,
                retry_after: None,
            },
        }
    }

    fn spent(&self) -> Trouble {
        let left = budget::today(self.services).ends.since(self.services.clock.now());
        let left = Duration::from_millis(left.max(0).unsigned_abs());
        let limit = self.translations.limit.unwrap_or_default();
        Trouble {
            failure: TranslationFailure::Budget,
            detail: format!("The team's {limit} characters of this day are spent."),
            retry_after: Some(seconds(left)),
        }
    }
}

fn limited(detail: &str, wait: Duration) -> Trouble {
    Trouble {
        failure: TranslationFailure::Limited,
        detail: detail.to_owned(),
        retry_after: Some(seconds(wait)),
    }
}

fn garbled() -> Trouble {
    Trouble {
        failure: TranslationFailure::Garbled,
        detail: "The provider lost a number, link or name of this text, or all of it.".to_owned(),
        retry_after: None,
    }
}

/// Whole seconds, rounded up.
pub(super) fn seconds(wait: Duration) -> u32 {
    u32::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u32::MAX)
}
