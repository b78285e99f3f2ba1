//! The navigation beside the room.

use super::menu::account_menu;
use crate::i18n::{format, text, use_i18n};
use crate::keys::model::Stroke;
use crate::keys::{key_names, key_sheet, use_keys};
use crate::network;
use crate::outbox;
use crate::palette::palette;
use crate::route::{Room, Route};
use crate::router::{Router, use_router};
use crate::ui::icon::{Icon, icon};
use crate::ui::live::{effect, live};
use crate::ui::view;
use crate::unread::use_unread;
use leptos::html::Button;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

/// The navigation beside the room.
pub fn shell(room: fn() -> AnyView) -> AnyView {
    let router = use_router();
    let route = router.signal();
    // On a narrow screen the navigation opens over the room and closes behind a choice.
    let open = RwSignal::new(false);
    effect(move || {
        route.track();
        open.set(false);
    });
    let keys = use_keys();
    let toggle = NodeRef::<Button>::new();
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() && !event.is_composing() {
            event.prevent_default();
            open.set(false);
            if let Some(toggle) = toggle.get_untracked() {
                let _ = toggle.focus();
            }
        }
    };
    view! {
        <a class="skip" href="#main" data-reload>{text(|m| m.common.skip)}</a>
        <div class="shell" class:nav-open=move || open.get() on:keydown=on_key>
            <header class="top">
                <button
                    node_ref=toggle
                    type="button"
                    class="button icon-only quiet nav-toggle"
                    aria-label=text(|m| m.common.menu)
                    aria-expanded=move || open.get().to_string()
                    aria-controls="nav"
                    on:click=move |_| open.update(|open| *open = !*open)
                >
                    {icon(Icon::Menu)}
                </button>
                <span class="brand">"Steadydesk"</span>
                {outbox::unsent()}
                {network::bar()}
                <button type="button" class="button quiet palette-open" aria-haspopup="dialog" on:click=move |_| keys.palette().set(true)>
                    {icon(Icon::Search)}
                    <span class="palette-open-name">{text(|m| m.palette.title)}</span>
                    <span class="palette-open-keys" aria-hidden="true">{key_names(Stroke::Command("k"))}</span>
                </button>
                {network::connections()}
                {account_menu()}
            </header>
            <nav id="nav" class="nav" aria-label=text(|m| m.common.main)>
                <ul>{Room::ALL.map(|room| view! { <li>{link(room, router)}</li> }.into_any()).collect_view()}</ul>
            </nav>
            <main id="main" class="room" tabindex="-1">{room()}</main>
        </div>
        {palette()}
        {key_sheet()}
    }
    .into_any()
}

fn link(room: Room, router: Router) -> AnyView {
    let route = router.signal();
    let i18n = use_i18n();
    let unread = use_unread();
    let here = live(move || (route.with(Route::room) == Some(room)).then_some("page"));
    let count = live(move || {
        let total = if room == Room::Inbox { unread.total() } else { 0 };
        (total > 0).then(|| {
            let number = format::number(i18n.locale(), total);
            let title = (i18n.messages().common.unread)(&number);
            view! { <span class="count unread" title=title>{number}</span> }.into_any()
        })
    });
    view! {
        <a href=move || router.way_into(room).to_string() aria-current=here>
            {icon(symbol(room))}
            <span>{move || (i18n.messages().common.room)(room)}</span>
            {count}
        </a>
    }
    .into_any()
}

fn symbol(room: Room) -> Icon {
    match room {
        Room::Inbox => Icon::Inbox,
        Room::Stores => Icon::Stores,
        Room::Orders => Icon::Orders,
        Room::Inventory => Icon::Inventory,
        Room::Health => Icon::Health,
        Room::Coupons => Icon::Coupons,
        Room::Proxies => Icon::Proxies,
        Room::Checklist => Icon::Checklist,
        Room::Replies => Icon::Replies,
        Room::Settings => Icon::Settings,
        Room::Help => Icon::Help,
    }
}
