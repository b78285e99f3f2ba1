//! What stands under a message: its translation, or why there is none.

use super::model::hash::of_text;
use super::model::words::has_words;
use super::state::{By, Shown, Source, Translations, Why, use_translations};
use crate::i18n::{I18n, text, use_i18n};
use crate::ui::button::button;
use crate::ui::live::{effect, live, memo};
use crate::ui::view;
use leptos::prelude::*;
use steadydesk_wire::{Author, Content, Message};

/// What of a message is translated; nothing where nobody needs it.
fn source(message: &Message) -> Option<Source> {
    let Content::Text { text } = &message.content else {
        return None;
    };
    // What was taken back is not said again in another language.
    let theirs = message.author == Author::Buyer && !message.recalled;
    (theirs && has_words(text)).then(|| Source {
        text: text.clone(),
        hash: of_text(text),
        attached: message.platform_text.clone(),
    })
}

/// The translation that stands under a message, for who looks for words in it; follows whatever changes it.
pub(crate) fn said_under(translations: Translations, message: &Message) -> Option<String> {
    let source = source(message)?;
    match translations.shown(message.session.as_str(), &source) {
        Shown::Text { text, .. } => Some(text),
        Shown::Nothing | Shown::Waiting | Shown::Failed(_) => None,
    }
}

/// The translation of a message, as long as its row is on the page. `linked` draws a text with its links.
pub(crate) fn translation(cell: ArcRwSignal<Message>, linked: fn(&str) -> AnyView) -> AnyView {
    let translations = use_translations();
    let (session, row) = cell.with_untracked(|message| (message.session.to_string(), message.id.to_string()));
    let source = memo(move || cell.with(source));
    let shown = memo({
        let session = session.clone();
        move || {
            source.with(|source| {
                source
                    .as_ref()
                    .map_or(Shown::Nothing, |source| translations.shown(&session, source))
            })
        }
    });
    let first = StoredValue::new(true);
    effect({
        let (session, row) = (session.clone(), row.clone());
        move || {
            let wanted = shown.with(|shown| match shown {
                Shown::Waiting => Some(false),
                Shown::Text { older: true, .. } => Some(true),
                _ => None,
            });
            let is_there = shown.with(|shown| {
                matches!(
                    shown,
                    Shown::Text {
                        by: By::Gateway | By::Browser,
                        ..
                    }
                )
            });
            translations.unwant(&row);
            if let Some(source) = source.get() {
                if let Some(anew) = wanted {
                    translations.want(&row, &session, &source, anew);
                }
                if first.get_value() && is_there {
                    translations.found(&session);
                }
                first.set_value(shown.with_untracked(|shown| *shown == Shown::Nothing));
            }
        }
    });
    on_cleanup(move || translations.unwant(&row));
    let drawn = live(move || match shown.get() {
        // Mostly it is there in a moment: a word that comes and goes would only move what is read.
        Shown::Nothing | Shown::Waiting => None,
        Shown::Text {
            text: said,
            language,
            by,
            older,
        } => Some(translated(&said, language, by, older, linked)),
        Shown::Failed(why) => Some(failed(translations, session.clone(), source, why)),
    });
    drawn.into_any()
}

fn translated(said: &str, language: String, by: By, older: bool, linked: fn(&str) -> AnyView) -> AnyView {
    let note = match by {
        By::Platform => Some(text(|m| m.inbox.from_platform)),
        By::Browser => Some(text(|m| m.translation.by_browser)),
        By::Gateway if older => Some(text(|m| m.translation.older)),
        By::Gateway => None,
    };
    let note = note.map(|note| view! { <p class="thing-kind">{note}</p> }.into_any());
    view! {
        <div class="translation">
            <div class="text" lang=language dir="auto" data-part="translation">{linked(said)}</div>
            {note}
        </div>
    }
    .into_any()
}

fn failed(translations: Translations, session: String, source: Memo<Option<Source>>, why: Why) -> AnyView {
    let i18n = use_i18n();
    let said = move || (i18n.messages().translation.failed)(&reason(i18n, &why));
    let again = move || {
        if let Some(source) = source.get_untracked() {
            translations.retry(&session, &source);
        }
    };
    view! {
        <p class="translation failed" data-part="translation-failed">
            {said} " " {button("small quiet", |m| m.translation.again, again)}
        </p>
    }
    .into_any()
}

/// Why a text is not translated, in words; follows the language.
pub(super) fn reason(i18n: I18n, why: &Why) -> String {
    let messages = i18n.messages();
    match why {
        Why::Text(failure) => (messages.translation.reason)(*failure).to_owned(),
        Why::Api(error) => (messages.common.error)(error),
    }
}
