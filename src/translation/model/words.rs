//! Whether a text has words at all. The gateway knows better which parts of a
//! text must stay; this only spares it what is surely none of its business.

/// Whether there is anything to translate: a word beside numbers, links, addresses, codes and emoji.
#[must_use]
pub fn has_words(text: &str) -> bool {
    text.split_whitespace().any(is_word)
}

fn is_word(part: &str) -> bool {
    let part = part.trim_matches(|c: char| !c.is_alphanumeric() && c != '@');
    let is_link = part.contains("://") || part.starts_with("www.");
    if is_link || part.starts_with('@') || !part.contains(char::is_alphabetic) {
        return false;
    }
    // Thai, Chinese and others write without spaces: whatever stands beside their letters, there are words.
    if part.chars().any(|c| c.is_alphabetic() && !c.is_ascii()) {
        return true;
    }
    let is_code = part.contains(|c: char| c.is_numeric() || c == '_' || c == '@');
    let is_capitals = part.contains('-') && !part.contains(|c: char| c.is_ascii_lowercase());
    !is_code && !is_capitals
}

#[cfg(test)]
mod tests {
    use super::has_words;

    #[test]
    fn tc_13_numbers_links_emoji_and_codes_alone_are_asked_of_nobody() {
        for nothing in [
            "",
            "12 500",
            "2404A/77-SG",
            "https://shopee.co.th/x-i.1.2?a=b",
            "www.example.com/page",
            "👍👍🏽 🎁",
            "+66-81-234-5678",
            "RED-XL, TS_blk_m",
            "@somchai",
            "a.b@example.co.th",
            "... ?!",
        ] {
            assert!(!has_words(nothing), "{nothing}");
        }
        for words in [
            "ok",
            "Pesanan 2404A/77-SG kapan?",
            "ขอบคุณ👍",
            "订单2404A",
            "see https://a.b/c",
            "Obrigado!",
        ] {
            assert!(has_words(words), "{words}");
        }
    }
}
