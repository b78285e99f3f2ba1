use super::*;
use proptest::prelude::*;

fn page(room: Room, title: &str, also: &str) -> Item {
    Item {
        target: Target::Page(room),
        title: title.to_owned(),
        about: String::new(),
        also: also.to_owned(),
        found_for: None,
    }
}

fn session(id: &str, title: &str, about: &str, found_for: &str) -> Item {
    Item {
        target: Target::Session(id.parse().unwrap()),
        title: title.to_owned(),
        about: about.to_owned(),
        also: String::new(),
        found_for: Some(found_for.to_owned()),
    }
}

fn pages() -> Vec<Item> {
    vec![
        page(Room::Inbox, "Inbox", "收件箱"),
        page(Room::Stores, "Stores", "店铺"),
        page(Room::Orders, "Orders", "订单"),
        page(Room::Health, "Account health", "账号健康"),
        page(Room::Replies, "Quick replies", "快捷回复"),
        page(Room::Help, "Help", "帮助"),
    ]
}

fn titles(typed: &str, found: &[Item]) -> Vec<String> {
    rank(typed, &[], &pages(), found)
        .into_iter()
        .map(|item| item.title)
        .collect()
}

#[test]
fn the_better_a_line_fits_the_higher_it_stands() {
    let found: [&[&str]; 12] = [
        &["Help", "Account health"],
        &["Help"],
        &["Account health"],
        &["Account health"],
        &["Quick replies"],
        &["Quick replies"],
        &["Inbox"],
        &["Stores"],
        &["Stores"],
        &["Orders", "Stores"],
        &["Account health"],
        &[],
    ];
    let typed = [
        "he",
        "HELP",
        "health acc",
        "acchlt",
        "qr",
        "replies",
        "收件",
        "店",
        "ｓｔｏｒｅｓ",
        "or",
        "　健康 ",
        "xyz",
    ];
    for (typed, found) in typed.into_iter().zip(found) {
        assert_eq!(titles(typed, &[]), found, "{typed}");
    }
}

#[test]
fn one_letter_is_no_row_of_letters() {
    assert_eq!(titles("x", &[]), ["Inbox"], "within");
    assert_eq!(titles("k", &[]), ["Quick replies"]);
}

#[test]
fn what_the_gateway_found_stands_between_words_and_mere_letters() {
    let found = [
        session("shopee-1~a", "สมชาย", "Shopee MY", "or"),
        session("shopee-1~b", "Organic Shop", "Shopee MY", "or"),
    ];
    assert_eq!(titles("or", &found), ["Orders", "Organic Shop", "Stores", "สมชาย"]);
    let letters = [session("shopee-1~a", "สมชาย", "", "qr")];
    assert_eq!(titles("qr", &letters), ["สมชาย", "Quick replies"]);
    assert_eq!(titles("qrx", &letters), Vec::<String>::new(), "found for another word");
}

#[test]
fn with_nothing_typed_the_last_chosen_come_first_and_once() {
    let mut recent = Vec::new();
    let buyer = session("shopee-1~a", "Buyer", "", "b");
    remember(&mut recent, &pages()[2]);
    remember(&mut recent, &buyer);
    remember(&mut recent, &pages()[2]);
    let lines = rank("  ", &recent, &pages(), &[]);
    let titles: Vec<&str> = lines.iter().map(|item| item.title.as_str()).collect();
    assert_eq!(
        titles,
        [
            "Orders",
            "Buyer",
            "Inbox",
            "Stores",
            "Account health",
            "Quick replies",
            "Help"
        ]
    );
    assert_eq!(recent[1].found_for, None);
    for index in 0..20 {
        remember(&mut recent, &session(&format!("shopee-1~{index}"), "Buyer", "", ""));
    }
    assert_eq!(recent.len(), RECENT);
    let deed = Item {
        target: Target::Deed(Deed::SignOut),
        ..buyer
    };
    remember(&mut recent, &deed);
    assert!(!recent.contains(&deed));
}

#[test]
fn arrows_go_around_and_the_mark_stays_while_its_line_is_there() {
    let lines = rank("", &[], &pages(), &[]);
    let last = lines.last().map(Item::key).unwrap();
    assert_eq!(marked(&lines, "").map(Item::key).unwrap(), "page inbox");
    assert_eq!(marked(&lines, &last).map(Item::key), Some(last.clone()));
    assert_eq!(step(&lines, "page inbox", false), Some(last.clone()));
    assert_eq!(step(&lines, &last, true).unwrap(), "page inbox");
    assert_eq!(step(&lines, "page inbox", true).unwrap(), "page stores");
    assert_eq!(step(&[], "", true), None);
    assert_eq!(step(&[], "", false), None);
    assert_eq!(marked(&[], "page inbox"), None);
}

proptest! {
    #[test]
    fn any_text_is_ranked_without_loss_or_doubles(typed in "\\PC{0,12}", title in "\\PC{0,20}") {
        let found = [session("shopee-1~a", &title, "", &typed)];
        let lines = rank(&typed, &pages(), &pages(), &found);
        let mut keys: Vec<String> = lines.iter().map(Item::key).collect();
        prop_assert!(keys.contains(&"session shopee-1~a".to_owned()));
        keys.sort();
        keys.dedup();
        prop_assert_eq!(keys.len(), lines.len());
    }

    #[test]
    fn a_prefix_of_the_title_always_finds_it(cut in 1usize..6) {
        for item in pages() {
            let prefix: String = item.title.chars().take(cut).collect();
            prop_assert!(rank(&prefix, &[], &pages(), &[]).contains(&item));
        }
    }
}
