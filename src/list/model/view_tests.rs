//! Which view is seen: of whom, on which page, and again without a request.

use super::tests::*;
use super::*;

#[test]
fn aj_07_another_identity_shows_nothing_of_the_one_before() {
    let mut list = settled();
    send(&mut list, Event::Asked(asked('b', 0)));
    assert_eq!(
        ids(&list),
        ["a1", "a2"],
        "another filter leaves the rows under the veil"
    );
    let other = send(&mut list, Event::Asked(asked('X', 0))).unwrap();
    assert!(list.lines().is_empty() && list.loaded().is_none() && list.as_of().is_none());
    list.apply(Event::PagePicked(true));
    assert!(list.selection().picked.is_empty());
    let mut back = list.clone();
    assert_eq!(
        back.apply(Event::Cancelled),
        [Command::Abort, Command::Moved(asked('a', 0))]
    );
    assert_eq!(ids(&back), ["a1", "a2"], "what was left can be gone back to");
    answered(&mut list, other, &["x1"], 100.0);
    assert_eq!(ids(&list), ["x1"]);
    send(&mut list, Event::Asked(asked('a', 0)));
    assert!(list.lines().is_empty());
}

#[test]
fn aj_07_another_user_sees_nothing_of_before() {
    let mut list = settled();
    let running = send(&mut list, Event::Asked(asked('b', 0))).unwrap();
    assert_eq!(list.apply(Event::Forgotten), [Command::Abort]);
    assert!(list.lines().is_empty() && list.loaded().is_none() && list.wanted().is_none() && !list.can_cancel());
    answered(&mut list, running, &["b1"], 0.0);
    assert!(list.lines().is_empty(), "the answer was for somebody else");
    assert!(
        list.apply(Event::Cancelled).is_empty(),
        "there is nothing to go back to"
    );
}

#[test]
fn aj_13_the_pager_never_offers_a_page_that_does_not_exist() {
    let mut list = List::default();
    assert_eq!(list.pager(), Pager::default());
    send(&mut list, Event::Asked(asked('a', 0)));
    list.apply(Event::Answered {
        generation: 1,
        loaded: page(&["a1"], 21, 1),
        now: 0.0,
    });
    assert_eq!(
        list.pager(),
        Pager {
            page: 0,
            pages: 3,
            previous: false,
            next: true
        }
    );

    // The second page is on its way, and by now there may be no third.
    send(&mut list, Event::Asked(asked('a', 1)));
    assert!(!list.pager().next && list.pager().previous);
    send(&mut list, Event::Asked(asked('a', 2)));
    assert_eq!(
        list.pager(),
        Pager {
            page: 2,
            pages: 3,
            previous: true,
            next: false
        }
    );

    send(&mut list, Event::Asked(asked('b', 0)));
    assert_eq!(
        list.pager(),
        Pager {
            page: 0,
            pages: 3,
            previous: false,
            next: false
        },
        "its total is not known yet"
    );

    // The list became shorter than the page asked for: the last page is shown instead.
    let third = send(&mut list, Event::Asked(asked('a', 2))).unwrap();
    let commands = list.apply(Event::Answered {
        generation: third,
        loaded: page(&[], 15, 2),
        now: 0.0,
    });
    assert_eq!(commands[0], Command::Moved(asked('a', 1)));
    assert!(matches!(&commands[1], Command::Fetch { asked: query, .. } if *query == asked('a', 1)));
}

#[test]
fn aj_17_back_shows_a_fresh_view_without_a_request_and_an_old_one_with() {
    let anchor = Anchor {
        id: "a7".to_owned(),
        pixels: -12.0,
    };
    let travelled = |now: f64, between: Option<Event>| {
        let mut list = settled();
        list.apply(Event::Scrolled(Some(anchor.clone())));
        let other = send(&mut list, Event::Asked(asked('b', 1))).unwrap();
        answered(&mut list, other, &["b1"], 1_000.0);
        if let Some(event) = between {
            list.apply(event);
        }
        let commands = list.apply(Event::Travelled {
            asked: asked('a', 0),
            now,
        });
        (list, commands)
    };
    let (list, commands) = travelled(50.0 + FRESH_FOR - 1.0, None);
    assert_eq!(commands, [Command::Abort, Command::Scroll(Some(anchor.clone()))]);
    assert_eq!((ids(&list), list.veil()), (vec!["a1", "a2"], &Veil::Open));
    assert_eq!(list.wanted(), Some(&asked('a', 0)));

    let (_, commands) = travelled(50.0 + FRESH_FOR, None);
    assert!(matches!(&commands[0], Command::Fetch { .. }), "too old: {commands:?}");

    // What the stream told meanwhile is in it; what it may lack is fetched soon.
    let (list, commands) = travelled(2_000.0, Some(Event::Changed(row("a1", 12))));
    assert_eq!((list.lines()[0].version, commands.len()), (12, 2));
    let (_, commands) = travelled(2_000.0, Some(Event::Changed(row("zz", 12))));
    assert_eq!(commands[2], Command::RefreshSoon);
    let gone = Event::Gone {
        id: "a2".to_owned(),
        version: 12,
    };
    let (list, _) = travelled(2_000.0, Some(gone));
    assert_eq!(ids(&list), ["a1"]);
    let (list, _) = travelled(2_000.0, Some(Event::Forgotten));
    assert!(ids(&list).is_empty(), "nothing is kept for somebody else");
}

#[test]
fn aj_17_a_room_entered_again_shows_what_it_showed() {
    let mut list = settled();
    let enter = |list: &mut List, now: f64| {
        list.apply(Event::Entered {
            asked: asked('a', 0),
            now,
        })
    };
    assert_eq!(enter(&mut list, 1_000.0), [Command::Scroll(None)]);
    let commands = enter(&mut list, 50.0 + FRESH_FOR);
    assert!(
        matches!(&commands[..], [Command::Scroll(None), Command::Fetch { .. }]),
        "an old one is asked for again, quietly: {commands:?}"
    );
    assert_eq!(ids(&list), ["a1", "a2"]);
}
