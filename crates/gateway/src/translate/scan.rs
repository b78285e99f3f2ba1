//! Which parts of a text must come back byte for byte: numbers and whatever
//! has digits in it (order numbers, SKUs, sizes), codes in capitals, links,
//! e-mail addresses, names behind an `@`, emoji, and `{0}`-like placeholders.
//!
//! Buyers write without spaces in Thai, Chinese and Japanese: a part ends where
//! its own alphabet ends, not only at a space.

use std::ops::Range;

/// The parts, as ranges of bytes, in their order; none touches or overlaps the next one's text.
#[must_use]
pub(crate) fn parts(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let (length, keep) = match () {
            () if first == '{' => placeholder(rest).map_or((1, false), |length| (length, true)),
            () if first == '@' => name(rest).map_or((1, false), |length| (length, true)),
            () if is_emoji(first) => (emoji(rest), true),
            () if is_word(first) => match link(rest).or_else(|| email(rest)) {
                Some(length) => (length, true),
                None => word(rest),
            },
            () if matches!(first, '#' | '+') && rest[1..].starts_with(char::is_numeric) => {
                let (length, keep) = word(&rest[1..]);
                (length + 1, keep)
            }
            () => (first.len_utf8(), false),
        };
        // A keycap (`1️⃣`) is a digit and two joints.
        let joints: usize = if keep {
            let behind = rest[length..].chars();
            behind.take_while(|c| is_joint(*c)).map(char::len_utf8).sum()
        } else {
            0
        };
        let end = at + length + joints;
        if keep {
            found.push(at..end);
        }
        at = end;
    }
    found
}

/// Whether something is left to translate beside those parts: a letter of any alphabet.
#[must_use]
pub(crate) fn has_words(text: &str) -> bool {
    let mut at = 0;
    for part in parts(text) {
        if text[at..part.start].contains(char::is_alphabetic) {
            return true;
        }
        at = part.end;
    }
    text[at..].contains(char::is_alphabetic)
}

/// Characters that make one word with those beside them.
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c.is_numeric()
}

/// `{0}`: what templates have for a value.
fn placeholder(rest: &str) -> Option<usize> {
    let digits = rest[1..].bytes().take_while(u8::is_ascii_digit).count();
    (digits > 0 && rest[1 + digits..].starts_with('}')).then_some(digits + 2)
}

/// A word with what joins it to the next one; whether it is a number or a code.
fn word(rest: &str) -> (usize, bool) {
    let mut end = 0;
    let mut before = ' ';
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !is_word(c) {
            let Some((_, next)) = chars.peek().filter(|(_, next)| is_word(*next)) else {
                break;
            };
            if !joins(before, c, *next) {
                break;
            }
        }
        before = c;
        end = at + c.len_utf8();
    }
    let text = &rest[..end];
    let is_code = text.contains('_') || (text.contains('-') && text.len() >= 4 && !text.contains(is_small));
    (end, is_code || text.contains(char::is_numeric))
}

fn is_small(c: char) -> bool {
    c.is_ascii_lowercase()
}

/// Whether a sign between two characters makes one number or code of them.
fn joins(before: char, sign: char, after: char) -> bool {
    let part_of_code = |c: char| c.is_numeric() || c.is_ascii_uppercase();
    match sign {
        '-' | '/' | '_' => true,
        ',' | ':' | '*' => before.is_numeric() && after.is_numeric(),
        '.' => part_of_code(before) && part_of_code(after),
        _ => false,
    }
}

/// An address of the web, with its scheme or without.
fn link(rest: &str) -> Option<usize> {
    let begins = |prefix: &str| {
        rest.get(..prefix.len())
            .is_some_and(|begin| begin.eq_ignore_ascii_case(prefix))
    };
    let prefix = ["https://", "http://", "www."]
        .into_iter()
        .find(|prefix| begins(prefix));
    if let Some(prefix) = prefix {
        return Some(link_end(rest)).filter(|end| *end > prefix.len());
    }
    let host = host(rest)?;
    if rest[host.end..].starts_with('/') {
        Some(link_end(rest).max(host.end))
    } else {
        host.is_known.then_some(host.end)
    }
}

struct Host {
    end: usize,
    /// By its ending it is one, also with no path behind it.
    is_known: bool,
}

/// `shopee.co.id`: labels with dots between them, the last one of letters.
fn host(rest: &str) -> Option<Host> {
    let in_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let whole = &rest[..rest.find(|c| !in_host(c)).unwrap_or(rest.len())];
    let whole = whole.trim_end_matches(['.', '-']);
    let labels: Vec<&str> = whole.split('.').collect();
    let (last, before) = labels.split_last()?;
    let is_host = !before.is_empty()
        && labels.iter().all(|label| !label.is_empty())
        && (2..=24).contains(&last.len())
        && last.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_host.then(|| Host {
        end: whole.len(),
        is_known: ["com", "net", "org"].contains(last)
            || (last.len() == 2
                && before.len() > 1
                && before.last().is_some_and(|label| ["co", "com"].contains(label))),
    })
}

/// Where a link ends. Letters of other alphabets belong to it behind a sign
/// (`/ต้นไม้-i.1`), and are the next word behind a letter.
fn link_end(rest: &str) -> usize {
    let mut end = 0;
    let mut before = ' ';
    for (at, c) in rest.char_indices() {
        let belongs = if c.is_ascii() {
            c.is_ascii_graphic() && !"<>\"'`{}|\\^".contains(c)
        } else {
            is_letter_elsewhere(c) && (!before.is_ascii() || !before.is_ascii_alphanumeric())
        };
        if !belongs {
            break;
        }
        before = c;
        end = at + c.len_utf8();
    }
    let mut link = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '*']);
    if link.ends_with([')', ']']) && !link.contains(['(', '[']) {
        link = link.trim_end_matches([')', ']', '.', ',', '!', '?']);
    }
    link.len()
}

/// `somebody@example.com`.
fn email(rest: &str) -> Option<usize> {
    let in_local = |c: char| c.is_ascii_alphanumeric() || "._%+-".contains(c);
    let at = rest.find(|c| !in_local(c))?;
    let domain = rest[at..].strip_prefix('@')?;
    host(domain).map(|host| at + 1 + host.end)
}

/// `@somebody`, in any alphabet.
fn name(rest: &str) -> Option<usize> {
    let in_name = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c) || is_letter_elsewhere(c);
    let whole = &rest[1..];
    let whole = &whole[..whole.find(|c| !in_name(c)).unwrap_or(whole.len())];
    let whole = whole.trim_end_matches(['.', '-']);
    whole.contains(char::is_alphanumeric).then_some(whole.len() + 1)
}

/// No ASCII, no space, no punctuation, no emoji.
fn is_letter_elsewhere(c: char) -> bool {
    let is_sign = matches!(u32::from(c), 0x80..=0xBF | 0xD7 | 0xF7 | 0x2000..=0x206F | 0x3000..=0x303F | 0xFE10..=0xFE6F
        | 0xFF00..=0xFF0F | 0xFF1A..=0xFF20 | 0xFF3B..=0xFF40 | 0xFF5B..=0xFF65);
    !c.is_ascii() && !c.is_whitespace() && !c.is_control() && !is_sign && !is_emoji(c) && !is_joint(c)
}

/// A run of emoji, with what changes and joins them.
fn emoji(rest: &str) -> usize {
    rest.find(|c| !is_emoji(c) && !is_joint(c)).unwrap_or(rest.len())
}

/// Blocks of Unicode that hold emoji and signs used as such, and the private area where old phones had theirs.
fn is_emoji(c: char) -> bool {
    matches!(u32::from(c), 0x1F000..=0x1FAFF | 0x2190..=0x21FF | 0x2300..=0x23FF | 0x25A0..=0x27BF | 0x2B00..=0x2BFF
        | 0xA9 | 0xAE | 0x203C | 0x2049 | 0x2122 | 0x2139 | 0x2934 | 0x2935 | 0x3030 | 0x303D | 0x3297 | 0x3299
        | 0xE000..=0xF8FF)
}

/// Variation selectors, the joiner, the keycap, and the tags of flags.
fn is_joint(c: char) -> bool {
    matches!(u32::from(c), 0xFE0E | 0xFE0F | 0x200D | 0x20E3 | 0xE0020..=0xE007F)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        parts(text).into_iter().map(|part| &text[part]).collect()
    }

    #[rstest::rstest]
    #[case("Pesanan 2404A/77-SG kapan dikirim ya kak?", &["2404A/77-SG"])]
    #[case("I'm 165 cm, 58.5kg, 1,000 pcs at 10:30", &["165", "58.5kg", "1,000", "10:30"])]
    #[case("call +66-81-234-5678 #42", &["+66-81-234-5678", "#42"])]
    #[case("SKU RED-XL or TS_blk_m please-help", &["RED-XL", "TS_blk_m"])]
    #[case("see https://shopee.co.th/ต้นไม้-i.12.34?x=1&y=2, ok", &["https://shopee.co.th/ต้นไม้-i.12.34?x=1&y=2"])]
    #[case("看https://a.example/c请回复", &["https://a.example/c"])]
    #[case("(www.example.com) shp.ee/abc shopee.co.id", &["www.example.com", "shp.ee/abc", "shopee.co.id"])]
    #[case("mail a.b+c@example.co.th. @สมหญิง @bob_7!", &["a.b+c@example.co.th", "@สมหญิง", "@bob_7"])]
    #[case("ขอบคุณ🙏🏽🎁 👨‍👩‍👧 1️⃣ 🇹🇭 ⭐️", &["🙏🏽🎁", "👨‍👩‍👧", "1️⃣", "🇹🇭", "⭐️"])]
    #[case("ราคา๑๒๓บาท １２個 订单2404A什么时候", &["๑๒๓", "１２", "2404A"])]
    #[case("hello {0} and {name} {12}", &["{0}", "{12}"])]
    #[case("sampai.terima kasih, U.S.A - ok @ home", &[])]
    fn what_must_stay_is_found(#[case] text: &str, #[case] expected: &[&str]) {
        assert_eq!(found(text), expected);
    }

    #[rstest::rstest]
    #[case("2404A/77-SG", false)]
    #[case("  https://a.example/b?c=d 🎁 12:30 (!!) @bob", false)]
    #[case("", false)]
    #[case("... ?", false)]
    #[case("ok 5", true)]
    #[case("ไม่", true)]
    fn a_text_of_such_things_alone_has_no_words(#[case] text: &str, #[case] expected: bool) {
        assert_eq!(has_words(text), expected);
    }
}
