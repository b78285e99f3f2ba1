//! One bulk action over some rows: one after another, each with its own end.

/// How far one row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Waiting,
    Running,
    Done,
    /// Why not, in words.
    Failed(String),
}

/// A row of the batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub id: String,
    pub name: String,
    pub step: Step,
}

/// What happens to a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BatchEvent {
    /// These rows, and no others, are to be acted on. Nothing begins yet.
    Chosen(Vec<(String, String)>),
    /// The operator has said yes, or wants what has failed tried again.
    Confirmed,
    /// The one that runs has ended.
    Ended(Result<(), String>),
    /// No further row is begun.
    Stopped,
}

/// The batch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    pub items: Vec<Item>,
    going: bool,
}

impl Batch {
    /// Moves the batch; answers the id of the row to act on next, if there is one.
    pub fn apply(&mut self, event: BatchEvent) -> Option<String> {
        match event {
            BatchEvent::Chosen(rows) if !self.is_running() => {
                let item = |(id, name)| Item {
                    id,
                    name,
                    step: Step::Waiting,
                };
                *self = Self {
                    items: rows.into_iter().map(item).collect(),
                    going: false,
                };
                None
            }
            BatchEvent::Confirmed if !self.is_running() => {
                for item in &mut self.items {
                    if item.step != Step::Done {
                        item.step = Step::Waiting;
                    }
                }
                self.going = true;
                self.next()
            }
            BatchEvent::Ended(end) => {
                let running = self.items.iter_mut().find(|item| item.step == Step::Running)?;
                running.step = match end {
                    Ok(()) => Step::Done,
                    Err(why) => Step::Failed(why),
                };
                self.next()
            }
            BatchEvent::Stopped => {
                self.going = false;
                None
            }
            // While one runs, a second press is the same press.
            BatchEvent::Chosen(_) | BatchEvent::Confirmed => None,
        }
    }

    fn next(&mut self) -> Option<String> {
        let waiting = self.items.iter_mut().find(|item| item.step == Step::Waiting);
        let Some(item) = waiting.filter(|_| self.going) else {
            self.going = false;
            return None;
        };
        item.step = Step::Running;
        Some(item.id.clone())
    }

    /// Whether a row is being acted on.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.items.iter().any(|item| item.step == Step::Running)
    }

    /// Whether nothing is left to do.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.items.iter().all(|item| item.step == Step::Done)
    }

    /// How many have failed.
    #[must_use]
    pub fn failed(&self) -> usize {
        let failed = |item: &&Item| matches!(item.step, Step::Failed(_));
        self.items.iter().filter(failed).count()
    }
}
