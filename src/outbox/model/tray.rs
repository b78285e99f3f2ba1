//! What stands in the tray of unsent messages, and in which order.

use crate::inbox::model::reading::is_paused;
use steadydesk_wire::Outgoing;

/// The groups of the tray, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// The operator has to decide.
    Paused,
    Failed,
    Unknown,
    Waiting,
    /// They go out by themselves.
    Queued,
}

impl Group {
    pub const ALL: [Self; 5] = [Self::Paused, Self::Failed, Self::Unknown, Self::Waiting, Self::Queued];

    /// The group of a message that is not out; nothing for one that is just on its way.
    #[must_use]
    pub fn of(outgoing: &Outgoing) -> Option<Self> {
        Some(match outgoing {
            Outgoing::Failed { failure } if is_paused(failure.reason) => Self::Paused,
            Outgoing::Failed { .. } => Self::Failed,
            Outgoing::Checking { .. } => Self::Unknown,
            Outgoing::Waiting => Self::Waiting,
            Outgoing::Queued { .. } => Self::Queued,
            Outgoing::Sending | Outgoing::Sent => return None,
        })
    }
}
