//! How old a list is, and how loudly that is said.

use steadydesk_wire::Millis;

/// The age of what is shown, in whole minutes where it is worth saying.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Age {
    Fresh,
    /// It has missed a refresh or more.
    Old(u32),
    /// Nobody should decide by it without asking again.
    VeryOld(u32),
}

/// Minutes after which the age is said.
const OLD: u32 = 2;
/// Minutes after which it is said in red, with the way out.
const VERY_OLD: u32 = 10;

/// Whole minutes between the two. Both times are the gateway's: a wrong clock
/// of this computer changes nothing.
#[must_use]
pub fn minutes(as_of: Millis, now: Millis) -> u32 {
    u32::try_from(now.since(as_of) / 60_000).unwrap_or(0)
}

impl Age {
    #[must_use]
    pub fn of(minutes: u32) -> Self {
        match minutes {
            minutes if minutes >= VERY_OLD => Self::VeryOld(minutes),
            minutes if minutes >= OLD => Self::Old(minutes),
            _ => Self::Fresh,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_the_louder_the_older() {
        let at = Millis(1_800_000_000_000);
        for (seconds, age) in [
            (-7_200, Age::Fresh),
            (0, Age::Fresh),
            (119, Age::Fresh),
            (120, Age::Old(2)),
            (599, Age::Old(9)),
            (600, Age::VeryOld(10)),
            (86_400, Age::VeryOld(1_440)),
        ] {
            assert_eq!(Age::of(minutes(at, at.plus(seconds * 1_000))), age, "{seconds} s");
        }
    }
}
