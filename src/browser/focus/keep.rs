//! The focus is not lost when what has it is moved, drawn anew or removed.
//!
//! A browser then gives it to the page as a whole, and somebody at the
//! keyboard begins again from the top. Here it goes back to what was moved, to
//! what stands in its place, or to a neighbour.

use super::active;
use leptos::ev;
use leptos::prelude::*;
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, FocusOptions, HtmlElement, MutationObserver, MutationObserverInit, MutationRecord, Node};

const FOCUSABLE: &str = "a[href], button:not(:disabled), input:not(:disabled), select, textarea, [tabindex]";

thread_local! {
    /// What had the focus last.
    static LAST: RefCell<Option<Element>> = const { RefCell::new(None) };
}

/// Keeps the focus within the console, until the owner ends.
pub fn keep() {
    let came = window_event_listener(ev::focusin, |_| LAST.set(active()));
    // Left on purpose, what had the focus is still there a moment later.
    let left = window_event_listener(ev::focusout, |event| {
        if event.related_target().is_none() {
            crate::browser::clock::soon(|| {
                let left =
                    active().is_none() && LAST.with_borrow(|last| last.as_ref().is_some_and(|e| e.is_connected()));
                if left {
                    LAST.set(None);
                }
            });
        }
    });
    let changed = Closure::<dyn Fn(js_sys::Array)>::new(|records: js_sys::Array| mend(&records));
    let Ok(observer) = MutationObserver::new(changed.as_ref().unchecked_ref()) else {
        return;
    };
    let what = MutationObserverInit::new();
    what.set_child_list(true);
    what.set_subtree(true);
    if let Some(body) = document().body() {
        // Refused only where nothing is asked for.
        let _ = observer.observe_with_options(&body, &what);
    }
    let held = StoredValue::new_local((observer, changed));
    on_cleanup(move || {
        came.remove();
        left.remove();
        held.try_with_value(|(observer, _)| observer.disconnect());
        LAST.set(None);
    });
}

fn mend(records: &js_sys::Array) {
    if active().is_some() {
        return;
    }
    let Some(last) = LAST.with_borrow(Clone::clone) else {
        return;
    };
    let records: Vec<MutationRecord> = records.iter().map(JsCast::unchecked_into).collect();
    let held_it = |node: Node| node.contains(Some(&last));
    let mut taking = records
        .iter()
        .filter(|record| nodes(&record.removed_nodes()).any(held_it));
    let Some(taken) = taking.find(|record| record.target().is_some_and(|target| target.is_connected())) else {
        return;
    };
    if last.is_connected() {
        give(&last);
        return;
    }
    // A row that was drawn anew may stand elsewhere.
    let row = last.closest("[data-id]").ok().flatten();
    let id = row.and_then(|row| row.get_attribute("data-id"));
    let target = taken.target();
    let same = target.as_ref().and_then(|target| {
        let target: &Element = target.dyn_ref()?;
        let rows = target.query_selector_all("[data-id]").ok()?;
        (0..rows.length())
            .filter_map(|at| rows.item(at)?.dyn_into::<Element>().ok())
            .find(|row| id.is_some() && row.get_attribute("data-id") == id)
    });
    if same.is_some_and(|row| give_within(&row, &last)) {
        return;
    }
    for record in records.iter().filter(|record| record.target() == target) {
        if nodes(&record.added_nodes())
            .filter_map(element)
            .any(|added| give_within(&added, &last))
        {
            return;
        }
    }
    let mut next = taken.next_sibling();
    while let Some(node) = next {
        if element(node.clone()).is_some_and(|neighbour| give_within(&neighbour, &last)) {
            return;
        }
        next = node.next_sibling();
    }
    let mut before = taken.previous_sibling();
    while let Some(node) = before {
        if element(node.clone()).is_some_and(|neighbour| give_within(&neighbour, &last)) {
            return;
        }
        before = node.previous_sibling();
    }
    let mut around = target.and_then(element);
    while let Some(element) = around {
        if element.matches(FOCUSABLE) == Ok(true) && give(&element) {
            return;
        }
        around = element.parent_element();
    }
    super::on_page();
}

fn nodes(list: &web_sys::NodeList) -> impl Iterator<Item = Node> {
    (0..list.length()).filter_map(|at| list.item(at))
}

fn element(node: Node) -> Option<Element> {
    node.dyn_into().ok()
}

/// Gives the focus to this, or to what in it is most like what had it.
fn give_within(element: &Element, like: &Element) -> bool {
    if element.matches(FOCUSABLE) == Ok(true) && give(element) {
        return true;
    }
    let Ok(found) = element.query_selector_all(FOCUSABLE) else {
        return false;
    };
    let found: Vec<Element> = nodes(&found).filter_map(self::element).collect();
    let alike = found
        .iter()
        .filter(|one| one.tag_name() == like.tag_name() && one.class_name() == like.class_name());
    alike.chain(found.iter()).any(give)
}

fn give(element: &Element) -> bool {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let _ = element.focus_with_options(&options);
    }
    active().as_ref() == Some(element)
}
