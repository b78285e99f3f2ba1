//! The session list as it is seen.

use super::list_state::Sessions;
use super::model::reading::{Gist, gist, hue, initials, span};
use super::now::ticking;
use crate::i18n::{format, text, use_i18n};
use crate::list::{Cell, List, pager, stamp, veiled};
use crate::route::{InboxPlace, SessionsQuery};
use crate::router::use_router;
use crate::ui::button::button;
use crate::ui::live::{each, live, memo, shown};
use crate::ui::view;
use leptos::prelude::*;
use steadydesk_wire::{Buyer, Millis, Platform, Session, SessionId};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// The rows, the veil over them, and what stands below.
pub(super) fn session_rows(list: List<Sessions>, place: Memo<InboxPlace>) -> AnyView {
    let router = use_router();
    let now = ticking();
    let order = list.order();
    let open = memo(move || place.with(|place| place.session.clone()));
    let choose = move |id: SessionId| {
        router.go(InboxPlace {
            session: Some(id),
            ..place.get_untracked()
        });
    };
    let draw = move |id: String| match list.row(&id) {
        Some(row) => session_row(row, open, order, now, choose),
        None => ().into_any(),
    };
    let rows = view! {
        <ul class="session-list" role="listbox" aria-label=text(|m| m.inbox.sessions) on:keydown=move |event| walk(&event)>
            {each(move || order.get(), draw)}
        </ul>
        {nothing(list, place)}
    };
    let turn = move |query: SessionsQuery| {
        router.go(InboxPlace {
            query,
            ..place.get_untracked()
        });
    };
    view! {
        {veiled(list, rows.into_any())}
        <footer class="list-foot">
            {count(list)}
            {stamp(list)}
            {shown(move || list.pager().with(|pager| pager.pages > 1), move || pager(list, turn))}
        </footer>
    }
    .into_any()
}

fn count(list: List<Sessions>) -> AnyView {
    let i18n = use_i18n();
    let said = live(move || {
        let total = format::number(i18n.locale(), list.total().get()?);
        Some((i18n.messages().inbox.count)(&total, list.extra()))
    });
    view! { <p class="list-count">{said}</p> }.into_any()
}

fn nothing(list: List<Sessions>, place: Memo<InboxPlace>) -> AnyView {
    let router = use_router();
    let none = move || list.total().get() == Some(0);
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

fn session_row(
    row: Cell<Session>,
    open: Memo<Option<SessionId>>,
    order: ReadSignal<Vec<String>>,
    now: ReadSignal<Millis>,
    choose: impl Fn(SessionId) + Copy + Send + Sync + 'static,
) -> AnyView {
    let i18n = use_i18n();
    let id = row.with_untracked(|session| session.id.clone());
    let session = memo(move || row.get());
    let selected = memo({
        let id = id.clone();
        move || open.with(|open| open.as_ref() == Some(&id))
    });
    // One row takes the focus by Tab: the open one, else the first.
    let stop = memo({
        let id = id.clone();
        move || {
            selected.get()
                || order.with(|order| {
                    let open = open.with(|open| {
                        open.as_ref()
                            .is_some_and(|open| order.iter().any(|id| id == open.as_str()))
                    });
                    !open && order.first().is_some_and(|first| first == id.as_str())
                })
        }
    });
    let name = live(move || {
        session.with(|session| match session.buyer.name.trim() {
            "" => i18n.messages().inbox.nameless.to_owned(),
            name => name.to_owned(),
        })
    });
    let ago = move |at: Millis| (i18n.messages().inbox.ago)(span(at, now.get()));
    let time = live(move || {
        session
            .with(|session| session.last.as_ref().map(|last| last.at))
            .map(|at| view! { <time title=format::full(i18n.locale(), at)>{ago(at)}</time> }.into_any())
    });
    let unread = live(move || {
        let count = session.with(|session| session.unread);
        (count > 0).then(|| {
            let title = (i18n.messages().inbox.unread)(count);
            view! { <span class="count unread" title=title>{format::number(i18n.locale(), u64::from(count))}</span> }
                .into_any()
        })
    });
    let waiting = live(move || {
        session.with(|session| session.waiting_since).map(|since| {
            view! { <span class="waiting">{(i18n.messages().inbox.waiting)(&ago(since))}</span> }.into_any()
        })
    });
    let is_unread = memo(move || session.with(|session| session.unread > 0));
    let buyer = memo(move || session.with(|session| session.buyer.clone()));
    let (by_click, by_key) = (id.clone(), id.clone());
    view! {
        <li
            role="option"
            class="session-row"
            class:is-unread=move || is_unread.get()
            data-id=id.to_string()
            aria-selected=move || selected.get().to_string()
            tabindex=move || if stop.get() { "0" } else { "-1" }
            on:click=move |_| choose(by_click.clone())
            on:keydown=move |event| {
                if matches!(event.key().as_str(), "Enter" | " ") {
                    event.prevent_default();
                    choose(by_key.clone());
                }
            }
        >
            {move || avatar(&buyer.get())}
            <div class="session-text">
                <p class="session-first"><bdi class="session-name">{name}</bdi>{time}</p>
                <p class="session-second">{last_line(session)}{unread}</p>
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
        let texts = &i18n.messages().inbox;
        let word = match gist {
            Gist::Text(text) => text,
            Gist::Picture => texts.picture.to_owned(),
            Gist::Video => texts.video.to_owned(),
            Gist::Product => texts.product.to_owned(),
            Gist::Order => texts.order.to_owned(),
            Gist::Voucher => texts.voucher.to_owned(),
            Gist::Logistics => texts.logistics.to_owned(),
            Gist::ReturnRefund => texts.return_refund.to_owned(),
            Gist::Sticker => texts.sticker.to_owned(),
            Gist::Other => texts.raw.to_owned(),
        };
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

/// Arrow keys, Home and End move the focus along the rows.
fn walk(event: &KeyboardEvent) {
    let Some(row) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
        return;
    };
    let siblings = row.parent_element();
    let to = match event.key().as_str() {
        "ArrowDown" => row.next_element_sibling(),
        "ArrowUp" => row.previous_element_sibling(),
        "Home" => siblings.and_then(|list| list.first_element_child()),
        "End" => siblings.and_then(|list| list.last_element_child()),
        _ => return,
    };
    event.prevent_default();
    if let Some(to) = to.and_then(|to| to.dyn_into::<HtmlElement>().ok()) {
        let _ = to.focus();
    }
}
