//! Both languages say everything, and each in its own words.

use super::Locale;
use std::fs;
use std::path::Path;

/// Texts that are alike on purpose: names of things that have one name.
const ALIKE: &[&str] = &[];

fn is_chinese(char: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&char)
}

#[test]
fn the_tables_have_the_same_keys_and_no_empty_or_equal_texts() {
    let lines = |locale: Locale| -> Vec<String> {
        let table = format!("{:#?}", locale.messages());
        table.lines().map(|line| line.trim().to_owned()).collect()
    };
    let (english, chinese) = (lines(Locale::English), lines(Locale::SimplifiedChinese));
    assert_eq!(english.len(), chinese.len());
    let mut texts = 0;
    for (one, other) in english.iter().zip(&chinese) {
        let key = one.split(": ").next();
        assert_eq!(key, other.split(": ").next());
        let text = |line: &str| {
            line.split_once(": \"")
                .map(|(_, text)| text.trim_end_matches("\",").to_owned())
        };
        let (Some(one), Some(other)) = (text(one), text(other)) else {
            continue;
        };
        assert!(!one.trim().is_empty() && !other.trim().is_empty(), "{key:?} is empty");
        assert!(
            one != other || ALIKE.contains(&one.as_str()),
            "{key:?} is {one:?} twice"
        );
        texts += 1;
    }
    assert!(texts > 150, "only {texts} texts were compared");
}

/// The strings of a table as they are written, those within its functions too.
fn strings(table: &str) -> Vec<String> {
    let mut strings = Vec::new();
    for line in table.lines().filter(|line| !line.trim_start().starts_with("//")) {
        let line = line.replace("\\\"", "'");
        // In front of an arrow stand the words that a text is chosen by.
        let line = line.rsplit_once("=>").map_or(line.as_str(), |(_, text)| text);
        strings.extend(line.split('"').skip(1).step_by(2).map(str::to_owned));
    }
    strings
}

/// What stands between the braces of a text is put in, and says nothing by itself.
fn own_words(text: &str) -> String {
    let mut depth = 0;
    let mut outside = |char: char| {
        depth += i32::from(char == '{');
        let outside = depth == 0;
        depth -= i32::from(char == '}');
        outside
    };
    text.chars().filter(|char| outside(*char)).collect()
}

fn files(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
    found
}

#[test]
fn each_text_of_each_table_is_in_its_language() {
    let mut checked = 0;
    for (name, source) in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/i18n")) {
        let Some((_, tables)) = source.split_once("\npub const EN: Messages") else {
            continue;
        };
        let (english, chinese) = tables.split_once("\npub const ZH_CN: Messages").unwrap();
        // Behind the last table come its helpers, which put pieces together.
        let chinese = chinese.split("\n};").next().unwrap();
        for text in strings(english) {
            assert!(
                !text.chars().any(is_chinese),
                "{name}: {text:?} among the English texts"
            );
        }
        for text in strings(chinese) {
            let own = own_words(&text);
            let says_something = own.chars().any(char::is_alphabetic);
            assert!(
                !says_something || own.chars().any(is_chinese),
                "{name}: {text:?} among the Chinese texts"
            );
            checked += 1;
        }
    }
    assert!(checked > 200, "only {checked} Chinese texts were found");
}
