//! One store's row.

use super::dialogs::authorize;
use super::model::{Tone, tone, wants_authorization};
use crate::i18n::{format, text, use_i18n};
use crate::list::Cell;
use crate::route::{InboxPlace, Route, SessionsQuery};
use crate::ui::icon::{Icon, icon};
use crate::ui::live::{live, memo, shown};
use crate::ui::toast::use_toasts;
use crate::ui::view;
use crate::unread::use_unread;
use leptos::prelude::*;
use steadydesk_wire::{NewAuthorization, Store, StoreId, StoreStatus};

/// What may be done to a store from its row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Actions {
    /// Whether the account may change stores at all.
    pub(super) admin: bool,
    /// The store that is about to be deleted.
    pub(super) delete: RwSignal<Option<Store>>,
}

/// A row. Each cell follows the store by itself.
pub(super) fn store_row(store: Cell<Store>, pointed_out: Memo<Option<StoreId>>, actions: Actions) -> AnyView {
    let i18n = use_i18n();
    // Neither changes during a store's life.
    let (id, platform) = store.with_untracked(|store| (store.id.clone(), store.platform));
    let query = SessionsQuery {
        store: Some(id.clone()),
        ..SessionsQuery::default()
    };
    let inbox = Route::Inbox(InboxPlace { query, session: None }).to_string();
    let here = {
        let id = id.clone();
        live(move || (pointed_out.get().as_ref() == Some(&id)).then_some("true"))
    };
    let unread = {
        let counts = use_unread();
        memo(move || counts.of_store(&id).unwrap_or_else(|| store.with(|store| store.unread)))
    };
    let number = move |value: u32| format::number(i18n.locale(), u64::from(value));
    let to_ship = live(move || match store.with(|store| store.to_ship) {
        Some(count) => number(count).into_any(),
        None => view! { <span class="hint" title=text(|m| m.stores.not_asked)>"–"</span> }.into_any(),
    });
    let proxy = move || store.with(|store| store.proxy.clone());
    let as_of = live(move || match store.with(|store| store.as_of) {
        Some(at) => format::time_of_day(i18n.locale(), at),
        None => i18n.messages().stores.never.to_owned(),
    });
    view! {
        <tr role="row" data-id=store.with_untracked(|store| store.id.to_string()) aria-current=here>
            <td role="cell" class="stores-name">
                <a href=inbox.clone()>{move || store.with(|store| store.name.clone())}</a>
                <span class="hint">{move || store.with(|store| store.shop_id.clone())}</span>
            </td>
            <td role="cell" class="stores-site">
                <span class=format!("platform {platform}")>{platform.name()}</span>
                " "
                <span class="hint" title=move || store.with(|store| format::region(i18n.locale(), store.region.as_str()))>
                    {move || store.with(|store| store.region.to_string())}
                </span>
            </td>
            <td role="cell" class="stores-status">{status(store, actions)}</td>
            <td role="cell" class="number" data-label=text(|m| m.stores.unread)>
                {move || match unread.get() {
                    0 => view! { <span class="hint">"0"</span> }.into_any(),
                    count => view! { <a class="count unread" href=inbox.clone()>{number(count)}</a> }.into_any(),
                }}
            </td>
            <td role="cell" class="number" data-label=text(|m| m.stores.to_ship)>{to_ship}</td>
            <td role="cell" class="number" data-label=text(|m| m.stores.alerts)>
                {move || match store.with(|store| store.alerts) {
                    0 => view! { <span class="hint">"0"</span> }.into_any(),
                    count => view! { <strong class="alerts">{number(count)}</strong> }.into_any(),
                }}
            </td>
            <td role="cell" class="stores-proxy" data-label=text(|m| m.stores.proxy)>
                {move || match proxy() {
                    Some(name) => name.into_any(),
                    None => view! { <span class="hint">{text(|m| m.stores.direct)}</span> }.into_any(),
                }}
            </td>
            <td role="cell" class="stores-as-of hint" data-label=text(|m| m.stores.updated)>{as_of}</td>
            {buttons(store, actions)}
        </tr>
    }
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
    let again = move |_| {
        let request = store.with_untracked(|store| NewAuthorization {
            platform: store.platform,
            store: Some(store.id.clone()),
        });
        authorize(request, i18n, toasts);
    };
    view! {
        <button type="button" class=class aria-label=name on:click=again>
            {icon(Icon::Key)}
            {text(|m| m.stores.authorize_again)}
        </button>
    }
    .into_any()
}

fn buttons(store: Cell<Store>, actions: Actions) -> Option<AnyView> {
    let i18n = use_i18n();
    let toasts = use_toasts();
    if !actions.admin {
        return None;
    }
    let named = move |pick: fn(&str) -> String| store.with(|store| pick(&store.name));
    let again_name = memo(move || named(i18n.messages().stores.authorize_again_named));
    let again = move || {
        let again = move |_| {
            let request = store.with_untracked(|store| NewAuthorization {
                platform: store.platform,
                store: Some(store.id.clone()),
            });
            authorize(request, i18n, toasts);
        };
        view! {
            <button type="button" class="button icon-only quiet" aria-label=move || again_name.get() title=move || again_name.get() on:click=again>
                {icon(Icon::Key)}
            </button>
        }
        .into_any()
    };
    // Where authorising is the way out, the prompt has the button already.
    let in_prompt = move || store.with(|store| wants_authorization(&store.status));
    let delete_name = memo(move || named(i18n.messages().stores.delete_named));
    let buttons = view! {
        <td role="cell" class="stores-actions">
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
        </td>
    };
    Some(buttons.into_any())
}
