//! What comes in, through kills: while a store is linked and read for the first time, and
//! while pushes are worked off.

use crate::rig::{Rig, Session};
use serde_json::{Value, json};
use std::{collections::BTreeMap, time::Duration};

/// What every thread says.
async fn everything(rig: &Rig) -> BTreeMap<String, Vec<String>> {
    let page = rig.get("/api/sessions?limit=100").await;
    let mut all = BTreeMap::new();
    for session in page["items"].as_array().expect("a list") {
        let id = session["id"].as_str().expect("an id").to_owned();
        let thread = rig.thread(&id).await;
        let texts = thread
            .into_iter()
            .map(|(_, one)| format!("{}: {}", one.author, one.text));
        all.insert(id, texts.collect());
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_reading_that_is_killed_again_and_again_reads_all_once() {
    let undisturbed = Rig::start(None).await;
    let expected = everything(&undisturbed).await;

    let mut rig = Rig::begin(None).await;
    for life in [30, 60, 120, 200, 300, 450, 600] {
        tokio::time::sleep(Duration::from_millis(life)).await;
        rig.again().await;
    }
    rig.read_whole().await;
    assert_eq!(everything(&rig).await, expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn os_20_a_buyers_message_stands_once_through_kills_and_while_nobody_listens() {
    let mut rig = Rig::start(None).await;
    let sessions = rig.sessions(2).await;
    let mut written = vec!["Hello?".to_owned()];
    for round in 0..6 {
        for _ in 0..3 {
            let text = format!("{round}.{}", written.len());
            for session in &sessions {
                rig.control("POST", "/control/buyer-messages", buyer(session, &text))
                    .await;
            }
            written.push(text);
        }
        rig.kill().await;
        // Nobody hears this one; no platform says it again within the minute.
        let text = format!("{round} into the void");
        for session in &sessions {
            rig.control("POST", "/control/buyer-messages", buyer(session, &text))
                .await;
        }
        written.push(text);
        rig.wake().await;
    }
    for session in &sessions {
        let texts = rig.until("everything that a buyer wrote", async || {
            let thread = rig.thread(&session.id).await;
            (thread.len() >= written.len()).then(|| thread.into_iter().map(|(_, one)| one.text).collect::<Vec<_>>())
        });
        assert_eq!(texts.await, written, "{}", session.id);
    }
}

fn buyer(session: &Session, text: &str) -> Value {
    json!({"store": session.store, "session": session.at_platform, "text": text})
}
