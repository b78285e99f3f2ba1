//! How a list moves. Pure: times come in with the events, and what has to be
//! done outside goes out as commands.
//!
//! The old rows stay until new ones are there. A veil covers them when the
//! answer takes longer than [`VEIL_AFTER`]; once shown it stays for at least
//! [`VEIL_LEAST`], so that it never flickers; after [`EXPLAIN_AFTER`], or when
//! the request has failed, it says why and offers "Retry" and "Cancel". A
//! quiet refresh asks for the same rows again and shows no veil. Where another
//! identity is asked for, nothing of the one before is seen meanwhile.
//!
//! Rows and queries are [`Value`]s here: the machine is one for all kinds.

mod age;
mod batch;
mod event;
mod kept;
mod look;
mod pager;
mod parts;
mod request;
mod selection;
mod value;
mod veil;

pub use age::{Age, minutes};
pub use batch::{Batch, BatchEvent, Item, Step};
pub use event::{Command, Event, Timer};
pub use kept::{Anchor, FRESH_FOR, View};
pub use pager::Pager;
pub use parts::{Answer, Asked, Line, Loaded, Query, Row};
pub use selection::{Left, Picked, Selection, Standing, Why as WhyLeft};
pub use value::Value;
pub use veil::{EXPLAIN_AFTER, VEIL_AFTER, VEIL_LEAST, Veil, Why};

use crate::api::error::ApiError;
use kept::Kept;
use steadydesk_wire::Millis;

/// A list.
#[derive(Debug, Clone)]
pub struct Model {
    wanted: Option<Asked>,
    shown: Option<View>,
    kept: Kept,
    selection: Selection,
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
    /// A part of the list that has come into sight.
    Look,
    Quiet,
}

impl Default for Model {
    fn default() -> Self {
        Self {
            wanted: None,
            shown: None,
            kept: Kept::default(),
            selection: Selection::default(),
            generation: 0,
            running: None,
            veil: Veil::Open,
            stale: None,
            missed: 0,
        }
    }
}

impl Model {
    /// What the operator wants to see.
    #[must_use]
    pub fn wanted(&self) -> Option<&Asked> {
        self.wanted.as_ref()
    }

    /// What may be seen: nothing of another identity than the one that is wanted.
    fn seen(&self) -> Option<&View> {
        seen(self.wanted.as_ref(), self.shown.as_ref())
    }

    /// The rows at hand.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        self.seen().map_or(&[], |view| &view.loaded.lines)
    }

    /// What the rows at hand were asked by.
    #[must_use]
    pub fn shown(&self) -> Option<&Asked> {
        self.seen().map(|view| &view.asked)
    }

    /// The answer at hand.
    #[must_use]
    pub fn loaded(&self) -> Option<&Loaded> {
        self.seen().map(|view| &view.loaded)
    }

    #[must_use]
    pub fn selection(&self) -> &Selection {
        &self.selection
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
        self.loaded().map(|loaded| loaded.as_of)
    }

    /// Why the last quiet refresh brought nothing.
    #[must_use]
    pub fn stale(&self) -> Option<&ApiError> {
        self.stale.as_ref()
    }

    /// The pages, counted by the answer at hand. The next one can be gone to
    /// only when the present one is there: until then the total is old, and
    /// while the filter has changed it is another list's.
    #[must_use]
    pub fn pager(&self) -> Pager {
        let (Some(wanted), Some(view)) = (&self.wanted, self.seen()) else {
            return Pager::default();
        };
        let pages = view.asked.pages(view.loaded.total);
        if !wanted.same_list(&view.asked) {
            return Pager {
                page: view.asked.page,
                pages,
                previous: false,
                next: false,
            };
        }
        Pager {
            page: wanted.page,
            pages,
            previous: wanted.page > 0,
            next: *wanted == view.asked && wanted.page.saturating_add(1) < pages,
        }
    }

    /// Moves the list.
    pub fn apply(&mut self, event: Event) -> Vec<Command> {
        match event {
            Event::Asked(asked) => {
                // The same again, already shown or under way, asks for nothing; a failed one is asked again.
                if self.wanted.as_ref() == Some(&asked) && !matches!(self.veil, Veil::Explained(_)) {
                    return Vec::new();
                }
                self.ask(asked)
            }
            Event::Looked(asked) => self.look(asked),
            Event::Restored { asked, loaded, now } => self.restore(asked, loaded, now),
            Event::Entered { asked, now } => self.enter(asked, now),
            Event::Travelled { asked, now } => self.travel(asked, now),
            Event::Scrolled(anchor) => {
                if let Some(view) = &mut self.shown {
                    view.anchor = anchor;
                }
                Vec::new()
            }
            Event::Retried => self.wanted.clone().map_or_else(Vec::new, |asked| self.ask(asked)),
            Event::Refreshed => self.refresh(),
            Event::Answered {
                generation,
                loaded,
                now,
            } if self.is_newest(generation) => self.answered(loaded, now),
            Event::Failed { generation, error } if self.is_newest(generation) => {
                if matches!(self.running.take(), Some(Running::Quiet | Running::Look)) {
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
            Event::Changed(line) => self.changed(&line),
            Event::Gone { id, version } => self.gone(&id, version),
            Event::Missed(version) => {
                self.kept.missed(version);
                self.elsewhere(version)
            }
            Event::Forgotten => {
                *self = Self {
                    generation: self.generation + 1,
                    ..Self::default()
                };
                vec![Command::Abort]
            }
            Event::Picked { .. }
            | Event::PagePicked(_)
            | Event::Unpicked
            | Event::Repicked(_)
            | Event::Done(_)
            | Event::Checked(_)
            | Event::Acknowledged => {
                self.select(event);
                Vec::new()
            }
            // Of a request that another has overtaken.
            Event::Answered { .. }
            | Event::Failed { .. }
            | Event::VeilDue { .. }
            | Event::VeilMayGo { .. }
            | Event::Overdue { .. } => Vec::new(),
        }
    }

    fn changed(&mut self, line: &Line) -> Vec<Command> {
        self.kept.changed(line);
        if let Some(view) = &mut self.shown
            && view.loaded.change(line)
        {
            self.selection.know(line, true);
            return Vec::new();
        }
        if let Some(picked) = self.selection.picked.iter().find(|picked| picked.id == line.id) {
            let outside = picked.outside;
            self.selection.know(line, !outside);
        }
        self.elsewhere(line.version)
    }

    fn gone(&mut self, id: &str, version: i64) -> Vec<Command> {
        self.kept.gone(id, version);
        self.selection.leave(id, WhyLeft::Deleted);
        if let Some(view) = &mut self.shown {
            view.loaded.remove(id);
        }
        self.elsewhere(version)
    }

    fn elsewhere(&mut self, version: i64) -> Vec<Command> {
        if self.running.is_some() {
            self.missed = self.missed.max(version);
            return Vec::new();
        }
        let known = self.shown.as_ref().map_or(i64::MAX, |view| view.loaded.seq);
        if version > known {
            vec![Command::RefreshSoon]
        } else {
            Vec::new()
        }
    }

    fn select(&mut self, event: Event) {
        // Under a veil nothing can be pressed, and of another identity nothing is there to be selected.
        let lines = seen(self.wanted.as_ref(), self.shown.as_ref()).map_or(&[][..], |view| &view.loaded.lines);
        match event {
            Event::Picked { id, on, range } => self.selection.pick(lines, &id, on, range),
            Event::PagePicked(on) => self.selection.pick_page(lines, on),
            Event::Unpicked => self.selection.clear(),
            Event::Repicked(ids) => self.selection.restore(ids),
            Event::Done(id) => self.selection.drop(&id),
            Event::Acknowledged => self.selection.acknowledge(),
            Event::Checked(standings) => {
                for standing in standings {
                    match standing {
                        Standing::There { line, listed } => self.selection.know(&line, listed),
                        Standing::Left { id, why } => self.selection.leave(&id, why),
                    }
                }
            }
            _ => {}
        }
    }
}

fn seen<'a>(wanted: Option<&Asked>, shown: Option<&'a View>) -> Option<&'a View> {
    let wanted = wanted?;
    shown.filter(|view| view.asked.same_identity(wanted))
}

#[cfg(test)]
mod select_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod view_tests;
