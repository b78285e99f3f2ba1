//! Marking words in the page without touching its elements, by the CSS Custom
//! Highlight API. A browser that lacks it marks nothing.

use js_sys::{Array, Function, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Node};

/// The texts in an element, as nodes, in order.
#[must_use]
pub fn texts(element: &Element) -> Vec<Node> {
    let mut texts = Vec::new();
    let mut left = vec![Node::from(element.clone())];
    while let Some(node) = left.pop() {
        if node.node_type() == Node::TEXT_NODE {
            texts.push(node);
            continue;
        }
        let children = node.child_nodes();
        left.extend((0..children.length()).rev().filter_map(|at| children.item(at)));
    }
    texts
}

/// A stretch of text: from a node and a place in it to another.
pub type Stretch = (Node, u32, Node, u32);

/// Marks these stretches under a name that the style knows (`::highlight(name)`), and nothing else under it.
pub fn mark(name: &str, stretches: &[Stretch]) {
    // Nothing is marked where the browser lacks a part of it.
    let _ = try_mark(name, stretches);
}

fn try_mark(name: &str, stretches: &[Stretch]) -> Result<(), JsValue> {
    let registry = Reflect::get(&Reflect::get(&window(), &"CSS".into())?, &"highlights".into())?;
    if stretches.is_empty() {
        let delete: Function = Reflect::get(&registry, &"delete".into())?.dyn_into()?;
        return delete.call1(&registry, &name.into()).map(drop);
    }
    let highlight: Function = Reflect::get(&window(), &"Highlight".into())?.dyn_into()?;
    let ranges = Array::new();
    for (first, begin, last, end) in stretches {
        let range = document().create_range()?;
        range.set_start(first, *begin)?;
        range.set_end(last, *end)?;
        ranges.push(&range);
    }
    let highlight = Reflect::construct(&highlight, &ranges)?;
    let set: Function = Reflect::get(&registry, &"set".into())?.dyn_into()?;
    set.call2(&registry, &name.into(), &highlight).map(drop)
}
