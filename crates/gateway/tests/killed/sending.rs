//! What was accepted, through a kill at any point between accepting it and the word that it is out.

use crate::{
    postgres,
    rig::{Rig, Session, new_id},
};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use serde_json::json;
use std::{collections::HashMap, time::Duration};

/// Runs a body on SQLite, and on PostgreSQL where that is installed.
macro_rules! on_both {
    ($name:ident, $body:expr) => {
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                $body(None).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                match super::postgres::database().await {
                    Ok(url) => $body(Some(url)).await,
                    Err(why) => eprintln!("skipped {}::postgres: {why}", stringify!($name)),
                }
            }
        }
    };
}

on_both!(os_07_killed_at_each_point_of_a_send, super::each_point);
on_both!(killed_at_random_under_faults, super::random_points);

/// Every text at the marketplace once, in order, and in the thread once and sent.
async fn all_once(rig: &Rig, session: &Session, texts: &[&str]) {
    let settled = rig.settled(session).await;
    let shown: Vec<(&str, &str)> = settled
        .iter()
        .map(|(_, one)| (one.text.as_str(), one.state.as_str()))
        .collect();
    let expected: Vec<(&str, &str)> = texts.iter().map(|text| (*text, "sent")).collect();
    assert_eq!(shown, expected, "{}", session.platform);
    assert_eq!(rig.committed(session).await, texts, "{}", session.platform);
}

async fn each_point(database: Option<String>) {
    let mut rig = Rig::start(database).await;
    let sessions = rig.sessions(4).await;
    let at = |n: usize| sessions.iter().skip(n).step_by(4).cloned().collect::<Vec<Session>>();

    // Accepted, and the platform has not committed yet: it does so long after the gateway is
    // dead, and after the looks of a new one. What is behind has not left.
    let before = at(0);
    let since = rig.requests_so_far().await;
    for session in &before {
        rig.fault(&session.sends(), json!({"fault": "latency", "ms": 12_000, "times": 1}))
            .await;
        rig.send(session, "left").await;
        rig.send(session, "right behind").await;
    }
    for session in &before {
        rig.until_requested(since, session, 1).await;
    }
    rig.again().await;

    // Committed, and the answer never read: the gateway is frozen while it is on its way.
    let after = at(1);
    let since = rig.requests_so_far().await;
    for session in &after {
        rig.fault(&session.sends(), json!({"fault": "latency", "ms": 1_500, "times": 1}))
            .await;
        rig.send(session, "committed").await;
        rig.send(session, "right behind").await;
    }
    for session in &after {
        rig.until_requested(since, session, 1).await;
    }
    rig.freeze().await;
    for session in &after {
        rig.until_committed(session, "committed").await;
    }
    rig.again().await;

    // Known as lost, and being looked for; and: put off, with a time set.
    let (lost, slowed) = (at(2), at(3));
    for (session, slowed) in lost.iter().zip(&slowed) {
        rig.fault(&session.sends(), json!({"fault": "drop_after_commit", "times": 1}))
            .await;
        rig.send(session, "answer lost").await;
        state_becomes(&rig, session, "checking").await;
        rig.send(session, "right behind").await;
        rig.fault(
            &slowed.sends(),
            json!({"fault": "rate_limited", "retry_after_s": 2, "times": 1}),
        )
        .await;
        rig.send(slowed, "put off").await;
        rig.send(slowed, "right behind").await;
    }
    rig.again().await;

    // Killed again while it still looks for what was under way in the first kill.
    rig.again().await;

    for session in &before {
        all_once(&rig, session, &["left", "right behind"]).await;
    }
    for session in &after {
        all_once(&rig, session, &["committed", "right behind"]).await;
    }
    for session in &lost {
        all_once(&rig, session, &["answer lost", "right behind"]).await;
    }
    for session in &slowed {
        all_once(&rig, session, &["put off", "right behind"]).await;
    }
}

async fn state_becomes(rig: &Rig, session: &Session, state: &str) {
    // It may have been found again before it was seen.
    rig.until(state, async || {
        let thread = rig.thread(&session.id).await;
        thread
            .iter()
            .any(|(_, one)| one.state == state || one.state == "sent")
            .then_some(())
    })
    .await;
}

/// Consoles that hand over again and again, by the same id, until the gateway says that it
/// has a message; a gateway that dies every now and then; faults of every kind.
async fn random_points(database: Option<String>) {
    let mut dice = StdRng::seed_from_u64(20_261_126);
    let mut rig = Rig::start(database).await;
    let sessions = rig.sessions(3).await;
    let mut written: HashMap<String, Vec<(String, String)>> = HashMap::new();
    let mut pending: Vec<(usize, String, String)> = Vec::new();
    for round in 0..10 {
        for (n, session) in sessions.iter().enumerate() {
            for _ in 0..dice.random_range(1..=2) {
                let texts = written.entry(session.id.clone()).or_default();
                let (id, text) = (new_id(), format!("{round}.{}", texts.len()));
                texts.push((id.clone(), text.clone()));
                pending.push((n, id, text));
            }
            let fault = match dice.random_range(0..8) {
                0 => json!({"fault": "drop_before", "times": 1}),
                1 => json!({"fault": "drop_after_commit", "times": 1}),
                2 => json!({"fault": "truncate", "times": 1}),
                3 => json!({"fault": "garbage", "times": 1}),
                4 => json!({"fault": "latency", "ms": dice.random_range(20..600), "times": 2}),
                5 => json!({"fault": "rate_limited", "retry_after_s": 1, "times": 1}),
                6 => json!({"fault": "token_expired", "times": 1}),
                _ => continue,
            };
            rig.fault(&session.sends(), fault).await;
        }
        // Handed over in order, session by session; the kill comes somewhere in it or behind it.
        let life = Duration::from_millis(dice.random_range(0..700));
        let dies = tokio::time::Instant::now() + life;
        let mut left = Vec::new();
        for (n, id, text) in pending.drain(..) {
            // Of a session whose message was not taken, the next one waits too.
            let waits = left.iter().any(|(other, _, _)| *other == n);
            let handed = async { !waits && rig.post(&sessions[n], &id, &text).await };
            if !tokio::time::timeout_at(dies, handed).await.unwrap_or(false) {
                left.push((n, id, text));
            }
        }
        tokio::time::sleep_until(dies).await;
        pending = left;
        rig.again().await;
    }
    rig.no_faults().await;
    for (n, id, text) in pending {
        assert!(rig.post(&sessions[n], &id, &text).await, "the gateway answers");
    }
    for session in &sessions {
        // One that failed says so, holds those behind it, and goes out when it is told to.
        let settled = rig.until("an end", async || {
            let settled = rig.settled(session).await;
            let failed = settled.iter().find(|(_, one)| one.state == "failed");
            match failed {
                Some((id, _)) => {
                    rig.retry(id).await;
                    None
                }
                None => Some(settled),
            }
        });
        let settled = settled.await;
        let texts: Vec<&str> = written[&session.id].iter().map(|(_, text)| text.as_str()).collect();
        let shown: Vec<&str> = settled.iter().map(|(_, one)| one.text.as_str()).collect();
        assert_eq!(rig.committed(session).await, texts, "{}", session.id);
        assert_eq!(shown, texts, "{}", session.id);
    }
}
