//! How the inbox looked when it was left, as a text that outlives the page.
//!
//! A view is lines: a version and a checksum of all that follows, then numbers,
//! addresses and the gateway's own JSON, in which no line ends. Whatever is not
//! exactly so was damaged, or is another version's, and is not shown.

use crate::json;
use steadydesk_wire::{Account, MessagePage, Session, SessionPage};

/// Milliseconds for which what was left counts as fresh: all that it needs is what has changed since.
pub const FRESH_FOR: f64 = 300_000.0;
/// Milliseconds for which a view on disk is shown again.
const SHOWN_FOR: i64 = 86_400_000;
/// The form of the lines.
const VERSION: &str = "1";

/// How much a view on disk is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// It lacks what has changed since, and nothing else.
    Fresh,
    /// It is shown until it has been asked for again.
    Old,
    /// It is not shown.
    Expired,
}

/// By this computer's clock, the only one that goes on while no page is open.
/// A time in the future says that the clock was moved: then nothing is known.
#[must_use]
pub fn freshness(times: Times, now: i64) -> Freshness {
    #[expect(clippy::cast_possible_truncation, reason = "five minutes")]
    match (now - times.written, now - times.known) {
        (..0, _) | (_, ..0) | (SHOWN_FOR.., _) => Freshness::Expired,
        (_, age) if age < FRESH_FOR as i64 => Freshness::Fresh,
        _ => Freshness::Old,
    }
}

/// Why a view is not shown that was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spoiled {
    /// Another version's.
    Version,
    /// Not what was written.
    Damaged,
    /// The console stopped while it showed it.
    Crashed,
}

impl Spoiled {
    const ALL: [Self; 3] = [Self::Version, Self::Damaged, Self::Crashed];

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.word() == word)
    }

    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Version => "version",
            Self::Damaged => "damaged",
            Self::Crashed => "crashed",
        }
    }
}

/// How the inbox looked.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// Of which tab.
    pub tab: String,
    pub times: Times,
    pub account: Account,
    /// The inbox's address.
    pub place: String,
    pub list: Option<List>,
    pub thread: Option<Thread>,
}

/// When it looked so.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Times {
    /// When it was written, by this computer's clock, in milliseconds since 1970.
    pub written: i64,
    /// When it was last known to be so, by the same clock.
    pub known: i64,
    /// Milliseconds by which that clock was ahead of the gateway's.
    pub ahead: i64,
    /// The sequence number up to which every change is in it.
    pub seq: i64,
}

/// The rows around the screen, and where they were scrolled to.
#[derive(Debug, Clone, PartialEq)]
pub struct List {
    /// Pixels from the top.
    pub top: i64,
    pub page: SessionPage,
}

/// The open session, its newest messages, and where they were scrolled to.
#[derive(Debug, Clone, PartialEq)]
pub struct Thread {
    pub session: Session,
    /// Nothing at the end.
    pub place: Option<Held>,
    pub page: MessagePage,
}

/// Where a thread was scrolled to. Ids have no spaces in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The message that was held where it was.
    pub id: String,
    /// How many pixels it stood below the upper edge.
    pub pixels: i64,
    /// The newest message that the reader had been at.
    pub seen: String,
}

/// The lines of a list.
#[must_use]
pub fn list_lines(list: &List) -> String {
    lines(&[&list.top.to_string(), &written(&list.page)])
}

/// The lines of a thread.
#[must_use]
pub fn thread_lines(thread: &Thread) -> String {
    let place = thread.place.as_ref();
    let place = place.map(|held| [&held.pixels.to_string(), held.id.as_str(), held.seen.as_str()].join(" "));
    lines(&[
        &written(&thread.session),
        &place.unwrap_or_default(),
        &written(&thread.page),
    ])
}

/// The text of a view whose list and thread are written already; either may be nothing.
#[must_use]
pub fn write(
    tab: &str,
    times: Times,
    account: &Account,
    place: &str,
    list: Option<&str>,
    thread: Option<&str>,
) -> String {
    let numbers = [times.written, times.known, times.ahead, times.seq].map(|number| number.to_string());
    let body = lines(&[
        tab,
        &numbers.join(" "),
        &written(account),
        place,
        list.unwrap_or("\n"),
        thread.unwrap_or("\n\n"),
    ]);
    lines(&[&first_line(&body), &body])
}

fn lines(parts: &[&str]) -> String {
    parts.join("\n")
}

fn written(value: &impl serde::Serialize) -> String {
    // No type of the API fails to be written; an empty line is never read as one.
    serde_json::to_string(value).unwrap_or_default()
}

fn first_line(body: &str) -> String {
    let mut line = VERSION.to_owned();
    line.push(' ');
    line.push_str(&checksum(body).to_string());
    line
}

/// FNV-1a: whichever one byte is changed, the sum is another.
fn checksum(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |sum, byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Of which tab a view is, and when it was written, without reading the rest of it.
#[must_use]
pub fn head(text: &str) -> Option<(&str, i64)> {
    let mut lines = text.split('\n').skip(1);
    let tab = lines.next()?;
    let written = lines.next()?.split(' ').next()?;
    Some((tab, written.parse().ok()?))
}

/// The view of a text.
///
/// # Errors
/// Why it is not to be shown.
pub fn read(text: &str) -> Result<View, Spoiled> {
    let (first, body) = text.split_once('\n').ok_or(Spoiled::Damaged)?;
    if first.split(' ').next() != Some(VERSION) {
        return Err(Spoiled::Version);
    }
    if first != first_line(body) {
        return Err(Spoiled::Damaged);
    }
    parsed(body).ok_or(Spoiled::Damaged)
}

fn parsed(body: &str) -> Option<View> {
    let lines: Vec<&str> = body.split('\n').collect();
    let [tab, numbers, account, place, top, list, session, held, messages] = lines.try_into().ok()?;
    let numbers: Vec<i64> = numbers.split(' ').filter_map(|number| number.parse().ok()).collect();
    let [written, known, ahead, seq] = numbers.try_into().ok()?;
    Some(View {
        tab: tab.to_owned(),
        times: Times {
            written,
            known,
            ahead,
            seq,
        },
        account: json::read(account).ok()?,
        place: place.to_owned(),
        list: match list {
            "" => None,
            list => Some(List {
                top: top.parse().ok()?,
                page: json::read(list).ok()?,
            }),
        },
        thread: match messages {
            "" => None,
            messages => Some(Thread {
                session: json::read(session).ok()?,
                place: place_of(held)?,
                page: json::read(messages).ok()?,
            }),
        },
    })
}

/// Nothing where the line makes no sense; the empty one is no place.
fn place_of(line: &str) -> Option<Option<Held>> {
    if line.is_empty() {
        return Some(None);
    }
    let mut parts = line.split(' ');
    let pixels = parts.next()?.parse().ok()?;
    Some(Some(Held {
        pixels,
        id: parts.next()?.to_owned(),
        seen: parts.next()?.to_owned(),
    }))
}

/// The messages that are kept of a thread: from the newest page on whose begin
/// leaves enough behind it, or, where the operator reads further up, from the
/// page on that has the place; 0 is the whole thread. `begins` are the numbers of
/// the pages' first messages, `count` is how many messages there are.
#[must_use]
pub fn kept_from(begins: &[usize], count: usize, place: Option<usize>) -> usize {
    const LEAST: usize = 30;
    const MOST: usize = 200;
    let place = place.filter(|place| count - place <= MOST).unwrap_or(count);
    let enough = |begin: &usize| *begin + LEAST <= count && *begin <= place;
    begins.iter().copied().filter(enough).max().unwrap_or(0)
}

#[cfg(test)]
mod tests;
