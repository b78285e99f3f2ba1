//! Asking, and what becomes of the answer.

use super::{
    Asked, Command, EXPLAIN_AFTER, FRESH_FOR, Loaded, Model, Running, Timer, VEIL_AFTER, VEIL_LEAST, Veil, View,
};

impl Model {
    /// Whether an answer of that number counts.
    #[must_use]
    pub fn is_newest(&self, generation: u64) -> bool {
        self.running.is_some() && generation == self.generation
    }

    pub(super) fn ask(&mut self, asked: Asked) -> Vec<Command> {
        self.wanted = Some(asked.clone());
        self.generation += 1;
        self.running = Some(Running::Loud);
        self.missed = 0;
        let generation = self.generation;
        let mut commands = vec![Command::Fetch { generation, asked }];
        match self.veil {
            Veil::Open => {
                commands.push(Command::Wait {
                    milliseconds: VEIL_AFTER,
                    timer: Timer::Veil,
                    generation,
                });
            }
            // A veil that is there stays: it neither flickers nor starts anew.
            Veil::Loading { .. } => {}
            // The reason was of the request before; the operator has just seen it, so the veil is due at once.
            Veil::Explained(_) => {
                self.veil = Veil::Open;
                commands.push(Command::Wait {
                    milliseconds: 0,
                    timer: Timer::Veil,
                    generation,
                });
            }
        }
        commands.push(Command::Wait {
            milliseconds: EXPLAIN_AFTER,
            timer: Timer::Explain,
            generation,
        });
        commands
    }

    pub(super) fn travel(&mut self, asked: Asked, now: f64) -> Vec<Command> {
        if self.wanted.as_ref() == Some(&asked) {
            return Vec::new();
        }
        let view = if self.shown.as_ref().is_some_and(|view| view.asked == asked) {
            // There and back before the answer: what is shown is what is wanted again.
            self.shown.take_if(|view| now - view.at < FRESH_FOR)
        } else {
            self.kept.take(&asked, now)
        };
        let Some(view) = view else {
            return self.ask(asked);
        };
        self.generation += 1;
        self.running = None;
        self.veil = Veil::Open;
        self.stale = None;
        self.wanted = Some(asked);
        let mut commands = vec![Command::Abort, Command::Scroll(view.anchor.clone())];
        if view.missed > view.loaded.seq {
            commands.push(Command::RefreshSoon);
        }
        self.show(view);
        commands.extend(self.check());
        commands
    }

    pub(super) fn enter(&mut self, asked: Asked, now: f64) -> Vec<Command> {
        let here = self.wanted.as_ref() == Some(&asked);
        let Some(view) = self.shown.as_ref().filter(|view| here && view.asked == asked) else {
            return self.travel(asked, now);
        };
        let mut commands = vec![Command::Scroll(view.anchor.clone())];
        if now - view.at >= FRESH_FOR || view.missed > view.loaded.seq {
            commands.extend(self.refresh());
        }
        commands
    }

    fn show(&mut self, view: View) {
        for line in &view.loaded.lines {
            self.selection.know(line, true);
        }
        if let Some(before) = self.shown.replace(view)
            && self.shown.as_ref().is_some_and(|view| view.asked != before.asked)
        {
            self.kept.put(before);
        }
    }

    pub(super) fn refresh(&mut self) -> Vec<Command> {
        // What is under way brings news by itself; what has failed waits for the operator.
        if self.running.is_some() || matches!(self.veil, Veil::Explained(_)) || self.shown.is_none() {
            return Vec::new();
        }
        let Some(asked) = self.wanted.clone() else {
            return Vec::new();
        };
        self.generation += 1;
        self.running = Some(Running::Quiet);
        self.missed = 0;
        vec![Command::Fetch {
            generation: self.generation,
            asked,
        }]
    }

    pub(super) fn answered(&mut self, mut loaded: Loaded, now: f64) -> Vec<Command> {
        self.running = None;
        self.stale = None;
        let Some(asked) = self.wanted.clone() else {
            return Vec::new();
        };
        let pages = asked.pages(loaded.total);
        if loaded.lines.is_empty() && pages > 0 && asked.page >= pages {
            // The list has become shorter than the page asked for.
            let last = asked.at_page(pages - 1);
            let mut commands = vec![Command::Moved(last.clone())];
            commands.extend(self.ask(last));
            return commands;
        }
        // What the stream has told meanwhile is newer than the answer.
        for line in &mut loaded.lines {
            let known = self.lines().iter().find(|known| known.id == line.id);
            if let Some(known) = known.filter(|known| known.version > line.version) {
                *line = known.clone();
            }
        }
        let mut commands = Vec::new();
        if self.missed > loaded.seq {
            commands.push(Command::RefreshSoon);
        }
        let anchor = match &self.shown {
            Some(view) if view.asked == asked => view.anchor.clone(),
            Some(_) => {
                commands.push(Command::Scroll(None));
                None
            }
            None => None,
        };
        self.show(View {
            asked,
            loaded,
            at: now,
            anchor,
            missed: 0,
        });
        commands.extend(self.check());
        match self.veil {
            Veil::Loading { since } if now - since < f64::from(VEIL_LEAST) => {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "between 0 and VEIL_LEAST"
                )]
                let milliseconds = (f64::from(VEIL_LEAST) - (now - since))
                    .clamp(0.0, f64::from(VEIL_LEAST))
                    .ceil() as u32;
                commands.push(Command::Wait {
                    milliseconds,
                    timer: Timer::Least,
                    generation: self.generation,
                });
            }
            _ => self.veil = Veil::Open,
        }
        commands
    }

    /// The selected rows that the page at hand does not show: they may have left, or stand elsewhere.
    fn check(&self) -> Option<Command> {
        let view = self.shown.as_ref()?;
        let ids = self.selection.elsewhere(&view.loaded.lines);
        (!ids.is_empty()).then(|| Command::Check {
            asked: view.asked.clone(),
            ids,
        })
    }

    pub(super) fn cancel(&mut self) -> Vec<Command> {
        let Some(view) = &self.shown else {
            return Vec::new();
        };
        let asked = view.asked.clone();
        self.wanted = Some(asked.clone());
        self.generation += 1;
        self.running = None;
        self.veil = Veil::Open;
        vec![Command::Abort, Command::Moved(asked)]
    }
}
