use super::support::inbox::A;
use super::support::{a_while, address};
use super::*;
use steadydesk::keys::model::{Action, Stroke, TABLE};

/// Presses the first stroke of an action's line in the table.
fn stroke(action: Action) -> bool {
    let line = TABLE.iter().find(|line| line.action == action).unwrap();
    match line.strokes[0] {
        Stroke::Command(name) => key(name, "ctrlKey: true"),
        Stroke::Key(name) => key(name, ""),
        Stroke::Shift(name) => key(name, "shiftKey: true"),
        Stroke::Then(first, second) => {
            key(first, "");
            key(second, "")
        }
    }
}

/// Does what a line of the table promises. A new action without a proof here does not compile.
async fn proves(action: Action) {
    match action {
        Action::Palette => {
            let desk = desk(&[]).await;
            blur();
            assert!(stroke(action));
            focus_on("dialog.palette[open] [role=combobox]").await;
            assert!(stroke(action));
            until("the closed palette", || desk.find("dialog.palette[open]").is_none()).await;
        }
        Action::Sheet => {
            let desk = desk(&[]).await;
            assert!(stroke(action));
            until("the sheet", || desk.all("dialog[open] .key-line").len() == TABLE.len()).await;
            desk.get("dialog[open] .dialog-head button").click();
            until("it is closed", || desk.find("dialog[open]").is_none()).await;
        }
        Action::Search => {
            let _desk = desk(&[]).await;
            assert!(stroke(action));
            focus_on("[aria-label='Search sessions']").await;
        }
        Action::Close => {
            let desk = desk(&[]).await;
            desk.press(A);
            until("the session", || address().contains("session=")).await;
            until("the composer", || desk.find("textarea[aria-label=Message]").is_some()).await;
            desk.field().focus().unwrap();
            assert!(stroke(action), "from within the composer");
            until("the session is closed", || !address().contains("session=")).await;
            focus_on("[role=option]").await;
            assert!(!stroke(action), "nothing is open");
        }
        Action::Go(room) => {
            let _desk = at_the_stores(&[]).await;
            stroke(action);
            until("the page", || address() == room.route().to_string()).await;
            focus_on("#main").await;
        }
        Action::Reply => {
            let desk = desk(&[]).await;
            desk.press(A);
            until("the composer", || desk.find("textarea[aria-label=Message]").is_some()).await;
            blur();
            assert!(stroke(action));
            focus_on("textarea[aria-label=Message]").await;
        }
        Action::Next | Action::Previous | Action::First | Action::Last => {
            let _desk = at_the_stores(&["shopee-1", "shopee-2", "shopee-3"]).await;
            assert!(key("j", ""), "into the list");
            focus_on(".stores-name a").await;
            assert_eq!(focused_row().unwrap(), "shopee-1");
            let (before, after) = match action {
                Action::Next => (1, "shopee-3"),
                Action::Previous => (1, "shopee-1"),
                Action::First => (2, "shopee-1"),
                _ => (0, "shopee-3"),
            };
            for _ in 0..before {
                assert!(key("ArrowDown", ""));
            }
            assert!(stroke(action));
            assert_eq!(focused_row().unwrap(), after);
            assert!(stroke(action), "at the end it stays");
        }
        Action::Open => {
            let desk = desk(&[]).await;
            key("j", "");
            focus_on("[role=option]").await;
            let id = focused_row().unwrap();
            stroke(action);
            let selected = format!("[role=option][data-id='{id}'][aria-selected=true]");
            until("the open session", || desk.find(&selected).is_some()).await;
        }
        Action::Send | Action::NewLine => {
            let desk = desk(&[]).await;
            desk.press(A);
            until("the composer", || desk.find("textarea[aria-label=Message]").is_some()).await;
            desk.field().focus().unwrap();
            desk.write("Yes, it is.");
            assert_eq!(stroke(action), action == Action::Send);
            a_while().await;
            let sent = usize::from(action == Action::Send);
            until("what was sent", || desk.posted(A).len() == sent).await;
        }
    }
}

#[wasm_bindgen_test]
async fn every_line_of_the_sheet_is_true() {
    for line in &TABLE {
        proves(line.action).await;
    }
}

#[wasm_bindgen_test]
async fn letters_can_be_switched_off_and_the_rest_stays() {
    let desk = desk(&[]).await;
    desk.go("/settings");
    until("the settings", || desk.find(".settings input[type=checkbox]").is_some()).await;
    desk.get(".settings input[type=checkbox]").click();
    desk.go("/inbox");
    until("the sessions", || desk.find("[role=option]").is_some()).await;
    blur();
    for name in ["j", "/", "?", "r"] {
        assert!(!key(name, ""), "{name} is off");
    }
    assert!(key("k", "ctrlKey: true"), "the palette stays");
    let storage = web_sys::window().unwrap().local_storage().unwrap().unwrap();
    assert_eq!(storage.get_item("steadydesk.keys").unwrap().as_deref(), Some("off"));
}

#[wasm_bindgen_test]
async fn what_is_typed_or_composed_is_no_key() {
    let desk = desk(&[]).await;
    key("/", "");
    focus_on("[type=search]").await;
    for name in ["j", "k", "?", "/", "g", "r", "ArrowDown", "Home"] {
        assert!(!key(name, ""), "{name} belongs to the field");
    }
    for composing in ["ctrlKey: true, isComposing: true", "ctrlKey: true, keyCode: 229"] {
        assert!(!key("k", composing), "{composing}");
    }
    assert!(desk.find("dialog[open]").is_none());
    assert_eq!(address(), "/inbox");
    assert!(key("k", "metaKey: true"));
    until("the palette", || desk.find("dialog.palette[open]").is_some()).await;
}
