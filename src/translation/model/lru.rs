//! What goes first when there is no room: what was used last the longest ago.

/// Bytes of translations on disk, of one user.
pub const ON_DISK: u64 = 64 << 20;
/// Bytes of translations in memory.
pub const IN_MEMORY: u64 = 8 << 20;

/// A session's translations: how many bytes, and when they were used last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weight {
    /// Which one it is, to whoever asks.
    pub at: usize,
    pub bytes: u64,
    pub used: i64,
    /// Somebody is looking at it: it stays.
    pub open: bool,
}

/// Which of them have to go so that at most `room` bytes stay, the longest unused first; never an open one.
#[must_use]
pub fn surplus(mut all: Vec<Weight>, room: u64) -> Vec<usize> {
    all.sort_by_key(|one| one.used);
    let mut total: u64 = all.iter().map(|one| one.bytes).sum();
    let mut gone = Vec::new();
    for one in all.into_iter().filter(|one| !one.open) {
        if total <= room {
            break;
        }
        total -= one.bytes;
        gone.push(one.at);
    }
    gone
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn tc_09_the_longest_unused_go_as_far_as_needed_and_never_the_open_one(
            rows in proptest::collection::vec((0u64..100, 0i64..50), 1..40),
            open in any::<prop::sample::Index>(),
            room in 0u64..2_000,
        ) {
            let open = open.index(rows.len());
            let all: Vec<Weight> = rows
                .iter()
                .enumerate()
                .map(|(at, (bytes, used))| Weight { at, bytes: *bytes, used: *used, open: at == open })
                .collect();
            let gone = surplus(all.clone(), room);
            prop_assert!(!gone.contains(&open));
            let left: u64 = all.iter().filter(|one| !gone.contains(&one.at)).map(|one| one.bytes).sum();
            prop_assert!(left <= room || gone.len() == all.len() - 1);
            // One that stays was used as late as any that goes.
            let newest_gone = gone.iter().map(|at| all[*at].used).max();
            let stays = all.iter().filter(|one| !one.open && !gone.contains(&one.at));
            prop_assert!(stays.clone().all(|one| newest_gone.is_none_or(|newest| newest <= one.used)));
            // Without the last of them it would not have been enough.
            if let Some(last) = gone.last() {
                prop_assert!(left + all[*last].bytes > room);
            }
        }
    }
}
