//! The list of stores: its endpoint, its address, and what the stream says about it.

use super::model::{Around, filter, question, standing};
use crate::api::client;
use crate::api::stores as api;
use crate::list::model::{Answer, Standing};
use crate::list::{Addressed, Kind, List, News, Selects};
use crate::route::{Route, StoresPlace, StoresQuery};
use steadydesk_wire::{Change, Store, StoreId, StorePage, StoreStandings};
use web_sys::AbortSignal;

/// The list of stores.
#[derive(Debug)]
pub(super) struct Stores;

impl Kind for Stores {
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

impl Selects for Stores {
    type Standings = StoreStandings;

    fn check(query: &StoresQuery, ids: &[String], signal: Option<&AbortSignal>) -> client::Answer<StoreStandings> {
        api::standings(&question(query, ids), signal)
    }

    fn standings(answer: StoreStandings) -> Vec<Standing> {
        answer.items.into_iter().map(standing).collect()
    }
}

impl Addressed for Stores {
    const NAME: &'static str = "stores";

    fn query(route: &Route) -> Option<StoresQuery> {
        match route {
            Route::Stores(place) => Some(place.query.clone()),
            _ => None,
        }
    }

    fn route(query: StoresQuery, present: &Route) -> Route {
        Route::Stores(StoresPlace {
            query,
            store: pointed_out(present),
            authorization: None,
        })
    }

    fn news(change: &Change) -> Option<News<Store>> {
        match change {
            Change::Store { store } => Some(News::Changed(store.as_ref().clone())),
            Change::StoreGone { store } => Some(News::Gone(store.to_string())),
            _ => None,
        }
    }

    fn list(moved: Box<dyn Fn(StoresQuery)>) -> List<Self> {
        List::selecting(moved)
    }
}

/// The store that an address points out.
pub(super) fn pointed_out(route: &Route) -> Option<StoreId> {
    match route {
        Route::Stores(place) => place.store.clone(),
        _ => None,
    }
}
