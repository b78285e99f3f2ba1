//! The tray: a button that is there while something is unsent, and the list
//! behind it, over all stores.

use super::model::tray::Group;
use super::state::use_outbox;
use super::tray_state::{Tray, tray};
use super::ways::ways;
use crate::account::use_account;
use crate::browser::device;
use crate::i18n::{format, text, use_i18n};
use crate::inbox::model::reading::hue;
use crate::route::InboxPlace;
use crate::router::use_router;
use crate::ui::button::button;
use crate::ui::dialog::dialog;
use crate::ui::icon::{Icon, icon};
use crate::ui::live::{each, live, memo, shown};
use crate::ui::toast::{Tone, use_toasts};
use crate::ui::view;
use leptos::prelude::*;
use std::sync::Arc;
use steadydesk_wire::{Content, FailReason, Message, Outgoing, Unsent};
use wasm_bindgen_futures::spawn_local;

/// The button, where there is anything to show, the tray, and the question before somebody signs out with it.
pub fn unsent() -> AnyView {
    let i18n = use_i18n();
    let tray = tray(use_outbox());
    let open = RwSignal::new(false);
    let number = move || format::number(i18n.locale(), u64::try_from(tray.count.get()).unwrap_or(u64::MAX));
    let offered = shown(
        move || tray.count.get() > 0,
        move || {
            let name = move || (i18n.messages().unsent.button)(&number());
            view! {
                <button type="button" class="button quiet unsent-open" aria-haspopup="dialog" aria-label=name title=name on:click=move |_| open.set(true)>
                    {icon(Icon::Send)}
                    <span class="unsent-name" aria-hidden="true">{name}</span>
                    <span class="unsent-count" aria-hidden="true">{number}</span>
                </button>
            }
            .into_any()
        },
    );
    view! {
        <div class="unsent">
            {offered}
            {dialog(open, |m| m.unsent.title, move || list(tray, open))}
            {leaving()}
        </div>
    }
    .into_any()
}

fn list(tray: Tray, open: RwSignal<bool>) -> AnyView {
    let i18n = use_i18n();
    let rows = tray.rows;
    // A group's heading is a row whose key is no id.
    let keys = move || {
        let mut keys = Vec::new();
        let mut last = None;
        rows.with(|rows| {
            for (group, unsent) in rows {
                if last.replace(*group) != Some(*group) {
                    keys.push([HEADING, group_word(*group)].concat());
                }
                keys.push(unsent.message.id.to_string());
            }
        });
        keys
    };
    let draw = move |key: String| match key.strip_prefix(HEADING) {
        Some(word) => heading(tray, word),
        None => row(tray, key, open),
    };
    let none = memo(move || rows.with(Vec::is_empty));
    view! {
        {shown(move || none.get(), move || view! { <p>{move || i18n.messages().unsent.none}</p> }.into_any())}
        <ul class="unsent-list">{each(keys, draw)}</ul>
    }
    .into_any()
}

/// What no id begins with.
const HEADING: &str = " ";

const GROUPS: [(&str, Group); 5] = [
    ("paused", Group::Paused),
    ("failed", Group::Failed),
    ("unknown", Group::Unknown),
    ("waiting", Group::Waiting),
    ("queued", Group::Queued),
];

fn group_word(group: Group) -> &'static str {
    GROUPS.iter().find(|(_, of)| *of == group).map_or("", |(word, _)| word)
}

/// The name of a group, and for failed ones the way to try them all.
fn heading(tray: Tray, word: &str) -> AnyView {
    let i18n = use_i18n();
    let outbox = use_outbox();
    let group = GROUPS
        .iter()
        .find(|(of, _)| *of == word)
        .map_or(Group::Queued, |(_, group)| *group);
    let retry = move || {
        // In the order of writing: each session's come in their order.
        for (_, unsent) in tray.rows.get_untracked().iter().filter(|(of, _)| *of == Group::Failed) {
            outbox.retry(&unsent.message.id);
        }
    };
    let all = (group == Group::Failed).then(|| button("small", |m| m.unsent.retry_all, retry));
    view! {
        <li class="unsent-group">
            <h3>{move || (i18n.messages().unsent.group)(group)}</h3>
            {all}
        </li>
    }
    .into_any()
}

fn row(tray: Tray, id: String, open: RwSignal<bool>) -> AnyView {
    let i18n = use_i18n();
    let (router, toasts) = (use_router(), use_toasts());
    let find = move || {
        let of = |rows: &Vec<(Group, Unsent)>| {
            let found = rows.iter().find(|(_, unsent)| unsent.message.id.as_str() == id);
            found.map(|(_, unsent)| unsent.clone())
        };
        tray.rows.with(of)
    };
    let Some(first) = untrack(&find) else {
        return ().into_any();
    };
    let said = match &first.message.content {
        Content::Text { text } => text.clone(),
        _ => i18n.messages_now().inbox.picture.to_owned(),
    };
    let session = first.message.session.clone();
    let go = move || {
        open.set(false);
        router.go(InboxPlace {
            session: Some(session.clone()),
            ..InboxPlace::default()
        });
    };
    let copied = said.clone();
    let copy = move || {
        let copied = copied.clone();
        spawn_local(async move {
            let texts = &i18n.messages_now().unsent;
            match device::copy(&copied).await {
                true => toasts.say(Tone::Good, texts.copied),
                false => toasts.say(Tone::Bad, texts.not_copied),
            }
        });
    };
    let find = Arc::new(find);
    let message = {
        let find = Arc::clone(&find);
        Arc::new(move || find().map(|unsent| unsent.message))
    };
    let why = memo({
        let message = Arc::clone(&message);
        move || message().and_then(|message| reason(&message))
    });
    let gone = move || why.get() == Some(FailReason::Gone);
    let edited = Arc::new(go.clone());
    view! {
        <li class=format!("unsent-row hue-{}", hue(first.store.as_str())) data-id=first.message.id.to_string()>
            <p class="unsent-where"><span class="store-name"><bdi>{first.store_name}</bdi></span> " " <bdi>{first.buyer}</bdi></p>
            <p class="unsent-text" dir="auto">{said}</p>
            <p class="unsent-why">{live(move || why.get().map(|reason| (i18n.messages().inbox.reason)(reason)))}</p>
            <p class="unsent-ways">
                {ways(message, None, edited)}
                {button("small quiet", |m| m.inbox.copy, copy)}
                {shown(move || !gone(), move || button("small quiet", |m| m.unsent.open_session, go.clone()))}
            </p>
        </li>
    }
    .into_any()
}

fn reason(message: &Message) -> Option<FailReason> {
    match message.outgoing.as_ref()? {
        Outgoing::Failed { failure }
        | Outgoing::Queued {
            failure: Some(failure), ..
        }
        | Outgoing::Checking { failure: Some(failure) } => Some(failure.reason),
        _ => None,
    }
}

/// Signing out removes what is unsent from this computer: that is asked first.
fn leaving() -> AnyView {
    let i18n = use_i18n();
    let (outbox, account) = (use_outbox(), use_account());
    let asking = outbox.leaving();
    let title = move || (i18n.messages().unsent.leaving)(outbox.unsent());
    let content = move || {
        view! {
            <p><strong>{title}</strong></p>
            <p>{text(|m| m.unsent.leaving_why)}</p>
            <p class="dialog-ways">
                {button("", |m| m.unsent.stay, move || asking.set(false))}
                {button("danger", |m| m.common.sign_out, move || {
                    asking.set(false);
                    account.sign_out();
                })}
            </p>
        }
        .into_any()
    };
    dialog(asking, |m| m.common.sign_out, content)
}
