//! Where a message stands in its thread: a number that is given once.

use super::{Result, Write, ingest::How};
use sqlx::Row as _;
use steadydesk_wire::Millis;

/// Places per millisecond: 2^53 of them last until the year 2255.
pub(super) const PLACES_PER_MS: i64 = 1_000;

/// A place that is taken, and what the platform orders it by.
#[derive(Debug)]
struct Taken {
    position: i64,
    index: Option<String>,
}

/// When a message was written, as exactly as its platform tells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Time<'a> {
    pub(super) at: Millis,
    /// The unit of `at`.
    pub(super) unit_ms: i64,
    /// Grows with time within one unit; nothing where nothing is known to.
    pub(super) index: Option<&'a str>,
}

/// The place of a new message in its thread. So many more as `behind` says come
/// with it, in the order of `how`: forth when they are live, back when they are
/// history; room is left for them.
///
/// # Errors
/// When the database is away.
pub(super) async fn find(tx: &mut Write, session_n: i64, time: Time<'_>, how: How, behind: usize) -> Result<i64> {
    let base = time.at.0.saturating_mul(PLACES_PER_MS);
    let span = time.unit_ms.max(1) * PLACES_PER_MS;
    let rows = sqlx::query(
        "SELECT position, platform_index FROM messages \
         WHERE session_n = $1 AND position >= $2 AND position < $3 ORDER BY position",
    )
    .bind(session_n)
    .bind(base)
    .bind(base + span)
    .fetch_all(&mut **tx)
    .await?;
    let taken = rows
        .iter()
        .map(|row| {
            Ok(Taken {
                position: row.try_get(0)?,
                index: row.try_get(1)?,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(free(&taken, base, span, time.index, how, behind))
}

/// A place among those taken (in order) of the unit of time that has the
/// places from `base` on, `span` of them. Before the first that the platform
/// orders behind it; places given never move, so where there is no room
/// between two, the order of arrival stands.
fn free(taken: &[Taken], base: i64, span: i64, index: Option<&str>, how: How, behind: usize) -> i64 {
    // Room for others between two neighbours, and for hundreds of them on either side of the first.
    let step = (span / 1_000).max(1);
    let (Some(lowest), Some(highest)) = (taken.first(), taken.last()) else {
        return base + span / 2;
    };
    let order = |one: &Taken| Some(natural(one.index.as_deref()?).cmp(&natural(index?)));
    if let Some(next) = taken
        .iter()
        .position(|one| order(one).is_some_and(std::cmp::Ordering::is_gt))
    {
        let next_position = taken[next].position;
        let low = next.checked_sub(1).map_or(base, |before| taken[before].position);
        let low = low.max(next_position - 2 * step);
        let room = next_position - low;
        if room > 1 {
            // Each of those behind may belong into the same gap.
            let part = (room / i64::try_from(behind + 2).unwrap_or(i64::MAX)).max(1);
            return match how {
                How::History => next_position - part,
                How::Live => low + part,
            };
        }
    }
    let is_comparable = taken.iter().any(|one| order(one).is_some());
    match how {
        How::History if !is_comparable => (lowest.position - step).max(base),
        _ => (highest.position + step).min(base + span - 1),
    }
}

/// Numbers in their order, also as texts: the shorter first.
pub(super) fn natural(index: &str) -> (usize, &str) {
    if index.bytes().all(|byte| byte.is_ascii_digit()) {
        (index.len(), index)
    } else {
        (0, index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One second of places.
    const SPAN: i64 = 1_000_000;

    /// Gives places in the order of arrival; answers the indexes (`-` without one) as they then stand.
    fn stand(arrive: &[(&str, How)]) -> Vec<String> {
        let mut taken: Vec<Taken> = Vec::new();
        for (word, how) in arrive {
            let index = (*word != "-").then(|| (*word).to_owned());
            let position = free(&taken, 0, SPAN, index.as_deref(), *how, 0);
            assert!((0..SPAN).contains(&position), "{word} at {position}");
            assert!(taken.iter().all(|one| one.position != position), "{word} at {position}");
            taken.push(Taken { position, index });
            taken.sort_by_key(|one| one.position);
        }
        let word = |one: Taken| one.index.unwrap_or_else(|| "-".to_owned());
        taken.into_iter().map(word).collect()
    }

    #[test]
    fn within_one_second_the_platforms_index_orders() {
        let cases: [(&[&str], How, &[&str]); 6] = [
            (&["8", "9", "10"], How::Live, &["8", "9", "10"]),
            (&["9", "10", "8"], How::Live, &["8", "9", "10"]),
            (&["10", "8", "9"], How::Live, &["8", "9", "10"]),
            (&["10", "9", "8"], How::History, &["8", "9", "10"]),
            (&["9", "10", "8"], How::History, &["8", "9", "10"]),
            // An answer of ours stays behind what it answered.
            (&["8", "10", "-", "9"], How::Live, &["8", "9", "10", "-"]),
        ];
        for (arrive, how, expected) in cases {
            let arrive: Vec<_> = arrive.iter().map(|word| (*word, how)).collect();
            assert_eq!(stand(&arrive), expected, "{arrive:?}");
        }
    }

    #[test]
    fn without_an_index_the_order_of_arrival_stands() {
        let taken = [Taken {
            position: 500_000,
            index: Some("5".to_owned()),
        }];
        assert!(free(&taken, 0, SPAN, None, How::Live, 0) > 500_000);
        assert!(free(&taken, 0, SPAN, None, How::History, 0) < 500_000);
    }

    #[test]
    fn hundreds_of_one_second_find_their_place_either_way() {
        let numbers: Vec<String> = (100..500).map(|n: u32| n.to_string()).collect();
        let forth: Vec<_> = numbers.iter().map(|n| (n.as_str(), How::Live)).collect();
        let back: Vec<_> = numbers.iter().rev().map(|n| (n.as_str(), How::History)).collect();
        assert_eq!(stand(&forth), numbers);
        assert_eq!(stand(&back), numbers);
    }

    #[test]
    fn a_page_of_one_second_finds_room_before_what_a_push_has_brought() {
        for how in [How::Live, How::History] {
            let mut taken = Vec::from([("100", 500_000), ("900", 501_000)].map(|(index, position)| Taken {
                position,
                index: Some(index.to_owned()),
            }));
            let mut page: Vec<u32> = (200..300).collect();
            if how == How::History {
                page.reverse();
            }
            for (at, number) in page.iter().enumerate() {
                let index = number.to_string();
                let position = free(&taken, 0, SPAN, Some(&index), how, page.len() - at - 1);
                taken.push(Taken {
                    position,
                    index: Some(index),
                });
                taken.sort_by_key(|one| one.position);
            }
            let stands: Vec<u32> = taken
                .iter()
                .map(|one| one.index.as_deref().unwrap().parse().unwrap())
                .collect();
            assert!(stands.is_sorted(), "{how:?}: {stands:?}");
        }
    }

    #[test]
    fn where_there_is_no_room_the_order_of_arrival_stands() {
        let taken = [1, 2].map(|n: i64| Taken {
            position: n,
            index: Some((n * 10).to_string()),
        });
        assert!(free(&taken, 0, SPAN, Some("15"), How::Live, 0) > 2);
    }
}
