//! About how high a message's row is, before it has been on screen.

use super::reading::picture_size;
use super::rows::UNIT;
use steadydesk_wire::{Content, Message};

/// About how high a message's row is in the thread, in 64ths of a pixel: what
/// counts for a row until it has been on screen.
#[must_use]
pub fn row_height(message: &Message) -> u32 {
    // A line of text; bubble, line below it and gap of a message; a line of small text.
    const LINE: u32 = 20;
    const AROUND: u32 = 52;
    const SMALL: u32 = 17;
    /// A long text scrolls in a box of its own.
    const MOST: u32 = 384;
    let lines = |text: &str| {
        let line = |line: &str| {
            // Signs of East Asia take two places of about 70.
            let places: u32 = line.chars().map(|c| if c < '\u{1100}' { 1 } else { 2 }).sum();
            places.div_ceil(70).max(1)
        };
        text.split('\n').map(line).sum::<u32>().saturating_mul(LINE).min(MOST)
    };
    let optional = |text: &Option<String>| text.as_ref().map_or(0, |_| LINE);
    let content = match &message.content {
        Content::Text { text } | Content::Notice { text } => lines(text),
        Content::Image { width, height } => picture_size(*width, *height).1,
        Content::Video { has_picture, url, .. } => SMALL + if *has_picture { 204 } else { 0 } + optional(url),
        Content::Product { title, price, .. } => SMALL + optional(title) + optional(price),
        Content::Order { title, status, .. } => SMALL + optional(title) + optional(status),
        Content::Voucher { title, .. } => SMALL + optional(title),
        Content::Logistics { package_id, .. } => SMALL + optional(package_id),
        Content::ReturnRefund { .. } => SMALL,
        Content::Sticker { has_picture, .. } => {
            if *has_picture {
                96
            } else {
                LINE
            }
        }
        Content::Unknown { .. } => 2 * LINE,
    };
    let translated = message
        .platform_text
        .as_ref()
        .map_or(0, |text| lines(&text.text) + SMALL + 9);
    (AROUND + content + translated) * UNIT
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inbox::model::fixture::message;

    #[test]
    fn rows_are_estimated_by_what_is_in_them() {
        let of = |content: Content| {
            let mut row = message("m", 1, 1);
            row.content = content;
            row_height(&row) / 64
        };
        let text = |text: &str| Content::Text { text: text.into() };
        assert_eq!([of(text("")), of(text("halo")), of(text("a\nb"))], [72, 72, 92]);
        assert_eq!([of(text(&"a".repeat(141))), of(text(&"路".repeat(36)))], [112, 92]);
        assert_eq!(of(text(&"a\n".repeat(90_000))), 436);
        let (width, height) = (Some(560), Some(280));
        assert_eq!(of(Content::Image { width, height }), 192);
    }
}
