//! Where a thread is scrolled to: it follows its end only while the operator
//! is near it; elsewhere what is read stays where it is, whatever grows above it.

use crate::ui::live::effect;
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlElement, ResizeObserver};

/// Pixels from the end within which the operator is at the end.
const NEAR: i32 = 80;
/// Pixels from the begin within which earlier messages are fetched.
const EARLY: i32 = 200;

/// A handle to the scroll position.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scroll {
    /// What scrolls.
    pub(super) frame: NodeRef<Div>,
    /// What is scrolled.
    pub(super) content: NodeRef<Div>,
    at_end: RwSignal<bool>,
    /// The message that is read, and how far below the frame's top it stands.
    held: StoredValue<Option<(Element, f64)>, LocalStorage>,
    /// The height at the last look.
    height: StoredValue<i32>,
}

/// A position at the end, kept up as the content grows, until the owner ends.
pub(super) fn at_end() -> Scroll {
    let scroll = Scroll {
        frame: NodeRef::new(),
        content: NodeRef::new(),
        at_end: RwSignal::new(true),
        held: StoredValue::new_local(None),
        height: StoredValue::new(0),
    };
    // Called by the browser between layout and paint: nobody sees the position before.
    let grown = Closure::<dyn Fn()>::new(move || scroll.settle());
    let Ok(observer) = ResizeObserver::new(grown.as_ref().unchecked_ref()) else {
        return scroll;
    };
    let watched = StoredValue::new_local((observer, grown));
    effect(move || {
        if let (Some(frame), Some(content)) = (scroll.frame.get(), scroll.content.get()) {
            watched.with_value(|(observer, _)| {
                observer.disconnect();
                observer.observe(&frame);
                observer.observe(&content);
            });
        }
    });
    on_cleanup(move || {
        watched.try_with_value(|(observer, _)| observer.disconnect());
    });
    scroll
}

impl Scroll {
    /// Whether the operator is at the end; follows changes.
    pub(super) fn is_at_end(self) -> bool {
        self.at_end.get()
    }

    pub(super) fn is_at_end_now(self) -> bool {
        self.at_end.get_untracked()
    }

    /// Whether the operator is near the begin.
    pub(super) fn is_near_begin(self) -> bool {
        self.frame().is_some_and(|frame| frame.scroll_top() < EARLY)
    }

    /// Holds the first message in sight where it is, until the operator scrolls on.
    pub(super) fn hold(self) {
        let Some(frame) = self.frame() else { return };
        let read = first_in_sight(&frame);
        self.held.set_value(read.map(|message| {
            let stands = below(&message, &frame);
            (message, stands)
        }));
    }

    /// Goes to the end, and follows it from here.
    pub(super) fn to_end(self) {
        self.at_end.set(true);
        self.settle();
    }

    /// Takes note of where the operator has scrolled to.
    pub(super) fn scrolled(self) {
        let Some(frame) = self.frame() else { return };
        // A position moved by growth is not the operator's doing: `settle` looks after it.
        if self.height.get_value() != frame.scroll_height() {
            return;
        }
        let near = frame.scroll_height() - frame.scroll_top() - frame.client_height() <= NEAR;
        if self.at_end.get_untracked() != near {
            self.at_end.set(near);
        }
        self.hold();
    }

    fn settle(self) {
        let Some(frame) = self.frame() else { return };
        if self.at_end.try_get_untracked() == Some(true) {
            frame.set_scroll_top(frame.scroll_height());
        } else if let Some((message, stood)) = self.held.try_get_value().flatten() {
            // Messages take their real height only in sight, so that it grows more than once.
            #[expect(clippy::cast_possible_truncation, reason = "pixels of a page")]
            let moved = (below(&message, &frame) - stood).round() as i32;
            if message.is_connected() && moved != 0 {
                frame.set_scroll_top(frame.scroll_top() + moved);
            }
        }
        self.height.try_set_value(frame.scroll_height());
    }

    fn frame(self) -> Option<HtmlElement> {
        self.frame.try_get_untracked().flatten().map(Into::into)
    }
}

/// The first message in sight. They stand one below the other, so that a few looks find it among thousands.
fn first_in_sight(frame: &HtmlElement) -> Option<Element> {
    let messages = frame.query_selector_all("article").ok()?;
    let message = |n: u32| messages.item(n)?.dyn_into::<Element>().ok();
    let top = frame.get_bounding_client_rect().top();
    let (mut above, mut end) = (0, messages.length());
    while above < end {
        let middle = u32::midpoint(above, end);
        if message(middle)?.get_bounding_client_rect().bottom() <= top {
            above = middle + 1;
        } else {
            end = middle;
        }
    }
    message(above)
}

/// Pixels from the frame's top to the element's.
fn below(element: &Element, frame: &HtmlElement) -> f64 {
    element.get_bounding_client_rect().top() - frame.get_bounding_client_rect().top()
}
