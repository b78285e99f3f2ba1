//! The open session: whom it is with, what was said, and the composer.

use super::composer::composer;
use super::drafts::Drafts;
use super::list_view::{avatar, store_line};
use super::model::list::belongs;
use super::now::ticking;
use super::thread_find::{Find, find_bar, find_button, find_in, find_key};
use super::thread_log::{log, scroll_of};
use super::thread_state::{About, Thread, open};
use crate::browser::{clock, device};
use crate::i18n::{format, text, use_i18n};
use crate::presence;
use crate::route::InboxPlace;
use crate::router::use_router;
use crate::ui::button::{button, icon_button};
use crate::ui::icon::Icon;
use crate::ui::live::{live, memo, shown};
use crate::ui::notice::notice;
use crate::ui::toast::{Tone, use_toasts};
use crate::ui::view;
use leptos::html::Textarea;
use leptos::prelude::*;
use steadydesk_wire::{Session, SessionId};
use wasm_bindgen_futures::spawn_local;

/// Minutes after which the stamp says its age.
const OLD: u32 = 2;

/// The thread of a session. `known` is the session's row, where the list has it.
pub(super) fn thread_pane(place: Memo<InboxPlace>, id: SessionId, known: Option<Session>, drafts: Drafts) -> AnyView {
    let thread = open(id, known);
    let about = thread.about();
    // The session's data may change under it; the pane itself is made once for each kind of answer.
    let kind = memo(move || std::mem::discriminant(&about.get()));
    let content = live(move || {
        // Not `track`: a memo that was never read has heard of no source yet.
        let _ = kind.get();
        match about.get_untracked() {
            About::Asking => {
                view! { <p class="opening" role="status">{text(|m| m.inbox.loading_session)}</p> }.into_any()
            }
            About::Known(session) => desk(thread, &session, drafts, place),
            About::Unknown => lost(thread, drafts, None),
            About::Gone { at } => lost(thread, drafts, Some(at)),
            About::Failed(_) => failed(thread, about),
        }
    });
    view! {
        <section class="thread">
            {back(place)}
            {content}
        </section>
    }
    .into_any()
}

/// On a narrow screen the way to the list.
fn back(place: Memo<InboxPlace>) -> AnyView {
    let router = use_router();
    let go = move || {
        router.go(InboxPlace {
            session: None,
            ..place.get_untracked()
        });
    };
    icon_button("icon-only quiet back", Icon::Left, |m| m.inbox.back, go)
}

fn desk(thread: Thread, session: &Session, drafts: Drafts, place: Memo<InboxPlace>) -> AnyView {
    let scroll = scroll_of(thread);
    let find = find_in(thread, scroll);
    let first = session.clone();
    let present = memo(move || match thread.about().get() {
        About::Known(session) => *session,
        _ => first.clone(),
    });
    view! {
        <div class="thread-desk" on:keydown=move |event| find_key(find, &event)>
            {head(thread, present, find, place)}
            {find_bar(find)}
            {log(thread, scroll, find)}
            {composer(thread, present, drafts, move || scroll.to_end())}
        </div>
    }
    .into_any()
}

fn head(thread: Thread, session: Memo<Session>, find: Find, place: Memo<InboxPlace>) -> AnyView {
    let i18n = use_i18n();
    let buyer = memo(move || session.with(|session| session.buyer.clone()));
    let name = live(move || {
        let name = buyer.get().name;
        if name.trim().is_empty() {
            i18n.messages().inbox.nameless.to_owned()
        } else {
            name
        }
    });
    let outside = move || session.with(|session| place.with(|place| !belongs(&place.query, session)));
    view! {
        <header class="thread-head">
            {move || avatar(&buyer.get())}
            <div class="thread-who">
                <h2><bdi>{name}</bdi></h2>
                {store_line(session)}
            </div>
            {presence::line(thread.id())}
            {shown(outside, || view! { <span class="badge outside">{text(|m| m.inbox.outside_filter)}</span> }.into_any())}
            {stamp(thread)}
            {find_button(find)}
        </header>
    }
    .into_any()
}

/// When the messages were true: now, as long as every change is told.
fn stamp(thread: Thread) -> AnyView {
    let i18n = use_i18n();
    let now = ticking();
    let at = memo(move || {
        let now = now.get();
        thread.as_of(now)
    });
    let minutes = memo(move || {
        let age = at.get().map_or(0, |at| now.get().since(at));
        u32::try_from(age / 60_000).unwrap_or(0)
    });
    let said = live(move || {
        let common = &i18n.messages().common;
        let time = format::time_of_day(i18n.locale(), at.get()?);
        Some(if minutes.get() < OLD {
            (common.as_of)(&time)
        } else {
            (common.as_of_old)(&time, minutes.get())
        })
    });
    view! { <p class="stamp" class:old=move || OLD <= minutes.get()>{said}</p> }.into_any()
}

/// A session that is not there (any more). What was written for it can still be copied.
fn lost(thread: Thread, drafts: Drafts, at: Option<steadydesk_wire::Millis>) -> AnyView {
    let i18n = use_i18n();
    let now = clock::gateway_now();
    let said = live(move || {
        let texts = &i18n.messages().inbox;
        let say = if at.is_some() { texts.gone_at } else { texts.gone };
        say(&format::full(i18n.locale(), at.unwrap_or(now)))
    });
    let draft = live(move || {
        let draft = drafts.text(&thread.id());
        (!draft.is_empty()).then(|| lost_draft(draft))
    });
    view! { <div class="notice" role="status"><p>{said}</p>{draft}</div> }.into_any()
}

fn lost_draft(draft: String) -> AnyView {
    let (i18n, toasts) = (use_i18n(), use_toasts());
    let area = NodeRef::<Textarea>::new();
    let text_of_it = draft.clone();
    let copy = move || {
        let draft = draft.clone();
        spawn_local(async move {
            if device::copy(&draft).await {
                toasts.say(Tone::Good, i18n.messages_now().inbox.copied);
            } else if let Some(Some(area)) = area.try_get_untracked() {
                // The browser refuses: the operator copies by hand.
                let _ = area.focus();
                area.select();
            }
        });
    };
    view! {
        <div class="lost-draft">
            <label>
                {text(|m| m.inbox.draft_of_gone)}
                <textarea node_ref=area class="field" readonly prop:value=text_of_it></textarea>
            </label>
            {button("", |m| m.inbox.copy, copy)}
        </div>
    }
    .into_any()
}

fn failed(thread: Thread, about: ReadSignal<About>) -> AnyView {
    let i18n = use_i18n();
    let said = live(move || match about.get() {
        About::Failed(error) => (i18n.messages().common.error)(&error),
        _ => String::new(),
    });
    view! {
        <div class="notice" role="alert">
            <p>{said}</p>
            {button("", |m| m.common.retry, move || thread.again())}
        </div>
    }
    .into_any()
}

/// What stands beside the list while no session is open.
pub(super) fn nothing_open() -> AnyView {
    view! { <section class="thread empty">{notice(|m| m.inbox.choose, None)}</section> }.into_any()
}
