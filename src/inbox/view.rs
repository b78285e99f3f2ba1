//! The room: the sessions, and beside them the one that is open.

use super::drafts::use_drafts;
use super::filter_view::filters;
use super::list_state::session_list;
use super::list_view::session_rows;
use super::thread_view::{nothing_open, thread_pane};
use crate::i18n::use_i18n;
use crate::presence::use_presence;
use crate::route::{InboxPlace, Room, Route};
use crate::router::use_router;
use crate::ui::live::{effect, live, memo};
use crate::ui::view;
use leptos::prelude::*;

/// The inbox.
pub fn inbox_room() -> AnyView {
    let (i18n, router) = (use_i18n(), use_router());
    let place = Memo::new(move |before: Option<&InboxPlace>| {
        router.signal().with(|route| match route {
            Route::Inbox(place) => place.clone(),
            // On the way out the room shows what it showed.
            _ => before.cloned().unwrap_or_default(),
        })
    });
    let choose = move |id: String| {
        router.go(InboxPlace {
            session: id.parse().ok(),
            ..place.get_untracked()
        });
    };
    let list = session_list(place, choose, move |query| {
        router.replace(InboxPlace {
            query,
            ..place.get_untracked()
        });
    });
    let drafts = use_drafts();
    let open = memo(move || place.with(|place| place.session.clone()));
    let presence = use_presence();
    effect(move || presence.at(open.get()));
    on_cleanup(move || presence.at(None));
    let thread = live(move || match open.get() {
        Some(id) => {
            let known = list.session(id.as_str());
            thread_pane(place, id, known, drafts)
        }
        None => nothing_open(),
    });
    view! {
        <div class="inbox" class:is-open=move || open.with(Option::is_some)>
            <section class="sessions" id="sessions">
                <h1 class="unseen">{move || (i18n.messages().common.room)(Room::Inbox)}</h1>
                {filters(place)}
                {session_rows(list, place)}
            </section>
            {thread}
        </div>
    }
    .into_any()
}
