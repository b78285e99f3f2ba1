//! How a thread comes in: from what was kept of it, the newest stretch, and
//! earlier ones on demand; and what of it is left behind.

use super::thread_kept::{Kept, Threads};
use super::thread_state::{About, Loading, Thread};
use crate::api::{messages, sessions};
use crate::browser::clock;
use crate::outbox::model::is_local;
use crate::snapshot::Part;
use crate::snapshot::model::{self as snapshot, thread_lines};
use leptos::prelude::*;
use steadydesk_wire::{Author, Code, Message, MessagePage, Millis, Session};

impl Thread {
    /// Asks again for whatever failed.
    pub(super) fn again(self) {
        if !self.about.with_untracked(|about| matches!(about, About::Known(_))) {
            self.about.set(About::Asking);
            self.ask();
        }
        if self.seq.get_untracked().is_none() {
            self.load();
        } else {
            self.loading.set(Loading::Nothing);
            self.load_earlier();
        }
    }

    /// Takes a thread over as it was left; whether nothing of it has to be fetched again.
    pub(super) fn restore(self, kept: Kept) -> bool {
        self.stretch.set_value(kept.stretch);
        self.before.set(kept.before);
        self.seq.set(Some(kept.seq));
        self.told.set_value(kept.seq);
        self.as_of.set(kept.as_of);
        let row = self.unread.get_value();
        if let Some(session) = kept.session {
            self.know(&session);
        }
        let Some(missed) = self.live.since(kept.seq) else {
            return false;
        };
        for event in missed {
            self.change(&event.change, event.at);
        }
        self.all_told(kept.seq);
        // What came while it was left is what is not read; the list's row, where there is one, says the same.
        self.unread.set_value(row.or_else(|| {
            self.about.with_untracked(|about| match about {
                About::Known(session) => Some(session.unread),
                _ => None,
            })
        }));
        self.find_first_unread();
        true
    }

    /// Every change that this console has heard of is in what is here, which was true at `seq`.
    fn all_told(self, seq: i64) {
        self.told
            .set_value(self.live.cursor().map_or(seq, |cursor| cursor.max(seq)));
    }

    /// Leaves the thread for another: what is here of it is kept.
    pub(super) fn leave(self, threads: Threads) {
        let (Some(id), Some(Some(_))) = (self.id.try_get_value(), self.seq.try_get_untracked()) else {
            return;
        };
        let session = self.about.try_with_untracked(|about| match about {
            About::Known(session) => Some((**session).clone()),
            _ => None,
        });
        let (Some(Some(session)), Some(stretch)) = (session, self.stretch.try_update_value(std::mem::take)) else {
            return;
        };
        threads.keep(Kept {
            id,
            session: Some(session),
            stretch,
            before: self.before.try_get_untracked().flatten(),
            seq: self.told.try_get_value().unwrap_or(0),
            as_of: self.as_of.try_get_untracked().unwrap_or(Millis(0)),
        });
    }

    /// The thread's part of the view on disk.
    pub(super) fn part(self) -> Option<Part> {
        self.seq.try_get_untracked().flatten()?;
        let session = self.about.try_with_untracked(|about| match about {
            About::Known(session) => Some((**session).clone()),
            _ => None,
        })??;
        let seq = self.told.try_get_value()?;
        let as_of = untrack(move || self.as_of(clock::gateway_now()))?;
        let before = self.before.try_get_untracked().flatten();
        let (items, before, place) = self.stretch.try_with_value(|stretch| stretch.for_disk(before))?;
        let page = MessagePage {
            items,
            before,
            seq,
            as_of,
        };
        Some(Part {
            of: session.id.to_string(),
            seq,
            lines: thread_lines(&snapshot::Thread { session, place, page }),
        })
    }

    pub(super) fn ask(self) {
        let id = self.id();
        let Some(line) = self.lines.try_with_value(|lines| lines.about.clone()) else {
            return;
        };
        line.run(
            |signal| async move { sessions::get(&id, signal.as_ref()).await },
            move |answer| {
                let about = match answer {
                    Ok(session) => return self.know(&session),
                    Err(error) if matches!(error.code(), Some(Code::NotFound | Code::NotAllowed)) => About::Unknown,
                    Err(error) => About::Failed(error),
                };
                // What is known stays when only the asking failed.
                self.about.try_update(|present| {
                    if about == About::Unknown || !matches!(present, About::Known(_)) {
                        *present = about;
                    }
                });
            },
        );
    }

    pub(super) fn know(self, session: &Session) {
        self.unread.update_value(|unread| {
            unread.get_or_insert(session.unread);
        });
        let newer = self.about.try_with_untracked(|about| match about {
            About::Known(known) => known.version < session.version,
            _ => true,
        });
        if newer == Some(true) {
            self.translations.open(&session.id, session.region.as_str());
            self.about.set(About::Known(Box::new(session.clone())));
        }
    }

    /// Fetches the newest stretch.
    pub(super) fn load(self) {
        let id = self.id();
        let Some(line) = self.lines.try_with_value(|lines| lines.newest.clone()) else {
            return;
        };
        self.loading.set(Loading::Newest);
        line.run(
            |signal| async move {
                let page = messages::page(&id, None, signal.as_ref()).await;
                // So that both are painted in one frame.
                self.translations.ready(&id).await;
                page
            },
            move |answer| match answer {
                Ok(page) => self.loaded(&page),
                Err(error) => {
                    self.loading.try_set(Loading::Failed(error));
                }
            },
        );
    }

    fn loaded(self, page: &MessagePage) {
        let Some(missed) = self.live.since(page.seq) else {
            // More changed while the page was on its way than is remembered.
            return self.load();
        };
        clock::gateway_said(page.as_of);
        let first = self.seq.get_untracked().is_none();
        let known = |message: &Message| {
            self.message(&message.id)
                .is_some_and(|cell| cell.with_untracked(is_the_gateways))
        };
        let joins = page.items.iter().any(known);
        if !first && !joins {
            // So much has come meanwhile that a hole would stand between: the earlier ones are loaded again on demand.
            self.stretch.update_value(|stretch| {
                stretch.forget(is_the_gateways);
                stretch.marks.clear();
            });
        }
        if first || !joins {
            self.begins(page);
        }
        self.take(&page.items);
        for event in missed {
            self.change(&event.change, event.at);
        }
        self.all_told(page.seq);
        self.seq.set(Some(page.seq));
        self.as_of.set(page.as_of);
        self.find_first_unread();
        self.loading.set(Loading::Nothing);
        if first {
            self.moved();
        }
    }

    /// The thread begins with this page now.
    fn begins(self, page: &MessagePage) {
        if let (Some(first), Some(mark)) = (page.items.first(), &page.before) {
            let begin = (first.id.clone(), mark.clone());
            self.stretch.update_value(|stretch| stretch.marks.push(begin));
        }
        self.before.set(page.before.clone());
    }

    /// Finds the message before which the line "New messages" stands, as far back as messages are here.
    pub(super) fn find_first_unread(self) {
        let left = self.unread.get_value().unwrap_or(0) as usize;
        if left == 0 || self.first_unread.with_untracked(Option::is_some) {
            return;
        }
        let theirs = self.numbers(|message| message.author == Author::Buyer && is_the_gateways(message));
        // Where not all of them are here, the line comes with the page that has the first.
        let first = theirs.len().checked_sub(left).and_then(|at| theirs.get(at).copied());
        let first = first.and_then(|number| self.with_model(|model| model.id(number).map(ToString::to_string)));
        self.first_unread.set(first.flatten());
    }

    /// Fetches the stretch before the oldest message.
    pub(super) fn load_earlier(self) {
        let Some(mark) = self.before.get_untracked() else {
            return;
        };
        if self
            .loading
            .with_untracked(|loading| matches!(loading, Loading::Newest | Loading::Earlier))
        {
            return;
        }
        self.loading.set(Loading::Earlier);
        let id = self.id();
        let Some(line) = self.lines.try_with_value(|lines| lines.earlier.clone()) else {
            return;
        };
        line.run(
            |signal| async move { messages::page(&id, Some(&mark), signal.as_ref()).await },
            move |answer| match answer {
                Ok(page) => {
                    self.begins(&page);
                    self.take(&page.items);
                    self.find_first_unread();
                    self.loading.set(Loading::Nothing);
                }
                Err(error) => {
                    self.loading.try_set(Loading::Failed(error));
                }
            },
        );
    }
}

fn is_the_gateways(message: &Message) -> bool {
    !is_local(message.version)
}
