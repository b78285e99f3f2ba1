use super::*;
use crate::inbox::model::fixture::{message, session};
use proptest::prelude::*;
use steadydesk_wire::{Content, Millis, Page, Role};

fn account() -> Account {
    Account {
        id: "u1".parse().unwrap(),
        name: "operator".to_owned(),
        role: Role::Operator,
        now: Millis(7),
    }
}

fn view(text: &str) -> View {
    let mut said = message("m1", 10, 10);
    said.content = Content::Text { text: text.to_owned() };
    View {
        tab: "t1".to_owned(),
        times: Times {
            written: 1_760_000_000_000,
            known: 1_759_999_999_000,
            ahead: -2_400_000,
            seq: 41,
        },
        account: account(),
        place: "/inbox?unread=true&session=shopee-1~a".to_owned(),
        list: Some(List {
            top: 1_234,
            page: Page {
                items: vec![session("a", 10), session("b", 9)],
                total: 100_000,
                more_than_total: true,
                offset: 17,
                seq: 41,
                as_of: Millis(5),
            },
        }),
        thread: Some(Thread {
            session: session("a", 10),
            place: Some(Held {
                id: "m1".to_owned(),
                pixels: -12,
                seen: String::new(),
            }),
            page: MessagePage {
                items: vec![said],
                before: Some("mark".to_owned()),
                seq: 41,
                as_of: Millis(5),
            },
        }),
    }
}

fn text(view: &View) -> String {
    let list = view.list.as_ref().map(list_lines);
    let thread = view.thread.as_ref().map(thread_lines);
    write(
        &view.tab,
        view.times,
        &view.account,
        &view.place,
        list.as_deref(),
        thread.as_deref(),
    )
}

#[test]
fn what_is_written_is_read() {
    let whole = view("hello\nthere \u{2028} 你好");
    assert_eq!(read(&text(&whole)), Ok(whole.clone()));
    assert_eq!(head(&text(&whole)), Some(("t1", 1_760_000_000_000)));
    let mut at_the_end = whole.clone();
    at_the_end.thread.as_mut().unwrap().place = None;
    let without_thread = View {
        thread: None,
        ..whole.clone()
    };
    let bare = View {
        list: None,
        ..without_thread.clone()
    };
    for view in [at_the_end, without_thread, bare] {
        assert_eq!(read(&text(&view)), Ok(view.clone()));
    }
}

#[test]
fn sr_09_another_versions_text_is_told_from_a_damaged_one() {
    let good = text(&view("hello"));
    assert_eq!(read(&good.replacen('1', "0", 1)), Err(Spoiled::Version));
    assert_eq!(read(""), Err(Spoiled::Damaged));
    assert_eq!(read("1 0\nx"), Err(Spoiled::Damaged));
    // Written so on purpose, and still not a view.
    let body = "t1\nno numbers\n\n\n\n\n\n\n";
    assert_eq!(read(&lines(&[&first_line(body), body])), Err(Spoiled::Damaged));
}

proptest! {
    #[test]
    fn sr_09_a_flipped_byte_is_noticed_wherever_it_is(at in any::<prop::sample::Index>(), bit in 0_u8..7) {
        let mut bytes = text(&view("hello")).into_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        if let Ok(text) = String::from_utf8(bytes) {
            prop_assert!(read(&text).is_err());
        }
    }
}

#[test]
fn sr_03_after_a_reload_a_time_in_the_future_counts_as_expired() {
    const MINUTE: i64 = 60_000;
    for (age, worth) in [
        (-1, Freshness::Expired),
        (-60 * MINUTE, Freshness::Expired),
        (0, Freshness::Fresh),
        (5 * MINUTE - 1, Freshness::Fresh),
        (5 * MINUTE, Freshness::Old),
        (120 * MINUTE, Freshness::Old),
        (1_440 * MINUTE - 1, Freshness::Old),
        (1_440 * MINUTE, Freshness::Expired),
    ] {
        let now = 1_760_000_000_000;
        let times = Times {
            written: now - age,
            known: now - age,
            ..Times::default()
        };
        assert_eq!(freshness(times, now), worth, "{age} ms old");
    }
}

#[test]
fn a_thread_is_kept_from_the_page_on_that_has_enough() {
    assert_eq!(kept_from(&[], 10, None), 0);
    assert_eq!(kept_from(&[0, 50, 100], 150, None), 100);
    assert_eq!(kept_from(&[0, 50, 100], 120, None), 50, "20 are not enough");
    assert_eq!(kept_from(&[0, 50, 100], 150, Some(70)), 50);
    assert_eq!(kept_from(&[0, 50, 100], 150, Some(10)), 0);
    assert_eq!(
        kept_from(&[0, 4_950], 5_000, Some(10)),
        4_950,
        "too far back to be kept"
    );
}
