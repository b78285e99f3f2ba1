//! The room.

use super::dialogs::{add_dialog, authorize, delete_dialog};
use super::model::{STATUSES, is_narrowed};
use super::row::{Actions, columns};
use super::state::{Stores, pointed_out};
use crate::account::use_signed_in;
use crate::api::error::ApiError;
use crate::api::stores as api;
use crate::i18n::{format, text, use_i18n};
use crate::list::model::Picked;
use crate::list::{Bulk, Does, Look, Room, bulk_bar, pager, search, stamp, table, veiled};
use crate::route::{Returned, Route, StoresPlace, StoresQuery};
use crate::router::use_router;
use crate::ui::button::button;
use crate::ui::icon::{Icon, icon};
use crate::ui::live::{live, memo};
use crate::ui::notice::notice;
use crate::ui::tabs::{Tab, tabs};
use crate::ui::toast::{Tone, use_toasts};
use crate::ui::view;
use leptos::prelude::*;
use steadydesk_wire::{NewAuthorization, Platform, Region, Role, Store, StoreId};

/// The store list.
pub fn stores_room() -> AnyView {
    greet_returning();
    let stores = Room::<Stores>::open();
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
            {bulk_bar(stores.list, bulk_actions(admin))}
            <div id="stores-panel" role="tabpanel" aria-labelledby="stores-title" class="stores-panel">
                {veiled(stores.list, rows(stores, Actions { admin, delete: deleting }))}
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

fn platform_tabs(stores: Room<Stores>) -> AnyView {
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

fn filters(stores: Room<Stores>) -> AnyView {
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

fn rows(stores: Room<Stores>, actions: Actions) -> AnyView {
    let list = stores.list;
    let nothing = move || {
        if list.wanted().as_ref().is_some_and(is_narrowed) {
            let clear = button("", |m| m.stores.clear, move || stores.go(StoresQuery::default()));
            notice(|m| m.stores.none_found, Some(clear))
        } else {
            notice(|m| m.stores.none, None)
        }
    };
    let look = Look {
        name: |m| m.stores.stores,
        walk: ".stores-name a",
        selects: true,
        here: stores.here(|route| pointed_out(route).map(|store| store.to_string())),
    };
    table(list, look, columns(actions), nothing)
}

/// In the order of their bits in the model.
fn bulk_actions(admin: bool) -> Vec<Bulk> {
    let (i18n, toasts) = (use_i18n(), use_toasts());
    let check = Bulk {
        name: |m| m.stores.check_now,
        look: "",
        does: Does::Batch {
            act: |id| Box::pin(async move { api::check_now(&store(&id)?).await }),
            question: |messages, count| (messages.stores.check_question)(count),
            removes: false,
        },
    };
    if !admin {
        return vec![check];
    }
    // One after another: each leads to the platform's page and back, with the selection kept.
    let again = Callback::new(move |picked: Picked| {
        let Ok(id) = store(&picked.id) else { return };
        let Some(platform) = id.as_str().split('-').next().and_then(Platform::from_word) else {
            return;
        };
        let request = NewAuthorization {
            platform,
            store: Some(id),
        };
        authorize(request, i18n, toasts);
    });
    let authorize_again = Bulk {
        name: |m| m.stores.authorize_again,
        look: "",
        does: Does::First(again),
    };
    let delete = Bulk {
        name: |m| m.stores.delete,
        look: "danger",
        does: Does::Batch {
            act: |id| Box::pin(async move { api::delete(&store(&id)?).await }),
            question: |messages, count| (messages.stores.delete_many_question)(count),
            removes: true,
        },
    };
    vec![check, authorize_again, delete]
}

/// What is no id is no store of the gateway's.
fn store(id: &str) -> Result<StoreId, ApiError> {
    id.parse().map_err(|_| ApiError::Unreadable)
}

fn total(stores: Room<Stores>) -> AnyView {
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
