//! The messages of the open session, as they are seen.

use super::message_view::message;
use super::scroll::{MOST_PRINTED, Scroll, scroll};
use super::thread_find::Find;
use super::thread_state::{Loading, Thread};
use crate::i18n::{format, text, use_i18n};
use crate::ui::button::button;
use crate::ui::element::El;
use crate::ui::live::{live, memo, shown};
use crate::ui::view;
use leptos::prelude::*;
use steadydesk_wire::MessageId;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

/// What stands above the oldest message: why nothing more came, that something
/// is on its way, that there is more, that there is nothing, that this is the begin.
const FAILED: u32 = 0;
const OPENING: u32 = 1;
const LOADING: u32 = 2;
const EARLIER: u32 = 3;
const EMPTY: u32 = 4;
const HERE: u32 = 5;

/// The scroll position of a thread, with what makes its rows.
pub(super) fn scroll_of(thread: Thread) -> Scroll {
    scroll(thread, Box::new(move |id| row(thread, id)))
}

/// The log of messages.
pub(super) fn log(thread: Thread, scroll: Scroll, find: Find) -> AnyView {
    let i18n = use_i18n();
    let new_ones = live(move || {
        let count = scroll.unseen();
        (count > 0).then(|| {
            view! {
                <button type="button" class="button primary new-messages" on:click=move |_| scroll.to_end()>
                    {move || (i18n.messages().inbox.new_messages)(count)}
                </button>
            }
            .into_any()
        })
    });
    // Away from the end, rows come and go as the operator scrolls: none of that is news.
    let spoken = move || if scroll.is_at_end() { "polite" } else { "off" };
    view! {
        <div class="log-frame">
            <div
                class="log"
                role="log"
                aria-label=text(|m| m.inbox.messages)
                aria-live=spoken
                tabindex="0"
                data-walk="article"
                node_ref=scroll.frame
                on:scroll=move |_| scroll.scrolled()
                on:keydown=move |event| key(scroll, &event)
            >
                <div class="log-content" class:finding=move || find.is_open()>
                    <div node_ref=scroll.head>{begin(thread)}</div>
                    <div class="rows" node_ref=scroll.list></div>
                </div>
            </div>
            {new_ones}
        </div>
    }
    .into_any()
}

/// The keys that scroll, except in a part that scrolls by itself or is written in.
fn key(scroll: Scroll, event: &KeyboardEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let own = target.is_some_and(|target| {
        let part = target
            .closest("[tabindex]:not(article), input, textarea, select")
            .ok()
            .flatten();
        part.is_some_and(|part| part.get_attribute("role").as_deref() != Some("log"))
    });
    if own || event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key() {
        return;
    }
    match event.key().as_str() {
        "Home" => scroll.to_begin(),
        "End" => scroll.to_end(),
        "PageUp" => scroll.turn_page(false),
        "PageDown" => scroll.turn_page(true),
        _ => return,
    }
    event.prevent_default();
}

/// A message with what stands above it: its day, and the line where the new messages begin.
fn row(thread: Thread, id: &MessageId) -> El {
    let i18n = use_i18n();
    let at = thread.message(id).map(|cell| cell.with_untracked(|message| message.at));
    let day = shown(
        {
            let id = id.clone();
            move || starts_day(thread, &id)
        },
        move || {
            let said = move || at.map(|at| format::day(i18n.locale(), at));
            view! { <p class="day"><span>{said}</span></p> }.into_any()
        },
    );
    let new = shown(
        {
            let id = id.to_string();
            move || thread.first_unread().as_ref() == Some(&id)
        },
        || view! { <p class="day new-line"><span>{text(|m| m.thread.new)}</span></p> }.into_any(),
    );
    view! { <div class="row">{day}{new}{message(thread, id)}</div> }
}

/// Whether a message is the first one of its day, as far as messages are here.
fn starts_day(thread: Thread, id: &MessageId) -> bool {
    thread.track();
    let before = thread.with_model(|model| {
        let number = model.number(id)?;
        number.checked_sub(1).and_then(|before| model.id(before).cloned())
    });
    let day = |id: &MessageId| {
        let cell = thread.message(id)?;
        Some(format::calendar_day(cell.with_untracked(|message| message.at)))
    };
    before.flatten().is_none_or(|before| day(&before) != day(id))
}

/// What stands above the oldest message.
fn begin(thread: Thread) -> AnyView {
    let i18n = use_i18n();
    // Fetched again, or not: what is said stays the same nodes while it says the same.
    let kind = memo(move || {
        thread.track();
        let empty = thread.with_model(|model| model.is_empty()) == Some(true);
        thread.loading().with(|loading| match loading {
            Loading::Failed(_) => FAILED,
            Loading::Newest if !thread.is_loaded() => OPENING,
            Loading::Earlier => LOADING,
            _ if thread.has_earlier() => EARLIER,
            _ if empty => EMPTY,
            _ => HERE,
        })
    });
    let stands = live(move || match kind.get() {
        FAILED => {
            let error = thread.loading().get_untracked();
            let said = move || match &error {
                Loading::Failed(error) => (i18n.messages().common.error)(error),
                _ => String::new(),
            };
            view! {
                <p class="begin" role="alert">
                    {said} " " {button("small", |m| m.common.retry, move || thread.again())}
                </p>
            }
            .into_any()
        }
        OPENING => view! { <p class="begin opening" role="status">{text(|m| m.common.loading)}</p> }.into_any(),
        LOADING => view! { <p class="begin">{text(|m| m.common.loading)}</p> }.into_any(),
        EARLIER => view! { <p class="begin">{button("small", |m| m.inbox.earlier, move || thread.load_earlier())}</p> }
            .into_any(),
        EMPTY => view! { <p class="begin">{text(|m| m.inbox.empty_thread)}</p> }.into_any(),
        _ => view! { <p class="begin">{text(|m| m.inbox.begin)}</p> }.into_any(),
    });
    let cut = shown(
        move || {
            thread.track();
            thread.with_model(|model| MOST_PRINTED < model.len()) == Some(true)
        },
        move || {
            let count = format::number(i18n.locale(), MOST_PRINTED as u64);
            view! { <p class="begin on-paper">{(i18n.messages().thread.printed)(&count)}</p> }.into_any()
        },
    );
    view! { {cut}{stands} }.into_any()
}
