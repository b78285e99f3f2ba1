//! Where the focus is, and where it goes.
//!
//! A list whose items can be walked through says so by `data-walk`: a selector
//! of what takes the focus in each item.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, NodeList};

mod keep;

pub use keep::keep;

/// A move along a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Next,
    Previous,
    First,
    Last,
}

/// What has the focus; nothing where only the page as a whole has it.
#[must_use]
pub fn active() -> Option<Element> {
    let active = document().active_element()?;
    (active.tag_name() != "BODY").then_some(active)
}

fn closest(selector: &str) -> Option<Element> {
    active()?.closest(selector).ok().flatten()
}

/// Whether what is typed goes into a field.
#[must_use]
pub fn is_typing() -> bool {
    let fields = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=file])";
    closest(fields).is_some()
}

/// Whether the focus is in a list. A thread is one for the letters only: arrows scroll it.
#[must_use]
pub fn is_in_list() -> bool {
    closest("[data-walk]:not([role=log])").is_some()
}

/// Whether a dialog holds the focus.
#[must_use]
pub fn is_in_dialog() -> bool {
    closest("dialog").is_some()
}

/// Whether Escape is for what is open above the page, or for a search field that has something in it.
#[must_use]
pub fn is_taken_by_escape() -> bool {
    let open = document().query_selector("dialog[open], :popover-open");
    let filled = |field: &HtmlInputElement| field.type_() == "search" && !field.value().is_empty();
    let field = active().and_then(|active| active.dyn_into().ok());
    // A browser that knows no popovers has none open.
    open.ok().flatten().is_some() || field.as_ref().is_some_and(filled)
}

/// Goes to the page's search field.
pub fn on_search() -> bool {
    let Some(field) = first("#main input[type=search]") else {
        return false;
    };
    if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
        input.select();
    }
    take(&field)
}

/// Goes to the field for an answer.
pub fn on_answer() -> bool {
    first("#main textarea:not([readonly])").is_some_and(|field| take(&field))
}

/// Goes to the page itself.
pub fn on_page() {
    first("#main").map(|page| take(&page));
}

/// Goes to the element of this id.
pub fn on_id(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        element.scroll_into_view();
        take(&element);
    }
}

/// Goes to the page's list: to the row that Tab would come to, else to the page.
pub fn on_list() {
    if !enter(&Step::Next) {
        on_page();
    }
}

/// Moves along the list that has the focus, or into the page's first one. False where there is none.
pub fn walk(step: Step) -> bool {
    let Some(list) = closest("[data-walk]") else {
        return enter(&step);
    };
    let items = items(&list);
    let active = active();
    let is_active = |item: &Element| active.as_ref().is_some_and(|active| item.contains(Some(active)));
    let in_item = |item: &Element| {
        let row = item.closest("[data-id]").ok().flatten();
        is_active(item) || row.is_some_and(|row| is_active(&row))
    };
    let at = items.iter().position(in_item);
    let last = items.len().saturating_sub(1);
    let to = match (step, at) {
        (Step::Next, Some(at)) => last.min(at + 1),
        (Step::Previous, Some(at)) => at.saturating_sub(1),
        (Step::Last, _) => last,
        // The newest message is the last.
        (_, None) if list.get_attribute("role").as_deref() == Some("log") => last,
        _ => 0,
    };
    items.get(to).is_some_and(take)
}

fn enter(step: &Step) -> bool {
    let Some(list) = first("#main [role=listbox], #main [data-walk]") else {
        return false;
    };
    let stop = list.query_selector("[tabindex='0']").ok().flatten();
    let items = items(&list);
    let item = match step {
        Step::Last => items.last(),
        _ => items.first(),
    };
    stop.as_ref().or(item).is_some_and(take)
}

fn items(list: &Element) -> Vec<Element> {
    let selector = list.get_attribute("data-walk").unwrap_or_default();
    list.query_selector_all(&selector)
        .map(|found| elements(&found))
        .unwrap_or_default()
}

fn elements(list: &NodeList) -> Vec<Element> {
    (0..list.length())
        .filter_map(|at| list.item(at)?.dyn_into().ok())
        .collect()
}

/// The first of these that is to be seen.
fn first(selector: &str) -> Option<Element> {
    let found = document().query_selector_all(selector).ok()?;
    elements(&found).into_iter().find(is_seen)
}

fn is_seen(element: &Element) -> bool {
    element.get_client_rects().length() > 0
}

/// Gives it the focus; false where it takes none.
fn take(element: &Element) -> bool {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let _ = element.focus();
    }
    active().as_ref() == Some(element)
}
