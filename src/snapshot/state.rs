//! Writes the view as the inbox changes: in idle time, and at once when the page is left.

use super::model::{Freshness, List, Thread, Times, View, write};
use super::persist::{Whose, prune};
use super::start::Left;
use crate::account::{AccountState, use_account};
use crate::api::live::{Connection, Live, use_live};
use crate::browser::lock::Lock;
use crate::browser::{clock, panic, visibility};
use crate::route::{InboxPlace, Route};
use crate::router::{Router, use_router};
use crate::ui::live::effect;
use leptos::prelude::*;
use std::rc::Rc;
use steadydesk_wire::Account;
use wasm_bindgen_futures::spawn_local;

/// Milliseconds from a change to the writing of it.
const SOON: f64 = 500.0;
/// Milliseconds between two writings, so that a busy desk does not write all the time.
const BETWEEN: f64 = 3_000.0;
/// Milliseconds after which a view that is shown has not stopped the console.
const SHOWN_AFTER: u32 = 2_000;
/// Milliseconds after the start at which old views are let go.
const PRUNE_AFTER: u32 = 10_000;

/// A part of the view as its room has it: of what (a list's address, a session's
/// id), up to which sequence number, and its lines.
#[derive(Debug, Clone)]
pub struct Part {
    pub of: String,
    pub seq: i64,
    pub lines: String,
}

/// What knows a part.
type Source = Rc<dyn Fn() -> Option<Part>>;

/// A part that is asked for while its room is open, and as it was left.
#[derive(Default)]
struct Kept {
    source: Option<Source>,
    left: Option<Part>,
}

impl Kept {
    fn now(&mut self) -> Option<&Part> {
        if let Some(source) = &self.source {
            self.left = source();
        }
        self.left.as_ref()
    }
}

struct Inner {
    account: Account,
    whose: Whose,
    /// Holds the tab's id, which a tab that was made as a copy of another has from that one.
    lock: Option<Lock>,
    alone: bool,
    /// Whose view is being shown: this tab's or another one's.
    showing: Option<Whose>,
    restored: Option<View>,
    worth: Freshness,
    /// When the view was last known to be so, on this computer's clock.
    known: i64,
    list: Kept,
    thread: Kept,
    timer: Option<clock::Timer>,
    wrote: f64,
}

/// A handle to the view.
#[derive(Clone, Copy)]
pub struct Snapshot {
    inner: StoredValue<Inner, LocalStorage>,
    live: Live,
    router: Router,
    who: AccountState,
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Snapshot")
    }
}

/// Puts the view into context, for as long as somebody is signed in. `left` is what the start has found.
pub fn provide_snapshot(account: Account, left: Option<Left>) -> Snapshot {
    let router = use_router();
    let own = left.as_ref().is_none_or(|left| left.own);
    let showing = left.as_ref().map(|left| left.whose.clone());
    let (whose, worth, restored) = match left {
        Some(left) => {
            let whose = if left.own { left.whose } else { Whose::new(&account.id) };
            (whose, left.worth, Some(left.view))
        }
        None => (Whose::new(&account.id), Freshness::Expired, None),
    };
    let snapshot = Snapshot {
        inner: StoredValue::new_local(Inner {
            known: restored.as_ref().map_or(0, |view| view.times.known),
            account,
            whose,
            lock: None,
            alone: false,
            showing,
            restored,
            worth,
            list: Kept::default(),
            thread: Kept::default(),
            timer: None,
            wrote: f64::MIN,
        }),
        live: use_live(),
        router,
        who: use_account(),
    };
    router.forget();
    if let Some(place) = snapshot.place() {
        // A reload has its own address; a new tab opens where the last one was.
        router.left_inbox_at(place, !own);
    }
    snapshot.hold();
    effect(move || {
        router.signal().track();
        snapshot.moved();
    });
    provide_context(snapshot);
    snapshot
}

/// The view; where a part is mounted alone there is none.
#[must_use]
pub fn use_snapshot() -> Option<Snapshot> {
    use_context()
}

impl Snapshot {
    /// Waits for the tab's id, and follows the page's coming and going, until the owner ends.
    fn hold(self) {
        self.claim();
        visibility::on_change(move |visible| {
            if !visible {
                self.save(true);
            }
        });
        visibility::on_cache(move |here| {
            if here {
                self.claim();
            } else {
                self.save(true);
                self.shown();
                // Whoever holds a lock is not kept in the browser's cache of pages.
                self.inner.try_update_value(|inner| inner.lock = None);
            }
        });
        let shown = clock::after(SHOWN_AFTER, move || self.shown());
        let prunes = clock::after(PRUNE_AFTER, move || {
            if let Some(user) = self.inner.try_with_value(|inner| inner.whose.user.clone()) {
                spawn_local(async move { prune(&user).await });
            }
        });
        let timers = StoredValue::new_local((shown, prunes));
        on_cleanup(move || {
            timers.dispose();
            self.shown();
        });
    }

    fn claim(self) {
        let Some(name) = self.inner.try_with_value(|inner| inner.whose.lock()) else {
            return;
        };
        let lock = Lock::ask(&name, move || {
            self.inner.try_update_value(|inner| inner.alone = true);
        });
        self.inner.try_update_value(|inner| {
            inner.alone = lock.is_none();
            inner.lock = lock;
        });
    }

    /// The view that was found stands in the page, and the console still runs.
    fn shown(self) {
        if !panic::has() {
            let showing = self.inner.try_update_value(|inner| inner.showing.take()).flatten();
            if let Some(whose) = showing {
                whose.shown();
            }
        }
    }

    /// Whether what was found is fresh, and since when it is known, on the monotonic clock.
    pub fn known_at(self) -> f64 {
        let known = self.inner.try_with_value(|inner| match inner.worth {
            Freshness::Fresh => Some(inner.known),
            _ => None,
        });
        #[expect(clippy::cast_precision_loss, reason = "some minutes")]
        known
            .flatten()
            .map_or(f64::MIN, |known| clock::monotonic() - (clock::wall() - known) as f64)
    }

    /// Where the inbox was, in the view that was found.
    #[must_use]
    pub fn place(self) -> Option<InboxPlace> {
        let read = |inner: &Inner| inner.restored.as_ref().map(|view| place_of(&view.place));
        self.inner.try_with_value(read).flatten()
    }

    /// The list of the view that was found, once.
    pub fn take_list(self) -> Option<List> {
        let take = |inner: &mut Inner| inner.restored.as_mut()?.list.take();
        self.inner.try_update_value(take).flatten()
    }

    /// The thread of the view that was found, once.
    pub fn take_thread(self) -> Option<Thread> {
        let take = |inner: &mut Inner| inner.restored.as_mut()?.thread.take();
        self.inner.try_update_value(take).flatten()
    }

    /// Asks `source` for the list's part from here on; when the owner ends, it stays as it is then.
    pub fn list(self, source: impl Fn() -> Option<Part> + 'static) {
        self.follow(|inner| &mut inner.list, Rc::new(source));
    }

    /// The same for the open thread's.
    pub fn thread(self, source: impl Fn() -> Option<Part> + 'static) {
        self.follow(|inner| &mut inner.thread, Rc::new(source));
    }

    fn follow(self, kept: fn(&mut Inner) -> &mut Kept, source: Source) {
        let ours = Rc::downgrade(&source);
        self.inner.try_update_value(|inner| kept(inner).source = Some(source));
        let ours = StoredValue::new_local(ours);
        on_cleanup(move || {
            let ours = ours.try_with_value(std::rc::Weak::clone);
            self.inner.try_update_value(|inner| {
                let kept = kept(inner);
                // The next one may have come before this one went.
                let is_ours = |source: &Source| {
                    ours.as_ref()
                        .is_some_and(|ours| std::ptr::addr_eq(ours.as_ptr(), Rc::as_ptr(source)))
                };
                if kept.source.as_ref().is_some_and(is_ours) {
                    kept.now();
                    kept.source = None;
                }
            });
        });
    }

    /// Something of it is other than before: it is written soon.
    pub fn touch(self) {
        self.write_within(BETWEEN);
    }

    /// The operator is elsewhere now: it is written at once, as it were.
    pub fn moved(self) {
        self.inner.try_update_value(|inner| inner.timer = None);
        self.write_within(0.0);
    }

    fn write_within(self, between: f64) {
        self.inner.try_update_value(|inner| {
            if inner.timer.is_none() {
                let wait = (inner.wrote + between - clock::monotonic()).max(SOON);
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "at most `BETWEEN`"
                )]
                let timer = clock::after(wait as u32, move || self.save(false));
                inner.timer = Some(timer);
            }
        });
    }

    /// Writes it now.
    fn save(self, leaving: bool) {
        let Some(user) = self.inner.try_with_value(|inner| inner.account.id.clone()) else {
            return;
        };
        // Nothing is put back of whoever has signed out.
        if !self.who.stays(&user) {
            return;
        }
        let (open, place) = (
            untrack(move || self.live.connection()) == Connection::Open,
            self.router.inbox(),
        );
        let copied = self.inner.try_update_value(|inner| {
            let copied = !inner.alone;
            if copied {
                inner.whose = Whose::new(&user);
            }
            copied
        });
        if copied == Some(true) {
            self.claim();
        }
        let cursor = self.live.cursor().unwrap_or(0);
        let written = self.inner.try_update_value(|inner| {
            inner.timer = None;
            inner.wrote = clock::monotonic();
            if open {
                inner.known = clock::wall();
            }
            let session = place.session.as_ref().map(ToString::to_string);
            let address = address(&place);
            let of_list = list_of(place);
            let list = inner.list.now().filter(|part| part.of == of_list);
            let thread = inner.thread.now().filter(|part| Some(&part.of) == session.as_ref());
            let seqs = list.iter().chain(&thread).map(|part| part.seq);
            let times = Times {
                written: clock::wall(),
                known: inner.known,
                ahead: clock::ahead(),
                seq: seqs.min().unwrap_or(cursor),
            };
            let text = write(
                &inner.whose.tab,
                times,
                &inner.account,
                &address,
                list.map(|part| part.lines.as_str()),
                thread.map(|part| part.lines.as_str()),
            );
            (inner.whose.clone(), text)
        });
        if let Some((whose, text)) = written {
            whose.note();
            spawn_local(async move { whose.save(text, leaving).await });
        }
    }
}

/// The address of a list, whichever session is open beside it.
#[must_use]
pub fn list_of(place: InboxPlace) -> String {
    address(&InboxPlace { session: None, ..place })
}

fn address(place: &InboxPlace) -> String {
    Route::Inbox(place.clone()).to_string()
}

fn place_of(address: &str) -> InboxPlace {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    match Route::parse(path, query) {
        Route::Inbox(place) => place,
        _ => InboxPlace::default(),
    }
}
