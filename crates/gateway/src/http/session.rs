//! Who is signed in: an opaque secret in a cookie, its fingerprint in the
//! database.

use crate::{
    Services,
    db::{
        self, Scope,
        accounts::{self, AccountRow},
    },
    error::Error,
    people,
};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, header, request::Parts},
};
use steadydesk_wire::{Account, Millis, Role};

/// Unused for so long, a sign-in ends.
const IDLE_MS: i64 = 12 * 3_600_000;
/// And after so long in any case.
const LIFE_MS: i64 = 14 * 24 * 3_600_000;
/// How often its use is written down.
const NOTE_MS: i64 = 5 * 60_000;

/// Somebody who is signed in. As an argument of a handler: nobody else gets in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub account: AccountRow,
    /// With whose eyes they see.
    pub scope: Scope,
    pub(super) fingerprint: String,
}

/// An administrator who is signed in.
#[derive(Debug, Clone)]
pub struct Admin(pub SignedIn);

impl SignedIn {
    /// As the console sees it.
    #[must_use]
    pub fn to_wire(&self, now: Millis) -> Account {
        Account {
            id: self.account.id.clone(),
            name: self.account.name.clone(),
            role: self.account.role,
            now,
        }
    }
}

impl FromRequestParts<Services> for SignedIn {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, services: &Services) -> Result<Self, Error> {
        of(services, &parts.headers).await?.ok_or(Error::SignedOut)
    }
}

impl FromRequestParts<Services> for Admin {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, services: &Services) -> Result<Self, Error> {
        let signed_in = SignedIn::from_request_parts(parts, services).await?;
        match signed_in.account.role {
            Role::Admin => Ok(Self(signed_in)),
            Role::Operator => Err(Error::NotAllowed),
        }
    }
}

/// Who a request comes from, if somebody is signed in.
pub(super) async fn of(services: &Services, headers: &HeaderMap) -> Result<Option<SignedIn>, Error> {
    match cookie(services, headers) {
        Some(secret) => find(services, &people::fingerprint(secret)).await,
        None => Ok(None),
    }
}

/// The sign-in with this fingerprint, if it is in force; its use is written down.
pub(super) async fn find(services: &Services, fingerprint: &str) -> Result<Option<SignedIn>, Error> {
    let now = services.clock.now();
    let mut read = services.db.read().await?;
    let found = accounts::signed_in(&mut read, fingerprint).await?;
    let Some(found) = found.filter(|it| now.since(it.seen_at) < IDLE_MS && now.since(it.created_at) < LIFE_MS) else {
        return Ok(None);
    };
    drop(read);
    if now.since(found.seen_at) > NOTE_MS {
        let mut tx = services.db.write().await?;
        accounts::seen(&mut tx, fingerprint, now).await?;
        tx.commit().await?;
    }
    let scope = found.account.scope();
    Ok(Some(SignedIn {
        account: found.account,
        scope,
        fingerprint: fingerprint.to_owned(),
    }))
}

/// Forgets sign-ins that are no longer in force.
///
/// # Errors
/// When the database is away.
pub async fn prune(services: &Services) -> db::Result<()> {
    let now = services.clock.now();
    let mut tx = services.db.write().await?;
    accounts::prune(&mut tx, now.plus(-IDLE_MS), now.plus(-LIFE_MS)).await?;
    tx.commit().await
}

/// `__Host-` where TLS is: then no other site of the domain can set it.
fn cookie_name(services: &Services) -> &'static str {
    if services.config.is_https() {
        "__Host-steadydesk"
    } else {
        "steadydesk"
    }
}

/// The secret in the request's cookie.
pub(super) fn cookie<'a>(services: &Services, headers: &'a HeaderMap) -> Option<&'a str> {
    let name = cookie_name(services);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// The header that gives the browser a secret, or takes it away (`None`).
pub(super) fn set_cookie(services: &Services, secret: Option<&str>) -> HeaderValue {
    let secure = if services.config.is_https() { "; Secure" } else { "" };
    let (value, age) = secret.map_or(("", 0), |secret| (secret, LIFE_MS / 1000));
    let text = format!(
        "{}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={age}{secure}",
        cookie_name(services)
    );
    // Our own name, hexadecimal digits and attributes are visible ASCII.
    HeaderValue::from_str(&text).expect("a cookie of visible ASCII")
}
