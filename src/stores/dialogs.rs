//! Adding and deleting a store.

use super::state::Stores;
use crate::api::stores as api;
use crate::browser::location;
use crate::i18n::{I18n, text, use_i18n};
use crate::list::List;
use crate::ui::button::button;
use crate::ui::dialog::dialog;
use crate::ui::live::effect;
use crate::ui::toast::{Toasts, Tone, use_toasts};
use crate::ui::view;
use leptos::prelude::*;
use steadydesk_wire::{NewAuthorization, Platform, Store};
use wasm_bindgen_futures::spawn_local;

/// Leaves for the platform's page, where the seller gives permission. It leads back here.
pub fn authorize(request: NewAuthorization, i18n: I18n, toasts: Toasts) {
    toasts.say(Tone::Good, i18n.messages_now().stores.opening);
    spawn_local(async move {
        match api::authorize(&request).await {
            Ok(authorization) if location::leave_for(&authorization.url).is_ok() => {}
            Ok(_) => toasts.say(
                Tone::Bad,
                (i18n.messages_now().common.error)(&crate::api::error::ApiError::Unreadable),
            ),
            Err(error) => toasts.say(Tone::Bad, (i18n.messages_now().common.error)(&error)),
        }
    });
}

/// Asks for the platform of a new store.
pub(super) fn add_dialog(open: RwSignal<bool>) -> AnyView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let content = move || {
        let choices = Platform::ALL.map(|platform| {
            let choose = move |_| {
                open.set(false);
                authorize(NewAuthorization { platform, store: None }, i18n, toasts);
            };
            view! {
                <button type="button" class="button wide" on:click=choose>
                    <span class=format!("platform {platform}")>{platform.name()}</span>
                </button>
            }
            .into_any()
        });
        view! {
            <p>{text(|m| m.stores.add_hint)}</p>
            {choices.into_iter().collect_view()}
        }
        .into_any()
    };
    dialog(open, |m| m.stores.add_title, content)
}

/// Asks before a store is deleted; open while there is one to delete.
pub(super) fn delete_dialog(list: List<Stores>, store: RwSignal<Option<Store>>) -> AnyView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let open = RwSignal::new(false);
    let running = RwSignal::new(false);
    let failed = RwSignal::new(None);
    effect(move || {
        if store.with(Option::is_some) {
            failed.set(None);
            running.set(false);
            open.set(true);
        }
    });
    effect(move || {
        if !open.get() {
            store.set(None);
        }
    });
    let delete = move |_| {
        let Some(doomed) = store.get_untracked() else { return };
        if running.get_untracked() {
            return;
        }
        running.set(true);
        failed.set(None);
        spawn_local(async move {
            let answer = api::delete(&doomed.id).await;
            running.try_set(false);
            let messages = i18n.messages_now();
            match answer {
                Ok(()) => {
                    open.try_set(false);
                    // Newer than anything: what is shown next comes from the gateway.
                    list.gone(doomed.id.as_str(), i64::MAX);
                    toasts.say(Tone::Good, (messages.stores.deleted)(&doomed.name));
                }
                Err(error) => {
                    failed.try_set(Some((messages.stores.delete_failed)(&(messages.common.error)(&error))));
                }
            }
        });
    };
    let content = move || {
        let name = store
            .with_untracked(|store| store.as_ref().map(|store| store.name.clone()))
            .unwrap_or_default();
        view! {
            <p>{move || (i18n.messages().stores.delete_question)(&name)}</p>
            <div role="alert">{move || failed.get().map(|failed| view! { <p class="refusal">{failed}</p> }.into_any())}</div>
            <div class="dialog-ways">
                {button("", |m| m.common.cancel, move || open.set(false))}
                <button type="button" class="button danger" disabled=move || running.get() on:click=delete>{text(|m| m.stores.delete)}</button>
            </div>
        }
        .into_any()
    };
    dialog(open, |m| m.stores.delete_title, content)
}
