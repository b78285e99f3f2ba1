//! What is wanted, and how it is put together into questions.

use super::model::doctor::Tally;
use super::model::entry::Entry;
use super::model::key::id;
use super::state::{Inner, Trouble};

/// Texts of one question.
const TEXTS: usize = 50;

/// A text that a row on the page wants.
#[derive(Debug, Clone)]
pub(super) struct Want {
    /// The row, to take it back.
    pub(super) row: String,
    pub(super) session: String,
    pub(super) hash: String,
    pub(super) text: String,
    /// What is there is older: it is translated anew.
    pub(super) anew: bool,
}

/// A text on its way, with all sessions that want it.
#[derive(Debug)]
pub(super) struct Passenger {
    pub(super) hash: String,
    pub(super) text: String,
    pub(super) sessions: Vec<String>,
}

/// Texts that travel together.
#[derive(Debug)]
pub(super) struct Flight {
    pub(super) to: String,
    pub(super) pair: String,
    pub(super) from: Option<String>,
    /// Another guess at the language, for a provider that cannot find out.
    pub(super) guess: Option<String>,
    pub(super) anew: bool,
    pub(super) texts: Vec<Passenger>,
}

impl Inner {
    /// It is too early to ask: whatever is wanted says why.
    pub(super) fn ground(&mut self, to: &str, until: f64) {
        for want in std::mem::take(&mut self.wants) {
            let (Some(book), Some(why)) = (self.books.get(&want.session), &self.last_why) else {
                continue;
            };
            if !want.anew {
                let (why, again) = (why.clone(), Some(until));
                self.troubles
                    .insert(id(&book.pair(to), &want.hash), Trouble { why, again });
            }
        }
    }

    /// Puts what is wanted into flights, and what another session has beside them.
    pub(super) fn board(&mut self, to: &str) -> (Vec<Flight>, Vec<(String, Entry)>) {
        let mut flights: Vec<Flight> = Vec::new();
        let mut copies = Vec::new();
        let mut later = Vec::new();
        for want in std::mem::take(&mut self.wants) {
            let Some(book) = self.books.get(&want.session) else {
                continue;
            };
            let pair = book.pair(to);
            let id = id(&pair, &want.hash);
            let is_there =
                |flight: &&mut Flight| flight.pair == pair && flight.texts.iter().any(|text| text.hash == want.hash);
            if let Some(flight) = flights.iter_mut().find(is_there) {
                let same = flight.texts.iter_mut().find(|text| text.hash == want.hash);
                if let Some(text) = same.filter(|text| !text.sessions.contains(&want.session)) {
                    text.sessions.push(want.session);
                }
                continue;
            }
            if self.flying.contains(&id) {
                later.push(want);
                continue;
            }
            if let Some(entry) = self.books.find(&pair, &want.hash).filter(|_| !want.anew) {
                self.tally(
                    &want.session,
                    Tally {
                        hits: 1,
                        ..Tally::default()
                    },
                );
                copies.push((want.session, entry));
                continue;
            }
            if want.anew && !self.renewed.insert(id.clone()) {
                continue;
            }
            let known = book.known();
            let from = known.from(&want.text, to);
            let guess = known.of_buyer();
            self.flying.insert(id);
            let passenger = Passenger {
                hash: want.hash,
                text: want.text,
                sessions: vec![want.session],
            };
            let fits = |flight: &&mut Flight| {
                flight.pair == pair && flight.from == from && flight.anew == want.anew && flight.texts.len() < TEXTS
            };
            match flights.iter_mut().find(fits) {
                Some(flight) => flight.texts.push(passenger),
                None => flights.push(Flight {
                    to: to.to_owned(),
                    pair,
                    from,
                    guess,
                    anew: want.anew,
                    texts: vec![passenger],
                }),
            }
        }
        self.wants = later;
        (flights, copies)
    }
}
