//! Finding words in a thread: what counts as equal, and where it stands.
//!
//! Case, accents and the width of Latin letters do not count, nor do marks that
//! nobody sees; a word may be part of another, as Thai and Chinese need it.
//! Vowels and tones of Thai are no accents: they count.

use steadydesk_wire::{Content, Message};

/// Base letters of U+00C0 to U+017F, in order; a space where the letter stands for itself.
const LATIN: &str = "aaaaaa ceeeeiiiidnooooo ouuuuy  aaaaaa ceeeeiiiidnooooo ouuuuy yaaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii  jjkk llllllllllnnnnnnn  oooooo  rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
/// Base letters of U+1E00 to U+1EFF: the rest of Vietnamese is here.
const LATIN_MORE: &str = "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwyas    aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy      ";

/// What a letter is compared by; nothing for one that does not count.
fn folded(letter: char) -> impl Iterator<Item = char> {
    // Wide and narrow Latin are the same letters.
    let letter = match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        '\u{3000}' | '\u{a0}' => ' ',
        // Sara am is also written as nikhahit, which `counts` passes over, and sara aa.
        '\u{e33}' => '\u{e32}',
        other => other,
    };
    let base = match u32::from(letter) {
        code @ 0xc0..=0x17f => LATIN.as_bytes().get(code as usize - 0xc0),
        code @ 0x1e00..=0x1eff => LATIN_MORE.as_bytes().get(code as usize - 0x1e00),
        0x1a0 | 0x1a1 => Some(&b'o'),
        0x1af | 0x1b0 => Some(&b'u'),
        // Of Pinyin, by fours from ǎ.
        0x1cd | 0x1ce => Some(&b'a'),
        0x1cf | 0x1d0 => Some(&b'i'),
        0x1d1 | 0x1d2 => Some(&b'o'),
        0x1d3..=0x1dc => Some(&b'u'),
        _ => None,
    };
    let letter = match base {
        Some(b' ') | None => letter,
        Some(base) => char::from(*base),
    };
    letter.to_lowercase().filter(|letter| counts(*letter))
}

fn counts(letter: char) -> bool {
    !matches!(letter,
        '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{e4d}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}'
        | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// What is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needle(Vec<char>);

impl Needle {
    /// Space at the ends does not count.
    #[must_use]
    pub fn new(typed: &str) -> Self {
        Self(typed.trim().chars().flat_map(folded).collect())
    }

    /// Whether nothing is looked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Where a text has it: begin and end in UTF-16 units, as browsers count, one behind the other.
    #[must_use]
    pub fn places(&self, text: &str) -> Vec<(u32, u32)> {
        let mut places = Vec::new();
        let mut letters = Vec::new();
        let mut unit = 0;
        for letter in text.chars() {
            let begin = unit;
            unit += if u32::from(letter) > 0xffff { 2 } else { 1 };
            let known = letters.len();
            letters.extend(folded(letter).map(|folded| (folded, begin, unit)));
            // A mark that does not count belongs to the letter before it.
            if letters.len() == known
                && let Some((_, _, end)) = letters.last_mut()
            {
                *end = unit;
            }
        }
        let length = self.0.len();
        let mut at = 0;
        while length > 0 && at + length <= letters.len() {
            let here = &letters[at..at + length];
            if here.iter().zip(&self.0).all(|((letter, ..), sought)| letter == sought) {
                places.push((here[0].1, here[length - 1].2));
                at += length;
            } else {
                at += 1;
            }
        }
        places
    }

    /// Whether a text has it; see [`Self::finds`] for `letters`.
    #[must_use]
    pub fn is_in(&self, text: &str, letters: &mut Vec<char>) -> bool {
        if self.is_empty() {
            return false;
        }
        letters.clear();
        letters.extend(text.chars().flat_map(folded));
        letters.windows(self.0.len()).any(|here| here == self.0)
    }

    /// Whether a message has it in something that the thread shows of it.
    /// `letters` is room to work in, so that thousands of messages need it once.
    #[must_use]
    pub fn finds(&self, message: &Message, letters: &mut Vec<char>) -> bool {
        let mut has = |text: &str| self.is_in(text, letters);
        let translated = message.platform_text.as_ref().is_some_and(|text| has(&text.text));
        translated
            || match &message.content {
                Content::Text { text } | Content::Notice { text } => has(text),
                Content::Image { .. } | Content::Video { .. } => false,
                Content::Product {
                    product_id,
                    title,
                    price,
                } => has(product_id) || title.as_deref().is_some_and(&mut has) || price.as_deref().is_some_and(has),
                Content::Order {
                    order_id,
                    title,
                    status,
                } => has(order_id) || title.as_deref().is_some_and(&mut has) || status.as_deref().is_some_and(has),
                Content::Voucher { voucher_id, title } => has(voucher_id) || title.as_deref().is_some_and(has),
                Content::Logistics { order_id, package_id } => has(order_id) || package_id.as_deref().is_some_and(has),
                Content::ReturnRefund { order_id } => has(order_id),
                Content::Sticker { label, .. } => label.as_deref().is_some_and(has),
                Content::Unknown { raw, .. } => has(raw),
            }
    }
}

/// Which of the messages found is gone to first: the first one at or behind
/// the first row in sight, else the last before it. Numbers are rows' numbers.
#[must_use]
pub fn nearest(found: &[usize], in_sight: usize) -> Option<usize> {
    let behind = found.partition_point(|row| *row < in_sight);
    match found.len() {
        0 => None,
        length => Some(behind.min(length - 1)),
    }
}

/// The one after it, or before it; from the last to the first, and back.
#[must_use]
pub fn step(current: usize, count: usize, forward: bool) -> usize {
    match (forward, count) {
        (_, 0) => 0,
        (true, _) => (current + 1) % count,
        (false, _) => (current + count - 1) % count,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inbox::model::fixture::message;
    use proptest::prelude::*;

    #[test]
    fn the_tables_have_a_letter_for_each_code() {
        assert_eq!((LATIN.len(), LATIN_MORE.len()), (192, 256));
        for (letter, base) in "ÀŸßæœĐđŁłŚżşğıſ".chars().zip("ayßæœddllszsgis".chars()) {
            assert_eq!(folded(letter).collect::<String>(), base.to_string(), "{letter}");
        }
        for (letter, base) in [
            ('ạ', 'a'),
            ('ẵ', 'a'),
            ('Ệ', 'e'),
            ('ỉ', 'i'),
            ('ộ', 'o'),
            ('ỡ', 'o'),
            ('ự', 'u'),
            ('ỹ', 'y'),
            ('ỳ', 'y'),
            ('ơ', 'o'),
            ('Ư', 'u'),
            ('ǐ', 'i'),
            ('ǚ', 'u'),
            ('Ａ', 'a'),
        ] {
            assert_eq!(folded(letter).collect::<Vec<_>>(), [base], "{letter}");
        }
    }

    #[test]
    fn words_are_found_as_people_write_them() {
        for (text, typed, expected) in [
            ("Kapan Dikirim?", "kapan", vec![(0, 5)]),
            ("đơn hàng của tôi", "don hang", vec![(0, 8)]),
            ("don hang", "ĐƠN HÀNG", vec![(0, 8)]),
            // Accents as signs of their own.
            ("cafe\u{301} au", "café", vec![(0, 5)]),
            ("café", "cafe\u{301}", vec![(0, 4)]),
            // Part of a word, in scripts without space between them.
            ("เมื่อไหร่จะส่งสินค้าคะ", "ส่งสินค้า", vec![(11, 20)]),
            ("我的订单什么时候发货？订单号", "订单", vec![(2, 4), (11, 13)]),
            // Tones count: near and far are different words.
            ("ใกล้", "ไกล", vec![]),
            ("น\u{e4d}\u{e49}า", "น้ำ", vec![(0, 4)]),
            ("น้ำ", "น\u{e4d}\u{e49}า", vec![(0, 3)]),
            ("ＳＫＵ－４２", "sku-42", vec![(0, 6)]),
            ("a\u{200b}b\u{ad}c", "abc", vec![(0, 5)]),
            ("🦆🦆 duck", "duck", vec![(5, 9)]),
            ("❤\u{fe0f} x", "❤ x", vec![(0, 4)]),
            ("aaaa", "aa", vec![(0, 2), (2, 4)]),
            ("  spaced  ", " spaced ", vec![(2, 8)]),
            ("anything", "  ", vec![]),
            ("", "x", vec![]),
        ] {
            assert_eq!(Needle::new(typed).places(text), expected, "{typed} in {text}");
        }
    }

    #[test]
    fn what_is_shown_of_a_thing_is_found() {
        let mut row = message("m", 1, 1);
        row.content = Content::Product {
            product_id: "77".into(),
            title: Some("Cốc sứ".into()),
            price: None,
        };
        let mut room = Vec::new();
        let mut finds = |typed: &str, row: &Message| Needle::new(typed).finds(row, &mut room);
        assert!(finds("coc su", &row) && finds("77", &row) && !finds("78", &row));
        row.content = Content::Image {
            width: None,
            height: None,
        };
        assert!(!finds("", &row) && !finds("a", &row));
    }

    #[test]
    fn the_nearest_comes_first_and_the_ends_meet() {
        let found = [3, 8, 20];
        assert_eq!(nearest(&found, 8), Some(1));
        assert_eq!(nearest(&found, 9), Some(2));
        assert_eq!(nearest(&found, 21), Some(2));
        assert_eq!(nearest(&found, 0), Some(0));
        assert_eq!(nearest(&[], 0), None);
        assert_eq!([step(2, 3, true), step(0, 3, false), step(0, 0, true)], [0, 2, 0]);
    }

    proptest! {
        #[test]
        fn a_part_of_a_text_is_found_in_it(text in "[a-zA-ZÀ-ỹก-์一-龥 😀\u{300}\u{200b}]{1,30}", from in 0usize..30, length in 1usize..9) {
            let part: String = text.chars().skip(from).take(length).collect();
            let needle = Needle::new(&part);
            let places = needle.places(&text);
            prop_assert_eq!(places.is_empty(), needle.is_empty());
            let units = u32::try_from(text.encode_utf16().count()).unwrap();
            let mut before = 0;
            for (begin, end) in places {
                prop_assert!(before <= begin && begin < end && end <= units);
                before = end;
            }
        }
    }
}
