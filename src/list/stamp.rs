//! "as of hh:mm:ss": how old a list is, said the louder the older.

use super::kind::{Kind, List};
use crate::api::error::ApiError;
use crate::browser::clock;
use crate::i18n::{format, use_i18n};
use crate::ui::button::button;
use crate::ui::live::{effect, live};
use crate::ui::view;
use leptos::prelude::*;
use std::sync::Arc;
use steadydesk_wire::Millis;

/// Minutes after which the stamp says its age.
const OLD: u32 = 2;

/// When a list was true, by the gateway's clock.
pub fn stamp<K: Kind>(list: List<K>) -> AnyView {
    stamped(list.as_of(), list.stale(), Arc::new(move || list.refresh()))
}

fn stamped(
    as_of: ReadSignal<Option<Millis>>,
    stale: ReadSignal<Option<ApiError>>,
    refresh: Arc<dyn Fn() + Send + Sync>,
) -> AnyView {
    let i18n = use_i18n();
    let minutes = RwSignal::new(0_u32);
    let measure = move || {
        let age = as_of.get_untracked().map_or(0, |at| clock::gateway_now().since(at));
        minutes.set(u32::try_from(age / 60_000).unwrap_or(0));
    };
    effect(move || {
        as_of.track();
        measure();
    });
    if let Ok(interval) = set_interval_with_handle(measure, std::time::Duration::from_secs(15)) {
        on_cleanup(move || interval.clear());
    }
    let said = live(move || {
        let at = as_of.get()?;
        let common = &i18n.messages().common;
        let time = format::time_of_day(i18n.locale(), at);
        Some(if minutes.get() < OLD {
            (common.as_of)(&time)
        } else {
            (common.as_of_old)(&time, minutes.get())
        })
    });
    let stale = live(move || {
        let refresh = Arc::clone(&refresh);
        stale.get().map(|error| {
            let common = &i18n.messages().common;
            view! {
                <span class="stale">{(common.not_refreshed)(&(common.error)(&error))}</span>
                {button("small", |m| m.common.retry, move || refresh())}
            }
            .into_any()
        })
    });
    view! {
        <p class="stamp" class:old=move || OLD <= minutes.get()>{said}{stale}</p>
    }
    .into_any()
}
