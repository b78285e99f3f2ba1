//! Parts of a long list that come into sight as it is scrolled.

use super::{Asked, Command, Loaded, Model, Running, Veil, View};

impl Model {
    /// Whether the request under way was asked for by the operator.
    #[must_use]
    pub fn is_loud(&self) -> bool {
        self.running == Some(Running::Loud)
    }

    /// The part that is being fetched.
    #[must_use]
    pub fn looked(&self) -> Option<&Asked> {
        self.wanted.as_ref().filter(|_| self.running == Some(Running::Look))
    }

    /// Fetches a part in place of the one before; where nothing is wanted, takes that one back.
    pub(super) fn look(&mut self, asked: Option<Asked>) -> Vec<Command> {
        // While the operator waits for another list, or has to decide, this one is not gone on with.
        if self.is_loud() || matches!(self.veil, Veil::Explained(_)) || self.shown.is_none() {
            return Vec::new();
        }
        let Some(asked) = asked else {
            return if self.running == Some(Running::Look) {
                self.running = None;
                self.generation += 1;
                vec![Command::Abort]
            } else {
                Vec::new()
            };
        };
        if self.looked() == Some(&asked) {
            return Vec::new();
        }
        self.wanted = Some(asked.clone());
        self.generation += 1;
        self.running = Some(Running::Look);
        self.missed = 0;
        vec![Command::Fetch {
            generation: self.generation,
            asked,
        }]
    }

    pub(super) fn restore(&mut self, asked: Asked, loaded: Loaded, now: f64) -> Vec<Command> {
        *self = Self {
            wanted: Some(asked.clone()),
            shown: Some(View {
                asked,
                loaded,
                at: now,
                anchor: None,
                missed: 0,
            }),
            generation: self.generation + 1,
            ..Self::default()
        };
        vec![Command::Abort]
    }
}
