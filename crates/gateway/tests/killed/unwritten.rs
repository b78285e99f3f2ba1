//! Not killed, but as good as: the database cannot be written when an answer comes.

use crate::desk::Desk;
use serde_json::json;
use std::time::Duration;
use steadydesk_wire::{Outgoing, Platform};

#[tokio::test(flavor = "multi_thread")]
async fn os_02_an_answer_that_could_not_be_written_down_is_looked_for() {
    let desk = Desk::plain().await;
    let session = desk.session(Platform::Shopee).await;
    let place = json!({"store": session.store, "path": "/api/v2/sellerchat/send_message"});
    desk.fault(json!({"where": place, "fault": "latency", "ms": 200, "times": 1}))
        .await;
    let said = desk.send(&session, "on a full disk").await;
    desk.state(&said.id, |state| *state == Outgoing::Sending).await;
    let lock = desk.lock_database().await;
    desk.until("the commit", async || {
        (!desk.sent(&session).await.is_empty()).then_some(())
    })
    .await;
    // The gateway waits 5 s for its turn to write, and has to give up.
    tokio::time::sleep(Duration::from_secs(6)).await;
    assert_eq!(
        desk.message(&said.id).await.and_then(|row| row.outgoing),
        Some(Outgoing::Sending)
    );
    drop(lock);
    assert_eq!(desk.settled(&said.id).await, Outgoing::Sent);
    assert_eq!(desk.sent(&session).await, ["on a full disk"]);
}
