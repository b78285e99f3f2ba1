use super::*;
use crate::route::{InboxPlace, StoresPlace};

fn press(pressed: Pressed<'_>) -> Option<Action> {
    Keyboard::default().press(&pressed, true, 0.0)
}

fn plain(key: &str) -> Pressed<'_> {
    Pressed {
        key,
        ..Pressed::default()
    }
}

#[test]
fn each_line_of_the_table_is_obeyed_where_it_says_and_told_once() {
    for (index, line) in TABLE.iter().enumerate() {
        let by_others = line.place == Place::Composer || line.action == Action::Open;
        for stroke in line.strokes {
            let in_list = line.place == Place::List;
            let with = |key: &'static str| Pressed { in_list, ..plain(key) };
            let did = match *stroke {
                Stroke::Key(key) => press(with(key)),
                Stroke::Shift(key) => press(Pressed {
                    shift: true,
                    ..with(key)
                }),
                Stroke::Command(key) => press(Pressed {
                    command: true,
                    ..with(key)
                }),
                Stroke::Then(first, second) => {
                    let mut keyboard = Keyboard::default();
                    assert_eq!(keyboard.press(&with(first), true, 0.0), None);
                    keyboard.press(&with(second), true, 1_000.0)
                }
            };
            assert_eq!(did, (!by_others).then_some(line.action), "{stroke:?}");
        }
        let again = TABLE[..index].iter().find(|other| other.action == line.action);
        assert!(again.is_none(), "{:?} stands twice", line.action);
    }
}

#[test]
fn letters_never_fire_while_somebody_types_composes_or_holds_another_key() {
    for key in ["j", "k", "/", "?", "r"] {
        let held: [fn(&mut Pressed<'_>); 5] = [
            |pressed| pressed.typing = true,
            |pressed| pressed.composing = true,
            |pressed| pressed.alt = true,
            |pressed| pressed.in_dialog = true,
            |pressed| pressed.command = true,
        ];
        for change in held {
            let mut pressed = plain(key);
            change(&mut pressed);
            let did = press(pressed);
            assert!(
                matches!(did, None | Some(Action::Palette)),
                "{key} with {pressed:?} did {did:?}"
            );
        }
        assert!(press(plain(key)).is_some(), "{key}");
        assert_eq!(Keyboard::default().press(&plain(key), false, 0.0), None, "{key} is off");
    }
    let shifted = Pressed {
        shift: true,
        ..plain("J")
    };
    assert_eq!(press(shifted), None);
    assert_eq!(press(plain("J")), Some(Action::Next), "with caps lock");
}

#[test]
fn named_keys_stay_where_letters_are_off() {
    let arrow = Pressed {
        in_list: true,
        ..plain("ArrowDown")
    };
    assert_eq!(Keyboard::default().press(&arrow, false, 0.0), Some(Action::Next));
    assert_eq!(press(plain("ArrowDown")), None, "outside of a list it scrolls");
    let escape = Pressed {
        typing: true,
        ..plain("Escape")
    };
    assert_eq!(Keyboard::default().press(&escape, false, 0.0), Some(Action::Close));
    assert_eq!(
        press(Pressed {
            composing: true,
            ..escape
        }),
        None,
        "it ends the composition"
    );
    assert_eq!(
        press(Pressed {
            in_dialog: true,
            ..escape
        }),
        None,
        "it closes the dialog"
    );
}

#[test]
fn the_palette_opens_from_a_field_and_on_any_layout() {
    let command = |key, code| Pressed {
        key,
        code,
        command: true,
        typing: true,
        ..Pressed::default()
    };
    for pressed in [
        command("k", "KeyK"),
        command("K", "KeyK"),
        command("л", "KeyK"),
        command("า", "KeyK"),
    ] {
        assert_eq!(press(pressed), Some(Action::Palette), "{pressed:?}");
    }
    assert_eq!(
        press(Pressed {
            alt: true,
            ..command("k", "KeyK")
        }),
        None
    );
    assert_eq!(
        press(Pressed {
            shift: true,
            ..command("K", "KeyK")
        }),
        None
    );
    assert_eq!(
        press(Pressed {
            composing: true,
            ..command("k", "KeyK")
        }),
        None
    );
    assert_eq!(
        press(Pressed {
            key: "о",
            code: "KeyJ",
            ..Pressed::default()
        }),
        Some(Action::Next)
    );
}

#[test]
fn the_second_of_two_keys_comes_soon_and_means_nothing_by_itself() {
    let mut keyboard = Keyboard::default();
    keyboard.press(&plain("g"), true, 0.0);
    assert_eq!(keyboard.press(&plain("i"), true, 1_501.0), None, "too late");
    keyboard.press(&plain("g"), true, 0.0);
    assert_eq!(keyboard.press(&plain("j"), true, 10.0), None, "no such pair");
    assert_eq!(keyboard.press(&plain("j"), true, 20.0), Some(Action::Next));
    assert_eq!(Keyboard::default().press(&plain("i"), true, 0.0), None);
}

#[test]
fn what_is_open_on_a_page_closes_and_the_filter_stays() {
    let mut place = InboxPlace::default();
    place.query.unread = true;
    assert_eq!(closed(&place.clone().into()), None);
    let shut = Route::from(place.clone());
    place.session = Some("shopee-1~a".parse().unwrap());
    assert_eq!(closed(&place.into()), Some(shut));
    assert_eq!(closed(&StoresPlace::default().into()), None);
}
