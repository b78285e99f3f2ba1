//! Translations.

use super::{extract::Body, session::SignedIn};
use crate::{Services, error::Error, service::translate as service};
use axum::{Json, extract::State};
use steadydesk_wire::{Problem, Translate, Translated, TranslationBudget, TranslationLanguages};

/// Translates up to 100 texts; each is answered for itself, from the team's memory where it is known.
#[utoipa::path(post, path = "/api/translate", tag = "translation", request_body = Translate, responses(
    (status = 200, body = Translated),
    (status = 422, body = Problem, content_type = "application/problem+json"),
    (status = 429, body = Problem, content_type = "application/problem+json"),
    (status = 501, body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn translate(
    State(services): State<Services>,
    signed_in: SignedIn,
    Body(question): Body<Translate>,
) -> Result<Json<Translated>, Error> {
    Ok(Json(service::ask(&services, &signed_in.account.id, question).await?))
}

/// The day's characters: used, allowed, and when they begin anew.
#[utoipa::path(get, path = "/api/translate/budget", tag = "translation",
    responses((status = 200, body = TranslationBudget)))]
pub(super) async fn budget(
    State(services): State<Services>,
    _signed_in: SignedIn,
) -> Result<Json<TranslationBudget>, Error> {
    Ok(Json(service::budget(&services).await?))
}

/// What the provider translates, from and into which languages.
#[utoipa::path(get, path = "/api/translate/languages", tag = "translation", responses(
    (status = 200, body = TranslationLanguages),
    (status = 501, body = Problem, content_type = "application/problem+json"),
    (status = 502, body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn languages(
    State(services): State<Services>,
    _signed_in: SignedIn,
) -> Result<Json<TranslationLanguages>, Error> {
    Ok(Json(service::languages(&services).await?))
}
