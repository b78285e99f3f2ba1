//! The open session: whom it is with, what was said, and the composer.

use super::composer::composer;
use super::drafts::Drafts;
use super::list_view::{avatar, store_line};
use super::message_view::message;
use super::scroll::{self, Scroll};
use super::thread_state::{About, Loading, Thread, open};
use crate::i18n::{format, text, use_i18n};
use crate::route::InboxPlace;
use crate::router::use_router;
use crate::ui::button::{button, icon_button};
use crate::ui::icon::Icon;
use crate::ui::live::{each, effect, live, memo};
use crate::ui::notice::notice;
use crate::ui::view;
use leptos::prelude::*;
use steadydesk_wire::{MessageId, Session, SessionId};

/// What marks a line as the day on which the message it names, and those
/// behind it, were written. The other lines are messages, by their id alone.
const DAY: &str = "day ";

/// The thread of a session. `known` is the session's row, where the list has it.
pub(super) fn thread_pane(place: Memo<InboxPlace>, id: SessionId, known: Option<Session>, drafts: Drafts) -> AnyView {
    let thread = open(id, known);
    let scroll = scroll::at_end();
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
            About::Known(session) => desk(thread, scroll, &session, drafts),
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

fn desk(thread: Thread, scroll: Scroll, session: &Session, drafts: Drafts) -> AnyView {
    let first = session.clone();
    let present = memo(move || match thread.about().get() {
        About::Known(session) => *session,
        _ => first.clone(),
    });
    view! {
        {head(present)}
        {log(thread, scroll)}
        {composer(thread, present, drafts, move || scroll.to_end())}
    }
    .into_any()
}

fn head(session: Memo<Session>) -> AnyView {
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
    view! {
        <header class="thread-head">
            {move || avatar(&buyer.get())}
            <div class="thread-who">
                <h2><bdi>{name}</bdi></h2>
                {store_line(session)}
            </div>
        </header>
    }
    .into_any()
}

fn log(thread: Thread, scroll: Scroll) -> AnyView {
    let order = thread.order();
    let lines = memo(move || order.with(|ids| with_days(thread, ids)));
    let draw = move |line: String| {
        let (is_day, id) = match line.strip_prefix(DAY) {
            Some(id) => (true, id.parse()),
            None => (false, line.parse()),
        };
        match id {
            Ok(id) if is_day => day(thread, &id),
            Ok(id) => message(thread, &id),
            Err(_) => ().into_any(),
        }
    };
    let earlier = move || thread.load_earlier(move || scroll.hold());
    let scrolled = move |_| {
        scroll.scrolled();
        let idle = thread.loading().with_untracked(|loading| *loading == Loading::Nothing);
        if idle && !scroll.is_at_end_now() && scroll.is_near_begin() {
            earlier();
        }
    };
    let (last_seen, set_last_seen) = signal(None::<MessageId>);
    effect(move || {
        let last = order.with(|ids| ids.last().cloned());
        if scroll.is_at_end() {
            set_last_seen.set(last);
        }
    });
    let unseen = memo(move || match (scroll.is_at_end(), last_seen.get()) {
        (false, Some(seen)) => order.with(|ids| ids.iter().rev().take_while(|id| **id != seen).count()),
        _ => 0,
    });
    let new_ones = live(move || {
        let count = u32::try_from(unseen.get()).unwrap_or(u32::MAX);
        let i18n = use_i18n();
        (count > 0).then(|| {
            view! {
                <button type="button" class="button primary new-messages" on:click=move |_| scroll.to_end()>
                    {move || (i18n.messages().inbox.new_messages)(count)}
                </button>
            }
            .into_any()
        })
    });
    view! {
        <div class="log-frame">
            <div class="log" role="log" aria-label=text(|m| m.inbox.messages) tabindex="0" node_ref=scroll.frame on:scroll=scrolled>
                <div class="log-content" node_ref=scroll.content>
                    {begin(thread, earlier)}
                    {each(move || lines.get(), draw)}
                </div>
            </div>
            {new_ones}
        </div>
    }
    .into_any()
}

fn with_days(thread: Thread, ids: &[MessageId]) -> Vec<String> {
    let mut lines = Vec::with_capacity(ids.len() + 8);
    let mut before = None;
    for id in ids {
        let Some(cell) = thread.message(id) else { continue };
        let day = format::calendar_day(cell.with_untracked(|message| message.at));
        if before != Some(day) {
            lines.push(format!("{DAY}{id}"));
            before = Some(day);
        }
        lines.push(id.to_string());
    }
    lines
}

fn day(thread: Thread, id: &MessageId) -> AnyView {
    let i18n = use_i18n();
    let Some(at) = thread.message(id).map(|cell| cell.with_untracked(|message| message.at)) else {
        return ().into_any();
    };
    view! { <p class="day"><span>{move || format::day(i18n.locale(), at)}</span></p> }.into_any()
}

/// What stands above the oldest message.
fn begin(thread: Thread, earlier: impl Fn() + Copy + Send + Sync + 'static) -> AnyView {
    let i18n = use_i18n();
    let shown = live(move || match thread.loading().get() {
        Loading::Failed(error) => view! {
            <p class="begin" role="alert">
                {(i18n.messages().common.error)(&error)} " "
                {button("small", |m| m.common.retry, move || thread.again())}
            </p>
        }
        .into_any(),
        Loading::Newest if !thread.is_loaded() => {
            view! { <p class="begin opening" role="status">{text(|m| m.common.loading)}</p> }.into_any()
        }
        _ if thread.has_earlier() => view! {
            <p class="begin">
                {button("small", |m| m.inbox.earlier, earlier)}
            </p>
        }
        .into_any(),
        _ if thread.order().with(Vec::is_empty) => {
            view! { <p class="begin">{text(|m| m.inbox.empty_thread)}</p> }.into_any()
        }
        _ => view! { <p class="begin">{text(|m| m.inbox.begin)}</p> }.into_any(),
    });
    shown.into_any()
}

/// A session that is not there (any more). What was written for it can still be copied.
fn lost(thread: Thread, drafts: Drafts, at: Option<steadydesk_wire::Millis>) -> AnyView {
    let i18n = use_i18n();
    let said = live(move || match at {
        Some(at) => (i18n.messages().inbox.gone_at)(&format::full(i18n.locale(), at)),
        None => i18n.messages().inbox.gone.to_owned(),
    });
    let draft = live(move || {
        let draft = drafts.text(&thread.id());
        (!draft.is_empty()).then(|| {
            view! {
                <label class="lost-draft">
                    {text(|m| m.inbox.draft_of_gone)}
                    <textarea class="field" readonly prop:value=draft></textarea>
                </label>
            }
            .into_any()
        })
    });
    view! { <div class="notice" role="status"><p>{said}</p>{draft}</div> }.into_any()
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
