//! Views on disk, one for each tab, and the notes that say whose they are.
//!
//! The notes are read at once, before anything else is: in this tab, which view
//! is its own; in this browser, whose view was used last. Without the second
//! nobody has a view here, whatever a tab has noted.

use super::model::{self, Freshness, Spoiled, View, freshness};
use crate::browser::storage::{self, Table};
use crate::browser::{clock, early, ids, preferences, tab};
use steadydesk_wire::{Millis, UserId};

/// In the tab: its user and its id. In the browser: those of the last tab used. All that the browser notes of views
/// begins so, a still picture too, which `index.html` makes.
const WHOSE: &str = "view";
/// In the browser, while a view is being shown: a start that finds it knows that showing it stopped the console.
const SHOWING: &str = "view.showing.";
/// In the browser: the last view that was not shown, and why.
const SPOILED: &str = "view.spoiled";
/// In the tab: its view, while it is written because the page goes.
const LEFT: &str = "view.left";
/// Views of one user that are kept: as many tabs find their own again.
const MOST: usize = 12;

/// A tab of a user: the key of its view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Whose {
    pub(super) user: String,
    pub(super) tab: String,
}

impl Whose {
    /// A tab that has no view yet.
    pub(super) fn new(user: &UserId) -> Self {
        Self {
            user: user.to_string(),
            tab: ids::client_id().as_str().to_owned(),
        }
    }

    fn read(note: &str) -> Option<Self> {
        let (user, tab) = note.split_once('\n')?;
        Some(Self {
            user: user.to_owned(),
            tab: tab.to_owned(),
        })
    }

    fn written(&self) -> String {
        [self.user.as_str(), self.tab.as_str()].join("\n")
    }

    fn key(&self) -> [&str; 2] {
        [&self.user, &self.tab]
    }

    /// The lock that the tab holds.
    pub(super) fn lock(&self) -> String {
        ["steadydesk-view-", &self.tab].concat()
    }

    fn mark(&self) -> String {
        [SHOWING, &self.tab].concat()
    }

    /// Notes that this tab was used last. A tab that has not noted so is not found after a reload.
    pub(super) fn note(&self) {
        tab::put(WHOSE, &self.written());
        preferences::set(WHOSE, &self.written());
    }

    /// From here until [`shown`](Self::shown) its view is being shown.
    pub(super) fn showing(&self) {
        preferences::set(&self.mark(), "1");
    }

    pub(super) fn shown(&self) {
        preferences::remove(&self.mark());
    }

    /// Keeps the view. Of one that is written because the page goes the tab has a note until it is on disk: the page
    /// is sometimes gone before.
    pub(super) async fn save(&self, text: String, leaving: bool) {
        if leaving {
            tab::put(LEFT, &text);
        }
        storage::put(Table::Views, vec![(self.key().map(str::to_owned).to_vec(), text)]).await;
        tab::remove(LEFT);
    }

    async fn discard(&self, why: Spoiled) {
        self.shown();
        preferences::set(SPOILED, &[why.word(), &clock::gateway_now().0.to_string()].join(" "));
        storage::delete(Table::Views, &self.key()).await;
    }

    /// The view and how much it is worth; nothing where there is none to be shown.
    pub(super) async fn load(&self) -> Option<(View, Freshness)> {
        if preferences::get(&self.mark()).is_some() {
            self.discard(Spoiled::Crashed).await;
            return None;
        }
        let early = early::view(&self.written()).await;
        let row = match tab::take(LEFT).or(early) {
            Some(row) => row,
            None => storage::rows(Table::Views, &self.key()).await.pop()?,
        };
        match model::read(&row) {
            Ok(view) if view.account.id.as_str() == self.user => match freshness(view.times, clock::wall()) {
                Freshness::Expired => None,
                worth => Some((view, worth)),
            },
            Ok(_) => None,
            Err(why) => {
                self.discard(why).await;
                None
            }
        }
    }
}

/// This tab's view, and the one that was used last in this browser.
pub(super) fn whose() -> Option<(Option<Whose>, Whose)> {
    let last = preferences::get(WHOSE).as_deref().and_then(Whose::read)?;
    let own = tab::get(WHOSE).as_deref().and_then(Whose::read);
    Some((own.filter(|own| own.user == last.user), last))
}

/// Lets the views go that nobody comes back to.
pub(super) async fn prune(user: &str) {
    let rows = storage::rows(Table::Views, &[user]).await;
    let mut heads: Vec<_> = rows.iter().filter_map(|row| model::head(row)).collect();
    heads.sort_unstable_by_key(|(_, written)| std::cmp::Reverse(*written));
    for (tab, _) in heads.iter().skip(MOST) {
        storage::delete(Table::Views, &[user, tab]).await;
    }
}

/// Forgets the views of a user, and that there were any.
pub async fn forget(user: &UserId) {
    preferences::remove_all(WHOSE);
    tab::remove(WHOSE);
    storage::delete(Table::Views, &[user.as_str()]).await;
}

/// Why the last view was not shown that should have been, and when: for a report.
#[must_use]
pub fn spoiled() -> Option<(Spoiled, Millis)> {
    let note = preferences::get(SPOILED)?;
    let (word, at) = note.split_once(' ')?;
    Some((Spoiled::from_word(word)?, Millis(at.parse().ok()?)))
}
