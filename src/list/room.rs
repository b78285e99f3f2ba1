//! A list that has an address: it shows what the address says, the address
//! follows what is chosen, and the event stream keeps its rows right.

use super::keep::keep;
use super::kind::{Kind, List};
use super::model::{Asked, Event, Query};
use crate::account::use_signed_in;
use crate::api::live::{Notice, use_live};
use crate::browser::{clock, tab, visibility};
use crate::route::Route;
use crate::router::{Router, use_router};
use crate::ui::live::{effect, memo};
use leptos::prelude::*;
use steadydesk_wire::Change;

/// What the event stream says about a list's rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News<R> {
    Changed(R),
    Gone(String),
}

/// A kind of list that has an address.
pub trait Addressed: Kind {
    /// The word under which it is kept while its room is closed.
    const NAME: &'static str;

    /// What an address asks for; nothing where it is another room's.
    fn query(route: &Route) -> Option<Self::Query>;

    /// The address of a query, seen from the present one.
    fn route(query: Self::Query, present: &Route) -> Route;

    /// What a change means for the rows; nothing where it does not concern them.
    fn news(change: &Change) -> Option<News<Self::Row>>;

    /// The list, with selection or without.
    fn list(moved: Box<dyn Fn(Self::Query)>) -> List<Self>
    where
        Self: Sized;
}

/// A list and its address.
pub struct Room<K: Kind> {
    pub list: List<K>,
    query: Memo<K::Query>,
    router: Router,
}

/// Where the selection is noted while the page is away: each account's apart.
fn note<K: Addressed>() -> String {
    let user = use_signed_in().map(|account| account.id.to_string());
    format!("{}.{}", K::NAME, user.unwrap_or_default())
}

impl<K: Kind> std::fmt::Debug for Room<K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Room").finish_non_exhaustive()
    }
}

impl<K: Kind> Clone for Room<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K: Kind> Copy for Room<K> {}

impl<K: Addressed> Room<K>
where
    K::Query: Default,
{
    /// Opens the room: the list of before where it has been kept, else a new one.
    pub fn open() -> Self {
        let (room, kept) = keep(K::NAME, Self::new);
        let list = room.list;
        let query = room.query.get_untracked();
        if kept {
            list.core.send(Event::Entered {
                asked: Asked::new(query),
                now: clock::monotonic(),
            });
        } else {
            if let Some(ids) = tab::take(&note::<K>()) {
                let ids = ids.split(',').map(str::to_owned).collect();
                list.core.send(Event::Repicked(ids));
            }
            list.ask(query);
        }
        list.keep_fresh();
        on_cleanup(move || list.core.close());
        room
    }

    fn new() -> Self {
        let router = use_router();
        let route = router.signal();
        let query = Memo::new(move |before: Option<&K::Query>| {
            // The room is about to close: nothing of it may move any more.
            route
                .with(K::query)
                .unwrap_or_else(|| before.cloned().unwrap_or_default())
        });
        let go = move |query| router.replace(K::route(query, &route.get_untracked()));
        let list = K::list(Box::new(go));
        effect(move || {
            let query = query.get();
            // In a closed room the address is another's.
            if list.wanted_now().is_some() && route.with_untracked(|route| K::query(route).is_some()) {
                list.travel(query);
            }
        });
        use_live().subscribe(move |notice| match notice {
            Notice::Change(event) => match K::news(&event.change) {
                Some(News::Changed(row)) => list.changed(row),
                Some(News::Gone(id)) => list.gone(&id, event.seq),
                None => {}
            },
            Notice::Resync(seq) => list.missed(*seq),
        });
        let note = note::<K>();
        visibility::on_leave(move || {
            let ids = list.selection().with_untracked(|selection| {
                let ids: Vec<&str> = selection.picked.iter().map(|picked| picked.id.as_str()).collect();
                ids.join(",")
            });
            tab::put(&note, &ids);
        });
        Self { list, query, router }
    }

    /// What is shown; follows changes of the address.
    #[must_use]
    pub fn query(self) -> Memo<K::Query> {
        self.query
    }

    /// Shows something else; the address follows.
    pub fn go(self, query: K::Query) {
        self.list.ask(query.clone());
        let present = self.router.signal().get_untracked();
        self.router.go(K::route(query, &present));
    }

    /// The same with a change to the filter; that begins at the first page.
    pub fn narrow(self, change: impl FnOnce(&mut K::Query)) {
        let mut query = self.list.wanted_now().unwrap_or_default().at_page(0);
        change(&mut query);
        self.go(query);
    }

    /// Whether something about the room's address holds; follows it.
    #[must_use]
    pub fn here<T: PartialEq + Send + Sync + 'static>(
        self,
        read: impl Fn(&Route) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        let route = self.router.signal();
        memo(move || route.with(&read))
    }
}
