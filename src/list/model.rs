//! How a list moves. Pure: times come in with the events, and what has to be
//! done outside goes out as commands.
//!
//! The old rows stay until new ones are there. A veil covers them when the
//! answer takes longer than [`VEIL_AFTER`]; once shown it stays for at least
//! [`VEIL_LEAST`], so that it never flickers; after [`EXPLAIN_AFTER`], or when
//! the request has failed, it says why and offers "Retry" and "Cancel". A
//! quiet refresh asks for the same rows again and shows no veil.

mod event;
mod pager;
mod veil;

pub use event::{Command, Event, Timer};
pub use pager::Pager;
pub use veil::{EXPLAIN_AFTER, VEIL_AFTER, VEIL_LEAST, Veil, Why};

use crate::api::error::ApiError;
use pager::pages;
use steadydesk_wire::{Millis, Page};

/// What a list can be asked for.
pub trait Query: Clone + PartialEq {
    /// Rows a page.
    const ROWS: u32;
    /// The page asked for, from 0.
    fn page(&self) -> u32;
    /// The same list at another page.
    #[must_use]
    fn at_page(&self, page: u32) -> Self;
}

/// A row of a list.
pub trait Row: Clone + PartialEq {
    fn id(&self) -> &str;
    /// Grows with each change: a row with a lower one is older.
    fn version(&self) -> i64;
}

/// An answer: a page of rows, and what else comes with it (counts of tabs, …).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer<R, X> {
    pub page: Page<R>,
    pub extra: X,
}

/// A list.
#[derive(Debug, Clone)]
pub struct Model<Q, R, X> {
    wanted: Option<Q>,
    shown: Option<(Q, Answer<R, X>)>,
    /// Counts requests; the number of the newest one.
    generation: u64,
    running: Option<Running>,
    veil: Veil,
    /// Why the last quiet refresh brought nothing.
    stale: Option<ApiError>,
    /// The highest version heard of while a request ran, of a row that is not shown.
    missed: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Running {
    Loud,
    Quiet,
}

impl<Q, R, X> Default for Model<Q, R, X> {
    fn default() -> Self {
        Self {
            wanted: None,
            shown: None,
            generation: 0,
            running: None,
            veil: Veil::Open,
            stale: None,
            missed: 0,
        }
    }
}

impl<Q: Query, R: Row, X> Model<Q, R, X> {
    /// What the operator wants to see.
    #[must_use]
    pub fn wanted(&self) -> Option<&Q> {
        self.wanted.as_ref()
    }

    /// The rows at hand.
    #[must_use]
    pub fn rows(&self) -> &[R] {
        self.shown.as_ref().map_or(&[], |(_, answer)| &answer.page.items)
    }

    /// What the rows at hand were asked by.
    #[must_use]
    pub fn shown(&self) -> Option<&Q> {
        self.shown.as_ref().map(|(query, _)| query)
    }

    /// The answer at hand.
    #[must_use]
    pub fn answer(&self) -> Option<&Answer<R, X>> {
        self.shown.as_ref().map(|(_, answer)| answer)
    }

    /// What covers the rows.
    #[must_use]
    pub fn veil(&self) -> &Veil {
        &self.veil
    }

    /// Whether there is a view to go back to.
    #[must_use]
    pub fn can_cancel(&self) -> bool {
        self.shown.is_some()
    }

    /// The gateway's time at which the rows were true.
    #[must_use]
    pub fn as_of(&self) -> Option<Millis> {
        self.answer().map(|answer| answer.page.as_of)
    }

    /// Why the last quiet refresh brought nothing.
    #[must_use]
    pub fn stale(&self) -> Option<&ApiError> {
        self.stale.as_ref()
    }

    /// The pages, counted by the answer at hand. While the filter has changed
    /// and its total is not known yet, no page can be gone to.
    #[must_use]
    pub fn pager(&self) -> Pager {
        let (Some(wanted), Some((shown, answer))) = (&self.wanted, &self.shown) else {
            return Pager::default();
        };
        let pages = pages::<Q>(answer.page.total);
        if wanted.at_page(0) == shown.at_page(0) {
            let page = wanted.page();
            Pager {
                page,
                pages,
                previous: page > 0,
                next: page.saturating_add(1) < pages,
            }
        } else {
            Pager {
                page: shown.page(),
                pages,
                previous: false,
                next: false,
            }
        }
    }

    /// Moves the list.
    pub fn apply(&mut self, event: Event<Q, R, X>) -> Vec<Command<Q>> {
        match event {
            Event::Asked(query) => {
                // The same again, already shown or under way, asks for nothing; a failed one is asked again.
                if self.wanted.as_ref() == Some(&query) && !matches!(self.veil, Veil::Explained(_)) {
                    return Vec::new();
                }
                self.ask(query)
            }
            Event::Retried => self.wanted.clone().map_or_else(Vec::new, |query| self.ask(query)),
            Event::Refreshed => self.refresh(),
            Event::Answered {
                generation,
                answer,
                now,
            } if self.is_newest(generation) => self.answered(answer, now),
            Event::Failed { generation, error } if self.is_newest(generation) => {
                if self.running.take() == Some(Running::Quiet) {
                    self.stale = Some(error);
                } else {
                    self.veil = Veil::Explained(Why::Failed(error));
                }
                Vec::new()
            }
            Event::VeilDue { generation, now } if self.is_newest(generation) => {
                if self.veil == Veil::Open {
                    self.veil = Veil::Loading { since: now };
                }
                Vec::new()
            }
            Event::VeilMayGo { generation } if generation == self.generation && self.running != Some(Running::Loud) => {
                self.veil = Veil::Open;
                Vec::new()
            }
            Event::Overdue { generation, online } if self.is_newest(generation) => {
                self.veil = Veil::Explained(if online {
                    Why::Slow
                } else {
                    Why::Failed(ApiError::Offline)
                });
                Vec::new()
            }
            Event::Cancelled => self.cancel(),
            Event::Changed(row) => self.changed(row),
            Event::Gone { id, version } => self.gone(&id, version),
            Event::Merged { rows, version } => self.merged(rows, version),
            Event::Missed(version) => self.elsewhere(version),
            Event::Forgotten => {
                *self = Self {
                    generation: self.generation + 1,
                    ..Self::default()
                };
                vec![Command::Abort]
            }
            // Of a request that another has overtaken.
            Event::Answered { .. }
            | Event::Failed { .. }
            | Event::VeilDue { .. }
            | Event::VeilMayGo { .. }
            | Event::Overdue { .. } => Vec::new(),
        }
    }

    fn is_newest(&self, generation: u64) -> bool {
        self.running.is_some() && generation == self.generation
    }

    fn ask(&mut self, query: Q) -> Vec<Command<Q>> {
        self.wanted = Some(query.clone());
        self.generation += 1;
        self.running = Some(Running::Loud);
        self.missed = 0;
        let generation = self.generation;
        let mut commands = vec![Command::Fetch { generation, query }];
        match self.veil {
            Veil::Open => {
                commands.push(Command::Wait {
                    milliseconds: VEIL_AFTER,
                    timer: Timer::Veil,
                    generation,
                });
            }
            // A veil that is there stays: it neither flickers nor starts anew.
            Veil::Loading { .. } => {}
            // The reason was of the request before; the operator has just seen it, so the veil is due at once.
            Veil::Explained(_) => {
                self.veil = Veil::Open;
                commands.push(Command::Wait {
                    milliseconds: 0,
                    timer: Timer::Veil,
                    generation,
                });
            }
        }
        commands.push(Command::Wait {
            milliseconds: EXPLAIN_AFTER,
            timer: Timer::Explain,
            generation,
        });
        commands
    }

    fn refresh(&mut self) -> Vec<Command<Q>> {
        let shown = self.shown.as_ref().map(|(query, _)| query);
        // What is under way brings news by itself; what has failed waits for the operator.
        if self.running.is_some() || matches!(self.veil, Veil::Explained(_)) || shown.is_none() {
            return Vec::new();
        }
        let Some(query) = self.wanted.clone() else {
            return Vec::new();
        };
        self.generation += 1;
        self.running = Some(Running::Quiet);
        self.missed = 0;
        vec![Command::Fetch {
            generation: self.generation,
            query,
        }]
    }

    fn answered(&mut self, mut answer: Answer<R, X>, now: f64) -> Vec<Command<Q>> {
        self.running = None;
        self.stale = None;
        let Some(query) = self.wanted.clone() else {
            return Vec::new();
        };
        let pages = pages::<Q>(answer.page.total);
        if answer.page.items.is_empty() && pages > 0 && query.page() >= pages {
            // The list has become shorter than the page asked for.
            let last = query.at_page(pages - 1);
            let mut commands = vec![Command::Moved(last.clone())];
            commands.extend(self.ask(last));
            return commands;
        }
        // What the stream has told meanwhile is newer than the answer.
        for row in &mut answer.page.items {
            let known = self.rows().iter().find(|known| known.id() == row.id());
            if let Some(known) = known.filter(|known| known.version() > row.version()) {
                *row = known.clone();
            }
        }
        let mut commands = Vec::new();
        if self.missed > answer.page.seq {
            commands.push(Command::RefreshSoon);
        }
        self.shown = Some((query, answer));
        match self.veil {
            Veil::Loading { since } if now - since < f64::from(VEIL_LEAST) => {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "between 0 and VEIL_LEAST"
                )]
                let milliseconds = (f64::from(VEIL_LEAST) - (now - since))
                    .clamp(0.0, f64::from(VEIL_LEAST))
                    .ceil() as u32;
                commands.push(Command::Wait {
                    milliseconds,
                    timer: Timer::Least,
                    generation: self.generation,
                });
            }
            _ => self.veil = Veil::Open,
        }
        commands
    }

    fn cancel(&mut self) -> Vec<Command<Q>> {
        let Some((query, _)) = &self.shown else {
            return Vec::new();
        };
        let query = query.clone();
        self.wanted = Some(query.clone());
        self.generation += 1;
        self.running = None;
        self.veil = Veil::Open;
        vec![Command::Abort, Command::Moved(query)]
    }

    fn changed(&mut self, row: R) -> Vec<Command<Q>> {
        let rows = self
            .shown
            .as_mut()
            .map(|(_, answer)| answer.page.items.as_mut_slice())
            .unwrap_or_default();
        if let Some(known) = rows.iter_mut().find(|known| known.id() == row.id()) {
            if row.version() > known.version() {
                *known = row;
            }
            return Vec::new();
        }
        self.elsewhere(row.version())
    }

    fn gone(&mut self, id: &str, version: i64) -> Vec<Command<Q>> {
        if let Some((_, answer)) = &mut self.shown {
            let before = answer.page.items.len();
            answer.page.items.retain(|row| row.id() != id);
            if answer.page.items.len() < before {
                answer.page.total = answer.page.total.saturating_sub(1);
            }
        }
        self.elsewhere(version)
    }

    fn merged(&mut self, rows: Option<(Vec<R>, u64)>, version: i64) -> Vec<Command<Q>> {
        if self.running.is_some() {
            self.missed = self.missed.max(version);
        }
        if let (Some((rows, total)), Some((_, answer))) = (rows, &mut self.shown) {
            answer.page.items = rows;
            answer.page.total = total;
        }
        Vec::new()
    }

    fn elsewhere(&mut self, version: i64) -> Vec<Command<Q>> {
        if self.running.is_some() {
            self.missed = self.missed.max(version);
            return Vec::new();
        }
        let known = self.answer().map_or(i64::MAX, |answer| answer.page.seq);
        if version > known {
            vec![Command::RefreshSoon]
        } else {
            Vec::new()
        }
    }
}

#[cfg(test)]
mod tests;
