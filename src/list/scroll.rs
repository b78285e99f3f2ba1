//! Where a list is scrolled to: its first row in sight and that row's distance
//! from the top of what scrolls, not an offset, which means another place
//! after every change above it.

use super::model::Anchor;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// What scrolls the rows in this frame.
fn scroller(frame: &Element) -> Option<HtmlElement> {
    frame.closest(".room").ok()??.dyn_into().ok()
}

fn top(element: &Element) -> f64 {
    element.get_bounding_client_rect().top()
}

fn rows(frame: &Element) -> impl Iterator<Item = Element> {
    let rows = frame.query_selector_all("[role=row][data-id]").ok();
    let count = rows.as_ref().map_or(0, web_sys::NodeList::length);
    (0..count).filter_map(move |at| rows.as_ref()?.item(at)?.dyn_into().ok())
}

/// Where the list is scrolled to; nothing at its top.
pub(super) fn anchor(frame: &Element) -> Option<Anchor> {
    let scroller = scroller(frame)?;
    if scroller.scroll_top() == 0 {
        return None;
    }
    let edge = top(&scroller);
    let first = rows(frame).find(|row| row.get_bounding_client_rect().bottom() > edge)?;
    Some(Anchor {
        id: first.get_attribute("data-id")?,
        pixels: top(&first) - edge,
    })
}

/// Scrolls to there, or to the top.
pub(super) fn to(frame: &Element, anchor: Option<&Anchor>) {
    let Some(scroller) = scroller(frame) else { return };
    let row = anchor.and_then(|anchor| {
        let row = rows(frame).find(|row| row.get_attribute("data-id").as_deref() == Some(&anchor.id))?;
        Some(top(&row) - top(&scroller) - anchor.pixels)
    });
    match row {
        Some(by) => {
            #[expect(clippy::cast_possible_truncation, reason = "pixels of a page")]
            scroller.set_scroll_top(scroller.scroll_top() + by.round() as i32);
        }
        None => scroller.set_scroll_top(0),
    }
}
