//! Where a thread is scrolled to: it follows its end only while the operator
//! is near it; elsewhere the message that is read stays where it is, whatever
//! comes, goes or grows above it.

use super::thread_rows::{Draw, OnPage};
use super::thread_state::Thread;
use crate::browser::{clock, print};
use crate::ui::live::effect;
use leptos::html::Div;
use leptos::prelude::*;
use steadydesk_wire::MessageId;
use web_sys::{Element, HtmlElement};

/// Pixels from the end within which the operator is at the end.
const NEAR: i32 = 80;
/// Rows that are on the page before and behind those in sight, at least, once the first ones have been painted.
pub(super) const LEAST: usize = 25;
/// Pixels below the upper edge at which a message stands that was gone to.
const BELOW_EDGE: f64 = 56.0;
/// Milliseconds without a move after which rows near by come to the page.
const REST: u32 = 60;
/// Rows that are printed at most.
pub(super) const MOST_PRINTED: usize = 2_000;

/// A handle to the scroll position.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scroll {
    pub(super) thread: Thread,
    /// What scrolls.
    pub(super) frame: NodeRef<Div>,
    /// What stands above the rows.
    pub(super) head: NodeRef<Div>,
    /// What holds the rows.
    pub(super) list: NodeRef<Div>,
    pub(super) at_end: RwSignal<bool>,
    /// Moves on when rows have come to the page.
    drawn: RwSignal<u32>,
    page: StoredValue<Option<OnPage>, LocalStorage>,
    /// Where the frame was when it was last looked at: elsewhere, the operator has moved it.
    pub(super) stood: StoredValue<i32>,
    /// Pixels that the operator is away from the end, while near it.
    pub(super) short: StoredValue<i32>,
    /// Scrolled so far at once that no row stood there.
    thrown: StoredValue<bool>,
    pub(super) stage: StoredValue<Stage>,
    later: StoredValue<Option<clock::Timer>, LocalStorage>,
}

/// Which rows are on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Nothing was there to be shown yet.
    Waiting,
    /// What is needed for the next paint, while the thread opens or is scrolled.
    Moving,
    /// Those near by as well.
    Wide,
    /// All that fit on paper.
    Printing,
}

/// The thread's position: where it was left, else at the first message that is
/// not read, else at the end. `draw` makes a message's row.
pub(super) fn scroll(thread: Thread, draw: Draw) -> Scroll {
    let scroll = Scroll {
        thread,
        frame: NodeRef::new(),
        head: NodeRef::new(),
        list: NodeRef::new(),
        at_end: RwSignal::new(thread.place().is_none()),
        drawn: RwSignal::new(0),
        page: StoredValue::new_local(None),
        stood: StoredValue::new(0),
        short: StoredValue::new(0),
        thrown: StoredValue::new(false),
        stage: StoredValue::new(Stage::Waiting),
        later: StoredValue::new_local(None),
    };
    scroll.page.set_value(Some(OnPage::new(draw, move || scroll.resized())));
    effect(move || {
        if let (Some(frame), Some(head)) = (scroll.frame.get(), scroll.head.get()) {
            scroll.with_page(|page| {
                page.watch(&frame);
                page.watch(&head);
            });
        }
    });
    effect(move || {
        thread.track();
        if scroll.frame.get().is_some() && scroll.list.get().is_some() {
            scroll.open();
            scroll.refresh();
        }
    });
    print::on_print(move |begins| {
        scroll
            .stage
            .set_value(if begins { Stage::Printing } else { Stage::Wide });
        scroll.refresh();
    });
    scroll
}

impl Scroll {
    /// Whether the operator is at the end; follows changes.
    pub(super) fn is_at_end(self) -> bool {
        self.at_end.get()
    }

    /// How many messages stand behind the newest one that the operator has been at; follows changes.
    pub(super) fn unseen(self) -> u32 {
        self.thread.track();
        if self.at_end.get() {
            return 0;
        }
        let seen = self.thread.seen();
        let behind = self.thread.with_model(|model| {
            let seen = seen.and_then(|id| model.number(&id));
            model.len() - seen.map_or(0, |number| number + 1)
        });
        behind.and_then(|count| u32::try_from(count).ok()).unwrap_or(0)
    }

    /// Follows rows that come to the page.
    pub(super) fn track_rows(self) {
        self.drawn.track();
    }

    /// Calls `look` with each message on the page and its element.
    pub(super) fn each_on_page(self, mut look: impl FnMut(&MessageId, &Element)) {
        self.with_page(|page| page.messages().for_each(|(id, element)| look(id, element)));
    }

    /// The number of the first row in sight.
    pub(super) fn first_in_sight(self) -> usize {
        let held = self.frame().and_then(|frame| self.in_sight(&frame));
        let number = held.and_then(|(id, _)| self.thread.with_model(|model| model.number(&id)).flatten());
        number.unwrap_or(0)
    }

    /// Goes to the end, and follows it from here.
    pub(super) fn to_end(self) {
        self.short.set_value(0);
        self.set_at_end(true);
        self.thread.set_place(None);
        self.refresh();
    }

    /// Goes to the begin of what is here.
    pub(super) fn to_begin(self) {
        let Some(frame) = self.frame() else { return };
        frame.set_scroll_top(0);
        self.scrolled();
    }

    /// Goes a screen on, or back.
    pub(super) fn turn_page(self, forward: bool) {
        let Some(frame) = self.frame() else { return };
        let screen = f64::from(frame.client_height()) * 0.9;
        frame.scroll_by_with_x_and_y(0.0, if forward { screen } else { -screen });
        self.scrolled();
    }

    /// Goes to a message, wherever it is.
    pub(super) fn to(self, id: MessageId) {
        self.thread.set_place(Some((id, BELOW_EDGE)));
        self.set_at_end(false);
        self.refresh();
        self.note();
    }

    /// The frame has moved: takes note of where the operator has scrolled to.
    pub(super) fn scrolled(self) {
        let Some(frame) = self.frame() else { return };
        if !self.has_moved(&frame) {
            return;
        }
        self.stage.update_value(|stage| {
            if *stage == Stage::Wide {
                *stage = Stage::Moving;
            }
        });
        self.refresh();
    }

    /// Puts the rows that belong on the page there, and what is read where it was.
    pub(super) fn refresh(self) {
        let Some((frame, list)) = self.parts() else { return };
        self.heed(&frame);
        if self.at_end.get_untracked() {
            self.follow();
        } else if self.thread.place().is_none_or(|(id, _)| !self.has(&id)) {
            // The message that was held is gone: the next one in sight is.
            self.thread.set_place(self.in_sight(&frame));
        }
        let mut came = false;
        // What has just come is measured, and may have to make room for more.
        for _ in 0..2 {
            let (rows, space) = self.wanted(&frame, &list);
            let changed = self.with_page(|page| page.arrange(rows, space, &list)) == Some(true);
            came |= changed;
            if !changed || !self.measure() {
                break;
            }
        }
        if self.thrown.get_value() {
            // Nothing of before is in sight: what stands there now is held from now on.
            self.thrown.set_value(false);
            self.thread.set_place(self.in_sight(&frame));
        }
        self.position(&frame);
        if came {
            self.drawn.update(|drawn| *drawn = drawn.wrapping_add(1));
        }
        if self.stage.get_value() == Stage::Moving {
            self.widen();
        }
        self.fetch_earlier(&frame);
    }

    /// Opens the thread where it was left, at what is not read, or at its end.
    fn open(self) {
        if self.stage.get_value() != Stage::Waiting || !self.thread.is_loaded_now() {
            return;
        }
        self.stage.set_value(Stage::Moving);
        let Some(first) = self.thread.first_unread_now().filter(|_| self.thread.place().is_none()) else {
            return;
        };
        let read = self.thread.with_model(|model| {
            let number = model.number(&first)?;
            number.checked_sub(1).and_then(|before| model.id(before).cloned())
        });
        self.thread.set_seen(read.flatten());
        self.to(first);
    }

    /// At the end, whatever is newest counts as seen, and what comes is followed.
    fn follow(self) {
        let newest = self
            .thread
            .with_model(|model| model.len().checked_sub(1).and_then(|at| model.id(at).cloned()));
        let newest = newest.flatten();
        if newest != self.thread.seen() {
            self.thread.set_seen(newest);
            self.short.set_value(0);
        }
    }

    /// Somebody may have moved the frame, and the event that says so is still to come.
    fn heed(self, frame: &HtmlElement) {
        if self.has_moved(frame) {
            self.note();
        }
    }

    /// Whether the frame stands elsewhere than it was put. Back at its very end it
    /// was put by the browser, because what it holds became lower.
    fn has_moved(self, frame: &HtmlElement) -> bool {
        let (stands, stood) = (frame.scroll_top(), self.stood.get_value());
        let end = frame.scroll_height() - frame.client_height();
        stands != stood && !(stands < stood && end - 1 <= stands)
    }

    /// Takes note of where the frame is: near the end, or at which message.
    fn note(self) {
        let Some(frame) = self.frame() else { return };
        self.stood.set_value(frame.scroll_top());
        let short = frame.scroll_height() - frame.scroll_top() - frame.client_height();
        let at_end = short <= NEAR;
        self.short.set_value(if at_end { short } else { 0 });
        self.set_at_end(at_end);
        let found = self.on_page(&frame);
        self.thrown.set_value(found.is_none() && !at_end);
        let place = found.or_else(|| self.by_height(&frame));
        self.thread.set_place(place.filter(|_| !at_end));
    }

    /// Rows, the frame or what stands above the rows have another size.
    fn resized(self) {
        let Some(frame) = self.frame() else { return };
        self.heed(&frame);
        if self.measure() {
            // Rows that come now would be measured too late for this paint.
            self.widen();
        }
        self.position(&frame);
    }

    /// Puts the rows near by on the page too, once the others have been painted and nothing moves.
    fn widen(self) {
        let then = move || {
            self.stage.try_update_value(|stage| {
                if *stage == Stage::Moving {
                    *stage = Stage::Wide;
                }
            });
            self.refresh();
        };
        self.later.try_set_value(Some(clock::after(REST, then)));
    }

    /// Earlier messages are fetched before the operator is at the begin, or where there is room for them.
    fn fetch_earlier(self, frame: &HtmlElement) {
        let near = frame.scroll_top() < frame.client_height();
        let all_in_sight = frame.scroll_height() <= frame.client_height();
        let shown = matches!(self.stage.get_value(), Stage::Moving | Stage::Wide);
        if shown && near && (all_in_sight || !self.at_end.get_untracked()) && self.thread.is_idle_now() {
            self.thread.load_earlier();
        }
    }

    fn has(self, id: &MessageId) -> bool {
        self.thread.with_model(|model| model.number(id).is_some()) == Some(true)
    }

    fn set_at_end(self, at_end: bool) {
        if self.at_end.try_get_untracked().is_some_and(|present| present != at_end) {
            self.at_end.set(at_end);
        }
    }

    pub(super) fn with_page<T>(self, look: impl FnOnce(&mut OnPage) -> T) -> Option<T> {
        self.page.try_update_value(|page| page.as_mut().map(look)).flatten()
    }

    fn frame(self) -> Option<HtmlElement> {
        self.frame.try_get_untracked().flatten().map(Into::into)
    }

    pub(super) fn parts(self) -> Option<(HtmlElement, HtmlElement)> {
        let list = self.list.try_get_untracked().flatten()?;
        Some((self.frame()?, list.into()))
    }
}
