//! The cache doctor in the settings.

use super::doctor::{Doctor, Line, Word, doctor};
use super::model::key::{path, store_of};
use crate::browser::file;
use crate::i18n::{I18n, format, text, use_i18n};
use crate::ui::button::button;
use crate::ui::dialog::dialog;
use crate::ui::live::{live, shown};
use crate::ui::view;
use leptos::html::Input;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// The section of the settings.
pub fn cache_section() -> AnyView {
    let i18n = use_i18n();
    let doctor = doctor();
    let asks = RwSignal::new(false);
    let input = NodeRef::<Input>::new();
    let chosen = move |_| {
        let Some(input) = input.get_untracked() else { return };
        let Some(chosen) = input.files().and_then(|files| files.get(0)) else {
            return;
        };
        input.set_value("");
        spawn_local(async move { doctor.import(file::text(&chosen).await) });
    };
    let clear = move || {
        asks.set(false);
        doctor.clear();
    };
    let question = move || {
        view! {
            <p>{text(|m| m.translation.clear_question)}</p>
            <div class="dialog-ways">
                {button("", |m| m.common.cancel, move || asks.set(false))}
                {button("danger", |m| m.translation.clear, clear)}
            </div>
        }
        .into_any()
    };
    let said = live(move || word(i18n, &doctor.word.get()));
    let name = move || file::save("steadydesk-translations.json");
    view! {
        <section class="card" aria-labelledby="settings-cache">
            <h2 id="settings-cache" tabindex="-1">{text(|m| m.translation.cache)}</h2>
            <p class="hint">{text(|m| m.translation.cache_hint)}</p>
            {table(doctor)}
            <div class="settings-ways">
                {button("", |m| m.translation.look, move || doctor.look())}
                {button("", |m| m.translation.verify, move || doctor.verify())}
                {button("", |m| m.translation.export, move || doctor.export(name()))}
                <input node_ref=input type="file" accept="application/json,.json" hidden on:change=chosen />
                {button("", |m| m.translation.import, move || {
                    if let Some(input) = input.get_untracked() {
                        input.click();
                    }
                })}
                {button("danger", |m| m.translation.clear, move || asks.set(true))}
            </div>
            <p role="status" data-part="doctor">{said}</p>
            {broken(doctor)}
            {dialog(asks, |m| m.translation.clear, question)}
        </section>
    }
    .into_any()
}

fn word(i18n: I18n, word: &Word) -> Option<String> {
    let texts = &i18n.messages().translation;
    let number = |value: u64| format::number(i18n.locale(), value);
    Some(match word {
        Word::Nothing => return None,
        Word::Verifying(count) => (texts.verifying)(&number(*count)),
        Word::Verified { count, damaged } => (texts.verified)(&number(*count), &number(*damaged)),
        Word::Repaired(count) => (texts.repaired)(&number(*count)),
        Word::Cleared => texts.cleared.to_owned(),
        Word::Imported(count) => (texts.imported)(&number(*count)),
        Word::NotImported(line, fault) => (texts.not_imported)(&line.to_string(), (texts.fault)(*fault)),
        Word::NotRead => (texts.not_imported)("1", texts.not_a_text),
    })
}

fn table(doctor: Doctor) -> AnyView {
    let i18n = use_i18n();
    let row = move |line: &Line, name: String| {
        let number = |value: u64| format::number(i18n.locale(), value);
        let kilobytes = number(line.size.bytes.div_ceil(1_000));
        let rate = line
            .tally
            .rate()
            .map_or_else(|| "–".to_owned(), |rate| [&number(rate), " %"].concat());
        let cells = [
            number(line.size.count),
            [&kilobytes, " kB"].concat(),
            rate,
            number(line.tally.damaged),
            number(line.tally.evicted),
        ];
        let cells = cells.map(|cell| view! { <td>{cell}</td> }.into_any());
        view! { <tr><th scope="row"><bdi>{name}</bdi></th>{cells.into_iter().collect_view()}</tr> }.into_any()
    };
    let head = [
        text(|m| m.translation.store),
        text(|m| m.translation.count),
        text(|m| m.translation.bytes),
        text(|m| m.translation.rate),
        text(|m| m.translation.damaged),
        text(|m| m.translation.evicted),
    ];
    let head = move || {
        head.map(|name| view! { <th scope="col">{name}</th> }.into_any())
            .into_iter()
            .collect_view()
    };
    let content = live(move || {
        let lines = doctor.lines.get();
        if lines.is_empty() {
            return view! { <p class="hint">{text(|m| m.translation.empty)}</p> }.into_any();
        }
        let mut sum = Line::default();
        for line in &lines {
            sum.size.count += line.size.count;
            sum.size.bytes += line.size.bytes;
            sum.tally.add(line.tally);
        }
        let all = row(&sum, i18n.messages().translation.sum.to_owned());
        let rows: Vec<AnyView> = lines.iter().map(|line| row(line, line.store.clone())).collect();
        view! {
            <div class="cache-table" tabindex="0" role="region" aria-label=text(|m| m.translation.cache)>
                <table>
                    <thead><tr>{head()}</tr></thead>
                    <tbody>{rows.into_iter().collect_view()}</tbody>
                    <tfoot>{all}</tfoot>
                </table>
            </div>
        }
        .into_any()
    });
    content.into_any()
}

/// The sessions that can be repaired, by their paths.
fn broken(doctor: Doctor) -> AnyView {
    let i18n = use_i18n();
    let line = move |session: String| {
        let path = path(&doctor.user(), store_of(&session), &session);
        let label = {
            let path = path.clone();
            move || (i18n.messages().translation.repair_of)(&path)
        };
        view! {
            <li>
                <code>{path}</code>
                <button type="button" class="button small" aria-label=label on:click=move |_| doctor.repair(session.clone())>
                    {text(|m| m.translation.repair)}
                </button>
            </li>
        }
        .into_any()
    };
    shown(
        move || doctor.broken.with(|broken| !broken.is_empty()),
        move || {
            let lines = live(move || doctor.broken.get().into_iter().map(line).collect_view().into_any());
            view! { <ul class="cache-broken">{lines}</ul> }.into_any()
        },
    )
}
