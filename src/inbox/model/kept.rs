//! How much of the threads that were left stays in memory.

/// Threads that are kept.
pub const MOST_THREADS: usize = 8;
/// Messages of one of them, about: whole pages are kept.
pub const MOST_MESSAGES: usize = 1_000;
/// Bytes of all of them together.
pub const MOST_BYTES: usize = 8 << 20;

/// How many of the threads have to go, the one that was left first before the
/// others. `weights` are their bytes in the order in which they were left.
#[must_use]
pub fn surplus(weights: &[usize]) -> usize {
    let mut room = MOST_BYTES;
    let stay = weights.iter().rev().take(MOST_THREADS).take_while(|weight| {
        let fits = **weight <= room;
        room = room.saturating_sub(**weight);
        fits
    });
    weights.len() - stay.count()
}

/// The page with which a kept thread begins: the newest one that leaves at
/// least [`MOST_MESSAGES`] behind it; none where all of them stay. `begins` are
/// the pages' first rows' numbers, `count` is the number of rows.
#[must_use]
pub fn cut(begins: &[usize], count: usize) -> Option<usize> {
    let enough = |begin: &usize| *begin > 0 && begin + MOST_MESSAGES <= count;
    begins.iter().copied().filter(enough).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_threads_stay_as_far_as_they_fit() {
        assert_eq!(surplus(&[]), 0);
        assert_eq!(surplus(&[10; 8]), 0);
        assert_eq!(surplus(&[10; 11]), 3);
        assert_eq!(surplus(&[10, MOST_BYTES, 10]), 2);
        assert_eq!(surplus(&[10, MOST_BYTES + 1]), 2, "one that is too big is not kept");
        assert_eq!(surplus(&[MOST_BYTES / 2, MOST_BYTES / 2]), 0);
    }

    #[test]
    fn a_long_thread_is_cut_where_a_page_begins() {
        assert_eq!(cut(&[0, 50, 100], 150), None);
        assert_eq!(cut(&[4_950, 4_000, 3_950, 0], 5_000), Some(4_000));
        assert_eq!(cut(&[0], 10_000), None);
    }
}
