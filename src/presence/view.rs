//! What is seen of the others.

use super::model::Said;
use super::state::use_presence;
use crate::i18n::use_i18n;
use crate::ui::icon::{Icon, icon};
use crate::ui::live::{live, memo, shown};
use crate::ui::view;
use leptos::prelude::*;
use steadydesk_wire::SessionId;

/// In the thread's head: who has it open, or is writing. Its place is kept while nobody is there.
pub fn line(session: SessionId) -> AnyView {
    let i18n = use_i18n();
    let presence = use_presence();
    let said = memo(move || presence.said(&session));
    let typing = move || said.with(|said| matches!(said, Said::Typing(_)));
    let text = live(move || said.with(|said| words(said, &i18n.messages().presence)));
    view! { <p class="presence" class:typing=typing role="status">{text}</p> }.into_any()
}

/// In a session's row: a mark with the name of a colleague who is there.
pub fn mark(session: SessionId) -> AnyView {
    let i18n = use_i18n();
    let presence = use_presence();
    let said = memo(move || presence.said(&session));
    let any = move || said.with(|said| *said != Said::Nothing);
    shown(any, move || {
        let title = live(move || said.with(|said| words(said, &i18n.messages().presence)));
        let typing = move || said.with(|said| matches!(said, Said::Typing(_)));
        let name = live(move || {
            said.with(|said| match said {
                Said::Nothing => None,
                Said::Open(names) | Said::Typing(names) => match names.as_slice() {
                    [first, rest @ ..] if !rest.is_empty() => Some(format!("{first} +{}", rest.len())),
                    names => names.first().cloned(),
                },
            })
        });
        view! {
            <span class="with" class:typing=typing title=title>
                {icon(Icon::User)}
                <bdi>{name}</bdi>
            </span>
        }
        .into_any()
    })
}

fn words(said: &Said, texts: &crate::i18n::presence::Messages) -> Option<String> {
    match said {
        Said::Nothing => None,
        Said::Open(names) => Some((texts.open)(names)),
        Said::Typing(names) => Some((texts.typing)(names)),
    }
}
