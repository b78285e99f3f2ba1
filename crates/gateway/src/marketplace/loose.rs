//! Reading JSON of platforms that write the same field as a number today and
//! as a text tomorrow. Nothing here fails: what is not there, or is of another
//! kind, is absent.

use serde_json::Value;
use steadydesk_wire::Millis;

/// The value behind `key`; `null` where there is none.
pub(crate) fn at<'a>(value: &'a Value, key: &str) -> &'a Value {
    value.get(key).unwrap_or(&Value::Null)
}

/// A scalar as text: ids come as `"123"` and as `123`.
pub(crate) fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// A scalar field as text, whatever it was written as.
pub(crate) fn text(value: &Value, key: &str) -> Option<String> {
    as_text(at(value, key))
}

/// A text field that says something: an empty one counts as absent.
pub(crate) fn word(value: &Value, key: &str) -> Option<String> {
    text(value, key).filter(|text| !text.is_empty())
}

/// An id field: absent, `""` and `0` all mean "none".
pub(crate) fn id(value: &Value, key: &str) -> Option<String> {
    word(value, key).filter(|text| text != "0")
}

/// A whole number, also one written as text or with a fraction of zero.
pub(crate) fn as_int(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64().or_else(|| {
            let float = number.as_f64()?;
            // Rounding a float of sensible size; anything else is refused.
            (float.abs() < 9.0e18).then_some(float as i64)
        }),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// A whole-number field.
pub(crate) fn int(value: &Value, key: &str) -> Option<i64> {
    as_int(at(value, key))
}

/// A count: never negative, never more than fits.
pub(crate) fn count(value: &Value, key: &str) -> Option<u32> {
    int(value, key).map(|number| u32::try_from(number.max(0)).unwrap_or(u32::MAX))
}

/// A flag: `true`, `1`, `"true"`, `"1"`.
pub(crate) fn flag(value: &Value, key: &str) -> Option<bool> {
    match at(value, key) {
        Value::Bool(flag) => Some(*flag),
        Value::String(text) => match text.as_str() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        },
        other => as_int(other).map(|number| number != 0),
    }
}

/// The items of a list; none where it is no list.
pub(crate) fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    at(value, key).as_array().map_or(&[], Vec::as_slice)
}

/// A value that is either JSON or a text with JSON in it. Text that is no JSON
/// stays the text that it is.
pub(crate) fn unwrapped(value: &Value) -> Value {
    match value {
        Value::String(text) => serde_json::from_str(text).unwrap_or_else(|_| value.clone()),
        other => other.clone(),
    }
}

/// How a content of unknown type is kept: text as it came, JSON as JSON.
pub(crate) fn raw(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// A point in time in seconds, milliseconds, microseconds or nanoseconds since
/// 1970, told apart by its size (good for the years 1990 to 2280), with the
/// length of its unit in milliseconds.
pub(crate) fn time(value: &Value) -> Option<(Millis, i64)> {
    let number = as_int(value).filter(|number| *number > 0)?;
    Some(if number < 10_000_000_000 {
        (Millis(number * 1_000), 1_000)
    } else if number < 10_000_000_000_000 {
        (Millis(number), 1)
    } else if number < 10_000_000_000_000_000 {
        (Millis(number / 1_000), 1)
    } else {
        (Millis(number / 1_000_000), 1)
    })
}

/// A life given as a number of seconds or, by some samples, as the moment of
/// its end: the moment of its end either way.
pub(crate) fn until(value: &Value, now: Millis) -> Option<Millis> {
    let number = as_int(value).filter(|number| *number > 0)?;
    if number > 1_000_000_000 {
        time(value).map(|(at, _)| at)
    } else {
        Some(now.plus(number * 1_000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn ids_come_as_numbers_and_texts() {
        let value = json!({"a": 709_122_092_476_686_867_u64, "b": "709122092476686867", "c": "", "d": 0, "e": null});
        assert_eq!(id(&value, "a").as_deref(), Some("709122092476686867"));
        assert_eq!(id(&value, "b").as_deref(), Some("709122092476686867"));
        assert_eq!(
            [id(&value, "c"), id(&value, "d"), id(&value, "e"), id(&value, "f")],
            [None, None, None, None]
        );
    }

    #[test]
    fn times_come_in_four_units() {
        let expected = Millis(1_758_801_601_000);
        for value in [
            json!(1_758_801_601_i64),
            json!(1_758_801_601_000_i64),
            json!(1_758_801_601_000_000_i64),
            json!(1_758_801_601_000_000_000_i64),
            json!("1758801601000000000"),
        ] {
            assert_eq!(time(&value).map(|(at, _)| at), Some(expected), "{value}");
        }
        assert_eq!(time(&json!(1_758_801_601)).map(|(_, unit)| unit), Some(1_000));
        assert_eq!(time(&json!(0)), None);
    }

    #[test]
    fn a_life_is_a_length_or_an_end() {
        let now = Millis(1_700_000_000_000);
        assert_eq!(until(&json!(14_400), now), Some(Millis(1_700_014_400_000)));
        assert_eq!(until(&json!(1_767_001_812), now), Some(Millis(1_767_001_812_000)));
        assert_eq!(until(&json!("864000"), now), Some(Millis(1_700_864_000_000)));
    }

    #[test]
    fn json_in_a_text_is_opened_and_other_text_is_left() {
        assert_eq!(unwrapped(&json!("{\"txt\":\"hi\"}")), json!({"txt": "hi"}));
        assert_eq!(unwrapped(&json!("plain {")), json!("plain {"));
    }
}
