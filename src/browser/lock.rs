//! A lock that one page of this browser holds at a time (Web Locks). web-sys
//! has them behind an unstable switch only, so they are bound by hand.

use js_sys::{Function, Object, Promise, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::AbortController;

#[wasm_bindgen]
extern "C" {
    type LockManager;

    #[wasm_bindgen(method, catch)]
    fn request(this: &LockManager, name: &str, options: &Object, granted: &JsValue) -> Result<Promise, JsValue>;
}

/// A lock that is waited for or held. Dropping it gives it to the next one who waits.
#[derive(Debug)]
pub struct Lock {
    asked: Option<AbortController>,
    held: Rc<RefCell<Held>>,
}

#[derive(Debug)]
enum Held {
    NotYet,
    /// Calling this lets it go.
    Yes(Function),
    Over,
}

impl Drop for Lock {
    fn drop(&mut self) {
        match self.held.replace(Held::Over) {
            Held::Yes(release) => {
                // Resolving a promise of our own cannot fail.
                let _ = release.call0(&JsValue::NULL);
            }
            _ => {
                if let Some(asked) = &self.asked {
                    asked.abort();
                }
            }
        }
    }
}

impl Lock {
    /// Waits for the lock of that name; `then` is called when it is ours.
    /// Nothing where the browser has no locks (or the page is not served securely).
    #[must_use]
    pub fn ask(name: &str, then: impl FnOnce() + 'static) -> Option<Self> {
        let locks = Reflect::get(&leptos::prelude::window().navigator(), &"locks".into()).ok()?;
        if locks.is_undefined() || locks.is_null() {
            return None;
        }
        let options = Object::new();
        let asked = AbortController::new().ok();
        if let Some(asked) = &asked {
            Reflect::set(&options, &"signal".into(), &asked.signal()).ok()?;
        }
        let held = Rc::new(RefCell::new(Held::NotYet));
        let granted = Closure::once_into_js({
            let held = Rc::clone(&held);
            move |_: JsValue| -> Promise {
                // It is held for as long as this promise is not kept.
                let promise = Promise::new(&mut |release, _| {
                    if matches!(*held.borrow(), Held::Over) {
                        let _ = release.call0(&JsValue::NULL);
                    } else {
                        held.replace(Held::Yes(release));
                    }
                });
                if matches!(*held.borrow(), Held::Yes(_)) {
                    then();
                }
                promise
            }
        });
        let locks: LockManager = locks.unchecked_into();
        let over = locks.request(name, &options, &granted).ok()?;
        spawn_local(async move {
            // Ends when it was let go or taken back; neither is news.
            let _ = JsFuture::from(over).await;
        });
        Some(Self { asked, held })
    }
}
