//! When a database that cannot be opened is tried again. A function of what
//! happened and of the time, in milliseconds on the monotonic clock.

/// Waits before the database is opened again: as many times as there are of them, then rows are kept in memory.
pub const WAITS: [u32; 3] = [50, 200, 750];
/// How long an opening may take before it counts as refused.
pub const PATIENCE: u32 = 3_000;
/// How often the disk is tried again while rows are kept in memory.
pub const PROBE: u32 = 5_000;

/// What to do about a database that could not be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Open it again after so many milliseconds.
    Again(u32),
    /// Keep rows in memory. It is news the first time, and said then.
    Memory { news: bool },
}

/// How opening has fared.
#[derive(Debug, Default)]
pub struct Reopening {
    refused: usize,
    in_memory: bool,
    probe_at: f64,
}

impl Reopening {
    /// Whether it makes sense to open now, or the rows of this moment go into memory.
    #[must_use]
    pub fn may_open(&self, now: f64) -> bool {
        !self.in_memory || self.probe_at <= now
    }

    /// Whether rows are kept in memory.
    #[must_use]
    pub fn in_memory(&self) -> bool {
        self.in_memory
    }

    /// It could not be opened.
    pub fn refused(&mut self, now: f64) -> Next {
        if !self.in_memory
            && let Some(wait) = WAITS.get(self.refused)
        {
            self.refused += 1;
            return Next::Again(*wait);
        }
        let news = !self.in_memory;
        self.in_memory = true;
        self.probe_at = now + f64::from(PROBE);
        Next::Memory { news }
    }

    /// It is open; whether it had been given up before.
    pub fn opened(&mut self) -> bool {
        std::mem::take(self).in_memory
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tc_08_it_is_opened_again_three_times_then_memory_says_so_once() {
        let mut disk = Reopening::default();
        let waits: Vec<Next> = (0..3).map(|_| disk.refused(0.0)).collect();
        assert_eq!(waits, WAITS.map(Next::Again));
        assert!(!disk.in_memory() && disk.may_open(0.0));
        assert_eq!(disk.refused(100.0), Next::Memory { news: true });
        assert!(disk.in_memory() && !disk.may_open(100.0));
        assert!(!disk.may_open(100.0 + f64::from(PROBE) - 1.0));
        assert!(disk.may_open(100.0 + f64::from(PROBE)));
        assert_eq!(
            disk.refused(9_000.0),
            Next::Memory { news: false },
            "one try a probe, and no second notice"
        );
        assert!(!disk.may_open(9_001.0));
        assert!(disk.opened(), "back from memory");
        assert!(!disk.opened() && disk.may_open(0.0));
        assert_eq!(disk.refused(0.0), Next::Again(WAITS[0]), "it begins anew");
    }
}
