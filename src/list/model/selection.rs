//! Which rows are selected: by id, for as long as they are there, wherever they stand.

use super::Line;

/// Rows that can be selected: more nobody looks through before acting on them.
const MOST: usize = 500;

/// A selected row, as last heard of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picked {
    pub id: String,
    pub name: String,
    /// As [`super::Row::takes`].
    pub takes: u8,
    /// Not under the filter in force. It stays selected all the same.
    pub outside: bool,
}

/// Why a row is selected no longer without anybody having taken it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    Deleted,
    /// It is there, but not for this account.
    NotYours,
}

/// A row that left the selection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    pub id: String,
    pub name: String,
    pub why: Why,
}

/// How a selected row is that is not on the page shown.
#[derive(Debug, Clone, PartialEq)]
pub enum Standing {
    /// It is there; `listed` says whether under the filter in force.
    There {
        line: Line,
        listed: bool,
    },
    Left {
        id: String,
        why: Why,
    },
}

/// The selection and its receipt.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// In the order in which they were selected.
    pub picked: Vec<Picked>,
    pub left: Vec<Left>,
    /// Where a range begins: the row that was selected or taken out last.
    mark: Option<String>,
}

impl Selection {
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.picked.iter().any(|picked| picked.id == id)
    }

    /// Selects or takes out a row of the page; with `range` all rows from the
    /// last one that was touched up to it as well.
    pub(super) fn pick(&mut self, lines: &[Line], id: &str, on: bool, range: bool) {
        let place = |id: &str| lines.iter().position(|line| line.id == id);
        let Some(to) = place(id) else { return };
        let from = self.mark.as_deref().and_then(place).filter(|_| range).unwrap_or(to);
        for line in &lines[from.min(to)..=from.max(to)] {
            self.set(line, on);
        }
        self.mark = Some(id.to_owned());
    }

    /// Selects or takes out all rows of the page.
    pub(super) fn pick_page(&mut self, lines: &[Line], on: bool) {
        for line in lines {
            self.set(line, on);
        }
        self.mark = None;
    }

    fn set(&mut self, line: &Line, on: bool) {
        if !on {
            self.drop(&line.id);
        } else if !self.has(&line.id) && self.picked.len() < MOST {
            self.picked.push(Picked {
                id: line.id.clone(),
                name: line.name.clone(),
                takes: line.takes,
                outside: false,
            });
        }
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// The receipt has been read.
    pub(super) fn acknowledge(&mut self) {
        self.left.clear();
    }

    /// Selects by ids alone; the rest is heard of later.
    pub(super) fn restore(&mut self, ids: Vec<String>) {
        for id in ids.into_iter().take(MOST) {
            if !self.has(&id) {
                self.picked.push(Picked {
                    name: id.clone(),
                    id,
                    takes: 0,
                    outside: false,
                });
            }
        }
    }

    pub(super) fn drop(&mut self, id: &str) {
        self.picked.retain(|picked| picked.id != id);
    }

    /// A row is now so.
    pub(super) fn know(&mut self, line: &Line, listed: bool) {
        if let Some(picked) = self.picked.iter_mut().find(|picked| picked.id == line.id) {
            picked.name.clone_from(&line.name);
            picked.takes = line.takes;
            picked.outside = !listed;
        }
    }

    /// A row is no more.
    pub(super) fn leave(&mut self, id: &str, why: Why) {
        if let Some(at) = self.picked.iter().position(|picked| picked.id == id) {
            let Picked { id, name, .. } = self.picked.remove(at);
            self.left.push(Left { id, name, why });
        }
    }

    /// The selected rows that are not on the page.
    pub(super) fn elsewhere(&self, lines: &[Line]) -> Vec<String> {
        let here = |picked: &&Picked| lines.iter().any(|line| line.id == picked.id);
        self.picked
            .iter()
            .filter(|picked| !here(picked))
            .map(|picked| picked.id.clone())
            .collect()
    }
}
