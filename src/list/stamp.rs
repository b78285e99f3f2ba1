//! "as of hh:mm:ss": how old a list is, said the louder the older.

use super::state::{Kind, List};
use crate::browser::clock;
use crate::i18n::{format, text, use_i18n};
use leptos::prelude::*;

/// Minutes after which the stamp says its age.
const OLD: u32 = 2;

/// When a list was true, by the gateway's clock.
pub fn stamp<K: Kind>(list: List<K>) -> AnyView {
    let i18n = use_i18n();
    let as_of = list.as_of();
    let minutes = RwSignal::new(0_u32);
    let measure = move || {
        let age = as_of.get_untracked().map_or(0, |at| clock::gateway_now().since(at));
        minutes.set(u32::try_from(age / 60_000).unwrap_or(0));
    };
    Effect::new(move |_| {
        as_of.track();
        measure();
    });
    if let Ok(interval) = set_interval_with_handle(measure, std::time::Duration::from_secs(15)) {
        on_cleanup(move || interval.clear());
    }
    let said = move || {
        let at = as_of.get()?;
        let common = &i18n.messages().common;
        let time = format::time_of_day(i18n.locale(), at);
        Some(if minutes.get() < OLD {
            (common.as_of)(&time)
        } else {
            (common.as_of_old)(&time, minutes.get())
        })
    };
    let stale = move || {
        list.stale().get().map(|error| {
            let common = &i18n.messages().common;
            view! {
                <span class="stale">{(common.not_refreshed)(&(common.error)(&error))}</span>
                <button type="button" class="button small" on:click=move |_| list.refresh()>{text(|m| m.common.retry)}</button>
            }
        })
    };
    view! {
        <p class="stamp" class:old=move || OLD <= minutes.get()>{said}{stale}</p>
    }
    .into_any()
}
