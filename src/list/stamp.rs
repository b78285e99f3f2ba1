//! "as of hh:mm:ss": how old a list is, said the louder the older.

use super::kind::{Kind, List};
use super::model::{Age, minutes};
use crate::api::error::ApiError;
use crate::browser::clock;
use crate::i18n::{format, use_i18n};
use crate::ui::button::button;
use crate::ui::live::{effect, live, memo};
use crate::ui::view;
use leptos::prelude::*;
use std::sync::Arc;
use steadydesk_wire::Millis;

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
    let passed = RwSignal::new(0_u32);
    let measure = move || {
        let now = as_of.get_untracked().map_or(0, |at| minutes(at, clock::gateway_now()));
        if passed.get_untracked() != now {
            passed.set(now);
        }
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
        Some(match Age::of(passed.get()) {
            Age::Fresh => (common.as_of)(&time),
            Age::Old(minutes) | Age::VeryOld(minutes) => (common.as_of_old)(&time, minutes),
        })
    });
    let very_old = memo(move || matches!(Age::of(passed.get()), Age::VeryOld(_)));
    let stale = live(move || {
        let refresh = Arc::clone(&refresh);
        let common = &i18n.messages().common;
        let error = stale.get();
        let why = error.map(|error| (common.not_refreshed)(&(common.error)(&error)));
        (why.is_some() || very_old.get()).then(|| {
            view! {
                <span class="stamp-trouble">
                    <span class="stale">{why}</span>
                    {button("small", |m| m.common.retry, move || refresh())}
                </span>
            }
            .into_any()
        })
    });
    view! {
        <p
            class="stamp"
            class:old=move || Age::of(passed.get()) != Age::Fresh
            class:very-old=move || very_old.get()
        >
            {said}
            {stale}
        </p>
    }
    .into_any()
}
