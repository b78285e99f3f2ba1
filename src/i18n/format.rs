//! Numbers and times in the operator's language, by the browser's `Intl`.

use super::{Locale, zone};
use crate::browser::intl;
use crate::inbox::model::reading::Span;
use js_sys::{Array, Function, Intl, Object, Reflect};
use std::cell::RefCell;
use steadydesk_wire::Millis;
use wasm_bindgen::JsValue;

/// What a formatter is made for. `Intl` objects are slow to make, so each is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    TimeOfDay,
    Minute,
    Day,
    Full,
    Minutes,
    Hours,
    Days,
}

/// A formatter, and what it is for: language, kind, and time zone where it is not the browser's.
type Formatter = (Locale, Kind, Option<&'static str>, Function);

thread_local! {
    static FORMATTERS: RefCell<Vec<Formatter>> = const { RefCell::new(Vec::new()) };
}

/// `12,345`.
#[must_use]
pub fn number(locale: Locale, value: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    apply(locale, Kind::Number, value as f64)
}

/// `09:05:07`, in the browser's time zone.
#[must_use]
pub fn time_of_day(locale: Locale, at: Millis) -> String {
    apply(locale, Kind::TimeOfDay, milliseconds(at))
}

/// `09:05`, in the browser's time zone.
#[must_use]
pub fn minute(locale: Locale, at: Millis) -> String {
    apply(locale, Kind::Minute, milliseconds(at))
}

/// `22 Nov`.
#[must_use]
pub fn day(locale: Locale, at: Millis) -> String {
    apply(locale, Kind::Day, milliseconds(at))
}

/// The day in the browser's time zone, as a number that is equal for equal days.
#[must_use]
pub fn calendar_day(at: Millis) -> (u32, u32, u32) {
    let date = js_sys::Date::new(&JsValue::from_f64(milliseconds(at)));
    (date.get_full_year(), date.get_month(), date.get_date())
}

/// Day and time to the second, for titles.
#[must_use]
pub fn full(locale: Locale, at: Millis) -> String {
    apply(locale, Kind::Full, milliseconds(at))
}

/// Day and time to the second, and the same by the clocks of a site's country where they show another.
#[must_use]
pub fn full_at(locale: Locale, at: Millis, region: &str) -> String {
    let here = full(locale, at);
    let zone = zone::of_region(region);
    let there = zone.map(|zone| apply_in(locale, Kind::Full, Some(zone), milliseconds(at)));
    match (zone, there) {
        (Some(zone), Some(there)) if there != here && !there.is_empty() => {
            (locale.messages().common.two_times)(&here, &there, zone)
        }
        _ => here,
    }
}

/// A length of time: `3 min`, `2 hr`, `5 days`.
#[must_use]
pub fn span(locale: Locale, span: Span) -> String {
    #[expect(clippy::cast_precision_loss, reason = "lengths of time stay far below 2^53")]
    match span {
        Span::Now => locale.messages().common.now.to_owned(),
        Span::Minutes(minutes) => apply(locale, Kind::Minutes, minutes as f64),
        Span::Hours(hours) => apply(locale, Kind::Hours, hours as f64),
        Span::Days(days) => apply(locale, Kind::Days, days as f64),
    }
}

/// A country's name by its code (`MY`: Malaysia); the code itself where the browser knows none.
#[must_use]
pub fn region(locale: Locale, code: &str) -> String {
    intl::region_name(locale.tag(), code).unwrap_or_else(|| code.to_owned())
}

#[expect(clippy::cast_precision_loss, reason = "times stay far below 2^53")]
fn milliseconds(at: Millis) -> f64 {
    at.0 as f64
}

fn apply(locale: Locale, kind: Kind, value: f64) -> String {
    apply_in(locale, kind, None, value)
}

fn apply_in(locale: Locale, kind: Kind, zone: Option<&'static str>, value: f64) -> String {
    FORMATTERS.with_borrow_mut(|kept| {
        let known = kept
            .iter()
            .position(|(of, what, place, _)| (*of, *what, *place) == (locale, kind, zone));
        let index = known.unwrap_or_else(|| {
            kept.push((locale, kind, zone, make(locale, kind, zone)));
            kept.len() - 1
        });
        let formatted = kept[index].3.call1(&JsValue::UNDEFINED, &JsValue::from_f64(value));
        // `format` throws only on a time outside of what a date can hold.
        formatted.ok().and_then(|text| text.as_string()).unwrap_or_default()
    })
}

fn make(locale: Locale, kind: Kind, zone: Option<&str>) -> Function {
    let locales = Array::of1(&JsValue::from_str(locale.tag()));
    let options = Object::new();
    let set = |name: &str, value: &str| {
        // Setting a property of a plain object cannot fail.
        let _ = Reflect::set(&options, &name.into(), &value.into());
    };
    if let Some(zone) = zone {
        set("timeZone", zone);
    }
    let unit = match kind {
        Kind::Minutes => Some("minute"),
        Kind::Hours => Some("hour"),
        Kind::Days => Some("day"),
        _ => None,
    };
    if let Some(unit) = unit {
        set("style", "unit");
        set("unit", unit);
        set("unitDisplay", "short");
        return Intl::NumberFormat::new(&locales, &options).format();
    }
    match kind {
        Kind::Number | Kind::Minutes | Kind::Hours | Kind::Days => {
            return Intl::NumberFormat::new(&locales, &options).format();
        }
        Kind::TimeOfDay => {
            set("hourCycle", "h23");
            set("hour", "2-digit");
            set("minute", "2-digit");
            set("second", "2-digit");
        }
        Kind::Minute => {
            set("hourCycle", "h23");
            set("hour", "2-digit");
            set("minute", "2-digit");
        }
        Kind::Day => {
            set("day", "numeric");
            set("month", "short");
        }
        Kind::Full => {
            set("dateStyle", "medium");
            set("timeStyle", "medium");
            set("hourCycle", "h23");
        }
    }
    Intl::DateTimeFormat::new(&locales, &options).format()
}

/// A language's name by its tag.
#[must_use]
pub fn language(locale: Locale, tag: &str) -> String {
    intl::language_name(locale.tag(), tag).unwrap_or_else(|| tag.to_owned())
}
