use super::*;
use proptest::prelude::*;

const T0: Millis = Millis(1_000_000);

fn tab(operator: &str, name: &str) -> Tab {
    Tab {
        fingerprint: format!("print-{operator}"),
        name: name.parse().expect("an id"),
        account: format!("user-{operator}").parse().expect("an id"),
        operator: operator.into(),
    }
}

fn here(operator: &str, name: &str, session: &str, typing: bool) -> Event {
    Event::Here {
        tab: tab(operator, name),
        store: "shopee-1".parse().expect("an id"),
        session: session.parse().expect("an id"),
        typing,
    }
}

/// What the words say: of each session the names, with a star for who is writing.
fn said(words: &[Word]) -> Vec<(String, Vec<String>)> {
    let name = |(_, person): &(UserId, Person)| format!("{}{}", person.name, if person.typing { "*" } else { "" });
    let word = |word: &Word| (word.session.to_string(), word.people.iter().map(name).collect());
    words.iter().map(word).collect()
}

fn line(session: &str, names: &[&str]) -> (String, Vec<String>) {
    (
        session.to_owned(),
        names.iter().map(|name| (*name).to_owned()).collect(),
    )
}

#[test]
fn who_comes_writes_moves_and_leaves_is_told_once_each() {
    let mut model = Model::default();
    assert_eq!(
        said(&model.apply(here("ann", "1", "a", false), T0)),
        [line("a", &["ann"])]
    );
    assert_eq!(
        model.apply(here("ann", "1", "a", false), T0.plus(1)),
        [],
        "a sign of life"
    );
    let words = model.apply(here("bob", "1", "a", true), T0.plus(2));
    assert_eq!(said(&words), [line("a", &["ann", "bob*"])]);
    assert_eq!(
        said(&model.apply(here("bob", "1", "a", false), T0.plus(3))),
        [line("a", &["ann", "bob"])]
    );
    let words = model.apply(here("ann", "1", "b", false), T0.plus(4));
    assert_eq!(said(&words), [line("a", &["bob"]), line("b", &["ann"])]);
    assert_eq!(
        said(&model.apply(Event::Left(tab("bob", "1")), T0.plus(5))),
        [line("a", &[])]
    );
    assert_eq!(said(&model.all()), [line("b", &["ann"])]);
    assert_eq!(
        model.apply(Event::Left(tab("bob", "1")), T0.plus(6)),
        [],
        "already gone"
    );
}

#[test]
fn several_tabs_of_an_operator_are_one_until_the_last_leaves() {
    let mut model = Model::default();
    model.apply(here("ann", "1", "a", false), T0);
    assert_eq!(model.apply(here("ann", "2", "a", false), T0), []);
    assert_eq!(
        said(&model.apply(here("ann", "2", "a", true), T0)),
        [line("a", &["ann*"])]
    );
    assert_eq!(
        said(&model.apply(Event::Left(tab("ann", "2")), T0)),
        [line("a", &["ann"])]
    );
    assert_eq!(said(&model.apply(Event::Left(tab("ann", "1")), T0)), [line("a", &[])]);
}

#[test]
fn who_falls_silent_stops_writing_and_is_gone_in_half_a_minute() {
    let mut model = Model::default();
    model.apply(here("ann", "1", "a", true), T0);
    assert_eq!(model.apply(Event::Tick, T0.plus(TYPING_MS - 1)), []);
    assert_eq!(
        said(&model.apply(Event::Tick, T0.plus(TYPING_MS))),
        [line("a", &["ann"])]
    );
    assert_eq!(model.apply(Event::Tick, T0.plus(LIFE_MS - 1)), []);
    assert_eq!(said(&model.apply(Event::Tick, T0.plus(LIFE_MS))), [line("a", &[])]);
    assert!(model.all().is_empty());
}

#[test]
fn a_clock_that_is_set_back_keeps_nobody() {
    let mut model = Model::default();
    model.apply(here("ann", "1", "a", false), T0);
    assert_eq!(said(&model.apply(Event::Tick, T0.plus(-60_000))), [line("a", &[])]);
}

#[test]
fn a_sign_out_ends_its_own_tabs_and_other_rights_all_of_an_account() {
    let mut model = Model::default();
    let mut elsewhere = tab("ann", "9");
    elsewhere.fingerprint = "another browser".into();
    model.apply(here("ann", "1", "a", false), T0);
    model.apply(here("bob", "1", "a", false), T0.plus(1));
    let (store, session) = ("shopee-1".parse().expect("an id"), "b".parse().expect("an id"));
    model.apply(
        Event::Here {
            tab: elsewhere,
            store,
            session,
            typing: false,
        },
        T0,
    );
    let out = Event::SignedOut {
        fingerprint: "print-ann".into(),
    };
    assert_eq!(said(&model.apply(out, T0)), [line("a", &["bob"])]);
    let account = tab("ann", "9").account;
    assert_eq!(said(&model.apply(Event::Account(account), T0)), [line("b", &[])]);
    assert_eq!(said(&model.all()), [line("a", &["bob"])]);
}

#[test]
fn oneself_is_not_among_the_others() {
    let mut model = Model::default();
    model.apply(here("ann", "1", "a", false), T0);
    let words = model.apply(here("bob", "1", "a", false), T0.plus(1));
    let told = |name: &str| words[0].told_to(&tab(name, "1").account).people;
    let names = |people: Vec<Person>| people.into_iter().map(|person| person.name).collect::<Vec<_>>();
    assert_eq!(names(told("ann")), ["bob"]);
    assert_eq!(names(told("bob")), ["ann"]);
    assert_eq!(names(told("eve")), ["ann", "bob"]);
    assert_eq!(words[0].by, Some(tab("bob", "1").account));
}

proptest! {
    #[test]
    fn the_words_told_add_up_to_what_is_so_and_memory_is_bounded(
        steps in proptest::collection::vec((0..3_usize, 0..40_u32, 0..4_usize, 0..4_u8, 0..12_000_i64), 1..200),
    ) {
        let (mut model, mut now) = (Model::default(), T0);
        let mut told = BTreeMap::new();
        for (who, name, place, what, later) in steps {
            now = now.plus(later);
            let (operator, name) = (["ann", "bob", "eve"][who], name.to_string());
            let event = match what {
                0 => Event::Left(tab(operator, &name)),
                1 => Event::Tick,
                what => here(operator, &name, ["a", "b", "c", "d"][place], what == 2),
            };
            for word in model.apply(event, now) {
                told.insert(word.session, word.people);
            }
            told.retain(|_, people| !people.is_empty());
            let so: BTreeMap<_, _> = model.all().into_iter().map(|word| (word.session, word.people)).collect();
            prop_assert_eq!(&told, &so);
            prop_assert!(model.seats.len() <= 3 * TABS);
        }
    }
}
