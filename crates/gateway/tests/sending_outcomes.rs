//! Sending through the sandbox: whatever happens to the answer, each message is
//! at the marketplace once, or it says why not.

mod desk;

use desk::{Desk, PIXEL, client_id, options, settings};
use serde_json::json;
use steadydesk_gateway::{
    error::Error,
    service::{outbox, pictures},
};
use steadydesk_wire::{FailReason, NewContent, NewMessage, Outgoing, Platform};

fn send_path(platform: Platform) -> &'static str {
    match platform {
        Platform::Shopee => "/api/v2/sellerchat/send_message",
        Platform::Lazada => "/rest/im/message/send",
        Platform::Tiktok => "/customer_service/202309/conversations/",
    }
}

/// All of the chat, and nothing of tokens: a lost answer to Shopee's refresh
/// loses the permission, which only the seller can give back.
fn chat_path(platform: Platform) -> &'static str {
    match platform {
        Platform::Shopee => "/api/v2/sellerchat/",
        Platform::Lazada => "/rest/im/",
        Platform::Tiktok => "/customer_service/",
    }
}

/// A fault in the answer to one send of a store.
async fn break_send(desk: &Desk, platform: Platform, store: &str, fault: &str) {
    let place = json!({"platform": platform, "store": store, "path": send_path(platform)});
    desk.fault(json!({"where": place, "fault": fault, "times": 1})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_and_pictures_go_out_on_each_platform() {
    let desk = Desk::plain().await;
    for platform in Platform::ALL {
        let session = desk.session(platform).await;
        let said = desk.send(&session, "Hello สวัสดี 你好 & = ?").await;
        assert_eq!(desk.settled(&said.id).await, Outgoing::Sent, "{platform}");
        assert_eq!(desk.sent(&session).await, ["Hello สวัสดี 你好 & = ?"], "{platform}");
        let row = desk.message(&said.id).await.expect("the message");
        assert!(
            row.platform_message_id.is_some() && row.position == said.position,
            "{platform}"
        );
        assert_eq!(
            desk.again(&session).await.last.map(|last| last.id),
            Some(said.id),
            "{platform}"
        );

        let account = steadydesk_wire::UserId::try_from("somebody").expect("an id");
        let bytes = bytes::Bytes::from_static(PIXEL);
        let upload = pictures::store_upload(desk.services(), &account, "image/png", bytes)
            .await
            .expect("kept")
            .upload;
        let shown = desk.send_content(&session.id, NewContent::Image { upload }).await;
        assert_eq!(desk.settled(&shown.id).await, Outgoing::Sent, "{platform}");
        assert_eq!(desk.sent(&session).await.len(), 2, "{platform}");
        let row = desk.message(&shown.id).await.expect("the message");
        let picture = pictures::fetch_for_message(desk.services(), &row)
            .await
            .expect("its picture");
        assert_eq!(picture.bytes, PIXEL, "{platform}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn os_02_a_lost_answer_to_a_committed_message_is_found_and_not_sent_again() {
    let desk = Desk::plain().await;
    for platform in Platform::ALL {
        let session = desk.session(platform).await;
        for fault in ["drop_after_commit", "truncate", "garbage"] {
            break_send(&desk, platform, session.store.as_str(), fault).await;
            let text = format!("once after {fault}");
            let said = desk.send(&session, &text).await;
            assert_eq!(desk.settled(&said.id).await, Outgoing::Sent, "{platform} {fault}");
            let copies = desk
                .sent(&session)
                .await
                .into_iter()
                .filter(|sent| *sent == text)
                .count();
            assert_eq!(copies, 1, "{platform} {fault}");
            assert_eq!(desk.with_text(&session, &text).await.len(), 1, "{platform} {fault}");
            desk.no_faults().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn os_03_an_answer_lost_before_the_commit_is_sent_again_by_itself() {
    let desk = Desk::plain().await;
    for platform in Platform::ALL {
        let session = desk.session(platform).await;
        break_send(&desk, platform, session.store.as_str(), "drop_before").await;
        let said = desk.send(&session, "once in the end").await;
        assert_eq!(desk.settled(&said.id).await, Outgoing::Sent, "{platform}");
        assert_eq!(desk.sent(&session).await, ["once in the end"], "{platform}");
        assert_eq!(desk.with_text(&session, "once in the end").await.len(), 1, "{platform}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn os_04_while_the_session_cannot_be_read_back_only_the_operator_decides() {
    let desk = Desk::plain().await;
    let session = desk.session(Platform::Shopee).await;
    let store = session.store.as_str();
    break_send(&desk, Platform::Shopee, store, "drop_after_commit").await;
    let place = json!({"store": store, "path": "/api/v2/sellerchat/get_message"});
    desk.fault(json!({"where": place, "fault": "status", "code": 503}))
        .await;
    let said = desk.send(&session, "unknown").await;
    desk.state(&said.id, |state| {
        matches!(state, Outgoing::Checking { failure: Some(_) })
    })
    .await;
    assert_eq!(
        desk.sent(&session).await,
        ["unknown"],
        "nothing is sent again by itself"
    );
    outbox::send_again(desk.services(), &said.id)
        .await
        .expect("the operator's decision");
    assert_eq!(desk.settled(&said.id).await, Outgoing::Sent);
    assert_eq!(desk.sent(&session).await, ["unknown", "unknown"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn os_06_two_identical_texts_are_two_messages() {
    let desk = Desk::plain().await;
    for platform in Platform::ALL {
        let session = desk.session(platform).await;
        let (one, two) = (desk.send(&session, "ok").await, desk.send(&session, "ok").await);
        assert_eq!(desk.settled(&one.id).await, Outgoing::Sent, "{platform}");
        assert_eq!(desk.settled(&two.id).await, Outgoing::Sent, "{platform}");
        assert_eq!(desk.sent(&session).await, ["ok", "ok"], "{platform}");
        let rows = desk.with_text(&session, "ok").await;
        assert_eq!(rows.len(), 2, "{platform}");
        assert_ne!(rows[0].platform_message_id, rows[1].platform_message_id, "{platform}");
        assert!(one.position < two.position, "{platform}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_is_accepted_once_and_for_ever() {
    let desk = Desk::plain().await;
    let session = desk.session(Platform::Tiktok).await;
    let text = |text: &str| NewContent::Text { text: text.to_owned() };
    let new = NewMessage {
        id: client_id(),
        content: text("once"),
        seen: None,
    };
    let services = desk.services();
    let first = outbox::accept(services, "operator", &session.id, &new)
        .await
        .expect("accepted");
    desk.settled(&first.id).await;
    for _ in 0..3 {
        let again = outbox::accept(services, "operator", &session.id, &new)
            .await
            .expect("the same answer");
        assert_eq!((again.id, again.position), (first.id.clone(), first.position));
    }
    let other = NewMessage {
        id: new.id.clone(),
        content: text("other"),
        seen: None,
    };
    let refused = outbox::accept(services, "operator", &session.id, &other).await;
    assert!(matches!(refused, Err(Error::IdTaken)), "{refused:?}");
    assert_eq!(desk.sent(&session).await, ["once"]);
    let long = NewMessage {
        id: client_id(),
        content: text(&"x".repeat(2_001)),
        seen: None,
    };
    let refused = outbox::accept(services, "operator", &session.id, &long).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn os_09_what_is_behind_a_refused_message_waits_and_other_sessions_go_on() {
    let desk = Desk::plain().await;
    let store = desk.stores(Platform::Lazada).await.remove(0);
    let sessions = desk.sessions(&store.id).await;
    let (here, elsewhere) = (&sessions[0], &sessions[1]);
    let one = desk.send(here, "one").await;
    desk.settled(&one.id).await;
    let place = json!({"store": store.id, "path": send_path(Platform::Lazada)});
    desk.fault(json!({"where": place, "fault": "refuse_send", "reason": "forbidden_word", "times": 1}))
        .await;
    let two = desk.send(here, "two").await;
    let Outgoing::Failed { failure } = desk.settled(&two.id).await else {
        panic!("it is refused")
    };
    assert_eq!(failure.reason, FailReason::ForbiddenContent);
    let behind = [desk.send(here, "three").await, desk.send(here, "four").await];
    for message in &behind {
        desk.state(&message.id, |state| *state == Outgoing::Waiting).await;
    }
    let other = desk.send(elsewhere, "elsewhere").await;
    assert_eq!(desk.settled(&other.id).await, Outgoing::Sent);
    assert_eq!(desk.sent(here).await, ["one"]);
    outbox::cancel(desk.services(), &two.id).await.expect("taken back");
    for message in &behind {
        assert_eq!(desk.settled(&message.id).await, Outgoing::Sent);
    }
    assert_eq!(desk.sent(here).await, ["one", "three", "four"]);
    assert!(desk.message(&two.id).await.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn os_10_a_slowed_store_waits_alone_and_counts_no_attempt() {
    let desk = Desk::plain().await;
    for platform in Platform::ALL {
        let stores = desk.stores(platform).await;
        let (slow, other) = (
            &stores[0],
            desk.session(if platform == Platform::Shopee {
                Platform::Tiktok
            } else {
                Platform::Shopee
            })
            .await,
        );
        let session = desk.sessions(&slow.id).await.remove(0);
        let place = json!({"store": slow.id, "path": send_path(platform)});
        desk.fault(json!({"where": place, "fault": "rate_limited", "retry_after_s": 1, "times": 1}))
            .await;
        let said = desk.send(&session, "slowly").await;
        let state = desk
            .state(&said.id, |state| {
                matches!(state, Outgoing::Queued { retry_at: Some(_), .. } | Outgoing::Sent)
            })
            .await;
        assert!(matches!(state, Outgoing::Queued { .. }), "{platform}: {state:?}");
        assert_eq!(desk.status(&slow.id).await, "slowed", "{platform}");
        let meanwhile = desk.send(&other, &format!("beside {platform}")).await;
        assert_eq!(desk.settled(&meanwhile.id).await, Outgoing::Sent, "{platform}");
        assert_eq!(desk.settled(&said.id).await, Outgoing::Sent, "{platform}");
        let row = desk.message(&said.id).await.expect("the message");
        assert_eq!(row.out_attempts, 0, "{platform}");
        desk.until("the pause to be told as over", async || {
            (desk.status(&slow.id).await == "normal").then_some(())
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_token_is_renewed_and_the_message_sent() {
    let desk = Desk::plain().await;
    let session = desk.session(Platform::Tiktok).await;
    break_send(&desk, Platform::Tiktok, session.store.as_str(), "token_expired").await;
    let said = desk.send(&session, "after a refresh").await;
    assert_eq!(desk.settled(&said.id).await, Outgoing::Sent);
    let row = desk.message(&said.id).await.expect("the message");
    assert_eq!(row.out_attempts, 0, "a refresh is no failed attempt");
}

#[tokio::test(flavor = "multi_thread")]
async fn os_07_a_gateway_stopped_in_mid_send_finds_out_at_the_next_start() {
    let mut desk = Desk::plain().await;
    for (platform, fault) in [
        (Platform::Shopee, "drop_after_commit"),
        (Platform::Tiktok, "drop_before"),
    ] {
        let session = desk.session(platform).await;
        let place = json!({"store": session.store, "path": send_path(platform)});
        desk.fault(json!({"where": place, "fault": "latency", "ms": 120, "times": 1}))
            .await;
        desk.fault(json!({"where": place, "fault": fault, "times": 1})).await;
        let said = desk.send(&session, "through a stop").await;
        desk.state(&said.id, |state| *state == Outgoing::Sending).await;
        desk = desk.restart().await;
        assert_eq!(desk.settled(&said.id).await, Outgoing::Sent, "{platform}");
        assert_eq!(desk.sent(&session).await, ["through a stop"], "{platform}");
        desk.no_faults().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn os_14_messages_wait_for_the_login_and_go_out_after_it() {
    let desk = Desk::plain().await;
    let session = desk.session(Platform::Shopee).await;
    let shop = desk.store(&session.store).await.shop_id;
    desk.control(
        "POST",
        &format!("/control/stores/{shop}/state"),
        json!({"state": "expired"}),
    )
    .await;
    let said = desk.send(&session, "after the login").await;
    let held = |state: &Outgoing| matches!(state, Outgoing::Queued { failure: Some(failure), .. } if failure.reason == FailReason::LoginExpired);
    desk.state(&said.id, held).await;
    assert_eq!(desk.status(&session.store).await, "login_expired");
    let other = desk.session(Platform::Tiktok).await;
    let beside = desk.send(&other, "beside").await;
    assert_eq!(desk.settled(&beside.id).await, Outgoing::Sent);

    desk.control(
        "POST",
        &format!("/control/stores/{shop}/state"),
        json!({"state": "normal"}),
    )
    .await;
    desk::authorize(&desk, &session.store).await;
    assert_eq!(desk.settled(&said.id).await, Outgoing::Sent);
    assert_eq!(desk.sent(&session).await, ["after the login"]);
    assert_eq!(desk.status(&session.store).await, "normal");
}

/// Faults of every kind at random over everything; the judge is what the
/// marketplaces committed.
#[tokio::test(flavor = "multi_thread")]
async fn with_faults_on_each_send_ends_sent_once_or_visibly_failed() {
    let desk = Desk::start(options(), settings()).await;
    let mut expected = Vec::new();
    for platform in Platform::ALL {
        let faults = [
            "drop_before",
            "drop_after_commit",
            "truncate",
            "garbage",
            "token_expired",
        ];
        for (n, fault) in faults.into_iter().cycle().take(12).enumerate() {
            let path = if n % 3 == 0 {
                chat_path(platform)
            } else {
                send_path(platform)
            };
            let place = json!({"platform": platform, "path": path});
            desk.fault(json!({"where": place, "fault": fault, "times": 1 + n % 2}))
                .await;
        }
        let place = json!({"platform": platform});
        desk.fault(json!({"where": place, "fault": "status", "code": 500, "times": 3}))
            .await;
        for store in desk.stores(platform).await {
            for session in desk.sessions(&store.id).await {
                for n in 0..3 {
                    let text = format!("{} {n}", session.id);
                    let message = desk.send(&session, &text).await;
                    desk.buyer_writes(&session, &format!("buyer {text}")).await;
                    expected.push((session.clone(), text, message.id));
                }
            }
        }
    }
    // A failed one holds those behind it: each is looked at, then let go by a retry once faults have ended.
    let mut failed = 0;
    for (_, text, id) in &expected {
        let state = desk
            .state(id, |state| {
                matches!(state, Outgoing::Sent | Outgoing::Failed { .. } | Outgoing::Waiting)
            })
            .await;
        failed += usize::from(state != Outgoing::Sent);
        assert!(!matches!(state, Outgoing::Sending), "{text}");
    }
    desk.no_faults().await;
    for (_, _, id) in &expected {
        if let Some(Outgoing::Failed { .. }) = desk.message(id).await.and_then(|row| row.outgoing) {
            let _ = outbox::retry(desk.services(), id).await;
        }
        assert_eq!(desk.settled(id).await, Outgoing::Sent);
    }
    for (session, text, _) in &expected {
        let copies = desk.sent(session).await.into_iter().filter(|sent| sent == text).count();
        assert_eq!(copies, 1, "{text} ({failed} had failed visibly before)");
        let here = desk.with_text(session, text).await.len();
        assert_eq!(here, 1, "{text} in the thread");
        let buyers = format!("buyer {text}");
        desk.until("the buyer's message", async || {
            (desk.with_text(session, &buyers).await.len() == 1).then_some(())
        })
        .await;
    }
}
