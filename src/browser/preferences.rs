//! Settings of this browser (language, theme), and the few notes that are read before the disk is (docs/storage.md).

use web_sys::Storage;

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

fn key(name: &str) -> String {
    format!("steadydesk.{name}")
}

/// What was set under this name before.
#[must_use]
pub fn get(name: &str) -> Option<String> {
    storage()?.get_item(&key(name)).ok()?
}

/// Keeps a setting, where the browser lets us.
pub fn set(name: &str, value: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(&key(name), value);
    }
}

/// Forgets a setting.
pub fn remove(name: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&key(name));
    }
}

/// Forgets every setting whose name begins so.
pub fn remove_all(begin: &str) {
    let Some(storage) = storage() else { return };
    let begin = key(begin);
    let names = (0..storage.length().unwrap_or(0)).filter_map(|at| storage.key(at).ok().flatten());
    for name in names.filter(|name| name.starts_with(&begin)).collect::<Vec<_>>() {
        let _ = storage.remove_item(&name);
    }
}
