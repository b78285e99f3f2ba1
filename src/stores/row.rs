//! What a store's row shows.

use super::dialogs::authorize;
use super::model::{Tone, tone, wants_authorization};
use crate::i18n::{format, text, use_i18n};
use crate::list::{Cell, Column};
use crate::route::{InboxPlace, Route, SessionsQuery};
use crate::ui::icon::{Icon, icon};
use crate::ui::live::{live, memo, shown};
use crate::ui::toast::use_toasts;
use crate::ui::view;
use crate::unread::use_unread;
use leptos::prelude::*;
use steadydesk_wire::{NewAuthorization, Store, StoreStatus};

/// What may be done to a store from its row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Actions {
    /// Whether the account may change stores at all.
    pub(super) admin: bool,
    /// The store that is about to be deleted.
    pub(super) delete: RwSignal<Option<Store>>,
}

/// The columns, each of which follows its store by itself.
pub(super) fn columns(actions: Actions) -> Vec<Column<Store>> {
    let mut columns = vec![
        Column::new(|m| m.stores.store, "stores-name", name),
        Column::new(|m| m.stores.site, "stores-site", site),
        Column::new(
            |m| m.stores.status,
            "stores-status",
            move |store| status(store, actions),
        ),
        Column::new(|m| m.stores.unread, "number", unread).labelled(),
        Column::new(|m| m.stores.to_ship, "number", to_ship).labelled(),
        Column::new(|m| m.stores.alerts, "number", alerts).labelled(),
        Column::new(|m| m.stores.proxy, "stores-proxy", proxy).labelled(),
        Column::new(|m| m.stores.updated, "stores-as-of hint", as_of).labelled(),
    ];
    if actions.admin {
        columns.push(Column::new(
            |m| m.stores.actions,
            "stores-actions",
            move |store| buttons(store, actions),
        ));
    }
    columns
}

/// The inbox with this store's sessions.
fn inbox(store: Cell<Store>) -> String {
    let query = SessionsQuery {
        store: Some(store.with_untracked(|store| store.id.clone())),
        ..SessionsQuery::default()
    };
    Route::Inbox(InboxPlace { query, session: None }).to_string()
}

fn name(store: Cell<Store>) -> AnyView {
    view! {
        <a href=inbox(store)>{move || store.with(|store| store.name.clone())}</a>
        <span class="hint">{move || store.with(|store| store.shop_id.clone())}</span>
    }
    .into_any()
}

fn site(store: Cell<Store>) -> AnyView {
    let i18n = use_i18n();
    // It does not change during a store's life.
    let platform = store.with_untracked(|store| store.platform);
    view! {
        <span class=format!("platform {platform}")>{platform.name()}</span>
        " "
        <span class="hint" title=move || store.with(|store| format::region(i18n.locale(), store.region.as_str()))>
            {move || store.with(|store| store.region.to_string())}
        </span>
    }
    .into_any()
}

fn unread(store: Cell<Store>) -> AnyView {
    let i18n = use_i18n();
    let counts = use_unread();
    let id = store.with_untracked(|store| store.id.clone());
    let inbox = inbox(store);
    let unread = memo(move || counts.of_store(&id).unwrap_or_else(|| store.with(|store| store.unread)));
    live(move || match unread.get() {
        0 => view! { <span class="hint">"0"</span> }.into_any(),
        count => {
            let number = format::number(i18n.locale(), u64::from(count));
            view! { <a class="count unread" href=inbox.clone()>{number}</a> }.into_any()
        }
    })
    .into_any()
}

fn to_ship(store: Cell<Store>) -> AnyView {
    let i18n = use_i18n();
    live(move || match store.with(|store| store.to_ship) {
        Some(count) => format::number(i18n.locale(), u64::from(count)).into_any(),
        None => view! { <span class="hint" title=text(|m| m.stores.not_asked)>"–"</span> }.into_any(),
    })
    .into_any()
}

fn alerts(store: Cell<Store>) -> AnyView {
    let i18n = use_i18n();
    live(move || match store.with(|store| store.alerts) {
        0 => view! { <span class="hint">"0"</span> }.into_any(),
        count => {
            let number = format::number(i18n.locale(), u64::from(count));
            view! { <strong class="alerts">{number}</strong> }.into_any()
        }
    })
    .into_any()
}

fn proxy(store: Cell<Store>) -> AnyView {
    live(move || match store.with(|store| store.proxy.clone()) {
        Some(name) => name.into_any(),
        None => view! { <span class="hint">{text(|m| m.stores.direct)}</span> }.into_any(),
    })
    .into_any()
}

fn as_of(store: Cell<Store>) -> AnyView {
    let i18n = use_i18n();
    live(move || match store.with(|store| store.as_of) {
        Some(at) => format::time_of_day(i18n.locale(), at),
        None => i18n.messages().stores.never.to_owned(),
    })
    .into_any()
}

/// The status, and in red what it means and the way out.
fn status(store: Cell<Store>, actions: Actions) -> AnyView {
    let i18n = use_i18n();
    let status = memo(move || store.with(|store| store.status.clone()));
    let said = live(move || {
        let (messages, locale) = (&i18n.messages().stores, i18n.locale());
        status.with(|status| match status {
            StoreStatus::SyncFailing { since, .. } => (messages.failing_since)(&format::minute(locale, *since)),
            StoreStatus::Slowed { until } => (messages.slowed_until)(&format::time_of_day(locale, *until)),
            StoreStatus::LoginExpires { days } => (messages.expires_in)(*days),
            other => (messages.status_word)(other.as_str()).to_owned(),
        })
    });
    let class = live(move || {
        status.with(|status| match tone(status) {
            Tone::Good => "badge good",
            Tone::Warn => "badge warn",
            Tone::Bad => "badge bad",
        })
    });
    let prompt = live(move || {
        let messages = &i18n.messages().stores;
        let words = status.with(|status| match status {
            StoreStatus::SyncFailing { reason, .. } => Some(reason.clone()),
            other => (messages.prompt)(other.as_str()).map(str::to_owned),
        })?;
        let ask = (!actions.admin && status.with(wants_authorization)).then_some(messages.ask_admin);
        Some(view! { <p class="prompt">{words} {ask.map(|ask| format!(" {ask}"))}</p> }.into_any())
    });
    let way_out = live(move || {
        (actions.admin && status.with(wants_authorization)).then(|| again_button(store, "button small danger"))
    });
    view! {
        <span class=class>{said}</span>
        {prompt}
        {way_out}
    }
    .into_any()
}

fn again_button(store: Cell<Store>, class: &'static str) -> AnyView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let name = live(move || (i18n.messages().stores.authorize_again_named)(&store.with(|store| store.name.clone())));
    let again = move |_| authorize(request(store), i18n, toasts);
    view! {
        <button type="button" class=class aria-label=name on:click=again>
            {icon(Icon::Key)}
            {text(|m| m.stores.authorize_again)}
        </button>
    }
    .into_any()
}

fn buttons(store: Cell<Store>, actions: Actions) -> AnyView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let named = move |pick: fn(&str) -> String| store.with(|store| pick(&store.name));
    let again_name = memo(move || named(i18n.messages().stores.authorize_again_named));
    let again = move || {
        view! {
            <button
                type="button"
                class="button icon-only quiet"
                aria-label=move || again_name.get()
                title=move || again_name.get()
                on:click=move |_| authorize(request(store), i18n, toasts)
            >
                {icon(Icon::Key)}
            </button>
        }
        .into_any()
    };
    // Where authorising is the way out, the prompt has the button already.
    let in_prompt = move || store.with(|store| wants_authorization(&store.status));
    let delete_name = memo(move || named(i18n.messages().stores.delete_named));
    view! {
        {shown(move || !in_prompt(), again)}
        <button
            type="button"
            class="button icon-only quiet"
            aria-label=move || delete_name.get()
            title=move || delete_name.get()
            on:click=move |_| actions.delete.set(Some(store.get_untracked()))
        >
            {icon(Icon::Trash)}
        </button>
    }
    .into_any()
}

/// Asks for the permission to this store anew.
fn request(store: Cell<Store>) -> NewAuthorization {
    store.with_untracked(|store| NewAuthorization {
        platform: store.platform,
        store: Some(store.id.clone()),
    })
}
