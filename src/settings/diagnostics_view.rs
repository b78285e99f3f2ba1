//! The diagnostics, and their way into a ticket.

use super::model::{Section, sections, ticket};
use super::state::diagnostics;
use crate::browser::device;
use crate::i18n::{text, use_i18n};
use crate::ui::button::button;
use crate::ui::live::{effect, live, shown};
use crate::ui::view;
use leptos::html::Textarea;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// How the last copying went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Copied {
    No,
    Yes,
    /// The browser refuses: the operator copies by hand.
    Refused,
}

/// The section of the settings.
pub(super) fn diagnostics_section() -> AnyView {
    let i18n = use_i18n();
    let (report, look) = diagnostics();
    let told = move || report.with(|report| sections(report, &i18n.messages().settings));
    let copied = RwSignal::new(Copied::No);
    let copy = move || {
        look();
        let text = ticket(&untrack(told));
        spawn_local(async move {
            let done = device::copy(&text).await;
            copied.try_set(if done { Copied::Yes } else { Copied::Refused });
        });
    };
    let said = live(move || {
        let texts = &i18n.messages().settings;
        match copied.get() {
            Copied::No => None,
            Copied::Yes => Some(texts.copied.to_owned()),
            Copied::Refused => Some(texts.not_copied.to_owned()),
        }
    });
    let by_hand = shown(move || copied.get() == Copied::Refused, move || by_hand(&untrack(told)));
    let parts = live(move || told().into_iter().map(section).collect_view().into_any());
    view! {
        <section class="card" aria-labelledby="diagnostics">
            <h2 id="diagnostics" tabindex="-1">{text(|m| m.settings.diagnostics)}</h2>
            <p class="hint">{text(|m| m.settings.diagnostics_hint)}</p>
            <div class="settings-ways">
                {button("primary", |m| m.settings.copy, copy)}
                {button("", |m| m.settings.refresh, look)}
                <p role="status">{said}</p>
            </div>
            {by_hand}
            <div class="diagnostics">{parts}</div>
        </section>
    }
    .into_any()
}

fn section(section: Section) -> AnyView {
    let nothing = section
        .lines
        .is_empty()
        .then(|| view! { <p class="hint">{text(|m| m.settings.no_requests)}</p> }.into_any());
    let line = |(name, value): (String, String)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> }.into_any();
    view! {
        <div class="diagnostics-part">
            <h3>{section.title}</h3>
            {nothing}
            <dl>{section.lines.into_iter().map(line).collect_view()}</dl>
        </div>
    }
    .into_any()
}

/// The same text, selected.
fn by_hand(told: &[Section]) -> AnyView {
    let area = NodeRef::<Textarea>::new();
    effect(move || {
        if let Some(area) = area.get() {
            let _ = area.focus();
            area.select();
        }
    });
    view! {
        <textarea class="field ticket" node_ref=area readonly rows="8" aria-label=text(|m| m.settings.ticket) prop:value=ticket(told)></textarea>
    }
    .into_any()
}
