//! From samples to figures.

use serde_json::{Map, Value, json};

/// Every list of numbers, however deep, as its figures.
pub(super) fn worked_up(samples: &Value) -> Value {
    match samples {
        Value::Object(by_name) => {
            let worked_up = by_name.iter().map(|(name, one)| (name.clone(), worked_up(one)));
            Value::Object(worked_up.collect::<Map<_, _>>())
        }
        Value::Array(list) => figures(&list.iter().filter_map(Value::as_f64).collect::<Vec<_>>()),
        other => other.clone(),
    }
}

/// Whether a part says that it failed.
pub(super) fn has_failed(report: &Value) -> bool {
    let Value::Object(by_name) = report else { return false };
    by_name.contains_key("failed") || by_name.values().any(has_failed)
}

/// The median, which is what counts, and how far the others lie from it.
fn figures(samples: &[f64]) -> Value {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (Some(least), Some(most)) = (sorted.first(), sorted.last()) else {
        return Value::Null;
    };
    let middle = sorted.len() / 2;
    let median = if sorted.len() % 2 == 1 {
        sorted[middle]
    } else {
        f64::midpoint(sorted[middle - 1], sorted[middle])
    };
    json!({ "median": rounded(median), "least": rounded(*least), "most": rounded(*most), "runs": sorted.len() })
}

fn rounded(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::{has_failed, worked_up};
    use serde_json::json;

    #[test]
    fn samples_become_medians_at_any_depth() {
        let samples = json!({
            "start": { "cold_ms": [300.0, 100.0, 200.0], "even": [4, 1, 3, 2] },
            "fling": { "virtual": [0], "none": [] },
        });
        assert_eq!(
            worked_up(&samples),
            json!({
                "start": {
                    "cold_ms": { "median": 200.0, "least": 100.0, "most": 300.0, "runs": 3 },
                    "even": { "median": 2.5, "least": 1.0, "most": 4.0, "runs": 4 },
                },
                "fling": { "virtual": { "median": 0.0, "least": 0.0, "most": 0.0, "runs": 1 }, "none": null },
            })
        );
    }

    #[test]
    fn a_failed_part_is_found_and_kept() {
        let report = worked_up(&json!({ "teams": { "100": { "send": { "failed": "no button" } } } }));
        assert_eq!(report["teams"]["100"]["send"]["failed"], "no button");
        assert!(has_failed(&report) && !has_failed(&json!({ "teams": { "100": {} } })));
    }

    #[test]
    fn one_slow_run_does_not_move_the_median() {
        let figures = worked_up(&json!([10.123, 10, 10, 10, 9_000]));
        assert_eq!((&figures["median"], &figures["most"]), (&json!(10.0), &json!(9000.0)));
    }
}
