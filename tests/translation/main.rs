//! Translations and the disk under them, in the browser.

#![cfg(target_arch = "wasm32")]

mod doctor;
mod faults;
mod storage;
mod thread;

#[path = "../support/mod.rs"]
mod support;

use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test_configure;

wasm_bindgen_test_configure!(run_in_browser);

/// Runs a script in the page, such as one that breaks its database.
fn script(code: &str) -> JsValue {
    js_sys::Function::new_no_args(code).call0(&JsValue::NULL).unwrap()
}

/// A fault of the browser's database; it ends when this is dropped.
struct Fault(&'static str);

impl Fault {
    /// No database can be opened. Counts the attempts in `window.opened`.
    fn no_opening() -> Self {
        script(
            "window.opened = 0; window.open0 = IDBFactory.prototype.open;
             IDBFactory.prototype.open = function () { window.opened += 1; throw new DOMException('no', 'UnknownError') }",
        );
        Self("IDBFactory.prototype.open = window.open0")
    }

    /// Nothing can be put into a table while the disk is full; deleting from the translations makes room.
    fn full() -> Self {
        script(
            "window.full = true; window.put0 = IDBObjectStore.prototype.put; window.delete0 = IDBObjectStore.prototype.delete;
             IDBObjectStore.prototype.put = function (...row) {
                 if (window.full) throw new DOMException('full', 'QuotaExceededError');
                 return window.put0.apply(this, row);
             };
             IDBObjectStore.prototype.delete = function (range) {
                 if (this.name === 'translations') window.full = false;
                 return window.delete0.call(this, range);
             }",
        );
        Self("IDBObjectStore.prototype.put = window.put0; IDBObjectStore.prototype.delete = window.delete0")
    }

    /// Every transaction on a handle from before fails, as on one that the browser has closed.
    fn dead_handle() -> Self {
        script(
            "window.born0 = IDBDatabase.prototype.transaction; window.fresh = new WeakSet();
             window.open0 = IDBFactory.prototype.open;
             IDBFactory.prototype.open = function (...name) {
                 const request = window.open0.apply(this, name);
                 request.addEventListener('success', () => window.fresh.add(request.result));
                 return request;
             };
             IDBDatabase.prototype.transaction = function (...of) {
                 if (!window.fresh.has(this)) throw new DOMException('closed', 'InvalidStateError');
                 return window.born0.apply(this, of);
             }",
        );
        Self("IDBDatabase.prototype.transaction = window.born0; IDBFactory.prototype.open = window.open0")
    }
}

impl Drop for Fault {
    fn drop(&mut self) {
        script(self.0);
    }
}
