//! The session list: what is asked for by the list base, what is shown by a
//! window on the answer, and the page in step with both.

mod drawn;
mod kept;
mod kind;
mod live;
mod look;

use kept::KeptSessions;
pub use kept::provide_kept_sessions;
use kind::{Part, Sessions, newest, waiting};

use crate::api::live::{Live, use_live};
use crate::browser::clock;
use crate::list::List;
use crate::list::model::Query;
use crate::list::window::model::{Event, News, Window};
use crate::route::{InboxPlace, SessionsQuery};
use crate::router::use_router;
use crate::snapshot::{Snapshot, use_snapshot};
use crate::ui::live::{effect, memo};
use crate::ui::virtual_list::{Owner, VirtualList};
use leptos::prelude::*;
use std::cmp::Ordering;
use steadydesk_wire::{Session, SessionSort};

/// What a row is drawn by that is not at hand: this sign, and a number.
pub(super) const EMPTY: char = '#';

/// The session list. Copies share it; it ends with the owner that made it.
#[derive(Clone, Copy)]
pub(super) struct SessionList {
    pub(super) base: List<Sessions>,
    pub(super) rows: VirtualList,
    inner: StoredValue<Inner, LocalStorage>,
    live: Live,
    kept: Option<KeptSessions>,
    snapshot: Option<Snapshot>,
    drawn: RwSignal<Vec<String>>,
    size: RwSignal<Size>,
    news: RwSignal<News>,
    stop: RwSignal<Option<String>>,
}

/// How long the list is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Size {
    /// Rows that are shown or could be scrolled to.
    pub(super) places: u32,
    /// Rows under the filter; nothing before the first answer.
    pub(super) total: Option<u32>,
}

/// A row in the page.
#[derive(Clone)]
pub(super) struct Cell {
    pub(super) row: ArcRwSignal<Session>,
    /// Its place, from 0.
    pub(super) at: ArcRwSignal<u32>,
    /// It is out of sight, and in the page only because it has the focus.
    pub(super) away: ArcRwSignal<bool>,
}

#[derive(Default)]
struct Inner {
    window: Window<Session>,
    /// What the window is on.
    filter: SessionsQuery,
    cells: Vec<(String, Cell)>,
    /// Pages in sight that are to be asked for although they are at hand.
    again: Vec<u32>,
    /// The page whose answer did not have what its place promised.
    barren: Option<u32>,
    looked_at: f64,
    later: Option<clock::Timer>,
    soon: Option<clock::Timer>,
    /// Pixels from the top, now and for when the list that is asked for is there.
    top: f64,
    then: f64,
    /// The open row is to be in sight once that list is there.
    reveal: bool,
    /// Changes may have been missed that came after this number; until what is in sight has been fetched again.
    doubt: Option<i64>,
}

/// The session list of the address: subscribes first, then asks, and follows
/// the address from there. `choose` opens a session; `moved` is told where the list went by itself.
pub(super) fn session_list(
    place: Memo<InboxPlace>,
    choose: impl Fn(String) + 'static,
    moved: impl Fn(SessionsQuery) + 'static,
) -> SessionList {
    let list = SessionList {
        base: List::new(move |part: Part| moved(part.filter)),
        rows: VirtualList::default(),
        inner: StoredValue::new_local(Inner::default()),
        live: use_live(),
        kept: use_context(),
        snapshot: use_snapshot(),
        drawn: RwSignal::new(Vec::new()),
        size: RwSignal::new(Size::default()),
        news: RwSignal::new(News::default()),
        stop: RwSignal::new(None),
    };
    list.rows.belongs_to(Owner {
        looked: Box::new(move || list.publish(0)),
        rests: Box::new(move |rests| list.apply(if rests { Event::Froze } else { Event::Thawed })),
        place: Box::new(move |id| list.place_of(id)),
        id: Box::new(move |at| {
            list.read(|inner| inner.window.at(at).map(|row| row.id.to_string()))
                .flatten()
        }),
        open: Box::new(choose),
    });
    list.base.on_answer(move |loud| list.answered(loud));
    list.follow_stream();
    let router = use_router();
    let filter = memo(move || place.with(|place| place.query.clone()));
    effect(move || list.arrive(filter.get(), router.travelled()));
    let open = memo(move || place.with(|place| place.session.as_ref().map(ToString::to_string)));
    effect(move || list.apply(Event::Opened(open.get())));
    // Under the veil of another list, or of another store, the rows are others.
    let visible = memo(move || list.base.total().with(Option::is_some));
    effect(move || {
        visible.track();
        list.publish(0);
    });
    list.keep_fresh();
    if let Some(snapshot) = list.snapshot {
        snapshot.list(move || list.part());
    }
    on_cleanup(move || list.keep());
    list
}

impl SessionList {
    /// What stands in the page, in order: ids of rows, or [`EMPTY`] and a number.
    pub(super) fn drawn(self) -> ReadSignal<Vec<String>> {
        self.drawn.read_only()
    }

    pub(super) fn size(self) -> ReadSignal<Size> {
        self.size.read_only()
    }

    /// What waits while no row may move.
    pub(super) fn news(self) -> ReadSignal<News> {
        self.news.read_only()
    }

    /// The row that Tab leads to.
    pub(super) fn stop(self) -> ReadSignal<Option<String>> {
        self.stop.read_only()
    }

    /// A row in the page.
    pub(super) fn cell(self, id: &str) -> Option<Cell> {
        self.read(|inner| {
            inner
                .cells
                .iter()
                .find(|(known, _)| known == id)
                .map(|(_, cell)| cell.clone())
        })
        .flatten()
    }

    /// A session, if it is at hand.
    pub(super) fn session(self, id: &str) -> Option<Session> {
        self.read(|inner| inner.window.place_of(id).and_then(|at| inner.window.at(at).cloned()))
            .flatten()
    }

    /// Lets the rows take the places that they have now.
    pub(super) fn show_news(self) {
        self.apply(Event::Applied);
    }

    fn read<T>(self, read: impl FnOnce(&Inner) -> T) -> Option<T> {
        self.inner.try_with_value(read)
    }

    fn place_of(self, id: &str) -> Option<u32> {
        self.read(|inner| {
            let away = || {
                inner
                    .cells
                    .iter()
                    .find(|(known, _)| known == id)
                    .map(|(_, cell)| cell.at.get_untracked())
            };
            inner.window.place_of(id).or_else(away)
        })
        .flatten()
    }

    fn apply(self, event: Event<Session>) {
        let shift = self.inner.try_update_value(|inner| inner.window.apply(event));
        self.publish(shift.unwrap_or(0));
    }

    /// Another list is wanted.
    fn arrive(self, filter: SessionsQuery, travelled: bool) {
        match self.base.wanted_now() {
            // Another part of it was looked at last; a failed one is asked for again.
            Some(part) if part.filter == filter => self.base.ask(part),
            before => {
                self.keep();
                // Coming back into the room is as going back.
                let travelled = travelled || before.is_none();
                let then = if travelled { self.kept_top(&filter) } else { 0.0 };
                self.inner.try_update_value(|inner| inner.then = then);
                if !(travelled && self.restore(&filter)) {
                    self.base.ask(Part { filter, page: 0 });
                }
            }
        }
    }

    fn answered(self, loud: bool) {
        let answer = self.base.answer(|part, answer| (part.clone(), answer.page.clone()));
        let Some((part, page)) = answer else { return };
        let total = u32::try_from(page.total).unwrap_or(u32::MAX);
        let offset = part.page.saturating_mul(Part::ROWS);
        if loud {
            let order = order_of(part.filter.sort);
            let rows = page.items;
            self.inner.try_update_value(|inner| {
                inner.window.apply(Event::Replaced { rows, total, order });
                inner.filter = part.filter;
                (inner.again, inner.barren) = (Vec::new(), None);
                inner.doubt = None;
            });
            self.catch_up(page.seq);
            let place = self.inner.try_update_value(|inner| {
                let reveal = std::mem::take(&mut inner.reveal);
                let open = inner.window.open().and_then(|id| inner.window.place_of(id));
                (std::mem::take(&mut inner.then), open.filter(|_| reveal))
            });
            let (top, open) = place.unwrap_or_default();
            self.go_to(top, 0);
            if let Some(open) = open {
                self.go_to(self.rows.sight().reveal(open), 0);
            }
        } else {
            let (seq, rows) = (page.seq, page.items);
            let shift = self.inner.try_update_value(|inner| {
                inner.again.retain(|page| *page != part.page);
                if inner.again.is_empty() {
                    inner.doubt = None;
                }
                let overtaken = !inner.window.ids(&|row| row.version > seq).is_empty();
                let shift = inner.window.apply(Event::Laid {
                    offset,
                    rows,
                    total,
                    seq,
                });
                let missing = |source: &u32| source / Part::ROWS == part.page;
                let (from, end) = inner.window.screen();
                inner.barren = inner.window.wanted(from, end).iter().any(missing).then_some(part.page);
                (shift, overtaken)
            });
            let Some((shift, overtaken)) = shift else { return };
            self.publish(shift);
            if overtaken {
                // Where it begins may be one off.
                self.look_again_soon();
            }
        }
    }

    fn go_to(self, top: f64, shift: i32) {
        let places = self.read(|inner| inner.window.places()).unwrap_or(0);
        self.rows.arrange(places, 0);
        self.rows.scroll_to(top);
        self.publish(shift);
    }

    /// Brings the page in line: the rows in sight by their keys, and each with what it says.
    fn publish(self, shift: i32) {
        let visible = self.base.total().try_get_untracked().flatten().is_some();
        let size = |inner: &Inner| Size {
            places: inner.window.places(),
            total: Some(inner.window.total()),
        };
        let size = self.read(|inner| if visible { size(inner) } else { Size::default() });
        let Some(size) = size else { return };
        let places = size.places;
        self.rows.arrange(places, shift);
        let sight = self.rows.sight();
        let (seen, range) = (sight.seen(places), sight.drawn(places));
        let (focused, last) = (self.rows.focused(), self.rows.last());
        let now = self.inner.try_update_value(|inner| {
            if visible {
                inner.top = sight.top;
                inner.window.apply(Event::Looked {
                    first: seen.start,
                    end: seen.end,
                    held: sight.top > 0.0,
                });
            }
            let mut drawn = Vec::new();
            let mut empty = 0_u32;
            for at in range.clone() {
                if let Some(row) = inner.window.at(at) {
                    drawn.push(row.id.to_string());
                } else {
                    drawn.push(format!("{EMPTY}{empty}"));
                    empty += 1;
                }
            }
            if let Some(id) = focused.filter(|id| visible && !drawn.contains(id)) {
                inner.stays(&id, &mut drawn, &range);
            }
            inner.fill_cells(&drawn, &range);
            let has = |id: &String| drawn.contains(id);
            let open = inner.window.open().map(str::to_owned);
            let in_sight = || {
                seen.clone()
                    .find_map(|at| inner.window.at(at).map(|row| row.id.to_string()))
            };
            let stop = last.filter(has).or_else(|| open.filter(has)).or_else(in_sight);
            (drawn, inner.window.news(), stop)
        });
        let Some((drawn, news, stop)) = now else { return };
        self.rows.begin(range.start);
        put(self.size, size);
        put(self.news, news);
        put(self.stop, stop);
        if self.drawn.try_with_untracked(|present| *present != drawn) == Some(true) {
            self.rows.redrawn();
            self.drawn.set(drawn);
        }
        self.look(seen.start, seen.end);
        if let Some(snapshot) = self.snapshot {
            snapshot.touch();
        }
    }
}

fn order_of(sort: SessionSort) -> fn(&Session, &Session) -> Ordering {
    match sort {
        SessionSort::Newest => newest,
        SessionSort::LongestWaiting => waiting,
    }
}

fn put<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.try_with_untracked(|present| *present != value) == Some(true) {
        signal.set(value);
    }
}
