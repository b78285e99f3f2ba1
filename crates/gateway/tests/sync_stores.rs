//! Reading stores and receiving pushes, through the sandbox.

mod desk;

use desk::{Desk, options, settings};
use serde_json::json;
use std::{collections::HashSet, time::Duration};
use steadydesk_gateway::{
    db::messages::MessageRow,
    service::{Settings, settings::PerPlatform, threads},
};
use steadydesk_sandbox::Options;
use steadydesk_wire::{Author, Platform, StoreId, StorePage, StoreStatus};

fn polling() -> Settings {
    Settings {
        poll: PerPlatform::all(Some(Duration::from_millis(100))),
        ..settings()
    }
}

/// Each message of the platform once, and places in the order of times.
fn in_order(rows: &[MessageRow]) {
    let ids: HashSet<_> = rows.iter().map(|row| &row.platform_message_id).collect();
    assert_eq!(ids.len(), rows.len(), "each once");
    let texts: HashSet<_> = rows.iter().map(|row| (row.position, row.id.clone())).collect();
    assert_eq!(texts.len(), rows.len());
    assert!(
        rows.windows(2).all(|pair| pair[0].at <= pair[1].at),
        "by the platform's time"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_store_is_authorised_and_read_with_its_sessions_and_messages() {
    let desk = Desk::plain().await;
    for platform in Platform::ALL {
        let stores = desk.stores(platform).await;
        assert!(!stores.is_empty(), "{platform}");
        for store in stores {
            assert!(!store.name.is_empty() && store.region.as_str().len() == 2, "{store:?}");
            assert!(store.authorized_until.is_some(), "{}", store.id);
            let sessions = desk.sessions(&store.id).await;
            assert_eq!(sessions.len(), 4, "{}", store.id);
            assert_eq!(
                store.unread,
                sessions.iter().map(|session| session.unread).sum::<u32>(),
                "{}",
                store.id
            );
            for session in sessions {
                assert!(!session.buyer_id.is_empty() && !session.buyer_name.is_empty() && session.last.is_some());
                in_order(&desk.thread(&session).await);
            }
            desk.until("the orders to be counted", async || desk.store(&store.id).await.to_ship)
                .await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn older_history_comes_on_demand_to_its_begin_and_each_message_once() {
    let world = Options {
        messages: 65,
        sessions: 2,
        ..options()
    };
    let desk = Desk::start(world, settings()).await;
    for platform in Platform::ALL {
        let session = desk.session(platform).await;
        let mut turns = 0;
        while !desk.again(&session).await.history_complete {
            threads::older(desk.services(), &desk.again(&session).await)
                .await
                .expect("older messages");
            turns += 1;
            assert!(turns < 20, "{platform}: the history ends");
        }
        let rows = desk.thread(&session).await;
        in_order(&rows);
        assert!((60..=65).contains(&rows.len()), "{platform}: {}", rows.len());
        assert_eq!(
            desk.again(&session).await.unread,
            session.unread,
            "{platform}: history is nothing unread"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn os_20_a_push_delivered_twelve_times_is_one_message_and_one_unread() {
    let desk = Desk::plain().await;
    for platform in Platform::ALL {
        let session = desk.session(platform).await;
        let place = json!({"store": session.store});
        desk.fault(json!({"where": place, "fault": "duplicate_push", "copies": 12, "every_ms": 5, "times": 1}))
            .await;
        desk.buyer_writes(&session, "is it in stock?").await;
        desk.until("the push", async || {
            (desk.with_text(&session, "is it in stock?").await.len() == 1).then_some(())
        })
        .await;
        desk.buyer_writes(&session, "the last").await;
        desk.until("the push after", async || {
            (desk.with_text(&session, "the last").await.len() == 1).then_some(())
        })
        .await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert_eq!(desk.with_text(&session, "is it in stock?").await.len(), 1, "{platform}");
        let now = desk.again(&session).await;
        assert_eq!(now.unread, session.unread + 2, "{platform}");
        assert_eq!(desk.store(&session.store).await.unread, now.store_unread, "{platform}");
        assert!(now.waiting_since.is_some(), "{platform}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_buyer_is_known_by_the_first_push() {
    let desk = Desk::plain().await;
    for platform in Platform::ALL {
        let store = desk.stores(platform).await.remove(0);
        let body = json!({"store": store.id, "buyer": "Somebody New", "text": "hello there"});
        desk.control("POST", "/control/buyer-messages", body).await;
        let session = desk
            .until("the session", async || {
                desk.sessions(&store.id)
                    .await
                    .into_iter()
                    .find(|session| session.buyer_name == "Somebody New")
            })
            .await;
        desk.until("the message", async || {
            (desk.with_text(&session, "hello there").await.len() == 1).then_some(())
        })
        .await;
        assert_eq!(desk.again(&session).await.unread, 1, "{platform}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pushes_out_of_order_change_no_place() {
    let desk = Desk::plain().await;
    for platform in Platform::ALL {
        let session = desk.session(platform).await;
        desk.fault(json!({"where": {"store": session.store}, "fault": "reorder_push", "by": 2, "times": 1}))
            .await;
        for text in ["one", "two", "three", "four"] {
            desk.buyer_writes(&session, text).await;
            // Apart by more than the coarsest platform's unit of time.
            tokio::time::sleep(Duration::from_millis(1_050)).await;
        }
        let texts = ["one", "two", "three", "four"];
        desk.until("all pushes", async || {
            let mut places = Vec::new();
            for text in texts {
                places.push(desk.with_text(&session, text).await.first()?.position);
            }
            assert!(
                places.windows(2).all(|pair| pair[0] < pair[1]),
                "{platform}: {places:?}"
            );
            Some(())
        })
        .await;
        assert_eq!(desk.again(&session).await.unread, session.unread + 4, "{platform}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_pushes_are_found_by_polling() {
    let desk = Desk::start(options(), polling()).await;
    for platform in Platform::ALL {
        let session = desk.session(platform).await;
        desk.fault(json!({"where": {"store": session.store}, "fault": "lose_push", "times": 2}))
            .await;
        desk.buyer_writes(&session, "lost one").await;
        desk.buyer_writes(&session, "lost two").await;
        desk.buyer_writes(&session, "pushed").await;
        for text in ["lost one", "lost two", "pushed"] {
            desk.until(text, async || {
                (desk.with_text(&session, text).await.len() == 1).then_some(())
            })
            .await;
        }
        in_order(&desk.thread(&session).await);
        desk.until("the count", async || {
            (desk.again(&session).await.unread == session.unread + 3).then_some(())
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_here_reads_at_the_platform_and_polling_does_not_bring_it_back() {
    let desk = Desk::start(options(), polling()).await;
    for platform in Platform::ALL {
        let session = desk.session(platform).await;
        desk.buyer_writes(&session, "read me").await;
        let message = desk
            .until("the message", async || {
                desk.with_text(&session, "read me").await.into_iter().next()
            })
            .await;
        threads::mark_read(desk.services(), &session.id, &message.id)
            .await
            .expect("read");
        assert_eq!(desk.again(&session).await.unread, 0, "{platform}");
        tokio::time::sleep(Duration::from_millis(400)).await;
        assert_eq!(desk.again(&session).await.unread, 0, "{platform}");
        let requests = desk
            .control("GET", "/control/requests?since=0", serde_json::Value::Null)
            .await;
        let is_read = |one: &serde_json::Value| {
            one["platform"] == platform.as_str() && one["path"].as_str().is_some_and(|path| path.contains("read"))
        };
        assert!(
            requests.as_array().expect("a list").iter().any(is_read),
            "{platform} is told"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn refreshed_tokens_are_kept_before_use_and_outlive_a_restart() {
    let mut desk = Desk::plain().await;
    for platform in Platform::ALL {
        for _ in 0..2 {
            let session = desk.session(platform).await;
            let before = desk.store(&session.store).await;
            desk.fault(json!({"where": {"store": session.store}, "fault": "token_expired", "times": 1}))
                .await;
            let said = desk.send(&session, "with new tokens").await;
            assert_eq!(
                desk.settled(&said.id).await,
                steadydesk_wire::Outgoing::Sent,
                "{platform}"
            );
            // A look at the store by itself may have met the fault instead of the message; then it renews.
            desk.until("new tokens", async || {
                (desk.store(&session.store).await.tokens != before.tokens).then_some(())
            })
            .await;
            desk = desk.restart().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn trouble_of_one_store_stays_its_own_and_ends_by_itself() {
    let desk = Desk::start(options(), polling()).await;
    let bad = desk.session(Platform::Shopee).await;
    let good = desk.session(Platform::Tiktok).await;
    for fault in ["garbage", "truncate", "drop_before"] {
        desk.fault(json!({"where": {"store": bad.store}, "fault": fault})).await;
        desk.until("the trouble to be told", async || {
            (desk.status(&bad.store).await == "sync_failing").then_some(())
        })
        .await;
        assert_eq!(desk.status(&good.store).await, "normal", "{fault}");
        desk.buyer_writes(&good, fault).await;
        desk.until("the other's", async || {
            (desk.with_text(&good, fault).await.len() == 1).then_some(())
        })
        .await;
        desk.no_faults().await;
        desk.until("its end", async || {
            (desk.status(&bad.store).await == "normal").then_some(())
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nw_11_an_expired_login_is_marked_once_and_its_platform_is_asked_no_more() {
    use Platform::{Lazada, Shopee, Tiktok};
    let desk = Desk::start(options(), polling()).await;
    let requests = async |shop: &str| {
        let all = desk.control("GET", "/control/requests", serde_json::Value::Null).await;
        let all = all.as_array().into_iter().flatten();
        all.filter(|request| request["store"] == shop).count()
    };
    for (platform, beside) in [(Shopee, Lazada), (Lazada, Tiktok), (Tiktok, Shopee)] {
        let bad = desk.stores(platform).await.remove(0);
        let good = desk.stores(beside).await.remove(0);
        let was = desk.status(&good.id).await;
        let state = format!("/control/stores/{}/state", bad.shop_id);
        desk.control("POST", &state, json!({"state": "expired"})).await;
        let marked = async || (desk.status(&bad.id).await == "login_expired").then_some(());
        desk.until("the mark", marked).await;
        let mut asked = (0, 0);
        // A call that had left before the mark may still be on its way: first a few turns of the other, then more.
        for turns in [5, 15] {
            asked = (requests(&bad.shop_id).await, desk.store(&bad.id).await.version);
            let enough = requests(&good.shop_id).await + turns;
            let read_on = async || (requests(&good.shop_id).await >= enough).then_some(());
            desk.until("the other store to be read on", read_on).await;
        }
        let after = (requests(&bad.shop_id).await, desk.store(&bad.id).await.version);
        assert_eq!(after, asked, "{platform}: nobody knocks again, and it is told once");
        assert_eq!(desk.status(&good.id).await, was, "{platform}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn aj_14_three_failing_stores_of_25_carry_their_own_reasons_in_a_whole_list() {
    let world = Options {
        stores: 25,
        sessions: 1,
        messages: 2,
        ..options()
    };
    let desk = Desk::start(world, polling()).await;
    let cookie = desk.sign_in("admin").await;
    let list = async || desk.get::<StorePage>(&cookie, "/api/stores?limit=25").await.page;
    let before = list().await;
    assert_eq!(before.items.len(), 25);
    // The sandbox's world has stores in other states from the begin.
    let mut normal = before.items.iter().filter(|store| store.status == StoreStatus::Normal);
    let failing: Vec<StoreId> = normal.by_ref().take(3).map(|store| store.id.clone()).collect();
    for (store, fault) in failing.iter().zip([
        json!({"fault": "status", "code": 500}),
        json!({"fault": "rate_limited", "retry_after_s": 60}),
        json!({"fault": "token_expired"}),
    ]) {
        let mut order = fault;
        order["where"] = json!({"store": store});
        desk.fault(order).await;
    }
    // The third's tokens are renewed, and refused again: what the platform says of them is the reason.
    let expected = ["sync_failing", "slowed", "sync_failing"];
    let after = desk
        .until("each of the three to say why", async || {
            let page = list().await;
            let status = |id: &StoreId| {
                page.items
                    .iter()
                    .find(|store| store.id == *id)
                    .map(|store| store.status.as_str())
            };
            let told: Vec<_> = failing.iter().filter_map(status).collect();
            (told == expected).then_some(page)
        })
        .await;
    assert_eq!((after.items.len(), after.total), (25, 25), "the list is whole");
    for (was, is) in before.items.iter().zip(&after.items) {
        assert_eq!(was.id, is.id, "in its order");
        if !failing.contains(&is.id) {
            assert_eq!(was.status.as_str(), is.status.as_str(), "{}", is.id);
        }
    }
    let reason = |id: &StoreId| {
        let store = after.items.iter().find(|store| store.id == *id)?;
        match &store.status {
            StoreStatus::SyncFailing { reason, .. } => Some(reason.to_lowercase()),
            _ => None,
        }
    };
    let reasons = [&failing[0], &failing[2]].map(|id| reason(id).unwrap_or_default());
    assert!(
        reasons[0].contains("500") && reasons[1].contains("token"),
        "{reasons:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_message_is_shown_as_what_it_is() {
    use steadydesk_wire::Content;
    let desk = Desk::plain().await;
    for platform in Platform::ALL {
        let session = desk.session(platform).await;
        for kind in ["text", "image", "video", "sticker", "product", "order"] {
            let body =
                json!({"store": session.store, "session": session.platform_session_id, "kind": kind, "text": "x"});
            desk.control("POST", "/control/buyer-messages", body).await;
            let is = |row: &MessageRow| {
                row.author == Author::Buyer
                    && match (&row.content, kind) {
                        (Content::Text { text }, "text") => text == "x",
                        (Content::Image { .. }, "image") => row.picture_url.is_some(),
                        (Content::Video { .. }, "video")
                        | (Content::Sticker { .. }, "sticker")
                        | (Content::Product { .. }, "product")
                        | (Content::Order { .. }, "order") => true,
                        _ => false,
                    }
            };
            desk.until(kind, async || {
                desk.thread(&session).await.last().is_some_and(&is).then_some(())
            })
            .await;
        }
        let rows = desk.thread(&session).await;
        let image = rows
            .iter()
            .rfind(|row| matches!(row.content, Content::Image { .. }))
            .expect("an image");
        let picture = steadydesk_gateway::service::pictures::fetch_for_message(desk.services(), image).await;
        assert!(picture.is_ok_and(|picture| picture.width > 0), "{platform}");
    }
}
