//! Where the diagnostics come from.

use super::model::{Kept, Report, Stream};
use crate::account::use_account;
use crate::api::client;
use crate::api::live::{Connection, use_live};
use crate::browser::{clock, device, page, panic, preferences, storage};
use crate::i18n::{I18n, format, use_i18n};
use crate::snapshot;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// A report as of now, and what makes a new one.
pub(super) fn diagnostics() -> (ReadSignal<Report>, impl Fn() + Copy + Send + Sync + 'static) {
    let i18n = use_i18n();
    let (report, set_report) = signal(Report::default());
    let (live, account) = (use_live(), use_account());
    let look = move || {
        let history = live.history();
        let mut report = Report {
            gateway: account
                .hello()
                .with_untracked(|hello| hello.as_ref().map(|hello| hello.version.clone())),
            stream: match untrack(move || live.connection()) {
                Connection::Closed => Stream::Closed,
                Connection::Connecting => Stream::Connecting,
                Connection::Open => Stream::Open,
                Connection::Lost { .. } => Stream::Lost,
            },
            open_since: history
                .open_since
                .map(|at| format::full(untrack(move || i18n.locale()), at)),
            last_event: live.cursor(),
            losses: history.losses,
            ..of_browser(i18n)
        };
        set_report.set(report.clone());
        spawn_local(async move {
            let disk = device::disk().await;
            report.used = disk.used.map(whole);
            report.quota = disk.quota.map(whole);
            report.persisted = disk.persisted;
            // The page may have been left meanwhile.
            set_report.try_set(report);
        });
    };
    look();
    (report, look)
}

fn of_browser(i18n: I18n) -> Report {
    let (long_tasks, longest_task) = device::long_tasks();
    let (width, height, ratio) = device::view();
    let small = |value: f64| u32::try_from(whole(value)).unwrap_or(u32::MAX);
    let locale = untrack(move || i18n.locale());
    Report {
        console: env!("CARGO_PKG_VERSION"),
        build: device::build(),
        last_crash: preferences::get(panic::MARK),
        spoiled_view: snapshot::spoiled().map(|(why, at)| (why, format::full(locale, at))),
        kept: match storage::kept() {
            storage::Kept::Nowhere => Kept::Nowhere,
            storage::Kept::OnDisk => Kept::OnDisk,
            storage::Kept::InMemory => Kept::InMemory,
        },
        long_tasks,
        longest_task: small(longest_task),
        browser: device::agent(),
        view: (small(width), small(height), small(ratio * 100.0)),
        languages: format!("{}, {}", locale.tag(), page::preferred_language()),
        time_zone: device::time_zone(),
        clock_ahead: clock::ahead(),
        requests: client::last_requests(),
        ..Report::default()
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sizes and times are positive and far below 2^53"
)]
fn whole(value: f64) -> u64 {
    value.round() as u64
}
