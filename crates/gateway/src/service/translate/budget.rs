//! The day's characters: counted in the database before they are asked for.

use super::Translations;
use crate::{Services, db, error::Error};
use jiff::Timestamp;
use steadydesk_wire::{Millis, TranslationBudget};

/// The team's day: its name, and when the next one begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) name: String,
    pub(super) ends: Millis,
}

pub(super) fn today(services: &Services) -> Day {
    day_of(services.clock.now(), &services.config.time_zone)
}

fn day_of(now: Millis, zone: &jiff::tz::TimeZone) -> Day {
    const DAY_MS: i64 = 24 * 3_600_000;
    let time = Timestamp::from_millisecond(now.0)
        .unwrap_or_default()
        .to_zoned(zone.clone());
    let next = time.tomorrow().and_then(|tomorrow| tomorrow.start_of_day());
    Day {
        name: time.strftime("%Y-%m-%d").to_string(),
        // Only the last day of all time has no next one.
        ends: next.map_or(now.plus(DAY_MS), |next| Millis(next.timestamp().as_millisecond())),
    }
}

/// What has been asked for today, and what may be.
///
/// # Errors
/// When the database is away.
pub async fn budget(services: &Services) -> Result<TranslationBudget, Error> {
    let day = today(services);
    let used = db::translations::used(&mut *services.db.read().await?, &day.name).await?;
    let limit = services
        .translations
        .as_ref()
        .and_then(|translations| translations.limit);
    Ok(TranslationBudget {
        limit: limit.and_then(|limit| u64::try_from(limit).ok()),
        used: u64::try_from(used).unwrap_or(0),
        resets_at: day.ends,
    })
}

/// Characters that have been counted and may be given back.
#[derive(Debug)]
pub(super) struct Reserved {
    /// Texts that there is something left for, from the first.
    pub(super) texts: usize,
    day: Day,
    characters: i64,
}

/// Counts as many of the texts, from the first, as the day has characters left for.
pub(super) async fn reserve(
    services: &Services,
    translations: &Translations,
    texts: &[String],
) -> db::Result<Reserved> {
    let day = today(services);
    let mut tx = services.db.write().await?;
    let used = db::translations::used(&mut tx, &day.name).await?;
    let mut characters = 0;
    let mut count = 0;
    for text in texts {
        let more = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
        if translations.limit.is_some_and(|limit| used + characters + more > limit) {
            break;
        }
        characters += more;
        count += 1;
    }
    if count > 0 {
        db::translations::spend(&mut tx, &day.name, characters).await?;
        tx.commit().await?;
    }
    Ok(Reserved {
        texts: count,
        day,
        characters,
    })
}

impl Reserved {
    /// Nothing was done for them.
    pub(super) async fn give_back(self, services: &Services) -> db::Result<()> {
        let mut tx = services.db.write().await?;
        db::translations::spend(&mut tx, &self.day.name, -self.characters).await?;
        tx.commit().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    // 2026-11-23 17:30 UTC.
    #[case("UTC", "2026-11-23", 6 * 60 + 30)]
    #[case("Asia/Singapore", "2026-11-24", 22 * 60 + 30)]
    #[case("America/Sao_Paulo", "2026-11-23", 9 * 60 + 30)]
    fn a_day_ends_at_midnight_where_the_team_is(#[case] zone: &str, #[case] name: &str, #[case] minutes: i64) {
        let zone = jiff::tz::TimeZone::get(zone).expect("a zone");
        let now = Millis(1_795_455_000_000);
        let day = day_of(now, &zone);
        assert_eq!((day.name.as_str(), day.ends.since(now) / 60_000), (name, minutes));
    }
}
