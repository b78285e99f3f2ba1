//! Every key of the console. The listener asks this table and the sheet is
//! drawn from it, so that the one cannot promise what the other does not do.

use crate::route::{Room, Route};

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Palette,
    Sheet,
    Search,
    Close,
    Go(Room),
    Reply,
    Next,
    Previous,
    First,
    Last,
    Open,
    Send,
    NewLine,
}

/// Where a key does it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Also while somebody types.
    Everywhere,
    /// Wherever nobody types.
    Page,
    /// In the session list, the store list and the thread; the letters lead into them too.
    List,
    /// In the field for an answer. The composer itself answers to these.
    Composer,
}

/// A way to press a key. Names are those of `KeyboardEvent.key`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stroke {
    /// With Ctrl, or with ⌘.
    Command(&'static str),
    Key(&'static str),
    Shift(&'static str),
    /// One after the other.
    Then(&'static str, &'static str),
}

impl Stroke {
    /// Whether it is made of letters and signs alone: such keys can be switched off (WCAG 2.1.4).
    #[must_use]
    pub fn is_letter(self) -> bool {
        match self {
            Self::Key(key) => key.chars().count() == 1,
            Self::Then(..) => true,
            Self::Command(_) | Self::Shift(_) => false,
        }
    }
}

/// A line of the table: any one of the strokes does it.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    pub place: Place,
    pub strokes: &'static [Stroke],
    pub action: Action,
}

const fn key(place: Place, strokes: &'static [Stroke], action: Action) -> Key {
    Key { place, strokes, action }
}

/// All keys, in the order of the sheet.
pub static TABLE: [Key; 15] = {
    use Place::{Composer, Everywhere, List, Page};
    use Stroke::{Command, Key as Just, Shift, Then};
    [
        key(Everywhere, &[Command("k")], Action::Palette),
        key(Everywhere, &[Just("Escape")], Action::Close),
        key(Page, &[Just("?")], Action::Sheet),
        key(Page, &[Just("/")], Action::Search),
        key(Page, &[Just("r")], Action::Reply),
        key(Page, &[Then("g", "i")], Action::Go(Room::Inbox)),
        key(Page, &[Then("g", "s")], Action::Go(Room::Stores)),
        key(Page, &[Then("g", ",")], Action::Go(Room::Settings)),
        key(List, &[Just("j"), Just("ArrowDown")], Action::Next),
        key(List, &[Just("k"), Just("ArrowUp")], Action::Previous),
        key(List, &[Just("Home")], Action::First),
        key(List, &[Just("End")], Action::Last),
        key(List, &[Just("Enter")], Action::Open),
        key(Composer, &[Just("Enter")], Action::Send),
        key(Composer, &[Shift("Enter")], Action::NewLine),
    ]
};

/// A key as the browser tells it, and where.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pressed<'a> {
    /// `KeyboardEvent.key`.
    pub key: &'a str,
    /// `KeyboardEvent.code`: the key's place, whatever the layout has on it.
    pub code: &'a str,
    /// Ctrl or ⌘.
    pub command: bool,
    pub alt: bool,
    pub shift: bool,
    /// Whether an input method composes with it.
    pub composing: bool,
    /// Whether it goes into a field.
    pub typing: bool,
    /// Whether the focus is in a list.
    pub in_list: bool,
    /// Whether a dialog holds the focus.
    pub in_dialog: bool,
}

impl Pressed<'_> {
    /// A layout without Latin letters has them where the common one does.
    fn is(&self, name: &str) -> bool {
        if self.key.is_ascii() || name.len() != 1 {
            return self.key == name || !self.shift && self.key.eq_ignore_ascii_case(name);
        }
        self.code
            .strip_prefix("Key")
            .is_some_and(|letter| letter.eq_ignore_ascii_case(name))
    }
}

/// Milliseconds within which the second of two keys follows the first.
const SECOND: f64 = 1_500.0;

/// What has been pressed before.
#[derive(Debug, Clone, Copy, Default)]
pub struct Keyboard {
    /// The first of two keys, and when.
    first: Option<(&'static str, f64)>,
}

impl Keyboard {
    /// What a key does. `letters` says whether keys of letters alone are on;
    /// `now` is in milliseconds on a clock that only goes forward. Keys that
    /// links and the composer answer to by themselves do nothing here.
    pub fn press(&mut self, pressed: &Pressed<'_>, letters: bool, now: f64) -> Option<Action> {
        let first = self.first.take().filter(|(_, at)| now - at <= SECOND);
        if pressed.composing || pressed.alt {
            return None;
        }
        let letters = letters && !pressed.typing && !pressed.command && !pressed.in_dialog;
        let mut meant = None;
        for key in &TABLE {
            for stroke in key.strokes {
                match *stroke {
                    Stroke::Command(name) if pressed.command && !pressed.shift && pressed.is(name) => {
                        return Some(key.action);
                    }
                    Stroke::Then(before, name) if letters => match first {
                        Some((held, _)) if held == before && pressed.is(name) => return Some(key.action),
                        None if pressed.is(before) => self.first = Some((before, now)),
                        _ => {}
                    },
                    Stroke::Key(name) if here(*stroke, key.place, pressed, letters) && pressed.is(name) => {
                        meant = meant.or(Some(key.action));
                    }
                    _ => {}
                }
            }
        }
        // The second of two keys that mean nothing together is no key of its own.
        meant.filter(|_| first.is_none())
    }
}

fn here(stroke: Stroke, place: Place, pressed: &Pressed<'_>, letters: bool) -> bool {
    let plain = !pressed.command && !pressed.in_dialog;
    match place {
        Place::Everywhere => plain && !pressed.shift,
        Place::Page | Place::List if stroke.is_letter() => letters,
        // A link or a row opens by Enter as it is.
        Place::List => plain && !pressed.shift && pressed.in_list && !pressed.typing && stroke != Stroke::Key("Enter"),
        Place::Page | Place::Composer => false,
    }
}

/// The page without what is open on it; nothing where nothing is.
#[must_use]
pub fn closed(route: &Route) -> Option<Route> {
    match route {
        Route::Inbox(place) if place.session.is_some() => {
            let mut place = place.clone();
            place.session = None;
            Some(place.into())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
