use super::*;
mod doubt;

use proptest::prelude::*;

#[derive(Debug, Clone, PartialEq)]
struct Line {
    id: String,
    at: i64,
    version: i64,
}

impl Row for Line {
    fn id(&self) -> &str {
        &self.id
    }

    fn version(&self) -> i64 {
        self.version
    }
}

fn line(id: u32, at: i64) -> Line {
    Line {
        id: id.to_string(),
        at,
        version: at,
    }
}

fn newest(left: &Line, right: &Line) -> Ordering {
    (right.at, &right.id).cmp(&(left.at, &left.id))
}

/// A gateway: the whole list, newest first.
#[derive(Debug, Clone)]
struct Whole(Vec<Line>);

impl Whole {
    /// Ids 0 to `rows`, of which 0 is the newest.
    fn of(rows: u32) -> Self {
        Self((0..rows).map(|id| line(id, i64::from(rows - id))).collect())
    }

    fn page(&self, offset: u32) -> Event<Line> {
        Event::Laid {
            offset,
            rows: self.0.iter().skip(offset as usize).take(10).cloned().collect(),
            total: count(self.0.len()),
            seq: self.0.iter().map(|line| line.version).max().unwrap_or(0),
        }
    }

    fn write(&mut self, id: u32, at: i64) -> Event<Line> {
        self.0.retain(|line| line.id != id.to_string());
        self.0.push(line(id, at));
        self.0.sort_by(newest);
        Event::Changed {
            row: line(id, at),
            belongs: true,
            comes: true,
        }
    }

    fn ids(&self) -> Vec<String> {
        self.0.iter().map(|line| line.id.clone()).collect()
    }
}

fn begun(whole: &Whole) -> Window<Line> {
    let mut window = Window::default();
    window.apply(Event::Replaced {
        rows: whole.0.iter().take(10).cloned().collect(),
        total: count(whole.0.len()),
        order: newest,
    });
    window
}

/// Scrolls there and fetches until nothing is missing, as the list's state does.
fn look(window: &mut Window<Line>, whole: &Whole, first: u32, end: u32) {
    window.apply(Event::Looked {
        first,
        end,
        held: first > 0,
    });
    for _ in 0..50 {
        let Some(at) = window.wanted(first, end).first().copied() else {
            return;
        };
        window.apply(whole.page(at / 10 * 10));
    }
    panic!("it asks without end: {:?} of {first}..{end}", window.wanted(first, end));
}

fn shown(window: &Window<Line>, first: u32, end: u32) -> Vec<String> {
    (first..end.min(window.places()))
        .map(|at| window.at(at).map_or("-", Row::id).to_owned())
        .collect()
}

fn all(window: &Window<Line>) -> Vec<String> {
    shown(window, 0, window.places())
}

#[test]
fn a_newer_row_goes_to_the_top_and_the_rows_between_move_on() {
    let mut whole = Whole::of(5);
    let mut window = begun(&whole);
    let change = whole.write(3, 90);
    assert_eq!(window.apply(change), 0);
    assert_eq!(all(&window), ["3", "0", "1", "2", "4"]);
    let change = whole.write(77, 91);
    window.apply(change);
    assert_eq!(all(&window), ["77", "3", "0", "1", "2", "4"]);
    assert_eq!(window.total(), 6);
}

#[test]
fn os_20_a_repeated_or_stale_change_does_nothing() {
    let whole = Whole::of(5);
    let mut window = begun(&whole);
    for version in [1, 3] {
        let row = Line {
            at: 99,
            version,
            ..line(2, 0)
        };
        window.apply(Event::Changed {
            row,
            belongs: true,
            comes: true,
        });
        assert_eq!(all(&window), whole.ids());
    }
}

#[test]
fn aj_10_a_frozen_list_moves_nothing_and_counts_what_waits() {
    let mut whole = Whole::of(6);
    let mut window = begun(&whole);
    window.apply(Event::Froze);
    let before = all(&window);
    // A row that says more at its place is no news.
    let change = whole.write(0, 40);
    window.apply(change);
    for at in 0..30 {
        let change = whole.write(if at < 10 { 4 } else { 100 + at % 5 }, 50 + i64::from(at));
        assert_eq!(window.apply(change), 0);
        assert_eq!(all(&window), before);
    }
    assert_eq!(window.news(), News { new: 5, moved: 1 });
    assert_eq!(window.at(4).unwrap().at, 59, "what a row says is the newest");
    window.apply(Event::Applied);
    assert_eq!(all(&window), whole.ids());
    assert_eq!(window.news(), News::default());
    let change = whole.write(5, 200);
    window.apply(change);
    assert_eq!(window.news(), News { new: 0, moved: 1 }, "it is still frozen");
    window.apply(Event::Thawed);
    assert_eq!(all(&window), whole.ids());
}

#[test]
fn aj_10_what_came_in_above_is_counted_wherever_the_frozen_list_is_scrolled_to() {
    let mut whole = Whole::of(60);
    let mut window = begun(&whole);
    look(&mut window, &whole, 0, 12);
    window.apply(Event::Froze);
    for id in 100..105 {
        let change = whole.write(id, i64::from(id));
        window.apply(change);
        look(&mut window, &whole, 0, 12);
    }
    look(&mut window, &whole, 20, 32);
    assert_eq!(window.news(), News { new: 5, moved: 0 });
    let before: Vec<_> = (20..32).map(|id| id.to_string()).collect();
    assert_eq!(
        shown(&window, 20, 32),
        before,
        "what comes into sight continues the old order"
    );
}

#[test]
fn aj_11_the_open_row_keeps_its_place_until_it_is_closed() {
    let mut whole = Whole::of(8);
    let mut window = begun(&whole);
    window.apply(Event::Opened(Some("2".into())));
    for (number, id) in [5, 6, 90, 7].into_iter().enumerate() {
        let change = whole.write(id, 100 + i64::try_from(number).unwrap());
        window.apply(change);
        assert_eq!(window.place_of("2"), Some(2), "{:?}", all(&window));
    }
    // Its own news do not move it either.
    let change = whole.write(2, 101);
    window.apply(change);
    assert_eq!(window.place_of("2"), Some(2));
    assert_eq!(window.at(2).unwrap().at, 101);
    window.apply(Event::Opened(None));
    assert_eq!(all(&window), whole.ids());
}

#[test]
fn aj_11_the_open_row_outlives_its_filter() {
    let whole = Whole::of(4);
    let mut window = begun(&whole);
    window.apply(Event::Opened(Some("1".into())));
    let said = |at, belongs| Event::Changed {
        row: line(1, at),
        belongs,
        comes: belongs,
    };
    window.apply(said(60, false));
    assert_eq!(all(&window), ["0", "1", "2", "3"]);
    assert_eq!((window.total(), window.places()), (3, 4));
    window.apply(said(61, true));
    assert_eq!((window.total(), window.places()), (4, 4));
    window.apply(said(62, false));
    window.apply(Event::Opened(Some("3".into())));
    assert_eq!(all(&window), ["0", "2", "3"]);
}

#[test]
fn aj_12_the_rows_on_the_screen_stay_when_others_come_in_above() {
    let mut whole = Whole::of(200);
    let mut window = begun(&whole);
    look(&mut window, &whole, 100, 112);
    let seen = shown(&window, 100, 112);
    let mut moved = 0;
    for id in 0..50 {
        let change = whole.write(1_000 + id, 1_000 + i64::from(id));
        moved += window.apply(change);
        look(
            &mut window,
            &whole,
            100 + u32::try_from(moved).unwrap(),
            112 + u32::try_from(moved).unwrap(),
        );
    }
    // What came in stands in a stretch that is not at hand, and is told by the next page that is fetched.
    let first = window.place_of(&seen[0]).unwrap();
    assert_eq!(shown(&window, first, first + 12), seen);
    moved += window.apply(whole.page(150));
    let first = u32::try_from(100 + moved).unwrap();
    assert_eq!(shown(&window, first, first + 12), seen);
}

#[test]
fn a_gone_row_leaves_and_the_next_takes_its_place() {
    let whole = Whole::of(4);
    let mut window = begun(&whole);
    window.apply(Event::Opened(Some("1".into())));
    window.apply(Event::Gone(vec!["1".into(), "3".into(), "9".into()]));
    assert_eq!(all(&window), ["0", "2"]);
    assert_eq!(window.total(), 2);
}

#[test]
fn another_list_begins_without_anything_of_the_one_before() {
    let mut whole = Whole::of(30);
    let mut window = begun(&whole);
    window.apply(Event::Froze);
    let change = whole.write(7, 99);
    window.apply(change);
    window.apply(Event::Replaced {
        rows: vec![line(500, 1)],
        total: 1,
        order: newest,
    });
    assert_eq!(all(&window), ["500"]);
    assert_eq!(window.news(), News::default());
}

#[test]
fn a_page_that_was_on_its_way_knows_less_than_the_stream() {
    let mut whole = Whole::of(9);
    let mut window = begun(&whole);
    let late = whole.page(0);
    for (id, at) in [(4, 50), (30, 51)] {
        let change = whole.write(id, at);
        window.apply(change);
    }
    window.apply(late);
    assert_eq!(all(&window), whole.ids());
}

#[derive(Debug, Clone)]
enum Step {
    Write(u32),
    Look(u32),
    Freeze(bool),
    Apply,
    Open(Option<u32>),
    Page(u32),
    /// A page that is on its way while something else is written.
    Late(u32, u32),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let one = prop_oneof![
        4 => (0_u32..140).prop_map(Step::Write),
        3 => (0_u32..110).prop_map(Step::Look),
        1 => any::<bool>().prop_map(Step::Freeze),
        1 => Just(Step::Apply),
        1 => prop::option::of(0_u32..120).prop_map(Step::Open),
        1 => (0_u32..12).prop_map(Step::Page),
        1 => (0_u32..12, 0_u32..140).prop_map(|(page, id)| Step::Late(page, id)),
    ];
    prop::collection::vec(one, 0..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever happens: no row is shown twice, nothing moves while frozen, the
    /// asking ends, and once all pages are fetched anew the order is the gateway's.
    #[test]
    fn it_never_jumps_and_ends_right(steps in steps()) {
        let mut whole = Whole::of(120);
        let mut window = begun(&whole);
        let (mut at, mut screen, mut frozen) = (1_000, (0, 12), false);
        for step in steps {
            let before = shown(&window, 0, window.places());
            let seen: Vec<_> = before.iter().skip(screen.0).take(12).filter(|id| *id != "-").cloned().collect();
            let mut quiet = frozen;
            let mut written = None;
            let mut shift = 0;
            match step {
                Step::Write(id) => {
                    at += 1;
                    let change = whole.write(id, at);
                    written = Some(id.to_string());
                    shift = window.apply(change);
                }
                Step::Look(first) => {
                    look(&mut window, &whole, first, first + 12);
                    screen = (first as usize, first as usize + 12);
                    if !frozen { continue; }
                }
                Step::Freeze(on) => {
                    quiet = frozen || on;
                    if frozen && !on { quiet = false; }
                    frozen = on;
                    window.apply(if on { Event::Froze } else { Event::Thawed });
                }
                Step::Apply => {
                    quiet = false;
                    window.apply(Event::Applied);
                }
                Step::Open(id) => {
                    window.apply(Event::Opened(id.map(|id| id.to_string())));
                }
                Step::Page(page) => {
                    window.apply(whole.page(page * 10));
                }
                Step::Late(page, id) => {
                    let late = whole.page(page * 10);
                    at += 1;
                    let change = whole.write(id, at);
                    window.apply(change);
                    window.apply(late);
                }
            }
            let after = all(&window);
            let mut once = after.iter().filter(|id| *id != "-").collect::<Vec<_>>();
            once.sort();
            let many = once.len();
            once.dedup();
            prop_assert_eq!(once.len(), many, "a row twice: {:?}", after);
            prop_assert_eq!(after.len(), window.places() as usize);
            prop_assert!(window.at_hand() <= 2 * KEPT as usize + 64);
            if quiet {
                // Empty places may be filled, and what is far may be forgotten; nothing stands elsewhere.
                for (place, (before, after)) in before.iter().zip(&after).enumerate() {
                    prop_assert!(before == after || before == "-" || after == "-", "{place}: {before} {after}");
                }
            } else if screen.0 > 0 && let Some(written) = written {
                // The rows on the screen stand where the scroll position follows them to.
                let still = seen.iter().find(|id| **id != written);
                if let Some(id) = still && window.open.as_ref().is_none_or(|open| open.id != *id) {
                    let stood = before.iter().position(|other| other == id).unwrap();
                    let stands = after.iter().position(|other| other == id);
                    if let Some(stands) = stands {
                        prop_assert_eq!(stands as i64, stood as i64 + i64::from(shift), "{} {:?}", id, after);
                    }
                }
            }
        }
        window.apply(Event::Opened(None));
        window.apply(Event::Thawed);
        for page in 0..=(whole.0.len() / 10) {
            window.apply(whole.page(u32::try_from(page * 10).unwrap()));
        }
        look(&mut window, &whole, 0, 400);
        prop_assert_eq!(all(&window), whole.ids());
    }
}
