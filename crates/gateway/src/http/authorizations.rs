//! Asking sellers for their permission, and taking it.

use super::{
    extract::{Address, Body, Id},
    session::Admin,
};
use crate::{
    Services,
    db::audit,
    error::Error,
    service::authorize::{self, Outcome},
};
use axum::{
    Json,
    extract::{RawQuery, State},
    http::{HeaderName, StatusCode, header},
    response::IntoResponse,
};
use steadydesk_wire::{Authorization, NewAuthorization, Platform, Problem};

/// Where the seller says yes.
#[utoipa::path(post, path = "/api/authorizations", tag = "stores", request_body = NewAuthorization, responses(
    (status = 200, body = Authorization),
    (status = 502, body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn begin(
    State(services): State<Services>,
    Address(address): Address,
    Admin(admin): Admin,
    Body(asked): Body<NewAuthorization>,
) -> Result<Json<Authorization>, Error> {
    let authorization = authorize::begin(&services, &admin.account.id, &asked).await?;
    let target = asked
        .store
        .as_ref()
        .map_or(asked.platform.as_str(), |store| store.as_str());
    let mut tx = services.db.write().await?;
    audit::write(
        &mut tx,
        services.clock.now(),
        &admin.account.name,
        "store_authorize",
        target,
        "",
        &address,
    )
    .await?;
    tx.commit().await?;
    Ok(Json(authorization))
}

/// A platform's word in a path.
pub(super) struct PlatformWord(pub(super) Platform);

impl std::str::FromStr for PlatformWord {
    type Err = ();
    fn from_str(word: &str) -> Result<Self, ()> {
        Platform::from_word(word).map(Self).ok_or(())
    }
}

/// The platform's page comes back here. The browser sends no cookie then
/// (`SameSite=Strict`): the secret `state` says whose wish it was.
#[utoipa::path(get, path = "/oauth/{platform}/callback", tag = "stores", params(("platform" = Platform, Path)),
    responses((status = 303, description = "back to the console's store list")))]
pub(super) async fn callback(
    State(services): State<Services>,
    Id(PlatformWord(platform)): Id<PlatformWord>,
    RawQuery(query): RawQuery,
) -> impl IntoResponse {
    let query: Vec<(String, String)> = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .into_owned()
        .collect();
    let place = match authorize::finish(&services, platform, &query).await {
        Ok(Outcome::Authorized(store)) => {
            let id: String = url::form_urlencoded::byte_serialize(store.as_str().as_bytes()).collect();
            format!("/stores?authorized={id}")
        }
        Ok(Outcome::Refused) => "/stores?authorization=refused".to_owned(),
        Err(error) => {
            tracing::warn!(%platform, error = %error, "an authorisation did not come to its end");
            "/stores?authorization=refused".to_owned()
        }
    };
    // The code in this address goes nowhere else.
    let no_referrer = (HeaderName::from_static("referrer-policy"), "no-referrer".to_owned());
    (StatusCode::SEE_OTHER, [(header::LOCATION, place), no_referrer])
}
