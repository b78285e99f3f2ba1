//! The memory of translations, and the day's count.

use crate::support::world::T0;
use steadydesk_gateway::db::translations::{self, TranslationRow};
use steadydesk_wire::TranslationProvider;

fn row(hash: &str, version: &str, translated: &str) -> TranslationRow {
    TranslationRow {
        text_hash: hash.into(),
        provider: TranslationProvider {
            name: "deepl".into(),
            version: version.into(),
        },
        translated: translated.into(),
        language: (version == "2").then(|| "th".into()),
    }
}

both! {
    async fn a_translation_is_kept_for_each_version_byte_for_byte(db) {
        let odd = "nul\0 🎁 \u{feff}\r\n\"quoted\" สวัสดี";
        let mut tx = db.write().await.expect("a transaction");
        for (n, row) in [row("a", "1", "first"), row("a", "2", odd), row("b", "1", "other")].iter().enumerate() {
            translations::put(&mut tx, row, T0.plus(i64::try_from(n).expect("small"))).await.expect("kept");
        }
        translations::put(&mut tx, &row("b", "1", "better"), T0).await.expect("replaced");
        tx.commit().await.expect("committed");
        let mut read = db.read().await.expect("a snapshot");
        let found = translations::find(&mut read, &["a".into(), "c".into()]).await.expect("read");
        assert_eq!(found, [row("a", "2", odd), row("a", "1", "first")], "the newest first");
        let found = translations::find(&mut read, &["b".into()]).await.expect("read");
        assert_eq!(found, [row("b", "1", "better")]);
        assert_eq!(translations::find(&mut read, &[]).await.expect("read"), []);
    }

    async fn the_memory_forgets_the_oldest_by_age_and_by_number_in_small_steps(db) {
        let mut tx = db.write().await.expect("a transaction");
        for n in 0..10 {
            translations::put(&mut tx, &row(&n.to_string(), "1", "t"), T0.plus(n)).await.expect("kept");
        }
        let young = T0.plus(-1);
        assert_eq!(translations::prune(&mut tx, young, 10, 100).await.expect("pruned"), 0);
        assert_eq!(translations::prune(&mut tx, T0.plus(2), 10, 100).await.expect("pruned"), 2, "by age");
        assert_eq!(translations::prune(&mut tx, young, 5, 2).await.expect("pruned"), 2, "by number, a step");
        assert_eq!(translations::prune(&mut tx, young, 5, 2).await.expect("pruned"), 1, "and the rest");
        assert_eq!(translations::prune(&mut tx, young, 5, 2).await.expect("pruned"), 0);
        let all: Vec<String> = (0..10).map(|n| n.to_string()).collect();
        let mut left: Vec<_> = translations::find(&mut tx, &all).await.expect("read").into_iter().map(|row| row.text_hash).collect();
        left.sort();
        assert_eq!(left, ["5", "6", "7", "8", "9"]);
    }

    async fn a_day_s_characters_add_up(db) {
        let mut tx = db.write().await.expect("a transaction");
        assert_eq!(translations::used(&mut tx, "2026-11-23").await.expect("read"), 0);
        for (day, characters) in [("2026-11-23", 30), ("2026-11-24", 5), ("2026-11-23", 12), ("2026-11-23", -30)] {
            translations::spend(&mut tx, day, characters).await.expect("counted");
        }
        tx.commit().await.expect("committed");
        let mut read = db.read().await.expect("a snapshot");
        assert_eq!(translations::used(&mut read, "2026-11-23").await.expect("read"), 12);
        assert_eq!(translations::used(&mut read, "2026-11-24").await.expect("read"), 5);
    }
}
