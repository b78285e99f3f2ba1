//! Where an entry is: its real key, and the path that people see.
//!
//! The real key is an array, `[user, store, session, languages, hash]`, and
//! IndexedDB compares its parts as wholes: no id can reach into another's
//! entries, whatever stands in it. The path is for the cache doctor and for
//! exports only; there, each part is percent-encoded.

/// The store of a session: what stands before the `~` of its id.
#[must_use]
pub fn store_of(session: &str) -> &str {
    session.split('~').next().unwrap_or_default()
}

/// The languages of an entry: into which, and from which where somebody has said so.
#[must_use]
pub fn pair(to: &str, told: Option<&str>) -> String {
    match told {
        Some(from) => [from, ">", to].concat(),
        None => to.to_owned(),
    }
}

/// What an entry is known by within a session, and beside the user everywhere.
#[must_use]
pub fn id(pair: &str, hash: &str) -> String {
    [pair, " ", hash].concat()
}

/// The path that is shown: `lazada-chat/{user}/{shop}/{session}/messages.json`.
#[must_use]
pub fn path(user: &str, store: &str, session: &str) -> String {
    let platform = store.split('-').next().unwrap_or_default();
    let mut path = encoded(platform);
    path.push_str("-chat");
    for part in [user, store, session] {
        path.push('/');
        path.push_str(&encoded(part));
    }
    path.push('/');
    path.push_str("messages.json");
    path
}

/// User, store and session of a path; nothing where it is none of ours.
#[must_use]
pub fn of_path(text: &str) -> Option<[String; 3]> {
    let mut parts = text.split('/').skip(1).map(decoded);
    let ids = [parts.next()??, parts.next()??, parts.next()??];
    // Written again it is the same, so no two paths lead to one place.
    (path(&ids[0], &ids[1], &ids[2]) == text).then_some(ids)
}

/// A part of a path. A part of dots alone would be a step, so they are encoded too.
fn encoded(part: &str) -> String {
    let mut text = String::new();
    let dots = part.bytes().all(|byte| byte == b'.');
    for byte in part.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_~".contains(&byte) || (byte == b'.' && !dots) {
            text.push(char::from(byte));
        } else {
            let digit = |half: u8| char::from(b"0123456789ABCDEF"[usize::from(half)]);
            text.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    text
}

fn decoded(part: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' {
            let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
            u8::try_from(digit(rest.next())? * 16 + digit(rest.next())?).ok()?
        } else {
            byte
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_path_reads_as_the_team_knows_it() {
        assert_eq!(
            path("u1", "lazada-77", "lazada-77~a"),
            "lazada-chat/u1/lazada-77/lazada-77~a/messages.json"
        );
        assert_eq!(store_of("shopee-1~a~b"), "shopee-1");
        assert_eq!([pair("en", None), pair("en", Some("id"))], ["en", "id>en"]);
    }

    #[test]
    fn tc_11_a_path_of_odd_ids_is_no_other_ids_path() {
        let odd = ["..", ".", "a/b", "a|b", "%2F", "🛒", "", "a\n"];
        let mut seen = std::collections::HashSet::new();
        for store in odd {
            for session in odd {
                let path = path("u", store, session);
                assert_eq!(path.matches('/').count(), 4, "{path}");
                assert!(!path.split('/').any(|part| part == ".." || part == "."), "{path}");
                assert!(seen.insert(path));
            }
        }
        for wrong in [
            "",
            "lazada-chat/u/s",
            "x-chat/u/shopee-1/s/messages.json",
            "shopee-chat/u/shopee-1/%41/messages.json",
        ] {
            assert_eq!(of_path(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn tc_11_every_path_leads_back_to_its_ids(user in ".*", store in ".{0,500}", session in ".*") {
            prop_assert_eq!(of_path(&path(&user, &store, &session)), Some([user, store, session]));
        }
    }
}
