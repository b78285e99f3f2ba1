//! What a refusal's words say, where its code says too little.

use steadydesk_wire::FailReason;

/// The kind of a refused message by the platform's own text. Platforms name
/// few codes of their chat publicly, so the words decide.
pub(crate) fn reason(text: &str) -> FailReason {
    let text = text.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if has(&[
        "sensitive",
        "forbidden word",
        "forbidden content",
        "prohibited",
        "censor",
        "blocked word",
        "illegal word",
    ]) {
        FailReason::ForbiddenContent
    } else if has(&[
        "too long",
        "exceeds the length",
        "length limit",
        "max length",
        "maximum length",
        "characters at most",
    ]) {
        FailReason::TooLong
    } else if has(&[
        "user_is_forbidden",
        "window",
        "can not send message to",
        "cannot send message to",
        "closed",
    ]) {
        FailReason::WindowClosed
    } else if has(&["permission", "access denied", "not authorized to", "scope"]) {
        FailReason::NoPermission
    } else if has(&["image", "picture", "file size", "file type", "file format"]) {
        FailReason::BadPicture
    } else {
        FailReason::Refused
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_decide_where_codes_do_not() {
        for (text, expected) in [
            ("The message contains sensitive words", FailReason::ForbiddenContent),
            ("content is too long", FailReason::TooLong),
            ("Conversation window closed", FailReason::WindowClosed),
            ("No permission to current api.", FailReason::NoPermission),
            ("image format is not supported", FailReason::BadPicture),
            ("param error", FailReason::Refused),
        ] {
            assert_eq!(reason(text), expected, "{text}");
        }
    }
}
