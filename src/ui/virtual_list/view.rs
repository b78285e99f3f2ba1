//! A virtual list as it is drawn: what scrolls, what is scrolled, the rows in sight.

use super::state::VirtualList;
use crate::i18n::{Pick, text};
use crate::ui::live::{each, effect};
use crate::ui::view;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, ResizeObserver};

/// The rows with these keys, each `--row` high by the style sheet; `draw` makes one.
/// A row bears `role="option"` and, where it is known, `data-id`.
pub fn virtual_list(
    list: VirtualList,
    label: Pick,
    keys: ReadSignal<Vec<String>>,
    draw: impl Fn(String) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let view = view! {
        <div
            class="virtual"
            node_ref=list.frame
            on:scroll=move |_| list.looked()
            on:pointerover=move |_| list.pointer(true)
            on:pointermove=move |_| list.pointer(true)
            on:pointerdown=move |_| list.pressed()
            on:pointerleave=move |_| list.pointer(false)
            on:pointercancel=move |_| list.pointer(false)
            on:focusin=move |event| with_target(&event, |target| list.focus_came(target))
            on:focusout=move |event| {
                let to = event.related_target().and_then(|to| to.dyn_into::<Element>().ok());
                list.focus_left(to.as_ref());
            }
            on:click=move |event| with_target(&event, |target| list.clicked(target))
            on:keydown=move |event| list.key(&event)
        >
            <ul class="virtual-rows" role="listbox" aria-label=text(label)>
                {each(move || keys.get(), draw)}
            </ul>
        </div>
    };
    resized(list);
    effect(move || {
        keys.track();
        // Once the rows are in the page, which are drawn by effects as well.
        spawn_local(async move { list.settle_focus() });
    });
    view.into_any()
}

fn with_target(event: &web_sys::Event, run: impl Fn(&Element)) {
    if let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) {
        run(&target);
    }
}

/// More or fewer rows are in sight when the window changes; the first look is such a change too.
fn resized(list: VirtualList) {
    let changed = Closure::<dyn Fn()>::new(move || list.looked());
    let Ok(observer) = ResizeObserver::new(changed.as_ref().unchecked_ref()) else {
        return;
    };
    let watched = StoredValue::new_local((observer, changed));
    effect(move || {
        if let Some(frame) = list.frame.get() {
            watched.with_value(|(observer, _)| observer.observe(&frame));
            list.looked();
        }
    });
    on_cleanup(move || {
        watched.try_with_value(|(observer, _)| observer.disconnect());
    });
}
