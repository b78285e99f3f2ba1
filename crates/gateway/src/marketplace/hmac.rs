//! HMAC-SHA256, which all three platforms sign with.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The code of `parts`, one after the other, in lower-case hex.
pub(crate) fn hmac_hex(key: &str, parts: &[&[u8]]) -> String {
    // HMAC takes a key of any length, so this cannot fail.
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("any key length is fine");
    for part in parts {
        mac.update(part);
    }
    hex::encode(mac.finalize().into_bytes())
}

/// Compares a signature without telling by the time taken how much of it is right.
/// Case does not matter: platforms write hex both ways.
pub(crate) fn same(expected_hex: &str, given: &str) -> bool {
    let given = given.trim().to_ascii_lowercase();
    expected_hex.as_bytes().ct_eq(given.as_bytes()).into()
}

/// A short name for content that carries no id of its own.
pub(crate) fn digest_hex(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}
