//! How high a thread's rows are and where each begins, at 8 bytes a row.
//!
//! Lengths are in 64ths of a pixel, the unit in which browsers lay out, so that
//! sums are exact. A row that was never on screen has an estimated height.
//! Finding a row at a height and the height of a row take a step for each
//! doubling of their number; a row that comes in at the end takes no more.

use std::ops::Range;

/// Units in a pixel.
pub const UNIT: u32 = 64;

/// The heights, and sums of them (a Fenwick tree) that are made when asked for.
#[derive(Debug, Default, Clone)]
pub struct Rows {
    heights: Vec<u32>,
    /// `sums[n]` is the sum of the `low_bit(n + 1)` heights that end with number `n`.
    sums: Vec<u32>,
}

fn low_bit(number: usize) -> usize {
    number & number.wrapping_neg()
}

/// Pixels in units. What is no length counts as nothing.
#[must_use]
pub fn units(pixels: f64) -> u32 {
    // A cast of floats stops at the ends of the whole number's range.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "stops at the ends"
    )]
    {
        (pixels * f64::from(UNIT)).round() as u32
    }
}

/// Units in pixels.
#[must_use]
pub fn pixels(units: u32) -> f64 {
    f64::from(units) / f64::from(UNIT)
}

impl Rows {
    #[must_use]
    pub fn len(&self) -> usize {
        self.heights.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.heights.is_empty()
    }

    /// Puts a row before the one that is number `at` now.
    pub fn insert(&mut self, at: usize, height: u32) {
        let at = at.min(self.heights.len());
        self.heights.insert(at, height);
        self.sums.truncate(at);
    }

    /// Takes a row out.
    pub fn remove(&mut self, at: usize) {
        if at < self.heights.len() {
            self.heights.remove(at);
            self.sums.truncate(at);
        }
    }

    /// Takes the first rows out.
    pub fn forget_before(&mut self, at: usize) {
        self.heights.drain(..at.min(self.heights.len()));
        self.sums.clear();
    }

    /// Says how high a row really is; whether that was not known.
    pub fn measure(&mut self, at: usize, height: u32) -> bool {
        let Some(known) = self.heights.get_mut(at) else {
            return false;
        };
        let (before, after) = (*known, height);
        if before == after {
            return false;
        }
        *known = after;
        let mut number = at + 1;
        while let Some(sum) = self.sums.get_mut(number - 1) {
            *sum = sum.wrapping_sub(before).wrapping_add(after);
            number += low_bit(number);
        }
        true
    }

    /// Where the row begins, from the begin of the first. Behind the last row: their whole height.
    pub fn top(&mut self, at: usize) -> u32 {
        self.sum();
        let mut number = at.min(self.sums.len());
        let mut top = 0_u32;
        while number > 0 {
            top = top.wrapping_add(self.sums[number - 1]);
            number -= low_bit(number);
        }
        top
    }

    /// The height of all rows.
    pub fn height(&mut self) -> u32 {
        self.top(self.heights.len())
    }

    /// The number of the row at that distance from the begin of the first; the last one beyond the end.
    pub fn at(&mut self, mut distance: u32) -> usize {
        self.sum();
        let mut number = 0;
        let mut step = self.sums.len().checked_ilog2().map_or(0, |log| 1 << log);
        while step > 0 {
            if let Some(sum) = self.sums.get(number + step - 1)
                && *sum <= distance
            {
                distance -= *sum;
                number += step;
            }
            step /= 2;
        }
        number.min(self.heights.len().saturating_sub(1))
    }

    /// Makes the sums that are missing: none, or those from the first new row on.
    fn sum(&mut self) {
        for at in self.sums.len()..self.heights.len() {
            let mut sum = self.heights[at];
            let mut step = 1;
            while step < low_bit(at + 1) {
                sum = sum.wrapping_add(self.sums[at - step]);
                step *= 2;
            }
            self.sums.push(sum);
        }
    }
}

/// What of a thread is on screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sight {
    /// From the begin of the first row to the upper edge of what is seen, in units.
    pub top: u32,
    /// The height of what is seen, in units.
    pub height: u32,
}

/// More rows than this are never on the page, however small they are.
pub const MOST_MOUNTED: usize = 120;

/// The rows to have on the page: those in sight, and before and behind them a
/// screen, of `least` rows at least.
pub fn window(rows: &mut Rows, sight: Sight, least: usize) -> Range<usize> {
    if rows.is_empty() {
        return 0..0;
    }
    let end = sight.top.saturating_add(sight.height);
    let seen = rows.at(sight.top)..rows.at(end) + 1;
    let first = rows.at(sight.top.saturating_sub(sight.height));
    let last = rows.at(end.saturating_add(sight.height));
    let room = MOST_MOUNTED.saturating_sub(seen.len()) / 2;
    let start = first
        .min(seen.start.saturating_sub(least))
        .max(seen.start.saturating_sub(room));
    let behind = (last + 1).max(seen.end + least).min(rows.len());
    start..behind.min(start + MOST_MOUNTED)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Debug, Clone)]
    enum Step {
        Insert(usize, u32),
        Remove(usize),
        Measure(usize, u32),
        Ask(usize),
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let at = 0usize..90;
        let height = prop_oneof![Just(0u32), 1u32..40_000];
        let step = prop_oneof![
            4 => (at.clone(), height.clone()).prop_map(|(at, height)| Step::Insert(at, height)),
            1 => at.clone().prop_map(Step::Remove),
            2 => (at.clone(), height).prop_map(|(at, height)| Step::Measure(at, height)),
            2 => at.prop_map(Step::Ask),
        ];
        proptest::collection::vec(step, 0..200)
    }

    proptest! {
        #[test]
        fn it_adds_up_as_a_plain_list_does(steps in steps(), distance in 0u32..1_000_000) {
            let (mut rows, mut plain) = (Rows::default(), Vec::new());
            for step in steps {
                match step {
                    Step::Insert(at, height) => {
                        rows.insert(at, height);
                        plain.insert(at.min(plain.len()), height);
                    }
                    Step::Remove(at) => {
                        rows.remove(at);
                        if at < plain.len() {
                            plain.remove(at);
                        }
                    }
                    Step::Measure(at, height) => {
                        let news = plain.get(at).is_some_and(|known| *known != height);
                        prop_assert_eq!(rows.measure(at, height), news);
                        if let Some(known) = plain.get_mut(at) {
                            *known = height;
                        }
                    }
                    Step::Ask(at) => {
                        let expected: u32 = plain.iter().take(at).sum();
                        prop_assert_eq!(rows.top(at), expected);
                    }
                }
            }
            prop_assert_eq!(rows.len(), plain.len());
            prop_assert_eq!(rows.height(), plain.iter().sum::<u32>());
            let mut end = 0;
            let passed = plain.iter().take_while(|height| { end += **height; end <= distance }).count();
            prop_assert_eq!(rows.at(distance), passed.min(plain.len().saturating_sub(1)));
        }

        #[test]
        fn a_row_is_found_where_it_begins(heights in proptest::collection::vec(1u32..9_000, 1..300), n in any::<usize>()) {
            let mut rows = Rows::default();
            for (at, height) in heights.iter().enumerate() {
                rows.insert(at, *height);
            }
            let at = n % heights.len();
            let top = rows.top(at);
            prop_assert_eq!(rows.at(top), at);
            prop_assert_eq!(rows.at(top + heights[at] - 1), at);
        }

        #[test]
        fn what_is_in_sight_is_on_the_page_and_the_page_stays_small(
            heights in proptest::collection::vec(24 * UNIT..600 * UNIT, 0..400),
            top in 0u32..6_000_000,
            height in 0u32..1_440 * UNIT,
            least in 0usize..30,
        ) {
            let mut rows = Rows::default();
            for (at, height) in heights.iter().enumerate() {
                rows.insert(at, *height);
            }
            let mounted = window(&mut rows, Sight { top, height }, least);
            prop_assert!(mounted.len() <= MOST_MOUNTED && mounted.end <= rows.len());
            let mut begin = 0;
            for (at, own) in heights.iter().enumerate() {
                if begin < top + height && begin + own > top {
                    prop_assert!(mounted.contains(&at), "row {} is in sight", at);
                }
                begin += own;
            }
        }
    }

    #[test]
    fn ten_thousand_rows_take_eight_bytes_each() {
        let mut rows = Rows::default();
        for at in 0..10_000 {
            rows.insert(at, 60 * UNIT);
        }
        assert_eq!(rows.height(), 600_000 * UNIT);
        let bytes = (rows.heights.len() + rows.sums.len()) * size_of::<u32>();
        assert_eq!(bytes / rows.len(), 8);
    }

    #[test]
    fn lengths_become_units_and_back() {
        for (length, expected) in [(0.0, 0), (12.5, 800), (-3.0, 0), (f64::NAN, 0), (1.0 / 64.0, 1)] {
            assert_eq!(units(length), expected, "{length}");
        }
        assert!((pixels(800) - 12.5).abs() < f64::EPSILON);
    }
}
