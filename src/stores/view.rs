//! The room.

use super::dialogs::{add_dialog, delete_dialog};
use super::model::{STATUSES, is_narrowed};
use super::row::{Actions, store_row};
use super::state::Stores;
use crate::account::use_signed_in;
use crate::i18n::{format, text, use_i18n};
use crate::list::{pager, search, stamp, veiled};
use crate::route::{Returned, Route, StoresPlace, StoresQuery};
use crate::router::use_router;
use crate::ui::button::button;
use crate::ui::icon::{Icon, icon};
use crate::ui::live::{each, live, memo, shown};
use crate::ui::notice::notice;
use crate::ui::tabs::{Tab, tabs};
use crate::ui::toast::{Tone, use_toasts};
use crate::ui::view;
use leptos::prelude::*;
use steadydesk_wire::{Platform, Region, Role, Store};

/// The store list.
pub fn stores_room() -> AnyView {
    greet_returning();
    let stores = Stores::new();
    let adding = RwSignal::new(false);
    let deleting = RwSignal::new(None::<Store>);
    let admin = use_signed_in().is_some_and(|account| account.role == Role::Admin);
    let add = admin.then(|| {
        view! {
            <button type="button" class="button primary" on:click=move |_| adding.set(true)>
                {icon(Icon::Plus)}
                {text(|m| m.stores.add)}
            </button>
        }
        .into_any()
    });
    view! {
        <section class="stores" aria-labelledby="stores-title">
            <header class="room-head">
                <h1 id="stores-title">{text(|m| m.stores.stores)}</h1>
                {stamp(stores.list)}
                {add}
            </header>
            {platform_tabs(stores)}
            {filters(stores)}
            <div id="stores-panel" role="tabpanel" aria-labelledby="stores-title" class="stores-panel">
                {veiled(stores.list, table(stores, Actions { admin, delete: deleting }))}
            </div>
            <footer class="room-foot">
                {total(stores)}
                {pager(stores.list, move |query| stores.go(query))}
            </footer>
        </section>
        {add_dialog(adding)}
        {delete_dialog(stores.list, deleting)}
    }
    .into_any()
}

/// Says how an authorisation has ended, once, and takes it out of the address.
fn greet_returning() {
    let router = use_router();
    let Route::Stores(StoresPlace {
        query,
        store,
        authorization: Some(returned),
    }) = router.signal().get_untracked()
    else {
        return;
    };
    let messages = &use_i18n().messages_now().stores;
    let store = match returned {
        Returned::Authorized(store) => {
            use_toasts().say(Tone::Good, messages.authorized);
            Some(store)
        }
        Returned::Refused => {
            use_toasts().say(Tone::Bad, messages.refused);
            store
        }
    };
    router.replace(StoresPlace {
        query,
        store,
        authorization: None,
    });
}

fn platform_tabs(stores: Stores) -> AnyView {
    let i18n = use_i18n();
    let known = stores.list.total();
    let all = move || {
        let choices = std::iter::once(None).chain(Platform::ALL.map(Some));
        let draw = |platform: Option<Platform>| Tab {
            value: platform,
            name: platform.map_or(i18n.messages().common.all, Platform::name).to_owned(),
            count: known
                .get()
                .map(|_| format::number(i18n.locale(), stores.list.extra().count(platform))),
        };
        choices.map(draw).collect()
    };
    let query = stores.query();
    let chosen = memo(move || query.with(|query| query.platform));
    let choose = move |platform| stores.narrow(|query| query.platform = platform);
    tabs(|m| m.common.platforms, "stores-panel", all, chosen, choose)
}

fn filters(stores: Stores) -> AnyView {
    let i18n = use_i18n();
    let query = stores.query();
    let word = memo(move || query.with(|query| query.search.clone()));
    let region = move || query.with(|query| query.region.as_ref().map(ToString::to_string).unwrap_or_default());
    let status = move || query.with(|query| query.status.clone().unwrap_or_default());
    let regions = memo(move || {
        let mut regions = stores.list.extra().regions;
        let chosen = query.with(|query| query.region.clone());
        regions.extend(
            chosen
                .filter(|chosen| !regions.contains(chosen))
                .into_iter()
                .collect::<Vec<_>>(),
        );
        regions
    });
    let region_options = live(move || {
        let chosen = region();
        let option = |code: Region| {
            let code = code.as_str().to_owned();
            let name = format::region(i18n.locale(), &code);
            let selected = code == chosen;
            view! { <option value=code selected=selected>{name}</option> }.into_any()
        };
        regions.get().into_iter().map(option).collect_view()
    });
    let status_options = live(move || {
        let chosen = status();
        let option = |word: &'static str| {
            view! { <option value=word selected=word == chosen>{(i18n.messages().stores.status_word)(word)}</option> }
                .into_any()
        };
        STATUSES.into_iter().map(option).collect_view()
    });
    view! {
        <div class="stores-filters">
            {search(|m| m.stores.search, word, move |word| stores.narrow(|query| query.search = word))}
            <select
                class="field select"
                aria-label=text(|m| m.stores.country)
                prop:value=live(region)
                on:change=move |event| {
                    let value = event_target_value(&event);
                    stores.narrow(|query| query.region = (!value.is_empty()).then(|| Region::from(value)));
                }
            >
                <option value="">{text(|m| m.stores.all_countries)}</option>
                {region_options}
            </select>
            <select
                class="field select"
                aria-label=text(|m| m.stores.status)
                prop:value=live(status)
                on:change=move |event| {
                    let value = event_target_value(&event);
                    stores.narrow(|query| query.status = (!value.is_empty()).then_some(value));
                }
            >
                <option value="">{text(|m| m.stores.all_statuses)}</option>
                {status_options}
            </select>
        </div>
    }
    .into_any()
}

fn table(stores: Stores, actions: Actions) -> AnyView {
    let list = stores.list;
    let pointed_out = stores.pointed_out();
    let empty = move || list.total().get() == Some(0);
    let head = [
        text(|m| m.stores.store),
        text(|m| m.stores.site),
        text(|m| m.stores.status),
        text(|m| m.stores.unread),
        text(|m| m.stores.to_ship),
        text(|m| m.stores.alerts),
        text(|m| m.stores.proxy),
        text(|m| m.stores.updated),
    ]
    .map(|name| view! { <th role="columnheader" scope="col">{name}</th> }.into_any());
    let last = actions
        .admin
        .then(|| view! { <th role="columnheader" scope="col">{text(|m| m.stores.actions)}</th> }.into_any());
    let nothing = move || {
        if list.wanted().as_ref().is_some_and(is_narrowed) {
            let clear = button("", |m| m.stores.clear, move || stores.go(StoresQuery::default()));
            notice(|m| m.stores.none_found, Some(clear))
        } else {
            notice(|m| m.stores.none, None)
        }
    };
    let draw = move |id: String| match list.row(&id) {
        Some(row) => store_row(row, pointed_out, actions),
        None => ().into_any(),
    };
    // Roles are written out because the narrow layout turns rows into cards, and a browser drops a table's own then.
    view! {
        <table role="table" class="table" aria-label=text(|m| m.stores.stores)>
            <thead role="rowgroup">
                <tr role="row">{head.into_iter().collect_view()} {last}</tr>
            </thead>
            <tbody role="rowgroup" data-walk=".stores-name a">
                {each(move || list.order().get(), draw)}
            </tbody>
        </table>
        {shown(empty, move || live(nothing).into_any())}
    }
    .into_any()
}

fn total(stores: Stores) -> AnyView {
    let i18n = use_i18n();
    let said = live(move || {
        let total = stores.list.total().get()?;
        Some((i18n.messages().stores.count)(
            total,
            &format::number(i18n.locale(), total),
        ))
    });
    view! { <p class="hint">{said}</p> }.into_any()
}
