//! The counters that the cache keeps of itself, so that nobody has to count it.

/// A session's translations: how many, how many bytes, and when they were used last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Size {
    pub count: u64,
    pub bytes: u64,
    /// Milliseconds since 1970.
    pub used: i64,
}

/// What became of a store's texts since its cache began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Texts that were found.
    pub hits: u64,
    /// Texts that the gateway was asked for.
    pub misses: u64,
    pub damaged: u64,
    pub evicted: u64,
}

impl Size {
    #[must_use]
    pub fn row(self) -> String {
        [self.count.to_string(), self.bytes.to_string(), self.used.to_string()].join(" ")
    }

    /// A row that cannot be read counts nothing; it is written anew with the next change.
    #[must_use]
    pub fn read(row: &str) -> Self {
        let mut words = row.split(' ');
        let mut next = || words.next().and_then(|word| word.parse::<u64>().ok()).unwrap_or(0);
        Self {
            count: next(),
            bytes: next(),
            used: i64::try_from(next()).unwrap_or(0),
        }
    }
}

impl Tally {
    #[must_use]
    pub fn row(self) -> String {
        [self.hits, self.misses, self.damaged, self.evicted]
            .map(|number| number.to_string())
            .join(" ")
    }

    #[must_use]
    pub fn read(row: &str) -> Self {
        let mut words = row.split(' ');
        let mut next = || words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
        Self {
            hits: next(),
            misses: next(),
            damaged: next(),
            evicted: next(),
        }
    }

    pub fn add(&mut self, more: Self) {
        self.hits += more.hits;
        self.misses += more.misses;
        self.damaged += more.damaged;
        self.evicted += more.evicted;
    }

    /// Texts that were found, of a hundred; nothing before there were any.
    #[must_use]
    pub fn rate(self) -> Option<u64> {
        (self.hits * 100).checked_div(self.hits + self.misses)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tc_16_counters_are_kept_as_rows_and_survive_nonsense() {
        let size = Size {
            count: 3,
            bytes: 900,
            used: 1_760_000_000_000,
        };
        assert_eq!(size.row(), "3 900 1760000000000");
        assert_eq!(Size::read(&size.row()), size);
        assert_eq!(
            Size::read("3 x"),
            Size {
                count: 3,
                ..Size::default()
            }
        );
        let mut tally = Tally {
            hits: 9,
            misses: 1,
            damaged: 2,
            evicted: 4,
        };
        assert_eq!(Tally::read(&tally.row()), tally);
        assert_eq!(tally.rate(), Some(90));
        tally.add(Tally {
            misses: 10,
            ..Tally::default()
        });
        assert_eq!((tally.rate(), Tally::read("").rate()), (Some(45), None));
    }
}
