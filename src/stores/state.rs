//! The list of stores and what keeps it in step with the address and the stream.

use super::model::{Around, filter};
use crate::api::client;
use crate::api::live::{Notice, use_live};
use crate::api::stores as api;
use crate::list::model::Answer;
use crate::list::{Kind, List};
use crate::route::{Route, StoresPlace, StoresQuery};
use crate::router::{Router, use_router};
use crate::ui::live::{effect, memo};
use leptos::prelude::*;
use steadydesk_wire::{Change, Store, StoreId, StorePage};
use web_sys::AbortSignal;

/// The list of stores.
#[derive(Debug)]
pub(super) struct StoresKind;

impl Kind for StoresKind {
    type Query = StoresQuery;
    type Row = Store;
    type Extra = Around;

    type Wire = StorePage;

    fn ask(query: &StoresQuery, signal: Option<&AbortSignal>) -> client::Answer<StorePage> {
        api::list(&filter(query), signal)
    }

    fn page(answer: StorePage) -> Answer<Store, Around> {
        Answer {
            page: answer.page,
            extra: Around {
                tabs: answer.tabs,
                regions: answer.regions,
            },
        }
    }
}

/// What the room works with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stores {
    pub(super) list: List<StoresKind>,
    router: Router,
    query: Memo<StoresQuery>,
    pointed_out: Memo<Option<StoreId>>,
}

impl Stores {
    /// The list, asked for what the address says, and following it.
    pub(super) fn new() -> Self {
        let router = use_router();
        let route = router.signal();
        let place = Memo::new(move |before: Option<&StoresPlace>| match route.get() {
            Route::Stores(place) => place,
            // The room is about to close: nothing of it may move any more.
            _ => before.cloned().unwrap_or_default(),
        });
        let query = memo(move || place.with(|place| place.query.clone()));
        let pointed_out = memo(move || place.with(|place| place.store.clone()));
        let list = List::new(move |query| {
            let store = pointed_out.get_untracked();
            router.replace(StoresPlace {
                query,
                store,
                authorization: None,
            });
        });
        list.ask(query.get_untracked());
        list.keep_fresh();
        effect(move || {
            if route.with(|route| matches!(route, Route::Stores(_))) {
                list.ask(query.get());
            }
        });
        use_live().subscribe(move |notice| match notice {
            Notice::Change(event) => match &event.change {
                Change::Store { store } => list.changed(store.as_ref().clone()),
                Change::StoreGone { store } => list.gone(store.as_str(), event.seq),
                _ => {}
            },
            Notice::Resync(_) => list.refresh(),
        });
        Self {
            list,
            router,
            query,
            pointed_out,
        }
    }

    /// What is shown; follows changes of the address.
    pub(super) fn query(self) -> Memo<StoresQuery> {
        self.query
    }

    /// The store that the address points out.
    pub(super) fn pointed_out(self) -> Memo<Option<StoreId>> {
        self.pointed_out
    }

    /// Shows something else; the address follows.
    pub(super) fn go(self, query: StoresQuery) {
        self.list.ask(query.clone());
        let store = self.pointed_out.get_untracked();
        self.router.go(StoresPlace {
            query,
            store,
            authorization: None,
        });
    }

    /// The same with a change to the filter; that begins at the first page.
    pub(super) fn narrow(self, change: impl FnOnce(&mut StoresQuery)) {
        let mut query = self.list.wanted_now().unwrap_or_default();
        query.page = 0;
        change(&mut query);
        self.go(query);
    }
}
