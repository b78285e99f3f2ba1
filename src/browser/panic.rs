//! The last words of a console that has panicked. WebAssembly does not unwind:
//! after a panic nothing of it runs again, so all that is left is to say so and
//! to offer a reload. The panel stands in `index.html`; showing it needs no
//! more than taking an attribute away.

use super::preferences;
use std::cell::Cell;
use std::panic::{self, PanicHookInfo};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

thread_local! {
    static STOPPED: Cell<bool> = const { Cell::new(false) };
}

/// Whether the console has panicked: whatever of it still runs must believe nothing.
#[must_use]
pub fn has() -> bool {
    STOPPED.get()
}

/// Where the last panic's message is kept, for a report after the reload.
pub const MARK: &str = "crash";

/// Shows the panel and keeps the message whenever the console panics.
pub fn install() {
    panic::set_hook(Box::new(|info: &PanicHookInfo<'_>| {
        STOPPED.set(true);
        console_error_panic_hook::hook(info);
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        // The place only: a message could hold what a buyer wrote.
        preferences::set(MARK, &place);
        let Some(document) = web_sys::window().and_then(|window| window.document()) else {
            return;
        };
        // What no longer answers takes no key and no click either.
        if let Some(app) = document.get_element_by_id("app") {
            let _ = app.set_attribute("inert", "");
        }
        if let Some(panel) = document.get_element_by_id("panic") {
            let _ = panel.remove_attribute("hidden");
        }
        let reload = document.get_element_by_id("panic-reload").map(JsCast::dyn_into);
        if let Some(Ok(reload)) = reload {
            let _ = HtmlElement::focus(&reload);
        }
    }));
}
