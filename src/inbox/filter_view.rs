//! What stands above the session list: tabs, search, filters, order.

use crate::api::stores;
use crate::i18n::{Pick, format, text, use_i18n};
use crate::list::search;
use crate::route::{InboxPlace, SessionsQuery};
use crate::router::use_router;
use crate::ui::live::{live, memo};
use crate::ui::tabs::{Tab, tabs};
use crate::ui::view;
use crate::unread::use_unread;
use leptos::prelude::*;
use steadydesk_wire::{Platform, Region, SessionSort, Store, StoreFilter, StoreId};
use wasm_bindgen_futures::spawn_local;

/// Stores that the menu offers; more are found by search, which looks into their names too.
const OFFERED: u32 = 100;

/// The filters.
pub(super) fn filters(place: Memo<InboxPlace>) -> AnyView {
    let router = use_router();
    let query = memo(move || place.with(|place| place.query.clone()));
    let change = move |with: &dyn Fn(&mut SessionsQuery)| {
        let mut place = place.get_untracked();
        with(&mut place.query);
        router.go(place);
    };
    let word = memo(move || query.with(|query| query.search.clone()));
    view! {
        <div class="filters" role="search" aria-label=text(|m| m.inbox.filters)>
            {platforms(query, change)}
            {search(|m| m.inbox.search, word, move |word: String| change(&|query| query.search.clone_from(&word)))}
            <div class="filter-row">
                {store_and_country(query, change)}
                {order(query, change)}
            </div>
            <div class="filter-row">
                {toggle(
                    |m| m.inbox.unread_only,
                    memo(move || query.with(|query| query.unread)),
                    move |on| change(&|query| query.unread = on),
                )}
                {toggle(
                    |m| m.inbox.unanswered_only,
                    memo(move || query.with(|query| query.unanswered)),
                    move |on| change(&|query| query.unanswered = on),
                )}
            </div>
        </div>
    }
    .into_any()
}

fn platforms(
    query: Memo<SessionsQuery>,
    change: impl Fn(&dyn Fn(&mut SessionsQuery)) + Copy + Send + Sync + 'static,
) -> AnyView {
    let (i18n, unread) = (use_i18n(), use_unread());
    let all = move || {
        let count = |count: u64| (count > 0).then(|| format::number(i18n.locale(), count));
        let every = Tab {
            value: None,
            name: i18n.messages().common.all.to_owned(),
            count: count(unread.total()),
        };
        let each = Platform::ALL.map(|platform| Tab {
            value: Some(platform),
            name: platform.name().to_owned(),
            count: count(unread.of_platform(platform)),
        });
        [every].into_iter().chain(each).collect::<Vec<_>>()
    };
    let chosen = memo(move || query.with(|query| query.platform));
    let choose = move |platform: Option<Platform>| {
        change(&|query| {
            query.platform = platform;
            // Another platform's store or country would leave nothing.
            let fits = |store: &StoreId| platform.is_none_or(|platform| store.as_str().starts_with(platform.as_str()));
            query.store = query.store.take().filter(fits);
            let sells = |region: &Region| platform.is_none_or(|platform| platform.sites().contains(&region.as_str()));
            query.region = query.region.take().filter(sells);
        });
    };
    tabs(|m| m.common.platforms, "sessions", all, chosen, choose)
}

fn store_and_country(
    query: Memo<SessionsQuery>,
    change: impl Fn(&dyn Fn(&mut SessionsQuery)) + Copy + Send + Sync + 'static,
) -> AnyView {
    let (offered, set_offered) = signal((Vec::<Store>::new(), Vec::<Region>::new()));
    // The menus are a convenience: without an answer they offer what is chosen, and nothing else breaks.
    spawn_local(async move {
        let filter = StoreFilter {
            limit: OFFERED,
            ..StoreFilter::default()
        };
        if let Ok(answer) = stores::list(&filter, None).await {
            set_offered.try_set((answer.page.items, answer.regions));
        }
    });
    let store_options = move || {
        let query = query.get();
        let fits = |store: &&Store| query.platform.is_none_or(|platform| platform == store.platform);
        let mut options: Vec<_> = offered.with(|(stores, _)| {
            stores
                .iter()
                .filter(fits)
                .map(|s| (s.id.to_string(), s.name.clone()))
                .collect()
        });
        if let Some(chosen) = query.store.map(|store| store.to_string())
            && !options.iter().any(|(id, _)| *id == chosen)
        {
            options.push((chosen.clone(), chosen));
        }
        options
    };
    let country_options = move || {
        let query = query.get();
        let sells = |region: &&Region| {
            query
                .platform
                .is_none_or(|platform| platform.sites().contains(&region.as_str()))
        };
        let mut options: Vec<_> =
            offered.with(|(_, regions)| regions.iter().filter(sells).map(ToString::to_string).collect());
        if let Some(chosen) = query.region.map(|region| region.to_string())
            && !options.contains(&chosen)
        {
            options.push(chosen);
        }
        options
            .into_iter()
            .map(|region: String| (region.clone(), region))
            .collect()
    };
    let store = memo(move || query.with(|query| query.store.as_ref().map(ToString::to_string).unwrap_or_default()));
    let country = memo(move || query.with(|query| query.region.as_ref().map(ToString::to_string).unwrap_or_default()));
    view! {
        {menu(|m| m.inbox.store, Some(|m| m.inbox.all_stores), store_options, store, move |id: String| {
            change(&|query| query.store = id.parse().ok());
        })}
        {menu(|m| m.inbox.country, Some(|m| m.inbox.all_countries), country_options, country, move |region: String| {
            change(&|query| query.region = (!region.is_empty()).then(|| Region::from(region.as_str())));
        })}
    }
    .into_any()
}

fn order(
    query: Memo<SessionsQuery>,
    change: impl Fn(&dyn Fn(&mut SessionsQuery)) + Copy + Send + Sync + 'static,
) -> AnyView {
    let i18n = use_i18n();
    let options = move || {
        let texts = &i18n.messages().inbox;
        vec![
            ("newest".to_owned(), texts.newest.to_owned()),
            ("waiting".to_owned(), texts.longest_waiting.to_owned()),
        ]
    };
    let chosen = memo(move || match query.with(|query| query.sort) {
        SessionSort::Newest => "newest".to_owned(),
        SessionSort::LongestWaiting => "waiting".to_owned(),
    });
    menu(
        |m| m.inbox.sort,
        None,
        options,
        chosen,
        move |word: String| {
            let sort = if word == "waiting" {
                SessionSort::LongestWaiting
            } else {
                SessionSort::Newest
            };
            change(&|query| query.sort = sort);
        },
    )
}

/// A menu of values and their names; `all` names the empty value, where there is one.
fn menu(
    label: Pick,
    all: Option<Pick>,
    options: impl Fn() -> Vec<(String, String)> + Send + Sync + 'static,
    chosen: Memo<String>,
    choose: impl Fn(String) + 'static,
) -> AnyView {
    drawn_menu(label, all, memo(options), chosen, Box::new(choose))
}

fn drawn_menu(
    label: Pick,
    all: Option<Pick>,
    options: Memo<Vec<(String, String)>>,
    chosen: Memo<String>,
    choose: Box<dyn Fn(String)>,
) -> AnyView {
    let draw = live(move || {
        let option = |(value, name): (String, String)| {
            let selected = chosen.get() == value;
            view! { <option value=value prop:selected=selected>{name}</option> }.into_any()
        };
        options.get().into_iter().map(option).collect_view()
    });
    let every = all.map(|all| {
        view! { <option value="" prop:selected=move || chosen.get().is_empty()>{text(all)}</option> }.into_any()
    });
    view! {
        <select class="field small" aria-label=text(label) on:change=move |event| choose(event_target_value(&event))>
            {every}
            {draw}
        </select>
    }
    .into_any()
}

fn toggle(label: Pick, on: Memo<bool>, set: impl Fn(bool) + 'static) -> AnyView {
    let set: Box<dyn Fn(bool)> = Box::new(set);
    view! {
        <button
            type="button"
            class="button small toggle"
            aria-pressed=move || on.get().to_string()
            on:click=move |_| set(!on.get_untracked())
        >
            {text(label)}
        </button>
    }
    .into_any()
}
