//! Which rows of a list of equal rows are in sight, and which are drawn.
//!
//! All rows are as high as each other: a row's place is a product, and nothing
//! is kept for a row that is not seen.

use std::ops::Range;

/// Rows drawn above and below those in sight, so that a fling finds them there.
pub const OVERSCAN: u32 = 10;
/// A list of so many rows is drawn whole: the browser finds words in it, and no scrolling draws anything.
pub const WHOLE: u32 = 60;
/// Rows drawn at most, however high the window is.
pub const MOST: u32 = 120;

/// What is seen of the list, in pixels of the page.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Sight {
    /// How far it is scrolled down.
    pub top: f64,
    pub height: f64,
    /// Of one row; 0 while it is not known.
    pub row: f64,
}

impl Sight {
    /// The rows in sight, wholly or in part.
    #[must_use]
    pub fn seen(self, total: u32) -> Range<u32> {
        if self.row <= 0.0 || total == 0 {
            return 0..0;
        }
        let top = self.top.max(0.0);
        let first = whole((top / self.row).floor()).min(total - 1);
        let end = whole(((top + self.height) / self.row).ceil()).clamp(first + 1, total);
        first..end.min(first.saturating_add(MOST - 2 * OVERSCAN))
    }

    /// The rows that are drawn.
    #[must_use]
    pub fn drawn(self, total: u32) -> Range<u32> {
        if total <= WHOLE {
            return 0..total;
        }
        let seen = self.seen(total);
        seen.start.saturating_sub(OVERSCAN)..seen.end.saturating_add(OVERSCAN).min(total)
    }

    /// How far to scroll for a row to be wholly in sight, by as little as can be.
    #[must_use]
    pub fn reveal(self, at: u32) -> f64 {
        let top = f64::from(at) * self.row;
        let last = top + self.row - self.height;
        if self.top > top {
            top
        } else if self.top < last {
            last.max(0.0)
        } else {
            self.top
        }
    }

    /// Rows that a page key moves by: what is wholly in sight, but for one.
    #[must_use]
    pub fn page(self) -> u32 {
        if self.row <= 0.0 {
            return 1;
        }
        whole((self.height / self.row).floor()).saturating_sub(1).max(1)
    }
}

/// The row that a key goes to from another; nothing for a key that goes nowhere.
#[must_use]
pub fn step(key: &str, from: u32, total: u32, page: u32) -> Option<u32> {
    let last = total.checked_sub(1)?;
    let to = match key {
        "ArrowDown" | "j" => from.saturating_add(1),
        "ArrowUp" | "k" => from.saturating_sub(1),
        "PageDown" => from.saturating_add(page),
        "PageUp" => from.saturating_sub(page),
        "Home" => 0,
        "End" => last,
        _ => return None,
    };
    Some(to.min(last))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count of rows; what is beyond is held at the ends"
)]
fn whole(rows: f64) -> u32 {
    rows as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sights() -> impl Strategy<Value = Sight> {
        (0.0..8_000_000.0_f64, 0.0..3_000.0_f64, 20.0..200.0_f64).prop_map(|(top, height, row)| Sight {
            top,
            height,
            row,
        })
    }

    proptest! {
        #[test]
        fn every_row_in_sight_is_drawn_and_few_others(sight in sights(), total in 0_u32..100_000) {
            let (seen, drawn) = (sight.seen(total), sight.drawn(total));
            prop_assert!(drawn.end <= total);
            prop_assert!(drawn.end - drawn.start <= MOST);
            prop_assert!(drawn.start <= seen.start && seen.end <= drawn.end);
            for at in 0..200 {
                // The first rows, and those about the sight.
                for at in [at, ((sight.top / sight.row) as u32 + at).saturating_sub(20)].into_iter().filter(|at| *at < total) {
                    let top = f64::from(at) * sight.row;
                    let visible = top < sight.top + sight.height && top + sight.row > sight.top;
                    if visible && seen.len() < (MOST - 2 * OVERSCAN) as usize {
                        prop_assert!(seen.contains(&at), "{at} of {seen:?}");
                    }
                }
            }
        }

        #[test]
        fn a_revealed_row_is_in_sight_and_stays(sight in sights(), at in 0_u32..100_000) {
            let there = Sight { top: sight.reveal(at), ..sight };
            let top = f64::from(at) * sight.row;
            if sight.height >= sight.row {
                prop_assert!(there.top <= top + 0.001);
                prop_assert!(there.top + there.height + 0.001 >= top + sight.row);
                prop_assert!((there.reveal(at) - there.top).abs() < 0.001);
            }
        }

        #[test]
        fn keys_stay_within_the_list(from in 0_u32..1_000, total in 0_u32..1_000, page in 1_u32..50) {
            for key in ["ArrowDown", "ArrowUp", "j", "k", "PageDown", "PageUp", "Home", "End"] {
                prop_assert_eq!(step(key, from, total, page).is_some(), total > 0);
                prop_assert!(step(key, from, total, page).unwrap_or(0) < total.max(1));
            }
            prop_assert_eq!(step("x", from, total, page), None);
        }
    }
}
