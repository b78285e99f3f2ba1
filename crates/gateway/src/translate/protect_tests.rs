use super::*;
use proptest::prelude::*;

/// What the gateway does with a provider, as far as it is no network.
fn carry(text: &str, marks: Marks, provider: impl Fn(&str) -> String) -> Option<String> {
    let protected = Protected::new(text, marks);
    protected.restore(&provider(&protected.masked())).or_else(|| {
        let pieces: Vec<String> = protected.pieces().iter().map(|piece| provider(piece)).collect();
        protected.assemble(&pieces)
    })
}

fn parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = scan::parts(text)
        .into_iter()
        .map(|part| text[part].to_owned())
        .collect();
    parts.sort();
    parts
}

#[test]
fn tc_13_an_order_number_and_a_link_come_back_byte_for_byte() {
    let text = "Kak, pesanan 2404A/77-SG di https://shopee.co.id/x-i.1.2?sp=%20A kapan? 🎁 @bob a@b.com <3 & RED-XL";
    for marks in [Marks::Braces, Marks::Xml] {
        let shout = carry(text, marks, |masked| {
            masked.replace("kapan", "when").replace("pesanan", "order")
        });
        assert_eq!(shout, Some(text.replace("kapan", "when").replace("pesanan", "order")));
        // A provider that loses placeholders gets the words between them.
        let lossy = carry(text, marks, |masked| {
            match (masked.contains("{0}"), masked.contains("<x")) {
                (false, false) => masked.to_uppercase(),
                _ => masked.replace("{0}", "").replace("<x id=\"0\"/>", ""),
            }
        });
        let lossy = lossy.expect("piece by piece");
        assert!(
            lossy.contains("PESANAN 2404A/77-SG DI https://shopee.co.id/x-i.1.2?sp=%20A KAPAN?"),
            "{lossy}"
        );
    }
}

#[test]
fn parts_are_kept_apart() {
    let glue = |masked: &str| masked.replace(' ', "");
    assert_eq!(carry("2 3 x", Marks::Braces, glue).as_deref(), Some("2 3 x"));
    assert_eq!(
        carry("ada 5 pcs", Marks::Braces, |_| "有{ 0 }个".into()).as_deref(),
        Some("有5个")
    );
    // A sign would grow into the number.
    let dash = |masked: &str| masked.replace("no {0}", "no-{0}");
    assert_eq!(carry("no 5", Marks::Braces, dash).as_deref(), Some("no- 5"));
    // A provider that writes markup of its own is not believed.
    assert_eq!(carry("a 5", Marks::Xml, |text| format!("<b>{text}</b>")), None);
}

/// Texts as buyers write them, and worse.
fn texts() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        4 => "[a-zA-Zà-ỹก-๙一-龥]{1,6}",
        2 => "[0-9]{1,4}",
        1 => "[A-Z0-9]{2,5}[-/_.][A-Z0-9a-z]{1,4}",
        1 => "https?://[a-z]{1,5}\\.[a-z]{2,3}(/[a-zA-Z0-9ก-๙_.-]{0,6}){0,2}(\\?[a-z]=[0-9%&]{1,3})?",
        1 => "[a-z.]{1,4}@[a-z]{1,4}\\.[a-z]{2,3}",
        1 => "@[a-zก-๙_.]{1,6}",
        1 => "(🎁|🙏🏽|👨‍👩‍👧|1️⃣|🇹🇭|©|\u{e056})",
        1 => "\\{[0-9]{0,2}\\}",
        1 => "<x id=\"[0-9]\"/>|&amp;|<b>|&|<",
        1 => "[๐-๙０-９½①]{1,3}",
        2 => "[!-/:-@\\[-`{-~。，！？（）「」—…]{1,3}",
    ];
    let space = prop_oneof![3 => Just(" "), 2 => Just(""), 1 => Just("\n"), 1 => Just("\u{3000}")];
    prop::collection::vec((word, space), 0..10)
        .prop_map(|words| words.into_iter().map(|(word, space)| word + space).collect())
}

/// What providers do to a text.
#[derive(Debug, Clone)]
enum Mangle {
    Keep,
    Shout,
    Whisper,
    DropSpaces,
    WordsBackwards,
    Insert(usize, String),
    Cut(usize),
    DropMarks,
    DoubleMarks,
    SpacedMarks,
    Anything(String),
}

impl Mangle {
    fn of(&self, text: &str) -> String {
        let at = |n: usize| {
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            places[n % places.len()]
        };
        match self {
            Self::Keep => text.to_owned(),
            Self::Shout => text.to_uppercase(),
            Self::Whisper => text.to_lowercase(),
            Self::DropSpaces => text.split_whitespace().collect(),
            Self::WordsBackwards => text.split(' ').rev().collect::<Vec<_>>().join(" "),
            Self::Insert(n, what) => [&text[..at(*n)], what, &text[at(*n)..]].concat(),
            Self::Cut(n) => text[..at(*n)].to_owned(),
            Self::DropMarks => text.replace("{0}", "").replace("<x id=\"0\"/>", ""),
            Self::DoubleMarks => text
                .replace("{0}", "{0}{0}")
                .replace("<x id=\"0\"/>", "<x id=\"0\"/><x id=\"0\"/>"),
            Self::SpacedMarks => text.replace('{', "{ ").replace("\"/>", "\" />"),
            Self::Anything(text) => text.clone(),
        }
    }
}

fn mangles() -> impl Strategy<Value = Mangle> {
    prop_oneof![
        Just(Mangle::Keep),
        Just(Mangle::Shout),
        Just(Mangle::Whisper),
        Just(Mangle::DropSpaces),
        Just(Mangle::WordsBackwards),
        (0..200_usize, "[a-z0-9{}/ @.-]{1,4}").prop_map(|(n, what)| Mangle::Insert(n, what)),
        (0..200_usize).prop_map(Mangle::Cut),
        Just(Mangle::DropMarks),
        Just(Mangle::DoubleMarks),
        Just(Mangle::SpacedMarks),
        texts().prop_map(Mangle::Anything),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn protected_parts_come_back_as_they_were_or_nothing_does(
        text in texts(), xml: bool, mangles in prop::collection::vec(mangles(), 1..3)
    ) {
        let marks = if xml { Marks::Xml } else { Marks::Braces };
        let provider = |text: &str| mangles.iter().fold(text.to_owned(), |text, mangle| mangle.of(&text));
        if let Some(translated) = carry(&text, marks, provider) {
            let mut after = parts(&translated);
            for part in parts(&text) {
                let place = after.iter().position(|other| *other == part);
                prop_assert!(place.is_some(), "{part:?} of {text:?} is not in {translated:?}");
                after.remove(place.unwrap_or_default());
            }
        }
    }

    #[test]
    fn a_provider_that_changes_nothing_changes_nothing(text in texts(), xml: bool) {
        let marks = if xml { Marks::Xml } else { Marks::Braces };
        let protected = Protected::new(&text, marks);
        prop_assert_eq!(protected.restore(&protected.masked()), Some(text.clone()));
        prop_assert_eq!(protected.assemble(&protected.pieces()), Some(text));
    }

    #[test]
    fn any_text_can_be_taken_apart(text in "\\PC{0,60}") {
        let found = scan::parts(&text);
        prop_assert!(found.windows(2).all(|pair| pair[0].end <= pair[1].start));
        prop_assert!(found.iter().all(|part| part.start < part.end));
    }
}
