//! The connection board: how the gateway is, and every store, a page at a time.

use super::model::State;
use super::state::use_network;
use crate::api::error::ApiError;
use crate::api::latest::Latest;
use crate::api::live::{Notice, use_live};
use crate::api::stores as api;
use crate::browser::clock;
use crate::i18n::{I18n, format, text, use_i18n};
use crate::ui::button::button;
use crate::ui::dialog::dialog;
use crate::ui::live::{each, live, memo, shown};
use crate::ui::view;
use leptos::prelude::*;
use std::time::Duration;
use steadydesk_wire::{Change, Millis, Store, StoreFilter, StoreStatus};

/// Stores a page.
const ROWS: u32 = 25;

/// What the board can be narrowed to, by the words of the store list's filter.
const NARROWED: [&str; 4] = ["slowed", "login_expired", "proxy_expired", "sync_failing"];

/// What is on the board.
#[derive(Debug, Default, Clone, PartialEq)]
struct Shown {
    stores: Vec<Store>,
    offset: u32,
    total: u64,
    /// Which stores are wanted; nothing for all.
    status: Option<&'static str>,
    error: Option<ApiError>,
}

#[derive(Debug, Clone, Copy)]
struct Board {
    shown: RwSignal<Shown>,
    line: StoredValue<Latest, LocalStorage>,
    /// The gateway's time, a second at a time.
    now: RwSignal<i64>,
}

/// The button that opens the board, and the board.
pub fn connections() -> AnyView {
    let open = RwSignal::new(false);
    view! {
        <div class="connections">
            {button("quiet", |m| m.network.connections, move || open.set(true))}
            {dialog(open, |m| m.network.connections, board)}
        </div>
    }
    .into_any()
}

fn board() -> AnyView {
    let i18n = use_i18n();
    let board = Board {
        shown: RwSignal::default(),
        line: StoredValue::new_local(Latest::default()),
        now: RwSignal::new(clock::gateway_now().0),
    };
    let tick = move || board.now.set(clock::gateway_now().0);
    if let Ok(ticks) = set_interval_with_handle(tick, Duration::from_secs(1)) {
        on_cleanup(move || ticks.clear());
    }
    use_live().subscribe(move |notice| match notice {
        Notice::Change(event) => match &event.change {
            Change::Store { store } => board.changed(store),
            Change::StoreGone { .. } => board.ask(),
            _ => {}
        },
        Notice::Resync(_) => board.ask(),
    });
    board.ask();
    let gateway = memo(move || gateway(i18n));
    let shown_now = board.shown;
    let why =
        memo(move || shown_now.with(|shown| shown.error.as_ref().map(|error| (i18n.messages().common.error)(error))));
    let range = live(move || {
        shown_now.with(|shown| {
            let from = u64::from(shown.offset) + u64::from(shown.total > 0);
            let to = (u64::from(shown.offset) + u64::from(ROWS)).min(shown.total);
            (i18n.messages().network.range)(from, to, shown.total)
        })
    });
    let narrow = live(move || i18n.messages().network.all_stores.to_owned());
    let options = NARROWED.map(|word| {
        view! { <option value=word>{move || (i18n.messages().stores.status_word)(word)}</option> }.into_any()
    });
    view! {
        <div class="board">
            <p class="board-gateway"><strong>{text(|m| m.network.gateway)}</strong> {live(move || gateway.get())}</p>
            <select
                class="field small"
                aria-label=text(|m| m.stores.status)
                on:change=move |event| board.narrow(&event_target_value(&event))
            >
                <option value="">{narrow}</option>
                {options.into_iter().collect_view()}
            </select>
            {shown(move || why.with(Option::is_some), move || {
                view! { <p role="alert">{live(move || why.get().unwrap_or_default())}</p> }.into_any()
            })}
            <ul class="board-stores" aria-label=text(|m| m.stores.stores)>
                {each(
                    move || shown_now.with(|shown| shown.stores.iter().map(|store| store.id.to_string()).collect()),
                    move |id| row(board, id, i18n),
                )}
            </ul>
            <p class="board-foot">
                {button("small", |m| m.common.previous_page, move || board.turn(false))}
                <span>{range}</span>
                {button("small", |m| m.common.next_page, move || board.turn(true))}
            </p>
        </div>
    }
    .into_any()
}

/// How the gateway is, in a word.
fn gateway(i18n: I18n) -> String {
    let messages = &i18n.messages().network;
    let state = use_network().map_or(State::Fine, |network| network.shown().with(|shown| shown.state));
    match state {
        State::Fine | State::Syncing { restored: false, .. } => messages.live.to_owned(),
        State::Lost { why, .. } => (messages.why)(why).to_owned(),
        State::Steadying { .. } => messages.steadying.to_owned(),
        State::Syncing { .. } => messages.restored.to_owned(),
        State::Behind { .. } => messages.behind.to_owned(),
    }
}

fn row(board: Board, id: String, i18n: I18n) -> AnyView {
    let find = move |shown: &Shown| shown.stores.iter().find(|store| store.id.as_str() == id).cloned();
    let store = memo(move || board.shown.with(&find));
    let name = live(move || {
        store
            .with(|store| store.as_ref().map(|store| store.name.clone()))
            .unwrap_or_default()
    });
    let site = live(move || {
        let site = |store: &Store| [store.platform.name(), store.region.as_str()].join(" ");
        store.with(|store| store.as_ref().map(site)).unwrap_or_default()
    });
    let is_live = memo(move || store.with(|store| store.as_ref().is_none_or(|store| is_live(&store.status))));
    let said = memo(move || {
        store
            .with(|store| store.as_ref().map(|store| status(&store.status, board.now, i18n)))
            .unwrap_or_default()
    });
    let data_id = store.with_untracked(|store| store.as_ref().map(|store| store.id.to_string()));
    view! {
        <li data-id=data_id>
            <span class="board-name"><bdi>{name}</bdi></span>
            <span class="hint">{site}</span>
            <span class="badge" class:good=move || is_live.get() class:bad=move || !is_live.get()>{live(move || said.get())}</span>
        </li>
    }
    .into_any()
}

fn is_live(status: &StoreStatus) -> bool {
    matches!(status, StoreStatus::Normal | StoreStatus::LoginExpires { .. })
}

/// How a store's connection is. Follows the seconds only where they are counted.
fn status(status: &StoreStatus, now: RwSignal<i64>, i18n: I18n) -> String {
    let messages = i18n.messages();
    match status {
        StoreStatus::Normal | StoreStatus::LoginExpires { .. } => messages.network.live.to_owned(),
        StoreStatus::Slowed { until: Millis(until) } => {
            let seconds = u32::try_from((until - now.get() + 999) / 1_000).unwrap_or(0);
            (messages.network.slowed)(seconds)
        }
        StoreStatus::SyncFailing { since, .. } => {
            (messages.stores.failing_since)(&format::minute(i18n.locale(), *since))
        }
        other => (messages.stores.status_word)(other.as_str()).to_owned(),
    }
}

impl Board {
    fn ask(self) {
        let Some((offset, status)) = self.shown.try_with_untracked(|shown| (shown.offset, shown.status)) else {
            return;
        };
        let filter = StoreFilter {
            status: status.map(str::to_owned),
            offset: u64::from(offset),
            limit: ROWS,
            ..StoreFilter::default()
        };
        self.line.with_value(|line| {
            line.run(
                move |signal| async move { api::list(&filter, signal.as_ref()).await },
                move |answer| {
                    self.shown.try_update(|shown| match answer {
                        Ok(answer) => {
                            shown.total = answer.page.total;
                            shown.stores = answer.page.items;
                            shown.error = None;
                        }
                        Err(error) => shown.error = Some(error),
                    });
                },
            );
        });
    }

    fn narrow(self, word: &str) {
        let status = NARROWED.into_iter().find(|known| *known == word);
        self.shown.update(|shown| (shown.status, shown.offset) = (status, 0));
        self.ask();
    }

    fn turn(self, forward: bool) {
        let moved = self.shown.try_update(|shown| {
            let to = if forward {
                shown.offset.saturating_add(ROWS)
            } else {
                shown.offset.saturating_sub(ROWS)
            };
            let moves = to != shown.offset && u64::from(to) < shown.total;
            if moves {
                shown.offset = to;
            }
            moves
        });
        if moved == Some(true) {
            self.ask();
        }
    }

    /// A store is so now.
    fn changed(self, store: &Store) {
        self.shown.try_maybe_update(|shown| {
            let known = shown.stores.iter_mut().find(|known| known.id == store.id);
            match known.filter(|known| known.version < store.version) {
                Some(known) => {
                    known.clone_from(store);
                    (true, ())
                }
                None => (false, ()),
            }
        });
    }
}
