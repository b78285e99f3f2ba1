//! What a thread's position means for its rows: which of them belong on the
//! page, where they stand, and how the frame is moved so that one stays.

use super::model::rows::{Sight, pixels, units, window};
use super::scroll::{LEAST, MOST_PRINTED, Scroll, Stage};
use super::thread_rows::Wanted;
use leptos::prelude::*;
use steadydesk_wire::MessageId;
use web_sys::HtmlElement;

impl Scroll {
    /// Which rows belong on the page, and the space below them.
    pub(super) fn wanted(self, frame: &HtmlElement, list: &HtmlElement) -> (Vec<Wanted>, u32) {
        let height = f64::from(frame.client_height());
        let passed = frame.get_bounding_client_rect().top() - list.get_bounding_client_rect().top();
        let stage = self.stage.get_value();
        let place = self.thread.place();
        let at_end = self.at_end.get_untracked();
        let short = f64::from(self.short.get_value());
        let focused = self.with_page(|page| page.focused().cloned()).flatten();
        let present: Vec<_> = self
            .with_page(|page| page.messages().map(|(id, _)| id.clone()).collect())
            .unwrap_or_default();
        let wanted = self.thread.with_model(|model| {
            let total = model.rows().height();
            let held = place.and_then(|(id, below)| Some((model.number(&id)?, below)));
            let top = match held {
                _ if at_end => pixels(total) - height - short,
                Some((number, below)) => pixels(model.rows().top(number)) - below,
                None => passed,
            };
            let sight = Sight {
                top: units(top),
                height: units(height),
            };
            let wide = match stage {
                Stage::Printing => model.len().saturating_sub(MOST_PRINTED)..model.len(),
                _ => window(model.rows(), sight, LEAST),
            };
            let range = match stage {
                Stage::Printing | Stage::Wide => wide.clone(),
                Stage::Waiting | Stage::Moving => window(model.rows(), sight, 0),
            };
            // What is there already stays as long as it is near by.
            let near = |number: &usize| wide.contains(number) && !range.contains(number);
            let mut numbers: Vec<_> = present.iter().filter_map(|id| model.number(id)).filter(near).collect();
            let apart = focused.and_then(|id| model.number(&id));
            numbers.extend(apart.filter(|number| !wide.contains(number)));
            numbers.extend(range.clone());
            numbers.sort_unstable();
            let (mut rows, mut end) = (Vec::with_capacity(numbers.len()), 0);
            for number in numbers {
                let begin = model.rows().top(number);
                let Some(id) = model.id(number).cloned() else { continue };
                rows.push(Wanted {
                    id,
                    space: begin.saturating_sub(end),
                });
                end = model.rows().top(number + 1);
            }
            (rows, total.saturating_sub(end))
        });
        wanted.unwrap_or_default()
    }

    /// Takes over how high the rows on the page are; whether that was not known.
    pub(super) fn measure(self) -> bool {
        let measured = self.with_page(|page| self.thread.with_model(|model| page.measure(model)));
        measured.flatten() == Some(true)
    }

    /// Puts what is read, or the end, where it was.
    pub(super) fn position(self, frame: &HtmlElement) {
        if self.at_end.get_untracked() {
            frame.set_scroll_top(frame.scroll_height() - frame.client_height() - self.short.get_value());
        } else if let Some((id, below)) = self.thread.place() {
            let stands = || {
                let edge = frame.get_bounding_client_rect().top();
                let top = self.with_page(|page| Some(page.message(&id)?.get_bounding_client_rect().top() - edge));
                top.flatten().unwrap_or(below)
            };
            let moved = stands() - below;
            if 0.5 <= moved.abs() {
                frame.scroll_by_with_x_and_y(0.0, moved);
                // The begin or the end was in the way: then it is held where it came to stand.
                let now = stands();
                if 1.0 < (now - below).abs() {
                    self.thread.set_place(Some((id.clone(), now)));
                }
            }
        }
        self.stood.set_value(frame.scroll_top());
    }

    /// The message that is in sight first.
    pub(super) fn in_sight(self, frame: &HtmlElement) -> Option<(MessageId, f64)> {
        self.on_page(frame).or_else(|| self.by_height(frame))
    }

    /// The first message that is wholly in sight, or else the one that fills
    /// it, and how many pixels below the edge it begins; none where no row stands yet.
    pub(super) fn on_page(self, frame: &HtmlElement) -> Option<(MessageId, f64)> {
        let sight = frame.get_bounding_client_rect();
        let (edge, end) = (sight.top(), sight.bottom());
        let mut fills = None;
        let mut whole = None;
        self.each_on_page(|id, message| {
            let stands = message.get_bounding_client_rect();
            if end <= stands.top() || stands.bottom() <= edge || whole.is_some() {
                return;
            }
            let found = Some((id.clone(), stands.top() - edge));
            if edge <= stands.top() {
                whole = found;
            } else {
                fills = found;
            }
        });
        whole.or(fills)
    }

    /// The message that would stand at the upper edge, by what is known of heights.
    pub(super) fn by_height(self, frame: &HtmlElement) -> Option<(MessageId, f64)> {
        let list = self.parts()?.1.get_bounding_client_rect();
        let passed = frame.get_bounding_client_rect().top() - list.top();
        self.thread.with_model(|model| {
            let number = model.rows().at(units(passed));
            let id = model.id(number).cloned()?;
            Some((id, pixels(model.rows().top(number)) - passed))
        })?
    }
}
