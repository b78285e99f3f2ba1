//! Notifications on the desktop. Bound by hand: what a browser lacks, or
//! refuses, is a value here and no exception.

use js_sys::{Array, Function, Object, Promise, Reflect};
use std::fmt;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Whether the browser lets us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// There are none in this browser, or not on a page that is not served securely.
    Missing,
    NotAsked,
    Granted,
    Denied,
}

fn api() -> Option<Function> {
    let window = web_sys::window()?;
    Reflect::get(&window, &"Notification".into()).ok()?.dyn_into().ok()
}

/// What the browser has been told before.
#[must_use]
pub fn permission() -> Permission {
    let Some(api) = api() else { return Permission::Missing };
    let word = Reflect::get(&api, &"permission".into()).ok();
    match word.and_then(|word| word.as_string()).as_deref() {
        Some("granted") => Permission::Granted,
        Some("denied") => Permission::Denied,
        _ => Permission::NotAsked,
    }
}

/// Has the browser ask, where it has not been told yet. Only upon a click.
pub async fn ask() -> Permission {
    if permission() == Permission::NotAsked
        && let Some(api) = api()
        && let Ok(ask) = Reflect::get(&api, &"requestPermission".into())
        && let Some(ask) = ask.dyn_ref::<Function>()
        && let Ok(answer) = ask.call0(&api)
    {
        let _ = JsFuture::from(Promise::resolve(&answer)).await;
    }
    permission()
}

/// One that is shown. Dropping it takes it away.
pub struct Shown {
    notification: JsValue,
    _pressed: Closure<dyn Fn()>,
}

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shown").finish_non_exhaustive()
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        let _ = Reflect::set(&self.notification, &"onclick".into(), &JsValue::NULL);
        let close = Reflect::get(&self.notification, &"close".into()).ok();
        if let Some(close) = close.as_ref().and_then(JsCast::dyn_ref::<Function>) {
            let _ = close.call0(&self.notification);
        }
    }
}

/// Shows one, without a sound, in place of the one before with the same `tag`.
/// `pressed` is called after a click has brought this tab to the front.
#[must_use]
pub fn show(title: &str, body: &str, tag: &str, pressed: Box<dyn Fn()>) -> Option<Shown> {
    let options = Object::new();
    for (name, value) in [("body", body), ("tag", tag), ("dir", "auto")] {
        Reflect::set(&options, &name.into(), &value.into()).ok()?;
    }
    Reflect::set(&options, &"silent".into(), &JsValue::TRUE).ok()?;
    // Some browsers have the interface and throw all the same.
    let notification = Reflect::construct(&api()?, &Array::of2(&title.into(), &options)).ok()?;
    let pressed = Closure::<dyn Fn()>::new(move || {
        if let Some(window) = web_sys::window() {
            let _ = window.focus();
        }
        pressed();
    });
    Reflect::set(&notification, &"onclick".into(), pressed.as_ref()).ok()?;
    Some(Shown {
        notification,
        _pressed: pressed,
    })
}
