//! Passwords, names, and who may try how often to sign in.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use sha2::{Digest as _, Sha256};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use tokio::sync::{Semaphore, watch};

/// Wrong attempts for one name before it must wait, and how long one takes to be forgotten.
const TRIES_PER_NAME: u32 = 10;
const TRY_PER_NAME_EVERY: Duration = Duration::from_secs(30);
/// The same for one network address, behind which a whole office may sit.
const TRIES_PER_ADDRESS: u32 = 60;
const TRY_PER_ADDRESS_EVERY: Duration = Duration::from_secs(5);
/// Passwords hashed at the same time: each takes a core and 19 MiB.
const HASHES_AT_ONCE: usize = 2;

/// Hashes passwords, a few at a time, and counts attempts.
pub struct SignInGuard {
    hashing: Arc<Semaphore>,
    /// Checked when a name is unknown, so that this takes the same time.
    nobody: String,
    by_name: Attempts,
    by_address: Attempts,
    changed: watch::Sender<u64>,
}

impl std::fmt::Debug for SignInGuard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignInGuard").finish_non_exhaustive()
    }
}

impl SignInGuard {
    /// Nobody has tried yet.
    ///
    /// # Errors
    /// When the machine has no randomness to give.
    pub fn new() -> anyhow::Result<Self> {
        let nobody = random_password();
        Ok(Self {
            hashing: Arc::new(Semaphore::new(HASHES_AT_ONCE)),
            nobody: hash_now(&nobody)?,
            by_name: Attempts::new(TRIES_PER_NAME, TRY_PER_NAME_EVERY),
            by_address: Attempts::new(TRIES_PER_ADDRESS, TRY_PER_ADDRESS_EVERY),
            changed: watch::Sender::new(0),
        })
    }

    /// Counts an attempt, before its password is looked at: also many at once are counted.
    ///
    /// # Errors
    /// The seconds to wait, when there were too many for this name or from this address.
    pub fn attempt(&self, name: &str, address: &str) -> Result<(), u32> {
        let now = Instant::now();
        self.by_address.take(address, now)?;
        self.by_name.take(&crate::db::accounts::name_key(name), now)
    }

    /// The attempt was right, so it does not count.
    pub fn succeeded(&self, name: &str, address: &str) {
        self.by_address.give_back(address);
        self.by_name.give_back(&crate::db::accounts::name_key(name));
    }

    /// Somebody's rights have changed: wakes those who [follow](Self::follow).
    pub fn rights_changed(&self) {
        self.changed.send_modify(|n| *n += 1);
    }

    /// Follows changes of rights (grants, sign-outs), for streams that outlive a request.
    #[must_use]
    pub fn follow(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Whether `password` is the one behind `hash`; without a hash it takes as long and is not.
    ///
    /// # Errors
    /// When the hash is damaged.
    pub async fn verify(&self, password: String, hash: Option<String>) -> anyhow::Result<bool> {
        let is_somebody = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobody.clone());
        let _permit = self.hashing.clone().acquire_owned().await?;
        let fits = tokio::task::spawn_blocking(move || -> anyhow::Result<bool> {
            let hash = PasswordHash::new(&hash).map_err(|error| anyhow::anyhow!("a password's hash: {error}"))?;
            Ok(Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
        })
        .await??;
        Ok(fits && is_somebody)
    }

    /// The hash of a new password.
    ///
    /// # Errors
    /// When the machine has no randomness to give.
    pub async fn hash(&self, password: String) -> anyhow::Result<String> {
        let _permit = self.hashing.clone().acquire_owned().await?;
        tokio::task::spawn_blocking(move || hash_now(&password)).await?
    }
}

/// Attempts by key: each key has so many, and one comes back every so often.
#[derive(Debug)]
pub(crate) struct Attempts {
    most: f64,
    every: Duration,
    left: Mutex<HashMap<String, (f64, Instant)>>,
}

impl Attempts {
    /// Beyond so many keys, those that have all their attempts are dropped.
    const KEYS: usize = 10_000;

    pub(crate) fn new(most: u32, every: Duration) -> Self {
        Self {
            most: f64::from(most),
            every,
            left: Mutex::default(),
        }
    }

    /// Takes one; the seconds to wait when none is left.
    pub(crate) fn take(&self, key: &str, now: Instant) -> Result<(), u32> {
        // A panic elsewhere leaves the numbers whole: they are written in one step.
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        if left.len() > Self::KEYS {
            left.retain(|_, (tokens, since)| self.refilled(*tokens, *since, now) < self.most);
        }
        let (tokens, since) = left.get(key).copied().unwrap_or((self.most, now));
        let tokens = self.refilled(tokens, since, now);
        if tokens < 1.0 {
            let wait = self.every.mul_f64(1.0 - tokens);
            return Err(u32::try_from(wait.as_secs() + 1).unwrap_or(u32::MAX));
        }
        left.insert(key.to_owned(), (tokens - 1.0, now));
        Ok(())
    }

    fn give_back(&self, key: &str) {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((tokens, _)) = left.get_mut(key) {
            *tokens = (*tokens + 1.0).min(self.most);
        }
    }

    fn refilled(&self, tokens: f64, since: Instant, now: Instant) -> f64 {
        let back = now.saturating_duration_since(since).as_secs_f64() / self.every.as_secs_f64();
        (tokens + back).min(self.most)
    }
}

/// Argon2id with the default cost: 19 MiB, 2 passes, 1 lane.
fn hash_now(password: &str) -> anyhow::Result<String> {
    let hash = Argon2::default()
        .hash_password(password.as_bytes())
        .map_err(|error| anyhow::anyhow!("a password cannot be hashed: {error}"))?;
    Ok(hash.to_string())
}

/// A password that nobody guesses: 120 bits in four words of six letters.
#[must_use]
pub fn random_password() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghjklmnpqrstuvwxyz23456789";
    let mut password = String::new();
    for (i, byte) in rand::random::<[u8; 24]>().into_iter().enumerate() {
        if i > 0 && i % 6 == 0 {
            password.push('-');
        }
        password.push(char::from(LETTERS[usize::from(byte % 32)]));
    }
    password
}

/// A secret of 256 bits for a cookie or an OAuth state, in hexadecimal digits.
#[must_use]
pub fn random_secret() -> String {
    hex::encode(rand::random::<[u8; 32]>())
}

/// What is kept of such a secret: it cannot be turned back.
#[must_use]
pub fn fingerprint(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}

/// Whether somebody may be called so.
///
/// # Errors
/// The text says why not, to people.
pub fn check_name(name: &str) -> Result<(), String> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 60 {
        return Err("a name has 1 to 60 characters".into());
    }
    if name.chars().any(char::is_control) {
        return Err("a name has no control characters".into());
    }
    Ok(())
}

/// Whether this will do as a password.
///
/// # Errors
/// The text says why not, to people.
pub fn check_password(password: &str) -> Result<(), String> {
    match password.chars().count() {
        10..=200 => Ok(()),
        _ => Err("a password has 10 to 200 characters".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_alone() {
        let guard = SignInGuard::new().expect("a guard");
        let hash = guard.hash("correct horse".into()).await.expect("a hash");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(
            guard
                .verify("correct horse".into(), Some(hash.clone()))
                .await
                .expect("verified")
        );
        assert!(
            !guard
                .verify("battery staple".into(), Some(hash))
                .await
                .expect("verified")
        );
        assert!(!guard.verify("anything".into(), None).await.expect("verified"));
    }

    #[test]
    fn wrong_attempts_are_limited_by_name_and_by_address() {
        let guard = SignInGuard::new().expect("a guard");
        for _ in 0..TRIES_PER_NAME {
            assert_eq!(guard.attempt("Ada", "192.0.2.1"), Ok(()));
        }
        assert!(
            guard
                .attempt("ADA ", "192.0.2.2")
                .is_err_and(|wait| (1..=31).contains(&wait))
        );
        for n in 0..TRIES_PER_ADDRESS - TRIES_PER_NAME {
            assert_eq!(guard.attempt(&format!("name{n}"), "192.0.2.1"), Ok(()));
        }
        assert!(guard.attempt("another", "192.0.2.1").is_err());
    }

    #[test]
    fn right_attempts_do_not_count_and_wrong_ones_are_forgotten() {
        let attempts = Attempts::new(2, Duration::from_secs(30));
        let now = Instant::now();
        for _ in 0..50 {
            assert_eq!(attempts.take("ada", now), Ok(()));
            attempts.give_back("ada");
        }
        assert_eq!((attempts.take("ada", now), attempts.take("ada", now)), (Ok(()), Ok(())));
        assert_eq!(attempts.take("ada", now), Err(31));
        assert_eq!(attempts.take("ada", now + Duration::from_secs(30)), Ok(()));
    }
}
