//! How rows are read: initials, waiting times, days.

use crate::i18n::inbox::Messages;
use steadydesk_wire::{Author, Content, FailReason, Message, Millis, Outgoing, Session};

/// One or two letters for somebody without a picture. Text that has no letter gives a dot.
#[must_use]
pub fn initials(name: &str) -> String {
    let mut words = name
        .split(|c: char| !c.is_alphanumeric())
        .filter_map(|word| word.chars().next());
    let Some(first) = words.next() else {
        return "·".to_owned();
    };
    // Scripts without capitals say enough with one sign.
    let second = if first.is_uppercase() || first.is_lowercase() {
        words.next()
    } else {
        None
    };
    [Some(first), second]
        .into_iter()
        .flatten()
        .flat_map(char::to_uppercase)
        .collect()
}

/// A number of 0 to 11 that stays with an id: which of the avatar colours it gets.
#[must_use]
pub fn hue(id: &str) -> u32 {
    id.bytes()
        .fold(7_u32, |hash, byte| hash.wrapping_mul(31).wrapping_add(u32::from(byte)))
        % 12
}

/// A length of time in the largest unit that says enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    Now,
    Minutes(i64),
    Hours(i64),
    Days(i64),
}

/// The time between two moments, on the gateway's clock; a moment that seems to lie ahead counts as now.
#[must_use]
pub fn span(from: Millis, to: Millis) -> Span {
    let minutes = to.since(from) / 60_000;
    match minutes {
        ..=0 => Span::Now,
        1..60 => Span::Minutes(minutes),
        60..1_440 => Span::Hours(minutes / 60),
        _ => Span::Days(minutes / 1_440),
    }
}

/// The word for an own message's state in `data-state`; `None` for somebody else's.
#[must_use]
pub fn state_word(message: &Message) -> Option<&'static str> {
    let outgoing = match (&message.outgoing, message.author) {
        (Some(outgoing), _) => outgoing,
        // Written in the platform's own app: it is there, so it was sent.
        (None, Author::Seller) => return Some("sent"),
        (None, _) => return None,
    };
    Some(match outgoing {
        Outgoing::Queued { .. } => "queued",
        Outgoing::Waiting => "waiting",
        // It waits for the operator's word.
        Outgoing::Failed { failure } if is_paused(failure.reason) => "waiting",
        Outgoing::Sending => "sending",
        Outgoing::Checking { .. } => "checking",
        Outgoing::Sent => "sent",
        Outgoing::Failed { .. } => "failed",
    })
}

/// Whether a message that is not out waits only for the operator to say what is to become of it.
#[must_use]
pub fn is_paused(reason: FailReason) -> bool {
    matches!(reason, FailReason::NewMessages | FailReason::Damage)
}

/// What a row says of its newest message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gist {
    /// Its text, in one line.
    Text(String),
    /// The word for a thing that is no text.
    Picture,
    Video,
    Product,
    Order,
    Voucher,
    Logistics,
    ReturnRefund,
    Sticker,
    Other,
}

/// The gist of a session's newest message, and whether we wrote it.
#[must_use]
pub fn gist(session: &Session) -> Option<(Gist, bool)> {
    let last = session.last.as_ref()?;
    let gist = match &last.content {
        // A row shows one line: what lies far behind it need not be laid out.
        Content::Text { text } | Content::Notice { text } => Gist::Text(text.chars().take(200).collect()),
        Content::Image { .. } => Gist::Picture,
        Content::Video { .. } => Gist::Video,
        Content::Product { .. } => Gist::Product,
        Content::Order { .. } => Gist::Order,
        Content::Voucher { .. } => Gist::Voucher,
        Content::Logistics { .. } => Gist::Logistics,
        Content::ReturnRefund { .. } => Gist::ReturnRefund,
        Content::Sticker { .. } => Gist::Sticker,
        Content::Unknown { .. } => Gist::Other,
    };
    Some((gist, last.author != Author::Buyer))
}

/// A gist in words.
#[must_use]
pub fn gist_words(gist: Gist, texts: &Messages) -> String {
    let word = match gist {
        Gist::Text(text) => return text,
        Gist::Picture => texts.picture,
        Gist::Video => texts.video,
        Gist::Product => texts.product,
        Gist::Order => texts.order,
        Gist::Voucher => texts.voucher,
        Gist::Logistics => texts.logistics,
        Gist::ReturnRefund => texts.return_refund,
        Gist::Sticker => texts.sticker,
        Gist::Other => texts.raw,
    };
    word.to_owned()
}

/// The size at which a picture is shown: its own, made to fit into 280 × 280
/// pixels; a square where nobody knows it, so that nothing moves when it comes.
#[must_use]
pub fn picture_size(width: Option<u32>, height: Option<u32>) -> (u32, u32) {
    const MOST: u64 = 280;
    match (width, height) {
        (Some(width), Some(height)) if width > 0 && height > 0 => {
            let longest = u64::from(width.max(height)).max(MOST);
            // A share of 280: fits.
            let fit = |side: u32| u32::try_from((u64::from(side) * MOST / longest).max(24)).unwrap_or(280);
            (fit(width), fit(height))
        }
        _ => (200, 200),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_of_many_scripts() {
        for (name, expected) in [
            ("siti nurhaliza", "SN"),
            ("Nguyễn Văn An", "NV"),
            ("สมชาย ใจดี", "ส"),
            ("王小明", "王"),
            ("b_uyer.42", "BU"),
            ("  ", "·"),
            ("🦆", "·"),
            ("", "·"),
        ] {
            assert_eq!(initials(name), expected, "{name}");
        }
    }

    #[test]
    fn spans_in_their_units() {
        let at = |minutes: i64| span(Millis(0), Millis(minutes * 60_000));
        assert_eq!(
            [at(-5), at(0), at(1), at(59), at(60), at(1_439), at(1_440), at(10_000)],
            [
                Span::Now,
                Span::Now,
                Span::Minutes(1),
                Span::Minutes(59),
                Span::Hours(1),
                Span::Hours(23),
                Span::Days(1),
                Span::Days(6)
            ]
        );
    }

    #[test]
    fn pictures_keep_their_shape() {
        assert_eq!(picture_size(Some(560), Some(280)), (280, 140));
        assert_eq!(picture_size(Some(100), Some(50)), (100, 50));
        assert_eq!(picture_size(Some(4_000_000_000), Some(1)), (280, 24));
        assert_eq!(picture_size(Some(0), Some(9)), (200, 200));
        assert_eq!(picture_size(None, None), (200, 200));
    }
}
