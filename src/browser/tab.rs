//! Notes of this tab, gone when it closes: what has to outlast a visit to another site.

use web_sys::Storage;

fn storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}

fn key(name: &str) -> String {
    format!("steadydesk.{name}")
}

/// Notes something, where the browser lets us.
pub fn put(name: &str, value: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(&key(name), value);
    }
}

/// Reads a note.
#[must_use]
pub fn get(name: &str) -> Option<String> {
    storage()?.get_item(&key(name)).ok()?
}

/// Removes a note.
pub fn remove(name: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&key(name));
    }
}

/// Takes a note out.
#[must_use]
pub fn take(name: &str) -> Option<String> {
    let storage = storage()?;
    let value = storage.get_item(&key(name)).ok()??;
    let _ = storage.remove_item(&key(name));
    (!value.is_empty()).then_some(value)
}

/// Forgets every note: they were of whoever was signed in.
pub fn forget() {
    if let Some(storage) = storage() {
        let _ = storage.clear();
    }
}
