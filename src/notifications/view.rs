//! The switches in the settings.

use super::state::{ON, TEXTS, is_on, wanted};
use crate::browser::notification::{self, Permission};
use crate::browser::preferences;
use crate::i18n::{text, use_i18n};
use crate::ui::live::live;
use crate::ui::view;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// The section of the settings.
pub fn notifications_section() -> AnyView {
    let i18n = use_i18n();
    let on = RwSignal::new(wanted());
    let texts = RwSignal::new(is_on(TEXTS));
    let permission = RwSignal::new(notification::permission());
    // Only here, and only by this click, is the browser asked.
    let switch = move |_| {
        let wants = !on.get_untracked();
        if !wants {
            preferences::remove(ON);
            return on.set(false);
        }
        // As the browser shows the switch already; where it is refused, it goes back.
        on.set(true);
        spawn_local(async move {
            let answer = notification::ask().await;
            let may = answer == Permission::Granted;
            if may {
                preferences::set(ON, "on");
            }
            permission.try_set(answer);
            on.try_set(may);
        });
    };
    let switch_texts = move |_| {
        texts.update(|on| *on = !*on);
        if texts.get_untracked() {
            preferences::set(TEXTS, "on");
        } else {
            preferences::remove(TEXTS);
        }
    };
    let said = live(move || {
        let texts = &i18n.messages().notifications;
        match permission.get() {
            Permission::Denied => Some(texts.denied),
            Permission::Missing => Some(texts.missing),
            Permission::Granted | Permission::NotAsked => None,
        }
    });
    let missing = notification::permission() == Permission::Missing;
    view! {
        <section class="card" aria-labelledby="settings-notifications">
            <h2 id="settings-notifications">{text(|m| m.notifications.title)}</h2>
            <label class="choice">
                <input type="checkbox" disabled=missing prop:checked=move || on.get() on:change=switch />
                <span>{text(|m| m.notifications.on)}</span>
            </label>
            <p class="hint">{text(|m| m.notifications.on_hint)}</p>
            <p role="status">{said}</p>
            <label class="choice">
                <input type="checkbox" disabled=move || !on.get() prop:checked=move || texts.get() on:change=switch_texts />
                <span>{text(|m| m.notifications.texts)}</span>
            </label>
            <p class="hint">{text(|m| m.notifications.texts_hint)}</p>
        </section>
    }
    .into_any()
}
