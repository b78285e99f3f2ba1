//! What is wanted goes out together, once, and lands where it was wanted.
//!
//! A row of the thread wants its text while it is on the page. A moment later
//! all that is still wanted is looked up on disk (another session, another tab),
//! and the rest is asked of the gateway, fifty texts at a time, one question
//! after the other. All of that is done under the one lock of all tabs, so a
//! second tab finds on disk what the first has asked for.

use super::boarding::{Flight, Passenger, Want};
use super::model::doctor::Tally;
use super::model::entry::{BROWSER, Entry};
use super::model::key::id;
use super::persist;
use super::state::{Source, Translations, Trouble, Why};
use crate::api::error::ApiError;
use crate::api::translate;
use crate::browser::{clock, translator};
use leptos::prelude::*;
use steadydesk_wire::{Code, Translate, Translated, Translation, TranslationFailure, TranslationProvider};
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortController;

/// Milliseconds in which wishes gather.
const GATHER: u32 = 60;
/// Milliseconds after which a question counts as unanswered.
const TIMEOUT: u32 = 30_000;
/// Milliseconds after which a gateway at which nobody translates is asked again.
const OFF: u32 = 600_000;

impl Translations {
    /// Wants a text for a row, for as long as the row is on the page.
    pub(super) fn want(self, row: &str, session: &str, source: &Source, anew: bool) {
        let begins = self.with(|inner| {
            inner.wants.push(Want {
                row: row.to_owned(),
                session: session.to_owned(),
                hash: source.hash.clone(),
                text: source.text.clone(),
                anew,
            });
            !inner.timers.contains_key("gather")
        });
        if begins == Some(true) {
            self.after("gather", GATHER, move || self.gathered());
        }
    }

    pub(super) fn unwant(self, row: &str) {
        self.with(|inner| inner.wants.retain(|want| want.row != row));
    }

    /// Sends off what is still wanted.
    fn gathered(self) {
        self.with(|inner| inner.timers.remove("gather"));
        let to = untrack(move || self.choices.target());
        let now = clock::monotonic();
        let Some((flights, copies)) = self.with(|inner| {
            let next = inner.pace.next(now);
            if next > now {
                inner.ground(&to, next);
                return (Vec::new(), Vec::new());
            }
            inner.board(&to)
        }) else {
            return;
        };
        self.publish();
        self.retry_later();
        if flights.is_empty() && copies.is_empty() {
            return;
        }
        spawn_local(async move {
            self.keep(copies).await;
            for flight in flights {
                self.fly(flight).await;
            }
            // Whoever wanted a text that was under way wants it still.
            if self.with(|inner| !inner.wants.is_empty()) == Some(true) {
                self.gathered();
            }
        });
    }

    /// Tries what failed again when its time has come.
    fn retry_later(self) {
        let now = clock::monotonic();
        let next = self.with(|inner| {
            let times = inner.troubles.values().filter_map(|trouble| trouble.again);
            times.min_by(f64::total_cmp)
        });
        let Some(Some(next)) = next else { return };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and a day"
        )]
        let wait = (next - now).clamp(0.0, 86_400_000.0) as u32 + 1;
        self.after("retry", wait, move || {
            let now = clock::monotonic();
            self.with(|inner| {
                inner
                    .troubles
                    .retain(|_, trouble| trouble.again.is_none_or(|again| again > now));
            });
            self.publish();
            self.retry_later();
        });
    }

    /// Keeps entries, in memory and on disk.
    async fn keep(self, entries: Vec<(String, Entry)>) {
        let Some(user) = self.alive() else { return };
        let entries: Vec<_> = entries
            .into_iter()
            .filter(|(session, _)| !self.is_gone(session))
            .collect();
        if entries.is_empty() {
            return;
        }
        self.with(|inner| {
            for (session, entry) in &entries {
                if let Some(book) = inner.books.get_mut(session) {
                    book.insert(entry.clone());
                }
                inner.touch(session, persist::weight(&entry.row()));
            }
        });
        self.publish();
        persist::save(user.as_str(), &entries).await;
        self.settle_later();
    }

    async fn fly(self, flight: Flight) {
        let _lock = self.lock().await;
        let landed = self.travel(&flight).await;
        self.with(|inner| {
            for text in &flight.texts {
                inner.flying.remove(&id(&flight.pair, &text.hash));
            }
        });
        self.keep(landed).await;
        self.publish();
        self.retry_later();
    }

    /// Brings a flight's texts, from the disk or the gateway.
    async fn travel(self, flight: &Flight) -> Vec<(String, Entry)> {
        let Some(user) = self.alive() else {
            return Vec::new();
        };
        let names: Vec<_> = flight
            .texts
            .iter()
            .map(|text| (flight.pair.as_str(), text.hash.as_str()))
            .collect();
        let found = if flight.anew {
            vec![None; names.len()]
        } else {
            persist::find(user.as_str(), &names).await
        };
        let mut landed = Vec::new();
        let mut open = Vec::new();
        for (text, found) in flight.texts.iter().zip(found) {
            let Some(entry) = found else {
                open.push(text);
                continue;
            };
            for session in &text.sessions {
                self.found(session);
                landed.push((session.clone(), entry.clone()));
            }
        }
        if open.is_empty() || self.with(|inner| inner.off) == Some(true) {
            return landed;
        }
        let answer = self.ask(flight, &open, flight.from.clone()).await;
        self.take(flight, &open, answer, &mut landed).await;
        landed
    }

    async fn ask(self, flight: &Flight, texts: &[&Passenger], from: Option<String>) -> Result<Translated, ApiError> {
        let question = Translate {
            texts: texts.iter().map(|text| text.text.clone()).collect(),
            from,
            to: flight.to.clone(),
            refresh: flight.anew,
        };
        self.with(|inner| {
            for text in texts {
                if let Some(session) = text.sessions.first() {
                    inner.tally(
                        session,
                        Tally {
                            misses: 1,
                            ..Tally::default()
                        },
                    );
                }
            }
        });
        let abort = AbortController::new().ok();
        let _timer = abort.clone().map(|abort| clock::after(TIMEOUT, move || abort.abort()));
        let signal = abort.as_ref().map(AbortController::signal);
        match translate::ask(&question, signal.as_ref()).await {
            // Only ever taken back because it took too long.
            Err(ApiError::Aborted) => Err(ApiError::Unreachable),
            Ok(answer) if answer.texts.len() != texts.len() => Err(ApiError::Unreadable),
            answer => answer,
        }
    }

    /// Takes an answer over: what was translated lands, what was not is said.
    async fn take(
        self,
        flight: &Flight,
        texts: &[&Passenger],
        answer: Result<Translated, ApiError>,
        landed: &mut Vec<(String, Entry)>,
    ) {
        let now = clock::monotonic();
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => return self.failed(flight, texts, error, landed).await,
        };
        let present = maker(&answer.provider);
        let news = self.with(|inner| {
            inner.pace.worked();
            inner.off = false;
            inner.maker.replace(present.clone()).as_ref() != Some(&present)
        });
        if let (Some(true), Some(user)) = (news, self.alive()) {
            persist::save_maker(user.as_str(), &present).await;
        }
        let mut again = Vec::new();
        for (text, outcome) in texts.iter().zip(answer.texts) {
            let entry = |text: String, from: Option<String>, maker: String, hash: &str| Entry {
                hash: hash.to_owned(),
                pair: flight.pair.clone(),
                from: from.or_else(|| flight.from.clone()).unwrap_or_default(),
                maker,
                text,
            };
            let entry = match outcome {
                Translation::Translated {
                    text: said,
                    from,
                    older,
                } => {
                    let maker = older.as_ref().map_or_else(|| present.clone(), maker);
                    entry(said, from, maker, &text.hash)
                }
                Translation::Unchanged => entry(String::new(), None, present.clone(), &text.hash),
                Translation::Failed {
                    failure: TranslationFailure::Language,
                    ..
                } if flight.from.is_none() && flight.guess.is_some() => {
                    again.push(*text);
                    continue;
                }
                Translation::Failed {
                    failure, retry_after, ..
                } => {
                    let again = retry_after.map(|seconds| now + f64::from(seconds) * 1_000.0);
                    match self.by_browser(flight, text).await {
                        Some(entry) => entry,
                        None => {
                            self.trouble(flight, text, Why::Text(failure), again);
                            continue;
                        }
                    }
                }
            };
            landed.extend(text.sessions.iter().map(|session| (session.clone(), entry.clone())));
        }
        if !again.is_empty() {
            let second = Flight {
                to: flight.to.clone(),
                pair: flight.pair.clone(),
                from: flight.guess.clone(),
                guess: None,
                anew: flight.anew,
                texts: Vec::new(),
            };
            let answer = self.ask(&second, &again, second.from.clone()).await;
            // One guess is all there is: this ends here.
            Box::pin(self.take(&second, &again, answer, landed)).await;
        }
    }

    /// The question as a whole was not answered.
    async fn failed(self, flight: &Flight, texts: &[&Passenger], error: ApiError, landed: &mut Vec<(String, Entry)>) {
        let now = clock::monotonic();
        let off = error.code() == Some(Code::TranslationOff);
        let asked_to_wait = match &error {
            ApiError::Problem(problem) => problem.retry_after,
            _ => None,
        };
        let again = self.with(|inner| {
            if off {
                inner.off = true;
            } else {
                inner.pace.failed(now, asked_to_wait);
                inner.last_why = Some(Why::Api(error.clone()));
            }
            inner.pace.next(now)
        });
        if off {
            self.after("off", OFF, move || {
                self.with(|inner| inner.off = false);
                self.publish();
            });
        }
        for text in texts {
            if let Some(entry) = self.by_browser(flight, text).await {
                landed.extend(text.sessions.iter().map(|session| (session.clone(), entry.clone())));
            } else if !off {
                self.trouble(flight, text, Why::Api(error.clone()), again);
            }
        }
    }

    fn trouble(self, flight: &Flight, text: &Passenger, why: Why, again: Option<f64>) {
        let id = id(&flight.pair, &text.hash);
        self.with(|inner| {
            // What is older is better than nothing.
            if !flight.anew {
                inner.troubles.insert(id, Trouble { why, again });
            }
        });
    }

    /// The browser's own translation, where the operator allows it and the language is known.
    async fn by_browser(self, flight: &Flight, text: &Passenger) -> Option<Entry> {
        let from = flight.from.as_ref().or(flight.guess.as_ref())?;
        if flight.anew || !untrack(move || self.choices.browser()) {
            return None;
        }
        let said = translator::translate(&text.text, from, &flight.to).await?;
        Some(Entry {
            hash: text.hash.clone(),
            pair: flight.pair.clone(),
            from: from.clone(),
            maker: BROWSER.to_owned(),
            text: said,
        })
    }
}

/// Who translates, as it is kept with what was translated.
fn maker(provider: &TranslationProvider) -> String {
    [provider.name.as_str(), " ", &provider.version].concat()
}
