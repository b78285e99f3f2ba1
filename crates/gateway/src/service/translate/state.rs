//! What is known while the program runs: texts under way, and whether the
//! provider wants to be left alone.

use crate::{
    config,
    people::Attempts,
    translate::{Language, Translator},
};
use backon::{BackoffBuilder as _, ExponentialBackoff, ExponentialBuilder};
use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use steadydesk_wire::{Translation, TranslationProvider};
use tokio::{
    sync::{Semaphore, watch},
    time::Instant,
};

/// Questions that one account may ask in a burst, and how long one takes to come back.
const QUESTIONS: u32 = 60;
const QUESTION_EVERY: Duration = Duration::from_millis(500);
/// Requests to the provider at the same time: one a pair of languages, and no more than these.
const REQUESTS_AT_ONCE: usize = 4;
/// Texts that a worker takes on at once.
const BATCH: usize = 50;

/// Every delay, so that tests run in milliseconds what takes minutes in life.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Requests for the same texts, the first included.
    pub tries: usize,
    /// Between them: the first wait, and the longest.
    pub waits: (Duration, Duration),
    /// When the provider asks for more patience than this, it is left alone instead.
    pub patience: Duration,
    /// How long it is left alone after it has failed: at first, and at most.
    pub rests: (Duration, Duration),
    /// How long an operator waits for an answer; what comes later is in the memory for the next question.
    pub deadline: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        let millis = Duration::from_millis;
        Self {
            tries: 3,
            waits: (millis(500), millis(4_000)),
            patience: millis(5_000),
            rests: (millis(2_000), millis(60_000)),
            deadline: millis(50_000),
        }
    }
}

/// From which language (or one to be found out) into which.
pub(super) type Pair = (Option<Language>, Language);
/// Where a text's outcome will be seen.
pub(super) type Awaited = watch::Receiver<Option<Translation>>;

/// A text under way.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) hash: String,
    pub(super) text: String,
    done: watch::Sender<Option<Translation>>,
}

#[derive(Debug, Default)]
struct Flights {
    by_hash: HashMap<String, Awaited>,
    /// A pair is in here while a worker is at it.
    queues: HashMap<Pair, VecDeque<Job>>,
}

/// Until when the provider is left alone.
#[derive(Debug, Default)]
struct Rest {
    until: Option<Instant>,
    /// Times in a row that it failed.
    failures: u32,
}

/// Who translates, and what is under way.
#[derive(Debug)]
pub struct Translations {
    pub(super) translator: Arc<dyn Translator>,
    pub(super) provider: TranslationProvider,
    /// Characters a day.
    pub(super) limit: Option<i64>,
    pub(super) settings: Settings,
    pub(super) questions: Attempts,
    pub(super) slots: Semaphore,
    flights: Mutex<Flights>,
    rest: Mutex<Rest>,
}

impl Translations {
    /// With a provider and delays of one's own.
    #[must_use]
    pub fn new(config: &config::Translate, translator: Arc<dyn Translator>, settings: Settings) -> Self {
        Self {
            translator,
            provider: TranslationProvider {
                name: config.kind.as_str().to_owned(),
                version: config.version.clone(),
            },
            limit: config.budget,
            settings,
            questions: Attempts::new(QUESTIONS, QUESTION_EVERY),
            slots: Semaphore::new(REQUESTS_AT_ONCE),
            flights: Mutex::default(),
            rest: Mutex::default(),
        }
    }

    /// Joins the flights of texts (hash and text), or begins them: those of one question together, so that
    /// they travel together. True where somebody has to start working on this pair.
    pub(super) fn board(&self, pair: &Pair, texts: &[(&str, &str)]) -> (Vec<Awaited>, bool) {
        let mut flights = lock(&self.flights);
        let is_idle = !flights.queues.contains_key(pair);
        let mut boarded = Vec::with_capacity(texts.len());
        for (hash, text) in texts {
            if let Some(awaited) = flights.by_hash.get(*hash) {
                boarded.push(awaited.clone());
                continue;
            }
            let (done, awaited) = watch::channel(None);
            flights.by_hash.insert((*hash).to_owned(), awaited.clone());
            boarded.push(awaited);
            flights.queues.entry(pair.clone()).or_default().push_back(Job {
                hash: (*hash).to_owned(),
                text: (*text).to_owned(),
                done,
            });
        }
        (boarded, is_idle && flights.queues.contains_key(pair))
    }

    /// What has gathered for a pair; nothing, and the worker may go, when that is nothing.
    pub(super) fn next(&self, pair: &Pair) -> Option<Vec<Job>> {
        let mut flights = lock(&self.flights);
        let queue = flights.queues.get_mut(pair)?;
        let batch: Vec<Job> = queue.drain(..queue.len().min(BATCH)).collect();
        if batch.is_empty() {
            flights.queues.remove(pair);
            return None;
        }
        Some(batch)
    }

    /// Ends a flight: from now on the memory has it, or it may be tried anew.
    pub(super) fn land(&self, job: &Job, outcome: Translation) {
        lock(&self.flights).by_hash.remove(&job.hash);
        job.done.send_replace(Some(outcome));
    }

    /// A worker has gone, however it ended: what it leaves behind can be asked for again.
    pub(super) fn abandon(&self, pair: &Pair) {
        let mut flights = lock(&self.flights);
        flights.queues.remove(pair);
        // Without a sender nothing will come.
        flights.by_hash.retain(|_, awaited| awaited.has_changed().is_ok());
    }

    /// The waits between tries.
    pub(super) fn waits(&self) -> ExponentialBackoff {
        ExponentialBuilder::default()
            .with_min_delay(self.settings.waits.0)
            .with_max_delay(self.settings.waits.1)
            .with_max_times(self.settings.tries.saturating_sub(1))
            .with_jitter()
            .build()
    }

    /// How much longer the provider is left alone.
    pub(super) fn resting(&self) -> Option<Duration> {
        let until = lock(&self.rest).until?;
        Some(until.saturating_duration_since(Instant::now())).filter(|left| !left.is_zero())
    }

    /// It works.
    pub(super) fn has_worked(&self) {
        *lock(&self.rest) = Rest::default();
    }

    /// It does not: leaves it alone for as long as it asks for, or longer each time. Answers how long.
    pub(super) fn has_failed(&self, wanted: Option<Duration>) -> Duration {
        let mut rest = lock(&self.rest);
        let (first, most) = self.settings.rests;
        let usual = first
            .saturating_mul(2_u32.saturating_pow(rest.failures.min(16)))
            .min(most);
        let wait = wanted.unwrap_or(usual);
        rest.failures = rest.failures.saturating_add(1);
        rest.until = rest.until.max(Some(Instant::now() + wait));
        wait
    }
}

/// A panic elsewhere leaves these whole: they change in single steps.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::translate::{Done, Failure, Limits, Marks};
    use steadydesk_wire::TranslationSource;

    /// Is never asked here.
    #[derive(Debug)]
    struct Nobody;

    #[async_trait::async_trait]
    impl Translator for Nobody {
        fn limits(&self) -> Limits {
            Limits {
                texts: 1,
                characters: 1,
                marks: Marks::Braces,
            }
        }

        fn detects(&self) -> bool {
            false
        }

        async fn languages(&self) -> Result<Vec<TranslationSource>, Failure> {
            Ok(Vec::new())
        }

        async fn translate(&self, _: &[String], _: Option<&Language>, _: &Language) -> Result<Vec<Done>, Failure> {
            Ok(Vec::new())
        }
    }

    fn translations() -> Translations {
        let config = config::Translate {
            kind: config::TranslateKind::Sandbox,
            url: url::Url::parse("http://127.0.0.1:9/").expect("an address"),
            key: None,
            version: "1".into(),
            timeout: Duration::from_secs(1),
            budget: None,
        };
        Translations::new(&config, Arc::new(Nobody), Settings::default())
    }

    #[tokio::test]
    async fn a_text_has_one_flight_and_a_lost_worker_leaves_nobody_waiting() {
        let translations = translations();
        let pair = (None, Language::parse("en").expect("a tag"));
        let board = |hash: &str| {
            let (mut boarded, is_new) = translations.board(&pair, &[(hash, "text")]);
            (boarded.remove(0), is_new)
        };
        let (mut first, is_new) = board("a");
        let (second, again) = board("a");
        assert!(is_new && !again);
        let (_, other) = board("b");
        assert!(!other, "one worker a pair");
        let mut batch = translations.next(&pair).expect("two texts");
        assert_eq!(batch.len(), 2);
        let lost = batch.pop().expect("b");
        translations.land(&batch.pop().expect("a"), Translation::Unchanged);
        assert!(first.wait_for(Option::is_some).await.is_ok() && second.borrow().is_some());
        let (mut waiting, _) = board("b");
        drop(lost);
        translations.abandon(&pair);
        assert!(
            waiting.wait_for(Option::is_some).await.is_err(),
            "told that nothing will come"
        );
        let (_, is_new) = board("b");
        assert!(is_new, "it can be asked for again");
        assert_eq!(translations.next(&pair).map(|batch| batch.len()), Some(1));
        assert!(translations.next(&pair).is_none() && translations.next(&pair).is_none());
    }

    #[test]
    fn a_provider_that_fails_is_left_alone_longer_each_time() {
        let translations = translations();
        assert_eq!(translations.resting(), None);
        let rests: Vec<u64> = (0..8).map(|_| translations.has_failed(None).as_secs()).collect();
        assert_eq!(rests, [2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(translations.has_failed(Some(Duration::from_secs(7))).as_secs(), 7);
        assert!(
            translations
                .resting()
                .is_some_and(|left| left > Duration::from_secs(50)),
            "the longest counts"
        );
        translations.has_worked();
        assert_eq!(translations.resting(), None);
    }
}
