use super::tests::*;
use super::*;

fn pick(list: &mut List, id: &str, on: bool, range: bool) {
    let id = id.to_owned();
    list.apply(Event::Picked { id, on, range });
}

fn picked(list: &List) -> Vec<&str> {
    list.selection()
        .picked
        .iter()
        .map(|picked| picked.id.as_str())
        .collect()
}

/// Shows that page.
fn turn(list: &mut List, at: u32, rows: &[&str]) -> Vec<Command> {
    let generation = send(list, Event::Asked(asked('a', at))).unwrap();
    let mut loaded = page(rows, 30, 10);
    loaded.offset = u64::from(at) * 10;
    list.apply(Event::Answered {
        generation,
        loaded,
        now: 0.0,
    })
}

#[test]
fn aj_08_twelve_selected_over_three_pages_and_three_leave() {
    let names: Vec<String> = (0..12).map(|n| format!("r{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut list = List::default();
    for (at, rows) in names.chunks(4).enumerate() {
        turn(&mut list, u32::try_from(at).unwrap(), rows);
        list.apply(Event::PagePicked(true));
    }
    assert_eq!(picked(&list), names);

    // Everything is sorted anew; r2, r6 and r9 are gone.
    let refresh = send(&mut list, Event::Refreshed).unwrap();
    let commands = list.apply(Event::Answered {
        generation: refresh,
        loaded: page(&["r11", "n1", "r0", "n2"], 27, 20),
        now: 0.0,
    });
    let elsewhere: Vec<String> = ["r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10"]
        .map(str::to_owned)
        .to_vec();
    assert_eq!(
        commands,
        [Command::Check {
            asked: asked('a', 2),
            ids: elsewhere.clone()
        }],
        "those that the page does not show are asked about"
    );
    assert_eq!(picked(&list), names, "until then nothing is said to have left");
    let standing = |id: &String| match id.as_str() {
        "r2" | "r6" => Standing::Left {
            id: id.clone(),
            why: WhyLeft::Deleted,
        },
        "r9" => Standing::Left {
            id: id.clone(),
            why: WhyLeft::NotYours,
        },
        other => Standing::There {
            line: row(other, 2),
            listed: other != "r5",
        },
    };
    list.apply(Event::Checked(elsewhere.iter().map(standing).collect()));
    assert_eq!(picked(&list), ["r0", "r1", "r3", "r4", "r5", "r7", "r8", "r10", "r11"]);
    let outside = list.selection().picked.iter().filter(|picked| picked.outside);
    assert_eq!(outside.map(|picked| picked.id.as_str()).collect::<Vec<_>>(), ["r5"]);
    let left: Vec<_> = list
        .selection()
        .left
        .iter()
        .map(|left| (left.id.as_str(), left.why))
        .collect();
    assert_eq!(
        left,
        [
            ("r2", WhyLeft::Deleted),
            ("r6", WhyLeft::Deleted),
            ("r9", WhyLeft::NotYours)
        ]
    );
    list.apply(Event::Acknowledged);
    assert!(list.selection().left.is_empty() && picked(&list).len() == 9);
}

#[test]
fn aj_09_what_moves_into_the_place_of_a_deleted_row_is_not_selected() {
    let mut list = List::default();
    turn(&mut list, 0, &["a", "b", "c", "d"]);
    pick(&mut list, "c", true, false);
    list.apply(Event::Gone {
        id: "c".to_owned(),
        version: 11,
    });
    assert!(picked(&list).is_empty() && !list.selection().has("d"));
    assert_eq!(list.selection().left[0].why, WhyLeft::Deleted);
    // The same by an answer, before anybody has said what became of it.
    pick(&mut list, "b", true, false);
    let refresh = send(&mut list, Event::Refreshed).unwrap();
    list.apply(Event::Answered {
        generation: refresh,
        loaded: page(&["a", "d", "e"], 3, 20),
        now: 0.0,
    });
    assert_eq!(picked(&list), ["b"]);
}

#[test]
fn a_range_begins_at_the_row_touched_last_and_ends_with_its_page() {
    let mut list = List::default();
    turn(&mut list, 0, &["a", "b", "c", "d", "e"]);
    pick(&mut list, "b", true, false);
    pick(&mut list, "d", true, true);
    assert_eq!(picked(&list), ["b", "c", "d"]);
    pick(&mut list, "c", false, true);
    assert_eq!(picked(&list), ["b"], "a range takes out as well");
    pick(&mut list, "a", true, true);
    assert_eq!(picked(&list), ["b", "a", "c"], "and goes upwards");
    turn(&mut list, 1, &["f", "g"]);
    pick(&mut list, "g", true, true);
    assert_eq!(picked(&list), ["b", "a", "c", "g"], "its begin is on another page");
    pick(&mut list, "zz", true, false);
    assert_eq!(picked(&list).len(), 4, "what is not shown cannot be pressed");
    list.apply(Event::Done("b".to_owned()));
    assert!(list.selection().left.is_empty(), "what was done to it is no news");
    list.apply(Event::Unpicked);
    assert!(list.selection().picked.is_empty());
}

#[test]
fn a_selection_is_brought_back_by_ids_and_known_again_by_answers() {
    let mut list = List::default();
    list.apply(Event::Repicked(vec!["b".to_owned(), "z".to_owned()]));
    let commands = turn(&mut list, 0, &["a", "b"]);
    assert!(
        matches!(&commands[..], [Command::Check { ids, .. }] if *ids == ["z"]),
        "{commands:?}"
    );
    assert_eq!(picked(&list), ["b", "z"]);
}

#[test]
fn a_batch_goes_through_its_rows_and_says_of_each_how_it_ended() {
    let rows = |ids: &[&str]| ids.iter().map(|id| ((*id).to_owned(), id.to_uppercase())).collect();
    let mut batch = Batch::default();
    assert_eq!(batch.apply(BatchEvent::Chosen(rows(&["a", "b", "c"]))), None);
    assert_eq!(batch.apply(BatchEvent::Confirmed).as_deref(), Some("a"));
    assert_eq!(
        batch.apply(BatchEvent::Confirmed),
        None,
        "a second press is the same press"
    );
    assert_eq!(
        batch.apply(BatchEvent::Chosen(rows(&["x"]))),
        None,
        "nor are others chosen"
    );
    let failed = Err("no".to_owned());
    assert_eq!(batch.apply(BatchEvent::Ended(failed)).as_deref(), Some("b"));
    assert_eq!(batch.apply(BatchEvent::Ended(Ok(()))).as_deref(), Some("c"));
    assert_eq!(batch.apply(BatchEvent::Stopped), None);
    assert_eq!(batch.apply(BatchEvent::Ended(Ok(()))), None);
    assert_eq!((batch.failed(), batch.is_done()), (1, false));
    assert_eq!(
        batch.apply(BatchEvent::Confirmed).as_deref(),
        Some("a"),
        "only what failed is tried again"
    );
    assert_eq!(batch.apply(BatchEvent::Ended(Ok(()))), None);
    assert!(batch.is_done());
}
