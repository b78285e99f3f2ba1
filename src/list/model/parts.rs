//! What a list is made of: what it can be asked for, and what comes back.

use super::Value;
use steadydesk_wire::{Millis, Page};

/// What a list can be asked for.
pub trait Query: Clone + PartialEq + Send + Sync + 'static {
    /// Rows a page.
    const ROWS: u32;
    /// The page asked for, from 0.
    fn page(&self) -> u32;
    /// The same list at another page.
    #[must_use]
    fn at_page(&self, page: u32) -> Self;
    /// Whether the other shows the same thing under another filter. Where it
    /// does not (another store's orders), no row of it is seen while this is awaited.
    fn same_identity(&self, other: &Self) -> bool {
        let _ = other;
        true
    }
}

/// A row of a list.
pub trait Row: Clone + PartialEq + Send + Sync + 'static {
    fn id(&self) -> &str;
    /// Grows with each change: a row with a lower one is older.
    fn version(&self) -> i64;
    /// What a person calls it.
    fn name(&self) -> &str {
        self.id()
    }
    /// The bulk actions that it can take now: bit n for the list's action n.
    fn takes(&self) -> u8 {
        0
    }
}

/// An answer: a page of rows, and what else comes with it (counts of tabs, …).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer<R, X> {
    pub page: Page<R>,
    pub extra: X,
}

/// A query of any kind.
#[derive(Debug, Clone)]
pub struct Asked {
    pub query: Value,
    /// From 0.
    pub page: u32,
    ways: &'static Ways,
}

#[derive(Debug)]
struct Ways {
    rows: u32,
    at_page: fn(&Value, u32) -> Option<Value>,
    same_identity: fn(&Value, &Value) -> bool,
}

impl PartialEq for Asked {
    fn eq(&self, other: &Self) -> bool {
        self.query == other.query
    }
}

impl Asked {
    pub fn new<Q: Query>(query: Q) -> Self {
        Self {
            page: query.page(),
            query: Value::new(query),
            ways: const {
                &Ways {
                    rows: Q::ROWS,
                    at_page: |query, page| Some(Value::new(query.get::<Q>()?.at_page(page))),
                    same_identity: |one, other| match (one.get::<Q>(), other.get::<Q>()) {
                        (Some(one), Some(other)) => one.same_identity(other),
                        _ => false,
                    },
                }
            },
        }
    }

    /// The same list at another page.
    #[must_use]
    pub fn at_page(&self, page: u32) -> Self {
        Self {
            query: (self.ways.at_page)(&self.query, page).unwrap_or_else(|| self.query.clone()),
            page,
            ways: self.ways,
        }
    }

    #[must_use]
    pub fn same_identity(&self, other: &Self) -> bool {
        (self.ways.same_identity)(&self.query, &other.query)
    }

    /// Whether both are pages of one list.
    #[must_use]
    pub fn same_list(&self, other: &Self) -> bool {
        self.at_page(0) == other.at_page(0)
    }

    /// How many pages so many rows fill.
    #[must_use]
    pub fn pages(&self, total: u64) -> u32 {
        u32::try_from(total.div_ceil(u64::from(self.ways.rows))).unwrap_or(u32::MAX)
    }
}

/// A row of any kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub id: String,
    pub version: i64,
    pub name: String,
    pub takes: u8,
    pub row: Value,
}

impl Line {
    pub fn new<R: Row>(row: R) -> Self {
        Self {
            id: row.id().to_owned(),
            version: row.version(),
            name: row.name().to_owned(),
            takes: row.takes(),
            row: Value::new(row),
        }
    }
}

/// An answer of any kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    pub lines: Vec<Line>,
    /// How many rows the list has under its filter.
    pub total: u64,
    /// Whether it has more than were counted.
    pub more_than_total: bool,
    /// Rows before the first one.
    pub offset: u64,
    /// The sequence number at which it is true.
    pub seq: i64,
    /// The gateway's time at which it was true.
    pub as_of: Millis,
    pub extra: Value,
}

impl Loaded {
    pub fn new<R: Row, X: PartialEq + Send + Sync + 'static>(answer: Answer<R, X>) -> Self {
        Self {
            lines: answer.page.items.into_iter().map(Line::new).collect(),
            total: answer.page.total,
            more_than_total: answer.page.more_than_total,
            offset: answer.page.offset,
            seq: answer.page.seq,
            as_of: answer.page.as_of,
            extra: Value::new(answer.extra),
        }
    }

    /// The answer that it was made of, where it is of that kind.
    #[must_use]
    pub fn answer<R: Row, X: Clone + 'static>(&self) -> Option<Answer<R, X>> {
        Some(Answer {
            page: Page {
                items: self.lines.iter().filter_map(|line| line.row.get().cloned()).collect(),
                total: self.total,
                more_than_total: self.more_than_total,
                offset: self.offset,
                seq: self.seq,
                as_of: self.as_of,
            },
            extra: self.extra.get::<X>()?.clone(),
        })
    }

    /// Takes a newer version of a row in; false where the row is not here.
    pub(super) fn change(&mut self, line: &Line) -> bool {
        let Some(known) = self.lines.iter_mut().find(|known| known.id == line.id) else {
            return false;
        };
        if line.version > known.version {
            *known = line.clone();
        }
        true
    }

    /// Takes a row out.
    pub(super) fn remove(&mut self, id: &str) {
        let before = self.lines.len();
        self.lines.retain(|line| line.id != id);
        if self.lines.len() < before {
            self.total = self.total.saturating_sub(1);
        }
    }
}
