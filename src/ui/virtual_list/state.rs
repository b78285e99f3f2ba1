//! Where a virtual list is scrolled to, whose hand is on it, which row has the focus.

use super::model::{Sight, step};
use crate::browser::{clock, focus};
use leptos::html::Div;
use leptos::prelude::*;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusOptions, HtmlElement, KeyboardEvent};

/// Milliseconds after which a hand that has left counts as gone.
const REST: u32 = 1_000;
/// Milliseconds within which a focus that goes nowhere was lost by drawing.
const REDRAW: f64 = 50.0;

/// Where the row of an id stands.
type PlaceOf = Box<dyn Fn(&str) -> Option<u32>>;

/// Whose list it is: what it knows of the rows and wants to hear of.
pub struct Owner {
    /// Other rows are in sight.
    pub looked: Box<dyn Fn()>,
    /// The pointer or the focus rests on the list; both have left it a second ago.
    pub rests: Box<dyn Fn(bool)>,
    /// Where a row stands.
    pub place: PlaceOf,
    /// Which row stands there; nothing while it is not known.
    pub id: Box<dyn Fn(u32) -> Option<String>>,
    /// A row is to be opened.
    pub open: Box<dyn Fn(String)>,
}

impl std::fmt::Debug for Owner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Owner")
    }
}

/// A virtual list. Copies share it; it ends with the owner that made it.
#[derive(Debug, Clone, Copy)]
pub struct VirtualList {
    inner: StoredValue<Inner, LocalStorage>,
    /// What scrolls; what it scrolls is its only child.
    pub(super) frame: NodeRef<Div>,
}

#[derive(Debug, Default)]
struct Inner {
    owner: Option<Rc<Owner>>,
    total: u32,
    /// The pointer is over the list.
    pointer: bool,
    /// The focus came by the keyboard: it holds the list as the pointer does.
    keys: bool,
    /// The last press in the list: a focus that it brings is the pointer's.
    pressed: bool,
    resting: bool,
    rest: Option<clock::Timer>,
    /// The row that has the focus, its element, and where it stood.
    focused: Option<(String, HtmlElement, u32)>,
    /// The last row that had it.
    last: Option<String>,
    /// The place that the focus goes to once its row is known.
    goal: Option<u32>,
    /// When other rows were drawn last, on the monotonic clock.
    redrawn: f64,
}

impl Default for VirtualList {
    fn default() -> Self {
        Self {
            inner: StoredValue::new_local(Inner::default()),
            frame: NodeRef::new(),
        }
    }
}

impl VirtualList {
    /// Names the owner; before, the list knows no rows.
    pub fn belongs_to(self, owner: Owner) {
        self.inner.update_value(|inner| inner.owner = Some(Rc::new(owner)));
    }

    fn owner(self) -> Option<Rc<Owner>> {
        self.inner.try_with_value(|inner| inner.owner.clone()).flatten()
    }

    fn frame(self) -> Option<HtmlElement> {
        self.frame.try_get_untracked().flatten().map(Into::into)
    }

    fn body(self) -> Option<HtmlElement> {
        self.frame()?.first_element_child()?.dyn_into().ok()
    }

    /// What is seen now.
    #[must_use]
    pub fn sight(self) -> Sight {
        let total = self.inner.try_with_value(|inner| inner.total).unwrap_or(0);
        let (Some(frame), Some(body)) = (self.frame(), self.body()) else {
            return Sight::default();
        };
        let high = body.get_bounding_client_rect().height();
        Sight {
            top: f64::from(frame.scroll_top()),
            height: f64::from(frame.client_height()),
            row: if total == 0 { 0.0 } else { high / f64::from(total) },
        }
    }

    /// The list has so many rows, and those in sight stand by so many places
    /// further down: they stay where they are on the screen.
    pub fn arrange(self, total: u32, shift: i32) {
        let before = self
            .inner
            .try_update_value(|inner| std::mem::replace(&mut inner.total, total));
        if before.is_some_and(|before| before != total) {
            self.style("--rows", total);
        }
        if shift != 0 {
            self.scroll_to(self.sight().top + f64::from(shift) * self.sight().row);
        }
    }

    /// Other rows are drawn now.
    pub fn redrawn(self) {
        self.inner.try_update_value(|inner| inner.redrawn = clock::monotonic());
    }

    /// The first row that is drawn.
    pub fn begin(self, at: u32) {
        self.style("--before", at);
    }

    fn style(self, name: &str, value: u32) {
        if let Some(body) = self.body() {
            let value = value.to_string();
            let style = body.style();
            // The same again would be a change of the page all the same.
            if style.get_property_value(name).is_ok_and(|present| present != value) {
                let _ = style.set_property(name, &value);
            }
        }
    }

    /// Scrolls to so many pixels from the top.
    pub fn scroll_to(self, top: f64) {
        #[expect(clippy::cast_possible_truncation, reason = "pixels of a page")]
        if let Some(frame) = self.frame() {
            frame.set_scroll_top(top.round() as i32);
        }
    }

    /// The row that has the focus: it stays in the page wherever it stands.
    #[must_use]
    pub fn focused(self) -> Option<String> {
        self.inner
            .try_with_value(|inner| inner.focused.as_ref().map(|(id, ..)| id.clone()))
            .flatten()
    }

    /// The row that had the focus last: the way back into the list.
    #[must_use]
    pub fn last(self) -> Option<String> {
        self.inner.try_with_value(|inner| inner.last.clone()).flatten()
    }

    pub(super) fn looked(self) {
        if let Some(owner) = self.owner() {
            (owner.looked)();
        }
    }

    pub(super) fn pointer(self, over: bool) {
        self.inner.try_update_value(|inner| inner.pointer = over);
        self.rest();
    }

    pub(super) fn pressed(self) {
        self.inner.try_update_value(|inner| inner.pressed = true);
        self.pointer(true);
    }

    fn rest(self) {
        let begins = self.inner.try_update_value(|inner| {
            if inner.pointer || inner.keys {
                inner.rest = None;
                !std::mem::replace(&mut inner.resting, true)
            } else {
                if inner.resting && inner.rest.is_none() {
                    inner.rest = Some(clock::after(REST, move || self.left()));
                }
                false
            }
        });
        if let (Some(true), Some(owner)) = (begins, self.owner()) {
            (owner.rests)(true);
        }
    }

    fn left(self) {
        self.inner.try_update_value(|inner| {
            inner.rest = None;
            inner.resting = false;
        });
        if let Some(owner) = self.owner() {
            (owner.rests)(false);
        }
    }

    pub(super) fn focus_came(self, target: &Element) {
        let Some(row) = row_of(target) else { return };
        let Some(id) = row.get_attribute("data-id") else { return };
        let place = self.owner().and_then(|owner| (owner.place)(&id)).unwrap_or(0);
        self.inner.try_update_value(|inner| {
            let entered = inner.focused.is_none();
            inner.last = Some(id.clone());
            inner.focused = Some((id, row, place));
            if entered || !inner.pressed {
                inner.keys = !inner.pressed;
            }
        });
        self.rest();
        self.looked();
    }

    /// The focus has left a row; `to` is where it goes, if anywhere.
    pub(super) fn focus_left(self, to: Option<&Element>) {
        let inside = |to: &Element| self.frame().is_some_and(|frame| frame.contains(Some(to)));
        match to {
            Some(to) if inside(to) => {}
            Some(_) => self.let_go(),
            // It may have been taken with its row: that shows once the page has come to rest.
            None => clock::soon(move || {
                let has = self
                    .frame()
                    .is_some_and(|frame| focus::active().is_some_and(|active| frame.contains(Some(&active))));
                // Rows that are drawn anew or moved within the page lose it too.
                let taken = self.inner.try_with_value(|inner| {
                    let gone = inner.focused.as_ref().is_some_and(|(_, row, _)| !row.is_connected());
                    gone || clock::monotonic() - inner.redrawn < REDRAW
                });
                let stays = has || (taken == Some(true) && self.bring_back());
                if !stays {
                    self.let_go();
                }
            }),
        }
    }

    fn let_go(self) {
        self.inner.try_update_value(|inner| {
            inner.focused = None;
            inner.goal = None;
            inner.keys = false;
            inner.pressed = false;
        });
        self.rest();
        self.looked();
    }

    /// Gives the focus to where it belongs, once other rows are in the page.
    pub fn settle_focus(self) {
        let goal = self.inner.try_with_value(|inner| inner.goal).flatten();
        let row = goal.and_then(|at| self.row_at(at));
        match row {
            Some(row) => {
                self.inner.try_update_value(|inner| inner.goal = None);
                give_focus(&row);
            }
            None => {
                // A row that was moved within the page has lost the focus by that.
                let nowhere = focus::active().is_none();
                let has = self.inner.try_with_value(|inner| inner.focused.is_some());
                if nowhere && has == Some(true) {
                    self.bring_back();
                }
            }
        }
    }

    /// Gives the focus back to the row that had it, where it stands now, or
    /// to the row that took its place.
    fn bring_back(self) -> bool {
        let lost = self.inner.try_with_value(|inner| inner.focused.clone()).flatten();
        let Some((id, _, at)) = lost else { return false };
        let last = self
            .inner
            .try_with_value(|inner| inner.total)
            .unwrap_or(0)
            .saturating_sub(1);
        match self.row(&id).or_else(|| self.row_at(at.min(last))) {
            Some(row) => {
                give_focus(&row);
                true
            }
            None => false,
        }
    }

    fn row_at(self, at: u32) -> Option<HtmlElement> {
        let owner = self.owner()?;
        self.row(&(owner.id)(at)?)
    }

    /// The element of a row, if it is in the page.
    fn row(self, id: &str) -> Option<HtmlElement> {
        let rows = self.body()?.children();
        (0..rows.length())
            .filter_map(|at| rows.item(at))
            .find(|row| row.get_attribute("data-id").as_deref() == Some(id))?
            .dyn_into()
            .ok()
    }

    pub(super) fn clicked(self, target: &Element) {
        if let (Some(id), Some(owner)) = (
            row_of(target).and_then(|row| row.get_attribute("data-id")),
            self.owner(),
        ) {
            (owner.open)(id);
        }
    }

    pub(super) fn key(self, event: &KeyboardEvent) {
        let plain = !(event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented());
        let Some(row) = event.target().and_then(|target| row_of(target.unchecked_ref())) else {
            return;
        };
        let (Some(id), Some(owner), true) = (row.get_attribute("data-id"), self.owner(), plain) else {
            return;
        };
        let key = event.key();
        if matches!(key.as_str(), "Enter" | " ") {
            event.prevent_default();
            (owner.open)(id);
            return;
        }
        let sight = self.sight();
        let (goal, total) = self.inner.with_value(|inner| (inner.goal, inner.total));
        let from = goal.or_else(|| (owner.place)(&id)).unwrap_or(0);
        let Some(to) = step(&key, from, total, sight.page()) else {
            return;
        };
        event.prevent_default();
        self.inner.update_value(|inner| {
            inner.goal = Some(to);
            inner.pressed = false;
            inner.keys = true;
        });
        self.rest();
        self.scroll_to(sight.reveal(to));
        self.looked();
        // It may be in the page already.
        self.settle_focus();
    }

    /// Gives the focus to the row that Tab would lead to.
    pub fn focus(self) {
        let stop = self
            .body()
            .and_then(|body| body.query_selector("[tabindex='0']").ok().flatten());
        if let Some(stop) = stop.and_then(|stop| stop.dyn_into::<HtmlElement>().ok()) {
            give_focus(&stop);
        }
    }
}

/// The row that an element is, or is part of.
fn row_of(element: &Element) -> Option<HtmlElement> {
    element.closest("[role=option]").ok()??.dyn_into().ok()
}

/// Where the list is scrolled to is not the browser's business.
fn give_focus(row: &HtmlElement) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = row.focus_with_options(&options);
}
