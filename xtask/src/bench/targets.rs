//! What each figure should be at most. Most are a share of what a page made of React, TanStack Query and Virtual, and
//! Dexie took on a machine like the one that docs/measurements.md names.

use serde_json::Value;
use std::fmt::Write as _;

struct Target {
    what: &'static str,
    /// Where the figure stands in the report: a JSON pointer.
    at: &'static str,
    most: f64,
    unit: &'static str,
    /// How the target comes about.
    from: &'static str,
}

const fn target(what: &'static str, at: &'static str, most: f64, unit: &'static str, from: &'static str) -> Target {
    Target {
        what,
        at,
        most,
        unit,
        from,
    }
}

const TARGETS: &[Target] = &[
    target(
        "first load, brotli",
        "/bytes/total/brotli",
        160_000.0,
        "bytes",
        "the whole console",
    ),
    target(
        "cold start, 100 sessions",
        "/teams/100/start/cold_ms/median",
        193.6,
        "ms",
        "0.8 × 242",
    ),
    target(
        "cold start, 10,000",
        "/teams/10000/start/cold_ms/median",
        219.2,
        "ms",
        "0.8 × 274",
    ),
    target(
        "cold start, 100,000",
        "/teams/100000/start/cold_ms/median",
        474.4,
        "ms",
        "0.8 × 593",
    ),
    target(
        "warm start, 100 sessions",
        "/teams/100/start/warm_ms/median",
        62.0,
        "ms",
        "0.4 × 155",
    ),
    target(
        "warm start, 10,000",
        "/teams/10000/start/warm_ms/median",
        81.6,
        "ms",
        "0.4 × 204",
    ),
    target(
        "warm start, 100,000",
        "/teams/100000/start/warm_ms/median",
        160.8,
        "ms",
        "0.4 × 402",
    ),
    target(
        "click to 50 messages, first time",
        "/teams/100000/click/first_50_ms/median",
        31.2,
        "ms",
        "0.8 × 39",
    ),
    target(
        "click to 5,000 messages, first time",
        "/teams/100000/click/first_5000_ms/median",
        44.8,
        "ms",
        "0.8 × 56",
    ),
    target(
        "click to 50 messages, seen before",
        "/teams/100000/click/again_50_frames/median",
        1.0,
        "frames",
        "one frame",
    ),
    target(
        "click to 5,000 messages, seen before",
        "/teams/100000/click/again_5000_frames/median",
        1.0,
        "frames",
        "one frame",
    ),
    target(
        "Send to bubble",
        "/teams/100000/send/bubble_frames/median",
        1.0,
        "frames",
        "one frame",
    ),
    target(
        "search key to veil",
        "/teams/100000/search/enter_to_veil_ms/median",
        15.0,
        "ms",
        "no slower than 15",
    ),
    target(
        "search key to result, server 30 ms away",
        "/teams/100000/search/enter_to_result_ms/median",
        50.0,
        "ms",
        "no slower than 50",
    ),
    target(
        "back in the inbox, 100 sessions",
        "/teams/100/back/back_frames/median",
        1.0,
        "frames",
        "one frame",
    ),
    target(
        "back in the inbox, 100,000",
        "/teams/100000/back/back_frames/median",
        1.0,
        "frames",
        "one frame",
    ),
    target(
        "return to the panel, 1,000",
        "/teams/1000/recover/away_frames/median",
        1.0,
        "frames",
        "one frame",
    ),
    target(
        "requests for the list before that paint, 1,000",
        "/teams/1000/recover/away_requests/most",
        0.0,
        "requests",
        "none",
    ),
    target(
        "return to the panel, 100,000",
        "/teams/100000/recover/away_frames/median",
        1.0,
        "frames",
        "one frame",
    ),
    target(
        "requests for the list before that paint, 100,000",
        "/teams/100000/recover/away_requests/most",
        0.0,
        "requests",
        "none",
    ),
    target(
        "reload to the list from the disk, 1,000",
        "/teams/1000/recover/reload_ms/median",
        62.0,
        "ms",
        "as a warm start of 100",
    ),
    target(
        "reload to the list from the disk, 100,000",
        "/teams/100000/recover/reload_ms/median",
        160.8,
        "ms",
        "as a warm start",
    ),
    target(
        "switch with 500 cached translations, first time",
        "/teams/100000/translated/first_ms/median",
        23.6,
        "ms",
        "0.4 × 59; under 50",
    ),
    target(
        "switch with 500 cached translations, seen before",
        "/teams/100000/translated/again_frames/median",
        1.0,
        "frames",
        "one frame",
    ),
    target(
        "translations asked for in that",
        "/teams/100000/translated/requests/most",
        0.0,
        "requests",
        "none",
    ),
    target(
        "verifying 10,000 translations: longest frame",
        "/teams/100000/translated/verify_longest_frame_ms/median",
        50.0,
        "ms",
        "TC-16",
    ),
    target(
        "fling, 100,000: longest frame",
        "/teams/100000/fling/longest_frame_ms/median",
        17.0,
        "ms",
        "one frame",
    ),
    target(
        "fling, 100,000: blank frames",
        "/teams/100000/fling/blank_percent/median",
        0.0,
        "%",
        "none",
    ),
    target("storm: lost", "/storm/lost", 0.0, "messages", "none"),
    target("storm: doubled", "/storm/doubled", 0.0, "messages", "none"),
    target("storm: reordered", "/storm/reordered", 0.0, "messages", "none"),
    target(
        "outbox drained after the network heals",
        "/storm/drain/all/median_ms",
        1_000.0,
        "ms",
        "1 s",
    ),
    target(
        "slowest page of the gateway's lists",
        "/lists/slowest_ms",
        50.0,
        "ms",
        "with 1,000,000 messages",
    ),
];

/// Memory must not follow the number of sessions: at most so much more at 100,000 than at 10,000.
const FLAT: f64 = 1.1;

/// A Markdown table of what was measured; what was not has no row.
pub(super) fn table(report: &Value) -> String {
    let mut table = String::from("| figure | target | measured | |\n|---|---|---|---|\n");
    let mut row = |what: &str, target: String, measured: String, holds: bool| {
        let verdict = if holds { "holds" } else { "**missed**" };
        // Writing to a String cannot fail.
        let _ = writeln!(table, "| {what} | {target} | {measured} | {verdict} |");
    };
    for target in TARGETS {
        if let Some(figure) = report.pointer(target.at).and_then(Value::as_f64) {
            let Target {
                what, most, unit, from, ..
            } = target;
            row(
                what,
                format!("≤ {most} {unit} ({from})"),
                format!("{figure} {unit}"),
                figure <= *most,
            );
        }
    }
    if report
        .pointer("/teams/100000/fling/virtual/median")
        .and_then(Value::as_f64)
        == Some(0.0)
    {
        let measured = "the list is not virtual: nothing to fling".to_owned();
        row("fling, 100,000", "one list of all sessions".into(), measured, false);
    }
    for when in ["started", "flung"] {
        let bytes = |team: &str| {
            let part = |kind: &str| {
                report
                    .pointer(&format!("/teams/{team}/fling/{when}_{kind}_bytes/median"))?
                    .as_f64()
            };
            Some(part("js")? + part("wasm")?)
        };
        if let (Some(less), Some(more)) = (bytes("10000"), bytes("100000")) {
            let measured = format!("{:.1} / {:.1} MB", less / 1e6, more / 1e6);
            row(
                &format!("memory, {when}, 10,000 / 100,000"),
                "flat".into(),
                measured,
                more <= less * FLAT,
            );
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::{TARGETS, table};
    use serde_json::json;

    #[test]
    fn figures_stand_beside_their_targets() {
        let report = json!({
            "bytes": { "total": { "brotli": 160_001 } },
            "teams": {
                "10000": { "fling": { "started_js_bytes": { "median": 3e6 }, "started_wasm_bytes": { "median": 2e6 } } },
                "100000": {
                    "send": { "bubble_frames": { "median": 1.0 } },
                    "fling": { "started_js_bytes": { "median": 9e6 }, "started_wasm_bytes": { "median": 2e6 } },
                },
            },
        });
        let table = table(&report);
        let rows: Vec<&str> = table.lines().skip(2).collect();
        assert_eq!(
            rows,
            [
                "| first load, brotli | ≤ 160000 bytes (the whole console) | 160001 bytes | **missed** |",
                "| Send to bubble | ≤ 1 frames (one frame) | 1 frames | holds |",
                "| memory, started, 10,000 / 100,000 | flat | 5.0 / 11.0 MB | **missed** |",
            ]
        );
    }

    #[test]
    fn every_target_points_into_a_part() {
        for target in TARGETS {
            let words: Vec<&str> = target.at.split('/').collect();
            let part = if words[1] == "teams" { words[3] } else { words[1] };
            let known = <super::super::Part as clap::ValueEnum>::value_variants();
            assert!(known.iter().any(|one| one.word() == part), "{}", target.at);
        }
    }
}
