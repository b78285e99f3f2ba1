//! What is typed, what is marked, and what choosing does.

use super::model::{Deed, Item, Target, marked, rank, remember, step};
use super::search::Search;
use crate::account::{AccountState, use_account, use_signed_in};
use crate::api::sessions;
use crate::browser::{clock, focus};
use crate::i18n::{I18n, Locale, Messages, use_i18n};
use crate::keys::{Keys, use_keys};
use crate::outbox::{Outbox, use_outbox};
use crate::route::{InboxPlace, Room, Route, SessionsQuery};
use crate::router::{Router, use_router};
use crate::shell::{Theme, use_theme};
use crate::stores::authorize;
use crate::ui::live::{effect, memo};
use crate::ui::toast::{Toasts, Tone, use_toasts};
use leptos::prelude::*;
use steadydesk_wire::{NewAuthorization, Platform, Role};
use wasm_bindgen_futures::spawn_local;

/// Milliseconds between the last key and the question to the gateway.
const PAUSE: u32 = 150;

/// A handle to the palette.
#[derive(Debug, Clone, Copy)]
pub(super) struct Palette {
    pub(super) open: RwSignal<bool>,
    pub(super) typed: RwSignal<String>,
    pub(super) lines: Memo<Vec<Item>>,
    pub(super) search: Search,
    marked: RwSignal<String>,
    recent: RwSignal<Vec<Item>>,
    pause: StoredValue<Option<clock::Timer>, LocalStorage>,
    i18n: I18n,
    router: Router,
    keys: Keys,
    account: AccountState,
    outbox: Outbox,
    theme: RwSignal<Theme>,
    toasts: Toasts,
}

impl Palette {
    pub(super) fn new() -> Self {
        let (i18n, keys) = (use_i18n(), use_keys());
        let search = Search::new();
        let typed = RwSignal::new(String::new());
        let recent = RwSignal::new(Vec::new());
        let admin = use_signed_in().is_some_and(|account| account.role == Role::Admin);
        let open = keys.palette();
        let lines = memo(move || {
            // A closed palette works out nothing.
            if !open.get() {
                return Vec::new();
            }
            recent.with(|recent| rank(&typed.get(), recent, &known(i18n.locale(), admin), &search.found()))
        });
        let palette = Self {
            open,
            typed,
            lines,
            search,
            marked: RwSignal::new(String::new()),
            recent,
            pause: StoredValue::new_local(None),
            i18n,
            router: use_router(),
            keys,
            account: use_account(),
            outbox: use_outbox(),
            theme: use_theme(),
            toasts: use_toasts(),
        };
        effect(move || {
            if !open.get() {
                palette.typed_now(String::new());
            }
        });
        palette
    }

    /// Takes what has been typed.
    pub(super) fn typed_now(self, text: String) {
        self.pause.set_value(None);
        self.search.stop();
        self.marked.set(String::new());
        let word = text.trim().to_owned();
        self.typed.set(text);
        if !word.is_empty() {
            self.pause
                .set_value(Some(clock::after(PAUSE, move || self.search.ask(&word))));
        }
    }

    /// The key of the marked line; follows.
    pub(super) fn marked(self) -> Option<String> {
        self.lines
            .with(|lines| self.marked.with(|key| marked(lines, key).map(Item::key)))
    }

    /// Marks the line below or above.
    pub(super) fn step(self, down: bool) {
        let to = self
            .lines
            .with_untracked(|lines| step(lines, &untrack(move || self.marked()).unwrap_or_default(), down));
        if let Some(key) = to {
            self.marked.set(key);
        }
    }

    /// Chooses the marked line.
    pub(super) fn enter(self) {
        if let Some(key) = untrack(move || self.marked()) {
            self.choose(&key);
        }
    }

    /// Does what the line says, and closes.
    pub(super) fn choose(self, key: &str) {
        let find = |lines: &Vec<Item>| lines.iter().find(|item| item.key() == key).cloned();
        let Some(item) = self.lines.with_untracked(find) else {
            return;
        };
        self.recent.update(|recent| remember(recent, &item));
        self.open.set(false);
        // The dialog gives the focus back first; a page that opens then takes it from there.
        clock::soon(move || self.reach(item.target));
    }

    fn reach(self, target: Target) {
        match target {
            Target::Page(room) => {
                let router = self.router;
                router.go(untrack(move || router.way_into(room)));
                focus::on_page();
            }
            Target::Store(store) => {
                let query = SessionsQuery {
                    store: Some(store),
                    ..SessionsQuery::default()
                };
                self.router.go(InboxPlace { query, session: None });
                focus::on_page();
            }
            Target::Session(session) => {
                let place = match self.router.signal().get_untracked() {
                    Route::Inbox(place) => place,
                    _ => InboxPlace::default(),
                };
                self.router.go(InboxPlace {
                    session: Some(session),
                    ..place
                });
                focus::on_page();
            }
            Target::Deed(deed) => self.act(deed),
        }
    }

    fn act(self, deed: Deed) {
        match deed {
            Deed::MarkRead => self.mark_read(),
            Deed::AddStore(platform) => authorize(NewAuthorization { platform, store: None }, self.i18n, self.toasts),
            Deed::Diagnostics => {
                self.router.go(Route::Settings);
                clock::soon(|| focus::on_id("diagnostics"));
            }
            Deed::Keys => self.keys.sheet().set(true),
            Deed::Language(locale) => self.i18n.set(locale),
            Deed::LightTheme => self.theme.set(Theme::Light),
            Deed::DarkTheme => self.theme.set(Theme::Dark),
            Deed::SystemTheme => self.theme.set(Theme::System),
            Deed::SignOut => self.outbox.sign_out(self.account),
        }
    }

    /// Tells the gateway that the open session has been read to its end.
    fn mark_read(self) {
        let open = match self.router.signal().get_untracked() {
            Route::Inbox(place) => place.session,
            _ => None,
        };
        let (i18n, toasts) = (self.i18n, self.toasts);
        spawn_local(async move {
            let done = async {
                let Some(id) = open else { return Ok(false) };
                let Some(last) = sessions::get(&id, None).await?.last else {
                    return Ok(false);
                };
                sessions::mark_read(&id, &last.id).await.map(|()| true)
            };
            let texts = i18n.messages_now();
            match done.await {
                Ok(true) => toasts.say(Tone::Good, texts.palette.marked_read),
                Ok(false) => toasts.say(Tone::Bad, texts.palette.nothing_open),
                Err(error) => toasts.say(Tone::Bad, (texts.common.error)(&error)),
            }
        });
    }
}

/// Pages and actions, in the order of use.
fn known(locale: Locale, admin: bool) -> Vec<Item> {
    let item = |target: Target, title: &dyn Fn(&Messages) -> String| Item {
        target,
        title: title(locale.messages()),
        about: String::new(),
        also: Locale::ALL
            .into_iter()
            .filter(|other| *other != locale)
            .map(|other| title(other.messages()))
            .collect(),
        found_for: None,
    };
    let pages = Room::ALL.map(|room| item(Target::Page(room), &|m| (m.common.room)(room).to_owned()));
    let deed = |deed: Deed, title: fn(&Messages) -> &str| item(Target::Deed(deed), &|m| title(m).to_owned());
    let languages = Locale::ALL.into_iter().filter(|other| *other != locale).map(|other| {
        item(Target::Deed(Deed::Language(other)), &|m| {
            (m.palette.language)(other.name())
        })
    });
    let add = Platform::ALL.into_iter().filter(|_| admin).map(|platform| {
        item(Target::Deed(Deed::AddStore(platform)), &|m| {
            (m.palette.add_store)(platform)
        })
    });
    let mut known = Vec::from(pages);
    known.push(deed(Deed::MarkRead, |m| m.palette.mark_read));
    known.push(deed(Deed::Keys, |m| m.palette.keys));
    known.push(deed(Deed::Diagnostics, |m| m.palette.diagnostics));
    known.extend(add);
    known.extend(languages);
    known.push(deed(Deed::LightTheme, |m| m.palette.light));
    known.push(deed(Deed::DarkTheme, |m| m.palette.dark));
    known.push(deed(Deed::SystemTheme, |m| m.palette.system));
    known.push(deed(Deed::SignOut, |m| m.palette.sign_out));
    known
}
