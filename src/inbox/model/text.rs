//! Where a message's text has links. A text is cut, never changed: the pieces
//! put together are the text again, byte for byte.

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'a> {
    Plain(&'a str),
    /// A web address, exactly as written: it begins with `http://` or `https://`.
    Link(&'a str),
}

/// More than this in one message is no conversation; the rest stays plain.
const MOST_LINKS: usize = 200;

/// Cuts a text at its web addresses.
#[must_use]
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut plain_from, mut search_from, mut links) = (0, 0, 0);
    while links < MOST_LINKS {
        let Some(start) = next_scheme(text, search_from) else {
            break;
        };
        let stands_alone = text[..start]
            .chars()
            .next_back()
            .is_none_or(|before| !before.is_alphanumeric());
        let end = start + address_length(&text[start..]);
        if !stands_alone || !is_safe(&text[start..end]) {
            search_from = start + "http".len();
            continue;
        }
        if plain_from < start {
            pieces.push(Piece::Plain(&text[plain_from..start]));
        }
        pieces.push(Piece::Link(&text[start..end]));
        links += 1;
        plain_from = end;
        search_from = end;
    }
    if plain_from < text.len() {
        pieces.push(Piece::Plain(&text[plain_from..]));
    }
    pieces
}

fn next_scheme(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    (from..bytes.len().saturating_sub("http://".len())).find(|&at| scheme_length(&bytes[at..]).is_some())
}

fn scheme_length(bytes: &[u8]) -> Option<usize> {
    ["https://", "http://"].into_iter().map(str::len).find(|length| {
        bytes
            .get(..*length)
            .is_some_and(|start| start.eq_ignore_ascii_case(if *length == 8 { b"https://" } else { b"http://" }))
    })
}

/// How many bytes of `text`, which begins with a scheme, are the address: up
/// to a space, a control or format character, a quote or a bracket, without
/// the punctuation of the sentence around it.
fn address_length(text: &str) -> usize {
    let end = text.find(ends_address).unwrap_or(text.len());
    let mut address = &text[..end];
    while let Some(last) = address.chars().next_back() {
        let closes = match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '~' | '_' => true,
            '。' | '，' | '、' | '！' | '？' | '；' | '：' | '”' | '’' => true,
            ')' | ']' | '）' | '】' | '」' | '』' | '》' => !is_balanced(address, last),
            _ => false,
        };
        if !closes {
            break;
        }
        address = &address[..address.len() - last.len_utf8()];
    }
    address.len()
}

fn ends_address(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '<' | '>' | '"' | '`' | '{' | '}' | '|' | '\\' | '^')
        // Invisible characters and changes of direction hide where an address leads.
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

fn is_balanced(address: &str, closing: char) -> bool {
    let opening = match closing {
        ')' => '(',
        ']' => '[',
        '）' => '（',
        '】' => '【',
        '」' => '「',
        '』' => '『',
        _ => '《',
    };
    address.matches(opening).count() >= address.matches(closing).count()
}

/// Whether an address may be opened with one click: it names a host, and
/// nothing before an `@` that could be taken for it.
fn is_safe(address: &str) -> bool {
    let Some(rest) = address.split_once("://").map(|(_, rest)| rest) else {
        return false;
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    host.chars().next().is_some_and(char::is_alphanumeric) && !host.contains('@')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn links(text: &str) -> Vec<&str> {
        pieces(text)
            .into_iter()
            .filter_map(|piece| {
                if let Piece::Link(link) = piece {
                    Some(link)
                } else {
                    None
                }
            })
            .collect()
    }

    #[test]
    fn links_are_found_as_written() {
        for (text, expected) in [
            (
                "see https://shopee.co.id/x?a=1&b=2#c.",
                vec!["https://shopee.co.id/x?a=1&b=2#c"],
            ),
            (
                "HTTP://A.b, (https://c.d/e_(f)) ok",
                vec!["HTTP://A.b", "https://c.d/e_(f)"],
            ),
            ("看https://a.cn/路径。谢谢", vec![]),
            ("看 https://a.cn/路径。", vec!["https://a.cn/路径"]),
            ("<a href=\"https://x.y\">", vec!["https://x.y"]),
            ("http://", vec![]),
            ("https:///path", vec![]),
            ("javascript:alert(1) data:text/html,x ftp://a.b www.a.b", vec![]),
            ("xhttp://a.b", vec![]),
            ("https://bank.com@evil.example/", vec![]),
            ("https://a.b/\u{202e}gnp.exe", vec!["https://a.b/"]),
            ("https://a.b/c\0d", vec!["https://a.b/c"]),
            ("http://http://a.b", vec!["http://http://a.b"]),
        ] {
            assert_eq!(links(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_flood_of_links_stays_bounded() {
        assert_eq!(links(&"http://a.b ".repeat(5_000)).len(), MOST_LINKS);
    }

    proptest! {
        #[test]
        fn the_pieces_are_the_text(text in "(https?://|[a-z@./ ()\"<>\u{0}\u{202e}\u{200b}ก路。😀]){0,40}") {
            let whole: String = pieces(&text)
                .into_iter()
                .map(|piece| match piece { Piece::Plain(text) | Piece::Link(text) => text })
                .collect();
            prop_assert_eq!(whole, text);
        }
    }
}
