//! The sign-in page.

use super::model::Attempt;
use super::state::use_account;
use crate::browser::{clock, page};
use crate::i18n::{text, use_i18n};
use crate::ui::icon::{Icon, icon};
use crate::ui::live::{effect, live, memo};
use crate::ui::view;
use leptos::prelude::*;
use std::time::Duration;
use steadydesk_wire::{SandboxAccount, SignIn};
use wasm_bindgen_futures::spawn_local;

/// Name, password and, against the sandbox, the accounts to try.
pub fn sign_in_page() -> AnyView {
    let i18n = use_i18n();
    let account = use_account();
    let name = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let attempt = RwSignal::new(Attempt::None);
    let now = RwSignal::new(clock::monotonic());
    let hello = account.hello();
    let offers = live(move || {
        let offered = hello.get().map(|hello| hello.sandbox_accounts).unwrap_or_default();
        (!offered.is_empty()).then(|| offers(offered, name, password))
    });
    if let Ok(interval) = set_interval_with_handle(move || now.set(clock::monotonic()), Duration::from_millis(500)) {
        on_cleanup(move || interval.clear());
    }

    effect(move || page::set_title(&format!("{} - Steadydesk", i18n.messages().account.title)));
    let left = memo(move || attempt.with(|attempt| attempt.seconds_left(now.get())));
    let busy = move || attempt.with(|attempt| *attempt == Attempt::Running);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if untrack(busy) || left.get_untracked().is_some() {
            return;
        }
        let form = SignIn {
            name: name.get_untracked().trim().to_owned(),
            password: password.get_untracked(),
        };
        attempt.set(Attempt::Running);
        spawn_local(async move {
            if let Err(error) = account.sign_in(form).await {
                let at = clock::monotonic();
                now.try_set(at);
                attempt.try_set(Attempt::refused(error, at));
            }
        });
    };
    let said = live(move || {
        let messages = i18n.messages();
        match (left.get(), attempt.get()) {
            (Some(seconds), _) => Some(refusal((messages.account.wait)(seconds))),
            (None, Attempt::Refused(error)) => Some(refusal((messages.common.error)(&error))),
            _ => None,
        }
    });
    let label = live(move || {
        if busy() {
            i18n.messages().account.signing_in
        } else {
            i18n.messages().account.sign_in
        }
    });

    view! {
        <main class="sign-in" id="main">
            <form class="card" on:submit=submit>
                <p class="brand">"Steadydesk"</p>
                <h1>{text(|m| m.account.title)}</h1>
                <label>
                    <span>{text(|m| m.account.name)}</span>
                    <input class="field" name="name" autocomplete="username" autocapitalize="none" required autofocus bind:value=name />
                </label>
                <label>
                    <span>{text(|m| m.account.password)}</span>
                    <input class="field" type="password" name="password" autocomplete="current-password" required bind:value=password />
                </label>
                <div role="alert">{said}</div>
                <button class="button primary wide" disabled=move || busy() || left.get().is_some()>{label}</button>
            </form>
            {offers}
        </main>
    }
    .into_any()
}

fn refusal(said: String) -> AnyView {
    view! { <p class="refusal">{said}</p> }.into_any()
}

/// The sandbox's accounts.
fn offers(offered: Vec<SandboxAccount>, name: RwSignal<String>, password: RwSignal<String>) -> AnyView {
    let draw = |offer| view! { <li>{offer_button(offer, name, password)}</li> }.into_any();
    view! {
        <section class="card offers" aria-labelledby="offers">
            <h2 id="offers">{text(|m| m.account.sandbox)}</h2>
            <p class="hint">{text(|m| m.account.sandbox_hint)}</p>
            <ul>{offered.into_iter().map(draw).collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn offer_button(offer: SandboxAccount, name: RwSignal<String>, password: RwSignal<String>) -> AnyView {
    let i18n = use_i18n();
    let role = offer.role;
    let shown = offer.name.clone();
    view! {
        <button
            type="button"
            class="button offer"
            on:click=move |_| {
                name.set(offer.name.clone());
                password.set(offer.password.clone());
            }
        >
            {icon(Icon::User)}
            <span>{shown}</span>
            <span class="hint">{move || (i18n.messages().account.role)(role)}</span>
        </button>
    }
    .into_any()
}
