//! The console as a whole: contexts, sign-in or shell, and the room that the address names.

use crate::account::{Presence, provide_account, sign_in_page, use_account};
use crate::api::error::ApiError;
use crate::api::live::{Connection, provide_live};
use crate::browser::{device, page, storage};
use crate::i18n::{provide_i18n, text, use_i18n};
use crate::keys::provide_keys;
use crate::list::provide_keep;
use crate::network::provide_network;
use crate::notifications::provide_notifications;
use crate::outbox::provide_outbox;
use crate::presence::provide_presence;
use crate::route::{InboxPlace, Room, Route};
use crate::router::{provide_router, use_router};
use crate::shell::shell;
use crate::snapshot::provide_snapshot;
use crate::translation::provide_translations;
use crate::ui::button::button;
use crate::ui::live::{effect, live, memo};
use crate::ui::notice::{notice, notice_page};
use crate::ui::toast::{Toasts, Tone, provide_toasts, toast_corner};
use crate::ui::view;
use crate::unread::{provide_unread, use_unread};
use crate::{inbox, settings, stores};
use leptos::mount::mount_to;
use leptos::prelude::*;
use steadydesk_wire::{Account, Millis};
use wasm_bindgen_futures::spawn_local;

/// Puts the console into the page's body, for good.
pub fn mount() {
    device::count_long_tasks();
    spawn_local(storage::open());
    match page::app() {
        Some(app) => mount_to(app, console).forget(),
        None => mount_to_body(console),
    }
}

/// The console.
pub fn console() -> AnyView {
    provide_i18n();
    crate::shell::provide_theme();
    provide_router();
    let toasts = provide_toasts();
    tell_of_disk(toasts);
    let presence = provide_account().presence();
    // One switch for all of it, so that each change of who is there draws once.
    let stage = memo(move || match presence.get() {
        Presence::Asking => Stage::Asking,
        Presence::SignedOut => Stage::SignIn,
        Presence::Unknown(error) => Stage::Unreachable(error),
        Presence::SignedIn(account) => Stage::Desk(Account {
            now: Millis(0),
            ..account
        }),
    });
    // The start screen stays until there is something to show in its place.
    effect(move || {
        if stage.with(|stage| *stage != Stage::Asking) {
            page::end_start_screen();
        }
    });
    let content = live(move || match stage.get() {
        // The gateway answers within a blink, or the next stage says that it does not; meanwhile the start screen stands.
        Stage::Asking => ().into_any(),
        Stage::SignIn => sign_in_page(),
        Stage::Unreachable(error) => unreachable_page(error),
        Stage::Desk(_) => desk(),
    });
    view! {
        {content}
        {toast_corner(toasts)}
    }
    .into_any()
}

/// Says once that rows are kept in memory only, and takes it back when the disk has them again.
fn tell_of_disk(toasts: Toasts) {
    let i18n = use_i18n();
    let said = StoredValue::new(None::<u64>);
    storage::watch(move |news| {
        // The disk outlives the console that was told of it.
        if said.try_get_value().is_none() {
            return;
        }
        let texts = &i18n.messages_now().common;
        let text = match news {
            storage::News::Refused => texts.disk_refused,
            storage::News::Full => texts.disk_full,
            storage::News::OnDisk => {
                if let Some(Some(id)) = said.try_update_value(Option::take) {
                    toasts.dismiss(id);
                }
                return;
            }
        };
        if said.try_get_value() == Some(None) {
            said.set_value(Some(toasts.show(Tone::Bad, text.to_owned())));
        }
    });
}

/// What is shown. A new session of the same person, who may do the same, keeps the rooms.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Stage {
    Asking,
    SignIn,
    Unreachable(ApiError),
    /// Without the time at which that was true.
    Desk(Account),
}

/// The gateway cannot be asked who is signed in.
fn unreachable_page(error: ApiError) -> AnyView {
    let i18n = use_i18n();
    let account = use_account();
    let why = live(move || (i18n.messages().common.error)(&error));
    effect(move || page::set_title(&format!("{} - Steadydesk", i18n.messages().account.title)));
    view! {
        <main class="sign-in" id="main">
            <div class="card" role="alert">
                <p class="brand">"Steadydesk"</p>
                <h1>{text(|m| m.account.unreachable)}</h1>
                <p>{why}</p>
                {button("primary", |m| m.common.retry, move || account.ask())}
            </div>
        </main>
    }
    .into_any()
}

/// What somebody sees who is signed in. It is made anew for each person: nothing of one is left for the next.
fn desk() -> AnyView {
    let presence = use_account().presence();
    let Presence::SignedIn(account) = presence.get_untracked() else {
        return ().into_any();
    };
    let (user, who) = (account.id.clone(), use_account());
    let left = who.take_left(&user);
    let (contact, heard) = match &left {
        Some(left) => (Some(left.contact()), left.heard()),
        None => (None, None),
    };
    provide_context(account.clone());
    let live = provide_live(heard);
    provide_snapshot(account, left);
    provide_translations(user.clone());
    provide_unread();
    provide_outbox();
    inbox::provide_threads();
    inbox::provide_kept_sessions();
    inbox::provide_pictures();
    inbox::provide_drafts();
    provide_keys();
    provide_keep();
    provide_presence();
    provide_notifications();
    provide_network(user.as_str(), contact);
    effect(move || {
        if live.connection() == Connection::Open {
            who.confirm();
        }
    });
    name_page();
    shell(room)
}

/// The page's title: unread messages, room, product; their number also on the console's icon, where it has one.
fn name_page() {
    on_cleanup(|| page::set_badge(0));
    let i18n = use_i18n();
    let router = use_router();
    let unread = use_unread();
    effect(move || {
        let count = match unread.total() {
            0 => String::new(),
            count => format!("({count}) "),
        };
        let room = router
            .signal()
            .with(Route::room)
            .map(|room| (i18n.messages().common.room)(room));
        page::set_badge(unread.total());
        page::set_title(&format!(
            "{count}{}Steadydesk",
            room.map(|room| format!("{room} - ")).unwrap_or_default()
        ));
    });
}

/// The room that the address names. Moving within a room keeps it.
fn room() -> AnyView {
    let i18n = use_i18n();
    let route = use_router().signal();
    let room = memo(move || route.with(Route::room));
    let content = live(move || {
        let content = match room.get() {
            Some(Room::Inbox) => inbox::inbox_room(),
            Some(Room::Stores) => stores::stores_room(),
            Some(Room::Settings) => settings::settings_room(),
            Some(room) => notice_page(move || (i18n.messages().common.room)(room), |m| m.common.later),
            None => {
                let inbox = Route::Inbox(InboxPlace::default()).to_string();
                let way = view! { <a class="button" href=inbox>{text(|m| m.common.to_inbox)}</a> };
                notice(|m| m.common.unknown_page, Some(way.into_any()))
            }
        };
        let failed = move |_| notice(|m| m.common.room_failed, None);
        leptos::view! { <ErrorBoundary fallback=failed>{content}</ErrorBoundary> }.into_any()
    });
    content.into_any()
}
