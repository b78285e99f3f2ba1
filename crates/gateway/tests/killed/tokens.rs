//! Tokens, through kills: Shopee's refresh token is good for once, so the new one is on
//! disk before anything is asked with it; and one that was lost with the gateway costs no message.

use crate::rig::{Rig, Session};
use serde_json::{Value, json};

const REFRESH: &str = "/api/v2/auth/access_token/get";

async fn shopee(rig: &Rig) -> Session {
    let all = rig.sessions(1).await;
    all.into_iter().find(|one| one.platform == "shopee").expect("a store")
}

async fn status(rig: &Rig, session: &Session) -> Value {
    rig.get(&format!("/api/stores/{}", session.store)).await["status"].clone()
}

async fn expire(rig: &Rig, session: &Session) {
    rig.fault(&session.sends(), json!({"fault": "token_expired", "times": 1}))
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rotated_token_is_on_disk_before_it_is_used() {
    let mut rig = Rig::start(None).await;
    let session = shopee(&rig).await;
    let mut texts = Vec::new();
    for n in 0..3 {
        expire(&rig, &session).await;
        // The second try, with the new token, is on its way when the gateway dies.
        rig.fault(&session.sends(), json!({"fault": "latency", "ms": 0, "times": 1}))
            .await;
        let since = rig.requests_so_far().await;
        let text = format!("with new tokens {n}");
        rig.send(&session, &text).await;
        texts.push(text);
        rig.until_requested(since, &session, 2).await;
        rig.again().await;
    }
    rig.settled(&session).await;
    assert_eq!(rig.committed(&session).await, texts);
    assert_eq!(status(&rig, &session).await, "normal");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refresh_cut_by_a_kill_loses_no_message_and_says_so_when_the_login_ends() {
    let mut rig = Rig::start(None).await;
    let session = shopee(&rig).await;
    expire(&rig, &session).await;
    let place = json!({"store": session.store, "path": REFRESH});
    rig.fault(&place, json!({"fault": "latency", "ms": 1_000, "times": 1}))
        .await;
    let asked = async |rig: &Rig| {
        let all = rig.control("GET", "/control/requests", Value::Null).await;
        let all = all.as_array().expect("a list").iter();
        all.filter(|one| one["path"] == REFRESH).count()
    };
    rig.send(&session, "while tokens change").await;
    rig.until("the refresh to leave", async || (asked(&rig).await > 0).then_some(()))
        .await;
    rig.again().await;
    // The platform has rotated the token and nobody was told. What is left of the old one serves.
    rig.settled(&session).await;
    assert_eq!(rig.committed(&session).await, ["while tokens change"]);

    // At its end only the seller can help: the message waits for that, visibly.
    expire(&rig, &session).await;
    rig.send(&session, "after the login's end").await;
    rig.until("the held message", async || {
        let thread = rig.thread(&session.id).await;
        let (_, last) = thread.last()?;
        (last.outgoing["queued"]["failure"]["reason"] == "login_expired").then_some(())
    })
    .await;
    rig.again().await;
    let (_, last) = rig.thread(&session.id).await.pop().expect("the message");
    assert_eq!(last.outgoing["queued"]["failure"]["reason"], "login_expired");
    assert_eq!(status(&rig, &session).await, "login_expired");
    assert_eq!(rig.committed(&session).await, ["while tokens change"]);
}
