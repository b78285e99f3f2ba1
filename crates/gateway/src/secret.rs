//! Sealing: what must not be readable in the database (the platforms' tokens)
//! is encrypted with a key that is not in the database.
//!
//! A sealed value is the key's id (4 bytes), a random nonce (24 bytes) and
//! XChaCha20-Poly1305's output. The table, row and column it belongs to are
//! authenticated with it, so that a value moved elsewhere does not open.

use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use sha2::{Digest as _, Sha256};
use std::{io::Write as _, path::Path};
use zeroize::Zeroizing;

const KEY_BYTES: usize = 32;
const KEY_ID_BYTES: usize = 4;
const NONCE_BYTES: usize = 24;

/// Where a sealed value lives.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    pub table: &'static str,
    pub row: &'a str,
    pub column: &'static str,
}

impl Place<'_> {
    fn bytes(self) -> Vec<u8> {
        // Lengths before the parts: no two places make the same bytes.
        let mut bytes = Vec::new();
        for part in [self.table, self.row, self.column] {
            bytes.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
            bytes.extend_from_slice(part.as_bytes());
        }
        bytes
    }
}

/// A sealed value does not open: another key, another place, or damaged.
#[derive(Debug, thiserror::Error)]
pub enum Unsealable {
    #[error("sealed with key {0}, which the configuration does not have")]
    UnknownKey(String),
    #[error("the sealed value is damaged or stands in another place")]
    Damaged,
}

/// The keys: the first seals, all of them open, so that a key can be replaced.
#[derive(Clone)]
pub struct Seal {
    keys: Vec<([u8; KEY_ID_BYTES], XChaCha20Poly1305)>,
}

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Seal").field("keys", &self.keys.len()).finish()
    }
}

impl Seal {
    /// Reads keys from text: 64 hexadecimal digits each, separated by white space or commas.
    ///
    /// # Errors
    /// The text says what is wrong, without quoting any of it.
    pub fn from_text(text: &str) -> Result<Self, String> {
        let mut keys = Vec::new();
        for word in text
            .split(|c: char| c.is_whitespace() || c == ',')
            .filter(|word| !word.is_empty())
        {
            let bytes = Zeroizing::new(hex::decode(word).map_err(|_| "a key is 64 hexadecimal digits")?);
            if bytes.len() != KEY_BYTES {
                return Err(format!("a key is 64 hexadecimal digits; this one has {}", word.len()));
            }
            let cipher = XChaCha20Poly1305::new_from_slice(&bytes).map_err(|_| "a key is 64 hexadecimal digits")?;
            let digest = Sha256::digest(&*bytes);
            let mut id = [0; KEY_ID_BYTES];
            id.copy_from_slice(&digest[..KEY_ID_BYTES]);
            keys.push((id, cipher));
        }
        if keys.is_empty() {
            return Err("no key in it".to_owned());
        }
        Ok(Self { keys })
    }

    /// Reads the keys in a file; when there is none, makes one that only its owner can read.
    ///
    /// # Errors
    /// When the file cannot be read or made, or holds no key.
    pub fn from_file(path: &Path) -> anyhow::Result<Self> {
        use anyhow::Context as _;
        let shown = path.display();
        if !path.exists() {
            let key = Zeroizing::new(hex::encode(rand::random::<[u8; KEY_BYTES]>()));
            let mut options = std::fs::OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options
                .open(path)
                .with_context(|| format!("cannot make the key file {shown}"))?;
            file.write_all(key.as_bytes())
                .and_then(|()| file.sync_all())
                .with_context(|| format!("cannot write the key file {shown}"))?;
            tracing::info!(path = %shown, "made a key to seal the platforms' tokens; keep a copy apart from the database");
        }
        let text =
            Zeroizing::new(std::fs::read_to_string(path).with_context(|| format!("cannot read the key file {shown}"))?);
        Self::from_text(&text).map_err(|why| anyhow::anyhow!("the key file {shown}: {why}"))
    }

    /// Seals `plain` for its place.
    ///
    /// # Panics
    /// Never for values that fit into memory.
    #[must_use]
    pub fn seal(&self, place: Place<'_>, plain: &[u8]) -> Vec<u8> {
        let (id, cipher) = &self.keys[0];
        let nonce = rand::random::<[u8; NONCE_BYTES]>();
        let sealed = cipher.encrypt(
            &XNonce::from(nonce),
            Payload {
                msg: plain,
                aad: &place.bytes(),
            },
        );
        // XChaCha20-Poly1305 refuses only messages over 256 GiB.
        let sealed = sealed.expect("the message is short");
        [&id[..], &nonce[..], &sealed[..]].concat()
    }

    /// Opens what was sealed for this place.
    ///
    /// # Errors
    /// When no key of ours fits, or the value or its place is not what it was.
    pub fn open(&self, place: Place<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Unsealable> {
        let (id, rest) = sealed.split_at_checked(KEY_ID_BYTES).ok_or(Unsealable::Damaged)?;
        let (nonce, rest) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(Unsealable::Damaged)?;
        let (_, cipher) = self
            .keys
            .iter()
            .find(|(known, _)| known == id)
            .ok_or_else(|| Unsealable::UnknownKey(hex::encode(id)))?;
        cipher
            .decrypt(
                &XNonce::from(*nonce),
                Payload {
                    msg: rest,
                    aad: &place.bytes(),
                },
            )
            .map(Zeroizing::new)
            .map_err(|_| Unsealable::Damaged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    const TWO: &str = "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f";

    fn place(row: &str) -> Place<'_> {
        Place {
            table: "stores",
            row,
            column: "tokens",
        }
    }

    #[test]
    fn opens_only_in_its_place_and_unchanged() {
        let seal = Seal::from_text(ONE).expect("a key");
        let mut sealed = seal.seal(place("a"), b"token");
        assert!(!sealed.windows(5).any(|part| part == b"token"));
        assert_eq!(&*seal.open(place("a"), &sealed).expect("opens"), b"token");
        assert!(matches!(seal.open(place("b"), &sealed), Err(Unsealable::Damaged)));
        let last = sealed.len() - 1;
        sealed[last] ^= 1;
        assert!(matches!(seal.open(place("a"), &sealed), Err(Unsealable::Damaged)));
        assert!(matches!(seal.open(place("a"), &sealed[..9]), Err(Unsealable::Damaged)));
    }

    #[test]
    fn a_new_key_seals_and_the_old_one_still_opens() {
        let old = Seal::from_text(ONE).expect("a key").seal(place("a"), b"token");
        let both = Seal::from_text(&format!("{TWO}\n{ONE}\n")).expect("two keys");
        assert_eq!(&*both.open(place("a"), &old).expect("opens"), b"token");
        let new = both.seal(place("a"), b"token");
        assert!(matches!(
            Seal::from_text(ONE).expect("a key").open(place("a"), &new),
            Err(Unsealable::UnknownKey(_))
        ));
    }

    #[test]
    fn a_missing_key_file_is_made_for_its_owner_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("seal.key");
        let sealed = Seal::from_file(&path).expect("made").seal(place("a"), b"token");
        assert_eq!(
            &*Seal::from_file(&path)
                .expect("read")
                .open(place("a"), &sealed)
                .expect("opens"),
            b"token"
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(path.metadata().expect("there").permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_bad_key_is_named_but_not_quoted() {
        let error = Seal::from_text("deadbeef").expect_err("too short");
        assert!(error.contains("64") && !error.contains("deadbeef"));
    }
}
