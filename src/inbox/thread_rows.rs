//! The rows of a thread that are on the page, and only they: each is made when
//! it comes near what is seen and taken away when it is far from it again.
//! Between them stands as much space as those that are not on the page take.

use super::model::rows::{pixels, units};
use super::model::thread::Thread as Model;
use crate::ui::element::El;
use leptos::prelude::*;
use leptos::tachys::view::Mountable;
use steadydesk_wire::MessageId;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlElement, Node, ResizeObserver};

/// Makes a message's row.
pub(super) type Draw = Box<dyn Fn(&MessageId) -> El>;

/// A row on the page.
#[derive(Debug)]
struct Row {
    id: MessageId,
    node: HtmlElement,
    /// The message itself: what stands above it in its row comes and goes.
    message: Element,
    /// What is made with the row ends with it.
    owner: Owner,
    made: El,
    /// Units of space above it.
    space: u32,
}

/// A row that is to be on the page.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) id: MessageId,
    /// Units of space above it, for rows that are not on the page.
    pub(super) space: u32,
}

/// The rows on the page, in order.
pub(super) struct OnPage {
    rows: Vec<Row>,
    draw: Draw,
    owner: Owner,
    /// Units of space below the last row.
    space: u32,
    /// What tells of rows that grow, and what it calls.
    watch: Option<(ResizeObserver, Closure<dyn Fn()>)>,
}

impl OnPage {
    /// No rows yet. They are made under the present owner and end with it.
    /// `resized` is called by the browser between layout and paint, after rows
    /// have grown: nobody sees the page before.
    pub(super) fn new(draw: Draw, resized: impl Fn() + 'static) -> Self {
        let resized = Closure::<dyn Fn()>::new(resized);
        let watch = ResizeObserver::new(resized.as_ref().unchecked_ref()).ok();
        Self {
            rows: Vec::new(),
            draw,
            owner: Owner::current().unwrap_or_default(),
            space: 0,
            watch: watch.map(|watch| (watch, resized)),
        }
    }

    /// Watches the size of this element too.
    pub(super) fn watch(&self, element: &Element) {
        if let Some((watch, _)) = &self.watch {
            watch.observe(element);
        }
    }

    /// Puts these rows into the list, and no others; whether any came or went.
    /// A row that was there stays the same node.
    pub(super) fn arrange(&mut self, wanted: Vec<Wanted>, space: u32, list: &HtmlElement) -> bool {
        let mut before = std::mem::take(&mut self.rows);
        before.retain_mut(|row| {
            let stays = wanted.iter().any(|wanted| wanted.id == row.id);
            if !stays {
                if let Some((watch, _)) = &self.watch {
                    watch.unobserve(&row.node);
                }
                row.made.unmount();
                row.owner.cleanup();
            }
            stays
        });
        let mut changed = false;
        let mut next: Option<Node> = list.first_child();
        for Wanted { id, space } in wanted {
            let known = before.iter().position(|row| row.id == id);
            let row = match known {
                Some(at) => {
                    let mut row = before.swap_remove(at);
                    if next.as_ref().is_some_and(|next| row.node.is_same_node(Some(next))) {
                        next = row.node.next_sibling();
                    } else {
                        row.made.mount(list, next.as_ref());
                    }
                    Some(row)
                }
                None => {
                    changed = true;
                    self.make(id, list, next.as_ref())
                }
            };
            if let Some(mut row) = row {
                if row.space != space {
                    row.space = space;
                    set_space(&row.node, "margin-top", space);
                }
                self.rows.push(row);
            }
        }
        if self.space != space {
            self.space = space;
            set_space(list, "padding-bottom", space);
        }
        changed
    }

    fn make(&self, id: MessageId, list: &HtmlElement, next: Option<&Node>) -> Option<Row> {
        let owner = self.owner.child();
        let mut made = owner.with(|| (self.draw)(&id));
        made.mount(list, next);
        let node: HtmlElement = made.elements().into_iter().next()?.dyn_into().ok()?;
        let message = node.last_element_child()?;
        self.watch(&node);
        Some(Row {
            id,
            node,
            message,
            owner,
            made,
            space: 0,
        })
    }

    /// Tells the model how high the rows are; whether any is higher or lower than it knew.
    pub(super) fn measure(&self, model: &mut Model) -> bool {
        let mut news = false;
        for row in &self.rows {
            if let Some(number) = model.number(&row.id) {
                let height = row.node.get_bounding_client_rect().height();
                news |= model.rows().measure(number, units(height));
            }
        }
        news
    }

    /// The message's own element, where its row is on the page.
    pub(super) fn message(&self, id: &MessageId) -> Option<&Element> {
        self.rows.iter().find(|row| row.id == *id).map(|row| &row.message)
    }

    /// The messages whose rows are on the page.
    pub(super) fn messages(&self) -> impl Iterator<Item = (&MessageId, &Element)> {
        self.rows.iter().map(|row| (&row.id, &row.message))
    }

    /// The rows that somebody is in with the keyboard: they stay wherever the thread is scrolled to.
    pub(super) fn focused(&self) -> Option<&MessageId> {
        let focused = |row: &&Row| row.node.matches(":focus-within").unwrap_or(false);
        self.rows.iter().find(focused).map(|row| &row.id)
    }
}

impl Drop for OnPage {
    fn drop(&mut self) {
        if let Some((watch, _)) = &self.watch {
            watch.disconnect();
        }
    }
}

fn set_space(node: &HtmlElement, side: &str, space: u32) {
    // As a whole number: printing others takes 20 kB of code.
    #[expect(clippy::cast_possible_truncation, reason = "a page is far below 2^31 pixels high")]
    let length = format!("{}px", pixels(space).round() as i32);
    // Refused only for a property that there is not.
    let _ = node.style().set_property(side, if space == 0 { "" } else { &length });
}
