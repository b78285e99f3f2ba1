//! The listener, and whether the sheet or the palette is open.

use super::model::{Action, Keyboard, Pressed, closed};
use crate::browser::focus::{self, Step};
use crate::browser::{clock, preferences};
use crate::router::{Router, use_router};
use crate::ui::live::effect;
use leptos::ev;
use leptos::prelude::*;

/// The setting that holds `off` where somebody wants no keys of letters alone.
const KEY: &str = "keys";
/// What browsers give as the key's code while an input method composes.
const COMPOSING: u32 = 229;

/// A handle to the keyboard.
#[derive(Debug, Clone, Copy)]
pub struct Keys {
    letters: RwSignal<bool>,
    sheet: RwSignal<bool>,
    palette: RwSignal<bool>,
}

impl Keys {
    /// Whether keys of letters alone are on.
    #[must_use]
    pub fn letters(self) -> RwSignal<bool> {
        self.letters
    }

    /// Whether the sheet of all keys is open.
    #[must_use]
    pub fn sheet(self) -> RwSignal<bool> {
        self.sheet
    }

    /// Whether the palette is open.
    #[must_use]
    pub fn palette(self) -> RwSignal<bool> {
        self.palette
    }

    /// Does it; false where there is nothing to do it to, so that the browser may have the key.
    fn act(self, action: Action, router: Router) -> bool {
        match action {
            Action::Palette => self.palette.update(|open| *open = !*open),
            Action::Sheet => self.sheet.set(true),
            Action::Search => return focus::on_search(),
            Action::Reply => return focus::on_answer(),
            Action::Go(room) => {
                router.go(untrack(move || router.way_into(room)));
                focus::on_page();
            }
            Action::Next => return focus::walk(Step::Next),
            Action::Previous => return focus::walk(Step::Previous),
            Action::First => return focus::walk(Step::First),
            Action::Last => return focus::walk(Step::Last),
            Action::Close => {
                // A menu is the browser's own to close, and a search field's to empty.
                let Some(without) = closed(&router.signal().get_untracked()).filter(|_| !focus::is_taken_by_escape())
                else {
                    return false;
                };
                router.go(without);
                clock::soon(focus::on_list);
            }
            // Rows, links and the composer answer to these by themselves.
            Action::Open | Action::Send | Action::NewLine => return false,
        }
        true
    }

    fn new(letters: bool) -> Self {
        Self {
            letters: RwSignal::new(letters),
            sheet: RwSignal::new(false),
            palette: RwSignal::new(false),
        }
    }
}

/// Puts the keyboard into context and listens, for as long as the owner lives.
pub fn provide_keys() -> Keys {
    let keys = Keys::new(preferences::get(KEY).as_deref() != Some("off"));
    provide_context(keys);
    let router = use_router();
    let keyboard = StoredValue::new(Keyboard::default());
    effect(move || {
        if keys.letters.get() {
            preferences::remove(KEY);
        } else {
            preferences::set(KEY, "off");
        }
    });
    let listener = window_event_listener(ev::keydown, move |event| {
        if event.default_prevented() {
            return;
        }
        let (key, code) = (event.key(), event.code());
        let pressed = Pressed {
            key: &key,
            code: &code,
            command: event.ctrl_key() || event.meta_key(),
            alt: event.alt_key(),
            shift: event.shift_key(),
            composing: event.is_composing() || event.key_code() == COMPOSING,
            typing: focus::is_typing(),
            in_list: focus::is_in_list(),
            in_dialog: focus::is_in_dialog(),
        };
        let letters = keys.letters.get_untracked();
        let press = |keyboard: &mut Keyboard| keyboard.press(&pressed, letters, clock::monotonic());
        let action = keyboard.try_update_value(press).flatten();
        if action.is_some_and(|action| keys.act(action, router)) {
            event.prevent_default();
        }
    });
    on_cleanup(move || listener.remove());
    focus::keep();
    keys
}

/// The keyboard.
#[must_use]
pub fn use_keys() -> Keys {
    use_context().unwrap_or_else(|| Keys::new(true))
}
