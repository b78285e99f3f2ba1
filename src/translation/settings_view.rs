//! Translation in the settings: whether, into which language, and what the team may still spend.

use super::model::language::ALL;
use super::state::use_translations;
use crate::api::translate;
use crate::browser::translator;
use crate::i18n::{format, text, use_i18n};
use crate::ui::live::live;
use crate::ui::view;
use leptos::prelude::*;
use steadydesk_wire::TranslationBudget;
use wasm_bindgen_futures::spawn_local;

/// The section of the settings.
pub fn translation_section() -> AnyView {
    let i18n = use_i18n();
    let choices = use_translations().choices;
    let choice = move |tag: &'static str| {
        let chosen = move || choices.to() == tag;
        view! { <option value=tag prop:selected=chosen>{move || format::language(i18n.locale(), tag)}</option> }
            .into_any()
    };
    let own = if translator::exists() {
        text(|m| m.translation.browser_hint)
    } else {
        text(|m| m.translation.no_browser)
    };
    view! {
        <section class="card" aria-labelledby="settings-translation">
            <h2 id="settings-translation">{text(|m| m.translation.title)}</h2>
            <label class="choice">
                <input
                    type="checkbox"
                    prop:checked=move || choices.on()
                    on:change=move |_| choices.set_on(!untrack(move || choices.on()))
                />
                <span>{text(|m| m.translation.on)}</span>
            </label>
            <p class="hint">{text(|m| m.translation.on_hint)}</p>
            <label class="translate-into">
                <span>{text(|m| m.translation.into)}</span>
                <select class="field" on:change=move |event| choices.set_to(event_target_value(&event))>
                    <option value="" prop:selected=move || choices.to().is_empty()>{text(|m| m.translation.as_console)}</option>
                    {ALL.map(choice).collect_view()}
                </select>
            </label>
            <label class="choice">
                <input
                    type="checkbox"
                    disabled=!translator::exists()
                    prop:checked=move || choices.browser()
                    on:change=move |_| choices.set_browser(!untrack(move || choices.browser()))
                />
                <span>{text(|m| m.translation.browser)}</span>
            </label>
            <p class="hint">{own}</p>
            {budget()}
        </section>
    }
    .into_any()
}

/// The day's characters, before they are spent.
fn budget() -> AnyView {
    let i18n = use_i18n();
    let known = RwSignal::new(None::<TranslationBudget>);
    spawn_local(async move {
        // Where nobody translates, or nobody answers, there is nothing to say of it.
        if let Ok(budget) = translate::budget().await {
            known.try_set(Some(budget));
        }
    });
    let said = live(move || {
        let budget = known.get()?;
        let number = |value: u64| format::number(i18n.locale(), value);
        let texts = &i18n.messages().translation;
        let Some(limit) = budget.limit else {
            return Some(view! { <p data-part="budget">{(texts.budget_free)(&number(budget.used))}</p> }.into_any());
        };
        let time = format::full(i18n.locale(), budget.resets_at);
        // Nine tenths: said before it is too late to ask for more.
        let low = budget.used >= limit / 10 * 9;
        let warning = low.then(|| view! { <strong class="bad" role="status">{texts.budget_low}</strong> }.into_any());
        let (used, most) = (number(budget.used), number(limit));
        let (now, max) = (budget.used.min(limit).to_string(), limit.to_string());
        Some(
            view! {
                <p data-part="budget">{(texts.budget)(&used, &most, &time)} " " {warning}</p>
                <progress max=max value=now aria-label=texts.title></progress>
            }
            .into_any(),
        )
    });
    said.into_any()
}
