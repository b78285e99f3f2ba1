use super::*;
use steadydesk_wire::{Author, Failure, Millis};

fn unsent(id: &str, outgoing: Outgoing, version: i64) -> Unsent {
    let message = Message {
        id: id.parse().unwrap(),
        session: "shopee-1~7".parse().unwrap(),
        author: Author::Seller,
        operator: Some("me".into()),
        content: Content::Text { text: "hi".into() },
        platform_text: None,
        at: Millis(0),
        position: 1,
        recalled: false,
        withheld: false,
        outgoing: Some(outgoing),
        version,
    };
    Unsent {
        message,
        store: "shopee-1".parse().unwrap(),
        store_name: "One".into(),
        buyer: "Somchai".into(),
    }
}

fn failed(reason: FailReason) -> Outgoing {
    Outgoing::Failed {
        failure: Failure { reason, detail: None },
    }
}

fn queued() -> Outgoing {
    Outgoing::Queued {
        retry_at: None,
        failure: None,
    }
}

#[test]
fn os_13_the_tray_groups_by_reason_and_keeps_the_order_of_writing() {
    let local = vec![
        unsent("m5", queued(), -1),
        unsent("m3", failed(FailReason::NewMessages), -1),
        unsent("m6", Outgoing::Sending, -1),
    ];
    let held = [
        unsent("m4", failed(FailReason::ForbiddenContent), 9),
        unsent("m2", failed(FailReason::WindowClosed), 9),
        unsent("m1", queued(), 9),
        unsent("m3", Outgoing::Waiting, 9),
        unsent("m7", Outgoing::Checking { failure: None }, 9),
    ];
    let rows = rows(local, &held);
    let rows: Vec<_> = rows
        .iter()
        .map(|(group, row)| (*group, row.message.id.as_str()))
        .collect();
    assert_eq!(
        rows,
        [
            (Group::Paused, "m3"),
            (Group::Failed, "m2"),
            (Group::Failed, "m4"),
            (Group::Unknown, "m7"),
            (Group::Queued, "m5"),
        ],
        "what is just on its way is no matter"
    );
}

#[test]
fn os_13_what_the_gateway_loses_with_a_store_is_handed_over() {
    let mut held = Held::default();
    held.replace(vec![unsent("m1", failed(FailReason::WindowClosed), 3)]);
    let message = |outgoing, version| Change::Message {
        message: Box::new(unsent("m1", outgoing, version).message),
    };
    assert_eq!(
        held.change(&message(Outgoing::Waiting, 3), "me"),
        Turn::Nothing,
        "it is no newer"
    );
    assert_eq!(held.change(&message(Outgoing::Waiting, 4), "me"), Turn::Changed);
    let other = Change::Message {
        message: Box::new(unsent("m2", failed(FailReason::Refused), 1).message),
    };
    assert_eq!(held.change(&other, "somebody"), Turn::Nothing);
    assert_eq!(held.change(&other, "me"), Turn::Unknown);
    let gone = Change::StoreGone {
        store: "shopee-1".parse().unwrap(),
    };
    let Turn::Lost(lost) = held.change(&gone, "me") else {
        panic!("it is lost");
    };
    assert_eq!(lost.len(), 1);
    assert_eq!(held.change(&gone, "me"), Turn::Nothing);
}

#[test]
fn os_04_both_ways_are_open_where_nobody_can_find_out() {
    let unknown = Outgoing::Checking {
        failure: Some(Failure {
            reason: FailReason::Unreachable,
            detail: None,
        }),
    };
    let deeds = |outgoing| super::deeds(&unsent("m1", outgoing, 1).message);
    assert_eq!(deeds(unknown), [Deed::SendAgain, Deed::Delete]);
    assert_eq!(deeds(Outgoing::Checking { failure: None }), [], "it is being found out");
    assert_eq!(
        deeds(failed(FailReason::NewMessages)),
        [Deed::Anyway, Deed::Edit, Deed::Discard]
    );
    assert_eq!(
        deeds(failed(FailReason::Gone)),
        [Deed::Delete],
        "there is nowhere to send it to"
    );
    assert_eq!(deeds(Outgoing::Sent), []);
}
