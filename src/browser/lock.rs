//! A lock that one page of this browser holds at a time (Web Locks). web-sys
//! has them behind an unstable switch only, so they are bound by hand.

use super::clock;
use js_sys::{Array, Function, Object, Promise, Reflect};
use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::AbortController;

#[wasm_bindgen]
extern "C" {
    type LockManager;

    #[wasm_bindgen(method, catch)]
    fn request(this: &LockManager, name: &str, options: &Object, granted: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn query(this: &LockManager) -> Result<Promise, JsValue>;
}

fn locks() -> Option<LockManager> {
    let locks = Reflect::get(&leptos::prelude::window().navigator(), &"locks".into()).ok()?;
    (!locks.is_undefined() && !locks.is_null()).then(|| locks.unchecked_into())
}

/// Whether any page of this browser holds the lock of that name. Not where nobody can say.
pub async fn is_held(name: &str) -> bool {
    held(name).await.unwrap_or(false)
}

async fn held(name: &str) -> Option<bool> {
    let all = JsFuture::from(locks()?.query().ok()?).await.ok()?;
    let held: Array = Reflect::get(&all, &"held".into()).ok()?.dyn_into().ok()?;
    let is_it =
        |lock: JsValue| Reflect::get(&lock, &"name".into()).is_ok_and(|of| of.as_string().as_deref() == Some(name));
    Some(held.iter().any(is_it))
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
        Self::wait(name, "exclusive", Box::new(then))
    }

    /// Holds the lock of that name together with every other page that shares it.
    #[must_use]
    pub fn share(name: &str) -> Option<Self> {
        Self::wait(name, "shared", Box::new(|| {}))
    }

    fn wait(name: &str, mode: &str, then: Box<dyn FnOnce()>) -> Option<Self> {
        let locks = locks()?;
        let options = Object::new();
        Reflect::set(&options, &"mode".into(), &mode.into()).ok()?;
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
        let over = locks.request(name, &options, &granted).ok()?;
        spawn_local(async move {
            // Ends when it was let go or taken back; neither is news.
            let _ = JsFuture::from(over).await;
        });
        Some(Self { asked, held })
    }
}

/// Waits for the lock of that name, for at most so many milliseconds; nothing
/// where the browser has no locks, or whoever holds it keeps it longer.
pub async fn wait(name: &str, milliseconds: u32) -> Option<Lock> {
    let granted = Rc::new(Cell::new(false));
    let waiting: Rc<RefCell<Option<Waker>>> = Rc::default();
    let wake = |waiting: &RefCell<Option<Waker>>| {
        if let Some(waker) = waiting.take() {
            waker.wake();
        }
    };
    let lock = Lock::ask(name, {
        let (granted, waiting) = (Rc::clone(&granted), Rc::clone(&waiting));
        move || {
            granted.set(true);
            wake(&waiting);
        }
    })?;
    let over = Rc::new(Cell::new(false));
    let _timer = clock::after(milliseconds, {
        let (over, waiting) = (Rc::clone(&over), Rc::clone(&waiting));
        move || {
            over.set(true);
            wake(&waiting);
        }
    });
    poll_fn(|context| {
        if granted.get() || over.get() {
            return Poll::Ready(());
        }
        waiting.replace(Some(context.waker().clone()));
        Poll::Pending
    })
    .await;
    granted.get().then_some(lock)
}
