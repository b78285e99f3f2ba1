//! Who else is at a session, and what this tab tells of itself.

use super::*;

fn present(anew: bool, session: &str, people: &[(&str, bool)]) -> Presence {
    let person = |(name, typing): &(&str, bool)| Person {
        name: (*name).to_owned(),
        typing: *typing,
    };
    Presence {
        anew,
        sessions: vec![Attended {
            session: session.parse().unwrap(),
            people: people.iter().map(person).collect(),
        }],
    }
}

/// What was posted, as `session typing`; a beat between says nothing new.
fn posted(desk: &Desk) -> Vec<String> {
    let here = |asked: &std::rc::Rc<support::gateway::Asked>| {
        let here: Here = serde_json::from_str(&asked.body).unwrap();
        let session = here.session.map_or("nowhere".to_owned(), |session| session.to_string());
        format!("{session}{}", if here.typing { " typing" } else { "" })
    };
    let mut posted: Vec<_> = desk.gateway.asked("POST /api/presence").iter().map(here).collect();
    posted.dedup();
    posted
}

#[wasm_bindgen_test]
async fn colleagues_are_named_in_the_head_and_in_the_rows_while_they_are_there() {
    let desk = open(&format!("/inbox?session={A}")).await;
    desk.wait_texts(&[&format!("hello from {A}")]).await;
    desk.gateway
        .stream("presence", &present(true, A, &[("Ann <b>", false)]));
    until("the head names her", || {
        desk.text(".presence") == "Ann <b> has this open"
    })
    .await;
    assert_eq!(desk.one(".presence").get_attribute("role").as_deref(), Some("status"));
    let mark = |of: &str| desk.find(&format!("[role=option][data-id='{of}'] .with"));
    assert_eq!(
        mark(A).unwrap().get_attribute("title").as_deref(),
        Some("Ann <b> has this open")
    );
    assert_eq!(mark(A).unwrap().text_content().as_deref(), Some("Ann <b>"));
    assert!(mark(B).is_none());
    desk.gateway
        .stream("presence", &present(false, A, &[("Ann <b>", false), ("Bob", true)]));
    until("the head says who writes", || desk.text(".presence") == "Bob is typing").await;
    desk.gateway
        .stream("presence", &present(false, A, &[("Ann <b>", false), ("Bob", false)]));
    until("the head names both", || {
        desk.text(".presence") == "Ann <b> and Bob have this open"
    })
    .await;
    assert_eq!(mark(A).unwrap().text_content().as_deref(), Some("Ann <b> +1"));
    // Without the stream nobody knows.
    desk.gateway.cut_stream();
    until("nothing is said", || {
        desk.text(".presence").is_empty() && mark(A).is_none()
    })
    .await;
}

#[wasm_bindgen_test]
async fn this_tab_tells_what_it_has_open_and_that_it_writes_not_each_key() {
    let desk = open("/inbox").await;
    desk.gateway.add(support::gateway::on("POST /api/presence").status(204));
    desk.press(A);
    desk.wait_texts(&[&format!("hello from {A}")]).await;
    until("it is told", || posted(&desk) == [A]).await;
    for text in ["H", "He", "Hel"] {
        desk.write(text);
    }
    until("writing is told", || posted(&desk).len() == 2).await;
    desk.write("");
    until("and its end", || posted(&desk).len() == 3).await;
    desk.go("/inbox");
    until("and leaving", || posted(&desk).len() == 4).await;
    assert_eq!(
        posted(&desk),
        [A.to_owned(), format!("{A} typing"), A.to_owned(), "nowhere".to_owned()]
    );
    let tab = |asked: &std::rc::Rc<support::gateway::Asked>| serde_json::from_str::<Here>(&asked.body).unwrap().tab;
    let tabs: std::collections::HashSet<_> = desk.gateway.asked("POST /api/presence").iter().map(tab).collect();
    assert_eq!(tabs.len(), 1);
}
