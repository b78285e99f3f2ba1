//! The event stream, over a real socket.

use crate::support::{desk::Desk, world};
use futures_util::StreamExt as _;
use serde_json::Value;
use std::time::{Duration, Instant};
use steadydesk_gateway::{
    config::Given,
    db::{changes, sessions::SessionRow, stores::StoreRow},
    server::Serving,
};
use steadydesk_wire::{Platform, Role};

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// A gateway on a socket, with a store of ann's and one that is not hers.
pub(super) struct Live {
    pub(super) desk: Desk,
    pub(super) serving: Serving,
    pub(super) mine: (StoreRow, SessionRow),
    pub(super) other: (StoreRow, SessionRow),
    pub(super) ann: String,
}

pub(super) async fn live(beat_seconds: u32) -> Live {
    // Everything here happened long ago; it is not to be forgotten for that.
    let given = Given {
        beat_seconds: Some(beat_seconds),
        changes_hours: Some(1_000_000),
        ..Given::default()
    };
    let desk = Desk::with(given).await;
    let db = &desk.services.db;
    let mut pairs = Vec::new();
    for (n, name) in ["Mine", "Other"].into_iter().enumerate() {
        let store = world::store(db, Platform::Shopee, &n.to_string(), name, "TH").await;
        let session = world::session(db, &store, 1, "Buyer").await;
        pairs.push((store, session));
    }
    let other = pairs.pop().expect("two");
    let mine = pairs.pop().expect("two");
    desk.person("ann", Role::Operator, &[&mine.0]).await;
    desk.person("root", Role::Admin, &[]).await;
    let ann = desk.sign_in("ann").await;
    let serving = Serving::start(desk.services.clone()).await.expect("serves");
    Live {
        desk,
        serving,
        mine,
        other,
        ann,
    }
}

/// The stream as a browser reads it.
pub(super) struct Listener {
    bytes: futures_util::stream::BoxStream<'static, reqwest::Result<bytes::Bytes>>,
    text: String,
}

#[derive(Debug, PartialEq)]
pub(super) struct Heard {
    pub(super) event: String,
    pub(super) id: Option<i64>,
    pub(super) data: Value,
}

impl Live {
    async fn listen(&self, cursor: Option<i64>) -> Listener {
        self.listen_as(&self.ann, cursor).await
    }

    pub(super) async fn listen_as(&self, cookie: &str, cursor: Option<i64>) -> Listener {
        let mut request = reqwest::Client::new()
            .get(format!("http://{}/api/events", self.serving.address))
            .header("cookie", cookie);
        if let Some(cursor) = cursor {
            request = request.header("last-event-id", cursor);
        }
        let answer = request.send().await.expect("an answer");
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        assert_eq!(answer.headers()["x-accel-buffering"], "no");
        Listener {
            bytes: answer.bytes_stream().boxed(),
            text: String::new(),
        }
    }
}

impl Listener {
    /// The next event; nothing when the stream has ended.
    pub(super) async fn next(&mut self) -> Option<Heard> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let field = |name: &str| {
                    let line = block.lines().find_map(|line| line.strip_prefix(name));
                    line.map(|value| value.trim_start_matches(':').trim().to_owned())
                };
                let heard = field("event").map(|event| Heard {
                    event,
                    id: field("id").map(|id| id.parse().expect("a number")),
                    data: serde_json::from_str(&field("data").expect("data")).expect("JSON"),
                });
                self.text = rest.to_owned();
                if heard.is_some() {
                    return heard;
                }
                continue;
            }
            let more = tokio::time::timeout(PATIENCE, self.bytes.next())
                .await
                .expect("something in time");
            match more {
                Some(Ok(bytes)) => self.text.push_str(std::str::from_utf8(&bytes).expect("UTF-8")),
                _ => return None,
            }
        }
    }

    /// The next event but for who is where, which [`presence`](super::presence) is about.
    pub(super) async fn expect(&mut self, event: &str) -> Heard {
        loop {
            let heard = self
                .next()
                .await
                .unwrap_or_else(|| panic!("the stream ended before {event}"));
            if heard.event == "presence" && event != "presence" {
                continue;
            }
            assert_eq!(heard.event, event, "{heard:?}");
            return heard;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_come_live_with_the_cursor_before_them() {
    let mut live = live(60).await;
    let db = live.desk.services.db.clone();
    let newest = *db.newest().borrow();
    let mut listener = live.listen(None).await;
    let hello = listener.expect("hello").await;
    assert_eq!(
        (hello.data["newest"].as_i64(), hello.data["oldest"].as_i64()),
        (Some(newest), Some(0))
    );
    assert_eq!(listener.expect("caught_up").await.id, Some(newest));
    world::hears(&db, &mut live.other.1, 0, "not for ann").await;
    world::hears(&db, &mut live.mine.1, 0, "for ann").await;
    let first = listener.expect("change").await;
    assert_eq!(first.id, Some(newest + 3), "the other store's are passed over");
    assert_eq!(first.data["prev"], newest);
    assert_eq!(
        first.data["change"]["message"]["message"]["content"]["text"]["text"],
        "for ann"
    );
    let second = listener.expect("change").await;
    assert_eq!((second.id, second.data["prev"].as_i64()), (Some(newest + 4), first.id));
    assert_eq!(second.data["change"]["session"]["session"]["store_unread"], 1);
    live.serving.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_goes_on_where_the_last_one_ended() {
    let mut live = live(60).await;
    let db = live.desk.services.db.clone();
    let cursor = *db.newest().borrow();
    let mut tx = db.write().await.expect("a transaction");
    for n in 0..300 {
        world::hears_in(&mut tx, &mut live.mine.1, n, "missed").await;
    }
    tx.commit().await.expect("committed");
    let mut listener = live.listen(Some(cursor)).await;
    listener.expect("hello").await;
    let mut last = cursor;
    for n in 1..=600 {
        let heard = listener.expect("change").await;
        assert_eq!((heard.id, heard.data["prev"].as_i64()), (Some(cursor + n), Some(last)));
        last = cursor + n;
    }
    assert_eq!(listener.expect("caught_up").await.data["seq"], last);
    live.serving.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cursor_that_cannot_be_served_is_told_so() {
    let live = live(60).await;
    let db = live.desk.services.db.clone();
    let newest = *db.newest().borrow();
    let mut tx = db.write().await.expect("a transaction");
    changes::prune(&mut tx, world::T0, 2, 100).await.expect("pruned");
    tx.commit().await.expect("committed");
    for (cursor, is_served) in [
        (newest - 2, true),
        (newest - 3, false),
        (newest + 1, false),
        (-1, false),
    ] {
        let mut listener = live.listen(Some(cursor)).await;
        listener.expect("hello").await;
        if is_served {
            assert_eq!(
                listener.expect("caught_up").await.id,
                Some(newest),
                "the rest is not for ann"
            );
        } else {
            let too_old = listener.expect("too_old").await;
            assert_eq!(too_old.data["oldest"], newest - 2);
            assert_eq!(listener.next().await, None, "and it ends");
        }
    }
    live.serving.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signs_of_life_carry_the_cursor() {
    let mut live = live(1).await;
    let db = live.desk.services.db.clone();
    let mut listener = live.listen(None).await;
    listener.expect("hello").await;
    listener.expect("caught_up").await;
    world::hears(&db, &mut live.other.1, 0, "not for ann").await;
    let newest = *db.newest().borrow();
    let deadline = Instant::now() + PATIENCE;
    while listener.expect("beat").await.id != Some(newest) {
        assert!(Instant::now() < deadline);
    }
    live.serving.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_grants_and_signing_out_end_the_stream() {
    let live = live(60).await;
    let root = live.desk.sign_in("root").await;
    let mut listener = live.listen(None).await;
    listener.expect("hello").await;
    listener.expect("caught_up").await;
    let more = serde_json::json!({ "name": "ann", "role": "operator", "stores": [live.mine.0.id, live.other.0.id] });
    let answer = live.desk.write(&root, "PUT", "/api/users/user-ann", more.clone()).await;
    assert_eq!(answer.status, 200);
    listener.expect("presence").await;
    assert_eq!(listener.next().await, None, "other grants");

    let mut listener = live.listen(None).await;
    listener.expect("hello").await;
    listener.expect("caught_up").await;
    assert_eq!(
        live.desk.write(&root, "PUT", "/api/users/user-ann", more).await.status,
        200
    );
    let mut session = live.other.1.clone();
    world::hears(&live.desk.services.db, &mut session, 0, "hers now").await;
    listener.expect("change").await;
    listener.expect("change").await;
    live.desk.write(&live.ann, "POST", "/api/sign-out", Value::Null).await;
    assert_eq!(listener.next().await, None, "signed out");
    live.serving.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gateway_with_open_streams_stops_at_once() {
    let live = live(60).await;
    let mut listener = live.listen(None).await;
    listener.expect("hello").await;
    listener.expect("caught_up").await;
    listener.expect("presence").await;
    let begun = Instant::now();
    live.serving.stop().await;
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    assert_eq!(listener.next().await, None);
}
