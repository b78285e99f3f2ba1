//! The session list as it is seen.

use super::list_state::{Cell, EMPTY, SessionList};
use super::model::reading::{gist, gist_words, hue, initials, span};
use super::now::ticking;
use crate::i18n::{format, text, use_i18n};
use crate::list::{stamp, veiled};
use crate::presence;
use crate::route::{InboxPlace, SessionsQuery};
use crate::router::use_router;
use crate::ui::button::button;
use crate::ui::live::{live, memo, shown};
use crate::ui::view;
use crate::ui::virtual_list::virtual_list;
use leptos::prelude::*;
use steadydesk_wire::{Buyer, Millis, Platform, Session, SessionId};

/// The rows, the veil over them, what waits above them and what stands below.
pub(super) fn session_rows(list: SessionList, place: Memo<InboxPlace>) -> AnyView {
    let now = ticking();
    let open = memo(move || place.with(|place| place.session.clone()));
    let draw = move |key: String| match list.cell(&key) {
        Some(cell) => session_row(list, cell, open, now),
        None if key.starts_with(EMPTY) => empty_row(),
        None => ().into_any(),
    };
    let rows = view! {
        {news(list)}
        {virtual_list(list.rows, |m| m.inbox.sessions, list.drawn(), draw)}
        {nothing(list, place)}
    };
    view! {
        {veiled(list.base, rows.into_any())}
        <footer class="list-foot">
            {count(list)}
            {stamp(list.base)}
        </footer>
    }
    .into_any()
}

/// While a hand rests on the list: what would move, and the way to let it.
fn news(list: SessionList) -> AnyView {
    let i18n = use_i18n();
    let news = list.news();
    let any = move || news.with(|news| news.new + news.moved > 0);
    let said = live(move || news.with(|news| (i18n.messages().inbox.news)(news.new, news.moved)));
    let press = move |event: web_sys::MouseEvent| {
        list.show_news();
        // By the keyboard; the button goes away under it.
        if event.detail() == 0 {
            list.rows.focus();
        }
    };
    shown(any, move || {
        let said = said.clone();
        view! { <button type="button" class="button small news" on:click=press>{said}</button> }.into_any()
    })
}

fn count(list: SessionList) -> AnyView {
    let i18n = use_i18n();
    let size = list.size();
    let said = live(move || {
        let total = size.get().total?;
        let total = format::number(i18n.locale(), u64::from(total));
        Some((i18n.messages().inbox.count)(&total, list.base.extra()))
    });
    view! { <p class="list-count">{said}</p> }.into_any()
}

fn nothing(list: SessionList, place: Memo<InboxPlace>) -> AnyView {
    let router = use_router();
    let size = list.size();
    let none = move || size.with(|size| size.total == Some(0) && size.places == 0);
    let filtered = memo(move || place.with(|place| place.query != SessionsQuery::default()));
    let clear = move || {
        router.go(InboxPlace {
            query: SessionsQuery::default(),
            ..place.get_untracked()
        });
    };
    let said = move || {
        if !filtered.get() {
            return view! { <p>{text(|m| m.inbox.none)}</p> }.into_any();
        }
        view! {
            <p>{text(|m| m.inbox.none_under_filter)}</p>
            {button("", |m| m.inbox.clear_filter, clear)}
        }
        .into_any()
    };
    shown(none, move || {
        view! { <div class="notice">{live(said)}</div> }.into_any()
    })
}

/// A row that is not at hand yet.
fn empty_row() -> AnyView {
    view! {
        <li role="option" class="session-row empty" aria-disabled="true" aria-busy="true" aria-label=text(|m| m.common.loading)>
            <span class="avatar"></span>
            <span class="session-text"></span>
        </li>
    }
    .into_any()
}

fn session_row(list: SessionList, cell: Cell, open: Memo<Option<SessionId>>, now: ReadSignal<Millis>) -> AnyView {
    let i18n = use_i18n();
    let Cell { row, at, away } = cell;
    let id = row.with_untracked(|session| session.id.clone());
    let session = memo(move || row.get());
    let selected = memo({
        let id = id.clone();
        move || open.with(|open| open.as_ref() == Some(&id))
    });
    let (stop, size) = (list.stop(), list.size());
    let is_stop = memo({
        let id = id.to_string();
        move || stop.with(|stop| stop.as_ref() == Some(&id))
    });
    let name = live(move || {
        session.with(|session| match session.buyer.name.trim() {
            "" => i18n.messages().inbox.nameless.to_owned(),
            name => name.to_owned(),
        })
    });
    // Texts in nodes that stay: as time goes on, only what reads differently is written anew.
    let ago = move |at: Millis| format::span(i18n.locale(), span(at, now.get()));
    let last_at = move || session.with(|session| session.last.as_ref().map(|last| last.at));
    let title = {
        let region = session.with_untracked(|session| session.region.clone());
        move || last_at().map(|at| format::full_at(i18n.locale(), at, region.as_str()))
    };
    let time = live(move || last_at().map(ago));
    let unread = live(move || {
        let count = session.with(|session| session.unread);
        (count > 0).then(|| {
            let title = (i18n.messages().inbox.unread)(count);
            view! { <span class="count unread" title=title>{format::number(i18n.locale(), u64::from(count))}</span> }
                .into_any()
        })
    });
    let since = move || session.with(|session| session.waiting_since);
    let waiting = shown(
        move || since().is_some(),
        move || {
            let said = live(move || since().map(|since| (i18n.messages().inbox.waiting)(&ago(since))));
            view! { <span class="waiting">{said}</span> }.into_any()
        },
    );
    let with = presence::mark(id.clone());
    let is_unread = memo(move || session.with(|session| session.unread > 0));
    let buyer = memo(move || session.with(|session| session.buyer.clone()));
    view! {
        <li
            role="option"
            class="session-row"
            class:is-unread=move || is_unread.get()
            class:away=move || away.get()
            data-id=id.to_string()
            aria-selected=move || selected.get().to_string()
            aria-posinset=move || (at.get() + 1).to_string()
            aria-setsize=move || size.with(|size| size.places).to_string()
            tabindex=move || if is_stop.get() { "0" } else { "-1" }
        >
            {move || avatar(&buyer.get())}
            <div class="session-text">
                <p class="session-first"><bdi class="session-name">{name}</bdi><time title=title>{time}</time></p>
                <p class="session-second">{last_line(session)}{with}{unread}</p>
                <p class="session-third">{store_line(session)}{waiting}</p>
            </div>
        </li>
    }
    .into_any()
}

/// What was said last, in one line.
fn last_line(session: Memo<Session>) -> AnyView {
    let i18n = use_i18n();
    let said = live(move || {
        let (gist, ours) = session.with(gist)?;
        let word = gist_words(gist, &i18n.messages().inbox);
        Some(
            view! {
                {ours.then(|| view! { <span class="ours" aria-hidden="true">"↩ "</span> }.into_any())}
                <bdi>{word}</bdi>
            }
            .into_any(),
        )
    });
    view! { <span class="session-last">{said}</span> }.into_any()
}

/// Initials in a colour of their own.
pub(super) fn avatar(buyer: &Buyer) -> AnyView {
    let name = if buyer.name.trim().is_empty() {
        &buyer.id
    } else {
        &buyer.name
    };
    view! { <span class=format!("avatar hue-{}", hue(&buyer.id)) aria-hidden="true">{initials(name)}</span> }.into_any()
}

/// Platform mark, site and store: whose customer this is.
pub(super) fn store_line(session: Memo<Session>) -> AnyView {
    // These never change for a session, but for the store's name.
    let (platform, region, store) =
        session.with_untracked(|session| (session.platform, session.region.clone(), session.store.clone()));
    let name = live(move || session.with(|session| session.store_name.clone()));
    view! {
        <span class="store-line">
            <span class=format!("mark {}", platform.as_str()) role="img" aria-label=platform.name() title=platform.name()>{mark(platform)}</span>
            <span class="site">{region.to_string()}</span>
            <span class=format!("store-name hue-{}", hue(store.as_str()))><bdi>{name}</bdi></span>
        </span>
    }
    .into_any()
}

fn mark(platform: Platform) -> &'static str {
    match platform {
        Platform::Shopee => "S",
        Platform::Lazada => "L",
        Platform::Tiktok => "T",
    }
}
