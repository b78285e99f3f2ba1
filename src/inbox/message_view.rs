//! One message of a thread.

use super::content_view::{content, linked};
use super::model::reading::{is_paused, state_word};
use super::now::seconds_to;
use super::thread_state::{About, Thread};
use crate::account::use_signed_in;
use crate::i18n::{format, text, use_i18n};
use crate::outbox::model::tray::Deed;
use crate::outbox::{use_outbox, ways};
use crate::translation::translation;
use crate::ui::icon::{Icon, icon};
use crate::ui::live::{live, memo};
use crate::ui::view;
use leptos::prelude::*;
use std::sync::Arc;
use steadydesk_wire::{Author, Failure, Message, MessageId, Millis, Outgoing, Region};

/// A message. Its node stays the same one for as long as the thread shows it,
/// whatever becomes of the message.
pub(super) fn message(thread: Thread, id: &MessageId) -> AnyView {
    let Some(cell) = thread.message(id) else {
        return ().into_any();
    };
    let (outbox, i18n) = (use_outbox(), use_i18n());
    let region = thread.about().with_untracked(|about| match about {
        About::Known(session) => Some(session.region.clone()),
        _ => None,
    });
    let author = cell.with_untracked(|message| message.author);
    let deciding = memo({
        let id = id.clone();
        move || outbox.is_deciding(&id)
    });
    let state = memo({
        let cell = cell.clone();
        move || cell.with(|message| state_word(message).map(|word| if deciding.get() { "sending" } else { word }))
    });
    // What the message says is drawn again only when it says something else, not when its state moves on.
    let said = memo({
        let cell = cell.clone();
        move || cell.with(|message| (message.content.clone(), message.recalled, message.withheld))
    });
    let body = {
        let id = id.clone();
        live(move || {
            let (what, recalled, withheld) = said.get();
            let texts = &i18n.messages().inbox;
            let note = match (withheld, recalled) {
                (true, _) => Some(("fate bad", texts.withheld)),
                (_, true) => Some(("recalled", texts.recalled)),
                _ => None,
            };
            let note = note.map(|(class, note)| view! { <p class=class>{note}</p> }.into_any());
            view! { {content(&id, &what)}{note} }.into_any()
        })
    };
    let side = match author {
        Author::Buyer => "message buyer",
        Author::Seller => "message own",
        Author::Robot => "message own robot",
        Author::System => "message system",
    };
    let retry = {
        let id = id.clone();
        live(move || {
            let id = id.clone();
            (state.get() == Some("failed")).then(|| {
                view! {
                    <button
                        type="button"
                        class="button icon-only retry"
                        aria-label=text(|m| m.inbox.retry)
                        title=text(|m| m.inbox.retry)
                        on:click=move |_| outbox.retry(&id)
                    >
                        {icon(Icon::Retry)}
                    </button>
                }
                .into_any()
            })
        })
    };
    let place = (
        {
            let id = id.clone();
            move || thread.place_of(&id)
        },
        move || thread.size(),
    );
    view! {
        <article
            class=side
            tabindex="-1"
            data-id=id.to_string()
            data-state=move || state.get()
            aria-posinset=place.0
            aria-setsize=place.1
        >
            <div class="bubble">
                <div class="said">{body}{translation(cell.clone(), linked)}</div>
                {retry}
            </div>
            {fate(cell.clone(), deciding)}
            {meta(cell, region)}
        </article>
    }
    .into_any()
}

/// Who wrote it, and when.
fn meta(cell: ArcRwSignal<Message>, region: Option<Region>) -> AnyView {
    let i18n = use_i18n();
    let me = use_signed_in().map(|account| account.name);
    let line = memo(move || {
        cell.with(|message| {
            (
                message.at,
                message.author,
                message.operator.clone(),
                message.outgoing.clone().filter(|_| !message.withheld),
            )
        })
    });
    let writer = move || {
        let (_, author, operator, outgoing) = line.get();
        let texts = &i18n.messages().inbox;
        match (author, operator) {
            (Author::Buyer, _) => None,
            (Author::Robot, _) => Some(texts.robot.to_owned()),
            (Author::System, _) => Some(texts.system.to_owned()),
            (Author::Seller, Some(name)) if Some(&name) != me.as_ref() => Some(name),
            (Author::Seller, None) if outgoing.is_none() => Some(texts.store_app.to_owned()),
            (Author::Seller, _) => Some(texts.you.to_owned()),
        }
    };
    let sent = live(move || {
        (line.get().3 == Some(Outgoing::Sent))
            .then(|| view! { <span class="sent" title=text(|m| m.inbox.sent)>{icon(Icon::Check)}</span> }.into_any())
    });
    let at = move || line.get().0;
    let title = move || match &region {
        Some(region) => format::full_at(i18n.locale(), at(), region.as_str()),
        None => format::full(i18n.locale(), at()),
    };
    view! {
        <p class="meta">
            {move || writer().map(|writer| view! { <bdi>{writer}</bdi> " " }.into_any())}
            <time title=title>{move || format::minute(i18n.locale(), at())}</time>
            {sent}
        </p>
    }
    .into_any()
}

/// What becomes of an own message, in words, with the ways on.
fn fate(cell: ArcRwSignal<Message>, deciding: Memo<bool>) -> AnyView {
    let i18n = use_i18n();
    let outgoing = memo({
        let cell = cell.clone();
        move || cell.with(|message| message.outgoing.clone())
    });
    let shown = live(move || {
        let outgoing = outgoing.get()?;
        let texts = &i18n.messages().inbox;
        if deciding.get() {
            return Some(view! { <p class="fate">{texts.sending}</p> }.into_any());
        }
        let why = |failure: &Failure| {
            let reason = (texts.reason)(failure.reason);
            match &failure.detail {
                Some(detail) => view! { {reason} " " <bdi>{detail.clone()}</bdi> }.into_any(),
                None => reason.into_any(),
            }
        };
        let ways = {
            let cell = cell.clone();
            // The icon in the bubble tries again.
            ways(Arc::new(move || Some(cell.get())), Some(Deed::Retry), Arc::new(|| {}))
        };
        Some(match outgoing {
            Outgoing::Sent => return None,
            Outgoing::Sending => view! { <p class="fate">{texts.sending}</p> }.into_any(),
            Outgoing::Queued { retry_at, failure } => {
                let next = retry_at.map(countdown);
                view! { <p class="fate">{texts.queued} " " {failure.as_ref().map(why)} " " {next} " " {ways}</p> }
                    .into_any()
            }
            Outgoing::Waiting => view! { <p class="fate">{texts.behind_failed} " " {ways}</p> }.into_any(),
            Outgoing::Checking { failure: None } => view! { <p class="fate">{texts.checking}</p> }.into_any(),
            Outgoing::Checking { failure: Some(failure) } => view! {
                <div class="fate doubtful">
                    <p>{texts.outcome_unknown} " " {why(&failure)}</p>
                    <p>{texts.send_again_risk}</p>
                    {ways}
                </div>
            }
            .into_any(),
            Outgoing::Failed { failure } if is_paused(failure.reason) => {
                view! { <div class="fate doubtful"><p><strong>{why(&failure)}</strong></p>{ways}</div> }.into_any()
            }
            Outgoing::Failed { failure } => view! {
                <p class="fate bad">
                    <strong>{texts.failed}</strong> " " <span>{why(&failure)}</span> " " {ways}
                </p>
            }
            .into_any(),
        })
    });
    shown.into_any()
}

/// Seconds to the next try. Not told to screen readers each time.
fn countdown(at: Millis) -> AnyView {
    let i18n = use_i18n();
    let left = seconds_to(at);
    view! { <span role="timer">{move || (i18n.messages().inbox.next_try)(left.get())}</span> }.into_any()
}
