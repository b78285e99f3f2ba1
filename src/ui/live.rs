//! The moving parts of views, each behind a pointer.
//!
//! Leptos compiles all that stands between a closure and the page once for
//! every closure, which was a sixth of the console. Behind these it exists
//! once for each type of value: keep to texts, `Option<String>`, `bool`,
//! `AnyView` and `Option<AnyView>`. (What `view!` finds written out as
//! `{move || …}` it treats in the same way by itself.)

use leptos::prelude::*;
use leptos::tachys::reactive_graph::SharedReactiveFunction;
use std::sync::{Arc, Mutex};

/// A closure behind a pointer. `dyn FnMut` would do, but each closure behind
/// one brings a second body along (`call_once`), which nobody ever calls.
pub trait Run<T> {
    fn run(&mut self) -> T;
}

impl<T, F: FnMut() -> T> Run<T> for F {
    fn run(&mut self) -> T {
        self()
    }
}

/// The same for a closure that changes nothing of its own.
pub trait Look<T> {
    fn look(&self) -> T;
}

impl<T, F: Fn() -> T> Look<T> for F {
    fn look(&self) -> T {
        self()
    }
}

/// A value in a view that follows what it reads.
pub fn live<T: 'static>(value: impl FnMut() -> T + Send + 'static) -> SharedReactiveFunction<T> {
    shared(Box::new(value))
}

fn shared<T: 'static>(mut value: Box<dyn Run<T> + Send>) -> SharedReactiveFunction<T> {
    Arc::new(Mutex::new(move || value.run()))
}

/// The content while `when` holds; made anew whenever that begins.
pub fn shown(
    when: impl Fn() -> bool + Send + Sync + 'static,
    content: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let when = memo(when);
    live(move || when.get().then(&content)).into_any()
}

/// A view for each key, in their order. A view stays for as long as its key is there.
pub fn each(
    keys: impl Fn() -> Vec<String> + Send + Sync + 'static,
    draw: impl Fn(String) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    for_each(Box::new(keys), Arc::new(draw))
}

fn for_each(
    keys: Box<dyn Look<Vec<String>> + Send + Sync>,
    draw: Arc<dyn Fn(String) -> AnyView + Send + Sync>,
) -> AnyView {
    let keys = move || keys.look();
    view! { <For each=keys key=Clone::clone children=move |key| draw(key) /> }.into_any()
}

/// A value that is worked out anew when what it reads changes, and told on only where it differs.
pub fn memo<T>(value: impl Fn() -> T + Send + Sync + 'static) -> Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    let value: Box<dyn Look<T> + Send + Sync> = Box::new(value);
    Memo::new(move |_| value.look())
}

/// Runs after the view has been drawn, and again when what it reads changes, until the owner ends.
pub fn effect(run: impl FnMut() + 'static) {
    let mut run: Box<dyn Run<()>> = Box::new(run);
    Effect::new(move || run.run());
}
