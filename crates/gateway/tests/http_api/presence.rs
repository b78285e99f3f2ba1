//! Who is at which session, as the others are told it.

use super::events::{Listener, Live, live};
use serde_json::{Value, json};
use steadydesk_gateway::db::sessions::SessionRow;
use steadydesk_wire::Role;

impl Live {
    async fn says(&self, cookie: &str, tab: &str, session: Option<&SessionRow>, typing: bool) -> u16 {
        let session = session.map(|session| session.id.clone());
        let body = json!({ "tab": tab, "session": session, "typing": typing });
        let answer = self.desk.write(cookie, "POST", "/api/presence", body).await;
        answer.status.as_u16()
    }
}

impl Listener {
    /// The next word of who is where, as `session: names`, with a star for who is writing.
    async fn told(&mut self) -> Vec<String> {
        let heard = loop {
            let heard = self.next().await.expect("the stream goes on");
            if heard.event == "presence" {
                break heard;
            }
        };
        assert_eq!(heard.id, None, "it is no change");
        let name = |person: &Value| {
            let star = if person["typing"] == true { "*" } else { "" };
            format!("{}{star}", person["name"].as_str().expect("a name"))
        };
        let line = |of: &Value| {
            let names: Vec<_> = of["people"].as_array().expect("people").iter().map(name).collect();
            format!("{}: {}", of["session"].as_str().expect("an id"), names.join(" "))
        };
        let anew = heard.data["anew"] == true;
        let sessions = heard.data["sessions"].as_array().expect("sessions");
        let lines = sessions.iter().map(line);
        anew.then(|| "anew".to_owned()).into_iter().chain(lines).collect()
    }
}

async fn bob_too(live: &Live) -> String {
    live.desk
        .person("bob", Role::Operator, &[&live.mine.0, &live.other.0])
        .await;
    live.desk.sign_in("bob").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn others_learn_who_came_writes_and_left_and_nobody_of_themselves() {
    let live = live(60).await;
    let bob = bob_too(&live).await;
    let (mine, id) = (&live.mine.1, &live.mine.1.id);
    assert_eq!(live.says(&bob, "b1", Some(mine), false).await, 204);
    let mut ann = live.listen_as(&live.ann, None).await;
    assert_eq!(
        ann.told().await,
        ["anew".to_owned(), format!("{id}: bob")],
        "who was there before"
    );
    let mut bobs = live.listen_as(&bob, None).await;
    assert_eq!(bobs.told().await, ["anew"], "oneself is not among the others");

    // A second tab and a sign of life change nothing for the others.
    live.says(&bob, "b2", Some(mine), false).await;
    live.says(&bob, "b1", Some(mine), false).await;
    live.says(&bob, "b2", Some(mine), true).await;
    assert_eq!(ann.told().await, [format!("{id}: bob*")]);
    live.says(&bob, "b2", None, false).await;
    assert_eq!(ann.told().await, [format!("{id}: bob")]);
    live.says(&live.ann, "a1", Some(mine), false).await;
    assert_eq!(bobs.told().await, [format!("{id}: ann")]);
    live.desk.write(&bob, "POST", "/api/sign-out", Value::Null).await;
    assert_eq!(ann.told().await, [format!("{id}: ")], "a sign-out ends it at once");
    // Falling silent does as well, by the gateway's clock.
    let bob = live.desk.sign_in("bob").await;
    live.says(&bob, "b3", Some(mine), true).await;
    assert_eq!(ann.told().await, [format!("{id}: bob*")]);
    live.desk.services.clock.push(31_000);
    assert_eq!(ann.told().await, [format!("{id}: ")]);
    live.serving.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_told_of_sessions_that_are_not_theirs() {
    let live = live(60).await;
    let bob = bob_too(&live).await;
    let root = live.desk.sign_in("root").await;
    assert_eq!(
        live.says(&live.ann, "a1", Some(&live.other.1), false).await,
        404,
        "not ann's"
    );
    assert_eq!(live.says(&bob, "b1", Some(&live.other.1), false).await, 204);
    let mut ann = live.listen_as(&live.ann, None).await;
    let mut roots = live.listen_as(&root, None).await;
    assert_eq!(ann.told().await, ["anew"]);
    assert_eq!(
        roots.told().await,
        ["anew".to_owned(), format!("{}: bob", live.other.1.id)]
    );
    live.says(&bob, "b1", Some(&live.other.1), true).await;
    live.says(&bob, "b2", Some(&live.mine.1), false).await;
    assert_eq!(
        ann.told().await,
        [format!("{}: bob", live.mine.1.id)],
        "the first that ann hears"
    );

    // What is no longer bob's: he is there no more.
    let less = json!({ "name": "bob", "role": "operator", "stores": [] });
    live.desk.write(&root, "PUT", "/api/users/user-bob", less).await;
    assert_eq!(ann.told().await, [format!("{}: ", live.mine.1.id)]);
    assert_eq!(live.says(&bob, "b2", Some(&live.mine.1), false).await, 404);
    live.serving.stop().await;
}

#[tokio::test]
async fn what_a_tab_may_say_is_limited() {
    let live = live(60).await;
    let long = "x".repeat(65);
    assert_eq!(live.says(&live.ann, &long, None, false).await, 422);
    assert_eq!(live.says("", "a1", None, false).await, 401);
    let mut last = 204;
    for _ in 0..100 {
        last = live.says(&live.ann, "a1", Some(&live.mine.1), false).await;
        if last != 204 {
            break;
        }
    }
    assert_eq!(last, 429);
    live.serving.stop().await;
}
