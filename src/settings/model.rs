//! The diagnostics: what is told, in which order, and as which text.

use crate::api::log::Entry;
use crate::i18n::settings::Messages;
use crate::snapshot::model::Spoiled;

/// How the event stream is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stream {
    #[default]
    Closed,
    Connecting,
    Open,
    Lost,
}

/// Where drafts are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kept {
    /// Not asked for yet.
    #[default]
    Nowhere,
    OnDisk,
    InMemory,
}

/// All that is told. Texts are the browser's or the gateway's own words, or times as the operator reads them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    pub console: &'static str,
    pub build: Option<String>,
    pub gateway: Option<String>,
    /// Where in the code the console stopped last, if it ever did.
    pub last_crash: Option<String>,
    /// The last view on disk that was not shown, if there ever was one: why, and when.
    pub spoiled_view: Option<(Spoiled, String)>,
    pub stream: Stream,
    pub open_since: Option<String>,
    pub last_event: Option<i64>,
    pub losses: u32,
    /// Bytes.
    pub used: Option<u64>,
    /// Bytes.
    pub quota: Option<u64>,
    pub persisted: Option<bool>,
    pub kept: Kept,
    pub long_tasks: u32,
    /// Milliseconds.
    pub longest_task: u32,
    pub browser: String,
    /// CSS pixels, and hundredths of device pixels to one of them.
    pub view: (u32, u32, u32),
    pub languages: String,
    pub time_zone: String,
    /// Milliseconds by which this computer's clock is ahead of the gateway's.
    pub clock_ahead: i64,
    /// The newest first.
    pub requests: Vec<Entry>,
}

/// A heading and what stands under it: a name and its value each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    pub title: &'static str,
    pub lines: Vec<(String, String)>,
}

/// The report in words.
#[must_use]
pub fn sections(report: &Report, texts: &Messages) -> Vec<Section> {
    let number = |value: Option<i64>| value.map_or_else(|| texts.unknown.to_owned(), |value| value.to_string());
    let or_unknown = |text: &Option<String>| text.clone().unwrap_or_else(|| texts.unknown.to_owned());
    let bytes = |bytes: Option<u64>| {
        bytes.map_or_else(
            || texts.unknown.to_owned(),
            |bytes| (texts.megabytes)(&tenths(bytes / 100_000)),
        )
    };
    let (width, height, ratio) = report.view;
    let section = |title, lines: Vec<(&str, String)>| Section {
        title,
        lines: lines
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    };
    let mut versions = vec![
        (texts.console, report.console.to_owned()),
        (texts.build, or_unknown(&report.build)),
        (texts.gateway, or_unknown(&report.gateway)),
    ];
    versions.extend(report.last_crash.iter().map(|place| (texts.last_crash, place.clone())));
    let spoiled = report.spoiled_view.as_ref();
    versions.extend(spoiled.map(|(why, at)| (texts.spoiled_view, [(texts.spoiled)(*why), at].join(", "))));
    let persisted = match report.persisted {
        Some(true) => texts.yes,
        Some(false) => texts.no,
        None => texts.unknown,
    };
    vec![
        section(texts.versions, versions),
        section(
            texts.live,
            vec![
                (texts.state, (texts.stream)(report.stream).to_owned()),
                (texts.open_since, or_unknown(&report.open_since)),
                (texts.last_event, number(report.last_event)),
                (texts.losses, report.losses.to_string()),
            ],
        ),
        section(
            texts.storage,
            vec![
                (texts.used, bytes(report.used)),
                (texts.quota, bytes(report.quota)),
                (texts.persisted, persisted.to_owned()),
                (texts.database, (texts.kept)(report.kept).to_owned()),
            ],
        ),
        section(
            texts.long_tasks,
            vec![
                (texts.how_many, report.long_tasks.to_string()),
                (texts.longest, (texts.milliseconds)(&report.longest_task.to_string())),
            ],
        ),
        section(
            texts.device,
            vec![
                (texts.browser, report.browser.clone()),
                (texts.view, format!("{width} × {height}, {}", hundredths(ratio))),
                (texts.language, report.languages.clone()),
                (texts.time_zone, report.time_zone.clone()),
                (texts.clock, (texts.ahead)(&report.clock_ahead.to_string())),
            ],
        ),
        Section {
            title: texts.requests,
            lines: report.requests.iter().map(|entry| request(entry, texts)).collect(),
        },
    ]
}

fn request(entry: &Entry, texts: &Messages) -> (String, String) {
    let status = entry.status.map(|status| format!("{status}, ")).unwrap_or_default();
    let took = (texts.milliseconds)(&entry.took.to_string());
    let outcome = (texts.outcome)(entry.outcome);
    (
        format!("{} {}", entry.method, entry.path),
        format!("{outcome}, {status}{took}"),
    )
}

fn tenths(value: u64) -> String {
    format!("{}.{}", value / 10, value % 10)
}

fn hundredths(value: u32) -> String {
    format!("{}.{:02}", value / 100, value % 100)
}

/// The report as plain text. A value is one line, whatever it holds.
#[must_use]
pub fn ticket(sections: &[Section]) -> String {
    let mut text = String::from("Steadydesk\n");
    for section in sections {
        text.push('\n');
        text.push_str(section.title);
        text.push('\n');
        for (name, value) in &section.lines {
            for part in ["- ", name, ": ", value] {
                text.extend(part.chars().map(|char| if char.is_control() { ' ' } else { char }));
            }
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::log::{Outcome, shape};
    use crate::i18n::Locale;

    fn report() -> Report {
        Report {
            console: "0.1.0",
            gateway: Some("0.1.0\nX-Evil: yes".to_owned()),
            spoiled_view: Some((Spoiled::Damaged, "23 Nov 2026, 13:00:00".to_owned())),
            stream: Stream::Open,
            open_since: Some("23 Nov 2026, 14:00:00".to_owned()),
            last_event: Some(41),
            losses: 2,
            used: Some(1_234_567),
            quota: None,
            persisted: Some(false),
            kept: Kept::OnDisk,
            long_tasks: 3,
            longest_task: 120,
            browser: "Chrome".to_owned(),
            view: (1440, 900, 150),
            time_zone: "Asia/Bangkok".to_owned(),
            clock_ahead: -2_400_000,
            requests: vec![
                Entry {
                    method: "GET",
                    path: shape("/api/sessions?q=somchai"),
                    status: Some(200),
                    took: 34,
                    outcome: Outcome::Ok,
                },
                Entry {
                    method: "POST",
                    path: shape("/api/sessions/shopee-1~somchai/messages"),
                    status: None,
                    took: 9,
                    outcome: Outcome::Failed,
                },
            ],
            ..Report::default()
        }
    }

    #[test]
    fn a_ticket_tells_it_all_line_by_line_and_nothing_of_anybody() {
        let text = ticket(&sections(&report(), &Locale::English.messages().settings));
        for line in [
            "- Gateway: 0.1.0 X-Evil: yes",
            "- Build: unknown",
            "- Stored view not shown: damaged, 23 Nov 2026, 13:00:00",
            "- State: connected",
            "- Connected since: 23 Nov 2026, 14:00:00",
            "- Last event: 41",
            "- Times lost: 2",
            "- Used: 1.2 MB",
            "- Allowed by the browser: unknown",
            "- Safe from clearing by the browser: no",
            "- Drafts are kept: on disk",
            "- How many: 3",
            "- The longest: 120 ms",
            "- View and pixels per point: 1440 × 900, 1.50",
            "- This clock against the gateway's: -2400000 ms ahead",
            "- GET /api/sessions?q: ok, 200, 34 ms",
            "- POST /api/sessions/{id}/messages: failed, 9 ms",
        ] {
            assert!(text.lines().any(|of| of == line), "{line} is missing in\n{text}");
        }
        assert!(!text.contains("somchai"));
        assert!(!text.contains("Last crash"));
    }

    #[test]
    fn each_language_tells_the_same_lines() {
        let count = |locale: Locale| -> Vec<usize> {
            let sections = sections(&report(), &locale.messages().settings);
            sections.iter().map(|section| section.lines.len()).collect()
        };
        assert_eq!(count(Locale::English), count(Locale::SimplifiedChinese));
    }
}
