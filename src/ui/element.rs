//! The one type that all markup of `view!` is made of.
//!
//! An element is made in the page's memory at once and mounted later, by
//! Leptos, as any other view. What follows a signal is set again when the signal
//! changes, for as long as the element is part of a view.

use super::live::Run;
use crate::browser::node;
use leptos::ev::EventDescriptor;
use leptos::html::ElementType;
use leptos::prelude::*;
use leptos::tachys::html::node_ref::NodeRefContainer;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::reactive_graph::SharedReactiveFunction;
use leptos::tachys::view::any_view::{AnyView, AnyViewState};
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};
use leptos::tachys::{html::attribute::any_attribute::AnyAttribute, no_attrs};
use send_wrapper::SendWrapper;
use std::borrow::Cow;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, Node};

/// An element with what it holds.
#[derive(Debug)]
pub struct El(SendWrapper<Box<Inner>>);

#[derive(Debug)]
struct Inner {
    node: Element,
    kept: Vec<Kept>,
}

/// What is only kept, to end when the element does.
#[expect(dead_code, reason = "held for its end")]
enum Kept {
    Part(AnyViewState),
    Effect(RenderEffect<()>),
    Listener(Listener),
}

/// A handler on a node, taken off it at its end: an event that is on its way up
/// through the page while a view ends must not call what is gone.
struct Listener {
    node: Element,
    name: String,
    call: Closure<dyn FnMut(Event)>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        let call = self.call.as_ref().unchecked_ref();
        // Never refused: the listener is a function.
        let _ = self.node.remove_event_listener_with_callback(&self.name, call);
    }
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Kept")
    }
}

/// An attribute's value: none takes the attribute away.
type Text = Option<Cow<'static, str>>;

/// An attribute's value, for good or following signals.
pub enum Value {
    /// For good.
    Fixed(Text),
    /// Worked out again when what it reads changes.
    Live(Box<dyn Run<Text>>),
}

impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Value")
    }
}

/// A handler behind a pointer, see [`Run`].
trait Hear {
    fn hear(&mut self, event: Event);
}

impl<F: FnMut(Event)> Hear for F {
    fn hear(&mut self, event: Event) {
        self(event);
    }
}

/// What can be an attribute's value.
pub trait IntoValue {
    fn into_value(self) -> Value;
}

/// What can be an attribute's value at one moment.
pub trait IntoText {
    fn into_text(self) -> Text;
}

impl IntoText for &'static str {
    fn into_text(self) -> Text {
        Some(Cow::Borrowed(self))
    }
}

impl IntoText for String {
    fn into_text(self) -> Text {
        Some(Cow::Owned(self))
    }
}

impl IntoText for u32 {
    fn into_text(self) -> Text {
        Some(Cow::Owned(self.to_string()))
    }
}

/// A yes is an attribute without a value.
impl IntoText for bool {
    fn into_text(self) -> Text {
        self.then_some(Cow::Borrowed(""))
    }
}

impl<T: IntoText> IntoText for Option<T> {
    fn into_text(self) -> Text {
        self.and_then(IntoText::into_text)
    }
}

macro_rules! fixed {
    ($($kind:ty),*) => {
        $(impl IntoValue for $kind {
            fn into_value(self) -> Value {
                Value::Fixed(self.into_text())
            }
        })*
    };
}

fixed!(&'static str, String, bool, u32, Option<&'static str>, Option<String>);

impl<F: FnMut() -> T + 'static, T: IntoText> IntoValue for F {
    fn into_value(mut self) -> Value {
        Value::Live(Box::new(move || self().into_text()))
    }
}

impl<T: IntoText + 'static> IntoValue for SharedReactiveFunction<T> {
    fn into_value(self) -> Value {
        Value::Live(Box::new(move || {
            let mut value = self.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            value().into_text()
        }))
    }
}

impl<F: FnMut() -> T + 'static, T: IntoText> IntoValue for Option<F> {
    fn into_value(self) -> Value {
        self.map_or(Value::Fixed(None), IntoValue::into_value)
    }
}

/// What a value is put into.
#[derive(Clone, Copy)]
enum Place {
    Attribute,
    Property,
    Class,
}

impl El {
    /// An element of HTML.
    pub fn new(tag: &'static str) -> Self {
        Self::around(node::html(tag))
    }

    /// An element of SVG.
    pub fn svg(tag: &'static str) -> Self {
        Self::around(node::svg(tag))
    }

    fn around(node: Result<Element, JsValue>) -> Self {
        // Fails only for a tag that is no name, and `view!` takes none such.
        let node = node.unwrap_or_else(|error| wasm_bindgen::throw_val(error));
        Self(SendWrapper::new(Box::new(Inner { node, kept: Vec::new() })))
    }

    /// Sets an attribute for good.
    pub fn set(&mut self, name: &str, value: &str) {
        // Refused only for a name that is none, and `view!` takes none such.
        let _ = self.0.node.set_attribute(name, value);
    }

    /// Sets an attribute, or takes it away where the value is none.
    pub fn attribute(&mut self, name: &'static str, value: impl IntoValue) {
        self.put(Place::Attribute, name, value.into_value());
    }

    /// A property, such as what a field holds now (its attribute is what it held first).
    pub fn property(&mut self, name: &'static str, value: impl IntoValue) {
        self.put(Place::Property, name, value.into_value());
    }

    /// A class that is there while the value is.
    pub fn class_while(&mut self, name: &'static str, value: impl IntoValue) {
        self.put(Place::Class, name, value.into_value());
    }

    fn put(&mut self, place: Place, name: &'static str, value: Value) {
        match value {
            Value::Fixed(text) => write(&self.0.node, place, name, text.as_deref()),
            Value::Live(mut value) => {
                let node = self.0.node.clone();
                let mut before = None;
                self.follow(Box::new(move || {
                    let text = value.run();
                    if before.as_ref() != Some(&text) {
                        write(&node, place, name, text.as_deref());
                        before = Some(text);
                    }
                }));
            }
        }
    }

    fn follow(&mut self, mut run: Box<dyn Run<()>>) {
        self.0.kept.push(Kept::Effect(RenderEffect::new(move |_| run.run())));
    }

    /// Adds a text.
    pub fn text(&mut self, text: &str) {
        let text = node::text(text);
        // A new text can be appended to any element.
        let _ = self.0.node.append_child(&text);
    }

    /// Adds an element.
    pub fn element(&mut self, element: El) {
        let mut element = element.0;
        let _ = self.0.node.append_child(&element.node);
        self.0.kept.append(&mut element.kept);
    }

    /// Adds any view.
    pub fn child(&mut self, part: impl IntoAny) {
        self.add(part.into_any());
    }

    fn add(&mut self, part: AnyView) {
        let mut part = part.build();
        part.mount(&self.0.node, None);
        self.0.kept.push(Kept::Part(part));
    }

    /// Calls the handler at each such event on the element or within it.
    pub fn on<E: EventDescriptor>(&mut self, event: &E, mut run: impl FnMut(E::EventType) + 'static)
    where
        E::EventType: JsCast,
    {
        self.listen(&event.name(), Box::new(move |event: Event| run(event.unchecked_into())));
    }

    fn listen(&mut self, name: &str, mut run: Box<dyn Hear>) {
        let owner = Owner::current().unwrap_or_default();
        let call = Closure::<dyn FnMut(Event)>::new(move |event| owner.with(|| run.hear(event)));
        let node = self.0.node.clone();
        // Never refused: the listener is a function.
        let _ = node.add_event_listener_with_callback(name, call.as_ref().unchecked_ref());
        let name = name.to_owned();
        self.0.kept.push(Kept::Listener(Listener { node, name, call }));
    }

    /// Fills the reference with the element.
    pub fn node_ref<E: ElementType>(&mut self, node: NodeRef<E>)
    where
        NodeRef<E>: NodeRefContainer<E>,
    {
        NodeRefContainer::<E>::load(node, &self.0.node);
    }

    /// What the field holds and the signal are the same, whichever of them changes.
    pub fn bind_value(&mut self, signal: RwSignal<String>) {
        self.property("value", move || signal.get());
        self.listen(
            "input",
            Box::new(move |event: Event| signal.set(event_target_value(&event))),
        );
    }
}

fn write(node: &Element, place: Place, name: &str, text: Option<&str>) {
    // None of these is refused: the names are those of `view!`.
    let _ = match (place, text) {
        (Place::Attribute, Some(text)) => node.set_attribute(name, text),
        (Place::Attribute, None) => node.remove_attribute(name),
        (Place::Class, text) => node.class_list().toggle_with_force(name, text.is_some()).map(drop),
        (Place::Property, text) => {
            let value = match name {
                "checked" | "selected" => JsValue::from_bool(text.is_some()),
                _ => JsValue::from_str(text.unwrap_or_default()),
            };
            js_sys::Reflect::set(node, &JsValue::from_str(name), &value).map(drop)
        }
    };
}

impl Render for El {
    type State = El;

    fn build(self) -> El {
        self
    }

    /// A view that is made anew takes the old one's place.
    fn rebuild(self, state: &mut El) {
        let _ = state.0.node.replace_with_with_node_1(&self.0.node);
        *state = self;
    }
}

impl Mountable for El {
    fn unmount(&mut self) {
        self.0.node.remove();
    }

    fn mount(&mut self, parent: &Element, before: Option<&Node>) {
        // Refused only if `before` is not in `parent`, which Leptos sees to.
        let _ = parent.insert_before(&self.0.node, before);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let Some(parent) = self.0.node.parent_element() else {
            return false;
        };
        child.mount(&parent, Some(&self.0.node));
        true
    }

    fn elements(&self) -> Vec<Element> {
        vec![self.0.node.clone()]
    }
}

no_attrs!(El);

/// The console is never drawn on a server: what Leptos asks for that is not there.
impl RenderHtml for El {
    type AsyncOutput = El;
    type Owned = El;
    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> El {
        self
    }

    fn to_html_with_buf(self, _: &mut String, _: &mut Position, _: bool, _: bool, _: Vec<AnyAttribute>) {}

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> El {
        self
    }

    fn into_owned(self) -> El {
        self
    }
}
