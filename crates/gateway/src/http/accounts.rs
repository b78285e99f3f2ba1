//! Signing in and out.

use super::{
    extract::{Address, Body},
    session::{self, SignedIn},
};
use crate::{
    Services,
    db::{accounts, audit},
    error::Error,
    people,
    service::presence::model::Event,
};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use steadydesk_wire::{Account, Problem, SignIn};

/// Longer ones are no passwords of ours, and hashing them costs.
const LONGEST: usize = 1_000;

/// Signs in, and sets the cookie.
#[utoipa::path(post, path = "/api/sign-in", tag = "people", request_body = SignIn, responses(
    (status = 200, body = Account),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 429, body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn sign_in(
    State(services): State<Services>,
    Address(address): Address,
    headers: HeaderMap,
    Body(given): Body<SignIn>,
) -> Result<Response, Error> {
    if given.name.len() > LONGEST || given.password.len() > LONGEST {
        return Err(Error::WrongPassword);
    }
    services
        .sign_in
        .attempt(&given.name, &address)
        .map_err(|retry_after| Error::TooMany { retry_after })?;
    let account = accounts::by_name(&mut *services.db.read().await?, &given.name).await?;
    let hash = account.as_ref().map(|account| account.password_hash.clone());
    let fits = services
        .sign_in
        .verify(given.password, hash)
        .await
        .map_err(Error::Internal)?;
    let now = services.clock.now();
    let mut tx = services.db.write().await?;
    let Some(account) = account.filter(|_| fits) else {
        let name: String = given.name.chars().take(60).collect();
        audit::write(&mut tx, now, &name, "sign_in_failed", "", "", &address).await?;
        tx.commit().await?;
        return Err(Error::WrongPassword);
    };
    services.sign_in.succeeded(&given.name, &address);
    // A secret from before the sign-in is never the one after it.
    let old = session::cookie(&services, &headers).map(people::fingerprint);
    if let Some(old) = &old {
        accounts::end(&mut tx, old).await?;
    }
    let secret = people::random_secret();
    accounts::begin(&mut tx, &people::fingerprint(&secret), &account.id, now).await?;
    audit::write(&mut tx, now, &account.name, "sign_in", "", "", &address).await?;
    tx.commit().await?;
    if let Some(fingerprint) = old {
        services.moves(Event::SignedOut { fingerprint });
    }
    let body = Account {
        id: account.id,
        name: account.name,
        role: account.role,
        now,
    };
    Ok((
        [(header::SET_COOKIE, session::set_cookie(&services, Some(&secret)))],
        Json(body),
    )
        .into_response())
}

/// Ends the sign-in, and its event streams.
#[utoipa::path(post, path = "/api/sign-out", tag = "people", responses((status = 204)))]
pub(super) async fn sign_out(
    State(services): State<Services>,
    Address(address): Address,
    signed_in: SignedIn,
) -> Result<impl IntoResponse, Error> {
    let mut tx = services.db.write().await?;
    accounts::end(&mut tx, &signed_in.fingerprint).await?;
    audit::write(
        &mut tx,
        services.clock.now(),
        &signed_in.account.name,
        "sign_out",
        "",
        "",
        &address,
    )
    .await?;
    tx.commit().await?;
    services.sign_in.rights_changed();
    services.moves(Event::SignedOut {
        fingerprint: signed_in.fingerprint,
    });
    Ok((
        StatusCode::NO_CONTENT,
        [(header::SET_COOKIE, session::set_cookie(&services, None))],
    ))
}

/// Who is signed in.
#[utoipa::path(get, path = "/api/me", tag = "people", responses(
    (status = 200, body = Account),
    (status = 401, body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn me(State(services): State<Services>, signed_in: SignedIn) -> Json<Account> {
    Json(signed_in.to_wire(services.clock.now()))
}
