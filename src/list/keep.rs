//! What outlives its room: lists stay while somebody is signed in, so that
//! coming back paints at once, and go with who was signed in.

use leptos::prelude::*;
use std::any::Any;

/// Things of all types under their names.
type Kept = Vec<(&'static str, Box<dyn Any>)>;

#[derive(Clone, Copy)]
struct Keep {
    owner: StoredValue<Owner>,
    kept: StoredValue<Kept, LocalStorage>,
}

/// Keeps from here on, until the present owner ends.
pub fn provide_keep() {
    if let Some(owner) = Owner::current() {
        provide_context(Keep {
            owner: StoredValue::new(owner),
            kept: StoredValue::new_local(Vec::new()),
        });
    }
}

/// What was kept under that name; made now where there is nothing yet. Where
/// nothing is kept (a room mounted alone), it is the present owner's.
pub(super) fn keep<T: Copy + 'static>(name: &'static str, make: impl FnOnce() -> T) -> (T, bool) {
    let Some(Keep { owner, kept }) = use_context::<Keep>() else {
        return (make(), false);
    };
    let find = |kept: &Kept| {
        let found = kept.iter().find(|(known, _)| *known == name)?;
        found.1.downcast_ref::<T>().copied()
    };
    if let Some(found) = kept.with_value(find) {
        return (found, true);
    }
    let made = owner.get_value().with(make);
    kept.update_value(|kept| kept.push((name, Box::new(made))));
    (made, false)
}
